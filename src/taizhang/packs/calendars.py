"""Calendar tables: CSV files with the heading `date,workday,reason,document`, one line a day that is not as usual.

Packs hold them as calendars/*.csv, an administrator in a folder; both are read here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from taizhang.engine.text import Text
from taizhang.engine.working_days import DatedDay, FixedHoliday
from taizhang.packs.problems import Report, quote

CalendarTable = dict[date, DatedDay]
_HEADING = ["date", "workday", "reason", "document"]
_WORKDAY = {"0": False, "1": True}


def read_calendar(text: str, file: str, report: Report) -> CalendarTable:
    """The days of a table. What is wrong with a line is reported and the line left out."""
    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), strict=True)
    table: CalendarTable = {}
    is_empty = True
    try:
        heading = next(rows, [])
        if [cell.strip() for cell in heading] != _HEADING:
            cure = Text(f"第一行写成 {','.join(_HEADING)}。", f"Make the first line {','.join(_HEADING)}.")
            _add(report, file, 1, "heading", Text(",".join(_HEADING)), quote(",".join(heading)), cure)
        for row in rows:
            if any(cell.strip() for cell in row):
                is_empty = False
                _read_row([cell.strip() for cell in row], rows.line_num, table, file, report)
    except csv.Error as error:
        cure = Text("检查引号是否成对。", "Check that quotes come in pairs.")
        _add(report, file, rows.line_num, "csv", Text("CSV 文本", "CSV text"), Text("无法读取的一行", str(error)), cure)
    if is_empty:
        cure = Text("每行写一天：2027-01-01,0,元旦,文号。", "Write one day a line: 2027-01-01,0,reason,document.")
        _add(report, file, 1, "empty", Text("至少一天", "at least one day"), Text("没有日期", "none"), cure)
    return table


def _read_row(row: list[str], line: int, table: CalendarTable, file: str, report: Report) -> None:
    on, workday, reason, document = (*row, "", "", "", "")[:4]
    day = _day(on)
    if len(row) != len(_HEADING) or day is None or workday not in _WORKDAY or not reason or not document:
        expected = Text("日期、0 休或 1 上班、事由、文号", "a date, 0 off or 1 worked, the reason, the document")
        cure = Text(
            "写成 2027-01-01,0,元旦,文号；有逗号的文字加引号。",
            "Write 2027-01-01,0,reason,document; quote a text that has commas.",
        )
        _add(report, file, line, "row", expected, quote(",".join(row)), cure)
    elif day in table:
        cure = Text("删去重复的一行。", "Delete the repeated line.")
        _add(report, file, line, "repeated", Text("不重复的日期", "a date once"), quote(on), cure)
    else:
        table[day] = DatedDay(_WORKDAY[workday], Text(reason), document)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_statutory_holidays(path: Path) -> Iterator[FixedHoliday]:
    """The shipped list of holidays on a fixed date: `month,day,from,until,name,document`."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield FixedHoliday(
                int(row["month"]),
                int(row["day"]),
                date.fromisoformat(row["from"]),
                date.fromisoformat(row["until"]) if row["until"] else date.max,
                Text(row["name"]),
                row["document"],
            )


def _add(report: Report, file: str, line: int, code: str, expected: Text, found: Text, cure: Text) -> None:
    report.add(f"calendar-{code}", file=file, line=line, key="", expected=expected, found=found, cure=cure)
