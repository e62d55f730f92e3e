"""Writes refresh tokens of a hardened tenant to a file, one a line, for measurements.

usage: refresh_tokens.py COUNT FILE
Each comes from a password grant of its own, so each begins a family of its own.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from lab import DEMO_CLI, PASSWORD, base, cli, fail

SCOPE = "openid offline_access User.Read"


def refresh_token(_number: int) -> str:
    """One password grant; its refresh token."""
    form = {
        "grant_type": "password",
        "client_id": DEMO_CLI,
        "username": "adele@contoso.example",
        "password": PASSWORD,
        "scope": SCOPE,
    }
    answer = requests.post(f"{base()}/contoso.example/oauth2/v2.0/token", data=form, timeout=60)
    if answer.status_code != 200:
        fail("a password grant", answer.text)
    token: str = answer.json()["refresh_token"]
    return token


def main() -> None:
    """Consents for everybody, then asks two at a time."""
    cli("consent", "grant", "--tenant", "contoso.example", "--app", DEMO_CLI, "--all-users",
        "--resource", "graph", "--scopes", "User.Read")  # fmt: skip
    with ThreadPoolExecutor(2) as pool:
        tokens = list(pool.map(refresh_token, range(int(sys.argv[1]))))
    Path(sys.argv[2]).write_text("\n".join(tokens) + "\n", "utf-8")


if __name__ == "__main__":
    main()
