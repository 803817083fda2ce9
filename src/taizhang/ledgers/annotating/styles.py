"""Styles: the same look with our fill in its place, and back to the look from before.

A wrong cell must find back the fill that its mark covers, also after WPS or Excel saved the file, which renumbers
styles and drops what it does not know. What every program keeps is the colour itself. So the colour carries a number:
the two lowest bits of red, green and blue, which nobody sees, make 64 numbers. 0 stands for no fill; a greater one
names a line of the fills that the list of errors keeps in a hidden column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from taizhang.core.packages.markup import Markup, Node, Unpatchable, attribute, with_attributes

_NUMBERS = 64
_MAX_STYLES = 65_000  # Excel's limit is 65,490
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built in, Chinese ones among them
_TEXT_FORMAT = 49
_DATE_FORMAT = "yyyy-mm-dd"


class Tone(Enum):
    """A mark's colour; each channel is a multiple of 4."""

    WRONG = 0xF8D4D0
    DOUBTFUL = 0xFCF0D4


class Styles:
    """The styles part, added to. fills: those that marks covered, in the order of their numbers from 1."""

    def __init__(self, markup: Markup, fills: Sequence[bytes] = ()) -> None:
        self.markup = markup
        self.covered = list(fills)
        self._prefix = markup.root.prefix.encode()
        self._lists = {name: _List(markup, name) for name in ("fonts", "fills", "borders", "cellXfs")}
        self._formats = markup.root.first("numFmts")
        self._new_formats: dict[str, int] = {}
        self._toned: dict[tuple[int, Tone], int] = {}
        self._typed: dict[tuple[int, str], int] = {}

    def toned(self, style: int, tone: Tone) -> int:
        """The cell style with its fill replaced by a mark's."""
        if (style, tone) not in self._toned:
            styles, fills = self._lists["cellXfs"], self._lists["fills"]
            look = styles[style]
            number = self._number_of(fills[int(_attribute(look, "fillId") or 0)])
            colour = f"FF{tone.value | (number >> 4) << 16 | (number >> 2 & 3) << 8 | number & 3:06X}"
            fill = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
            added = fills.add(self._own(f"<fill>{fill}</fill>"))
            self._toned[style, tone] = styles.add(with_attributes(look, {"fillId": str(added), "applyFill": "1"}))
        return self._toned[style, tone]

    def restored(self) -> dict[int, int]:
        """Style with a mark's fill -> the style that was covered."""
        styles, fills = self._lists["cellXfs"], self._lists["fills"]
        numbers = {at: number for at, raw in enumerate(fills.all()) if (number := _number(raw)) is not None}
        found: dict[int, int] = {}
        for at, look in enumerate(styles.all()):
            number = numbers.get(int(_attribute(look, "fillId") or 0))
            if number is None:
                continue
            fill = 0
            if 0 < number <= len(self.covered):
                fill = fills.add(self._own(self.covered[number - 1].decode()))
            plain = with_attributes(look, {"fillId": str(fill)})
            same = {"applyFill": None}
            alike = (index for index, raw in enumerate(styles.all()) if _alike(raw, plain, same))
            before = next(alike, None)
            found[at] = styles.add(plain) if before is None else before
        return found

    def as_date(self, style: int) -> int:
        """The style when it shows dates, else the same one with a date's format."""
        if self._is_date(self._format_of(style)):
            return style
        return self._with_format(style, "date", self._date_format())

    def as_number(self, style: int) -> int:
        """The style, without the text format, in which a number would turn to text when it is next edited."""
        return self._with_format(style, "number", 0) if self._format_of(style) == _TEXT_FORMAT else style

    def look(self, *, font: str, fill: str = "", border: str = "", alignment: str = "") -> int:
        """A style of our own sheets; each an element in XML."""
        fonts = self._lists["fonts"]
        facts = {
            "fontId": fonts.add(self._own(font)),
            "fillId": self._lists["fills"].add(self._own(fill)) if fill else 0,
            "borderId": self._lists["borders"].add(self._own(border)) if border else 0,
        }
        pairs = " ".join(f'{name}="{value}"' for name, value in facts.items())
        applied = 'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        xml = f'<xf numFmtId="49" {pairs} xfId="0" applyNumberFormat="1" {applied}>{alignment}</xf>'
        return self._lists["cellXfs"].add(self._own(xml))

    @property
    def font_name(self) -> str:
        """The workbook's own font."""
        found = re.search(rb"<(?:\w+:)?name\s+val=[\"']([^\"'<>&]+)", self._lists["fonts"][0])
        return found[1].decode() if found else "等线"

    def finish(self) -> None:
        for item in self._lists.values():
            item.finish()
        if self._new_formats:
            tag = (self._prefix + b"numFmt").decode()
            xml = "".join(
                f"<{tag} numFmtId={attribute(str(number)).decode()} formatCode={attribute(code).decode()}/>"
                for code, number in self._new_formats.items()
            ).encode()
            if self._formats is None:
                whole = (self._prefix + b"numFmts").decode()
                fonts = self.markup.root.first("fonts")
                assert fonts is not None  # _List has looked
                self.markup.before(
                    fonts, f'<{whole} count="{len(self._new_formats)}">'.encode() + xml + f"</{whole}>".encode()
                )
            else:
                count = len(self._formats.children) + len(self._new_formats)
                self.markup.set(self._formats, "count", str(count))
                self.markup.append(self._formats, xml)

    def _number_of(self, fill: bytes) -> int:
        plain = self._plain(fill)
        if re.search(rb"patternType=.none", plain) or not re.search(rb"patternType|gradientFill", plain):
            return 0
        if plain not in self.covered:
            if len(self.covered) >= _NUMBERS - 1:
                return 0
            self.covered.append(plain)
        return self.covered.index(plain) + 1

    def _own(self, xml: str) -> bytes:
        """Our XML with the part's prefix."""
        return re.sub(rb"<(/?)(?=\w)", rb"<\1" + self._prefix, xml.encode())

    def _plain(self, xml: bytes) -> bytes:
        bare = re.sub(rb"<(/?)" + re.escape(self._prefix), rb"<\1", xml) if self._prefix else xml
        return re.sub(rb"\s*\n\s*", b" ", bare)  # kept as one line

    def _format_of(self, style: int) -> int:
        return int(_attribute(self._lists["cellXfs"][style], "numFmtId") or 0)

    def _is_date(self, number: int) -> bool:
        if number in _DATES:
            return True
        codes = self._formats.children if self._formats is not None else []
        code = next((node.attributes.get("formatCode", "") for node in codes if _id(node) == number), "")
        bare = re.sub(r"\"[^\"]*\"|\[[^\]]*\]|\\.", "", code)
        return bool(re.search("[yd年月日]", bare, re.IGNORECASE))

    def _date_format(self) -> int:
        codes = self._formats.children if self._formats is not None else []
        for node in codes:
            if node.attributes.get("formatCode") == _DATE_FORMAT:
                return _id(node)
        taken = {_id(node) for node in codes}
        number = next(number for number in range(164, 65_536) if number not in taken)
        return self._new_formats.setdefault(_DATE_FORMAT, number)

    def _with_format(self, style: int, kind: str, number: int) -> int:
        if (style, kind) not in self._typed:
            styles = self._lists["cellXfs"]
            changed = with_attributes(styles[style], {"numFmtId": str(number), "applyNumberFormat": "1"})
            self._typed[style, kind] = styles.add(changed)
        return self._typed[style, kind]


