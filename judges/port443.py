"""Runs a judge beside a demo of its own on port 443, under a host name that nobody else sees.

Started by `unshare --mount`: the hosts file is replaced in this mount namespace only, so nothing
needs to be put back. In a network namespace of its own (not root) it brings loopback up first.
usage: port443.py PROGRAM ARGUMENT...
"""

from __future__ import annotations

import array
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

HOST = "accounts.consentry.test"
ADDRESS = "127.77.0.1"


def loopback_up() -> None:
    """Sets the flag UP of `lo`; it is up already but in a new network namespace."""
    get_flags, set_flags, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = array.array("b", struct.pack("16sh14x", b"lo", 0))
        fcntl.ioctl(any_socket, get_flags, request)
        flags = struct.unpack("16sh14x", request)[1]
        if not flags & up:
            fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", b"lo", flags | up))


def own_host_name(folder: Path) -> None:
    """Lets the host name lead to the address, for this namespace."""
    hosts = folder / "hosts"
    hosts.write_text(f"127.0.0.1 localhost\n{ADDRESS} {HOST}\n", "utf-8")
    subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)


def main() -> int:
    """Starts the demo, lets the judge judge, ends the demo."""
    data = Path(os.environ["CONSENTRY_DATA_FOLDER"])
    ready = data.parent / "port443.ready.json"
    loopback_up()
    own_host_name(data.parent)
    words = [
        os.environ["CONSENTRY_BINARY"], "demo", "--lab", "--listen", f"{ADDRESS}:443",
        "--origin", f"https://{HOST}", "--data", str(data), "--ready-file", str(ready),
    ]  # fmt: skip
    if database := os.environ.get("CONSENTRY_DATABASE"):
        words += ["--database", database]
    log = Path(os.environ["CONSENTRY_ARTEFACTS"]) / "port443.demo.log"
    with log.open("wb") as output:
        demo = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        until = time.monotonic() + 60
        while not ready.exists():
            if demo.poll() is not None or time.monotonic() > until:
                print(f"the demo did not start; its log:\n{log.read_text('utf-8', 'replace')}")
                return 1
            time.sleep(0.02)
        authority = json.loads(ready.read_text("utf-8"))["ca_file"]
        trust = dict.fromkeys(["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"], authority)
        environment = {**os.environ, "CONSENTRY_READY": str(ready), **trust}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    finally:
        demo.terminate()
        try:
            demo.wait(10)
        except subprocess.TimeoutExpired:
            demo.kill()
            demo.wait()


if __name__ == "__main__":
    sys.exit(main())
