"""PDF files with a text layer: lines of the page put together to paragraphs again; lines with columns stay rows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from taizhang.engine.text import Text
from taizhang.proofreading.reading import problems
from taizhang.proofreading.reading.document import MOST_TEXT, Document, Piece, Place

_CHILD = "taizhang.proofreading.reading.pdf_lines"
_PATIENCE = 90  # seconds on the clock; the process limits its own work to 60
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*共?\s*\d{1,4}(?:\s*页)?)?[-—–－·\s]*")
_SHORT_OF = 2.0  # characters that a full line may end before the margin
_INDENT = 0.8  # characters to the right of the margin that begin a paragraph


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    number: int
    left: float
    right: float
    height: float
    text: str


def read(name: str, data: bytes) -> Document:
    """Raises UnreadableFile."""
    pages = _pages(name, data)
    chunks: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for line, goes_on in _paragraphs(pages):
        if goes_on:
            joint = " " if chunks[-1][-1:].isascii() and chunks[-1][-1:].isalpha() and line.text[0].isascii() else ""
        else:
            joint = "\n" if chunks else ""
        length += len(joint)
        pieces.append(Piece(length, length + len(line.text), Place(page=line.page, line=line.number)))
        chunks += [joint, line.text]
        length += len(line.text)
    if length > MOST_TEXT:
        raise problems.too_long(name, MOST_TEXT)
    text = "".join(chunks)
    if not text.strip():
        raise problems.without_text(name)
    notes = []
    if "�" in text:
        notes.append(Text("有的字体没有文字对照，个别字读不出。", "Some fonts name no characters; a few are unread."))
    if empty := [str(at) for at, lines in enumerate(pages, start=1) if not lines]:
        named = "、".join(empty[:5])
        notes.append(Text(f"第 {named} 页没有文字，可能是扫描件。", f"No text on page {named}: perhaps scanned."))
    return Document(text, tuple(pieces), "pdf", name, tuple(notes))


def _pages(name: str, data: bytes) -> list[list[_Line]]:
    """Each page's lines but its number."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", _CHILD],
            input=data,
            capture_output=True,
            timeout=_PATIENCE,
            env=environment,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise problems.too_costly(name) from error
    if (code := found.get("error")) is not None:
        refused = {"password": problems.protected, "damaged": problems.damaged, "no-text": problems.without_text}
        if code == "too-long":
            raise problems.too_long(name, MOST_TEXT)
        raise refused.get(code, problems.too_costly)(name)
    pages = []
    for page, raw in enumerate(found["pages"], start=1):
        lines = [_Line(page, number, *facts) for number, facts in enumerate(raw, start=1)]
        if lines and _PAGE_NUMBER.fullmatch(lines[-1].text):
            del lines[-1]
        if lines and _PAGE_NUMBER.fullmatch(lines[0].text):
            del lines[0]
        pages.append(lines)
    return pages


def _paragraphs(pages: list[list[_Line]]) -> Iterator[tuple[_Line, bool]]:
    """Each line, and whether it goes on with the one before: that one was full, and this one is not indented."""
    before: _Line | None = None
    before_right = 0.0
    for lines in pages:
        if not lines:
            continue
        left = min(line.left for line in lines)
        right = max(line.right for line in lines)
        for line in lines:
            goes_on = (
                before is not None
                and "\t" not in line.text
                and "\t" not in before.text
                and abs(before.height - line.height) < 0.15 * line.height
                and before.right > before_right - _SHORT_OF * before.height
                and line.left < left + _INDENT * line.height
            )
            yield line, goes_on
            before, before_right = line, right
