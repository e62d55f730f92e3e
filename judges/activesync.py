"""Judge: pyactivesync, an ActiveSync client by others, reads and writes the mail of two users.

It speaks 16.1 only and has five expectations that a server can miss (docs/testing.md). What it
never sends is left to `eas_conversations.py`.
"""

from __future__ import annotations

import os
import threading
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pyactivesync
from pyactivesync import BodyType, Client, EmailChange, Folder, FolderType, SyncItem

import lab
import phone

SAM, TESS = "sam@tailspin.example", "tess@tailspin.example"
FOREIGN = Path("/usr/lib/python3.11/test/test_email/data")


def whole(client: Client, folder: Folder, window: int = 10) -> tuple[str, dict[str, SyncItem]]:
    """Syncs a folder from nothing to its end."""
    key, items, rounds = client.sync_folder(folder.id).sync_key, {}, 0
    while True:
        result = client.sync_folder(folder.id, key, window_size=window)
        if len(result.added) > window:
            lab.fail("a window holds no more than was asked for", str(len(result.added)))
        items.update({item.server_id: item for item in result.added})
        key, rounds = result.sync_key, rounds + 1
        if not result.more_available:
            return key, items
        if rounds > 500:
            lab.fail("a sync comes to its end", f"{len(items)} items after {rounds} windows")


def folder_of(client: Client, kind: FolderType) -> Folder:
    """The folder of this kind."""
    return next(folder for folder in client.list_folders() if folder.type == kind)


def mime(client: Client, folder: Folder, item: str) -> bytes:
    """The whole message as the server holds it."""
    body = client.fetch_item(folder.id, item, body_type=BodyType.MIME).body
    if body is None or not isinstance(body.data, bytes):
        lab.fail("the MIME body comes as bytes", repr(body))
    return body.data


def own_mails() -> list[bytes]:
    """Mails with what a mail can hold: NUL and eight-bit bytes, folded headers, attachments."""
    mails = []
    for number in range(12):
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = "Ærøskøbing <out@side.example>", SAM
        mail["Subject"] = f"Grüße und 日本語 {number} " + "lang " * (number * 8)
        mail["Date"] = f"Sat, {number + 1:02} Aug 2026 10:00:00 +0200"
        mail["Message-ID"] = f"<judge-{number}@side.example>"
        mail.set_content("Zeile eins\n.\nFrom hier\n" * (number + 1))
        if number % 3 == 1:
            mail.add_alternative("<p>Zeile <b>eins</b></p>", subtype="html")
        if number % 3 == 2:
            data = bytes(range(256)) * (number * 40)
            mail.add_attachment(data, maintype="image", subtype="png", filename=f"Bild ü {number}.png")
        mails.append(mail.as_bytes())
    mails.append(b"Subject: eight bit\r\nFrom: a@b.example\r\n\r\nbytes \x00\x80\xfe\xff here\r\n")
    mails.append(b"no header at all\r\n")
    return mails


def imported(name: str, mails: list[bytes]) -> Path:
    """Writes the mails as .eml files and imports them for sam."""
    folder = Path(os.environ["CONSENTRY_DATA_FOLDER"]).parent / name
    folder.mkdir()
    for number, mail in enumerate(mails):
        (folder / f"{number:03}.eml").write_bytes(mail)
    phone.import_mail(SAM, folder)
    return folder


def read_everything(sam: Client, inbox: Folder) -> None:
    """The whole Inbox: demo mails, own mails byte for byte, attachments byte for byte."""
    _, before = whole(sam, inbox)
    lab.check("the demo's Inbox holds 25 mails", len(before), 25)
    mails = own_mails()
    imported("own", mails)
    _, after = whole(sam, inbox, window=7)
    lab.check("all imported mails are there", len(after) - len(before), len(mails))
    new = {mime(sam, inbox, item) for item in after if item not in before}
    lab.check("every MIME body equals what was imported, byte for byte", new == set(mails), True)

    wanted = {bytes(range(256)) * (number * 40) for number in range(2, 12, 3)}
    got = set()
    for item in after:
        fetched = sam.fetch_item(inbox.id, item)
        for attachment in fetched.attachments:
            data = sam.fetch_attachment(attachment.file_reference)
            if attachment.display_name and attachment.display_name.startswith("Bild ü"):
                got.add(data)
    lab.check("every attachment equals what was imported, byte for byte", got == wanted, True)


def without_postmark(mail: bytes) -> bytes:
    """How an mbox begins and ends a message is not part of it: the line `From …`, an empty line."""
    if not mail.startswith(b"From "):
        return mail
    return mail.partition(b"\n")[2].removesuffix(b"\n")


def foreign_mails(sam: Client, inbox: Folder) -> None:
    """CPython's own test mails, the malformed ones included: none may break the sync."""
    files = sorted(FOREIGN.glob("*"))
    lab.holds("CPython's test files are installed", len(files) >= 60, len(files))
    _, before = whole(sam, inbox)
    imported("foreign", [file.read_bytes() for file in files])
    _, after = whole(sam, inbox, window=20)
    lab.check("all of CPython's test files are synced", len(after) - len(before), len(files))
    bodies = [mime(sam, inbox, item) for item in after if item not in before]
    want = {without_postmark(file.read_bytes()): file.name for file in files}
    other = [body for body in bodies if body not in want]
    left = [name for body, name in want.items() if body not in bodies]
    shown = f"{len(other)} bodies like no file, {other[:1]}; missing {left[:9]}"
    lab.holds("CPython's files come back byte for byte", not other and not left, shown)
    for kind in (BodyType.PLAIN_TEXT, BodyType.HTML):
        for item in after:
            sam.fetch_item(inbox.id, item, body_type=kind)
        print(f"ok - all {len(after)} bodies as {kind.name}")


