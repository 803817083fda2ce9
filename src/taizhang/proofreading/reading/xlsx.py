"""Workbooks: every sheet by rows, cells as they are shown. Hidden rows, columns and sheets are read, and told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taizhang.core.workbooks.extents import MOST_COLUMNS
from taizhang.engine.text import Text
from taizhang.proofreading.reading import problems
from taizhang.proofreading.reading.document import MOST_PIECES, MOST_TEXT, Document, Piece, Place, TooMuch
from taizhang.proofreading.reading.parts import BadXml, Parts, events
from taizhang.proofreading.reading.shown import code_of, shown

_TRUE = frozenset({"1", "true"})
_IN_CELL = str.maketrans("\t\n\r", "   ")


def read(name: str, data: bytes) -> Document:
    """Raises UnreadableFile."""
    parts = Parts(name, data)
    main = parts.first_related("", "officeDocument") or "xl/workbook.xml"
    book = parts.tree(main)
    if book is None or not main.startswith("xl/"):
        raise problems.wrong_kind(name)
    related = parts.related(main)
    texts = _Sheets(_codes(parts, related), counts_from_1904=_counts_from_1904(book))
    try:
        shared = next((target for kind, target in related.values() if kind == "sharedStrings"), "")
        if (content := parts.read(shared)) is not None:
            texts.shared = list(_shared(content))
        for sheet in _named(book, "sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            kind, target = related.get(link, ("", ""))
            content = parts.read(target) if kind == "worksheet" else None
            if content is not None:
                is_hidden = sheet.get("state", "visible") != "visible"
                texts.read(sheet.get("name") or "", content, is_hidden=is_hidden)
    except BadXml as error:
        raise problems.damaged(name) from error
    except TooMuch as error:
        raise problems.too_much(name, error) from error
    return Document("".join(texts.chunks), tuple(texts.pieces), "xlsx", name, tuple(texts.notes()))


def _named(root: Any, name: str) -> Iterator[Any]:
    return (item for item in root.iter() if isinstance(item.tag, str) and item.tag.rpartition("}")[2] == name)


def _counts_from_1904(book: Any) -> bool:
    return any(item.get("date1904") in _TRUE for item in _named(book, "workbookPr"))


def _codes(parts: Parts, related: dict[str, tuple[str, str]]) -> list[str]:
    """The number format of each style that a cell can have."""
    part = next((target for kind, target in related.values() if kind == "styles"), "")
    root = parts.tree(part)
    if root is None:
        return []
    own = {_whole(item.get("numFmtId")): item.get("formatCode") or "" for item in _named(root, "numFmt")}
    formats = next((list(item) for item in _named(root, "cellXfs")), [])
    return [code_of(_whole(item.get("numFmtId")), own) for item in formats]


def _whole(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 10 else 0


def _shared(content: bytes) -> Iterator[str]:
    """The workbook's texts; readings (phonetic runs) are left out."""
    found: list[str] = []
    state = {"text": False, "aside": 0}
    bits: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "si":
            bits.clear()
        state["aside"] += local == "rPh"
        state["text"] = local == "t" and not state["aside"]

    def end(name: str) -> None:
        local = name.rpartition(" ")[2]
        state["text"] = False
        state["aside"] -= local == "rPh"
        if local == "si":
            found.append("".join(bits))

    def characters(words: str) -> None:
        if state["text"]:
            bits.append(words)

    def prepare(parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = characters

    events(content, prepare)
    return iter(found)


class _Sheets:
    """Hears the markup of one sheet after another."""

    def __init__(self, codes: list[str], *, counts_from_1904: bool) -> None:
        self.chunks: list[str] = []
        self.pieces: list[Piece] = []
        self.shared: list[str] = []
        self._codes, self._from_1904 = codes, counts_from_1904
        self._length = 0
        self._hidden_rows = self._hidden_columns = 0
        self._hidden_sheets: list[str] = []

    def read(self, sheet: str, content: bytes, *, is_hidden: bool) -> None:
        self._sheet, self._row, self._column = sheet, 0, 0
        self._cells: list[tuple[int, str, str]] = []
        self._kind = self._style = self._place = ""
        self._texts: list[str] | None = None
        self._words: list[str] = []
        self._aside = 0
        self._bad_columns: set[int] = set()
        before = self._length
        if before:
            self._put("\n")
        events(content, self._listen)
        self._hidden_columns += len(self._bad_columns)
        if is_hidden and self._length > before + 1:
            self._hidden_sheets.append(sheet)

    def notes(self) -> Iterator[Text]:
        if self._hidden_sheets:
            named = "、".join(self._hidden_sheets[:3])
            yield Text(f"隐藏的工作表也核对了：{named}。", f"Hidden sheets were checked as well: {named}.")
        for count, zh, en in ((self._hidden_rows, "行", "rows"), (self._hidden_columns, "列", "columns")):
            if count:
                yield Text(f"有 {count} {zh}是隐藏的，也核对了。", f"{count} hidden {en} were checked as well.")

    def _put(self, words: str) -> None:
        self._length += len(words)
        if self._length > MOST_TEXT:
            raise TooMuch
        self.chunks.append(words)

    def _listen(self, parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters

    def _characters(self, words: str) -> None:
        if self._texts is not None:
            self._texts.append(words)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._place = attributes.get("r", "")
            self._column = _column(self._place) or self._column + 1
            if self._column > MOST_COLUMNS:
                raise BadXml
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._words = []
        elif local == "v" or (local == "t" and not self._aside):
            self._texts = self._words
        elif local == "rPh":
            self._aside += 1
        elif local == "row":
            self._row = _whole(attributes.get("r")) or self._row + 1
            self._column, self._cells = 0, []
            self._hidden_rows += attributes.get("hidden") in _TRUE
        elif local == "col" and attributes.get("hidden") in _TRUE:
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            if 0 < last - first + 1 <= MOST_COLUMNS // 2:  # more is the empty rest of the sheet
                self._bad_columns.update(range(first, last + 1))

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in {"v", "t"}:
            self._texts = None
        elif local == "rPh":
            self._aside -= 1
        elif local == "c":
            words = self._shown("".join(self._words)).translate(_IN_CELL).strip()
            if words:
                self._cells.append((self._column, self._place or f"{_letters(self._column)}{self._row}", words))
        elif local == "row" and self._cells:
            self._write_row()

    def _shown(self, value: str) -> str:
        if self._kind == "s":
            at = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
            return self.shared[at] if 0 <= at < len(self.shared) else ""
        if self._kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if self._kind != "n" or not value:
            return value
        style = _whole(self._style)
        code = self._codes[style] if style < len(self._codes) else ""
        return shown(value, code, counts_from_1904=self._from_1904)

    def _write_row(self) -> None:
        self._cells.sort(key=lambda cell: cell[0])
        for at, (column, place, words) in enumerate(self._cells):
            gap = max(column - self._cells[at - 1][0], 1) if at else column - 1
            if gap:
                self._put("\t" * gap)
            start = self._length
            self._put(words)
            self.pieces.append(Piece(start, self._length, Place(sheet=self._sheet, cell=place)))
            if len(self.pieces) > MOST_PIECES:
                raise TooMuch("pieces")
        self._put("\n")
        self._cells = []


def _column(place: str) -> int:
    found = 0
    for letter in place[:4]:
        if not ("A" <= letter <= "Z"):
            break
        found = found * 26 + ord(letter) - 64
    return found


def _letters(column: int) -> str:
    out = ""
    while column:
        column, at = divmod(column - 1, 26)
        out = chr(65 + at) + out
    return out
