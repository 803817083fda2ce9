"""Before a ledger is asked for: whom it would ask, what that costs them, and what they told already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Field, Ledger, LedgerKind, Mask
from taizhang.engine.periods import Period
from taizhang.ledgers.models import FilingDuty, Submission
from taizhang.ledgers.proposing.words import GENERAL_TITLES
from taizhang.ledgers.queries.taking import row_pairs
from taizhang.ledgers.reading.heading import plain
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnitSpell

SECONDS_A_CELL = "county-base.filing_seconds_a_cell"  # an estimate; the clerk's own replaces what comes of it
LEAST_MINUTES = 5
_ALIKE = 0.5  # of the units asked: less is chance


@dataclass(frozen=True, slots=True)
class Held:
    """Columns that most of these units filed already about the same things: where, when, and how many units did. filed:
    False when they are only asked for them so far."""

    ledger: Ledger
    period: Period
    fields: tuple[Field, ...]
    units: int
    filed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One column that is held already: as which field of which ledger, since when, by how many units.

    how: "title" or "id", by which it was recognised; type and unit fit in both cases. filed: False when they are only
    asked for it so far: a task for the other ledger is open. arrives: its values can be taken; if not, nobody could
    tell which row of the other ledger is meant."""

    field: Field
    ledger: Ledger
    other: Field
    period: Period
    units: int
    how: str
    filed: bool = True
    arrives: bool = True


def askable_units(actor: Actor, ledger: Ledger, period: Period) -> list[OrgUnitSpell]:
    """Who may be asked by this actor, as they are on the period's last day, in the order of pages. Those that are
    closed by the deadline are to be left out: `organisation.queries.closed_by`."""
    wanted = {unit.code for unit in org_queries.filing_units(ledger.filed_by, period)}
    wanted &= actor.scope(Permission.ASK_LEDGER, ledger)
    return list(org_queries.spells_on(period.last).filter(org_unit__code__in=wanted))


def may_ask(actor: Actor, ledger: Ledger, period: Period) -> bool:
    """Whether there is anybody whom this actor may ask for it."""
    return (
        not ledger.system
        and actor.can(Permission.ASK_LEDGER, ledger=ledger)
        and bool(askable_units(actor, ledger, period))
    )


