"""Judge: MSAL Python, as any program uses it, signs in against the demo.

Its password grant drops the port of the authority, so the demo listens on 443 (`port443.py`). It
does not repeat a refused request for a minute, so every try gets an application object of its own.
"""

from __future__ import annotations

from typing import Any

import msal

import lab
from webview import WebView

LEE = "lee@fabrikam.example"
SCOPES = ["User.Read"]
RETURN = "http://localhost:53682"


def application(tenant: str, tokens: str | None = None) -> msal.PublicClientApplication:
    """Demo CLI, with a copy of earlier tokens."""
    cache = msal.SerializableTokenCache()
    if tokens:
        cache.deserialize(tokens)
    return msal.PublicClientApplication(
        lab.DEMO_CLI,
        authority=f"{lab.base()}/{tenant}",
        instance_discovery=False,
        token_cache=cache,
    )


def password_grant(tenant: str, user: str, password: str = lab.PASSWORD) -> dict[str, Any]:
    """One password grant with nothing remembered."""
    answer: dict[str, Any] = application(tenant).acquire_token_by_username_password(
        user, password, SCOPES
    )
    return answer


def refresh(tokens: str) -> dict[str, Any]:
    """One silent refresh of the account in these tokens."""
    app = application("fabrikam.example", tokens)
    answer: dict[str, Any] | None = app.acquire_token_silent_with_error(
        SCOPES, app.get_accounts()[0], force_refresh=True
    )
    return answer or {}


def authorization_address() -> str:
    """A fresh authorization request of Demo CLI that asks for the password."""
    flow = application("fabrikam.example").initiate_auth_code_flow(
        SCOPES, redirect_uri=RETURN, prompt="login"
    )
    address: str = flow["auth_uri"]
    return address


def codes(answer: dict[str, Any]) -> tuple[str | None, list[int], str | None]:
    """What tells one refusal from another."""
    return answer.get("error"), answer.get("error_codes", []), answer.get("suberror")


def code_flow() -> str:
    """Code with PKCE through the real pages, then a silent refresh; returns the tokens."""
    app = application("fabrikam.example")
    flow = app.initiate_auth_code_flow(SCOPES, redirect_uri=RETURN, login_hint=LEE)
    lab.holds("code flow: the library asks with PKCE S256", "S256" in flow["auth_uri"])
    view = WebView(LEE)
    answer = view.answer(flow["auth_uri"])
    lab.holds("code flow: nothing but the sign-in page was shown", view.seen == ["sign-in"], view.seen)
    tokens = app.acquire_token_by_auth_code_flow(flow, answer)
    lab.holds("code flow: tokens", "access_token" in tokens, tokens)
    claims = tokens["id_token_claims"]
    lab.check("code flow: who signed in", claims["preferred_username"], LEE)
    lab.check("code flow: in which tenant", claims["tid"], lab.FABRIKAM)
    lab.check("code flow: issuer", claims["iss"], f"{lab.base()}/{lab.FABRIKAM}/v2.0")
    lab.check("code flow: one account", [a["username"] for a in app.get_accounts()], [LEE])

    cached = app.acquire_token_silent(SCOPES, app.get_accounts()[0])
    shown = f"the answer's scope was {tokens['scope']!r}" if "scope" in tokens else tokens
    lab.holds("silent: the cached token", cached["access_token"] == tokens["access_token"], shown)
    fresh = app.acquire_token_silent(SCOPES, app.get_accounts()[0], force_refresh=True)
    lab.holds("silent: a new token by refresh", fresh and "access_token" in fresh, fresh)
    lab.holds("silent: it is another token", fresh["access_token"] != tokens["access_token"])

    cache: str = app.token_cache.serialize()
    return cache


