"""A demo that a judge starts, kills and starts again by itself."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import lab


class Server:
    """The demo, on one port and one data folder through all its lives."""

    def __init__(self, name: str, *more: str, data: Path | None = None) -> None:
        self.name, self.more = name, more
        self.data = data or Path(os.environ["CONSENTRY_DATA_FOLDER"])
        self.ready = self.data.parent / f"{name}.ready.json"
        with socket.socket() as any_socket:
            any_socket.bind(("127.0.0.1", 0))
            self.port = any_socket.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it is ready."""
        self.ready.unlink(missing_ok=True)
        words = [
            os.environ["CONSENTRY_BINARY"], "demo", "--listen", f"127.0.0.1:{self.port}",
            "--data", str(self.data), "--ready-file", str(self.ready), "--lab",
            *self.more,
        ]  # fmt: skip
        if database := os.environ.get("CONSENTRY_DATABASE"):
            words += ["--database", database]
        log = Path(os.environ["CONSENTRY_ARTEFACTS"]) / f"{self.name}.demo.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        until = time.monotonic() + 60
        while not self.ready.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                lab.fail("the demo starts again", log.read_text("utf-8", "replace")[-2000:])
            time.sleep(0.005)
        os.environ["CONSENTRY_READY"] = str(self.ready)
        os.environ["REQUESTS_CA_BUNDLE"] = json.loads(self.ready.read_text("utf-8"))["ca_file"]

    def kill(self) -> None:
        """As if the power went, for the process."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
