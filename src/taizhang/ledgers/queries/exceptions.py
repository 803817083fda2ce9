"""What a reviewer should look at first, for all filings that wait; the number of queries does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Max
from django.utils import timezone

from taizhang.core.packs import installed_packs
from taizhang.engine.outliers import Apart, Outlier
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Evidence, ReviewLook, Submission, SubmissionVersion
from taizhang.ledgers.queries.brought import brought_counts
from taizhang.ledgers.queries.corrected import judged_at, opened_again
from taizhang.ledgers.queries.duties import owed_by
from taizhang.ledgers.queries.outliers import outliers
from taizhang.ledgers.queries.outside import mismatch_counts
from taizhang.ledgers.queries.same_files import same_files
from taizhang.ledgers.queries.submissions import sent_back_by_reviewer
from taizhang.ledgers.queries.vanished import vanished_counts


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What is unusual about a filing that waits.

    rows: of the version that waits. warnings: failed checks that were explained. outliers: by field id (ROWS: how many
    rows), apart: by comparison id. same_files: evidence that another place shows too. mismatches: rows that a list from
    outside speaks against. vanished: rows of the period before that are not in it. brought: cells that hold other than
    the ledger that they were brought from. again: it was reviewed before, so only what changed since is new. looked:
    this reviewer has opened it.
    """

    rows: int = 0
    warnings: int = 0
    outliers: Mapping[str, Outlier] = field(default_factory=dict)
    apart: Mapping[str, Apart] = field(default_factory=dict)
    same_files: int = 0
    mismatches: int = 0
    vanished: int = 0
    brought: int = 0
    late: bool = False
    again: bool = False
    looked: bool = False

    @property
    def clean(self) -> bool:
        found = self.warnings or self.unlike_peers or self.same_files or self.mismatches or self.vanished
        return not (found or self.brought or self.again)

    @property
    def unlike_peers(self) -> int:
        return len(self.outliers) + len(self.apart)

    @property
    def weight(self) -> int:
        """For sorting: what is most unusual first."""
        some = 3 * (bool(self.mismatches) + bool(self.vanished) + bool(self.brought))
        return 4 * self.unlike_peers + 3 * self.same_files + some + 2 * self.warnings + self.again


def exceptions_of(waiting: Sequence[Submission], reviewer: int | None) -> dict[int, Exceptions]:
    """By submission id. Eight queries, and seven a ledger and period that is waiting; where that takes values from
    other ledgers one more, and three for each of them."""
    ids = [item.pk for item in waiting]
    versions = {
        item.submission_id: item
        for item in SubmissionVersion.objects.filter(submission__in=ids, number=F("submission__version"))
    }
    shared, apart_from_lists = _shared_files(ids), mismatch_counts(ids)
    again = _reviewed_before(ids)
    looked = set(
        ReviewLook.objects.at_what_waits()
        .filter(submission__in=ids, actor=reviewer)
        .values_list("submission_id", flat=True)
    )
    late = _late(waiting)
    unlike: dict[int, tuple[Mapping[str, Outlier], Mapping[str, Apart]]] = {}
    vanished: dict[int, int] = {}
    brought: dict[int, int] = {}
    for (key, code), items in _grouped(waiting).items():
        ledger = installed_packs().ledgers.get(key)
        if ledger is not None:
            period = Period.parse(code)
            changed, apart = outliers(ledger, period)
            gone = vanished_counts(ledger, period, [item.org_unit_id for item in items])
            brought |= brought_counts(ledger, period, items)
            for item in items:
                vanished[item.pk] = gone.get(item.org_unit_id, 0)
                unit = item.org_unit.code
                unlike[item.pk] = changed.get(unit, {}), apart.get(unit, {})
    return {
        item.pk: Exceptions(
            rows=versions[item.pk].row_count if item.pk in versions else 0,
            warnings=len({str(hit["check"]) for hit in versions[item.pk].warnings}) if item.pk in versions else 0,
            outliers=unlike.get(item.pk, ({}, {}))[0],
            apart=unlike.get(item.pk, ({}, {}))[1],
            same_files=shared.get(item.pk, 0),
            mismatches=apart_from_lists.get(item.pk, 0),
            vanished=vanished.get(item.pk, 0),
            brought=brought.get(item.pk, 0),
            late=item.pk in late,
            again=item.pk in again,
            looked=item.pk in looked,
        )
        for item in waiting
    }


def _grouped(waiting: Iterable[Submission]) -> dict[tuple[str, str], list[Submission]]:
    found: dict[tuple[str, str], list[Submission]] = defaultdict(list)
    for item in waiting:
        found[item.ledger_key, item.period_code].append(item)
    return found


def _shared_files(ids: Sequence[int]) -> dict[int, int]:
    """submission id -> how many of its files hang at another place too."""
    pairs = same_files(ids)
    counted = Evidence.objects.filter(pk__in=pairs).order_by().values_list("submission")
    return dict(counted.annotate(count=Count("pk"))) if pairs else {}


def _reviewed_before(ids: Sequence[int]) -> set[int]:
    """Filings that a reviewer returned or reopened after which they came again."""
    found = Submission.objects.filter(pk__in=ids).annotate(
        back=Max("events__version", filter=sent_back_by_reviewer("events__"))
    )
    return set(found.filter(back__isnull=False).order_by().values_list("pk", flat=True))


def _late(waiting: Sequence[Submission]) -> set[int]:
    packs = installed_packs()
    asked = {
        (item.ledger_key, item.period_code): (packs.ledgers[item.ledger_key], Period.parse(item.period_code))
        for item in waiting
        if item.ledger_key in packs.ledgers
    }
    owed = owed_by(asked.values(), only={item.org_unit.code for item in waiting})
    due = {(key, code, one.unit.pk): one.due for (key, code), units in owed.items() for one in units}
    opened = opened_again(waiting)
    return {
        item.pk
        for item in waiting
        if (handed_in := judged_at(item, opened.get(item.pk))) is not None
        and (day := due.get((item.ledger_key, item.period_code, item.org_unit_id))) is not None
        and timezone.localtime(handed_in).date() > day
    }
