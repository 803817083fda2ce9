"""An average whose words name no count that is printed: what its sentence tells is tried; and how figures stand that
an average is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way
from taizhang.engine.checker.rules.nearby import in_unit, run_whole, scaled

_BACK, _TRIED = 30, 3
_EACH_TIME = re.compile(r"每[年季月周日天次]")
_TOTAL = re.compile(r"(?:,|\s)*(?:合计|共计|总计|一共|累计|共)")


@dataclass(frozen=True, slots=True)
class Per:
    """What an average is taken over, and of what: 每(名)(教师负担学生)."""

    cue: str
    units: tuple[str, ...]
    words: tuple[str, ...]
    noun: str
    thing: str
    scope: str
    many: Decimal = Decimal(1)


def ways(prose: Prose, average: Mention) -> Iterator[Way]:
    """Of words that name no count: what its sentence tells, nearest first; an amount may stand in the bracket after it
    (人均服务32小时（共5760小时）)."""
    here = [
        m for m in prose.mentions[max(0, average.index - _BACK) : average.index + 2]
        if m.sentence == average.sentence and m.counts and m.number.notation != "numerals"
        and (m.index < average.index or m.depth > average.depth)
    ]  # fmt: skip
    amounts = [m for m in reversed(here) if m.unit == average.unit]
    counts = [m for m in reversed(here) if m.unit not in (average.unit, "元") and m.index < average.index]
    for amount in amounts[:_TRIED]:
        for count in counts[:_TRIED]:
            if count.number.amount > 1:
                yield Way(Form.QUOTIENT, (amount.number,), (count.number,), Strength.SOUGHT)


def over(per: Per, average: Mention, amount: Mention, count: Mention, strength: Strength) -> Way:
    """Of tons over mu, told in kilograms, the amount is read in kilograms; 每千人 is over thousands of persons."""
    base = scaled(count.number, 1 / per.many) if per.many > 1 else count.number
    number = in_unit(amount.number, average.unit) or amount.number
    return Way(Form.QUOTIENT, (number,), (base,), strength)


def in_one_row(amounts: Sequence[Mention]) -> bool:
    """学校260所，其中小学171所，初中54所，…，教学点16个，平均每县9.3所: nearest first, the last of them the whole."""
    if len(amounts) < 3:
        return False
    whole = amounts[-1].number.amount
    return all(m.segment == amounts[0].segment and m.number.amount < whole for m in amounts[:-1])


def stands_beside(count: Mention, amount: Mention) -> bool:
    return amount.index == count.index + 1 and "、" in amount.lead and amount.segment == count.segment


def whole_of(count: Mention, before: Sequence[Mention]) -> Mention:
    """活动96场，其中…高中21场，参加7680人次，场均80: over the whole, not over its last part; so too over
    the total that follows its parts: 党组会24次、办公会18次，合计42次."""
    for total in before:
        if total.index == count.index + 1 and total.unit == count.unit and _TOTAL.match(total.head):
            return total
    whole = count.whole or run_whole(count, before)
    return whole if whole is not None and whole.unit == count.unit and whole.sentence == count.sentence else count


def scoped(prose: Prose, amount: Mention, scope: str) -> bool:
    """Whether it is named so, or the figure right before it in its clause: 集体访18批241人次."""
    last = prose.mentions[amount.index - 1] if amount.index else amount
    return scope in amount.number.subject or (last.clause == amount.clause and scope in last.number.subject)


def beside_each_other(way: Way, prose: Prose, average: Mention) -> Way:
    """抵押登记7426件，抵押金额21.3亿元，笔均28.7万元: both right before it, whatever the words."""
    if way.strength is not Strength.SOUGHT or average.index < 2 or _EACH_TIME.search(average.head):
        return way  # 3024场，即252个行政村每月1场
    two = prose.mentions[average.index - 2 : average.index]
    near = all(m.segment == average.segment and m.counts and m.depth == average.depth for m in two)
    figures = {m.start for m in two} == {way.parts[0].start, way.base[0].start}
    return replace(way, strength=Strength.SLIP) if near and figures else way
