"""A file or pasted text, read and checked; held in memory only."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from taizhang.core import clock
from taizhang.engine.checker import check
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.proofreading.reading import Document, read
from taizhang.proofreading.reading.plain import read as read_plain
from taizhang.proofreading.report import Checked

MOST_BYTES = 6 * 1024 * 1024  # a page carries the file along, half as large again, within what a form may send
MOST_TEXT = 500_000  # characters that are checked while somebody waits: some 250 printed pages


@dataclass(frozen=True, slots=True)
class Source:
    """What somebody gave to check, byte for byte. name: "" for pasted text."""

    name: str
    data: bytes

    @property
    def carried(self) -> str:
        """As a field of a form, so that the next press needs no copy on the server."""
        return base64.b64encode(self.data).decode("ascii")


def carried_source(name: str, text: str) -> Source:
    """Raises TaizhangError for what no page of ours has sent."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise TaizhangError([_nothing()]) from error
    return Source(name[:200], data)


def pasted_source(text: str) -> Source:
    return Source("", text.replace("\r\n", "\n").encode("utf-8"))


def checked(source: Source) -> Checked:
    """Raises UnreadableFile (a TaizhangError), or TaizhangError for nothing and for a text that is too long."""
    if not source.data.strip():
        raise TaizhangError([_nothing()])
    if len(source.data) > MOST_BYTES:
        raise TaizhangError([_too_large(source)])
    document = read_document(source)
    if len(document.text) > MOST_TEXT:
        raise TaizhangError([_too_long(source, len(document.text))])
    return Checked(document, check(document.text, today=clock.today()))


def read_document(source: Source) -> Document:
    if source.name:
        return read(source.name, source.data, most_bytes=MOST_BYTES)
    return read_plain("", source.data, "txt")


def hash_of(text: str) -> str:
    """By which the same text is known again, whatever its file."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _nothing() -> Problem:
    return Problem(
        "check.nothing",
        "",
        Text("要核对的文件或文字", "a file or text to check"),
        Text("还没有文字可核对。", "There is nothing to check yet."),
        Text("请选择文件，或粘贴文字。", "Choose a file or paste a text."),
    )


def _too_large(source: Source) -> Problem:
    most, size = MOST_BYTES // 1024 // 1024, -(-len(source.data) // 1024 // 1024)
    return Problem(
        "check.too-large",
        source.name,
        Text(f"不超过 {most} MB 的文件", f"a file up to {most} MB"),
        Text(f"文件有 {size} MB，最多 {most} MB。", f"The file has {size} MB; at most {most} MB are taken."),
        Text("请删去图片再核对，或只粘贴文字。", "Take out pictures, or paste only the text."),
    )


def _too_long(source: Source, length: int) -> Problem:
    return Problem(
        "check.too-long",
        source.name,
        Text(f"不超过 {MOST_TEXT // 10_000} 万字的文字", f"a text up to {MOST_TEXT:,} characters"),
        Text(f"文字有 {length / 10_000:.1f} 万字，太长。", f"The text has {length:,} characters, too many."),
        Text("请分几次核对。", "Check it in parts."),
    )
