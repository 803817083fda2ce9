"""Prices in a row, each with its own count and its own amount: 一类每月500元、312人，二类每月350元、874人，分别为…;
小学812人、初中2396人，按500元和625元的标准，分别安排40.60万元、149.75万元; 小学生均720元、初中生均940元，小学23050人，
需1659.6万元; 一档每生1500元，共306人，计45.9万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Role

_EACH = re.compile(r"[每均各]|标准|单价|票价|定额")
_RESPECTIVELY = re.compile(r"分别|依次|各为")
_AMOUNT = re.compile(
    r"^(?:[,，]|\s|共|计|合计|需|应|拨付?|发放|安排|补[助贴]|奖补|收入|金额|资金|经费|支出|支付|年|全年|月)*$"
)
_SPAN = re.compile(r"每(月|天|日|次|季|年)")  # how often it was paid is not told, unless the amounts say 月发放
_NO_CLASS = frozenset("学生人员每均的补助标准元共计一二三和与及其中为按")
_MONEY, _LEAST, _MOST, _BACK, _AFTER = "元", 2, 8, 14, 8


def find(prose: Prose) -> Iterator[Claim]:
    rates = [m for m in prose.mentions if m.unit == _MONEY and _is_price(m)]
    if not rates:
        return
    for rate in rates:
        yield from _right_after(prose, rate)
    for row in _rows(prose, rates):
        claims = _interleaved(prose, row) or _respectively(prose, row) or _by_class(prose, row)
        yield from claims


def _right_after(prose: Prose, rate: Mention) -> list[Claim]:
    """一档每生1500元，共306人，计45.9万元，二档每生1000元，共435人，…: its own count and amount follow each."""
    count, amount = _at(prose, rate.index + 1), _at(prose, rate.index + 2)
    if count is None or amount is None or not _is_count(count) or not _EACH.search(rate.head[-8:]):
        return []
    told = amount.counts and amount.unit == _MONEY and rate.segment == count.segment == amount.segment
    beside = rate.depth == count.depth == amount.depth and count.lead == amount.lead == "，"
    if told and beside and _COUNTED.fullmatch(count.head.strip()) and _ALL_OF_IT.fullmatch(amount.head.strip()):
        return _claims(prose, [rate], [count], [amount])
    return []


_COUNTED, _ALL_OF_IT = re.compile("共|共计|计|合计|共有"), re.compile("(?:共|合|总)?计|共?需|共")


def _is_price(mention: Mention) -> bool:
    if mention.cell or mention.delta or mention.number.amount <= 0:
        return False
    role = mention.number.role
    return role is Role.RATE or (role is Role.QUANTITY and (mention.averaged or bool(_EACH.search(mention.head[-8:]))))


def _rows(prose: Prose, rates: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Prices of one sentence, at most a count and its amount between them."""
    row: list[Mention] = []
    for rate in rates:
        if row and (rate.sentence != row[-1].sentence or rate.index - row[-1].index > 2):
            if len(row) >= _LEAST:
                yield row
            row = []
        row.append(rate)
    if len(row) >= _LEAST:
        yield row


def _interleaved(prose: Prose, row: Sequence[Mention]) -> list[Claim]:
    """一类每月500元、312人，二类每月350元、874人: each with its count right after it or right before it, and the
    amounts told respectively."""
    if len({two.index - one.index for one, two in pairwise(row)}) != 1 or row[1].index - row[0].index != _LEAST:
        return []
    for step in (1, -1):
        counts = [_at(prose, rate.index + step) for rate in row]
        found = [c for c, rate in zip(counts, row, strict=True) if c is not None and _is_of(c, rate)]
        if len(found) == len(row) and len({count.unit for count in found}) == 1:
            amounts = _amounts(prose, max(row[-1].index, found[-1].index), len(row))
            return _claims(prose, row, found, amounts) if amounts else []
    return []


