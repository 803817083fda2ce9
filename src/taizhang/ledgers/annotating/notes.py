"""Notes at cells: the comments part, and the drawing (VML) that shows them. Those that are there stay."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from taizhang.core.packages.markup import MAIN, Markup, Node, Unpatchable, text
from taizhang.core.packages.package import Package
from taizhang.ledgers.annotating.marks import NOTE_HEAD, Place, address, place_of
from taizhang.ledgers.annotating.sheets import SheetPart

AUTHOR = "台账"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACES = {"v": "urn:schemas-microsoft-com:vml", "o": "urn:schemas-microsoft-com:office:office"}
_SPACES["x"] = "urn:schemas-microsoft-com:office:excel"
_SHAPE = re.compile(rb"<((?:\w+:)?)shape\b.*?</\1shape>\s*", re.DOTALL)
_BLOCK = 1024  # shape ids that one number of a drawing's idmap reserves
_NOTE_WIDTH = 36.0  # characters
_DEFAULT_WIDTH = 8.43
_PROPERTIES = (
    '<rPr>{bold}<sz val="9"/><color indexed="81"/><rFont val="宋体"/><family val="3"/><charset val="134"/></rPr>'
)


class Notes:
    """The notes of one sheet. Relations are made at once, because the sheet names the drawing before its rows."""

    def __init__(self, package: Package, sheet: SheetPart) -> None:
        self._package, self._sheet = package, sheet
        relations = package.relations(sheet.name)
        self._comments = next((item.target for item in relations if item.kind == "comments"), "")
        drawing = sheet.notes_relation()
        self._drawing = next((item.target for item in relations if drawing and item.id == drawing), "")
        self._removed: set[Place] = set()
        if self._comments and package.markup(self._comments).root.space != MAIN:
            raise Unpatchable("comments")

    def has_ours(self) -> bool:
        original = self._package.has_original(self._comments)
        return original and NOTE_HEAD.encode() in self._package.read(self._comments)

    def make_room(self) -> None:
        """Sees to it that there is a drawing, before the sheet is written."""
        if not self._drawing:
            self._drawing = self._package.free_name("xl/drawings/vmlDrawing{}.vml")
            self._package.add(self._drawing, b"")
            self._package.default_type("vml", _VML_TYPE)
            self._sheet.show_notes(self._package.relate(self._sheet.name, "vmlDrawing", self._drawing))
        if not self._comments:
            self._comments = self._package.free_name("xl/comments{}.xml")
            self._package.add(self._comments, f'<comments xmlns="{MAIN}"/>'.encode(), _COMMENTS_TYPE)
            self._package.relate(self._sheet.name, "comments", self._comments)

    def write(self, notes: Mapping[Place, str], *, take_off: bool) -> None:
        """Puts the notes in; take_off: ours from before go first."""
        fresh = not self._package.has_original(self._comments)
        markup = None if fresh else self._package.markup(self._comments)
        there = _Comments(markup)
        if take_off:
            self._removed = there.take_off()
        merged = there.write(notes, AUTHOR)
        if fresh:
            self._package.write(self._comments, [there.new()])
        known = set() if self._package.has_original(self._drawing) else there.kept
        self._draw(sorted({place for place in notes if place not in merged} | known))

    def _draw(self, places: Sequence[Place]) -> None:
        package = self._package
        old = package.read(self._drawing) if package.has_original(self._drawing) else _EMPTY_DRAWING
        drawn = _SHAPE.sub(lambda found: b"" if _place_of_shape(found[0]) in self._removed else found[0], old)
        end = drawn.rfind(b"</xml>")
        if end < 0:
            raise Unpatchable("a drawing of notes")
        if not places:
            if drawn != old:
                package.write(self._drawing, [drawn])
            return
        blocks = self._free_blocks(math.ceil(len(places) / (_BLOCK - 1)))
        shapes = []
        for index, place in enumerate(places):
            block, offset = divmod(index, _BLOCK - 1)
            shapes.append(self._shape(blocks[block] * _BLOCK + 1 + offset, place))
        if b'id="_x0000_t202"' not in drawn:
            shapes.insert(0, _SHAPE_TYPE)
        root = re.search(rb"<xml\b[^>]*>", drawn)
        if root is None or any(f"xmlns:{prefix}=".encode() not in root[0] for prefix in _SPACES):
            # openpyxl names the namespaces at each element: so do ours, then
            shapes = [re.sub(rb"^<v:\w+", lambda tag: tag[0] + b" " + _DECLARED, shape) for shape in shapes]
        drawn = drawn[:end] + b"".join(shapes) + drawn[end:]
        package.write(self._drawing, [_with_blocks(drawn, blocks)])

    def _free_blocks(self, count: int) -> list[int]:
        """Numbers that no drawing of the workbook has reserved; Excel offers a repair when two reserve one."""
        taken = {0}
        for name in self._package.names:
            if name.lower().endswith(".vml") and self._package.has_original(name):
                for found in _ID_MAP.finditer(self._package.read(name)):
                    taken |= {int(number) for number in found[2].split(b",") if number.strip().isdigit()}
        return list(range(max(taken) + 1, max(taken) + 1 + count))

    def _shape(self, number: int, place: Place) -> bytes:
        row, column = place
        last, width = column + 1, 0.0
        while width < _NOTE_WIDTH and last < column + 12:
            width += self._width(last)
            last += 1
        anchor = f"{column}, 12, {max(row - 2, 0)}, 8, {last - 1}, 12, {max(row - 2, 0) + 6}, 8"
        return _SHAPE_XML.format(number=number, anchor=anchor, row=row - 1, column=column - 1).encode()

    def _width(self, column: int) -> float:
        widths = (width for low, high, _, width in self._sheet.columns() if low <= column <= high)
        return next(widths, _DEFAULT_WIDTH)


class _Comments:
    """The comments part; markup None: it is new. kept: cells with a note of somebody else."""

    def __init__(self, markup: Markup | None) -> None:
        self._markup = markup
        root = markup.root if markup is not None else None
        self._list = root.first("commentList") if root is not None else None
        self._authors = root.first("authors") if root is not None else None
        if markup is not None and (self._list is None or self._authors is None):
            raise Unpatchable("comments")
        self._nodes: dict[Place, Node] = {}
        for node in self._list.children if self._list is not None else []:
            place = place_of(node.attributes.get("ref", ""))
            if place is not None:
                self._nodes[place] = node
        self._plain: dict[Place, bytes] = {}  # what is left of a note when ours is off
        self._new = b""

    @property
    def kept(self) -> set[Place]:
        return set(self._nodes)

    def take_off(self) -> set[Place]:
        """Our part of every note; returns the cells that have no note then."""
        assert self._markup is not None
        gone = set()
        for place, node in list(self._nodes.items()):
            body = node.first("text")
            if body is None or NOTE_HEAD not in "".join(part.text for part in body.walk()):
                continue
            left = _before_ours(self._markup, body)
            if left:
                self._plain[place] = left
            else:
                self._markup.remove(node)
                del self._nodes[place]
                gone.add(place)
        return gone

    def write(self, notes: Mapping[Place, str], author: str) -> set[Place]:
        """Returns the cells that had a note, which now has both."""
        merged = set(notes) & set(self._nodes)
        prefix = self._markup.root.prefix if self._markup is not None else ""
        for place in merged | set(self._plain):
            body = self._nodes[place].first("text")
            assert self._markup is not None
            if body is None:
                raise Unpatchable("a comment without text")
            runs = self._plain.get(place) or _as_runs(self._markup, body)
            if place in notes:
                runs += _runs("\n" + NOTE_HEAD, notes[place], prefix)
            tag = f"{prefix}text"
            self._markup.replace(body, f"<{tag}>".encode() + runs + f"</{tag}>".encode())
        number = self._author(author) if set(notes) - merged else 0
        made = []
        for place in sorted(set(notes) - merged):
            said = _runs(NOTE_HEAD, notes[place], prefix).decode()
            facts = f'ref="{address(*place)}" authorId="{number}"'
            made.append(f"<{prefix}comment {facts}><{prefix}text>{said}</{prefix}text></{prefix}comment>")
        self._new = "".join(made).encode()
        if self._markup is not None and self._list is not None and self._new:
            self._markup.append(self._list, self._new)
        return merged

    def new(self) -> bytes:
        head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN}"><authors>'
        return f"{head}<author>{AUTHOR}</author></authors><commentList>".encode() + self._new + _COMMENTS_END

    def _author(self, name: str) -> int:
        if self._authors is None or self._markup is None:
            return 0
        names = [node.text for node in self._authors.children]
        if name in names:
            return names.index(name)
        tag = f"{self._markup.root.prefix}author"
        self._markup.append(self._authors, f"<{tag}>{name}</{tag}>".encode())
        return len(names)


_COMMENTS_END = b"</commentList></comments>"


def _before_ours(markup: Markup, body: Node) -> bytes:
    """The runs of a note before our head; b"" when nothing but spaces stands there."""
    runs, words = [], ""
    for part in body.children:
        if part.name == "rPh":
            continue
        said = part.text if part.name == "t" else "".join(item.text for item in part.all("t"))
        before, ours, _ = said.partition(NOTE_HEAD)
        words += before
        if not ours:
            runs.append(_as_run(markup, part))
            continue
        if before.strip():
            prefix = body.prefix
            shape = part.first("rPr")
            look = markup.raw(shape) if shape is not None else b""
            said_xml = (
                f'<{prefix}t xml:space="preserve">'.encode() + text(before.rstrip("\n")) + f"</{prefix}t>".encode()
            )
            runs.append(f"<{prefix}r>".encode() + look + said_xml + f"</{prefix}r>".encode())
        break
    return b"".join(runs) if words.strip() else b""


def _as_runs(markup: Markup, body: Node) -> bytes:
    return b"".join(_as_run(markup, part) for part in body.children if part.name in ("t", "r"))


def _as_run(markup: Markup, part: Node) -> bytes:
    """A run; a bare text becomes one, since texts and runs do not mix."""
    raw = markup.raw(part)
    if part.name == "r":
        return raw
    name = f"{part.prefix}r".encode()
    return b"<" + name + b">" + raw + b"</" + name + b">"


def _runs(head: str, words: str, prefix: str) -> bytes:
    made = b""
    for bold, said in ((True, head + "\n"), (False, words)):
        look = _PROPERTIES.format(bold="<b/>" if bold else "")
        made += f'<r>{look}<t xml:space="preserve">'.encode() + text(said) + b"</t></r>"
    return re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix.encode(), made) if prefix else made


_ID_MAP = re.compile(rb"(<(?:\w+:)?idmap\b[^>]*?\bdata=[\"'])([^\"']*)([\"'])")
_ROW = re.compile(rb"<(?:\w+:)?Row\b[^>]*>\s*(\d+)\s*<")
_COLUMN = re.compile(rb"<(?:\w+:)?Column\b[^>]*>\s*(\d+)\s*<")


def _place_of_shape(shape: bytes) -> Place | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _with_blocks(drawing: bytes, blocks: Iterable[int]) -> bytes:
    listed = ",".join(map(str, blocks)).encode()
    found = _ID_MAP.search(drawing)
    if found is not None:
        both = b",".join(part for part in (found[2].strip(), listed) if part)
        return drawing[: found.start()] + found[1] + both + found[3] + drawing[found.end() :]
    root = re.search(rb"<xml\b[^>]*>", drawing)
    if root is None or b"shapelayout" in drawing or b"xmlns:o=" not in root[0]:
        return drawing
    layout = b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="' + listed + b'"/></o:shapelayout>'
    return drawing[: root.end()] + layout + drawing[root.end() :]


_DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items()).encode()
_EMPTY_DRAWING = b"<xml " + _DECLARED + b"></xml>"
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE_XML = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
