"""Judge: mails and events about requests for approval.

aiosmtpd takes the mails of `demo --smtp`; a receiver on loopback takes the events of the webhook.
"""

from __future__ import annotations

import collections
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import os
import re
import socket
import threading
import time
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

import requests
from aiosmtpd.controller import Controller

import lab
import phone
from server import Server
from webview import Page, WebView

ADELE, ALEX, GRADY = "adele@contoso.example", "alex@contoso.example", "grady@contoso.example"
OF_CONTOSO = ("--tenant", "contoso.example")
FJORD = {
    "client_id": lab.FJORD,
    "response_type": "code",
    "redirect_uri": "fjordmail://auth",
    "resource": lab.EXCHANGE,
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}


class Sink:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Named by aiosmtpd."""
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append((list(envelope.rcpt_tos), mail))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, in the order in which they came."""
        return [mail for to, mail in self.mails if to == [address]]


class Smarthost:
    """The mail server, which can go away and come back on its port."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        with socket.socket() as any_socket:
            any_socket.bind(("127.0.0.1", 0))
            self.port = any_socket.getsockname()[1]
        self.controller: Controller | None = None

    def start(self) -> None:
        """A controller is started once: each life has its own."""
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        """Refuses connections from now on."""
        if self.controller:
            self.controller.stop()
        self.controller = None


class Events(http.server.BaseHTTPRequestHandler):
    """A webhook's receiver; fails as often as it was told to."""

    came: list[tuple[dict[str, str], bytes]] = []
    failures = 0

    def do_POST(self) -> None:  # noqa: N802
        """Named by the library."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fails = Events.failures > 0
        Events.failures -= fails
        Events.came.append((dict(self.headers), body))
        self.send_response(503 if fails else 204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def until(what: str, fact: Any, seconds: int = 20) -> None:
    """Waits as long as queue and timers may take."""
    end = time.monotonic() + seconds
    while not fact() and time.monotonic() < end:
        time.sleep(0.05)
    lab.holds(what, fact(), f"not within {seconds} s")


def asks(user: str, address: str, reason: str) -> None:
    """A user meets the form and sends it."""
    view = WebView(user)
    arrived = view.go(address)
    if not isinstance(arrived, Page) or arrived.name != "approval-required":
        lab.fail(f"{user} meets the form", str(arrived), *view.seen)
    sent = view.submit(arrived, action="request", reason=reason)
    name = sent.name if isinstance(sent, Page) else str(sent)
    lab.check(f"{user}'s request is sent", name, "approval-sent")


def advance(span: str) -> None:
    """Moves the lab's clock."""
    requests.post(f"{lab.base()}/lab/clock", json={"advance": span}, timeout=30).raise_for_status()


def text_of(mail: EmailMessage, kind: str) -> str:
    """One form of a mail's body."""
    part = mail.get_body((kind,))
    if part is None:
        lab.fail(f"the mail has a {kind} form", mail.as_string())
    content: str = part.get_content()
    return content


def link_in(mail: EmailMessage) -> str:
    """The one link of a mail, the same in both forms."""
    found = set(re.findall(r"https://[^\s\"<>)]+", text_of(mail, "plain")))
    lab.check("the text has one link", len(found), 1)
    link = found.pop()
    lab.holds("the HTML leads there too", f'href="{link}"' in text_of(mail, "html"))
    return link


def fjord() -> str:
    """Fjord Mail's request in Contoso."""
    return f"{lab.base()}/{lab.CONTOSO}/oauth2/authorize?{urlencode(FJORD)}"


def grants() -> str:
    """What is granted in Contoso."""
    return lab.cli("consent", "list", *OF_CONTOSO, "--format", "json")


