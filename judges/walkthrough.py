"""Judge: the story plays itself, and the simulated phone tells how each way ends."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import lab
from server import Server

BINARY = os.environ["CONSENTRY_BINARY"]


def story() -> None:
    """`demo --walkthrough`: a line for each step, exit 0."""
    data = Path(os.environ["CONSENTRY_DATA_FOLDER"]).parent / "story"
    words = [BINARY, "demo", "--listen", "127.0.0.1:0", "--data", str(data), "--walkthrough"]
    if "CONSENTRY_DATABASE" in os.environ:
        words += ["--database", os.environ["CONSENTRY_DATABASE"]]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    lab.holds("the walkthrough ends well", done.returncode == 0, done.stdout + done.stderr)
    lab.holds("the walkthrough tells its steps", len(done.stdout.splitlines()) >= 6, done.stdout)


def phone(user: str, *more: str) -> tuple[int, dict[str, Any]]:
    """One phone; its exit code and what it told."""
    demo = lab.ready()
    words = ["phone", user, "--server", demo["base_url"], "--ca", demo["ca_file"]]
    done = subprocess.run(
        [BINARY, *words, "--password-stdin", "--json", *more],
        input=f"{lab.PASSWORD}\n", capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        lab.fail(f"the phone of {user} tells its way as JSON", done.stdout, done.stderr)


def ends(user: str, code: int, outcome: str, aadsts: int | None, *more: str) -> None:
    """How the way of this phone ends."""
    exited, told = phone(user, *more)
    want = (code, outcome, aadsts)
    name = f"the phone of {user} {' '.join(more)}: {outcome}"
    lab.holds(name, (exited, told["outcome"], told["aadsts"]) == want, json.dumps(told, indent=1))


def phones() -> None:
    """Each kind of end."""
    ends("sam@tailspin.example", 0, "reached", None)
    ends("tess@tailspin.example", 0, "reached", None, "--until", "folders")
    ends("adele@contoso.example", 1, "approval_requested", None)
    ends("kim@tailspin.example", 1, "redirect", None)
    ends("sam@tailspin.example", 1, "not_supported", None, "--ios", "10.3-beta")


def main() -> None:
    """The story in a demo of its own, then the phones beside another."""
    if "CONSENTRY_DATABASE" not in os.environ:
        story()
    with Server("walkthrough") as server:
        server.start()
        phones()


if __name__ == "__main__":
    main()
