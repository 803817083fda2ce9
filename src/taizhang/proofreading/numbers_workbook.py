"""All numbers of a document as a workbook that can be sorted and filtered, with what contradicts in a second sheet."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator

import xlsxwriter

from taizhang.engine.checker.types import Number
from taizhang.engine.text import Text
from taizhang.proofreading.report import Checked, sentence
from taizhang.proofreading.wording import ROLES, VERDICTS, flat, lines_of, stated_range

# Every text is a text: no cell of a stranger's document becomes a formula or a link.
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_MOST_ROWS = 1_000_000  # of a sheet, with room for its head
_MOST_SHOWN = 200  # characters around a number
_EXACT = 15  # digits that a spreadsheet's number keeps; longer ones stay texts
_HEADS = (
    (Text("序号", "No."), 6),
    (Text("位置", "Place"), 22),
    (Text("文中写法", "As printed"), 16),
    (Text("数值", "Value"), 16),
    (Text("单位", "Unit"), 8),
    (Text("最小", "Least"), 16),
    (Text("最大", "Most"), 16),
    (Text("限定词", "Qualifier"), 8),
    (Text("性质", "Kind"), 12),
    (Text("所指", "Of what"), 18),
    (Text("时间", "Time"), 12),
    (Text("地点、单位", "Place or unit"), 14),
    (Text("原文", "Words around it"), 60),
)
_FINDING_HEADS = (
    (Text("位置", "Place"), 22),
    (Text("结论", "Verdict"), 8),
    (Text("说明", "What was found"), 50),
    (Text("原文", "Words"), 60),
    (Text("算式与改法", "Arithmetic and change"), 50),
)


def numbers_workbook(checked: Checked, language: str) -> bytes:
    """Rows go to disk one by one: a long document takes no more memory than a short one."""
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, xlsxwriter.Workbook(out, {**_OPTIONS, "tmpdir": folder}) as book:
        name = Text("全部数字", "All numbers").get(language)
        rows = _numbers(checked, language)
        _sheet(book, name, _HEADS, rows, len(checked.report.numbers), language)
        found = checked.report.findings
        name = Text("核对结果", "Findings").get(language)
        _sheet(book, name, _FINDING_HEADS, _findings(checked, language), len(found), language)
    return out.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    heads: tuple[tuple[Text, int], ...],
    rows: Iterator[list[str | float]],
    count: int,
    language: str,
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#E6F1F2", "border": 1})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(min(count, _MOST_ROWS), 1), len(heads) - 1)
    for column, (title, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title.get(language), head)
    for row, cells in enumerate(rows, start=1):
        if row > _MOST_ROWS:
            break
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            else:
                sheet.write_number(row, column, cell)


def _numbers(checked: Checked, language: str) -> Iterator[list[str | float]]:
    document = checked.document
    for at, number in enumerate(checked.report.numbers, start=1):
        yield [
            at,
            document.place_at(number.start).words.get(language),
            number.text,
            _amount(format(number.amount, "f")),
            number.unit,
            _amount(format(number.low, "f")),
            _amount(format(number.high, "f")),
            number.qualifier,
            ROLES[number.role].get(language) if number.role in ROLES else number.role,
            number.subject,
            number.time,
            number.place,
            _around(document.text, number),
        ]


def _amount(words: str) -> str | float:
    digits = words.strip("-").replace(".", "").lstrip("0")
    if not digits.isdigit() and digits:
        return words  # without an end
    return float(words) if len(digits) <= _EXACT else words


def _around(text: str, number: Number) -> str:
    low = max(text.rfind("\n", 0, number.start) + 1, number.start - _MOST_SHOWN // 2)
    high = text.find("\n", number.end, number.end + _MOST_SHOWN // 2)
    shown = text[low : high if high >= 0 else number.end + _MOST_SHOWN // 2]
    return flat(shown).strip()


def _findings(checked: Checked, language: str) -> Iterator[list[str | float]]:
    for found in checked.report.findings:
        yield [
            checked.document.place_at(stated_range(checked.document.text, found)[0]).words.get(language),
            VERDICTS[found.verdict].get(language),
            found.message.get(language),
            "".join(sentence(checked.document.text, found)),
            "\n".join(lines_of(found, language)),
        ]
