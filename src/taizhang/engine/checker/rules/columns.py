"""A column of shares, averages, growth rates or changes: which two columns it comes of is what most rows agree on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import Row, scaled
from taizhang.engine.checker.types import Number

if TYPE_CHECKING:
    from taizhang.engine.checker.clauses import Mention

_RATE = re.compile(r"率|占比|比例|比重|进度|完成.*%|^占")
_AVERAGE = re.compile(r"均|亩产|单产|每")
_RATIO = re.compile(r"(?<![占环同对评])比(?:\([^()]*\))?$")
_GROWTH = re.compile(r"变动|变化|增长|增幅|增减|升降|同比|环比|增速|降幅|涨幅|±")
_CHANGE = re.compile(
    r"差价|价差|差值|利差|差距|增减|差额|相差|增加|减少|净增|变化|结余|余额|缺口|缺额|升降|未[一-龥]{1,4}|剩余"
)
_PERCENT = re.compile(r"%|百分|率$")
_WIDE = 12  # columns tried as amount or count
_LEAST = 3  # rows that must agree before one that does not is wrong
_SCALES = (Decimal(1), Decimal(1000), Decimal(10_000), Decimal("0.0001"))  # tons for kilograms, 万元 for 元

Choice = tuple[int, int | None, Decimal]  # columns of amount and base; None: the amount of the row of totals


def find(body: Sequence[Row], titles: Sequence[str]) -> Iterator[Claim]:
    for column, title in enumerate(titles):
        cells = [row.numbers[column] for row in body if column in row.numbers]
        percent = bool(cells) and 2 * sum(cell.unit == "%" for cell in cells) > len(cells)
        if _GROWTH.search(title) and (percent or _PERCENT.search(title)):
            yield from _column(body, column, Form.GROWTH_OVER, "growth", title)
        elif _CHANGE.search(title) and not percent and not _PERCENT.search(title):
            yield from _column(body, column, Form.DIFFERENCE, "difference", title)
        elif _GROWTH.search(title):
            continue
        elif _RATE.search(title):
            yield from _column(body, column, Form.SHARE, "percent", title)
        elif _AVERAGE.search(title) or _RATIO.search(title):
            yield from _column(body, column, Form.QUOTIENT, "average", title)


def told_in_words(body: Sequence[Row], titles: Sequence[str]) -> Iterator[Claim]:
    """用电|186.4|201.7|下降7.6%: a cell that tells the change of its row in words, over the two figures beside it."""
    for row in body:
        figures = sorted(row.numbers)
        changes = [(column, m) for column, m in row.changes.items() if m.unit == "%" and m.delta]
        for column, change in changes:
            pair = [row.numbers[other] for other in figures if other < column][-2:]
            if len(pair) < 2 or any(m.unit == "%" for m in pair):
                continue
            told = [titles[other] if other < len(titles) else "" for other in figures if other < column][-2:]
            now, before = pair[::-1] if _BEFORE.search(told[0]) and not _BEFORE.search(told[1]) else pair
            way = Way(Form.GROWTH_OVER, (now.number,), (before.number,), Strength.FIRM, change.delta)
            sure = bool(_BEFORE.search(told[0])) != bool(_BEFORE.search(told[1]))
            way = way if sure else replace(way, strength=Strength.LIKELY)
            yield Claim("growth", "table.rate", change.number, [way], change.head[-4:])


_BEFORE = re.compile(r"上年|去年|同期|上期|上[月季]|年初|基期")


def stated_of(cell: Mention, form: Form, title: str) -> Number | None:
    """The cell as the number that its column states: a percent where only the heading has the sign."""
    number = cell.number
    if form in (Form.SHARE, Form.GROWTH_OVER):
        if cell.unit == "%":
            return number
        if cell.unit or not _PERCENT.search(title):
            return None
        half = Decimal("0.5").scaleb(-cell.places)
        return replace(number, unit="%", low=number.value - half, high=number.value + half)
    if form is Form.DIFFERENCE and number.value < 0:
        return replace(number, value=-number.value, low=-number.high, high=-number.low)
    return None if cell.unit == "%" else number


def _column(body: Sequence[Row], column: int, form: Form, kind: str, title: str) -> Iterator[Claim]:
    rows = [(row, stated_of(row.numbers[column], form, title)) for row in body if column in row.numbers]
    rows = [(row, stated) for row, stated in rows if stated is not None]
    if len(rows) < _LEAST:
        return
    others = sorted({other for row, _ in rows for other in row.numbers if other != column})[:_WIDE]
    scales = _SCALES if form is Form.QUOTIENT else _SCALES[:1]
    choices: list[Choice] = [
        (one, two, scale) for scale in scales for one in others for two in others
        if one != two and (form is not Form.DIFFERENCE or one < two)
    ]  # fmt: skip
    if form is Form.SHARE:
        choices.extend((one, None, Decimal(1)) for one in others)
    best = _agreed(rows, form, choices)
    fit = 0 if best is None else sum(_way(form, row, rows[-1][0], best[1]) is not None for row, _ in rows)
    if best is None or 3 * best[0] < 2 * fit:
        return
    strength = Strength.FIRM if best[0] >= _LEAST else Strength.SLIP
    bare = form is Form.GROWTH_OVER and _bare(rows, best[1])
    for row, stated in rows:
        way = _way(form, row, rows[-1][0], best[1], strength)
        if way is not None and bare and way.parts[0].amount < way.base[0].amount:
            way = replace(way, sign=-1)
        if way is not None and stated is not None:
            yield Claim(kind, "table.rate", stated, [way], title)


def _bare(rows: Sequence[tuple[Row, Number | None]], choice: Choice) -> bool:
    """Whether a column of growth prints sizes only: more than one row falls, and none has a sign."""
    ways = [_way(Form.GROWTH_OVER, row, rows[-1][0], choice) for row, _ in rows]
    fell = sum(way is not None and way.parts[0].amount < way.base[0].amount for way in ways)
    return fell > 1 and all(stated is not None and stated.value >= 0 for _, stated in rows)


def _agreed(
    rows: Sequence[tuple[Row, Number | None]], form: Form, choices: Sequence[Choice]
) -> tuple[int, Choice] | None:
    best: tuple[int, Choice] | None = None
    for choice in choices:
        agreed = 0
        for missed, (row, stated) in enumerate(rows):
            way = _way(form, row, rows[-1][0], choice)
            agreed += way is not None and stated is not None and meets(way, stated)
            if missed - agreed > len(rows) // 3:
                break
        if agreed >= _LEAST - (len(rows) == _LEAST) and (best is None or agreed > best[0]):
            best = agreed, choice
    return best


def _way(form: Form, row: Row, last: Row, choice: Choice, strength: Strength = Strength.FIRM) -> Way | None:
    amount = row.numbers.get(choice[0])
    base: Mention | None = last.numbers.get(choice[0]) if choice[1] is None else row.numbers.get(choice[1])
    if amount is None or base is None or amount.unit == "%" or base.unit == "%" or not base.number.amount:
        return None
    number = amount.number if choice[2] == 1 else scaled(amount.number, choice[2])
    return Way(form, (number,), (base.number,), strength)
