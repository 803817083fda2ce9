"""Cells that an office formatted as percent: 85 % is written down as 0.85, and calamine gives that number alone, so
that a field in % would hold a hundredth of what stands on the sheet. They become texts as shown ("85%") before it
reads; cells.py takes the sign off where the field is in %, and names the cell as wrong where it is not.

The other formats are read as they are; overlay.py puts the same texts into their rows.
"""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

STYLES = "xl/styles.xml"
BUILT_IN = frozenset({9, 10})  # ECMA-376 part 1, 18.8.30: 0% and 0.00%
_LITERAL = re.compile(r'"[^"]*"|\\.')
_DIGITS = 15  # what a spreadsheet shows of a number at most


def shows_percent(format_code: str) -> bool:
    """Whether a number format multiplies by a hundred; a % that is quoted is only written behind."""
    return "%" in _LITERAL.sub("", format_code)


def shown_percent(value: float) -> str:
    """0.85 -> 85%, exactly. Raises ArithmeticError or ValueError for what is no finite number."""
    return format((Decimal(f"{float(value):.{_DIGITS}g}") * 100).normalize(), "f") + "%"


def percent_styles(styles: bytes) -> frozenset[str]:
    """The cell formats (`s` of a cell) of a styles part that show a number as percent."""
    if b"%" not in styles and not any(b'numFmtId="%d"' % number in styles for number in BUILT_IN):
        return frozenset()
    try:
        root = ElementTree.fromstring(styles)
    except ElementTree.ParseError:  # calamine does not need it either, and says what is wrong with the rest
        return frozenset()
    own = {
        item.get("numFmtId")
        for item in root.iter()
        if _name(item) == "numFmt" and shows_percent(item.get("formatCode") or "")
    }
    percent = {str(number) for number in BUILT_IN} | own
    formats = next((list(item) for item in root if _name(item) == "cellXfs"), [])
    return frozenset(str(index) for index, item in enumerate(formats) if item.get("numFmtId") in percent)


def styles_of(archive: zipfile.ZipFile) -> frozenset[str]:
    """The same of an .xlsx. Raises one of guards.DAMAGED."""
    return percent_styles(archive.read(STYLES)) if STYLES in archive.namelist() else frozenset()


def percents_as_texts(xml: bytes, styles: frozenset[str]) -> bytes:
    """A worksheet's XML with the cells of these formats as texts; the same object when there is none."""
    if not styles:
        return xml
    listed = "|".join(sorted(styles)).encode()
    cell = re.compile(
        rb'<((?:\w+:)?)c\b(?=[^<>]*\ss="(?:' + listed + rb')")(?![^<>]*\st="(?!n"))([^<>]*[^<>/])>'
        rb"(?:<\1f\b[^<>]*/>|<\1f\b[^<>]*>[^<]*</\1f>)?<\1v>([^<]*)</\1v>"
    )
    texts, count = cell.subn(_as_text, xml)
    return texts if count else xml


def _as_text(cell: re.Match[bytes]) -> bytes:
    prefix, attributes, value = cell.groups()
    try:
        shown = shown_percent(float(value))
    except (ValueError, ArithmeticError):
        return cell.group()
    kept = attributes.replace(b' t="n"', b"")
    return b'<%bc%b t="str"><%bv>%b</%bv>' % (prefix, kept, prefix, shown.encode(), prefix)


def _name(item: ElementTree.Element) -> str:
    return item.tag.rpartition("}")[2]
