"""A whole and, after a comma, its parts joined by 、 with no word that says so: 泊位7994个，路内2164个、路外5830个."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import traits
from taizhang.engine.checker.rules.evidence import is_complement, lacks, parallel, same_class
from taizhang.engine.checker.rules.nearby import is_compared

_BEGUN = frozenset(("，", ",", ""))  # with which a row begins: a comma, or nothing where a second unit follows
_STOCK = re.compile(r"存量|原有|续[建存]|结转|老|旧")
_NAME = 9  # code points of the name of a part
_LONG = 3  # digits; two parts that miss so long a whole by little were meant to make it up
_SMALL = 50  # of smaller wholes a slip explains nearly any part that is larger
_SPELT = 2  # figures of a row that may be larger than what they divide: one is a slip, two are no parts


def find(prose: Prose) -> Iterator[Claim]:
    """Two parts of a long whole, and three and more, are believed by their form, others where a slip explains the miss;
    each is marked as part of its whole."""
    mentions = prose.mentions
    for index, whole in enumerate(mentions):
        if not whole.counts or whole.number.notation == "numerals" or whole.lead == "、":
            continue
        if index + 1 == len(mentions) or mentions[index + 1].lead not in _BEGUN:
            continue
        parts = _row(mentions, index)
        if len(parts) < 2 or is_compared(whole):
            continue
        for part in parts:
            part.whole = part.whole or whole
        fits = _smaller(whole, parts)
        listed = len(parts) > 2 and whole.whole is None and fits
        if lacks(whole, parts):
            continue
        long = whole.whole is None and len(whole.number.value.as_tuple().digits) >= _LONG
        long = long and all(part.number.amount < whole.number.amount for part in parts)
        strength = Strength.LISTED if listed else Strength.LIKELY if long else Strength.SLIP
        known = is_complement(parts) or parallel(whole, parts)
        if not known and any(part.time_told and part.time != whole.time for part in parts):
            strength = Strength.OPEN  # 有效62件，本年制发9件、废止13件: what came and went in a time of its own
        if parts[0].head.lstrip(" ,").startswith("新增") and not (
            known or _STOCK.search(parts[1].head) or "新增" in whole.head
        ):
            strength = Strength.OPEN  # 供应建设用地37.3万亩，新增用海29.2万亩、用林地13.2万亩: besides it
        way = Way(Form.SUM, tuple(part.number for part in parts), strength=strength)
        known = known or (whole.number.amount >= _SMALL and strength is not Strength.OPEN)
        rival = ("division", parts[0].start, parts[-1].start)
        quiet = not (listed or known or long)
        claim = Claim("sum", "division.row", whole.number, [way], parts[0].head[-6:], rival=rival, quiet=quiet)
        yield traits.weighed(prose, claim)


def _row(mentions: Sequence[Mention], index: int) -> list[Mention]:
    """The figures after a comma, one beside the other, that 、 joins; none where a word opens them as a list. Of parts
    told in two units (城区214处18640平方米、集镇96处7315平方米) the figures in the unit of the whole."""
    whole = mentions[index]
    row: list[Mention] = []
    at = index + 1
    while at < len(mentions) and _beside(mentions, at):
        at += 1
    while at < len(mentions):
        first, part = mentions[at], mentions[at]
        while at + 1 < len(mentions) and _beside(mentions, at + 1):
            at += 1
            part = part if part.unit == whole.unit else mentions[at]
        at += 1
        told_so = part is not first and whole.index and _beside(mentions, whole.index)  # 524件773人，甲318件402人，乙…
        marks = ("、", "，") if told_so else ("、",)
        joined = first.lead in marks if row else first.lead in ("，", ",") and "其中" not in first.label
        if not (
            joined and part.counts and same_class(part.unit, whole.unit) and part.depth == whole.depth
            and not is_compared(first) and 0 < len(first.number.subject) < _NAME and part.time_fits(whole)
        ):  # fmt: skip
            if row and first.lead == "、" and part.counts and part.unit != whole.unit and first.depth == whole.depth:
                return []  # 文书214卷、专业86卷、实物9件: the list goes on in another unit
            break
        row.append(part)
    return row


def _beside(mentions: Sequence[Mention], at: int) -> bool:
    """310处25955平方米: told of the same thing as the figure before."""
    before, here = mentions[at - 1], mentions[at]
    return before.end == here.start and before.unit != here.unit and here.counts


def _smaller(whole: Mention, parts: Sequence[Mention]) -> bool:
    larger = sum(part.number.amount > whole.number.amount for part in parts)
    return larger < (1 if whole.number.amount < _SMALL else _SPELT)
