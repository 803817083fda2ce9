"""Persons chosen among those who applied: 平均竞争比14.7:1, and 按1:3的比例确定面试人选315人 of so many to be hired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import own_counts
from taizhang.engine.checker.rules.hundreds import printed_as
from taizhang.engine.checker.rules.nearby import name
from taizhang.engine.checker.types import Role

_RATIO = re.compile(r"(\d+(?:\.\d+)?)\s?:\s?(\d+(?:\.\d+)?)")
_COMPETED = re.compile(r"(?:竞争|报录|招录|招考|报考|录取)比(?:例)?(?:[(][^()]{0,30}[)])?(?:约?为|达到?|是|高达)?$")
_APPLIED = re.compile(r"报名|报考|通过|合格|审核|缴费|确认|参考|实考|应考")
_PLACES = re.compile(r"招聘|招录|招募|招考|录用|计划|岗位|职位|聘用|选调|选聘")
_FAILED = re.compile(r"未通过|不合格|放弃|缺考|未缴")
_BY = re.compile(r"[按以](?:照|规定的?)?$")
_CHOSEN = re.compile(r"面试|体检|考察|复试|复审|入围|进入|确定|试讲")
_SOME = re.compile(r"最|其中|个别|部分|[小初高]中|小学|幼儿")  # of one place, not of all
_SAID, _REACH, _MOST = 16, 24, 4
_PART, _OVER = Decimal("0.5"), Decimal("1.1")


def find(prose: Prose) -> Iterator[Claim]:
    for stated in prose.mentions:
        if stated.number.role is not Role.RATIO:
            continue
        printed = _RATIO.fullmatch(stated.number.text.replace("：", ":").replace("∶", ":"))
        if printed is None:
            continue
        one, two = Decimal(printed[1]), Decimal(printed[2])
        head = prose.plain[max(0, stated.start - 48) : stated.start]
        if two == 1 and _COMPETED.search(head) and not _SOME.search(head[-_SAID:]):
            yield from _competed(prose, stated, one)
        elif one == 1 and two > 1 and _COMPETED.search(head):
            yield from _by_stage(prose, stated, two)
        elif one == 1 and two > 1 and _BY.search(head):
            yield from _chosen(prose, stated, two)


def _before(prose: Prose, stated: Mention) -> list[Mention]:
    return [
        m for m in reversed(prose.mentions[max(0, stated.index - _REACH) : stated.index])
        if m.counts and m.unit in ("人", "个") and stated.paragraph - m.paragraph < 2 and m.number.amount > 1
    ]  # fmt: skip


def _competed(prose: Prose, stated: Mention, figure: Decimal) -> Iterator[Claim]:
    """计划招聘185名…，报名2964人，审查通过2718人，竞争比14.7:1: those who applied, or passed, over the places."""
    near = _before(prose, stated)
    applied = [m for m in near if _APPLIED.search(name(m)) and not _FAILED.search(name(m)) and m.whole is None]
    places = [m for m in near if _PLACES.search(name(m)) and not _APPLIED.search(name(m)) and m.whole is None]
    ways = [
        Way(Form.QUOTIENT, (one.number,), (two.number,), Strength.LIKELY)
        for one in applied[:_MOST] for two in places[:2] if one.number.amount > two.number.amount
    ]  # fmt: skip
    if ways:
        yield Claim("ratio", "ratio.named", printed_as(stated.number, figure), ways, "竞争比")


def _by_stage(prose: Prose, stated: Mention, figure: Decimal) -> Iterator[Claim]:
    """招聘126名，其中小学58名、初中46名。…小学岗位412人，招录比1:7.1: of the places of its own stage."""
    applied = prose.mentions[stated.index - 1] if stated.index else stated
    if not applied.counts or applied.unit != "人" or applied.segment != stated.segment:
        return
    if not own_counts.APPLIED.fullmatch(own_counts.rest(applied)):
        return  # 小学语文岗位212人: of some of the places
    near = [
        m for m in _before(prose, stated)
        if m.whole is not None and _PLACES.search(prose.plain, max(0, m.whole.start - _REACH), m.whole.start)
    ]  # fmt: skip
    places = own_counts.own(applied, near)
    if places is not None and places is not applied:
        way = Way(Form.QUOTIENT, (applied.number,), (places.number,), Strength.LIKELY)
        yield Claim("ratio", "ratio.named", printed_as(stated.number, figure), [way], "招录比")


def _chosen(prose: Prose, ratio: Mention, many: Decimal) -> Iterator[Claim]:
    """按1:3的比例确定面试人选315人, of 105 to be hired. Who shares the last place is let in too, and some places have
    too few: only far more, or far fewer, than the words say is an error."""
    for stated in prose.mentions[ratio.index + 1 : ratio.index + 2]:
        told = stated.sentence == ratio.sentence and stated.counts and stated.unit == "人"
        if not told or stated.clause - ratio.clause > 1 or not _CHOSEN.search(stated.head):
            return
        places = [m for m in _before(prose, ratio) if _PLACES.search(name(m)) and m.whole is None][:_MOST]
        factor = replace(
            ratio.number, text=f"{many}", value=many, scale=Decimal(1), unit="", low=many, high=many, role=Role.QUANTITY
        )  # fmt: skip
        ways = [Way(Form.PRODUCT, (m.number, factor), strength=Strength.OPEN) for m in places]
        due = ways[0].parts[0].amount * many if ways else Decimal(0)
        if due and not _PART * due < stated.number.amount < _OVER * due:
            ways[0] = replace(ways[0], strength=Strength.SLIP)
        elif not any(meets(way, stated.number) for way in ways):
            return
        if ways:
            yield Claim("product", "product.chosen", stated.number, ways, "比例")