def proposed_minutes(ledger: Ledger, period: Period, *, rows: int = 1) -> int:
    """What one filing costs a unit, by the cells of the last accepted filings and the seconds that a cell takes. rows:
    how many a unit files when nobody filed yet. What is taken from another ledger is only looked at and costs nothing.
    """
    last = Submission.objects.filter(
        ledger_key=ledger.key, period_last__lt=period.first, accepted_version__isnull=False
    ).order_by("-period_last")
    newest = last.values_list("period_code", flat=True).first()
    counted = last.filter(period_code=newest, versions__number=F("accepted_version")).order_by()
    sizes = sorted(counted.values_list("versions__row_count", flat=True))
    rows = max(1, sizes[len(sizes) // 2]) if sizes else rows  # the unit in the middle
    seconds = installed_packs().all_parameters(period).get(SECONDS_A_CELL)
    if not isinstance(seconds, Decimal):
        return LEAST_MINUTES
    return max(LEAST_MINUTES, round(rows * sum(not field.source_ledger for field in ledger.fields) * seconds / 60))


def held_already(ledger: Ledger, period: Period, units: Collection[str]) -> list[Held]:
    """Columns of the ledger that most of these units filed in another one, for this or the last year; see `told`."""
    found: dict[str, list[Told]] = defaultdict(list)
    for item in told(ledger, period, units):
        found[item.ledger.key].append(item)
    return [
        Held(items[0].ledger, items[0].period, tuple(item.field for item in items), items[0].units, items[0].filed)
        for items in found.values()
    ]


def told(ledger: Ledger, period: Period, units: Collection[str]) -> list[Told]:
    """Each column that most of these units filed in another ledger for this or the last year, or are asked for there by
    an open task, in the ledger's order and each once; three queries. Of several that hold it the one with what was
    filed, can be taken, and is newest; then the one whose periods are of the ledger's kind, then that of most units.

    Alike are columns of one heading, or id, whose values can stand in each other and that are not of different units,
    in ledgers whose rows are about the same things: `row_pairs`, or no key in either, where 数量 alone says too little;
    or of one measure, where a return of one row a unit asks for what another return has of each of its things. The key
    itself and personal columns say who a row is about: they come again in every register. What is taken from another
    ledger already is not asked again.
    """
    asked = [field for field in ledger.fields if _is_told(field, ledger) and not field.source_ledger]
    same: dict[str, tuple[Ledger, bool, list[tuple[Field, Field, str]]]] = {}
    for other in installed_packs().ledgers.values():
        pairs = row_pairs(ledger, other)
        if other.key == ledger.key or other.system:
            continue
        if pairs is None and (ledger.row_key or (other.row_key and not _adds_up(ledger, other))):
            continue
        rows_named_by = {item.id for item, _one in pairs or ()}
        parts = pairs is None and bool(other.row_key)
        alike = [
            (field, *match)
            for field in asked
            if field.id not in rows_named_by
            and (match := _match(field, other)) is not None
            and (field.unit or not parts)
            and (pairs or plain(field.title.zh) not in GENERAL_TITLES)
        ]
        if alike:
            same[other.key] = (other, pairs is not None, alike)
    if not same or not units:
        return []
    filed, open_tasks = _filed(list(same), period, units), _asked(list(same), units)
    best: dict[str, tuple[tuple[object, ...], Told]] = {}
    for key, (other, arrives, alike) in same.items():
        for counted, is_filed in ((filed, True), (open_tasks, False)):
            most = {held: count for held, count in counted.get(key, {}).items() if count >= len(units) * _ALIKE}
            if not most:
                continue
            held = max(most, key=lambda one: (one.last, one.first))
            rank = (is_filed, arrives, held.last, held.kind is ledger.period_kind, most[held])
            for field, one, how in alike:
                if field.id not in best or rank > best[field.id][0]:
                    best[field.id] = (rank, Told(field, other, one, held, most[held], how, is_filed, arrives))
            break
    return [best[field.id][1] for field in asked if field.id in best]


def _adds_up(ledger: Ledger, other: Ledger) -> bool:
    """Whether one row a unit may ask for the sum of what the other ledger has of each of the unit's things."""
    return ledger.kind is other.kind is LedgerKind.RETURN


def _match(field: Field, other: Ledger) -> tuple[Field, str] | None:
    """The column of another ledger that asks the same, and how that shows."""
    title = plain(field.title.zh)
    for how in ("title", "id"):
        for one in other.fields:
            same = plain(one.title.zh) == title if how == "title" else one.id == field.id
            units_fit = not field.unit or not one.unit or field.unit == one.unit
            if same and field.may_take(one) and units_fit and _is_told(one, other):
                return one, how
    return None


def _is_told(field: Field, ledger: Ledger) -> bool:
    return field.id not in (*ledger.row_key, ledger.unit_field) and field.mask is Mask.NONE


_Counts = dict[str, dict[Period, int]]  # ledger key -> period -> units


def _filed(keys: Collection[str], period: Period, units: Collection[str]) -> _Counts:
    """How many of the units filed, for periods of this and the last year that have ended by the end of `period`: of one
    that goes on, what there is says little yet."""
    since = period.last.replace(year=period.last.year - 1, month=1, day=1)
    filings = Submission.objects.filter(
        ledger_key__in=keys,
        org_unit__code__in=units,
        period_last__gte=since,
        period_last__lte=period.last,
        submitted_at__isnull=False,
    )
    return _units_counted(filings, "ledger_key", "period_code")


def _asked(keys: Collection[str], units: Collection[str]) -> _Counts:
    """How many of the units an open task asks, filed or not."""
    duties = FilingDuty.objects.filter(
        task__ledger_key__in=keys,
        task__called_off_at__isnull=True,
        excused_at__isnull=True,
        due_on__gte=clock.today(),
        org_unit__code__in=units,
    )
    return _units_counted(duties, "task__ledger_key", "task__period_code")


def _units_counted(rows: QuerySet[Any], key: str, period: str) -> _Counts:
    """key, period: where the rows name their ledger and period."""
    counted = rows.order_by().values_list(key, period).annotate(count=Count("org_unit", distinct=True))
    found: _Counts = defaultdict(dict)
    for ledger, code, count in counted:
        found[ledger][Period.parse(code)] = count
    return found
