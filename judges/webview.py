"""A web view without a screen: follows redirects and fills in the real forms of the pages.

Knows the pages by their `data-page`, keeps every hidden field as it came, and stops where the
answer leaves the server: at the redirect of the app, or at a form that posts to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

import lab


@dataclass
class Form:
    """One form: where it goes, what it holds."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """A page as the web view needs it: its name, its code, its forms."""

    def __init__(self, address: str, status: int, text: str) -> None:
        super().__init__()
        self.address = address
        self.status = status
        self.text = text
        self.name = ""
        self.aadsts: int | None = None
        self.forms: list[Form] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what the web view works with."""
        given = {key: value or "" for key, value in attrs}
        if "data-page" in given:
            self.name = given["data-page"]
            self.aadsts = int(given["data-aadsts"]) if "data-aadsts" in given else None
        if tag == "form":
            action = urljoin(self.address, given.get("action", ""))
            self.forms.append(Form(action, given.get("method", "get").lower()))
        if self.forms and tag in {"input", "button", "textarea", "select"} and "name" in given:
            form = self.forms[-1]
            form.names.append(given["name"])
            if tag == "input" and given.get("type") not in {"checkbox", "radio", "submit"}:
                form.fields[given["name"]] = given.get("value", "")

    def form(self) -> Form:
        """The form that posts."""
        for form in self.forms:
            if form.method == "post":
                return form
        lab.fail("the page has a form", f"page {self.name!r} at {self.address}", self.text)


@dataclass
class Answer:
    """What the app got: the address that it came to, and the parameters."""

    address: str
    parameters: dict[str, str]


class WebView:
    """One browser: its cookies, and the person in front of it."""

    def __init__(self, user: str, password: str = lab.PASSWORD) -> None:
        self.user = user
        self.password = password
        self.session = requests.Session()
        self.seen: list[str] = []

    def open(self, address: str) -> Page | Answer:
        """Opens an address and follows the server's own redirects."""
        return self._follow(self.session.get(address, allow_redirects=False, timeout=30))

    def submit(self, page: Page, **values: str) -> Page | Answer:
        """Sends the page's form with its hidden fields and these values."""
        form = page.form()
        sent = {**form.fields, **values}
        origin = {"Origin": lab.base(), "Referer": page.address}
        return self._follow(
            self.session.post(
                form.action, data=sent, headers=origin, allow_redirects=False, timeout=30
            )
        )

    def _follow(self, response: requests.Response) -> Page | Answer:
        for _ in range(10):
            if response.status_code not in {301, 302, 303, 307}:
                return self._arrived(response)
            target = urljoin(response.url, response.headers["Location"])
            if not target.startswith(lab.base() + "/") or "/demo/web" in target:
                split = urlsplit(target)
                return Answer(target, dict(parse_qsl(split.query or split.fragment)))
            response = self.session.get(target, allow_redirects=False, timeout=30)
        lab.fail("redirects end", response.url)

    def _arrived(self, response: requests.Response) -> Page | Answer:
        page = Page(response.url, response.status_code, response.text)
        self.seen.append(page.name)
        if page.name == "form-post":
            form = page.form()
            return Answer(form.action, form.fields)
        return page

    def go(self, address: str) -> Page | Answer:
        """Does what a willing person does until the app has its answer or a page ends the way."""
        arrived = self.open(address)
        for _ in range(10):
            if isinstance(arrived, Answer):
                return arrived
            if arrived.name == "sign-in" and arrived.aadsts is None:
                arrived = self.submit(
                    arrived, username=self.user, password=self.password, action="sign-in"
                )
            elif arrived.name in {"consent", "organization-consent"}:
                arrived = self.submit(arrived, action="accept")
            elif arrived.name == "confirm-return":
                arrived = self.submit(arrived, action="continue")
            elif arrived.name == "account-picker":
                arrived = self.submit(arrived, action="other")
            else:
                return arrived
        lab.fail("the pages come to an end", " > ".join(self.seen))

    def answer(self, address: str) -> dict[str, str]:
        """The parameters that the app gets; a page instead is a failure."""
        arrived = self.go(address)
        if isinstance(arrived, Page):
            shown = f"page {arrived.name!r} AADSTS{arrived.aadsts} status {arrived.status}"
            lab.fail(f"{self.user} comes back to the app", shown, arrived.text)
        return arrived.parameters

    def refusal(self, address: str) -> tuple[str, int | None]:
        """The page that ends the way, and its code; an answer to the app instead is a failure."""
        arrived = self.go(address)
        if isinstance(arrived, Answer):
            lab.fail(f"{self.user} is stopped by a page", str(arrived))
        return arrived.name, arrived.aadsts
