"""Judge: conversations of our own for what pyactivesync never sends, read by wbxml2xml.

Incremental FolderSync, body preferences and truncation, windows, lost answers, re-provisioning,
14.1 and 16.0, base64 queries, OPTIONS, empty bodies, estimates, settings.
"""

from __future__ import annotations

from xml.etree import ElementTree

import requests

import lab
import phone
import wbxml
from device import Device, read, sync, text, texts
from wbxml import Element

SAM = "sam@tailspin.example"


def folder_sync(device: Device, key: str) -> ElementTree.Element | None:
    """One FolderSync."""
    return device.ask("FolderSync", ("folder:FolderSync", ("folder:SyncKey", key)))


def inbox_of(device: Device) -> str:
    """The id of the Inbox."""
    for added in (folder_sync(device, "0") or ElementTree.Element("none")).iter("Add"):
        if text(added, "Type") == "2":
            return text(added, "ServerId")
    lab.fail("there is an Inbox")


def body(kind: int, *more: Element) -> Element:
    """Options with one body preference."""
    return ("sync:Options", ("base:BodyPreference", ("base:Type", str(kind)), *more))


def options() -> None:
    """OPTIONS tells versions and commands; without a token it is refused with the challenge."""
    address = f"{lab.base()}/Microsoft-Server-ActiveSync"
    token = {"Authorization": f"Bearer {TOKEN}"}
    answer = requests.options(address, headers=token, timeout=30)
    lab.check("OPTIONS: status", (answer.status_code, answer.content), (200, b""))
    versions = answer.headers["MS-ASProtocolVersions"].split(",")
    lab.check("OPTIONS: versions", versions, ["14.1", "16.0", "16.1"])
    commands = set(answer.headers["MS-ASProtocolCommands"].split(","))
    wanted = {"Sync", "SendMail", "FolderSync", "GetItemEstimate", "ItemOperations", "MoveItems",
              "Ping", "Provision", "Settings"}  # fmt: skip
    lab.holds("OPTIONS: commands", wanted <= commands, commands)
    lab.holds("OPTIONS: no command without a blank-free list", " " not in ",".join(commands))
    answer = requests.post(address, headers={"Authorization": "Bearer"}, timeout=30)
    lab.check("an empty bearer is challenged", answer.status_code, 401)
    challenge = answer.headers["WWW-Authenticate"]
    lab.holds("the challenge names the authority", "authorization_uri=" in challenge, challenge)


def re_provision() -> None:
    """Without a policy key, with a wrong one, and with the right one, in both dialects."""
    device = Device(SAM, TOKEN, "JUDGEPROVISION")
    lab.check("no policy key: Status 142", text(folder_sync(device, "0"), "Status"), "142")
    device.policy_key = 12345
    status = text(folder_sync(device, "0"), "Status")
    lab.holds("an unknown policy key: Status 142 or 144", status in {"142", "144"}, status)
    old = Device(SAM, TOKEN, "JUDGEPROVISION121", version="12.1")
    answer = old.send("FolderSync", b"\x03\x01\x6a\x00\x00\x07\x56\x52\x03\x300\x00\x01\x01")
    lab.holds("a version that is not announced is refused", answer.status_code != 500, answer)
    device.policy_key = None
    device.provision()
    lab.check("after both rounds: Status 1", text(folder_sync(device, "0"), "Status"), "1")


def folders(device: Device) -> None:
    """Incremental FolderSync sees what was created, renamed and deleted elsewhere."""
    other = Device(SAM, TOKEN, "JUDGEFOLDERS2")
    other.provision()
    begun = folder_sync(other, "0")
    key = text(begun, "SyncKey")
    count = len(texts(begun, "Changes/Add"))
    lab.check("FolderSync: Count is the number of changes", text(begun, "Changes/Count"), str(count))
    idle = folder_sync(other, key)
    lab.check("FolderSync: nothing new", texts(idle, "Changes/Count"), ["0"])
    own = text(folder_sync(device, "0"), "SyncKey")
    named = (("folder:ParentId", "0"), ("folder:DisplayName", "Projekte Ü"), ("folder:Type", "12"))
    made = device.ask("FolderCreate", ("folder:FolderCreate", ("folder:SyncKey", own), *named))
    lab.check("FolderCreate: Status", text(made, "Status"), "1")
    folder, own = text(made, "ServerId"), text(made, "SyncKey")
    seen = folder_sync(other, text(idle, "SyncKey"))
    lab.check("FolderSync: the new folder", texts(seen, "Changes/Add/DisplayName"), ["Projekte Ü"])
    renamed = (("folder:ServerId", folder), ("folder:ParentId", "0"), ("folder:DisplayName", "P2"))
    made = device.ask("FolderUpdate", ("folder:FolderUpdate", ("folder:SyncKey", own), *renamed))
    own = text(made, "SyncKey")
    seen = folder_sync(other, text(seen, "SyncKey"))
    lab.check("FolderSync: the new name", texts(seen, "Changes/Update/DisplayName"), ["P2"])
    gone = ("folder:FolderDelete", ("folder:SyncKey", own), ("folder:ServerId", folder))
    lab.check("FolderDelete: Status", text(device.ask("FolderDelete", gone), "Status"), "1")
    seen = folder_sync(other, text(seen, "SyncKey"))
    lab.check("FolderSync: the deleted folder", texts(seen, "Changes/Delete/ServerId"), [folder])
    lab.check("FolderSync: an invalid key", text(folder_sync(other, "999:77"), "Status"), "9")


