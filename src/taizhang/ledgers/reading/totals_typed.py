"""Totals among rows that are typed, pasted or pushed. Of a workbook they are left out, which is told (aside.py); here,
where every row is somebody's, they are refused by the same rules instead of counted as one more row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.reading.line_words import is_total
from taizhang.ledgers.reading.lines import KINDS, Line, line_of, table_of


def with_totals(
    problems: Sequence[Problem], ledger: Ledger, codes: Mapping[str, CodeList], rows: Sequence[Mapping[str, object]]
) -> list[Problem]:
    """The problems of the rows' cells, and one for each row that is a total, in place of what is wrong with its cells.

    rows: values by field id; a problem's key is the number of its row, from 1.
    """
    titles = [field.title.zh for field in ledger.fields]
    columns = {field.id: column for column, field in enumerate(ledger.fields)}
    table = table_of(titles, {}, columns, ledger, codes, first=-1)  # under no heading
    odd = {problem.key for problem in problems}
    found: dict[str, Problem] = {}
    for number, row in enumerate(rows, start=1):
        place = next((column for column in table.leading if is_total(row.get(ledger.fields[column].id))), None)
        if place is None:
            continue
        cells = [row.get(field.id) for field in ledger.fields]
        kind = line_of(cells, number - 1, table, odd=str(number) in odd)
        if kind in (Line.TOTAL, Line.AVERAGE):
            found[str(number)] = _refused(str(cells[place]), kind, number, ledger.fields[place].id, ledger)
    return [*(problem for problem in problems if problem.key not in found), *found.values()]


def _refused(text: str, kind: Line, number: int, field: str, ledger: Ledger) -> Problem:
    words = KINDS[kind]
    return Problem(
        "filing.total",
        ledger.title.zh,
        Text("一行数据", "a row of data"),
        Text(f"“{text.strip()[:12]}”（{words.zh}）", f"“{text.strip()[:12]}” ({words.get('en')})"),
        Text("删去这一行，合计由系统算。", "Take this row out; totals are computed."),
        key=str(number),
        data={"field": field},
    )
