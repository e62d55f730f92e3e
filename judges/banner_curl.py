"""Judge: the curl lines of the demo's banner, run as they are printed, give the documented answers."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import lab

# What the answer to each line must hold, told by what the line asks for.
ANSWERS = [
    ("autodiscover.*kim", ["HTTP/1.1 302", r"(?i)location: https://autodiscover\.tailspin\.example/"]),
    ("autodiscover", ['"Protocol":"ActiveSync"', "/Microsoft-Server-ActiveSync"]),
    ("-X OPTIONS", ["HTTP/1.1 200", r"(?i)MS-ASProtocolVersions: 14\.1,16\.0,16\.1"]),
    ("Cmd=FolderSync", ["Inbox", "Sent Items"]),
    ("Authorization: Bearer'$", ["HTTP/1.1 401", "(?i)www-authenticate: Bearer .*authorization_uri="]),
    ("openid-configuration", ['"issuer":', '"token_endpoint":', '"jwks_uri":']),
    ("/authorize", ["(?i)<!DOCTYPE html>", 'data-page="sign-in"', "sam@tailspin.example"]),
    ("grant_type=password", ['"access_token":', '"token_type":"Bearer"']),
    ("grant_type=client_credentials", ['"access_token":', '"token_type":"Bearer"']),
]


def lines(banner: str) -> list[str]:
    """The curl lines; one that ends in a backslash goes on."""
    joined = re.sub(r"\\\n\s*", " ", banner)
    found = (line.strip() for line in joined.splitlines())
    return [line.removeprefix("$ ") for line in found if line.removeprefix("$ ").startswith("curl ")]


def main() -> None:
    """Runs them all."""
    banner = Path(os.environ["CONSENTRY_BANNER"]).read_text("utf-8")
    for word in (lab.base(), lab.CONTOSO, lab.FABRIKAM, lab.TAILSPIN, lab.PASSWORD, "adele@", "sam@"):
        lab.holds(f"the banner names {word}", word in banner, banner)
    printed = lines(banner)
    lab.holds("the banner has curl lines", len(printed) >= 3, banner)
    # As in a terminal of one's own: nothing of the test's environment helps.
    plain = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
    for line in printed:
        wanted = next((answers for pattern, answers in ANSWERS if re.search(pattern, line)), None)
        if wanted is None:
            lab.fail("every line has a documented answer", line)
        done = subprocess.run(
            ["bash", "-c", line], capture_output=True, text=True, env=plain, timeout=60, check=False
        )
        for pattern in wanted:
            shown = f"{pattern}\n    got {done.returncode} {done.stdout} {done.stderr}"
            lab.holds(f"{line[:70]}… gives {pattern}", re.search(pattern, done.stdout), shown)


if __name__ == "__main__":
    main()
