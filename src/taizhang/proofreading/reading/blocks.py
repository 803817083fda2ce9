"""From paragraphs and tables, as a document's markup tells them one behind the other, to lines of text with places.

A table's row is one line with tabs between its cells. A table that only lays out the page (one column, tables or long
text within its cells) is told as the paragraphs that it holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from taizhang.proofreading.reading.document import MOST_PIECES, MOST_TEXT, Piece, Place, TooMuch

NO_SOURCE = -1
_DEEPEST = 16  # tables within tables; below that cells are paragraphs
_LONG_CELL = 500  # characters in several paragraphs: prose that was laid out as a table
_MOST_SPAN = 1000  # columns that one cell may say to cover, as in HTML
_IN_CELL = str.maketrans("\t\n", "  ")


@dataclass(slots=True)
class _Paragraph:
    spans: list[tuple[str, int]]
    joined: bool = False  # with the next one: its end was deleted
    story: str = ""
    number: int = 0


@dataclass(slots=True)
class _Cell:
    span: int
    flow: list[_Paragraph | _Row] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    table: int
    number: int
    cells: list[_Cell] = field(default_factory=list)

    @property
    def lays_out(self) -> bool:
        if len(self.cells) == 1:
            return True
        for cell in self.cells:
            if any(isinstance(block, _Row) for block in cell.flow):
                return True
            if len(cell.flow) > 1 and _length(cell.flow) > _LONG_CELL:
                return True
        return False


def _length(flow: list[_Paragraph | _Row]) -> int:
    return sum(len(words) for block in flow if isinstance(block, _Paragraph) for words, _source in block.spans)


@dataclass(slots=True)
class _Frame:
    """Where text goes just now: the body, a cell, a text box."""

    flow: list[_Paragraph | _Row]
    spans: list[tuple[str, int]] = field(default_factory=list)
    waiting: list[_Paragraph | _Row] = field(default_factory=list)  # text boxes, behind the paragraph that holds them
    story: str = ""
    number: int = 0


@dataclass(slots=True)
class _Table:
    number: int
    rows: int = 0
    row: _Row | None = None


class Blocks:
    """Takes what a parser meets. Raises TooMuch."""

    def __init__(self) -> None:
        self._frames = [_Frame([])]
        self._tables: list[_Table | None] = []  # None for one that lies too deep
        self._count = self._length = self._pieces = 0
        self._numbers: dict[str, int] = {}

    def text(self, words: str, source: int = NO_SOURCE) -> None:
        if words:
            self._grow(len(words))
            self._frames[-1].spans.append((words, source))

    def _grow(self, length: int) -> None:
        self._length += length
        self._pieces += 1
        if self._length > MOST_TEXT:
            raise TooMuch
        if self._pieces > MOST_PIECES:
            raise TooMuch("pieces")

    @property
    def is_paragraph_empty(self) -> bool:
        return not self._frames[-1].spans

    def end_paragraph(self, *, joined: bool = False) -> None:
        frame = self._frames[-1]
        if frame.spans:
            frame.flow.append(_Paragraph(frame.spans, joined, frame.story, frame.number))
            frame.spans = []
        if frame.waiting:
            frame.flow.extend(frame.waiting)
            frame.waiting = []

    def begin_table(self) -> None:
        self.end_paragraph()
        if len(self._tables) >= _DEEPEST:
            self._tables.append(None)
            return
        self._count += 1
        self._tables.append(_Table(self._count))

    def end_table(self) -> None:
        if self._tables:
            self.end_row()
            self._tables.pop()

    def begin_row(self) -> None:
        if (table := self._table) is not None:
            self.end_row()
            table.rows += 1
            table.row = _Row(table.number, table.rows)

    def end_row(self, *, dropped: bool = False) -> None:
        table = self._table
        if table is None or table.row is None:
            return
        self.end_cell()
        row, table.row = table.row, None
        if row.cells and not dropped:
            self._frames[-1].flow.append(row)

    def begin_cell(self, span: int = 1) -> None:
        if (table := self._table) is None:
            self.end_paragraph()
            return
        if table.row is None:
            self.begin_row()
        self.end_cell()
        assert table.row is not None
        span = min(max(span, 1), _MOST_SPAN)
        self._grow(span)
        cell = _Cell(span)
        table.row.cells.append(cell)
        above = self._frames[-1]
        self._frames.append(_Frame(cell.flow, story=above.story, number=above.number))

    def widen_cell(self, span: int) -> None:
        """Of the cell that is open: how many columns it covers."""
        table = self._table
        if table is not None and table.row is not None and table.row.cells:
            span = min(max(span, 1), _MOST_SPAN)
            self._grow(span)
            table.row.cells[-1].span = span

    def end_cell(self) -> None:
        table = self._table
        self.end_paragraph()
        cells = table.row.cells if table is not None and table.row is not None else []
        if cells and self._frames[-1].flow is cells[-1].flow:
            self._frames.pop()

    @property
    def _table(self) -> _Table | None:
        return self._tables[-1] if self._tables else None

    def begin_aside(self, story: str, number: int | None = None) -> None:
        """A text box, footnote or endnote; its tables stand for themselves."""
        if number is None:
            number = self._numbers[story] = self._numbers.get(story, 0) + 1
        self._frames.append(_Frame([], story=story, number=number))
        self._tables.append(None)

    def end_aside(self) -> None:
        self.end_paragraph()
        self._tables.pop()
        frame = self._frames.pop()
        self._frames[-1].waiting.extend(frame.flow)

    def finish(self) -> Written:
        self.end_paragraph()
        writer = Written()
        writer.flow(self._frames[0].flow)
        return writer


class Written:
    """The text, its pieces, and of each span of it the source that the reader gave (marks: start, source)."""

    def __init__(self) -> None:
        self._chunks: list[str] = []
        self._length = self._paragraphs = 0
        self.pieces: list[Piece] = []
        self.marks: list[tuple[int, int]] = []

    @property
    def text(self) -> str:
        return "".join(self._chunks)

    def _put(self, words: str, source: int = NO_SOURCE) -> None:
        self.marks.append((self._length, source))
        self._chunks.append(words)
        self._length += len(words)

    def flow(self, flow: list[_Paragraph | _Row], cell: Place | None = None) -> None:
        table = 0
        going_on = False  # a paragraph whose end was deleted stands before
        for block in flow:
            if table and not (isinstance(block, _Row) and block.table == table):
                self._put("\n")
                table = 0
            if isinstance(block, _Row):
                table = block.table
                self._row(block)
                continue
            start = self._length
            for words, source in block.spans:
                self._put(words, source)
            self.pieces.append(Piece(start, self._length, self._place(block, cell, going_on)))
            going_on = block.joined
            if not block.joined:
                self._put("\n")
        if table:
            self._put("\n")

    def _place(self, block: _Paragraph, cell: Place | None, going_on: bool) -> Place:
        if block.story:
            return Place(story=block.story, number=block.number)
        if cell is not None:
            return cell
        self._paragraphs += not going_on
        return Place(paragraph=self._paragraphs)

    def _row(self, row: _Row) -> None:
        column = 1
        if row.lays_out:
            for cell in row.cells:
                self.flow(cell.flow, Place(table=row.table, row=row.number, column=column))
                column += cell.span
            return
        if not any(cell.flow for cell in row.cells):
            return
        for cell in row.cells:
            if column > 1:
                self._put("\t")
            start = self._length
            for at, block in enumerate(cell.flow):
                assert isinstance(block, _Paragraph)  # or the row would lay out
                if at:
                    self._put(" ")
                for words, source in block.spans:
                    self._put(words.translate(_IN_CELL), source)
            if self._length > start:
                place = Place(table=row.table, row=row.number, column=column)
                self.pieces.append(Piece(start, self._length, place))
            if cell.span > 1:
                self._put("\t" * (cell.span - 1))
            column += cell.span
        self._put("\n")
