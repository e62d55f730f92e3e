"""Bad input at the command line and in the configuration: exit codes, and messages that help."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import lab

BINARY = os.environ["CONSENTRY_BINARY"]


def folder() -> Path:
    """A place for files of our own."""
    return Path(os.environ["CONSENTRY_DATA_FOLDER"]).parent


def run(*words: str, timeout: float = 60) -> tuple[int, str]:
    """Exit code and both streams."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONSENTRY_")}
    done = subprocess.run(
        [BINARY, *words], capture_output=True, text=True, timeout=timeout, check=False,
        stdin=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def configuration(name: str, text: str, mode: int = 0o600) -> tuple[int, str]:
    """Checks a configuration, and tries to serve by it."""
    file = folder() / f"{name}.toml"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return run("serve", "--config", str(file), timeout=30)


def answers_config(request: str) -> list[str]:
    """What the start says to a wrong configuration."""
    right = '[server]\norigin = "https://mail.contoso.example"\n'
    mode = 0o600
    if request == "issuer_ulr":
        text, said_well = right + 'orgin = "https://x.example"\n', "did you mean `server.origin`"
    elif request == "lifetime":
        text, said_well = right + '[logs]\nsign_in_days = -1\n', "out of range"
    else:
        text = right + '[mail.smarthost]\nhost = "relay.example"\npassword = "secret"\n'
        mode, said_well = 0o644, "chmod 600"
    code, said = configuration(request, text, mode)
    if code not in {1, 2}:
        return [f"{code} {said}"]
    return ["start refused" if said_well in said else f"refused, but said {said}"]


def one_domain_in_two_tenants(name: str) -> None:
    """A verified domain belongs to one tenant."""
    code, said = run(
        "tenant", "create", "Copy", "--domain", "contoso.example",
        "--admin", "root@contoso.example", *lab.store(),
    )  # fmt: skip
    lab.holds(name, code == 1 and "contoso.example" in said, (code, said))


def master_key_cut(name: str) -> None:
    """A master key that was cut: no start, and no new key in its place."""
    data = folder() / "cut"
    ready = folder() / "cut.ready.json"
    words = ["demo", "--listen", "127.0.0.1:0", "--data", str(data), "--ready-file", str(ready)]
    first = subprocess.Popen(
        [BINARY, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while not ready.exists() and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        first.terminate()
        first.wait()
    keys = [file for file in data.rglob("*") if file.is_file() and "master" in file.name]
    lab.check(f"{name}: there is one master key file", len(keys), 1)
    lab.check(f"{name}: nobody else may read it", oct(keys[0].stat().st_mode & 0o777), "0o600")
    cut = keys[0].read_bytes()[:10]
    keys[0].write_bytes(cut)
    code, said = run(*words, timeout=30)
    lab.holds(f"{name}: the start is refused", code == 1, (code, said))
    lab.check(f"{name}: the file is as it was", keys[0].read_bytes(), cut)


def grant_of_an_unknown_app(name: str) -> None:
    """An application that is not there."""
    code, said = run(
        "consent", "grant", "--tenant", "tailspin.example", "--all-users", "--resource", "exchange",
        "--app", "00000000-0000-4000-8000-00000000dead", "--scopes", "EAS.AccessAsUser.All", *lab.store(),
    )  # fmt: skip
    lab.holds(name, code == 1 and "700016" in said, (code, said))


def maybe_is_no_boolean(name: str) -> None:
    """The old switch takes true or false."""
    code, said = run(
        "tenant", "set", "--UsersPermissionToUserConsentToAppEnabled", "maybe",
        "--tenant", "tailspin.example", *lab.store(),
    )  # fmt: skip
    lab.holds(name, code == 2 and "true" in said, (code, said))


def closed_pipe(name: str) -> None:
    """A reader that goes away."""
    words = " ".join(["audit", "list", *lab.store()])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {BINARY} {words} | head -n 1"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    quiet = done.returncode in {0, 141} and "panic" not in done.stderr
    lab.holds(name, quiet, (done.returncode, done.stderr))


def store_not_reachable(name: str) -> None:
    """No store where it is said to be."""
    begun = time.monotonic()
    code, said = run("app", "list", "--data", str(folder() / "nothing-here"))
    lab.holds(name, code == 1 and said.strip() and time.monotonic() - begun < 5, (code, said))


def tenant_with_a_typo(name: str) -> None:
    """A tenant that is not there."""
    code, said = run("app", "list", "--tenant", "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4eff", *lab.store())
    lab.holds(name, code == 1 and "90002" in said, (code, said))
