"""What a corrected issue prints otherwise than the issue that it takes the place of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from taizhang.core.clock import today
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.organisation import queries as org_queries
from taizhang.summaries.models import FrozenSlot, Summary

_Place = tuple[str, str, str, int]  # indicator, org unit, period, and which of its printings


@dataclass(frozen=True, slots=True)
class Replaced:
    """A printed figure that is another one now. where: whose it is, and when; position: in the corrected issue."""

    title: str
    where: str
    before: str
    now: str
    position: int


def replaced_figures(summary: Summary) -> tuple[Replaced, ...]:
    """In the order of the corrected issue; () for one that corrects nothing, or is not issued. Three queries. A figure
    that only one of the two prints is no correction of the other."""
    if summary.supersedes_id is None or not summary.number:
        return ()
    before = dict(_printed(summary.supersedes_id))
    packs, language = installed_packs(), language_of()
    changed = [
        (place, before[place], slot)
        for place, slot in _printed(summary.pk)
        if place in before and before[place].shown != slot.shown
    ]
    names = org_queries.names({place[1] for place, _old, _slot in changed}, today())
    found = []
    for (key, unit, period, _turn), old, slot in changed:
        indicator = packs.indicators.get(key)
        title = indicator.title.get(language) if indicator is not None else key
        where = f"{names.get(unit, unit)} {Period.parse(period).title.get(language)}"
        found.append(Replaced(title, where, old.shown, slot.shown, slot.position))
    return tuple(found)


def _printed(summary: int | None) -> Iterator[tuple[_Place, FrozenSlot]]:
    turns: Counter[tuple[str, str, str]] = Counter()
    for slot in FrozenSlot.objects.filter(summary=summary).select_related("org_unit").order_by("position"):
        key = (slot.indicator_key, slot.org_unit.code, slot.period_code)
        turns[key] += 1
        yield (*key, turns[key]), slot
