"""What kind of file it is: its content says so, the name only tells text and Markdown apart."""

from __future__ import annotations

import re

from taizhang.proofreading.reading import problems
from taizhang.proofreading.reading.parts import Parts

MOST_BYTES = 50 * 1024 * 1024
_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-"
_PAGE = re.compile(rb"(?:<\?xml[^<>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLANK = b"\xef\xbb\xbf \t\r\n"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(name: str, data: bytes, *, most_bytes: int = MOST_BYTES) -> str:
    """docx, xlsx, pdf, html, md or txt. Raises UnreadableFile for what is empty, too large, locked or another kind."""
    if not data:
        raise problems.empty(name)
    if len(data) > most_bytes:
        raise problems.too_large(name, len(data), most_bytes)
    ending = name.lower().rpartition(".")[2]
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise problems.protected(name)
        raise problems.old_kind(name)
    if data.startswith(_ZIP):
        return _office(name, data)
    if data[:1024].lstrip(_BLANK).startswith(_PDF):
        return "pdf"
    if ending in {"htm", "html", "xhtml"} or _PAGE.match(data[:4096].lstrip(_BLANK)):
        return "html"
    if ending in {"docx", "docm", "xlsx", "xlsm", "pdf"}:
        raise problems.damaged(name)
    if data[:2] == b"PK" or (b"\x00" in data[:4096] and not data.startswith(_UTF16)):
        raise problems.wrong_kind(name)
    return "md" if ending in {"md", "markdown"} else "txt"


def _office(name: str, data: bytes) -> str:
    held = Parts(name, data).names
    if any(part.startswith("word/") for part in held):
        return "docx"
    if any(part.startswith("xl/") for part in held):
        return "xlsx"
    raise problems.wrong_kind(name)
