"""Before a ledger is asked for: whom it would ask, what that costs them, and what they told already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Field, Ledger, Mask
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Submission
from taizhang.ledgers.reading.heading import plain
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnitSpell

SECONDS_A_CELL = "county-base.filing_seconds_a_cell"  # an estimate; the clerk's own replaces what comes of it
LEAST_MINUTES = 5
_ALIKE = 0.5  # of the units asked: less is chance


@dataclass(frozen=True, slots=True)
class Held:
    """Columns that most of these units filed already about the same things: where, when, and how many units did."""

    ledger: Ledger
    period: Period
    fields: tuple[Field, ...]
    units: int


def askable_units(actor: Actor, ledger: Ledger, period: Period) -> list[OrgUnitSpell]:
    """Who may be asked by this actor, as they are on the period's last day, in the order of pages."""
    wanted = {unit.code for unit in org_queries.filing_units(ledger.filed_by, period)}
    wanted &= actor.scope(Permission.ASK_LEDGER, ledger.group)
    return list(org_queries.spells_on(period.last).filter(org_unit__code__in=wanted))


def proposed_minutes(ledger: Ledger, period: Period) -> int:
    """What one filing costs a unit, by the cells of the last accepted filings and the seconds that a cell takes."""
    last = Submission.objects.filter(
        ledger_key=ledger.key, period_last__lt=period.first, accepted_version__isnull=False
    ).order_by("-period_last")
    newest = last.values_list("period_code", flat=True).first()
    counted = last.filter(period_code=newest, versions__number=F("accepted_version")).order_by()
    sizes = sorted(counted.values_list("versions__row_count", flat=True))
    rows = max(1, sizes[len(sizes) // 2]) if sizes else 1  # the unit in the middle
    seconds = installed_packs().all_parameters(period).get(SECONDS_A_CELL)
    if not isinstance(seconds, Decimal):
        return LEAST_MINUTES
    return max(LEAST_MINUTES, round(rows * len(ledger.fields) * seconds / 60))


def held_already(ledger: Ledger, period: Period, units: Collection[str]) -> list[Held]:
    """Columns of the ledger that most of these units filed in another one, for this or the last year; one query.

    Alike are columns of one type and heading in ledgers whose rows are about the same things, that is, have the same
    key. The key itself and personal columns say who a row is about: they come again in every register.
    """
    subject = _subject(ledger)
    same = [other for other in installed_packs().ledgers.values() if other.key != ledger.key and not other.system]
    same = [other for other in same if _subject(other) == subject]
    asked = {(plain(field.title.zh), field.type): field for field in ledger.fields if _is_told(field, ledger)}
    wanted = {
        other.key: [asked[key] for field in other.fields if (key := (plain(field.title.zh), field.type)) in asked]
        for other in same
    }
    filed = _filed([key for key, fields in wanted.items() if fields], period, units) if units else {}
    found = []
    for other in same:
        newest = max(filed.get(other.key, {}).items(), key=lambda item: Period.parse(item[0]).last, default=None)
        if newest is not None and newest[1] >= len(units) * _ALIKE:
            found.append(Held(other, Period.parse(newest[0]), tuple(wanted[other.key]), newest[1]))
    return found


def _subject(ledger: Ledger) -> frozenset[str]:
    """Headings of the key: what a row is about. Empty: one row a unit, or rows without a key."""
    return frozenset(plain(field.title.zh) for field in ledger.fields if field.id in ledger.row_key)


def _is_told(field: Field, ledger: Ledger) -> bool:
    return field.id not in (*ledger.row_key, ledger.unit_field) and field.mask is Mask.NONE


def _filed(keys: Collection[str], period: Period, units: Collection[str]) -> dict[str, dict[str, int]]:
    """ledger key -> period code -> how many of the units filed, for periods of this and the last year."""
    since = period.last.replace(year=period.last.year - 1, month=1, day=1)
    counted = (
        Submission.objects.filter(
            ledger_key__in=keys,
            org_unit__code__in=units,
            period_last__gte=since,
            period_first__lte=period.last,
            submitted_at__isnull=False,
        )
        .order_by()
        .values_list("ledger_key", "period_code")
        .annotate(count=Count("org_unit", distinct=True))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, code, count in counted:
        found[key][code] = count
    return found
