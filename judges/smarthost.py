"""Judge: mail to the outside goes to the configured smarthost, and only there.

aiosmtpd plays the smarthost. Without one the demo keeps the mail in its outbox.
"""

from __future__ import annotations

import email
import email.policy
import os
import socket
import time
from email.message import EmailMessage
from typing import Any

import requests
import requests
from aiosmtpd.controller import Controller

import lab
import phone
from server import Server

SAM, TESS, OUT = "sam@tailspin.example", "tess@tailspin.example", "friend@elsewhere.example"


class Sink:
    """Takes every mail, but refuses one recipient for ever and another one once."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes]] = []
        self.deferred = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _options: Any) -> str:  # noqa: N802
        """Named by aiosmtpd."""
        if to.startswith("nobody@"):
            return "550 5.1.1 no such user"
        if to.startswith("later@") and not self.deferred:
            self.deferred += 1
            return "451 4.3.0 try again"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Named by aiosmtpd."""
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


def send(device: Any, subject: str, *to: str) -> None:
    """One mail of sam's."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = SAM, ", ".join(to), subject
    mail.set_content("A line.\n.\nAnother one.\n")
    device.send_mail(mail)


def until(what: str, fact: Any) -> None:
    """Waits as long as the queue may take."""
    end = time.monotonic() + 20
    while not fact() and time.monotonic() < end:
        time.sleep(0.05)
    lab.holds(what, fact(), f"not within 20 s {fact()}")


def subjects(device: Any) -> list[str]:
    """The subjects in sam's Inbox."""
    inbox = next(folder for folder in device.list_folders() if folder.type == 2)
    key = device.sync_folder(inbox.id).sync_key
    found, more = [], True
    while more:
        part = device.sync_folder(inbox.id, key, window_size=100)
        found += [item.fields.get("Email.Subject", "") for item in part.added]
        key, more = part.sync_key, part.more_available
    return found


def main() -> None:
    """With a smarthost, then without."""
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        port = any_socket.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with Server("smarthost", "--smtp", f"127.0.0.1:{port}") as server:
            server.start()
            sam = phone.device(SAM, phone.sign_in(SAM)["access_token"], "JUDGESMARTHOST")
            send(sam, "To the outside", OUT, TESS)
            until("the smarthost gets the mail", lambda: sink.mails)
            sender, to, content = sink.mails[0]
            lab.check("the envelope", (sender, to), (SAM, [OUT]))
            mail = email.message_from_bytes(content, policy=email.policy.default)
            body = mail.get_body()
            text = body.get_content().replace("\r\n", "\n") if body else ""
            lab.check("the text, with its line of a dot", text.rstrip(), "A line.\n.\nAnother one.")
            before = len(subjects(sam))
            send(sam, "To nobody", "nobody@elsewhere.example")
            until("a refusal comes back as a bounce", lambda: len(subjects(sam)) > before)
    finally:
        controller.stop()
    lab.check("local mail never went to the smarthost", any(TESS in to for _, to, _ in sink.mails), False)
    if "CONSENTRY_DATABASE" in os.environ:
        return
    with Server("smarthost") as server:
        server.start()
        sam = phone.device(SAM, phone.sign_in(SAM)["access_token"], "JUDGEOUTBOX")
        send(sam, "Stays here", OUT)

        def kept() -> list[str]:
            found = requests.get(f"{lab.base()}/lab/outbox", params={"to": OUT}, timeout=30).json()
            return [mail["subject"] for mail in found]

        until("without a smarthost it is in the outbox", lambda: "Stays here" in kept())


if __name__ == "__main__":
    main()
