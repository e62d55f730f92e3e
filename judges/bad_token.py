"""Bad input at the token endpoint, in hardened mode."""

from __future__ import annotations

import json
import os
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

import lab
import phone
from bad_authorize import RETURN, VERIFIER, app_id, app_query, changed
from webview import WebView

SAM, KIM = "sam@tailspin.example", "kim@tailspin.example"


def facts_of(answer: requests.Response) -> list[str]:
    """What an answer of the token endpoint says, in the words of the table."""
    try:
        body: dict[str, Any] = answer.json()
    except ValueError:
        body = {}
    facts = [f"status {answer.status_code}", f"{answer.status_code} {body.get('error')}"]
    facts += [f"{facts[1]} {code}" for code in body.get("error_codes", [])]
    return facts


def post(path: str, body: str, **headers: str) -> requests.Response:
    """One raw form."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return requests.post(f"{lab.base()}/{path}", data=body, headers=kind | headers, timeout=60)


def answers_cli(changes: str) -> list[str]:
    """A public client's request with changes."""
    query = f"client_id={lab.DEMO_CLI}&grant_type=authorization_code&code=none"
    segment, body = changed(query, changes)
    return facts_of(post(f"{segment or 'tailspin.example'}/oauth2/v2.0/token", body))


def secret_query() -> str:
    """A right request of the confidential client."""
    client = lab.clients()["tailspin.example"]
    return (
        f"client_id={client['client_id']}&client_secret={client['client_secret']}"
        "&grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
    )


def answers_secret(changes: str) -> list[str]:
    """A confidential client's request with changes."""
    _, body = changed(secret_query(), changes)
    return facts_of(post("tailspin.example/oauth2/v2.0/token", body))


def app_code(user: str = SAM, changes: str = "", view: WebView | None = None) -> str:
    """A fresh code of the judged app."""
    _, query = changed(app_query(), f"prompt=login scope=openid%20offline_access {changes}")
    address = f"{lab.base()}/tailspin.example/oauth2/v2.0/authorize?{query}"
    return (view or WebView(user)).answer(address)["code"]


def redeem(code: str, tenant: str = "tailspin.example", **changes: str | None) -> requests.Response:
    """Redeems a code of the judged app, with changes."""
    form: dict[str, str | None] = {
        "client_id": app_id(),
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": RETURN,
        "code_verifier": VERIFIER,
    }
    return requests.post(f"{lab.base()}/{tenant}/oauth2/v2.0/token", data=form | changes, timeout=60)


def refresh(token: str, client: str | None = None, **more: str) -> requests.Response:
    """Uses a refresh token."""
    form = {"client_id": client or app_id(), "grant_type": "refresh_token", "refresh_token": token}
    return requests.post(f"{lab.base()}/tailspin.example/oauth2/v2.0/token", data=form | more, timeout=60)


def tokens(user: str = SAM) -> dict[str, Any]:
    """Fresh tokens of the judged app."""
    answer = redeem(app_code(user))
    if answer.status_code != 200:
        lab.fail("a right code is redeemed", answer.text)
    found: dict[str, Any] = answer.json()
    return found


def is_refused(name: str, answer: requests.Response, error: str, *codes: int) -> None:
    """An OAuth error with one of these codes; without codes any will do."""
    facts = facts_of(answer)
    wanted = [f"{answer.status_code} {error} {code}" for code in codes]
    wanted = wanted or [f"{answer.status_code} {error}"]
    lab.holds(name, any(fact in facts for fact in wanted), f"want {wanted}; got {facts} {answer.text}")


def get_token(name: str) -> None:
    """GET where only POST is served."""
    address = f"{lab.base()}/tailspin.example/oauth2/v2.0/token"
    answer = requests.get(address, headers={"Accept": "application/json"}, timeout=30)
    lab.check(name, (answer.status_code, "Allow" in answer.headers, "900561" in answer.text), (405, True, True))


def many_parameters(name: str) -> None:
    """A hundred thousand parameters."""
    body = "a=&" * 100_000
    answer = post("tailspin.example/oauth2/v2.0/token", body[: 200 * 1024])
    lab.holds(name, answer.status_code in {400, 413}, answer.status_code)


