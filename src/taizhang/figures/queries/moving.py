"""What a correction of an accepted filing moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Max, Q, QuerySet

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
    changed = _changed(mine)
    order = {"county": 0, "bureau": 1, "township": 2, "village": 3}
    in_order = sorted(changed, key=lambda item: (item.indicator_key, order.get(item.org_unit.kind, 9)))
    waiting = mine.filter(settled=False).count()
    return Moves(tuple(_moved(in_order, submission.period_last)), waiting, mine.count() - waiting - len(changed))


def latest_moves(actor: Actor, keys: Collection[tuple[str, str, str]], day: date) -> list[Moved]:
    """Of these figures (indicator key, unit code, period code) those within the actor's reach that a correction has
    changed, each as the newest left it; names as of `day`. Two queries."""
    wanted = FigureMove.objects.filter(
        indicator_key__in={key for key, _unit, _period in keys},
        org_unit__code__in={unit for _key, unit, _period in keys} & actor.scope(Permission.VIEW_FIGURE),
        period_code__in={period for _key, _unit, period in keys},
    )
    newest = {
        (item.indicator_key, item.org_unit.code, item.period_code): item for item in _changed(wanted).order_by("pk")
    }
    return _moved([item for key, item in newest.items() if key in keys], day)


def _changed(moves: QuerySet[FigureMove]) -> QuerySet[FigureMove]:
    both = Q(old_value__isnull=True, new_value__isnull=True) | Q(old_value=F("new_value"))
    return moves.filter(settled=True).exclude(both).select_related("org_unit")


def _moved(moves: Iterable[FigureMove], day: date) -> list[Moved]:
    """Without those whose indicator no installed pack has."""
    indicators = installed_packs().indicators
    known = [item for item in moves if item.indicator_key in indicators]
    names = org_queries.names({item.org_unit.code for item in known}, day)
    return [
        Moved(
            indicators[item.indicator_key],
            item.org_unit.code,
            names.get(item.org_unit.code, item.org_unit.code),
            Period.parse(item.period_code),
            item.old_value,
            item.new_value,
        )
        for item in known
    ]
