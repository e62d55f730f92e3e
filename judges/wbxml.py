"""A small WBXML writer of our own, and Debian's wbxml2xml as the reader.

Writer and reader are apart on purpose: what the server answers is read by a program that nobody
here wrote. Tokens are from MS-ASWBXML; a name is `page:Element`.
"""

from __future__ import annotations

import re
import subprocess
from typing import Any
from xml.etree import ElementTree

HEADER = b"\x03\x01\x6a\x00"
SWITCH_PAGE, END, STR_I, OPAQUE, CONTENT = 0x00, 0x01, 0x03, 0xC3, 0x40

NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

_PAGES = {
    "sync": (0, "Sync 05 Add 07 Change 08 Delete 09 Fetch 0A SyncKey 0B ClientId 0C ServerId 0D "
             "Status 0E Collection 0F Class 10 CollectionId 12 GetChanges 13 WindowSize 15 "
             "Commands 16 Options 17 FilterType 18 Conflict 1B Collections 1C ApplicationData 1D "
             "DeletesAsMoves 1E MIMESupport 22 MIMETruncation 23 Wait 24 HeartbeatInterval 29"),
    "email": (2, "Subject 14 Read 15 Flag 3A Status 3B FlagType 3D"),
    "move": (5, "MoveItems 05 Move 06 SrcMsgId 07 SrcFldId 08 DstFldId 09"),
    "estimate": (6, "GetItemEstimate 05 Collections 07 Collection 08 CollectionId 0A"),
    "folder": (7, "DisplayName 07 ServerId 08 ParentId 09 Type 0A SyncKey 12 FolderCreate 13 "
               "FolderDelete 14 FolderUpdate 15 FolderSync 16"),
    "ping": (13, "Ping 05 HeartbeatInterval 08 Folders 09 Folder 0A Id 0B Class 0C"),
    "provision": (14, "Provision 05 Policies 06 Policy 07 PolicyType 08 PolicyKey 09 Status 0B"),
    "base": (17, "BodyPreference 05 Type 06 TruncationSize 07 AllOrNone 08 FileReference 11 "
             "Preview 18"),
    "settings": (18, "Settings 05 Get 07 Set 08 DeviceInformation 16 Model 17 FriendlyName 19 "
                 "OS 1A UserInformation 1D UserAgent 20"),
    "item": (20, "ItemOperations 05 Fetch 06 Store 07 Options 08 Range 09"),
    "compose": (21, "SendMail 05 SaveInSentItems 08 Mime 10 ClientId 11"),
}  # fmt: skip


def _tokens() -> dict[str, tuple[int, int]]:
    found = {}
    for short, (page, listed) in _PAGES.items():
        words = listed.split()
        for name, token in zip(words[::2], words[1::2], strict=True):
            found[f"{short}:{name}"] = (page, int(token, 16))
    return found


_TOKENS = _tokens()

# An element: its name, then what it holds: elements, a text, or bytes.
Element = tuple[Any, ...]


def length(number: int) -> bytes:
    """A multi-byte integer, seven bits a byte."""
    out = [number & 0x7F]
    while number := number >> 7:
        out.append(number & 0x7F | 0x80)
    return bytes(reversed(out))


def _write(element: Element, page: int) -> tuple[bytes, int]:
    name, *held = element
    if not isinstance(name, str):
        raise TypeError(f"an element begins with its name: {element!r}")
    own_page, token = _TOKENS[name]
    out = b"" if own_page == page else bytes([SWITCH_PAGE, own_page])
    if not held:
        return out + bytes([token]), own_page
    out, page = out + bytes([token | CONTENT]), own_page
    for part in held:
        if isinstance(part, str):
            out += bytes([STR_I]) + part.encode() + b"\0"
        elif isinstance(part, bytes):
            out += bytes([OPAQUE]) + length(len(part)) + part
        else:
            inner, page = _write(part, page)
            out += inner
    return out + bytes([END]), page


def encode(element: Element) -> bytes:
    """A whole document."""
    return HEADER + _write(element, 0)[0]


class Undecodable(Exception):
    """wbxml2xml did not understand the body."""


def decode(body: bytes) -> ElementTree.Element:
    """The XML that wbxml2xml makes of a body, without namespaces."""
    done = subprocess.run(
        ["wbxml2xml", "-l", "AIRSYNC", "-o", "-", "-"],
        input=body,
        capture_output=True,
        timeout=30,
        check=False,
    )
    if done.returncode != 0 or not done.stdout:
        raise Undecodable(f"{done.stderr!r} for {body[:200].hex(' ')}")
    # Opaque bytes, such as a mail as it is, stand in the XML as they are.
    text = NOT_XML.sub("?", done.stdout.decode("utf-8", "replace"))
    root = ElementTree.fromstring(text[text.index("<", text.index("<!DOCTYPE") + 1) :])
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root
