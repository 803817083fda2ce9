"""A column of rates or averages: which two columns it is the quotient of is what most of its rows agree on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from taizhang.engine.checker.judge import meets
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

if TYPE_CHECKING:
    from taizhang.engine.checker.clauses import Mention
    from taizhang.engine.checker.rules.tables import Row

_RATE = re.compile(r"率|占比|比例|比重|进度|完成.*%|^占")
_AVERAGE = re.compile(r"均")
_GROWTH = re.compile(r"增长|增幅|增减|升降|同比|环比")
_WIDE = 12  # columns tried as amount or count
_LEAST = 3  # rows that must agree before one that does not is wrong

Quotient = tuple[int, int | None]  # columns of amount and base; None: the amount of the row of totals


def find(body: Sequence[Row], titles: Sequence[str]) -> Iterator[Claim]:
    for column, title in enumerate(titles):
        if _GROWTH.search(title):
            continue
        if _RATE.search(title):
            yield from _column(body, column, Form.SHARE, "percent", title)
        elif _AVERAGE.search(title):
            yield from _column(body, column, Form.QUOTIENT, "average", title)


def _column(body: Sequence[Row], column: int, form: Form, kind: str, title: str) -> Iterator[Claim]:
    rows = [
        row for row in body if column in row.numbers and (row.numbers[column].unit == "%" or form is not Form.SHARE)
    ]
    if len(rows) < _LEAST:
        return
    others = sorted({other for row in rows for other in row.numbers if other != column})[:_WIDE]
    choices: list[Quotient] = [(one, two) for one in others for two in others if one != two]
    if form is Form.SHARE:
        choices.extend((one, None) for one in others)
    best: tuple[int, Quotient] | None = None
    for choice in choices:
        agreed = 0
        for missed, row in enumerate(rows):
            way = _way(form, row, rows[-1], choice)
            agreed += way is not None and meets(way, row.numbers[column].number)
            if missed - agreed > len(rows) // 3:
                break
        if agreed >= _LEAST - (len(rows) == _LEAST) and (best is None or agreed > best[0]):
            best = agreed, choice
    if best is None or 3 * best[0] < 2 * len(rows):
        return
    strength = Strength.FIRM if best[0] >= _LEAST else Strength.SLIP
    for row in rows:
        way = _way(form, row, rows[-1], best[1], strength)
        if way is not None:
            yield Claim(kind, "table.rate", row.numbers[column].number, [way], title)


def _way(form: Form, row: Row, last: Row, choice: Quotient, strength: Strength = Strength.FIRM) -> Way | None:
    amount = row.numbers.get(choice[0])
    base: Mention | None = last.numbers.get(choice[0]) if choice[1] is None else row.numbers.get(choice[1])
    if amount is None or base is None or amount.unit == "%" or base.unit == "%" or not base.number.amount:
        return None
    return Way(form, (amount.number,), (base.number,), strength)
