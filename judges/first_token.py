"""Measures one start: from the process's birth to its first token, in milliseconds.

usage: first_token.py consentry|oidc-provider
The demo opens the data folder of an earlier run; the peer keeps everything in memory.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        port: int = any_socket.getsockname()[1]
        return port


def main() -> None:
    """Starts, asks until a token comes, prints the time, ends."""
    port = free_port()
    ready = json.loads(Path(os.environ["CONSENTRY_READY"]).read_text("utf-8"))
    form = {"grant_type": "client_credentials"}
    context = None
    if sys.argv[1] == "consentry":
        words = [
            os.environ["CONSENTRY_BINARY"], "demo", "--listen", f"127.0.0.1:{port}",
            "--data", os.environ["CONSENTRY_DATA_FOLDER"],
        ]  # fmt: skip
        form |= ready["clients"]["fabrikam.example"]
        form = {key: form[key] for key in ("grant_type", "client_id", "client_secret")}
        form["scope"] = "https://graph.microsoft.com/.default"
        address = f"https://localhost:{port}/fabrikam.example/oauth2/v2.0/token"
        context = ssl.create_default_context(cafile=ready["ca_file"])
    else:
        peer = Path(__file__).parent / "peer" / "provider.mjs"
        words = [os.environ["CONSENTRY_NODE"], str(peer), str(port)]
        form |= {"client_id": "bench", "client_secret": "a-secret-of-the-bench"}
        form |= {"resource": "https://api.example/", "scope": "read"}
        address = f"http://127.0.0.1:{port}/token"
    begun = time.monotonic()
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        while time.monotonic() - begun < 30:
            try:
                socket.create_connection(("127.0.0.1", port), 5).close()
            except OSError:
                time.sleep(0.001)
                continue
            body = urlencode(form).encode()
            with urllib.request.urlopen(address, body, 30, context=context) as answer:
                if "access_token" not in json.load(answer):
                    sys.exit("no token came")
            print((time.monotonic() - begun) * 1000)
            return
        sys.exit("the server did not start")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
