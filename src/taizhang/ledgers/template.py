"""The workbook to fill in: drop-downs, notes, units, a locked heading, a hidden sheet that says what it is for.

It may bring values along (Filled): what this period has already, to be corrected; or last period's, either in a grey
column beside each cell, which is not read back, or copied into the cells, grey until the row is marked as checked.
"""

from __future__ import annotations

import enum
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from taizhang.core.exports import LINE_HEIGHT, sheet_name
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text_width import display_width, line_count
from taizhang.ledgers.reading.confirmed import YES
from taizhang.ledgers.reading.mapping import CHECKED_TITLE
from taizhang.ledgers.reading.problems import column_letter
from taizhang.ledgers.reading.refusals import FIELD_FACT, FILLED_FACT, UNIT_FACT
from taizhang.ledgers.reading.sheets import META_SHEET
from taizhang.ledgers.usual_width import usual_width

FREE_ROWS = 2_000
CODES_SHEET = "_codes"
_LIST_LIMIT = 250  # characters that a drop-down of literals may hold
_WIDE = 7  # columns from which the page is turned
_MOST_NOTES = 5_000  # beyond this a sheet opens slowly
_A4 = 9
_LAST_COLUMN = 16_383
_HEADING = 1  # 0-based row of the titles
_GREY = "#6B7780"  # 4.5 : 1 on white
_WIDEST = 28  # characters of a column; a longer value is seen in its cell
_LAST_TITLE = "上期：{title}"


class Filled(enum.StrEnum):
    """What stands in the cells already."""

    EMPTY = ""
    FILED = "filed"  # this period's newest version, to be corrected
    BESIDE = "beside"  # last period's values in a grey column beside each, rows by their names
    COPIED = "copied"  # last period's values in the cells, to be confirmed row by row


