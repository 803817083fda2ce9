"""Text files: which encoding, and the place of each line."""

from __future__ import annotations

import codecs
import re

from taizhang.proofreading.reading import problems
from taizhang.proofreading.reading.document import MOST_PIECES, MOST_TEXT, Document, Piece, Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MOST_LOST = 100  # one broken character in so many bytes is a slip of the file; more is another encoding
# Control characters stand in no text; private-use ones are what GB18030 makes of bytes that were never its own.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ue000-\uf8ff]")
_LINE = re.compile("[^\n]+")


def decoded(name: str, data: bytes) -> str:
    """UTF-8, UTF-16 with a mark, or GB18030, of which GBK and GB2312 are parts; line ends become \\n. A file with some
    broken bytes is read with � for them."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lines(data[len(mark) :].decode(encoding, "replace"))
    try:
        text = data.decode()
    except UnicodeDecodeError:
        tries = [data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
        text = min(tries, key=lambda tried: tried.count("�"))
    if (text.count("�") + len(_NO_TEXT.findall(text))) * _MOST_LOST > len(data):
        raise problems.no_known_encoding(name)
    return _lines(text)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read(name: str, data: bytes, kind: str = "txt") -> Document:
    text = decoded(name, data)
    return of_text(name, text, kind)


def of_text(name: str, text: str, kind: str = "txt") -> Document:
    """The text itself, whatever stands in it: offsets are those of the file."""
    if len(text) > MOST_TEXT:
        raise problems.too_long(name, MOST_TEXT)
    if text.count("\n") > MOST_PIECES:
        raise problems.too_many(name)
    pieces: list[Piece] = []
    number, counted = 1, 0
    for line in _LINE.finditer(text):
        start = line.start()
        number += text.count("\n", counted, start)
        counted = start
        pieces.append(Piece(start, line.end(), Place(line=number)))
    return Document(text, tuple(pieces), kind, name)
