"""A process of its own that reads a PDF from its standard input and writes its lines as JSON.

A PDF can ask for any amount of memory and time (streams packed in streams, forms that draw themselves); here it gets
so much and no more, and the process that asked goes on. Characters are put into lines by where they stand on the page:
the order in which a PDF draws them says nothing of rows and columns.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

MEMORY = 1 << 30
SECONDS = 60
MOST_CHARACTERS = 10_000_000
_MOST_PAGES = 5_000
_DEEPEST = 50
# In heights of the characters beside it: one line; a gap between columns, one between words; twice for a fake bold.
_SAME_LINE, _COLUMN, _WORD, _TWICE = 0.4, 0.9, 0.15, 0.2
_UNKNOWN = "�"

_Char = tuple[float, float, float, float, str]  # middle from below, left, right, height, text


class _TooMuch(Exception):
    pass


class _Collector(PDFLayoutAnalyzer):
    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager, pageno=1, laparams=None)
        self.pages: list[list[tuple[float, float, float, str]]] = []
        self.known = self.unknown = 0

    def receive_layout(self, page: LTPage) -> None:
        chars: list[_Char] = []
        self._take(page, chars, 0)
        self.pages.append(_lines(chars))

    def _take(self, container: Any, chars: list[_Char], depth: int) -> None:
        for item in container:
            if isinstance(item, LTChar):
                self._take_char(item, chars)
            elif isinstance(item, LTContainer) and depth < _DEEPEST:
                self._take(item, chars, depth + 1)

    def _take_char(self, item: LTChar, chars: list[_Char]) -> None:
        words = item.get_text()
        if words.startswith("(cid:"):
            words = _UNKNOWN
            self.unknown += 1
        elif not words.strip():
            return
        else:
            self.known += 1
        if self.known + self.unknown > MOST_CHARACTERS:
            raise _TooMuch
        a, b, c, d, _e, _f = item.matrix
        if a > 0 and d > 0 and abs(b) < a / 10 and abs(c) < d / 10:  # watermarks and stamps stand aslant
            chars.append(((item.y0 + item.y1) / 2, item.x0, item.x1, item.y1 - item.y0 or 1.0, words))


def _lines(chars: list[_Char]) -> list[tuple[float, float, float, str]]:
    """left, right, height and text of each line, from above."""
    found = []
    line: list[_Char] = []
    for char in sorted(chars, key=lambda item: -item[0]):
        if line and line[0][0] - char[0] > _SAME_LINE * max(line[0][3], char[3]):
            found.append(_line(line))
            line = []
        line.append(char)
    if line:
        found.append(_line(line))
    return found


def _line(chars: list[_Char]) -> tuple[float, float, float, str]:
    chars.sort(key=lambda item: item[1])
    out: list[str] = []
    last: _Char | None = None
    for char in chars:
        _middle, left, _right, height, words = char
        if last is not None:
            if words == last[4] and left - last[1] < _TWICE * height:
                continue
            gap = (left - last[2]) / max(height, last[3])
            if gap > _COLUMN:
                out.append("\t")
            elif gap > _WORD and last[4].isascii() and words.isascii():
                out.append(" ")
        out.append(words)
        last = char
    height = max(char[3] for char in chars)
    return chars[0][1], max(char[2] for char in chars), height, "".join(out)


def lines(data: bytes) -> dict[str, Any]:
    """{"pages": [[left, right, height, text]]} or {"error": password | damaged | too-long | no-text}."""
    manager = PDFResourceManager()
    collector = _Collector(manager)
    interpreter = PDFPageInterpreter(manager, collector)
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        for number, page in enumerate(PDFPage.create_pages(document)):
            if number >= _MOST_PAGES:
                return {"error": "too-long"}
            interpreter.process_page(page)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        return {"error": "password"}
    except _TooMuch:
        return {"error": "too-long"}
    except MemoryError:
        return {"error": "bomb"}
    except Exception:  # pdfminer lets through whatever a broken file makes it meet
        return {"error": "damaged"}
    if collector.unknown > collector.known:
        return {"error": "no-text"}
    return {"pages": collector.pages}


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows; the time is limited by whoever asked
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    logging.disable(logging.CRITICAL)
    _limit()
    found = lines(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