def new_request(sink: Sink) -> str:
    """A request makes one mail for the reviewer, in his language; what people wrote stays text."""
    lab.cli("user", "set", GRADY, "--language", "de")
    lab.cli("user", "set", ADELE, "--display-name", "Adele, <b>Bcc: x</b>")
    asks(ADELE, phone.authorization_address(ADELE), "Für unterwegs\r\nBcc: all@corp.example\r\n\r\n<img src=x>")
    until("the reviewer gets a mail", lambda: sink.to(GRADY))
    (mail,) = sink.to(GRADY)
    lab.check("in his language", mail["Content-Language"], "de")
    lab.holds("its subject names the application", "Apple Internet Accounts" in mail["Subject"], mail["Subject"])
    lab.check("no line of the reason is a header", mail["Bcc"], None)
    lab.check("it goes to the reviewer and to nobody else", sorted({address for to, _ in sink.mails for address in to}), [GRADY])
    lab.check("it is no answer to anybody", mail["Auto-Submitted"], "auto-generated")
    lab.holds("the reason is in the text", "Für unterwegs" in text_of(mail, "plain"))
    lab.holds("and markup in it is text", "<img" not in text_of(mail, "html"), text_of(mail, "html"))
    return link_in(mail)


def link_acts_by_post_only(link: str) -> None:
    """A scanner that follows the link, or the reviewer's own look, changes nothing."""
    before = grants()
    for path in (link, f"{link}/approve", f"{link}/deny", f"{link}/block"):
        answer = requests.get(path, allow_redirects=False, timeout=30)
        asked = answer.headers.get("Location", "")
        lab.holds("without a sign-in the link leads to it", asked.startswith("/sign-in?to="), asked)
    reviewer = WebView(GRADY)
    looked = reviewer.go(link)
    name = looked.name if isinstance(looked, Page) else str(looked)
    lab.check("signed in, the reviewer sees the request", name, "request")
    for path in (f"{link}/approve", f"{link}/deny", f"{link}/block"):
        reviewer.session.get(path, timeout=30)
        reviewer.session.head(path, timeout=30)
    lab.check("looking changes nothing", grants(), before)
    answer = reviewer.session.post(f"{link}/approve", data={"action": "accept", "version": "1"}, timeout=30)
    lab.check("a post from nowhere neither", (answer.status_code, grants()), (403, before))
    page = reviewer.open(f"{link}/approve")
    if not isinstance(page, Page) or page.name != "consent-for-all":
        lab.fail("the consent page opens", str(page))
    reviewer.submit(page, action="accept")
    lab.holds("the page's own post grants", "EAS.AccessAsUser.All" in grants())


def answers(sink: Sink) -> None:
    """Whoever asked gets the answer: approved, denied with the reason, blocked."""
    until("adele is told of the approval", lambda: sink.to(ADELE))
    approved = sink.to(ADELE)[0]
    lab.check("in her language", approved["Content-Language"], "en")
    lab.holds("its subject says so", "approved" in approved["Subject"].lower(), approved["Subject"])
    asks(ADELE, fjord(), "A better one")
    asks(ALEX, fjord(), "Me too")
    request = json.loads(lab.cli("request", "list", *OF_CONTOSO, "--format", "json"))[0]["id"]
    lab.cli("request", "deny", request, "--as", GRADY, "--reason", "Use Apple's.\nIt is there.")
    until("both who asked are told of the denial", lambda: len(sink.to(ADELE)) == 2 and sink.to(ALEX))
    denied = sink.to(ALEX)[0]
    lab.holds("with the reviewer's reason in its lines", "Use Apple's." in text_of(denied, "plain"))
    asks(ALEX, fjord(), "Please")
    request = json.loads(lab.cli("request", "list", *OF_CONTOSO, "--format", "json"))[0]["id"]
    lab.cli("request", "block", request, "--as", GRADY, "--reason", "No.")
    until("a block is told too", lambda: len(sink.to(ALEX)) == 2)
    subjects = [mail["Subject"] for mail in sink.to(ALEX)]
    lab.check("each mail has its own subject", len(set(subjects)), 2)
    lab.check("only the first asker's request made a mail to the reviewer", len(sink.to(GRADY)), 3)


