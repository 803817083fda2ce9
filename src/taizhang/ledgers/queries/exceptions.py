"""What a reviewer should look at first, for all filings that wait; the number of queries does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from taizhang.core.packs import installed_packs
from taizhang.engine.outliers import Outlier, Rule, find_outliers
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Evidence, ReviewLook, Submission, SubmissionState, SubmissionVersion
from taizhang.ledgers.queries.duties import owed_by
from taizhang.ledgers.sums import summed_fields
from taizhang.organisation.models import OrgUnitSpell

ROWS = ""  # in place of a field id: how many rows a filing has


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What is unusual about a filing that waits.

    rows: of the version that waits. warnings: failed checks that were explained. outliers: by field id (ROWS: how many
    rows). same_files: evidence that another filing shows too. again: it was reviewed before, so only what changed since
    is new. looked: this reviewer has opened it.
    """

    rows: int = 0
    warnings: int = 0
    outliers: Mapping[str, Outlier] = field(default_factory=dict)
    same_files: int = 0
    late: bool = False
    again: bool = False
    looked: bool = False

    @property
    def clean(self) -> bool:
        return not (self.warnings or self.outliers or self.same_files or self.again)

    @property
    def weight(self) -> int:
        """For sorting: what is most unusual first."""
        return 4 * len(self.outliers) + 3 * self.same_files + 2 * self.warnings + self.again


def exceptions_of(waiting: Sequence[Submission], reviewer: int | None) -> dict[int, Exceptions]:
    """By submission id. Eight queries, and five a ledger and period that is waiting."""
    ids = [item.pk for item in waiting]
    versions = {
        item.submission_id: item
        for item in SubmissionVersion.objects.filter(submission__in=ids, number=F("submission__version"))
    }
    shared = _shared_files(ids)
    again = _reviewed_before(ids)
    looked = set(
        ReviewLook.objects.filter(submission__in=ids, actor=reviewer, version=F("submission__version")).values_list(
            "submission_id", flat=True
        )
    )
    late = _late(waiting)
    apart: dict[int, dict[str, Outlier]] = {}
    for (key, code), items in _grouped(waiting).items():
        ledger = installed_packs().ledgers.get(key)
        if ledger is not None:
            found = outliers(ledger, Period.parse(code))
            apart |= {item.pk: found[item.org_unit.code] for item in items if item.org_unit.code in found}
    return {
        item.pk: Exceptions(
            rows=versions[item.pk].row_count if item.pk in versions else 0,
            warnings=len({str(hit["check"]) for hit in versions[item.pk].warnings}) if item.pk in versions else 0,
            outliers=apart.get(item.pk, {}),
            same_files=shared.get(item.pk, 0),
            late=item.pk in late,
            again=item.pk in again,
            looked=item.pk in looked,
        )
        for item in waiting
    }


def outliers(ledger: Ledger, period: Period) -> dict[str, dict[str, Outlier]]:
    """Units whose filing, accepted or waiting, changed against the period before unlike those of their kind; by unit
    and field id. Three queries; linear in the units."""
    rule = _rule(period)
    if rule is None:
        return {}
    now, before = _sums(ledger, period), _sums(ledger, period.previous())
    groups = _groups(now.keys() & before.keys(), period)
    found: dict[str, dict[str, Outlier]] = defaultdict(dict)
    for name in (ROWS, *(item.id for item in summed_fields(ledger))):
        for unit, outlier in find_outliers(_column(now, name), _column(before, name), groups, rule).items():
            found[unit][name] = outlier
    return dict(found)


def _rule(period: Period) -> Rule | None:
    values = installed_packs().all_parameters(period)
    limit, change, peers = (
        values.get(f"county-base.outlier_{name}") for name in ("limit", "least_change", "least_peers")
    )
    if not (isinstance(limit, Decimal) and isinstance(change, Decimal) and isinstance(peers, Decimal)):
        return None
    return Rule(limit, change / 100, int(peers))


def _sums(ledger: Ledger, period: Period) -> dict[str, dict[str, Decimal]]:
    """unit code -> field id -> sum, of the version that waits for review, else of the accepted one."""
    current = Q(submission__state=SubmissionState.SUBMITTED, number=F("submission__version"))
    accepted = ~Q(submission__state=SubmissionState.SUBMITTED) & Q(number=F("submission__accepted_version"))
    versions = SubmissionVersion.objects.filter(
        current | accepted, submission__ledger_key=ledger.key, submission__period_code=period.code
    )
    return {
        unit: {ROWS: Decimal(rows), **{name: Decimal(value) for name, value in sums.items()}}
        for unit, rows, sums in versions.order_by().values_list("submission__org_unit__code", "row_count", "sums")
    }


def _column(sums: Mapping[str, Mapping[str, Decimal]], name: str) -> dict[str, Decimal]:
    return {unit: values[name] for unit, values in sums.items() if name in values}


def _groups(units: Collection[str], period: Period) -> dict[str, str]:
    """Units of one kind, stages and ownership are compared with each other."""
    spells = OrgUnitSpell.objects.on(period.last).filter(org_unit__code__in=units)
    rows = spells.values_list("org_unit__code", "org_unit__kind", "stages", "ownership")
    return {code: f"{kind} {' '.join(stages)} {ownership}" for code, kind, stages, ownership in rows}


def _grouped(waiting: Iterable[Submission]) -> dict[tuple[str, str], list[Submission]]:
    found: dict[tuple[str, str], list[Submission]] = defaultdict(list)
    for item in waiting:
        found[item.ledger_key, item.period_code].append(item)
    return found


def _shared_files(ids: Sequence[int]) -> dict[int, int]:
    """submission id -> how many of its files hang on another submission too."""
    standing = Evidence.objects.filter(withdrawn_at__isnull=True)
    files = standing.filter(submission__in=ids).order_by().values("file")
    twice = (
        standing.filter(file__in=files)
        .order_by()
        .values("file")
        .annotate(places=Count("submission", distinct=True))
        .filter(places__gt=1)
        .values("file")
    )
    counted = standing.filter(submission__in=ids, file__in=twice).order_by().values_list("submission")
    return dict(counted.annotate(count=Count("file", distinct=True)))


def _reviewed_before(ids: Sequence[int]) -> set[int]:
    """Filings that a reviewer returned or reopened after which they came again."""
    returned = Q(events__to_state__in=(SubmissionState.RETURNED, SubmissionState.REOPENED))
    found = Submission.objects.filter(pk__in=ids).annotate(back=Max("events__version", filter=returned))
    return set(found.filter(back__isnull=False).order_by().values_list("pk", flat=True))


def _late(waiting: Sequence[Submission]) -> set[int]:
    packs = installed_packs()
    asked = {
        (item.ledger_key, item.period_code): (packs.ledgers[item.ledger_key], Period.parse(item.period_code))
        for item in waiting
        if item.ledger_key in packs.ledgers
    }
    due = {
        (key, code, owed.unit.pk): owed.due for (key, code), units in owed_by(asked.values()).items() for owed in units
    }
    return {
        item.pk
        for item in waiting
        if item.submitted_at is not None
        and (day := due.get((item.ledger_key, item.period_code, item.org_unit_id))) is not None
        and timezone.localtime(item.submitted_at).date() > day
    }
