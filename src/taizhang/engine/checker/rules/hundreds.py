"""Ratios whose figures are shares of a hundred: 30.3∶47.7∶22.0, 91∶9, 三次产业结构比."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.arithmetic import half_digit
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number

_ALL = Decimal(100)
INDUSTRIES = (re.compile("第一产业|一产"), re.compile("第二产业|二产"), re.compile("第三产业|三产"))
_REACH, _SENTENCES = 30, 4


def of_hundred(figures: Sequence[Decimal], terms: Sequence[Mention]) -> bool:
    """30.3∶47.7∶22.0, 91∶9: shares of a hundred, by what they add up to or by all but one of them."""
    total = sum(term.number.amount for term in terms)
    if not total or 1 in figures:
        return False
    slack: Decimal = len(figures) * max(half_digit(figure) for figure in figures)
    return held(figures, terms) >= max(1, len(figures) - 1) or abs(sum(figures, Decimal(-100))) <= slack


def held(figures: Sequence[Decimal], terms: Sequence[Mention]) -> int:
    """How many of the figures are the shares of their terms."""
    total = sum(term.number.amount for term in terms)
    shares = zip(figures, terms, strict=True)
    return sum(abs(100 * term.number.amount / total - figure) <= 2 * half_digit(figure) for figure, term in shares)


def parts_of_hundred(
    stated: Mention, terms: Sequence[Mention], figures: Sequence[Decimal], cue: str, rule: str
) -> Iterator[Claim]:
    whole = tuple(term.number for term in terms)
    fitted = _fitted(figures, terms)
    for figure, term in zip(figures, terms, strict=True):
        way = Way(Form.SHARE, (term.number,), whole, Strength.LIKELY, loose=half_digit(figure) * fitted)
        yield Claim("ratio", rule, printed_as(stated.number, figure), [way], cue)


def _fitted(figures: Sequence[Decimal], terms: Sequence[Mention]) -> bool:
    """11.6:54.3:34.1: one of them was rounded up so that all are a hundred together, as rounding alone would not have
    made them."""
    total = sum(term.number.amount for term in terms)
    exact = [(100 * term.number.amount / total).quantize(one) for one, term in zip(figures, terms, strict=True)]
    return sum(figures) == _ALL != sum(exact)


def industries(prose: Prose, stated: Mention) -> list[Mention]:
    """第一产业增加值38.64亿元，增长6.3%；第二产业…；第三产业…。三次产业结构比为…: by their names."""
    near = [
        m for m in reversed(prose.mentions[max(0, stated.index - _REACH) : stated.index])
        if m.counts and m.unit == "元" and stated.paragraph - m.paragraph < 2
        and stated.sentence - m.sentence < _SENTENCES
    ]  # fmt: skip
    found = [next((m for m in near if name_.search(m.number.subject)), None) for name_ in INDUSTRIES]
    terms = [m for m in found if m is not None]
    in_order = [m.index for m in terms] == sorted(m.index for m in terms)
    alike = len({re.sub("第?[一二三]产业?", "", m.number.subject)[:2] for m in terms[1:]}) < len(terms)
    return terms if len(terms) == len(INDUSTRIES) and in_order and alike else []


def printed_as(number: Number, figure: Decimal) -> Number:
    """The figure of a ratio that is not 1, as the stated number."""
    half = half_digit(figure)
    return replace(number, value=figure, low=figure - half, high=figure + half)