def windows(device: Device, inbox: str) -> None:
    """Windows, a lost answer, an invalid key, an empty body when there is nothing."""
    first = device.ask("Sync", sync("0", inbox))
    lab.check("Sync 0: a key and nothing else", texts(first, ".//Add"), [])
    key = text(first, ".//SyncKey")
    window: Element = ("sync:WindowSize", "10")
    part = device.ask("Sync", sync(key, inbox, window))
    lab.check("Sync: the window is kept", len(texts(part, ".//Commands/Add")), 10)
    lab.check("Sync: more is announced", len(texts(part, ".//MoreAvailable")), 1)
    again = device.ask("Sync", sync(key, inbox, window))
    ids = [texts(answer, ".//Commands/Add/ServerId") for answer in (part, again)]
    lab.check("Sync: a lost answer can be asked for again", ids[0], ids[1])
    seen = list(ids[0])
    while texts(again, ".//MoreAvailable"):
        again = device.ask("Sync", sync(text(again, ".//SyncKey"), inbox, window))
        seen += texts(again, ".//Commands/Add/ServerId")
    lab.check("Sync: every mail once", (len(seen), len(set(seen))), (25, 25))
    key = text(again, ".//SyncKey")
    idle = device.send("Sync", wbxml.encode(sync(key, inbox)))
    answer = read(idle)
    if answer is not None:
        lab.check("Sync: nothing new", texts(answer, ".//Commands"), [])
    wrong = device.ask("Sync", sync("777777", inbox))
    lab.check("Sync: an invalid key is Status 3", text(wrong, ".//Collection/Status"), "3")
    estimate = ("estimate:Collection", ("sync:SyncKey", key), ("estimate:CollectionId", inbox))
    asked: Element = ("estimate:GetItemEstimate", ("estimate:Collections", estimate))
    lab.check("estimate: nothing is left", text(device.ask("GetItemEstimate", asked), ".//Estimate"), "0")


def bodies(device: Device, inbox: str) -> None:
    """Body preference and truncation in Sync, for each type."""
    for kind in (1, 2, 4):
        key = text(device.ask("Sync", sync("0", inbox)), ".//SyncKey")
        cut: Element = ("base:TruncationSize", "40")
        mime: tuple[Element, ...] = (("sync:MIMESupport", "2"),) if kind == 4 else ()
        wanted = ("sync:Options", *mime, ("base:BodyPreference", ("base:Type", str(kind)), cut))
        answer = device.ask("Sync", sync(key, inbox, ("sync:WindowSize", "100"), wanted))
        got = [] if answer is None else answer.findall(".//ApplicationData/Body")
        lab.check(f"body type {kind}: one for each mail", len(got), 25)
        kinds = {text(one, "Type") for one in got}
        lab.holds(f"body type {kind}: as asked", kinds <= {str(kind), "1"} and str(kind) in kinds, kinds)
        for one in got:
            whole, data = int(text(one, "EstimatedDataSize")), texts(one, "Data")
            if kind != 4 and data and len(data[0].encode()) > 40:
                lab.fail(f"body type {kind}: cut at 40 bytes", data[0])
            if whole > 40 and texts(one, "Truncated") != ["1"]:
                lab.fail(f"body type {kind}: a cut body says so", ElementTree.tostring(one, "unicode"))
        print(f"ok - body type {kind}: cut at 40 bytes, and says so")
    key = text(device.ask("Sync", sync("0", inbox)), ".//SyncKey")
    none = device.ask("Sync", sync(key, inbox, body(1, ("base:TruncationSize", "0"))))
    data = [value for value in texts(none, ".//Body/Data") if value]
    lab.check("truncation to nothing: no text", data, [])


