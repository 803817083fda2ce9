"""What a correction of an accepted filing moved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Max, Q

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Indicator
from taizhang.engine.periods import Period
from taizhang.engine.rounding import places_apart
from taizhang.figures.models import FigureMove
from taizhang.ledgers.models import Submission
from taizhang.organisation import queries as org_queries


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that a correction changed. old None: it had no value; new None: it has none now."""

    indicator: Indicator
    org_unit: str
    org_name: str
    period: Period
    old: Decimal | None
    new: Decimal | None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.indicator.key, self.org_unit, self.period.code

    @property
    def decimals(self) -> int:
        """Places at which old and new are told apart: the indicator's own, more where these show the same."""
        return places_apart(self.old, self.new, self.indicator.decimals)


@dataclass(frozen=True, slots=True)
class Moves:
    """All figures that the newest correction of a filing moved. waiting: how many are still to be computed; same: how
    many it could have changed and did not."""

    moved: tuple[Moved, ...]
    waiting: int
    same: int


def moves_of(actor: Actor, submission: Submission) -> Moves | None:
    """The figures within the actor's reach, by indicator, the widest unit first; None when nothing was corrected. Five
    queries."""
    mine = FigureMove.objects.filter(submission=submission)
    newest = mine.aggregate(version=Max("version"))["version"]
    if newest is None:
        return None
    mine = mine.filter(version=newest, org_unit__code__in=actor.scope(Permission.VIEW_FIGURE))
    both = Q(old_value__isnull=True, new_value__isnull=True) | Q(old_value=F("new_value"))
    changed = mine.filter(settled=True).exclude(both).select_related("org_unit")
    indicators = installed_packs().indicators
    names = org_queries.names({item.org_unit.code for item in changed}, submission.period_last)
    order = {"county": 0, "bureau": 1, "township": 2, "village": 3}
    moved = [
        Moved(
            indicators[item.indicator_key],
            item.org_unit.code,
            names.get(item.org_unit.code, item.org_unit.code),
            Period.parse(item.period_code),
            item.old_value,
            item.new_value,
        )
        for item in sorted(changed, key=lambda item: (item.indicator_key, order.get(item.org_unit.kind, 9)))
        if item.indicator_key in indicators
    ]
    waiting = mine.filter(settled=False).count()
    return Moves(tuple(moved), waiting, mine.count() - waiting - len(changed))
