"""The figure checker: finds every number of a Chinese text and every arithmetic relation that the text states.

`check(text)` needs nothing but the text. The way of a text: `scan` finds digits and marks, `numbers` reads them,
`clauses` puts them in their sentence, `rules` propose what the words claim, `judge` computes with intervals, `explain`
says it in words.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from operator import attrgetter

from taizhang.engine.checker.clauses import cut
from taizhang.engine.checker.explain import explain
from taizhang.engine.checker.judge import judge
from taizhang.engine.checker.rules import (
    averages,
    by_days,
    by_grade,
    carried_over,
    changes_of_parts,
    counted,
    cut_down,
    dates,
    divisions,
    documents,
    each_named,
    growth,
    in_brackets,
    in_columns,
    lists,
    mean_of_list,
    named_balance,
    numbering,
    of_all,
    of_growth,
    of_sectors,
    over_all,
    pairing,
    per_many,
    priced,
    ratios,
    reckoned,
    rows,
    selection,
    shares,
    sought,
    staffed,
    standards_split,
    sums,
    tables,
    totals,
    two_tellings,
    wording,
    written_out,
)
from taizhang.engine.checker.types import Finding, Number, Report, Role, Verdict
from taizhang.engine.periods import Period

__all__ = ["Finding", "Number", "Report", "Role", "Verdict", "check", "numbers_of"]

# In this order: sums tell which numbers are parts of which, shares and growth build on that.
_RULES = (
    sums,
    totals,
    rows,
    divisions,
    over_all,
    tables,
    standards_split,
    shares,
    of_all,
    cut_down,
    named_balance,
    of_sectors,
    growth,
    two_tellings,
    averages,
    mean_of_list,
    priced,
    written_out,
    per_many,
    by_grade,
    by_days,
    carried_over,
    changes_of_parts,
    each_named,
    reckoned,
    ratios,
    staffed,
    selection,
    lists,
    counted,
    in_brackets,
    in_columns,
    numbering,
    documents,
    pairing,
    wording,
)

_PLACE = attrgetter("start", "end")


def check(text: str, *, today: date | None = None, period: Period | None = None) -> Report:
    """Everything that the text says in numbers, recomputed."""
    with _uncollected():
        return _report(text, today, period)


def _report(text: str, today: date | None, period: Period | None) -> Report:
    prose = cut(text)
    claims = [claim for rule in _RULES for claim in rule.find(prose)]
    claims[:0] = list(of_growth.find(claims))  # first told: what is proven
    claims.extend(sought.find(prose, claims))
    claims.extend(dates.find(prose, today, period))
    findings = [explain(judgement) for judgement in judge(claims)]
    findings.sort(key=_PLACE)
    return Report(tuple(prose.numbers), tuple(findings))


@contextmanager
def _uncollected() -> Iterator[None]:
    """What a text gives rise to is kept until its report is made: looking through it again and again for what could be
    thrown away finds nothing and takes a seventh of the time of a long text. What no report needs is gone before the
    collector looks again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def numbers_of(text: str) -> tuple[Number, ...]:
    """Every number of a text, whether a quantity or not, without looking for what they say of each other."""
    return tuple(cut(text).numbers)
