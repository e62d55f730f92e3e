"""Bad bearer tokens at the mail door: each is a 401 with the challenge, and nothing more."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import http.client
import json
import os
import ssl
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import bad_token
import lab
import phone

SAM, TESS = "sam@tailspin.example", "tess@tailspin.example"


@functools.cache
def tokens() -> dict[str, Any]:
    """The right tokens of sam's phone."""
    return phone.sign_in(SAM)


def parts() -> tuple[dict[str, Any], dict[str, Any], str]:
    """Header, claims and signature of the right access token."""
    token: str = tokens()["access_token"]
    header, claims, signature = token.split(".")
    return loads(header), loads(claims), signature


def loads(part: str) -> dict[str, Any]:
    """One part of a token."""
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return found


def part(value: object) -> str:
    """The other way."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def ask(token: str | None, *, user: str = SAM, **headers: str) -> requests.Response:
    """A FolderSync with this token."""
    sent = {"MS-ASProtocolVersion": "16.1", "X-MS-PolicyKey": "0"}
    sent |= {} if token is None else {"Authorization": f"Bearer {token}".rstrip()}
    query = f"Cmd=FolderSync&User={user}&DeviceId=JUDGEBEARER&DeviceType=Judge"
    address = f"{lab.base()}/Microsoft-Server-ActiveSync?{query}"
    body = b"\x03\x01\x6a\x00\x00\x07\x56\x52\x030\x00\x01\x01"
    kind = {"Content-Type": "application/vnd.ms-sync.wbxml"}
    return requests.post(address, data=body, headers=sent | kind | headers, timeout=30)


def is_refused(name: str, token: str, *statuses: int) -> None:
    """401 with a Bearer challenge."""
    answer = ask(token)
    lab.holds(name, answer.status_code in (statuses or (401,)), answer.status_code)
    if answer.status_code == 401:
        challenge = answer.headers.get("WWW-Authenticate", "")
        lab.holds(f"{name}: the challenge", "authorization_uri=" in challenge, challenge)


def signed(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Signed by a key of our own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    more = {name: value for name, value in header.items() if name != "alg"}
    return jwt.encode(claims, key, "RS256", headers=more)


def alg_none(name: str) -> None:
    """No signature at all."""
    header, claims, _ = parts()
    is_refused(name, f"{part(header | {'alg': 'none'})}.{part(claims)}.")


def hs256_with_the_public_key(name: str) -> None:
    """The public key as a shared secret."""
    header, claims, _ = parts()
    keys = requests.get(f"{lab.base()}/common/discovery/keys", timeout=30).json()["keys"]
    key = next(key for key in keys if key["kid"] == header["kid"])
    public = jwt.PyJWK(key | {"alg": "RS256"}).key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    text = f"{part(header | {'alg': 'HS256'})}.{part(claims)}"
    is_refused(name, f"{text}.{part(hmac.new(public, text.encode(), hashlib.sha256).digest())}")


def embedded_key(name: str) -> None:
    """A key in the header."""
    header, claims, _ = parts()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    is_refused(name, jwt.encode(claims, key, "RS256", headers={"kid": header["kid"], "jwk": own}))


def kid_is_a_path(name: str) -> None:
    """A key id that looks like a file."""
    header, claims, _ = parts()
    is_refused(name, signed(header | {"kid": "../../dev/null"}, claims))


def kid_of_a_mebibyte(name: str) -> None:
    """A key id that fills every buffer."""
    header, claims, signature = parts()
    try:
        is_refused(name, f"{part(header | {'kid': 'k' * 2**20})}.{part(claims)}.{signature}", 401, 431, 400)
    except requests.ConnectionError:
        print(f"ok - {name}: the connection was closed")


def token_of_another_tenant(name: str) -> None:
    """sam's token for a mailbox of another tenant."""
    answer = ask(tokens()["access_token"], user="lee@fabrikam.example")
    lab.holds(name, answer.status_code in {401, 403}, answer.status_code)


def id_token_as_access_token(name: str) -> None:
    """The other kind of token."""
    is_refused(name, bad_token.tokens()["id_token"])


def expired_token(name: str) -> None:
    """A token after its time, by the clock of the lab."""
    token = phone.sign_in(SAM)["access_token"]
    address = f"{lab.base()}/lab/clock"
    lab.check(f"{name}: it was good", ask(token).status_code, 200)
    requests.post(address, json={"advance": "2h"}, timeout=30).raise_for_status()
    is_refused(name, token)
    tokens.cache_clear()


def payload_is_not_json(name: str) -> None:
    """Payloads that no parser likes."""
    header, _, signature = parts()
    for payload in (b"{", b"[" * 10_000, b"\xff\xfe"):
        is_refused(name, f"{part(header)}.{part(payload)}.{signature}", 401, 431)


def padded_signature(name: str) -> None:
    """The right signature with padding."""
    is_refused(name, tokens()["access_token"] + "==")


def last_bits_of_the_signature(name: str) -> None:
    """A last character whose unused bits are set: the same bytes to a careless reader."""
    token = tokens()["access_token"]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = alphabet[alphabet.index(token[-1]) ^ 1]
    is_refused(name, token[:-1] + other)


def five_parts(name: str) -> None:
    """An encrypted token."""
    is_refused(name, "e30.e30.e30.e30.e30")


def two_authorization_headers(name: str) -> None:
    """Which one would count?"""
    split = urlsplit(lab.base())
    context = ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"])
    connection = http.client.HTTPSConnection(split.netloc, timeout=30, context=context)
    connection.putrequest("POST", f"/Microsoft-Server-ActiveSync?Cmd=FolderSync&User={SAM}&DeviceId=J&DeviceType=J")
    for token in (tokens()["access_token"], "e30.e30.e30"):
        connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Length", "0")
    connection.endheaders()
    lab.check(name, connection.getresponse().status, 400)
    connection.close()


def empty_bearer(name: str) -> None:
    """What a phone begins with."""
    is_refused(name, "")


def token_in_the_query(name: str) -> None:
    """A token where everybody logs it."""
    token = tokens()["access_token"]
    query = f"Cmd=FolderSync&User={SAM}&DeviceId=J&DeviceType=J&access_token={token}"
    answer = requests.post(f"{lab.base()}/Microsoft-Server-ActiveSync?{query}", timeout=30)
    lab.check(name, answer.status_code, 401)


def sessions_revoked(name: str) -> None:
    """A token from before a new password."""
    token = phone.sign_in(TESS)["access_token"]
    lab.check(f"{name}: it was good", ask(token, user=TESS).status_code, 200)
    lab.cli("user", "set-password", TESS, "--password-stdin", stdin="Another-pass-2026!\n")
    lab.check(name, ask(token, user=TESS).status_code, 401)
    lab.cli("user", "set-password", TESS, "--password-stdin", stdin=f"{lab.PASSWORD}\n")
