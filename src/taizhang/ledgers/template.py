"""The workbook to fill in: drop-downs, notes, units, a locked heading, a hidden sheet that says what it is for."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.reading.problems import column_letter
from taizhang.ledgers.reading.sheets import META_SHEET

FREE_ROWS = 2_000
_LIST_LIMIT = 250  # characters that a drop-down of literals may hold


def template_workbook(
    *,
    ledger: Ledger,
    period: Period,
    pack_version: str,
    code_lists: Mapping[str, CodeList],
    rows: Sequence[Mapping[str, Any]] = (),
    taken: Mapping[str, str] | None = None,
) -> bytes:
    """Bytes of an .xlsx. rows: values to fill in beforehand, by field id; taken: fields whose values come from another
    ledger, by its title: they stand in grey until somebody types over them or files them. Prints on A4, one page wide.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(ledger.title.zh[:31])
        _meta(book, ledger, period, pack_version)
        _codes(book, ledger, code_lists)
        title = book.add_format({"bold": True, "font_size": 14})
        sheet.write(0, 0, f"{ledger.title.zh}（{period.title.zh}）", title)
        for column, field in enumerate(ledger.fields):
            source = (taken or {}).get(field.id, "")
            _column(book, sheet, column, field, code_lists, source)
            grey = _body(book, field, grey=True) if source else None
            for number, row in enumerate(rows, start=2):
                _cell(sheet, number, column, row.get(field.id), field, code_lists, grey)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if len(ledger.fields) > 7:
            sheet.set_landscape()
        sheet.protect(
            "", {"format_columns": True, "insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True}
        )
    return buffer.getvalue()


def _column(book: Any, sheet: Any, column: int, field: Field, code_lists: Mapping[str, CodeList], source: str) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E6F0F1", "border": 1})
    required = "＊" if field.required else ""
    sheet.write(1, column, f"{field.title.zh}{f'（{field.unit}）' if field.unit else ''}{required}", head)
    told = f"灰色的数由《{source}》带入，请核对，不对就改。" if source else ""
    example = f"例：{field.example}" if field.example else ""
    note = "\n".join(words for words in (field.description.zh, example, told) if words)
    if note:
        sheet.write_comment(1, column, note)
    width = max(10, min(28, len(field.title.zh) * 2 + 4))
    sheet.set_column(column, column, width, _body(book, field))
    rule = _rule(field, code_lists)
    if rule is not None:
        sheet.data_validation(2, column, FREE_ROWS + 1, column, rule)


def _body(book: Any, field: Field, *, grey: bool = False) -> Any:
    """The look of a cell to fill in; grey for a value that came along and waits to be confirmed."""
    number_format = {
        FieldType.DATE: "yyyy-mm-dd",
        FieldType.INTEGER: "0",
        FieldType.NUMBER: "0" + ("." + "0" * field.decimals if field.decimals else ""),
    }.get(field.type, "@")
    look = {"locked": False, "num_format": number_format, "border": 1, "border_color": "#D5DDE0"}
    return book.add_format({**look, "font_color": "#6B7780", "italic": True} if grey else look)


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


CODES_SHEET = "_codes"


def _codes(book: Any, ledger: Ledger, code_lists: Mapping[str, CodeList]) -> None:
    sheet = book.add_worksheet(CODES_SHEET)
    sheet.very_hidden()
    for column, codes in enumerate(code_lists.values()):
        for row, text in enumerate(codes.codes.values()):
            sheet.write_string(row, column, text.zh)


def _meta(book: Any, ledger: Ledger, period: Period, pack_version: str) -> None:
    sheet = book.add_worksheet(META_SHEET)
    sheet.very_hidden()
    facts = {
        "pack": ledger.pack,
        "ledger": ledger.key,
        "title": ledger.title.zh,
        "period": period.code,
        "version": pack_version,
    }
    for row, (key, value) in enumerate(facts.items()):
        sheet.write_row(row, 0, [key, value])


def _cell(
    sheet: Any, row: int, column: int, value: object, field: Field, code_lists: Mapping[str, CodeList], look: Any
) -> None:
    if value is None:
        return
    if field.type is FieldType.CODE:
        text = code_lists[field.code_list].codes.get(str(value))
        sheet.write_string(row, column, text.zh if text is not None else str(value), look)
    elif field.type is FieldType.BOOLEAN:
        sheet.write_string(row, column, "是" if value else "否", look)
    elif field.type in (FieldType.INTEGER, FieldType.NUMBER):
        sheet.write_number(row, column, float(str(value)), look)
    else:
        sheet.write_string(row, column, str(value), look)
