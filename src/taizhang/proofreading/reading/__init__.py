"""Documents in: any file that an office writes its reports in becomes one text, of which each piece knows its place."""

from __future__ import annotations

from taizhang.core.workbooks.problems import UnreadableFile
from taizhang.proofreading.reading import problems
from taizhang.proofreading.reading.document import Document, Piece, Place
from taizhang.proofreading.reading.kinds import MOST_BYTES, kind_of

__all__ = ["MOST_BYTES", "Document", "Piece", "Place", "UnreadableFile", "read"]


def read(name: str, data: bytes, *, most_bytes: int = MOST_BYTES) -> Document:
    """Raises UnreadableFile."""
    document = _read(name, data, kind_of(name, data, most_bytes=most_bytes))
    if not document.text.strip():
        raise problems.empty(name)
    return document


def _read(name: str, data: bytes, kind: str) -> Document:
    """Each reader is imported only when a file asks for it."""
    if kind == "docx":
        from taizhang.proofreading.reading import docx

        return docx.read(name, data)
    if kind == "xlsx":
        from taizhang.proofreading.reading import xlsx

        return xlsx.read(name, data)
    if kind == "pdf":
        from taizhang.proofreading.reading import pdf

        return pdf.read(name, data)
    if kind == "html":
        from taizhang.proofreading.reading import html

        return html.read(name, data)
    from taizhang.proofreading.reading import plain

    return plain.read(name, data, kind)
