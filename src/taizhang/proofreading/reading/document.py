"""What a reader makes of a file: one text, and for each piece of it the place where a person finds it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from taizhang.engine.text import Text

MOST_TEXT = 10_000_000  # code points; a report of a thousand pages has some 800,000
MOST_PIECES = 1_000_000  # paragraphs, lines, cells, changes of looks: each takes some hundred bytes of memory


class TooMuch(Exception):
    """Of text, or of pieces (with the argument "pieces")."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands; numbers count from 1, as a person does, and 0 or "" is what does not apply.

    story: footnote, endnote or text_box for what stands beside the running text; number: which of them.
    """

    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    page: int = 0
    line: int = 0
    sheet: str = ""
    cell: str = ""
    story: str = ""
    number: int = 0

    @property
    def words(self) -> Text:
        if self.cell:
            return Text(f"工作表“{self.sheet}”{self.cell}", f"sheet “{self.sheet}”, {self.cell}")
        zh, en = [], []
        if self.story:
            name_zh, name_en = _STORIES[self.story]
            zh.append(f"{name_zh}{self.number}")
            en.append(f"{name_en} {self.number}")
        if self.table:
            zh.append(f"第{self.table}个表第{self.row}行第{self.column}列")
            en.append(f"table {self.table}, row {self.row}, column {self.column}")
        if self.page:
            zh.append(f"第{self.page}页第{self.line}行")
            en.append(f"page {self.page}, line {self.line}")
        elif self.line:
            zh.append(f"第{self.line}行")
            en.append(f"line {self.line}")
        if self.paragraph and not (self.table or self.story):
            zh.append(f"第{self.paragraph}段")
            en.append(f"paragraph {self.paragraph}")
        return Text("".join(zh), ", ".join(en))

    @property
    def facts(self) -> dict[str, int | str]:
        """What applies, for programs."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value}


_STORIES = {"footnote": ("脚注", "footnote"), "endnote": ("尾注", "endnote"), "text_box": ("文本框", "text box")}


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of the text in code points, and its place in the source."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """kind: txt, md, docx, xlsx, pdf or html. text: lines; the cells of a table's row are parted by tabs. pieces: in
    order, never over each other. notes: what a person should know of the reading (hidden rows, text left out)."""

    text: str
    pieces: tuple[Piece, ...]
    kind: str = "txt"
    name: str = ""
    notes: tuple[Text, ...] = ()
    _starts: list[int] = field(init=False, default_factory=list, repr=False, compare=False)

    def piece_at(self, offset: int) -> Piece | None:
        """The piece that an offset stands in, or the last one before it."""
        if not self._starts and self.pieces:
            self._starts.extend(piece.start for piece in self.pieces)
        found = bisect_right(self._starts, offset) - 1
        return self.pieces[found] if found >= 0 else None

    def place_at(self, offset: int) -> Place:
        piece = self.piece_at(offset)
        return piece.place if piece is not None else Place()
