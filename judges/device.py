"""A device that says what we want it to say: any version, plain or base64 query, any body.

Every WBXML body that comes back goes through wbxml2xml; one that it cannot decode ends the judge.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree import ElementTree

import requests

import lab
import wbxml
from wbxml import Element

WBXML_TYPE = "application/vnd.ms-sync.wbxml"
COMMANDS = {
    "Sync": 0, "SendMail": 1, "FolderSync": 9, "FolderCreate": 10, "FolderDelete": 11,
    "FolderUpdate": 12, "MoveItems": 13, "GetItemEstimate": 14, "Settings": 17, "Ping": 18,
    "ItemOperations": 19, "Provision": 20,
}  # fmt: skip


@dataclass
class Device:
    """One device of one user."""

    user: str
    access_token: str
    device_id: str
    version: str = "16.1"
    policy_key: int | None = None
    base64_query: bool = False

    def query(self, command: str) -> str:
        """The query string, in the form that this device uses."""
        if not self.base64_query:
            words = {"Cmd": command, "User": self.user, "DeviceId": self.device_id}
            return urlencode({**words, "DeviceType": "Judge"})
        key = b"\0" if self.policy_key is None else b"\4" + self.policy_key.to_bytes(4, "little")
        raw = bytes([int(self.version.replace(".", "")), COMMANDS[command], 0x09, 0x04])
        for text in (self.device_id, "Judge"):
            raw += bytes([len(text)]) + text.encode()
            if text == self.device_id:
                raw += key
        return base64.b64encode(raw).decode()

    def send(
        self,
        command: str,
        body: bytes | None,
        *,
        timeout: float = 30,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """One request, as raw as it gets."""
        sent = {"Authorization": f"Bearer {self.access_token}", "Content-Type": WBXML_TYPE}
        if not self.base64_query:
            sent["MS-ASProtocolVersion"] = self.version
            if self.policy_key is not None:
                sent["X-MS-PolicyKey"] = str(self.policy_key)
        address = f"{lab.base()}/Microsoft-Server-ActiveSync?{self.query(command)}"
        return requests.post(address, data=body, headers=sent | (headers or {}), timeout=timeout)

    def ask(
        self, command: str, element: Element | None, *, timeout: float = 30
    ) -> ElementTree.Element | None:
        """One command; the decoded answer, or nothing for an empty body."""
        body = None if element is None else wbxml.encode(element)
        response = self.send(command, body, timeout=timeout)
        if response.status_code != 200:
            shown = f"{response.status_code} {response.headers} {response.content[:300]!r}"
            lab.fail(f"{command} of {self.device_id} is answered with 200", shown)
        return read(response)

    def provision(self) -> None:
        """Both rounds; the final key is kept."""
        kind: Element = ("provision:PolicyType", "MS-EAS-Provisioning-WBXML")
        about = ("settings:Set", ("settings:Model", "Judge"), ("settings:OS", "Debian"))
        first = self.ask(
            "Provision",
            (
                "provision:Provision",
                ("settings:DeviceInformation", about),
                ("provision:Policies", ("provision:Policy", kind)),
            ),
        )
        self.policy_key = int(text(first, ".//PolicyKey"))
        key: Element = ("provision:PolicyKey", str(self.policy_key))
        policy = ("provision:Policy", kind, key, ("provision:Status", "1"))
        second = self.ask("Provision", ("provision:Provision", ("provision:Policies", policy)))
        self.policy_key = int(text(second, ".//PolicyKey"))


def read(response: requests.Response) -> ElementTree.Element | None:
    """Decodes a body with wbxml2xml."""
    if not response.content:
        return None
    try:
        return wbxml.decode(response.content)
    except wbxml.Undecodable as error:
        lab.fail("wbxml2xml decodes the body", str(error))


def text(root: ElementTree.Element | None, path: str) -> str:
    """The text at a path; a missing element ends the judge."""
    found = None if root is None else root.find(path)
    if found is None:
        shown = "an empty body" if root is None else ElementTree.tostring(root, "unicode")
        lab.fail(f"the answer holds {path}", shown)
    return (found.text or "").strip()


def texts(root: ElementTree.Element | None, path: str) -> list[str]:
    """All texts at a path."""
    return [] if root is None else [(found.text or "").strip() for found in root.findall(path)]


def sync(key: str, folder: str, *more: Element) -> Element:
    """A Sync of one collection."""
    named = (("sync:SyncKey", key), ("sync:CollectionId", folder))
    return ("sync:Sync", ("sync:Collections", ("sync:Collection", *named, *more)))
