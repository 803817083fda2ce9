"""Shares of what a sentence divides without printing the whole: 汉族568238人，占75.63%；少数民族183151人，占24.37%,
其中回族176176人，占23.45%; shares of a make-up, which are a hundred together: 构成由a%、b%和c%调整为d%、e%和f%; and a
rate with its contrary: 不合格率2.09%，合格率97.91%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number

_BARE = re.compile(r"^[,，\s]*(?:约|各)?占(?:比|总(?:数|量|额|人口|人数))?(?:为|约|达)*$")
_MAKE_UP = re.compile(r"构成|结构|各占|比重(?:分别)?(?:由|从|为|是|调整)")
_JOINED = ("、", "和", "及", "与", "以及")
_RATE = re.compile(r"(?P<name>[一-龥]{1,8}率)(?:约|为|是|达到?)*$")
_NOT = ("不", "未", "非")
_HUNDRED, _ROW, _PARTS = Decimal(100), 40, 12


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    row: list[tuple[Mention, Mention]] = []
    at = 0
    for index, share in enumerate(mentions):
        if share.unit != "%" or not index:
            continue
        if row and share.sentence != row[0][0].sentence:
            yield from _row(prose, row)
            row = []
        part = mentions[index - 1]
        if _is_share(part, share):
            row.append((part, share))
        if index >= at and not share.delta:
            run = _run(mentions, index)
            at = index + len(run)
            yield from _hundred(prose, run)
            yield from _contrary(mentions, index)
    if row:
        yield from _row(prose, row)


def _is_share(part: Mention, share: Mention) -> bool:
    beside = part.counts and part.segment == share.segment and part.depth == share.depth and not share.delta
    return beside and share.clause - part.clause == 1 and _BARE.match(share.head) is not None


def _row(prose: Prose, row: Sequence[tuple[Mention, Mention]]) -> Iterator[Claim]:
    """Parts of one unit, each with its share; those after 其中 are parts of one of them."""
    first = row[0][0]
    whole = [(part, share) for part, share in row if "其中" not in part.label and part.depth == first.depth]
    whole = [(part, share) for part, share in whole if part.unit == first.unit]
    if not 1 < len(whole) <= _PARTS or len({part.number.amount for part, _ in whole}) < len(whole):
        return
    base = tuple(part.number for part, _ in whole)
    total, half = sum(number.amount for number in base), max((number.high - number.low) for number in base)
    near = prose.mentions[max(0, first.index - _ROW) : first.index]
    if any(m.unit == first.unit and m.counts and abs(m.number.amount - total) <= half * len(base) for m in near):
        return  # the whole is printed
    ways = [Way(Form.SHARE, (part.number,), base, Strength.FIRM) for part, _ in whole]
    held = [meets(way, share.number) for way, (_, share) in zip(ways, whole, strict=True)]
    if sum(held) < len(whole) - 1:
        return
    for way, (_, share) in zip(ways, whole, strict=True):
        yield Claim("percent", "share.of_all", share.number, [way], "占")
    for part, share in row:
        if (part, share) not in whole and part.unit == first.unit and all(held):
            beside = max((m for m, _ in whole if m.index < part.index), key=lambda m: m.index, default=None)
            ways = [Way(Form.SHARE, (part.number,), base, Strength.LIKELY)]
            if beside is not None:
                ways.append(Way(Form.SHARE, (part.number,), (beside.number,), Strength.OPEN))
            yield Claim("percent", "share.of_all", share.number, ways, "占")


def _run(mentions: Sequence[Mention], index: int) -> list[Mention]:
    """25.7%、26.8%和47.4%: percents that 、 and 和 join and nothing else parts."""
    run = [mentions[index]]
    for mention in mentions[index + 1 : index + _PARTS]:
        joined = mention.unit == "%" and mention.sentence == run[0].sentence and mention.label.strip() in ("", *_JOINED)
        if not joined or mention.lead not in ("、", ""):
            break
        run.append(mention)
    return run


def _hundred(prose: Prose, run: Sequence[Mention]) -> Iterator[Claim]:
    if len(run) < 3 or not _MAKE_UP.search(prose.plain, max(0, run[0].start - _ROW), run[0].start):
        return
    total, digit = sum(m.number.value for m in run), run[-1].number.high - run[-1].number.low
    if abs(total - _HUNDRED) > 15 or any(m.number.high - m.number.low != digit for m in run):
        return
    last = run[-1]
    far = abs(total - _HUNDRED) > digit * len(run) / 2
    strength = Strength.FIRM if far else Strength.OPEN
    way = Way(Form.DIFFERENCE, (_hundred_of(last.number),), tuple(m.number for m in run[:-1]), strength)
    yield Claim("percent", "share.hundred", last.number, [way], "构成", start=run[0].start, end=last.end)


def _contrary(mentions: Sequence[Mention], index: int) -> Iterator[Claim]:
    """不合格率2.09%，合格率为97.91%, in either order."""
    two, one = mentions[index], mentions[index - 1]
    if one.unit != "%" or one.segment != two.segment or one.delta or two.clause - one.clause != 1:
        return
    first, second = _RATE.search(one.head), _RATE.search(two.head)
    if first is None or second is None or one.depth != two.depth:
        return
    names = first["name"], second["name"]
    if any(names[0].endswith(sign + names[1]) or names[1].endswith(sign + names[0]) for sign in _NOT):
        way = Way(Form.DIFFERENCE, (_hundred_of(two.number),), (one.number,), Strength.FIRM)
        yield Claim("percent", "share.contrary", two.number, [way], names[1])


def _hundred_of(number: Number) -> Number:
    return replace(number, text="100%", value=_HUNDRED, low=_HUNDRED, high=_HUNDRED)
