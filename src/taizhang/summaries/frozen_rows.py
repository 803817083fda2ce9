"""From a printed figure to the rows that it counted when it was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures import queries as figure_queries
from taizhang.figures.types import FigureValue, RowPage
from taizhang.summaries.models import FrozenSlot

TERMS = ("value", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class FrozenUse:
    """A figure that the printed one was made of, with the terms whose rows can be opened (none for a formula)."""

    position: int  # in the frozen trace; 0 is the printed figure itself, its inputs count from 1
    title: str
    shown: str
    period: str
    terms: tuple[str, ...]
    indicator_key: str
    org_unit: str
    inputs: tuple[str, ...]


def frozen_uses(slot: FrozenSlot) -> list[FrozenUse]:
    """The printed figure when it counts rows itself, else those that its formula used."""
    trace: Mapping[str, Any] = slot.trace
    own = _terms(slot.indicator_key)
    if own:
        title = str(trace.get("title", ""))
        code, key = slot.org_unit.code, slot.indicator_key
        return [FrozenUse(0, title, slot.shown, slot.period_code, own, key, code, tuple(slot.inputs))]
    return [
        FrozenUse(
            position,
            use["title"],
            use["shown"],
            use["period"],
            _terms(use["indicator"]),
            use["indicator"],
            use["org_unit"],
            tuple(use["inputs"]),
        )
        for position, use in enumerate(trace.get("uses", ()), start=1)
    ]


def _terms(indicator_key: str) -> tuple[str, ...]:
    indicator = installed_packs().indicators.get(indicator_key)
    return tuple(name for name in TERMS if indicator is not None and getattr(indicator, name) is not None)


def frozen_rows(
    actor: Actor, slot: FrozenSlot, *, use: int, term: str, page: int, filters: Mapping[str, str]
) -> tuple[FigureValue, RowPage]:
    """One page of the rows as at issue. Raises Http404 for a use or term that is not there or not for this actor."""
    found = next((item for item in frozen_uses(slot) if item.position == use), None)
    if found is None or term not in found.terms:
        raise Http404
    figure = figure_queries.figure(actor, found.indicator_key, found.org_unit, Period.parse(found.period))
    # Rows of a stale figure are read at its own inputs and not as accepted today, which is what a frozen one needs.
    at_issue = replace(figure, status=FigureStatus.STALE, inputs=found.inputs)
    return at_issue, figure_queries.rows(actor, at_issue, term, page, filters)