def code_twice(name: str) -> None:
    """The second use of a code ends the tokens of the first."""
    code = app_code()
    first = redeem(code)
    lab.check(f"{name}: the first use", first.status_code, 200)
    is_refused(name, redeem(code), "invalid_grant", 54005)
    is_refused(f"{name}: the family is dead", refresh(first.json()["refresh_token"]), "invalid_grant")


def code_a_hundred_times(name: str) -> None:
    """One of a hundred wins."""
    code = app_code()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: redeem(code).status_code, range(100)))
    lab.check(name, (answers.count(200), answers.count(400)), (1, 99))


def code_of_another_client(name: str) -> None:
    """A code goes to the client that asked for it."""
    code = app_code()
    is_refused(name, redeem(code, client_id=lab.DEMO_CLI), "invalid_grant")
    is_refused(f"{name}: the code is dead", redeem(code), "invalid_grant")


def code_at_another_tenant(name: str) -> None:
    """A code belongs to one tenant; the phone's client is known to all of them."""
    code = WebView(SAM).answer(phone.authorization_address(SAM))["code"]
    is_refused(name, phone.redeem(code, "fabrikam.example"), "invalid_grant", 700005)


def code_with_another_redirect(name: str) -> None:
    """The address must be the one of the authorization request."""
    answer = redeem(app_code(), redirect_uri="http://127.0.0.1/cb")
    is_refused(name, answer, "invalid_grant")


def verifier_without_challenge(name: str) -> None:
    """The phone's client may leave PKCE out, but then it has no verifier either."""
    code = WebView(SAM).answer(phone.authorization_address(SAM))["code"]
    answer = phone.token(
        grant_type="authorization_code", code=code, redirect_uri=lab.APPLE_REDIRECT,
        resource=lab.EXCHANGE, code_verifier=VERIFIER,
    )  # fmt: skip
    is_refused(name, answer, "invalid_grant")


def verifier_wrong(name: str) -> None:
    """A verifier that does not fit."""
    is_refused(name, redeem(app_code(), code_verifier="x" * 43), "invalid_grant", 501481)


def verifier_too_long(name: str) -> None:
    """A verifier of 129 characters."""
    answer = redeem(app_code(), code_verifier="x" * 129)
    facts = facts_of(answer)
    lab.holds(name, {"400 invalid_grant", "400 invalid_request"} & set(facts), facts)


def refresh_of_another_client(name: str) -> None:
    """A refresh token belongs to one client."""
    answer = refresh(tokens()["refresh_token"], lab.DEMO_CLI)
    is_refused(name, answer, "invalid_grant", 70000)


def refresh_with_more_scopes(name: str) -> None:
    """More than was granted."""
    answer = refresh(tokens()["refresh_token"], scope=f"{lab.GRAPH}/Directory.Read.All")
    is_refused(name, answer, "invalid_grant", 65001)


def refresh_after_the_successor(name: str) -> None:
    """The old token after the new one was used: somebody stole one of them."""
    old = tokens()["refresh_token"]
    new = refresh(old).json()["refresh_token"]
    newer = refresh(new).json()["refresh_token"]
    is_refused(name, refresh(old), "invalid_grant")
    is_refused(f"{name}: the family is dead", refresh(newer), "invalid_grant")


def refresh_after_disable(name: str) -> None:
    """A disabled user."""
    token = tokens(KIM)["refresh_token"]
    lab.cli("user", "disable", KIM)
    is_refused(name, refresh(token), "invalid_grant", 50057)
    lab.cli("user", "set", KIM, "--enabled", "yes")


def refresh_after_password_change(name: str) -> None:
    """A password that was changed since."""
    token = tokens(KIM)["refresh_token"]
    lab.cli("user", "set-password", KIM, "--password-stdin", stdin="Another-pass-2026!\n")
    is_refused(name, refresh(token), "invalid_grant", 50173)
    lab.cli("user", "set-password", KIM, "--password-stdin", stdin=f"{lab.PASSWORD}\n")


