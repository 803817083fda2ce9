"""Documents in: any file that an office writes its reports in becomes one text, of which each piece knows its place."""

from __future__ import annotations

import re

from taizhang.core.workbooks.problems import UnreadableFile
from taizhang.proofreading.reading import problems
from taizhang.proofreading.reading.document import Document, Piece, Place

__all__ = ["MOST_BYTES", "Document", "Piece", "Place", "UnreadableFile", "read"]

MOST_BYTES = 50 * 1024 * 1024
_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-"
_PAGE = re.compile(rb"(?:<\?xml[^<>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLANK = b"\xef\xbb\xbf \t\r\n"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(name: str, data: bytes, *, most_bytes: int = MOST_BYTES) -> Document:
    """What the file is tells its content; the name only tells text and Markdown apart. Raises UnreadableFile."""
    if not data:
        raise problems.empty(name)
    if len(data) > most_bytes:
        raise problems.too_large(name, len(data), most_bytes)
    document = _read(name, data)
    if not document.text.strip():
        raise problems.empty(name)
    return document


def _read(name: str, data: bytes) -> Document:
    ending = name.lower().rpartition(".")[2]
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise problems.protected(name)
        raise problems.old_kind(name)
    if data.startswith(_ZIP):
        return _office(name, data)
    if data[:1024].lstrip(_BLANK).startswith(_PDF):
        from taizhang.proofreading.reading import pdf

        return pdf.read(name, data)
    if ending in {"htm", "html", "xhtml"} or _PAGE.match(data[:4096].lstrip(_BLANK)):
        from taizhang.proofreading.reading import html

        return html.read(name, data)
    if ending in {"docx", "docm", "xlsx", "xlsm", "pdf"}:
        raise problems.damaged(name)
    if data[:2] == b"PK" or (b"\x00" in data[:4096] and not data.startswith(_UTF16)):
        raise problems.wrong_kind(name)
    from taizhang.proofreading.reading import plain

    return plain.read(name, data, "md" if ending in {"md", "markdown"} else "txt")


def _office(name: str, data: bytes) -> Document:
    from taizhang.proofreading.reading import docx, parts, xlsx

    held = parts.Parts(name, data).names
    if any(part.startswith("word/") for part in held):
        return docx.read(name, data)
    if any(part.startswith("xl/") for part in held):
        return xlsx.read(name, data)
    raise problems.wrong_kind(name)
