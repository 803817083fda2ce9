"""What of a workbook is ours from an annotated copy before: the lists, and what the marks covered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import unescape

from taizhang.core.packages.markup import Markup, Node, Unpatchable
from taizhang.core.packages.package import Package
from taizhang.ledgers.annotating.directory import Directory, SheetEntry
from taizhang.ledgers.reading.sheets import LIST_MARK

_SHARED = "xl/sharedStrings.xml"
_HEAD = 64 * 1024
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>")
_VALUE = re.compile(rb"<(?:\w+:)?v>(\d+)</(?:\w+:)?v>")


def own_lists(package: Package, directory: Directory) -> list[SheetEntry]:
    """Sheets that hold our mark near their top, under whatever name."""
    marks = _shared_places(package)
    return [
        sheet
        for sheet in directory.sheets
        if package.has_original(sheet.part) and any(_is_mark(cell, marks) for cell in _cells(package, sheet))
    ]


def covered_fills(package: Package, lists: Sequence[SheetEntry]) -> list[bytes]:
    """The fills that marks cover, as the lists keep them: under the mark, one a line."""
    marks = _shared_places(package)
    for sheet in lists:
        cells = _cells(package, sheet)
        for at, cell in enumerate(cells):
            if _is_mark(cell, marks):
                for after in cells[at + 1 :]:
                    words = _words(package, after)
                    if words.startswith("<fill>"):
                        return [_checked(line) for line in words.split("\n") if line]
    return []


def _checked(line: str) -> bytes:
    """Only a fill goes into the styles: the list can be edited by anybody."""
    found: Node = Markup(line.encode()).root
    if found.name != "fill" or any(":" in node.prefix for node in found.walk()):
        raise Unpatchable("a fill")
    return line.encode()


def _cells(package: Package, sheet: SheetEntry) -> list[re.Match[bytes]]:
    with package.archive.open(sheet.part) as stream:
        head = stream.read(_HEAD)
    return [cell for cell in _CELL.finditer(head) if cell[2]]


def _is_mark(cell: re.Match[bytes], shared: set[int]) -> bool:
    if re.search(rb"\st=[\"']s[\"']", cell[1]):
        found = _VALUE.search(cell[2])
        return found is not None and int(found[1]) in shared
    return LIST_MARK.encode() in cell[2]


def _shared_places(package: Package) -> set[int]:
    """Where the mark stands among the shared texts, after another program saved the copy."""
    if not package.has_original(_SHARED):
        return set()
    data = package.read(_SHARED)
    if LIST_MARK.encode() not in data:
        return set()
    return {at for at, item in enumerate(Markup(data).root.all("si")) if LIST_MARK in _all_text(item)}


def _words(package: Package, cell: re.Match[bytes]) -> str:
    if re.search(rb"\st=[\"']s[\"']", cell[1]):
        found = _VALUE.search(cell[2])
        items = Markup(package.read(_SHARED)).root.children if found is not None else []
        return _all_text(items[int(found[1])]) if found is not None and int(found[1]) < len(items) else ""
    return unescape(b"".join(part[1] for part in _TEXT.finditer(cell[2])).decode())


def _all_text(item: Node) -> str:
    return "".join(node.text for node in item.walk() if node.name == "t")
