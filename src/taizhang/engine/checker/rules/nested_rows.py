"""Rows of a table that the row above them adds up: 伙食费支出 162886.52 over 菜品支出, 米油支出 …; 车辆费 415.40 over
其中：购置费, 运行维护费. No word need say so: where one column adds up, so must the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import Row

_MOST, _LONG, _LEVELS = 12, 3, 3  # rows under one; digits of a sum that is no chance; levels of rows under rows
_UNDER = re.compile(r"^其中")


def find(body: Sequence[Row], columns: Sequence[int], closed: re.Pattern[str]) -> tuple[list[Claim], list[Row]]:
    """Claims, and the rows that stand under no other. `columns`: those that may be added up; `closed`: labels of
    totals, under which nothing stands."""
    claims: list[Claim] = []
    kept = list(body)
    for _ in range(_LEVELS):
        at, found = 0, False
        while at < len(kept) - 2:
            under = [] if closed.search(kept[at].label) and at else _under(kept, at, columns, closed)
            if under:
                claims.extend(_claims(kept[at], under, columns))
                del kept[at + 1 : at + 1 + len(under)]
                found = True
            at += 1
        if not found:
            break
    return claims, kept


def _under(rows: Sequence[Row], at: int, columns: Sequence[int], closed: re.Pattern[str]) -> list[Row]:
    """The rows right below one that it adds up in most columns; those after 其中 in one column at least."""
    best, most = 0, 0
    for end in range(at + 3, min(len(rows), at + 1 + _MOST) + 1):
        below = rows[at + 1 : end]
        if closed.search(below[-1].label):
            break
        held = sum(meets(way, rows[at].numbers[column].number) for column, way in _ways(rows[at], below, columns))
        if held > most:
            best, most = end, held
    if not most:
        return []
    below = list(rows[at + 1 : best])
    told = len(list(_ways(rows[at], below, columns)))
    return below if 2 * most >= told or _UNDER.match(below[0].label) else []


def _ways(total: Row, below: Sequence[Row], columns: Sequence[int]) -> Iterator[tuple[int, Way]]:
    for column in columns:
        whole = total.numbers.get(column)
        parts = [row.numbers[column] for row in below if column in row.numbers]
        if whole is None or len(parts) < 2 or sum(bool(part.number.amount) for part in parts) < 2:
            continue
        if len(whole.number.value.as_tuple().digits) >= _LONG:
            yield column, Way(Form.SUM, tuple(part.number for part in parts), strength=Strength.OPEN)


def _claims(total: Row, below: Sequence[Row], columns: Sequence[int]) -> Iterator[Claim]:
    for column, way in _ways(total, below, columns):
        way.strength = Strength.CLOSED
        yield Claim("sum", "table.column", total.numbers[column].number, [way], total.label)