def two_devices(first: Client, second: Client, inbox: Folder) -> None:
    """What one device changes, the other sees."""
    key, items = whole(first, inbox)
    other_key, _ = whole(second, inbox)
    item = next(name for name, item in items.items() if item.fields.get("Email.Read") == "0")
    done = first.apply_email_changes(inbox.id, key, [EmailChange(item, read=True)])
    lab.check("read flag: accepted", done.statuses, {item: "1"})
    seen = second.sync_folder(inbox.id, other_key)
    changed = {change.server_id: change.fields.get("Email.Read") for change in seen.changed}
    lab.check("read flag: the second device sees it", changed, {item: "1"})
    echo = first.sync_folder(inbox.id, done.sync_key)
    lab.check("read flag: no echo on the first device", (echo.added, echo.changed), ([], []))
    done = first.apply_email_changes(inbox.id, echo.sync_key, [EmailChange(item, flagged=True)])
    seen = second.sync_folder(inbox.id, seen.sync_key)
    lab.check("flag: the second device sees it", [c.server_id for c in seen.changed], [item])

    archive = first.create_folder("Archive 2026", type=FolderType.USER_GENERIC)
    names = [folder.name for folder in second.list_folders()]
    lab.holds("a new folder is seen by the second device", "Archive 2026" in names, names)
    moved = first.move_item(item, inbox.id, archive.id)
    lab.holds("move: a new id", moved, moved)
    seen = second.sync_folder(inbox.id, seen.sync_key)
    lab.check("move: gone for the second device", seen.deleted, [item])
    _, there = whole(second, archive)
    lab.check("move: it is in the other folder", list(there), [moved])

    key, items = whole(first, inbox)
    gone = next(iter(items))
    first.apply_email_changes(inbox.id, key, [EmailChange(gone, delete=True)])
    seen = second.sync_folder(inbox.id, seen.sync_key)
    lab.check("delete: gone for the second device", seen.deleted, [gone])
    _, bin_items = whole(second, folder_of(second, FolderType.DELETED_ITEMS))
    lab.check("delete: it is in Deleted Items", len(bin_items), 1)


def sent_mail_wakes_a_ping(sam: Client, tess: Client) -> None:
    """sam sends to tess; her held Ping answers within a second, and the mail is there."""
    inbox = folder_of(tess, FolderType.INBOX)
    key, _ = whole(tess, inbox)
    woke: list[tuple[float, pyactivesync.PingResult]] = []

    def hold() -> None:
        # Longer than the heartbeat, or the library gives up after its own 30 seconds.
        result = tess.ping([inbox.id], heartbeat=60, timeout=70)
        woke.append((time.monotonic(), result))

    waiting = threading.Thread(target=hold, daemon=True)
    waiting.start()
    time.sleep(2)
    lab.holds("Ping is held while nothing happens", not woke, woke)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = SAM, TESS, "Wake up, Täss"
    mail.set_content("Good morning.")
    sent = time.monotonic()
    sam.send_mail(mail, save_in_sent_items=True)
    waiting.join(20)
    lab.holds("Ping: it woke", woke, "no answer for 20 s")
    at, result = woke[0]
    lab.check("Ping: the answer names the folder", (result.status, result.changed_folder_ids), ("2", [inbox.id]))
    lab.holds("Ping: within a second of the mail", at - sent < 1.5, f"{at - sent:.2f} s")
    new = tess.sync_folder(inbox.id, key)
    subjects = [item.fields.get("Email.Subject") for item in new.added]
    lab.check("the mail is in tess's Inbox", subjects, ["Wake up, Täss"])
    _, kept = whole(sam, folder_of(sam, FolderType.SENT_ITEMS))
    subjects = [item.fields.get("Email.Subject") for item in kept.values()]
    lab.holds("the mail is in sam's Sent Items", "Wake up, Täss" in subjects, subjects)


def main() -> None:
    """All of it."""
    sam_token = phone.sign_in(SAM)["access_token"]
    tess_token = phone.sign_in(TESS)["access_token"]
    sam = phone.device(SAM, sam_token, "JUDGE0000000000000000SAM1")
    second = phone.device(SAM, sam_token, "JUDGE0000000000000000SAM2")
    tess = phone.device(TESS, tess_token, "JUDGE000000000000000TESS1")
    lab.holds("provision: a policy key", int(sam.provision()) > 0)
    kinds = {folder.type for folder in sam.list_folders()}
    wanted = {FolderType.INBOX, FolderType.DRAFTS, FolderType.SENT_ITEMS, FolderType.DELETED_ITEMS}
    lab.holds("folders: what a mail program needs", wanted <= kinds, kinds)
    inbox = folder_of(sam, FolderType.INBOX)
    key = sam.sync_folder(inbox.id).sync_key
    lab.check("estimate before the first window", sam.get_item_estimate(inbox.id, key), 25)
    read_everything(sam, inbox)
    foreign_mails(sam, inbox)
    two_devices(sam, second, inbox)
    sent_mail_wakes_a_ping(sam, tess)


if __name__ == "__main__":
    main()