class _List:
    """One of the lists that styles point into by number."""

    def __init__(self, markup: Markup, name: str) -> None:
        node = markup.root.first(name)
        if node is None or not node.children:
            raise Unpatchable(f"no {name}")
        self._markup, self._node = markup, node
        self._raw = [markup.raw(child) for child in node.children]
        self._places = {raw: at for at, raw in reversed(list(enumerate(self._raw)))}

    def __getitem__(self, at: int) -> bytes:
        if not 0 <= at < len(self._raw):
            raise Unpatchable("a style that is not there")
        return self._raw[at]

    def all(self) -> list[bytes]:
        return list(self._raw)

    def add(self, raw: bytes) -> int:
        if raw not in self._places:
            if len(self._raw) >= _MAX_STYLES:
                raise Unpatchable("too many styles")
            self._places[raw] = len(self._raw)
            self._raw.append(raw)
        return self._places[raw]

    def finish(self) -> None:
        new = self._raw[len(self._node.children) :]
        if new:
            self._markup.set(self._node, "count", str(len(self._raw)))
            self._markup.append(self._node, b"".join(new))


def _id(node: Node) -> int:
    return int(node.attributes.get("numFmtId", "0"))


def _attribute(raw: bytes, name: str) -> str:
    head = raw[: raw.index(b">")]
    found = re.search(rb"\s" + name.encode() + rb"\s*=\s*[\"']([^\"']*)", head)
    return found[1].decode() if found else ""


def _number(fill: bytes) -> int | None:
    """The number that a mark's fill carries; None for other fills."""
    if not re.search(rb"patternType=.solid", fill):
        return None
    found = re.search(rb"fgColor\b[^>]*\brgb=[\"'](?:FF|00)?([0-9A-Fa-f]{6})[\"']", fill)
    if found is None:
        return None
    colour = int(found[1], 16)
    if all(colour & 0xFCFCFC != tone.value for tone in Tone):
        return None
    return (colour >> 16 & 3) << 4 | (colour >> 8 & 3) << 2 | colour & 3


def _alike(one: bytes, other: bytes, without: Mapping[str, str | None]) -> bool:
    return _facts(with_attributes(one, dict(without))) == _facts(with_attributes(other, dict(without)))


def _facts(raw: bytes) -> tuple[frozenset[bytes], bytes]:
    head = raw[: raw.index(b">")].rstrip(b"/")
    return frozenset(head.split()), raw[len(head) :].replace(b"/>", b">", 1) if raw.endswith(b"/>") else raw[
        len(head) :
    ]
