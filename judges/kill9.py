"""Judge: kill -9 in the middle of a load, fifty times; nothing that was acknowledged is lost.

The load: refresh tokens that rotate, codes that are redeemed, mails that are sent. After each kill
the demo starts again on the same data, every token family goes on from its last acknowledged token,
and every acknowledged mail is in the sender's and in the receiver's folder.
"""

from __future__ import annotations

import random
import threading
import time
from typing import Any

import requests

import lab
import phone
import wbxml
from device import Device, sync, text, texts
from server import Server
from webview import WebView

SAM, TESS = "sam@tailspin.example", "tess@tailspin.example"
KILLS, FAMILIES = 50, 4


class Family:
    """One family of refresh tokens; `token` is the last that was acknowledged."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.rotations = 0

    def turn(self, session: requests.Session) -> None:
        """One rotation; an answer that does not come leaves the last token standing."""
        form = {"client_id": lab.APPLE, "grant_type": "refresh_token", "resource": lab.EXCHANGE}
        address = f"{lab.base()}/common/oauth2/token"
        answer = session.post(address, data=form | {"refresh_token": self.token}, timeout=30)
        if answer.status_code != 200:
            lab.fail("an acknowledged refresh token still redeems", answer.text)
        self.token = answer.json()["refresh_token"]
        self.rotations += 1


class Load:
    """What was acknowledged so far."""

    def __init__(self, tokens: dict[str, Any]) -> None:
        self.sam = Device(SAM, tokens["access_token"], "KILL9SAM")
        self.tess = Device(TESS, "", "KILL9TESS")
        self.sent: set[str] = set()
        self.families: list[Family] = []
        self.codes: list[str] = []
        self.redeemed = 0
        self.running = threading.Event()
        self.faults: list[str] = []

    def rotate(self, family: Family) -> None:
        """Turns one family until the server dies."""
        with requests.Session() as session:
            self.until_death(lambda: family.turn(session))

    def send(self, name: str) -> None:
        """Sends mail after mail until the server dies."""
        number = 0

        def one() -> None:
            nonlocal number
            number += 1
            subject = f"{name} {number}"
            mail = f"From: {SAM}\r\nTo: {TESS}\r\nSubject: {subject}\r\n\r\nkept?\r\n".encode()
            client = ("compose:ClientId", subject.replace(" ", "-"))
            saved = ("compose:SaveInSentItems",)
            body = wbxml.encode(("compose:SendMail", client, saved, ("compose:Mime", mail)))
            answer = self.sam.send("SendMail", body)
            if answer.status_code != 200 or answer.content:
                self.faults.append(f"SendMail: {answer.status_code} {answer.content!r}")
            self.sent.add(subject)

        self.until_death(one)

    def redeem(self) -> None:
        """Redeems the codes that wait."""

        def one() -> None:
            if not self.codes:
                time.sleep(0.01)
                return
            answer = phone.redeem(self.codes.pop())
            if answer.status_code != 200:
                self.faults.append(f"code: {answer.text}")
                return
            self.families.append(Family(answer.json()["refresh_token"]))
            self.redeemed += 1

        self.until_death(one)

    def until_death(self, step: Any) -> None:
        """Repeats until the connection breaks."""
        while self.running.is_set():
            try:
                step()
            except requests.RequestException:
                return
            except SystemExit:
                self.faults.append("a token was refused, see above")
                return


def new_codes(view: WebView, count: int) -> list[str]:
    """Codes for a person who is signed in: the confirmation page is enough."""
    address = phone.authorization_address(SAM).replace("&prompt=login", "")
    return [view.answer(address)["code"] for _ in range(count)]


def folder_id(device: Device, kind: str) -> str:
    """The folder of this kind."""
    root = device.ask("FolderSync", ("folder:FolderSync", ("folder:SyncKey", "0")))
    found = (added for added in ([] if root is None else root.iter("Add")) if text(added, "Type") == kind)
    return text(next(found), "ServerId")


class Watch:
    """A folder whose sync goes on with the same key through every kill."""

    def __init__(self, device: Device, kind: str) -> None:
        self.device, self.folder = device, folder_id(device, kind)
        self.key = text(device.ask("Sync", sync("0", self.folder)), ".//SyncKey")
        self.subjects: set[str] = set()

    def look(self) -> None:
        """Takes what is new."""
        more = True
        while more:
            asked = sync(self.key, self.folder, ("sync:WindowSize", "100"))
            answer = self.device.ask("Sync", asked)
            if answer is None:
                return
            if text(answer, ".//Collection/Status") != "1":
                lab.fail("a sync key lives through a kill", text(answer, ".//Collection/Status"))
            self.key = text(answer, ".//SyncKey")
            self.subjects.update(texts(answer, ".//ApplicationData/Subject"))
            more = bool(texts(answer, ".//MoreAvailable"))

    def misses(self, wanted: set[str]) -> set[str]:
        """What is not there, after as long as a delivery may take."""
        until = time.monotonic() + 10
        while wanted - self.subjects and time.monotonic() < until:
            self.look()
            time.sleep(0.02)
        return wanted - self.subjects


def one_life(server: Server, load: Load, round_number: int, wait: float) -> None:
    """Load, kill, start again."""
    load.running.set()
    threads = [threading.Thread(target=load.rotate, args=(family,)) for family in load.families[:FAMILIES]]
    threads += [threading.Thread(target=load.send, args=(f"r{round_number} t{n}",)) for n in range(2)]
    threads.append(threading.Thread(target=load.redeem))
    for thread in threads:
        thread.start()
    time.sleep(wait)
    server.kill()
    load.running.clear()
    for thread in threads:
        thread.join(60)
    if load.faults:
        lab.fail(f"life {round_number}: nothing is refused under load", *load.faults)
    server.start()


def judge(server: Server) -> None:
    """All the lives."""
    server.start()
    load = Load(phone.sign_in(SAM))
    load.tess.access_token = phone.sign_in(TESS)["access_token"]
    load.sam.provision()
    load.tess.provision()
    watches = [Watch(load.tess, "2"), Watch(load.sam, "5")]
    load.families = [Family(phone.sign_in(SAM)["refresh_token"]) for _ in range(FAMILIES)]
    view = WebView(SAM)
    view.answer(phone.authorization_address(SAM))
    random_wait = random.Random(2026)
    for number in range(1, KILLS + 1):
        load.codes = new_codes(view, 6)
        one_life(server, load, number, random_wait.uniform(0.05, 0.6))
        with requests.Session() as session:
            for family in load.families:
                family.turn(session)
        for watch in watches:
            if missing := watch.misses(load.sent):
                lab.fail(f"life {number}: an acknowledged mail is there", f"{sorted(missing)[:10]}")
        load.families = load.families[:FAMILIES]
    rotations = sum(family.rotations for family in load.families)
    print(f"ok - {KILLS} kills: {len(load.sent)} mails, {load.redeemed} codes, {rotations} rotations; nothing lost")
    lab.holds("there was a load", len(load.sent) > 50 and load.redeemed > 50 and rotations > 200)


if __name__ == "__main__":
    with Server("kill9") as the_server:
        judge(the_server)
