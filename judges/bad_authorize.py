"""Bad input at the authorization endpoint and at its pages, in hardened mode."""

from __future__ import annotations

import functools
import json
import re
from urllib.parse import parse_qsl, urlsplit

import requests

import lab
import phone
from webview import Answer, Page, WebView

SAM, TESS, KIM = "sam@tailspin.example", "tess@tailspin.example", "kim@tailspin.example"
RETURN = "https://app.example/cb"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ADMIN_LINK = {"client_id": lab.APPLE, "response_type": "code", "prompt": "admin_consent"}


@functools.cache
def app_id() -> str:
    """A public client of Tailspin with two redirect addresses."""
    printed = lab.cli(
        "app", "register", "Judged App", "--tenant", "tailspin.example", "--format", "json",
        "--redirect", RETURN, "--redirect", "http://127.0.0.1/cb",
    )  # fmt: skip
    found: str = json.loads(printed)["app_id"]
    return found


def changed(query: str, changes: str) -> tuple[str | None, str]:
    """A raw query with the changes of a row; also the tenant segment if the row names one."""
    pairs, segment = query.split("&"), None
    for change in changes.split():
        if change.startswith("@/"):
            segment = change[2:]
        elif change.startswith("-"):
            pairs = [pair for pair in pairs if not pair.startswith(change[1:] + "=")]
        elif change.startswith("+"):
            pairs.append(change[1:])
        else:
            name = change.partition("=")[0] + "="
            pairs = [pair for pair in pairs if not pair.startswith(name)] + [change]
    return segment, "&".join(pairs)


def facts_of(response: requests.Response) -> list[str]:
    """What an answer of the authorization endpoint says, in the words of the table."""
    facts = [f"status {response.status_code}"]
    if location := response.headers.get("Location"):
        split = urlsplit(location)
        answer = dict(parse_qsl(split.query or split.fragment))
        code = re.search(r"AADSTS(\d+)", answer.get("error_description", ""))
        error = answer.get("error", "none")
        facts += [f"redirect {error}", f"redirect {error} {code and code[1]}", location]
        return facts
    page = Page(response.url, response.status_code, response.text)
    facts += [f"page {page.aadsts}", f"shown {page.name}"]
    if "<script>alert" not in response.text and "&#60;script" in response.text.replace("&lt;", "&#60;"):
        facts.append("escaped <script>alert")
    if "x=1" in response.headers.get("Set-Cookie", ""):
        facts.append("header injected")
    return facts


def answers_v1(changes: str) -> list[str]:
    """The phone's request with changes."""
    query = urlsplit(phone.authorization_address(SAM)).query
    segment, query = changed(query, changes)
    address = f"{lab.base()}/{segment or 'common'}/oauth2/authorize?{query}"
    return facts_of(requests.get(address, allow_redirects=False, timeout=30))


def app_query() -> str:
    """A right request of the app."""
    return (
        f"client_id={app_id()}&response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcb"
        f"&scope=openid&state=s&code_challenge={CHALLENGE}&code_challenge_method=S256"
    )


def answers_app(changes: str) -> list[str]:
    """The app's request with changes."""
    segment, query = changed(app_query(), changes)
    address = f"{lab.base()}/{segment or 'tailspin.example'}/oauth2/v2.0/authorize?{query}"
    return facts_of(requests.get(address, allow_redirects=False, timeout=30))


def admin_link_address() -> str:
    """The administrator's link of the published guides, with a foreign redirect address."""
    query = "&".join(f"{key}={value}" for key, value in ADMIN_LINK.items())
    return f"{lab.base()}/{lab.TAILSPIN}/oauth2/authorize?{query}&redirect_uri=https%3A%2F%2Fexample.com"


def grants() -> str:
    """The grants of Apple's app in Tailspin."""
    return lab.cli("consent", "list", "--tenant", "tailspin.example", "--format", "json")


def admin_link(name: str) -> None:
    """An administrator accepts: recorded, and nothing goes to the foreign address."""
    page = WebView(TESS).refusal(admin_link_address())
    lab.check(f"{name}: ends on a local page", page, ("admin-consent-done", 900561))
    lab.holds(f"{name}: the grant is there", "AllPrincipals" in grants() or "all" in grants(), grants())
    lab.cli("consent", "revoke", "--tenant", "tailspin.example", "--app", lab.APPLE, "--all-users")