def refresh_after_consent_removal(name: str) -> None:
    """A consent that was taken back."""
    token = phone.sign_in(SAM)["refresh_token"]
    lab.cli("consent", "revoke", "--tenant", "tailspin.example", "--app", lab.APPLE, "--user", SAM)
    answer = phone.token(grant_type="refresh_token", refresh_token=token, resource=lab.EXCHANGE)
    is_refused(name, answer, "invalid_grant", 65001)
    lab.check(f"{name}: suberror", answer.json().get("suberror"), "consent_required")


def expired_secret(name: str) -> None:
    """A secret after its time, by the clock of the lab; last of all, since the clock stays."""
    printed = lab.cli(
        "app", "register", "Judged Service", "--tenant", "tailspin.example", "--format", "json"
    )
    client = json.loads(printed)["app_id"]
    words = ("app", "add-secret", client, "--tenant", "tailspin.example", "--format", "json")
    tomorrow = date.today() + timedelta(days=1)
    secret = json.loads(lab.cli(*words, "--expires", tomorrow.isoformat()))["secret"]
    changes = f"client_id={client} client_secret={secret}"
    requests.post(f"{lab.base()}/lab/clock", json={"advance": "3d"}, timeout=30).raise_for_status()
    facts = answers_secret(changes)
    lab.holds(name, "401 invalid_client 7000222" in facts, facts)


def two_ways_to_prove_the_client(name: str) -> None:
    """Header and body."""
    client = lab.clients()["tailspin.example"]
    form = dict(pair.split("=", 1) for pair in secret_query().split("&"))
    form["scope"] = f"{lab.GRAPH}/.default"
    address = f"{lab.base()}/tailspin.example/oauth2/v2.0/token"
    proof = (client["client_id"], client["client_secret"])
    is_refused(name, requests.post(address, data=form, auth=proof, timeout=30), "invalid_request")


def password_grant(tenant: str, user: str, password: str) -> requests.Response:
    """One password grant of Demo CLI."""
    form = {"client_id": lab.DEMO_CLI, "grant_type": "password", "scope": "openid"}
    form |= {"username": user, "password": password}
    return requests.post(f"{lab.base()}/{tenant}/oauth2/v2.0/token", data=form, timeout=60)


def unknown_user_is_like_a_wrong_password(name: str) -> None:
    """Same code, same words."""
    answers = [
        password_grant("tailspin.example", user, "not the password")
        for user in (SAM, "nobody@tailspin.example")
    ]
    lab.check(name, [answer.json()["error_codes"] for answer in answers], [[50126], [50126]])
    words = {answer.json()["error_description"].split("Trace")[0] for answer in answers}
    lab.check(f"{name}: same words", len(words), 1)


def password_grant_without_consent(name: str) -> None:
    """No grant appears by itself."""
    arguments = ("consent", "list", "--tenant", "contoso.example", "--format", "json")
    before = lab.cli(*arguments)
    answer = password_grant("contoso.example", "adele@contoso.example", lab.PASSWORD)
    is_refused(name, answer, "invalid_grant", 65001)
    lab.check(f"{name}: no grant", lab.cli(*arguments), before)


def foreign_origin(name: str) -> None:
    """Another site's script gets nothing to read."""
    form = {"client_id": app_id(), "grant_type": "authorization_code", "code": app_code()}
    form |= {"redirect_uri": RETURN, "code_verifier": VERIFIER}
    address = f"{lab.base()}/tailspin.example/oauth2/v2.0/token"
    evil = {"Origin": "https://evil.example"}
    answer = requests.post(address, data=form, headers=evil, timeout=30)
    lab.holds(name, "Access-Control-Allow-Origin" not in answer.headers, answer.headers)


def body_never_finished(name: str) -> None:
    """A chunk, and then nothing."""
    split = urlsplit(lab.base())
    context = ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"])
    begun = time.monotonic()
    with (
        socket.create_connection((split.hostname or "", split.port or 443), 60) as plain,
        context.wrap_socket(plain, server_hostname=split.hostname) as connection,
    ):
        connection.sendall(
            b"POST /tailspin.example/oauth2/v2.0/token HTTP/1.1\r\nHost: " + split.netloc.encode()
            + b"\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n5\r\ngrant\r\n"
        )
        answer = connection.recv(200)
    waited = time.monotonic() - begun
    in_time = waited < 40 and (b" 408 " in answer or not answer)
    lab.holds(name, in_time, f"{waited:.0f} s, {answer!r}")