def server_down(sink: Sink, smarthost: Smarthost) -> None:
    """The mail server is away for an hour: nobody waits, nothing is lost, nothing comes twice."""
    lab.cli("app", "delete", lab.FJORD, *OF_CONTOSO)
    before = len(sink.mails)
    smarthost.stop()
    begun = time.monotonic()
    asks(ADELE, fjord(), "While the server is away")
    lab.holds("asking does not wait for the mail server", time.monotonic() - begun < 10)
    time.sleep(3)
    advance("1h")
    time.sleep(2)
    smarthost.start()
    advance("1h")
    until("the mail comes when the server is back", lambda: len(sink.mails) > before, 40)
    time.sleep(3)
    ids = collections.Counter(mail["Message-ID"] for _, mail in sink.mails)
    lab.check("each mail came once", [key for key, count in ids.items() if count > 1], [])
    lab.check("one mail for one request", len(sink.mails) - before, 1)


def ends_by_itself(sink: Sink) -> None:
    """After 31 days the request has ended, and everybody was told once, by whichever node."""
    before = {address: len(sink.to(address)) for address in (ADELE, GRADY)}
    advance("31d")
    until("whoever asked is told of the end", lambda: len(sink.to(ADELE)) > before[ADELE], 40)
    until("the reviewer too", lambda: len(sink.to(GRADY)) > before[GRADY], 40)
    time.sleep(5)
    for address, count in before.items():
        lab.check(f"{address} got one mail about the end", len(sink.to(address)) - count, 1)
    listed = json.loads(lab.cli("request", "list", *OF_CONTOSO, "--state", "all", "--format", "json"))
    lab.check("the request is over", listed[0]["state"], "expired")


def webhook() -> None:
    """Events arrive signed, again after a failure, with the same id."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Events)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/tickets"
    told = json.loads(lab.cli("webhook", "set", address, *OF_CONTOSO, "--format", "json"))
    Events.failures = 1
    asks(ADELE, fjord(), "For the ticket")
    until("an event comes", lambda: Events.came)
    advance("5m")
    until("and again after a failure", lambda: len(Events.came) == 2)
    (first, body), (second, again) = Events.came
    lab.check("with the same id and body", (first["consentry-delivery"], body), (second["consentry-delivery"], again))
    event = json.loads(again)
    lab.check("it tells what happened", event["event"], "consent_request.created")
    lab.check("who asks why", event["consent_request"]["requesters"][0]["reason"], "For the ticket")
    parts = dict(part.split("=", 1) for part in second["consentry-signature"].split(","))
    signed = parts["t"].encode() + b"." + again
    want = hmac.new(told["secret"].encode(), signed, hashlib.sha256).hexdigest()
    lab.check("its signature is an HMAC anybody can compute", parts["v1"], want)
    server.shutdown()


def main() -> None:
    """One demo, or two on one database."""
    sink = Sink()
    smarthost = Smarthost(sink)
    smarthost.start()
    words = ("--smtp", f"127.0.0.1:{smarthost.port}", "--allow-private-webhooks")
    try:
        with Server("notices", *words) as first:
            first.start()
            more = ("--origin", lab.base(), "--master-key-file", str(first.data / "master.key"))
            ready = os.environ["CONSENTRY_READY"]
            with Server("notices-2", *words, *more, data=first.data.parent / "second") as second:
                if "CONSENTRY_DATABASE" in os.environ:
                    second.start()
                    os.environ["CONSENTRY_READY"] = ready
                    os.environ["REQUESTS_CA_BUNDLE"] = lab.ready()["ca_file"]
                link_acts_by_post_only(new_request(sink))
                answers(sink)
                server_down(sink, smarthost)
                ends_by_itself(sink)
                webhook()
    finally:
        smarthost.stop()


if __name__ == "__main__":
    main()