def filters(device: Device, inbox: str) -> None:
    """A filter by age leaves old mail out."""
    key = text(device.ask("Sync", sync("0", inbox)), ".//SyncKey")
    day: Element = ("sync:Options", ("sync:FilterType", "1"))
    answer = device.ask("Sync", sync(key, inbox, ("sync:WindowSize", "100"), day))
    recent = len(texts(answer, ".//Commands/Add"))
    lab.holds("a filter of one day leaves older mail out", recent < 25, recent)


def changes(device: Device, inbox: str) -> None:
    """A change of our own is answered with a key and is not echoed; a missing mail is Status 8."""
    key = text(device.ask("Sync", sync("0", inbox)), ".//SyncKey")
    answer = device.ask("Sync", sync(key, inbox, ("sync:WindowSize", "100")))
    key, item = text(answer, ".//SyncKey"), texts(answer, ".//Commands/Add/ServerId")[3]
    read_flag: Element = ("sync:ApplicationData", ("email:Read", "1"))
    change: Element = ("sync:Change", ("sync:ServerId", item), read_flag)
    quiet: Element = ("sync:GetChanges", "0")
    answer = device.ask("Sync", sync(key, inbox, quiet, ("sync:Commands", change)))
    lab.check("a change: Status 1", text(answer, ".//Collection/Status"), "1")
    lab.holds("a change: a new key", text(answer, ".//SyncKey") != key)
    change = ("sync:Change", ("sync:ServerId", f"{inbox}:999999"), read_flag)
    key = text(answer, ".//SyncKey")
    answer = device.ask("Sync", sync(key, inbox, quiet, ("sync:Commands", change)))
    lab.check("a change of a missing mail: Status 8", texts(answer, ".//Responses/Change/Status"), ["8"])


def settings_and_ping(device: Device, inbox: str) -> None:
    """What a phone asks before its first sync, and a Ping that has nothing to tell."""
    asked: Element = ("settings:Settings", ("settings:UserInformation", ("settings:Get",)))
    answer = device.ask("Settings", asked)
    lab.check("settings: the mail address", texts(answer, ".//PrimarySmtpAddress"), [SAM])
    about: Element = ("settings:Set", ("settings:Model", "Judge"))
    asked = ("settings:Settings", ("settings:DeviceInformation", about))
    status = texts(device.ask("Settings", asked), ".//Status")
    lab.holds("settings: device information", set(status) == {"1"}, status)
    folder: Element = ("ping:Folder", ("ping:Id", inbox), ("ping:Class", "Email"))
    short: Element = ("ping:Ping", ("ping:HeartbeatInterval", "5"), ("ping:Folders", folder))
    answer = device.ask("Ping", short, timeout=90)
    lab.check("Ping: an interval that is too short is Status 5", text(answer, "Status"), "5")
    lab.holds("Ping: and names one that is not", int(text(answer, "HeartbeatInterval")) >= 60)


def dialects(inbox: str) -> None:
    """The same mailbox in each announced version, with plain and with base64 queries."""
    for version in ("14.1", "16.0", "16.1"):
        for base64_query in (False, True):
            form = "base64" if base64_query else "plain"
            device_id = f"JUDGE{version.replace('.', '')}{form.upper()}"
            device = Device(SAM, TOKEN, device_id, version, base64_query=base64_query)
            device.provision()
            lab.check(f"{version} {form}: FolderSync", text(folder_sync(device, "0"), "Status"), "1")
            key = text(device.ask("Sync", sync("0", inbox)), ".//SyncKey")
            asked = sync(key, inbox, ("sync:WindowSize", "100"), body(2))
            answer = device.ask("Sync", asked)
            lab.check(f"{version} {form}: Sync", len(texts(answer, ".//Commands/Add")), 25)
    refused = Device(SAM, TOKEN, "JUDGE99", version="99.9").send("FolderSync", None)
    status = texts(read(refused), "Status") if refused.status_code == 200 else []
    known = refused.status_code == 505 or status == ["138"]
    lab.holds("99.9 is refused with 505 or Status 138", known, (refused.status_code, status))


def main() -> None:
    """All of it."""
    options()
    re_provision()
    device = Device(SAM, TOKEN, "JUDGECONVERSATION")
    device.provision()
    folders(device)
    inbox = inbox_of(device)
    windows(device, inbox)
    bodies(device, inbox)
    filters(device, inbox)
    changes(device, inbox)
    settings_and_ping(device, inbox)
    dialects(inbox)


if __name__ == "__main__":
    TOKEN = phone.sign_in(SAM)["access_token"]
    main()
