"""Marking figures whose records moved, and starting the run that makes them fresh again."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from taizhang.core import clock
from taizhang.core.moves import Moved
from taizhang.core.packs import installed_packs
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures.dependencies import readers_of, reads_later
from taizhang.figures.models import Figure
from taizhang.figures.places import Tree

RUN_KIND = "figure-run"


def affected(ledger_key: str, period: Period, org_units: Collection[str] | None = None) -> Q:
    """Stored figures that filings of `period` can change.

    An indicator over the period's own rows: figures of overlapping periods. One that looks back (registers, last year,
    the period before, earlier maxima): also all later ones. org_units: the filing units; only they and those above
    them change, unless the ledger is filed by a section for many schools.
    """
    packs = installed_packs()
    readers = readers_of(ledger_key, packs)
    later = {key for key in readers if reads_later(key, ledger_key, packs)}
    wanted = Q(indicator_key__in=readers - later, period_first__lte=period.last, period_last__gte=period.first)
    wanted |= Q(indicator_key__in=later, period_last__gte=period.first)
    ledger = packs.ledgers.get(ledger_key)
    if org_units is not None and ledger is not None and not ledger.unit_field:
        above = Tree(period).ancestors
        wanted &= Q(org_unit__code__in={code for unit in org_units for code in above.get(unit, (unit,))})
    return wanted


def mark_stale(ledger_key: str, period: Period, org_units: Collection[str] | None = None) -> list[str]:
    """Mark what filings touched, in one UPDATE; returns the period codes that have stale figures now.

    A figure without data is marked too: the filing may be what it waited for.
    """
    return _mark(affected(ledger_key, period, org_units))


def mark_moved(moved: Moved) -> list[str]:
    """Mark what an act on the system's own ledgers touched; returns the period codes that have stale figures now. What
    looks back is of the same or a later period, and so is what counts states as of a day."""
    packs, today = installed_packs(), clock.today()
    wanted = Q()
    if moved.ledgers:
        wanted &= Q(indicator_key__in=frozenset().union(*(readers_of(key, packs) for key in moved.ledgers)))
    if moved.since is not None:
        wanted &= Q(period_last__gte=moved.since)
    if moved.unit:
        days = {moved.since or today, today}
        trees = [Tree(Period.parse(f"{day}..{day}")).ancestors.get(moved.unit, (moved.unit,)) for day in days]
        wanted &= Q(org_unit__code__in=set().union(*trees))
    return _mark(wanted)


def _mark(wanted: Q) -> list[str]:
    codes = list(Figure.objects.filter(wanted).order_by().values_list("period_code", flat=True).distinct())
    # The empty fingerprint makes the next run write the row even when its value has come back to what it was.
    Figure.objects.filter(wanted).update(status=FigureStatus.STALE, fingerprint="")
    return sorted(codes)


def stale_indicators(period: Period) -> Collection[str]:
    """Indicators with at least one stale figure in a period."""
    stale = Figure.objects.filter(period_code=period.code, status=FigureStatus.STALE)
    return sorted(stale.order_by().values_list("indicator_key", flat=True).distinct())
