"""A sheet's XML as a stream: the rows that need it are changed, every other byte goes through.

A sheet may have a million rows. Its rows are cut out of the stream by their ends; what stands before and after the rows
(views, columns, merged cells, rules) is small and looked at as a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from taizhang.core.packages.markup import MAIN, RELATIONS, Markup, Node, Unpatchable
from taizhang.core.packages.package import Package
from taizhang.ledgers.annotating.marks import Place, address, place_of
from taizhang.ledgers.annotating.styles import Styles, Tone

_READ = 512 * 1024
_R = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)(\d+)[\"']")
_S = re.compile(rb"\ss\s*=\s*[\"'](\d+)[\"']")
_AFTER_NOTES = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts")


@dataclass(slots=True)
class Changes:
    """What happens to a sheet's cells, by row and column from 1.

    tones: cells to colour; rows: whole rows to colour, where they have values. values: a cell's new content in XML
    with what its style must show ("text", "number" or "date"). restored: styles to take back, old -> new.
    first: filled while writing, a coloured row -> its first cell with a value. formulas: cells whose value is computed
    and was therefore left.
    """

    tones: dict[int, dict[int, Tone]] = field(default_factory=dict)
    rows: dict[int, Tone] = field(default_factory=dict)
    values: dict[int, dict[int, tuple[str, bytes]]] = field(default_factory=dict)
    restored: Mapping[int, int] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)

    def wanted(self) -> list[int]:
        return sorted({*self.tones, *self.rows, *self.values})


class SheetPart:
    """One worksheet part. markup: all of it but its rows."""

    def __init__(self, package: Package, name: str) -> None:
        self.package, self.name = package, name
        head, tail = self._ends()
        self.markup = Markup(head + tail)
        root = self.markup.root
        if root.space != MAIN or root.name != "worksheet":
            raise Unpatchable("not a worksheet")
        self.prefix = root.prefix.encode()

    def _ends(self) -> tuple[bytes, bytes]:
        """Up to the first row, and from the end of the rows."""
        head, tail, seen = b"", b"", b""
        begun = over = False
        with self.package.archive.open(self.name) as stream:
            while piece := stream.read(_READ):
                seen += piece
                if b"<!" in seen:
                    raise Unpatchable("a comment or CDATA in a sheet")
                if not begun:
                    found = _SHEET_DATA.search(seen)
                    if found is None:
                        continue
                    if found[2]:
                        raise Unpatchable("no rows")
                    begun, head, seen = True, seen[: found.end()], seen[found.end() :]
                if not over:
                    end = _SHEET_DATA_END.search(seen)
                    if end is None:
                        seen = seen[-256:]
                        continue
                    over, seen = True, seen[end.start() :]
            tail = seen
        if not over:
            raise Unpatchable("no rows")
        return head, tail

    @property
    def is_selected(self) -> bool:
        return any(node.attributes.get("tabSelected") in ("1", "true") for node in self._views())

    def unselect(self) -> None:
        for node in self._views():
            if "tabSelected" in node.attributes:
                self.markup.set(node, "tabSelected", None)

    def _views(self) -> list[Node]:
        views = self.markup.root.first("sheetViews")
        return views.children if views is not None else []

    def notes_relation(self) -> str:
        """The relation of the drawing that shows the notes; "" when there is none."""
        node = self.markup.root.first("legacyDrawing")
        return node.attributes.get(f"{RELATIONS} id", "") if node is not None else ""

    def show_notes(self, relation: str) -> None:
        xml = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (self.prefix, RELATIONS.encode(), relation.encode())
        root = self.markup.root
        later = next((node for node in root.children if node.name in (*_AFTER_NOTES, "extLst")), None)
        if later is None:
            self.markup.append(root, xml)
        else:
            self.markup.before(later, xml)

    def merged(self) -> list[tuple[Place, Place]]:
        whole = self.markup.root.first("mergeCells")
        blocks = []
        for node in whole.children if whole is not None else []:
            first, _, last = node.attributes.get("ref", "").partition(":")
            one, other = place_of(first), place_of(last or first)
            if one is not None and other is not None:
                blocks.append((one, other))
        return blocks

    def columns(self) -> list[tuple[int, int, int, float]]:
        """First and last column, style, width in characters."""
        found = []
        for group in self.markup.root.all("cols"):
            for node in group.children:
                facts = node.attributes
                width = float(facts.get("width", "0") or 0)
                hidden = facts.get("hidden") in ("1", "true")
                style = int(facts.get("style", "0"))
                found.append((int(facts["min"]), int(facts["max"]), style, 0.0 if hidden else width))
        return found

    def grow(self, places: Iterable[Place]) -> None:
        """The stated used range takes in cells that are put in."""
        node = self.markup.root.first("dimension")
        if node is None:
            return
        first, _, last = node.attributes.get("ref", "").partition(":")
        one, other = place_of(first), place_of(last or first)
        if one is None or other is None:
            return
        rows, columns = zip(one, other, *places, strict=True)
        new = f"{address(min(rows), min(columns))}:{address(max(rows), max(columns))}"
        if place_of(new.partition(":")[0]) != one or place_of(new.partition(":")[2]) != other:
            self.markup.set(node, "ref", new)

    def write(self, changes: Changes, styles: Styles) -> None:
        """Puts the changed sheet in the package's place of the old one."""
        whole = self.markup.bytes()
        end = _SHEET_DATA_END.search(whole)
        assert end is not None  # _ends has found it
        rows = _Rows(self.prefix, changes, styles, self.columns())
        with self.package.archive.open(self.name) as stream:
            body = _inside(iter(lambda: stream.read(_READ), b""))
            pieces = _pieces(whole[: end.start()], rows.through(body), whole[end.start() :])
            self.package.write(self.name, _checked(pieces))
        if rows.left:
            raise Unpatchable("rows in another order")