def template_workbook(
    *,
    ledger: Ledger,
    period: Period,
    pack_version: str,
    code_lists: Mapping[str, CodeList],
    rows: Sequence[Mapping[str, Any]] = (),
    filled: Filled = Filled.EMPTY,
    taken: Mapping[str, str] | None = None,
    org_unit: str = "",
) -> bytes:
    """Bytes of an .xlsx. rows: values by field id, of this period or the last as `filled` says; prints on A4, one page
    wide. Without a row key last period's values stand beside by their order. taken: fields whose values come from
    another ledger, as “《title》period”; they stand in grey until somebody types over them or files them. org_unit:
    whose values these are; the file is taken back for no other."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        layout = _Layout(book, ledger, code_lists, filled if rows else Filled.EMPTY, taken or {})
        layout.sheet = book.add_worksheet(sheet_name(ledger.title.zh, taken=(CODES_SHEET, META_SHEET)))
        values = len(ledger.fields) - len(ledger.row_key)
        layout.notes = values > _WIDE and values * len(rows) <= _MOST_NOTES
        _meta(book, ledger, period, pack_version, layout.filled, org_unit if rows else "")
        _codes(book, code_lists)
        layout.write(period, rows)
        _page(layout.sheet, layout.width, book.add_format({"locked": False}))
    return buffer.getvalue()


@dataclass(slots=True)
class _Layout:
    """Which column stands where, and how its cells look."""

    book: Any
    ledger: Ledger
    code_lists: Mapping[str, CodeList]
    filled: Filled
    taken: Mapping[str, str]
    sheet: Any = None
    width: int = 0
    notes: bool = False  # last period's values as notes at the cells: twice the columns would print too small
    head_lines: int = 1
    formats: dict[tuple[str, bool, bool], Any] = field(default_factory=dict)

    def write(self, period: Period, rows: Sequence[Mapping[str, Any]]) -> None:
        title = self.book.add_format({"bold": True, "font_size": 14})
        self.sheet.write(0, 0, f"{self.ledger.title.zh}（{period.title.zh}）", title)
        for item in self.ledger.fields:
            at = self.width
            self._title(at, item, rows)
            is_name = item.id in self.ledger.row_key
            written = self.filled is not Filled.BESIDE or is_name
            grey = item.id in self.taken or (self.filled is Filled.COPIED and not is_name)
            for number, row in enumerate(rows if written else (), start=_HEADING + 1):
                _cell(self.sheet, number, at, row.get(item.id), item, self.code_lists, self._body(item, grey=grey))
            self.width += 1
            if self.filled is Filled.BESIDE and not is_name and self.notes:
                self._noted(at, item, rows)
            elif self.filled is Filled.BESIDE and not is_name:
                self._beside(self.width, item, rows)
                self.width += 1
        if self.filled is Filled.COPIED:
            self._marks(self.width, len(rows))
            self.width += 1
        # No office program fits a heading that wraps by itself; it would stand over the title.
        self.sheet.set_row(0, 24)
        self.sheet.set_row(_HEADING, LINE_HEIGHT * self.head_lines + 4)

    def _set_width(self, at: int, title: str, item: Field, rows: Sequence[Mapping[str, Any]], looks: Any) -> None:
        """Wide enough for its usual value and for those that it brings along; its title wraps."""
        values = (_words(row[item.id], item, self.code_lists) for row in rows if row.get(item.id) is not None)
        widest = max(map(display_width, values), default=0)
        width = max(widest, usual_width(item, self.code_lists), display_width(item.title.zh) + 2) + 2
        width = max(10, min(_WIDEST, width))
        self.sheet.set_column(at, at, width, looks)
        self.head_lines = max(self.head_lines, line_count(title, width - 2))

    def _head(self, **more: object) -> Any:
        looks = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E6F0F1", "border": 1}
        return self.book.add_format(looks | more)

    def _body(self, item: Field, *, grey: bool = False, beside: bool = False) -> Any:
        shape = {
            FieldType.DATE: "yyyy-mm-dd",
            FieldType.INTEGER: "0",
            FieldType.NUMBER: "0" + ("." + "0" * item.decimals if item.decimals else ""),
        }.get(item.type, "@")
        key = (shape, grey, beside)
        if key not in self.formats:
            looks: dict[str, object] = {"locked": False, "num_format": shape, "border": 1, "border_color": "#D5DDE0"}
            looks |= {"font_color": _GREY} if grey else {}
            looks |= {"bg_color": "#F3F5F6"} if beside else {}
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]

    def _title(self, at: int, item: Field, rows: Sequence[Mapping[str, Any]]) -> None:
        required = "＊" if item.required else ""
        words = f"{item.title.zh}{f'（{item.unit}）' if item.unit else ''}{required}"
        self.sheet.write(_HEADING, at, words, self._head())
        example = f"例：{item.example}" if item.example else ""
        told = f"灰色的数由{self.taken[item.id]}带入，请核对，不对就改。" if item.id in self.taken else ""
        note = "\n".join(words for words in (item.description.zh, example, told) if words)
        if note:
            self.sheet.write_comment(_HEADING, at, note)
        self._set_width(at, words, item, rows, self._body(item))
        rule = _rule(item, self.code_lists)
        if rule is not None:
            self.sheet.data_validation(_HEADING + 1, at, FREE_ROWS + _HEADING, at, rule)

    def _beside(self, at: int, item: Field, rows: Sequence[Mapping[str, Any]]) -> None:
        words = _LAST_TITLE.format(title=f"{item.title.zh}{f'（{item.unit}）' if item.unit else ''}")
        self.sheet.write(_HEADING, at, words, self._head(bold=False, font_color=_GREY, bg_color="#F3F5F6"))
        self._set_width(at, words, item, rows, None)
        looks = self._body(item, grey=True, beside=True)
        for number, row in enumerate(rows, start=_HEADING + 1):
            _cell(self.sheet, number, at, row.get(item.id), item, self.code_lists, looks)

    def _noted(self, at: int, item: Field, rows: Sequence[Mapping[str, Any]]) -> None:
        for number, row in enumerate(rows, start=_HEADING + 1):
            if (value := row.get(item.id)) is not None:
                words = _LAST_TITLE.format(title=_words(value, item, self.code_lists))
                self.sheet.write_comment(number, at, words, {"x_scale": 0.8, "y_scale": 0.4})

    def _marks(self, at: int, count: int) -> None:
        """The column that confirms; a marked row turns from grey to black."""
        self.sheet.write(_HEADING, at, CHECKED_TITLE, self._head(bg_color="#FFF4D6"))
        self.sheet.write_comment(
            _HEADING, at, "灰色的是上期数。看过一行，改好后在这里选“是”；可以向下填充。新增的行不用选。"
        )
        looks = self.book.add_format({"locked": False, "border": 1, "border_color": "#D5DDE0", "bg_color": "#FFFBEF"})
        self.sheet.set_column(at, at, 9, self.book.add_format({"locked": False}))
        for number in range(_HEADING + 1, _HEADING + 1 + count):
            self.sheet.write_blank(number, at, None, looks)
        rule = {"validate": "list", "source": [YES], "error_title": CHECKED_TITLE, "error_message": "看过后选“是”。"}
        self.sheet.data_validation(_HEADING + 1, at, FREE_ROWS + _HEADING, at, rule)
        black = self.book.add_format({"font_color": "#000000"})
        formula = f'=${column_letter(at)}{_HEADING + 2}="{YES}"'
        self.sheet.conditional_format(
            _HEADING + 1, 0, _HEADING + count, at - 1, {"type": "formula", "criteria": formula, "format": black}
        )


def _page(sheet: Any, width: int, free: Any) -> None:
    sheet.freeze_panes(_HEADING + 1, 0)
    sheet.repeat_rows(0, _HEADING)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    if width > _WIDE:
        sheet.set_landscape()
    # A protected sheet lets a row be deleted only when all its cells are free, also those beyond the last column.
    sheet.set_column(width, _LAST_COLUMN, None, free)
    sheet.protect(
        "", {"format_columns": True, "insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True}
    )


def _rule(field: Field, code_lists: Mapping[str, CodeList]) -> dict[str, Any] | None:
    error = {"error_title": field.title.zh[:30], "error_message": "请从下拉框里选，或照说明填写。"}
    if field.type is FieldType.BOOLEAN:
        return {"validate": "list", "source": ["是", "否"], **error}
    if field.type is FieldType.CODE:
        names = [text.zh for text in code_lists[field.code_list].codes.values()]
        if sum(len(name) + 1 for name in names) <= _LIST_LIMIT and not any("," in name for name in names):
            return {"validate": "list", "source": names, **error}
        letter = column_letter(list(code_lists).index(field.code_list))
        return {"validate": "list", "source": f"='{CODES_SHEET}'!${letter}$1:${letter}${len(names)}", **error}
    if field.type in (FieldType.INTEGER, FieldType.NUMBER) and field.minimum is not None:
        kind = "integer" if field.type is FieldType.INTEGER else "decimal"
        return {"validate": kind, "criteria": ">=", "value": float(field.minimum), **error}
    return None


def _codes(book: Any, code_lists: Mapping[str, CodeList]) -> None:
    sheet = book.add_worksheet(CODES_SHEET)
    sheet.very_hidden()
    for column, codes in enumerate(code_lists.values()):
        for row, text in enumerate(codes.codes.values()):
            sheet.write_string(row, column, text.zh)


def _meta(book: Any, ledger: Ledger, period: Period, pack_version: str, filled: Filled, org_unit: str) -> None:
    """What the file is, and how its columns are called in this version: a later one reads it without asking."""
    sheet = book.add_worksheet(META_SHEET)
    sheet.very_hidden()
    facts = {
        "pack": ledger.pack,
        "ledger": ledger.key,
        "title": ledger.title.zh,
        "period": period.code,
        "version": pack_version,
        FILLED_FACT: filled.value,
        **({UNIT_FACT: org_unit} if org_unit else {}),
        **{f"{FIELD_FACT}{item.id}": item.title.zh for item in ledger.fields},
    }
    for row, (key, value) in enumerate(facts.items()):
        sheet.write_row(row, 0, [key, value])


def _cell(
    sheet: Any, row: int, column: int, value: object, field: Field, code_lists: Mapping[str, CodeList], looks: Any
) -> None:
    if value is None:
        sheet.write_blank(row, column, None, looks)
    elif field.type in (FieldType.INTEGER, FieldType.NUMBER):
        sheet.write_number(row, column, float(str(value)), looks)
    else:
        sheet.write_string(row, column, _words(value, field, code_lists), looks)


def _words(value: object, field: Field, code_lists: Mapping[str, CodeList]) -> str:
    if field.type is FieldType.CODE:
        text = code_lists[field.code_list].codes.get(str(value))
        return text.zh if text is not None else str(value)
    if field.type is FieldType.BOOLEAN:
        return "是" if value else "否"
    return str(value)
