"""Measures the sync of ten thousand mails by windows of a hundred, for `cargo xtask bench`.

The last line is JSON: processor time of the server for an early and for a late window, and by how
much its memory grew in between.
"""

from __future__ import annotations

import json
import os
from email.message import EmailMessage
from pathlib import Path

import lab
import phone
from device import Device, sync, text, texts

SAM = "sam@tailspin.example"
MAILS, WINDOW, SOME = 10_000, 100, 20


def used(pid: int) -> tuple[float, float]:
    """Processor time in milliseconds and resident memory in MiB."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    memory = int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1]) * 4096 / 2**20
    return (int(fields[11]) + int(fields[12])) * 10.0, memory


def mailbox_file(path: Path) -> None:
    """An mbox of mails of the usual size."""
    with path.open("wb") as out:
        for number in range(MAILS):
            mail = EmailMessage()
            mail["From"], mail["To"] = f"colleague{number % 97}@side.example", SAM
            mail["Subject"] = f"Minutes of meeting {number}"
            mail["Date"] = f"{number % 28 + 1:02} Sep 2026 08:{number % 60:02}:00 +0000"
            mail["Message-ID"] = f"<many-{number}@side.example>"
            mail.set_content("The minutes, line by line.\n" * 40)
            out.write(b"From colleague@side.example Tue Sep  1 08:00:00 2026\n")
            out.write(mail.as_bytes() + b"\n")


def main() -> None:
    """Imports, syncs, measures."""
    mbox = Path(os.environ["CONSENTRY_DATA_FOLDER"]).parent / "many.mbox"
    mailbox_file(mbox)
    phone.import_mail(SAM, mbox)
    device = Device(SAM, phone.sign_in(SAM)["access_token"], "BENCHWINDOWS")
    device.provision()
    folder_list = device.ask("FolderSync", ("folder:FolderSync", ("folder:SyncKey", "0")))
    inbox = next(
        text(added, "ServerId")
        for added in ([] if folder_list is None else folder_list.iter("Add"))
        if text(added, "Type") == "2"
    )
    pid = lab.ready()["pid"]
    key, more, count, costs, memory = text(device.ask("Sync", sync("0", inbox)), ".//SyncKey"), True, 0, [], []
    while more:
        before = used(pid)[0]
        options = ("sync:Options", ("base:BodyPreference", ("base:Type", "1"), ("base:TruncationSize", "512")))
        answer = device.ask("Sync", sync(key, inbox, ("sync:WindowSize", str(WINDOW)), options))
        after, resident = used(pid)
        count += len(texts(answer, ".//Commands/Add"))
        key, more = text(answer, ".//SyncKey"), bool(texts(answer, ".//MoreAvailable"))
        costs.append(after - before)
        memory.append(resident)
    lab.check("every mail was synced", count, MAILS + 25)
    figures = {
        "windows": len(costs),
        "early_ms": sum(costs[:SOME]) / SOME,
        "late_ms": sum(costs[-SOME - 1 : -1]) / SOME,
        "grown_mib": max(memory[SOME:]) - memory[SOME - 1],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