def replay() -> None:
    """A code works once, and its second use ends the tokens of the first."""
    app = application("fabrikam.example")
    flow = app.initiate_auth_code_flow(SCOPES, redirect_uri=RETURN)
    answer = WebView(LEE).answer(flow["auth_uri"])
    lab.holds("replay: the first use", "access_token" in app.acquire_token_by_auth_code_flow(flow, answer))
    again = app.acquire_token_by_auth_code_flow(flow, answer)
    lab.check("replay: the second use", codes(again)[:2], ("invalid_grant", [54005]))
    refused = refresh(app.token_cache.serialize())
    lab.check("replay: the tokens of the first are dead", refused.get("error"), "invalid_grant")


def password_grants() -> None:
    """The password grant: right, wrong, and without consent."""
    answer = password_grant("fabrikam.example", LEE)
    lab.holds("password grant: tokens", "access_token" in answer, answer)
    answer = password_grant("fabrikam.example", LEE, "not the password")
    lab.check("password grant: wrong password", codes(answer)[:2], ("invalid_grant", [50126]))
    answer = password_grant("contoso.example", "adele@contoso.example")
    want = ("invalid_grant", [65001], "consent_required")
    lab.check("password grant: no consent in this tenant", codes(answer), want)


def client_credentials() -> None:
    """A program of its own, with its secret."""
    for tenant, client in lab.clients().items():
        app = msal.ConfidentialClientApplication(
            client["client_id"],
            client_credential=client["client_secret"],
            authority=f"{lab.base()}/{tenant}",
            instance_discovery=False,
        )
        answer = app.acquire_token_for_client([f"{lab.GRAPH}/.default"])
        lab.holds(f"client credentials in {tenant}", "access_token" in answer, answer)
        wrong = msal.ConfidentialClientApplication(
            client["client_id"],
            client_credential="not the secret",
            authority=f"{lab.base()}/{tenant}",
            instance_discovery=False,
        ).acquire_token_for_client([f"{lab.GRAPH}/.default"])
        want = ("invalid_client", [7000215])
        lab.check(f"client credentials in {tenant}: wrong secret", codes(wrong)[:2], want)


def switched(tokens: str, what: str, code: int, off: list[str], on: list[str]) -> None:
    """A switch refuses at refresh, at the password grant and on the page, and lets go again."""
    lab.cli("app", *off, "--tenant", "fabrikam.example")
    answer = refresh(tokens)
    lab.check(f"{what}: refused at refresh", codes(answer)[1], [code])
    answer = password_grant("fabrikam.example", LEE)
    lab.check(f"{what}: refused at the password grant", codes(answer)[1], [code])
    page = WebView(LEE).refusal(authorization_address())
    lab.check(f"{what}: the page says the same", page, ("error", code))
    lab.cli("app", *on, "--tenant", "fabrikam.example")
    answer = refresh(tokens)
    lab.holds(f"{what}: let in again, refresh works", "access_token" in answer, answer)
    answer = password_grant("fabrikam.example", LEE)
    lab.holds(f"{what}: let in again, password grant works", "access_token" in answer, answer)


def main() -> None:
    """All of it."""
    tokens = code_flow()
    password_grants()
    client_credentials()
    app = lab.DEMO_CLI
    switched(
        tokens,
        "disabled application",
        7000112,
        ["set", app, "--enabled", "no"],
        ["set", app, "--enabled", "yes"],
    )
    switched(
        tokens,
        "assignment required",
        50105,
        ["set", app, "--assignment-required", "yes"],
        ["assign", app, "--user", LEE],
    )
    lab.cli("app", "set", app, "--assignment-required", "no", "--tenant", "fabrikam.example")
    replay()
    page = WebView(LEE, "not the password").refusal(authorization_address())
    lab.check("the page at a wrong password", page, ("sign-in", 50126))
    flow = application("contoso.example").initiate_auth_code_flow(SCOPES, redirect_uri=RETURN)
    page = WebView("adele@contoso.example").refusal(flow["auth_uri"])
    lab.check("the page without consent", page[0], "approval-required")


if __name__ == "__main__":
    main()
