"""Bad input at Autodiscover and ActiveSync."""

from __future__ import annotations

import base64
import functools
import http.client
import os
import re
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import requests

import lab
import phone
import wbxml
from bad_bearer import ask
from device import Device, read, sync, text, texts

SAM = "sam@tailspin.example"
DISCOVER = "/autodiscover/autodiscover.json?Email=sam%40tailspin.example&Protocol=ActiveSync"


@functools.cache
def device(device_id: str = "JUDGEBADMAIL") -> Device:
    """A provisioned device of sam's."""
    found = Device(SAM, phone.sign_in(SAM)["access_token"], device_id)
    found.provision()
    return found


@functools.cache
def inbox() -> str:
    """The id of sam's Inbox."""
    root = device().ask("FolderSync", ("folder:FolderSync", ("folder:SyncKey", "0")))
    for added in [] if root is None else root.iter("Add"):
        if text(added, "Type") == "2":
            return text(added, "ServerId")
    lab.fail("there is an Inbox")


def raw(method: str, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """A request whose path goes as it is."""
    split = urlsplit(lab.base())
    context = ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"])
    connection = http.client.HTTPSConnection(split.netloc, timeout=30, context=context)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    found = (answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace"))
    connection.close()
    return found


def answers_autodiscover(request: str) -> list[str]:
    """A path, and perhaps a user agent."""
    path, _, agent = request.partition(" User-Agent:")
    path = path.replace("{A*300}", "A" * 300)
    status, headers, body = raw("GET", path, User_Agent=agent or "Judge/1")
    code = re.search(r'"ErrorCode":"(\w+)"', body)
    facts = [str(status), f"{status} {code and code[1]}"]
    if "\n" in headers.get("Location", "") or "X" in headers:
        facts.append("header injected")
    return facts


def facts_of(answer: requests.Response) -> list[str]:
    """The HTTP status, and the ActiveSync status if there is one."""
    facts = [str(answer.status_code)]
    if answer.status_code == 200:
        facts += [f"S{status}" for status in texts(read(answer), "Status")]
    return facts


def answers_eas(request: str) -> list[str]:
    """A query, and perhaps a version."""
    query, _, version = request.partition(" version:")
    address = f"{lab.base()}/Microsoft-Server-ActiveSync{query.replace('User=U', f'User={SAM}')}"
    headers = {
        "Authorization": f"Bearer {device().access_token}",
        "MS-ASProtocolVersion": version or "16.1",
        "Content-Type": "application/vnd.ms-sync.wbxml",
        "X-MS-PolicyKey": str(device().policy_key),
    }
    body = wbxml.encode(("folder:FolderSync", ("folder:SyncKey", "0")))
    return facts_of(requests.post(address, data=body, headers=headers, timeout=30))


def answers_wbxml(request: str) -> list[str]:
    """A body, given in hexadecimal."""
    return facts_of(device().send("FolderSync", bytes.fromhex(request)))


def foreign_host(name: str) -> None:
    """A host name that is not ours never comes back."""
    status, headers, body = raw("GET", DISCOVER, Host="evil.example")
    lab.holds(name, status in {400, 421} and "evil.example" not in f"{headers}{body}", (status, body))


def foreign_forwarded_host(name: str) -> None:
    """A forwarding header of somebody who is no proxy of ours."""
    status, headers, body = raw("GET", DISCOVER, X_Forwarded_Host="evil.example")
    lab.holds(name, status == 200 and "evil.example" not in f"{headers}{body}", (status, body))


def no_authorization(name: str) -> None:
    """Basic is off in Tailspin, so only Bearer is offered."""
    answer = ask(None)
    challenges = answer.headers.get("WWW-Authenticate", "")
    lab.check(f"{name}: status", answer.status_code, 401)
    lab.holds(f"{name}: Bearer", "authorization_uri=" in challenges, challenges)
    lab.holds(f"{name}: no Basic", "Basic" not in challenges, challenges)


def basic_without_colon(name: str) -> None:
    """Credentials that cannot be taken apart."""
    answer = ask(None, Authorization="Basic " + base64.b64encode(b"nocolon").decode())
    lab.check(name, answer.status_code, 401)


def base64_query_cut(name: str) -> None:
    """The binary query, cut after each of its bytes."""
    whole = Device(SAM, device().access_token, "JUDGECUT", base64_query=True, policy_key=1)
    bytes_of = base64.b64decode(whole.query("FolderSync"))
    bearer = {"Authorization": f"Bearer {device().access_token}"}
    for length in range(1, len(bytes_of)):
        cut = base64.b64encode(bytes_of[:length]).decode()
        address = f"{lab.base()}/Microsoft-Server-ActiveSync?{cut}"
        status = requests.post(address, headers=bearer, timeout=30).status_code
        if status != 400:
            lab.fail(name, f"cut at {length} of {len(bytes_of)}: {status}")
    print(f"ok - {name}")


def user_of_the_url_is_another(name: str) -> None:
    """The token decides whose mailbox it is."""
    answer = ask(device().access_token, user="tess@tailspin.example")
    lab.holds(name, answer.status_code in {401, 403}, answer.status_code)


def policy_key(name: str, key: int | None, *wanted: str) -> None:
    """A FolderSync with this policy key."""
    other = Device(SAM, device().access_token, "JUDGEPOLICY", policy_key=key)
    body = wbxml.encode(("folder:FolderSync", ("folder:SyncKey", "0")))
    facts = facts_of(other.send("FolderSync", body))
    lab.holds(name, set(wanted) & set(facts), facts)


def no_policy_key(name: str) -> None:
    """Before provisioning."""
    policy_key(name, None, "449", "S142")


def unknown_policy_key(name: str) -> None:
    """A key that was never given out."""
    policy_key(name, 987654321, "S144", "S142", "449")


def unknown_sync_key(name: str) -> None:
    """A key of nobody's."""
    answer = device().ask("Sync", sync("{11111111}99", inbox()))
    lab.check(name, text(answer, ".//Collection/Status"), "3")


def endless_sync_key(name: str) -> None:
    """A key of ten thousand characters."""
    answer = device().send("Sync", wbxml.encode(sync("A" * 10_000, inbox())))
    status = texts(read(answer), ".//Status") if answer.status_code == 200 else []
    lab.holds(name, answer.status_code == 400 or "3" in status, (answer.status_code, status))


def huge_window(name: str) -> None:
    """More than 32 bits of window."""
    key = text(device().ask("Sync", sync("0", inbox())), ".//SyncKey")
    answer = device().ask("Sync", sync(key, inbox(), ("sync:WindowSize", "4294967296")))
    lab.check(name, text(answer, ".//Collection/Status"), "1")


def ping_of_a_thousand_folders(name: str) -> None:
    """More folders than anybody watches."""
    folders = [("ping:Folder", ("ping:Id", str(n)), ("ping:Class", "Email")) for n in range(1000)]
    asked = ("ping:Ping", ("ping:HeartbeatInterval", "60"), ("ping:Folders", *folders))
    answer = device().ask("Ping", asked, timeout=90)
    lab.check(name, text(answer, "Status"), "6")
    lab.holds(f"{name}: the most is told", int(text(answer, "MaxFolders")) > 0)


def two_syncs_with_one_key(name: str) -> None:
    """Two at once: both get the same mails, or one is asked to wait; the next key works."""
    key = text(device().ask("Sync", sync("0", inbox())), ".//SyncKey")
    body = wbxml.encode(sync(key, inbox(), ("sync:WindowSize", "10")))
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: read(device().send("Sync", body)), range(2)))
    status = [text(answer, ".//Collection/Status") for answer in answers]
    lab.holds(name, "1" in status and set(status) <= {"1", "3", "16"}, status)
    winner = answers[status.index("1")]
    more = device().ask("Sync", sync(text(winner, ".//SyncKey"), inbox()))
    lab.check(f"{name}: and it goes on", text(more, ".//Collection/Status"), "1")


