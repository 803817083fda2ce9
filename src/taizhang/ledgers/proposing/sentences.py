"""A proposal in words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taizhang.ledgers.proposing.result import Proposal, ProposedField, ProposedSheet
from taizhang.ledgers.reading.problems import column_letter

_TYPES = {
    "text": ("文字", "text"),
    "integer": ("整数", "integer"),
    "number": ("小数", "number"),
    "money": ("金额", "money"),
    "percent": ("百分比", "percent"),
    "date": ("日期", "date"),
    "month": ("年月", "month"),
    "year": ("年份", "year"),
    "boolean": ("是/否", "yes/no"),
    "code": ("编号", "code"),
    "id_number": ("身份证号", "ID number"),
    "phone": ("电话", "phone"),
}


def sentences(proposal: Proposal, language: str) -> Iterator[str]:
    """Lines to print. language: zh or en."""
    english = language == "en"
    for sheet in proposal.sheets:
        yield _sheet(sheet, english=english)
        if sheet.heading_rows:
            yield _rows(sheet, english=english)
            for field in sheet.fields:
                yield _field(field, english=english)
        yield ""


def _sheet(sheet: ProposedSheet, *, english: bool) -> str:
    title = f"：{sheet.title}" if sheet.title else ""
    if english:
        what = "" if sheet.is_data else " — no ledger rows"
        return f"Sheet {sheet.name}{title.replace('：', ': ')}{what}"
    return f"工作表“{sheet.name}”{title}{'' if sheet.is_data else '（没有台账数据）'}"


def _rows(sheet: ProposedSheet, *, english: bool) -> str:
    assert sheet.heading_rows is not None
    parts = [("表头", "heading", _span(sheet.heading_rows))]
    if sheet.data_rows:
        parts.append(("数据", "data", _span(sheet.data_rows)))
    for zh, en, rows in (
        ("合计", "totals", sheet.total_rows),
        ("附注", "notes", sheet.notes_rows),
        ("重复表头", "repeated heading", sheet.repeated_heading_rows),
        ("隐藏", "hidden", sheet.hidden_rows),
    ):
        if rows:
            parts.append((zh, en, _listed(rows, english=english)))
    if english:
        return "  " + "; ".join(f"{en} rows {rows}" for _zh, en, rows in parts) + f"; {sheet.row_count} records"
    return "  " + "，".join(f"{zh}第 {rows} 行" for zh, _en, rows in parts) + f"，共 {sheet.row_count} 条"


def _field(field: ProposedField, *, english: bool) -> str:
    words = [_TYPES[field.type][english]]
    if field.unit:
        words.append(f"unit {field.unit}" if english else f"单位{field.unit}")
    if field.words:
        listed = ("、" if not english else ", ").join(field.words[:6]) + ("…" if len(field.words) > 6 else "")
        words.append(f"choices: {listed}" if english else f"选项：{listed}")
    if field.required:
        words.append("required" if english else "必填")
    if field.hidden:
        words.append("hidden column" if english else "隐藏列")
    return f"  {column_letter(field.column):>3}  {field.title}  {('; ' if english else '，').join(words)}"


def _span(rows: tuple[int, int]) -> str:
    return f"{rows[0]}" if rows[0] == rows[1] else f"{rows[0]}–{rows[1]}"


def _listed(rows: Sequence[int], *, english: bool) -> str:
    shown = [str(row) for row in rows[:8]] + (["…"] if len(rows) > 8 else [])
    return (", " if english else "、").join(shown)
