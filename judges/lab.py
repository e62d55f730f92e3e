"""What the Python judges share: the demo as its ready file tells it, its command line, the checks.

A check prints one line; the first that does not hold prints the difference and ends the judge.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

PASSWORD = "Demo-pass-2026!"
CONTOSO = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01"
FABRIKAM = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e02"
TAILSPIN = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e03"
APPLE = "f8d98a96-0999-43f5-8af3-69971c7bb423"
APPLE_REDIRECT = "com.apple.Preferences://oauth-redirect"
DEMO_CLI = "b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22"
DEMO_WEB = "5e2d7c94-1b3a-4f68-a0d9-6c8e4b2f7a31"
FJORD = "3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10"
EXCHANGE = "https://outlook.office365.com"
GRAPH = "https://graph.microsoft.com"


def fail(name: str, *shown: str) -> NoReturn:
    """Ends the judge: this check does not hold."""
    print(f"not ok - {name}")
    for line in shown:
        print(f"    {line}")
    sys.exit(1)


def check(name: str, got: Any, want: Any) -> None:
    """The two must be equal."""
    if got != want:
        fail(name, f"got  {got!r}"[:600], f"want {want!r}"[:600])
    print(f"ok - {name}")


def holds(name: str, fact: object, shown: object = "") -> None:
    """The fact must be true; `shown` helps to see why it is not."""
    if not fact:
        fail(name, str(shown)[:4000])
    print(f"ok - {name}")


def ready() -> dict[str, Any]:
    """What the running demo said about itself."""
    text: dict[str, Any] = json.loads(Path(os.environ["CONSENTRY_READY"]).read_text("utf-8"))
    return text


def base() -> str:
    """The public origin of the demo, without a final slash."""
    origin: str = ready()["base_url"]
    return origin.rstrip("/")


def clients() -> dict[str, dict[str, str]]:
    """The confidential client "Directory Reader" of each tenant, by the tenant's domain."""
    found: dict[str, dict[str, str]] = ready()["clients"]
    return found


def store() -> list[str]:
    """The words that lead the command line to the demo's store."""
    return ["--data", ready()["data_dir"]]


def cli(*words: str, stdin: str = "", exits: int = 0) -> str:
    """Runs the command line on the demo's store and returns what it printed."""
    done = subprocess.run(
        [os.environ["CONSENTRY_BINARY"], *words, *store()],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode != exits:
        shown = f"`consentry {' '.join(words)}` ended with {done.returncode}, not {exits}"
        fail("the command line", shown, done.stdout, done.stderr)
    return done.stdout