def any_byte_in_a_mail(name: str) -> None:
    """A mail with every byte, and a header that is none."""
    mail = b"From: a@b.example\r\nTo: sam@tailspin.example\r\nSubject: \xed\xa0\x80 odd\r\n\r\n" + bytes(range(256))
    folder = Path(os.environ["CONSENTRY_DATA_FOLDER"]).parent / "odd"
    folder.mkdir()
    (folder / "odd.eml").write_bytes(mail)
    phone.import_mail(SAM, folder)
    key = text(device().ask("Sync", sync("0", inbox())), ".//SyncKey")
    options = ("sync:Options", ("sync:MIMESupport", "2"), ("base:BodyPreference", ("base:Type", "4")))
    answer = device().ask("Sync", sync(key, inbox(), ("sync:WindowSize", "100"), options))
    lab.holds(name, len(texts(answer, ".//Commands/Add")) >= 26)


def ten_mebibytes_of_page_switches(name: str) -> None:
    """Nothing but page switches."""
    pid = lab.ready()["pid"]

    def used() -> float:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 10.0

    before, begun = used(), time.monotonic()
    body = b"\x03\x01\x6a\x00" + b"\x00\x07" * (5 * 2**20)
    try:
        status = device().send("FolderSync", body, timeout=60).status_code
    except requests.ConnectionError:
        status = 413
    spent = used() - before
    lab.holds(name, status in {400, 413, 200}, status)
    # Receiving and decrypting the body is most of it; a build without optimisation is slower.
    lab.holds(f"{name}: little work", spent < 1500, f"{spent} ms in {time.monotonic() - begun:.1f} s")


def wbxml_as_html(name: str) -> None:
    """A right body that calls itself something else."""
    body = wbxml.encode(("folder:FolderSync", ("folder:SyncKey", "0")))
    status = device().send("FolderSync", body, headers={"Content-Type": "text/html"}).status_code
    lab.holds(name, status in {400, 415}, status)