def admin_link_by_a_user(name: str) -> None:
    """A user at the administrator's link."""
    before = grants()
    page = WebView(SAM).refusal(admin_link_address())
    lab.check(f"{name}: refused", page[1], 90094)
    lab.check(f"{name}: no grant", grants(), before)


def head_changes_nothing(name: str) -> None:
    """HEAD is like GET without a body."""
    answer = requests.head(phone.authorization_address(SAM), timeout=30)
    lab.holds(name, answer.status_code in {200, 302, 303}, answer.status_code)


def put_is_not_allowed(name: str) -> None:
    """PUT is refused with what is allowed."""
    answer = requests.put(phone.authorization_address(SAM), timeout=30)
    lab.check(name, (answer.status_code, "Allow" in answer.headers), (405, True))


def huge_cookie(name: str) -> None:
    """A cookie that nobody set."""
    cookie = {"Cookie": "__Host-session=" + "A" * 8000}
    answer = requests.get(phone.authorization_address(SAM), headers=cookie, timeout=30)
    page = Page(answer.url, answer.status_code, answer.text)
    lab.holds(name, answer.status_code == 431 or page.name == "sign-in", page.name)


def consent_page(user: str = SAM) -> tuple[WebView, Page]:
    """A consent page that waits for its answer."""
    view = WebView(user)
    arrived = view.open(phone.authorization_address(user, prompt="consent"))
    if isinstance(arrived, Page) and arrived.name == "sign-in":
        arrived = view.submit(arrived, username=user, password=lab.PASSWORD, action="sign-in")
    if not isinstance(arrived, Page) or arrived.name != "consent":
        lab.fail("there is a consent page", str(arrived))
    return view, arrived


def refused(name: str, arrived: Page | Answer, before: str, *statuses: int) -> None:
    """A page with this status, no answer to the app, no grant."""
    if isinstance(arrived, Answer):
        lab.fail(name, f"an answer went to the app: {arrived}")
    lab.holds(name, arrived.status in statuses, f"{arrived.status} {arrived.name} {arrived.aadsts}")
    lab.check(f"{name}: no grant", grants(), before)


def consent_without_csrf(name: str) -> None:
    """The accept button without the form's token."""
    view, page = consent_page()
    before = grants()
    page.form().fields.pop("csrf")
    refused(name, view.submit(page, action="accept"), before, 400)


def consent_with_csrf_of_another_user(name: str) -> None:
    """The accept button with the token of somebody else's form."""
    view, page = consent_page()
    _, other = consent_page(TESS)
    before = grants()
    foreign = other.form().fields["csrf"]
    refused(name, view.submit(page, action="accept", csrf=foreign), before, 400)


def consent_with_a_scope_field(name: str) -> None:
    """A field that the form does not have."""
    view, page = consent_page()
    before = grants()
    arrived = view.submit(page, action="accept", scope="Directory.ReadWrite.All")
    if isinstance(arrived, Answer):
        lab.holds(name, "Directory.ReadWrite.All" not in grants(), grants())
    else:
        refused(name, arrived, before, 400)


def consent_after_cancel(name: str) -> None:
    """The answer of a form that was answered."""
    view, page = consent_page()
    before = grants()
    view.submit(page, action="cancel")
    refused(name, view.submit(page, action="accept"), before, 409, 400)


def transaction_in_another_browser(name: str) -> None:
    """The form in a browser that did not begin the transaction."""
    _, page = consent_page()
    before = grants()
    refused(name, WebView(SAM).submit(page, action="accept"), before, 400, 403, 409)


def not_assigned(name: str) -> None:
    """A user who is not on the list."""
    where = ("--tenant", "tailspin.example")
    lab.cli("app", "set", app_id(), "--assignment-required", "yes", *where)
    address = f"{lab.base()}/tailspin.example/oauth2/v2.0/authorize?{app_query()}"
    page = WebView(SAM).refusal(address)
    lab.check(name, page, ("error", 50105))
    lab.cli("app", "set", app_id(), "--assignment-required", "no", *where)