_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData\b[^>]*?(/?)>")
_SHEET_DATA_END = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")


def _pieces(head: bytes, rows: Iterator[bytes], tail: bytes) -> Iterator[bytes]:
    yield head
    yield from rows
    yield tail


def _inside(stream: Iterator[bytes]) -> Iterator[bytes]:
    """What stands in sheetData, in pieces that end behind a row."""
    buffer = b""
    for piece in stream:
        buffer += piece
        found = _SHEET_DATA.search(buffer)
        if found is not None:
            buffer = buffer[found.end() :]
            break
    row_end = b"</" + (found[1] if found else b"") + b"row"
    while True:
        end = _SHEET_DATA_END.search(buffer)
        if end is not None:
            yield buffer[: end.start()]
            return
        last = buffer.rfind(row_end)
        if last >= 0 and (behind := buffer.find(b">", last) + 1):
            yield buffer[:behind]
            buffer = buffer[behind:]
        more = next(stream, b"")
        if not more:
            raise Unpatchable("no end of the rows")
        buffer += more


def _checked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, watched by a parser: what is not well-formed never reaches anybody."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield piece
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unpatchable("not well-formed") from error


class _Rows:
    """The rows on their way through. left: rows that were wanted and did not come in their order."""

    def __init__(
        self, prefix: bytes, changes: Changes, styles: Styles, columns: list[tuple[int, int, int, float]]
    ) -> None:
        self._prefix, self._changes, self._styles, self._columns = prefix, changes, styles, columns
        self._row = re.compile(rb"<" + prefix + rb"row(?=[\s/>])([^>]*?)(/?)>")
        self._cell = re.compile(rb"<" + prefix + rb"c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</" + prefix + rb"c\s*>)", re.DOTALL)
        self._styled = re.compile(rb"(<" + prefix + rb"(?:c|row)(?=\s)[^>]*?\ss=[\"'])(\d+)(?=[\"'])")
        self._end = b"</" + prefix + b"row>"
        self._wanted = iter(changes.wanted())
        self._next = next(self._wanted, None)

    @property
    def left(self) -> bool:
        return self._next is not None

    def through(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        number = 0
        for piece in pieces:
            if self._next is None:
                yield self._back(piece)
                continue
            out: list[bytes] = []
            done = 0
            starts = list(self._row.finditer(piece))
            for at, start in enumerate(starts):
                stated = _R.search(start[1])
                number = int(stated[2]) if stated else number + 1
                if self._next is None or number < self._next:
                    continue
                end = starts[at + 1].start() if at + 1 < len(starts) else len(piece)
                out.append(self._back(piece[done : start.start()]))
                out.append(self._missing(number))
                raw = self._back(piece[start.start() : end])
                if number == self._next:
                    raw = self._changed(raw, number)
                    self._next = next(self._wanted, None)
                out.append(raw)
                done = end
            out.append(self._back(piece[done:]))
            yield b"".join(out)
        yield self._missing(None)

    def _back(self, xml: bytes) -> bytes:
        """Marks from before taken off."""
        restored = self._changes.restored
        if not restored or not xml:
            return xml
        return self._styled.sub(lambda found: found[1] + b"%d" % restored.get(int(found[2]), int(found[2])), xml)

    def _missing(self, before: int | None) -> bytes:
        """The wanted rows that the sheet does not have, up to a row."""
        made = b""
        while self._next is not None and (before is None or self._next < before):
            empty = b'<%srow r="%d"/>' % (self._prefix, self._next)
            made += self._changed(empty, self._next)
            self._next = next(self._wanted, None)
        return made

    def _changed(self, raw: bytes, number: int) -> bytes:
        start = self._row.match(raw)
        assert start is not None  # it was found by the same pattern
        if start[2]:
            head, body, tail = raw[: start.end() - 2].rstrip() + b">", b"", self._end + raw[start.end() :]
        else:
            end = raw.rindex(b"</")
            head, body, tail = raw[: start.end()], raw[start.end() : end], raw[end:]
        tones = dict(self._changes.tones.get(number, {}))
        values = self._changes.values.get(number, {})
        waiting = sorted({*tones, *values})
        out: list[bytes] = []
        done = column = 0
        is_wider = bool(waiting) and not body
        for cell in self._cell.finditer(body):
            found = place_of((match[1] + match[2]).decode()) if (match := _R.search(cell[1])) else None
            after = found[1] if found else column + 1
            if after <= column or (found and found[0] != number):
                raise Unpatchable("cells in another order")
            column = after
            out.append(body[done : cell.start()])
            while waiting and waiting[0] < column:
                out.append(self._new(waiting.pop(0), number, start[1], tones))
                is_wider = True
            tone = tones.get(column)
            if tone is None and number in self._changes.rows and cell[2]:
                tone = self._changes.rows[number]
            if cell[2]:
                self._changes.first.setdefault(number, column)
            out.append(self._patched(cell, (number, column), tone, values.get(column)))
            if waiting and waiting[0] == column:
                waiting.pop(0)
            done = cell.end()
        out.append(body[done:])
        if waiting or is_wider:  # a hint to readers, which may be left out
            head = re.sub(rb"\sspans\s*=\s*[\"'][^\"']*[\"']", b"", head)
        out += [self._new(at, number, start[1], tones) for at in waiting]
        return head + b"".join(out) + tail

    def _patched(
        self, cell: re.Match[bytes], place: Place, tone: Tone | None, value: tuple[str, bytes] | None
    ) -> bytes:
        attributes, body = cell[1].rstrip(), cell[2]
        stated = _S.search(attributes)
        style = old = int(stated[1]) if stated else 0
        if value is not None and body and re.search(rb"<" + self._prefix + rb"f(?=[\s/>])", body):
            self._changes.formulas.add(place)
            value = None
        if value is not None:
            kind, body = value
            style = self._typed(style, kind)
            attributes = re.sub(rb"\s(?:t|cm|vm)\s*=\s*[\"'][^\"']*[\"']", b"", attributes)
            attributes += b' t="inlineStr"' if kind == "text" else b""
            body = self._own(body)
        if tone is not None:
            style = self._styles.toned(style, tone)
        if style == old and value is None:
            return cell[0]
        if stated:
            attributes = _S.sub(b' s="%d"' % style, attributes, count=1)
        else:  # in front: readers know a shared text by `t="s"><v>`
            attributes = b' s="%d"' % style + attributes
        tag = self._prefix + b"c"
        return b"<" + tag + attributes + (b">" + body + b"</" + tag + b">" if body else b"/>")

    def _own(self, xml: bytes) -> bytes:
        return re.sub(rb"<(/?)(?=\w)", rb"<\1" + self._prefix, xml)

    def _typed(self, style: int, kind: str) -> int:
        if kind == "date":
            return self._styles.as_date(style)
        return self._styles.as_number(style) if kind == "number" else style

    def _new(self, column: int, row: int, attributes: bytes, tones: Mapping[int, Tone]) -> bytes:
        """A cell that the row does not have yet."""
        if column not in tones:  # a value is only changed where there is one
            return b""
        style = next((style for low, high, style, _ in self._columns if low <= column <= high), 0)
        if re.search(rb"customFormat\s*=\s*[\"'](?:1|true)", attributes) and (stated := _S.search(attributes)):
            style = int(stated[1])
        style = self._styles.toned(self._changes.restored.get(style, style), tones[column])
        return b'<%sc r="%s" s="%d"/>' % (self._prefix, address(row, column).encode(), style)
