"""Who should file what, and how it stands; set-based, few queries for any number of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import get_language

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Submission, SubmissionState
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.queries.submissions import is_own_unit
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit
from taizhang.organisation.types import OpenFilings

LOOK_BACK = 2  # how many ended periods a person is still asked for


def due_date(ledger: Ledger, period: Period) -> date:
    return period.last + timedelta(days=ledger.deadline_days)


def visible_ledgers(actor: Actor) -> list[Ledger]:
    """Ledgers of which the actor may see, file or review something, by group and title."""
    found = [
        ledger
        for ledger in installed_packs().ledgers.values()
        if not ledger.system
        and any(
            actor.can(permission, ledger_group=ledger.group)
            for permission in (Permission.VIEW_LEDGER, Permission.FILE_LEDGER, Permission.REVIEW_LEDGER)
        )
    ]
    return sorted(found, key=lambda ledger: (ledger.pack, ledger.group, ledger.id))


def filing_periods(ledger: Ledger, day: date, count: int = LOOK_BACK) -> list[Period]:
    """The newest ended periods, newest first; the running one only where a journal is kept day by day."""
    periods = [Period.containing(day, ledger.period_kind).previous()]
    while len(periods) < count:
        periods.append(periods[-1].previous())
    return periods


def expected_filings(
    actor: Actor, ledger: Ledger, period: Period, permission: Permission = Permission.VIEW_LEDGER
) -> list[FilingLine]:
    """One line a unit that should file, within the actor's scope, in code order. Of another unit's draft only that it
    is begun."""
    scope = actor.scope(permission, ledger.group)
    units = [unit for unit in org_queries.filing_units(ledger.filed_by, period) if unit.code in scope]
    return [
        replace(line, submission=None, version=0)
        if line.state == SubmissionState.DRAFT and not is_own_unit(actor, line.org_unit, ledger)
        else line
        for line in _lines([(ledger, period, unit) for unit in units])
    ]


def my_filings(actor: Actor, day: date) -> list[FilingLine]:
    """What the actor's own units should file now: each ledger's last ended period, unless it is long past."""
    by_period: dict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], str], list[OrgUnit]] = {}
    wanted = []
    for ledger in visible_ledgers(actor):
        own = _own_units(actor, ledger)
        if not own:
            continue
        period = filing_periods(ledger, day, 1)[0]
        who = ledger.filed_by
        key = (who.kinds, who.stages, who.ownerships, who.codes, period.code)
        if key not in by_period:
            by_period[key] = org_queries.filing_units(who, period)
        wanted += [(ledger, period, unit) for unit in by_period[key] if unit.code in own]
    return _lines(wanted)


def last_filing(ledger: Ledger, period: Period, org_unit: str) -> Submission | None:
    """What the unit filed last, this period or before; for those who may file there."""
    return (
        Submission.objects.filter(
            org_unit__code=org_unit, ledger_key=ledger.key, period_last__lte=period.last, version__gt=0
        )
        .select_related("org_unit")
        .order_by("-period_last")
        .first()
    )


SINGLE = 3  # a school with its campuses


def is_one_unit(actor: Actor) -> bool:
    """Whether the actor sees the ledgers of one unit only: then its own periods say more than a board."""
    return len(actor.scope(Permission.VIEW_LEDGER) | actor.scope(Permission.FILE_LEDGER)) <= SINGLE


def ledgers_filed_at(actor: Actor) -> frozenset[str]:
    """Keys of the ledgers to which units in the actor's scope ever filed; for those who see one unit only."""
    found = Submission.objects.filter(org_unit__code__in=actor.scope(Permission.VIEW_LEDGER))
    return frozenset(found.order_by().values_list("ledger_key", flat=True).distinct())


def _own_units(actor: Actor, ledger: Ledger) -> frozenset[str]:
    """Units that the actor files for as their own: grants of one unit, or of a whole bureau for its sections."""
    scope = actor.scope(Permission.FILE_LEDGER, ledger.group)
    if len(scope) <= SINGLE:
        return scope
    return frozenset(code for code in ledger.filed_by.codes if code in scope)


def review_queue(actor: Actor) -> QuerySet[Submission]:
    """What waits for this reviewer, oldest first; never what the reviewer filed."""
    keys_by_group: dict[frozenset[str], list[str]] = defaultdict(list)
    for ledger in installed_packs().ledgers.values():
        scope = actor.scope(Permission.REVIEW_LEDGER, ledger.group)
        if scope:
            keys_by_group[scope].append(ledger.key)
    found = Submission.objects.none()
    for scope, keys in keys_by_group.items():
        found = found | Submission.objects.filter(ledger_key__in=keys, org_unit__code__in=scope)
    return (
        found.filter(state=SubmissionState.SUBMITTED)
        .exclude(submitted_by_id=actor.user_id)
        .select_related("org_unit", "submitted_by")
        .order_by("submitted_at", "pk")
    )


def _lines(wanted: Sequence[tuple[Ledger, Period, OrgUnit]]) -> list[FilingLine]:
    states = _states(wanted)
    names: dict[date, dict[str, str]] = {}
    for _, period, _ in wanted:
        if period.last not in names:
            names[period.last] = org_queries.names({unit.code for _, _, unit in wanted}, period.last)
    lines = []
    for ledger, period, unit in wanted:
        found = states.get((ledger.key, period.code, unit.pk))
        lines.append(
            FilingLine(
                ledger=ledger,
                period=period,
                org_unit=unit.code,
                org_name=names[period.last].get(unit.code, unit.code),
                due=due_date(ledger, period),
                state=found.state if found is not None else "",
                submission=found.pk if found is not None else None,
                version=found.version if found is not None else 0,
            )
        )
    return lines


def _states(wanted: Iterable[tuple[Ledger, Period, OrgUnit]]) -> dict[tuple[str, str, int], Submission]:
    ledgers = {ledger.key for ledger, _, _ in wanted}
    periods = {period.code for _, period, _ in wanted}
    found = Submission.objects.filter(ledger_key__in=ledgers, period_code__in=periods)
    return {(item.ledger_key, item.period_code, item.org_unit_id): item for item in found}


def open_filings(code: str, day: date) -> list[OpenFilings]:
    """What a unit that closes on a day leaves behind, one line a ledger: filings begun, waiting for review, returned
    or reopened. What it never began is not counted: it will not be asked for any more."""
    found = (
        Submission.objects.filter(org_unit__code=code, period_first__lte=day)
        .exclude(state=SubmissionState.ACCEPTED)
        .order_by("ledger_key")
        .values_list("ledger_key")
        .annotate(count=Count("pk"))
    )
    language, ledgers = get_language() or "zh", installed_packs().ledgers
    return [
        OpenFilings(code, ledgers[key].title.get(language) if key in ledgers else key, count) for key, count in found
    ]