def _respectively(prose: Prose, row: Sequence[Mention]) -> list[Claim]:
    """小学812人、初中2396人，合计3208人，按每生每学期500元和625元的标准，分别安排40.60万元、149.75万元."""
    if any(two.index - one.index != 1 for one, two in pairwise(row)):
        return []
    amounts = _amounts(prose, row[-1].index, len(row))
    if not amounts:
        return []
    before = [m for m in prose.mentions[max(0, row[0].index - _BACK) : row[0].index] if m.sentence == row[0].sentence]
    counts = [m for m in before if _is_count(m)]
    for begin in range(len(counts) - len(row), -1, -1):
        told = counts[begin : begin + len(row)]
        joined = all(two.index - one.index == 1 and two.lead == "、" for one, two in pairwise(told))
        if joined and len({m.unit for m in told}) == 1:
            return _claims(prose, row, told, amounts)
    return []


def _amounts(prose: Prose, last: int, many: int) -> list[Mention]:
    """So many amounts of money in a row, told respectively or each by its name, in the sentence."""
    rate = prose.mentions[last]
    after = [m for m in prose.mentions[last + 1 : last + 1 + _AFTER] if m.sentence == rate.sentence]
    for begin, first in enumerate(after):
        told = after[begin : begin + many]
        if len(told) < many or not all(m.counts and m.unit == _MONEY for m in told):
            continue
        beside = all(two.index - one.index == 1 for one, two in pairwise(told))
        if beside and (_RESPECTIVELY.search(first.label) or all(len(m.number.subject) > 1 for m in told)):
            return told
        if not _RESPECTIVELY.search(first.label) and begin:
            return []
    return []


def _by_class(prose: Prose, row: Sequence[Mention]) -> list[Claim]:
    """小学生均720元、初中生均940元，小学23050人，需1659.6万元；初中8036人，需755.4万元: the count bears the name of its
    price, the amount stands right after the count."""
    if any(two.index - one.index != 1 for one, two in pairwise(row)):
        return []
    names = [_class_of(rate) for rate in row]
    if any(not name for name in names) or len(set(names)) < len(names):
        return []
    claims: list[Claim] = []
    last = row[-1]
    for count in prose.mentions[last.index + 1 : last.index + 1 + _AFTER]:
        amount = _at(prose, count.index + 1)
        if count.paragraph != last.paragraph or amount is None or not _is_count(count):
            continue
        beside = amount.unit == _MONEY and amount.counts and amount.segment == count.segment
        if not beside or amount.depth != count.depth or not _AMOUNT.match(amount.label.strip()):
            continue
        bearing = [rate for rate, name in zip(row, names, strict=True) if name & _signs(count.number.subject)]
        if len(bearing) == 1:
            claims += _claims(prose, bearing, [count], [amount])
    return claims


def _class_of(rate: Mention) -> frozenset[str]:
    """小学 of 公用经费小学生均: the pairs of signs before 每 and 均."""
    return _signs(re.split(r"[每均]", rate.label)[0][-8:])


def _signs(words: str) -> frozenset[str]:
    pairs = (words[at : at + 2] for at in range(len(words) - 1))
    return frozenset(pair for pair in pairs if not set(pair) <= _NO_CLASS)


def _is_of(count: Mention, rate: Mention) -> bool:
    """一类每月500元、312人: so many of them, though the words before tell of each."""
    quantity = count.number.role is Role.QUANTITY and not count.delta and count.number.amount > 1
    return quantity and count.sentence == rate.sentence and count.unit not in ("", _MONEY, "%", "‰", "天", "次")


def _is_count(mention: Mention) -> bool:
    return mention.counts and mention.unit not in ("", _MONEY, "%", "‰") and mention.number.amount > 1


def _at(prose: Prose, index: int) -> Mention | None:
    return prose.mentions[index] if 0 <= index < len(prose.mentions) else None


def _claims(prose: Prose, row: Sequence[Mention], counts: Sequence[Mention], amounts: Sequence[Mention]) -> list[Claim]:
    claims: list[Claim] = []
    between = prose.plain[max(row[-1].end, counts[-1].end) : amounts[0].start]
    for rate, count, amount in zip(row, counts, amounts, strict=True):
        span = _SPAN.search(rate.head[-12:]) or _SPAN.search(row[0].head[-12:])
        once = span is None or span[1] in between
        way = Way(Form.PRODUCT, (count.number, rate.number), strength=Strength.LIKELY if once else Strength.OPEN)
        if not (once or meets(way, amount.number)):
            continue
        claims.append(Claim("product", "product.in_row", amount.number, [way], rate.head[-6:]))
    return claims
