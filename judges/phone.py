"""Gets mail tokens the way a phone does: the challenge's authority, Apple's client id, v1 requests.

Also gives pyactivesync its bearer token: that library knows only passwords, so its session's
authentication is replaced.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyactivesync
import requests

import lab
from webview import WebView


def authorization_address(user: str, tenant: str = "common", **more: str) -> str:
    """The authorization request of an iPhone for this user."""
    query = {
        "response_type": "code",
        "client_id": lab.APPLE,
        "redirect_uri": lab.APPLE_REDIRECT,
        "scope": "EAS.AccessAsUser.All",
        "ui_locales": "en-us",
        "prompt": "login",
        "display": "ios",
        "login_hint": user,
        "resource": lab.EXCHANGE,
        **more,
    }
    return f"{lab.base()}/{tenant}/oauth2/authorize?{urlencode(query)}"


def token(tenant: str = "common", **form: str) -> requests.Response:
    """One request to the v1 token endpoint as the phone's client."""
    sent = {"client_id": lab.APPLE, **form}
    return requests.post(f"{lab.base()}/{tenant}/oauth2/token", data=sent, timeout=60)


def redeem(code: str, tenant: str = "common") -> requests.Response:
    """Redeems a code of `authorization_address`."""
    return token(
        tenant,
        grant_type="authorization_code",
        code=code,
        redirect_uri=lab.APPLE_REDIRECT,
        resource=lab.EXCHANGE,
    )


def sign_in(user: str, tenant: str = "common") -> dict[str, Any]:
    """Signs in with consent and returns the tokens."""
    answer = WebView(user).answer(authorization_address(user, tenant))
    lab.holds(f"{user}: a code came back to the app", "code" in answer, answer)
    redeemed = redeem(answer["code"], tenant)
    lab.check(f"{user}: the code gives tokens", redeemed.status_code, 200)
    tokens: dict[str, Any] = redeemed.json()
    return tokens


class Bearer(requests.auth.AuthBase):
    """Sets the header that pyactivesync does not know."""

    def __init__(self, access_token: str) -> None:
        self.access_token = access_token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Called by requests for each request."""
        request.headers["Authorization"] = f"Bearer {self.access_token}"
        return request


def device(user: str, access_token: str, device_id: str) -> pyactivesync.Client:
    """One device of the user, as pyactivesync plays it."""
    server = urlsplit(lab.base()).netloc
    client = pyactivesync.Client(server, user, "no password", device_id=device_id)
    client._transport.session.auth = Bearer(access_token)  # noqa: SLF001
    return client


def import_mail(user: str, folder: Path) -> dict[str, Any]:
    """Imports a folder of .eml files through the command line."""
    printed = lab.cli("user", "import-mail", user, str(folder))
    return json.loads(printed) if printed.startswith("{") else {"text": printed}
