"""How the sums of a filing moved since the accepted one of the period before: for one look by head and reviewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from taizhang.engine.pack import Field, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Submission, SubmissionVersion
from taizhang.ledgers.sums import summed_fields


@dataclass(frozen=True, slots=True)
class Moved:
    """One sum that differs. field None: how many rows there are. None where a period has no value."""

    field: Field | None
    before: Decimal | None
    now: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """In percent of what it was; None without a base."""
        return (self.now - self.before) / self.before * 100 if self.before and self.now is not None else None


def moved_sums(ledger: Ledger, before: SubmissionVersion, now: SubmissionVersion) -> tuple[Moved, ...]:
    """Those that differ: rows first, then columns in their order."""
    left, right = _sums(before), _sums(now)
    rows = Moved(None, Decimal(before.row_count), Decimal(now.row_count))
    columns = (Moved(field, left.get(field.id), right.get(field.id)) for field in summed_fields(ledger))
    return tuple(moved for moved in (rows, *columns) if moved.before != moved.now)


def versions_before(waiting: Sequence[Submission]) -> dict[int, SubmissionVersion]:
    """Submission id -> the accepted version of the same unit's filing of the period before; one query."""
    wanted = {
        (item.ledger_key, Period.parse(item.period_code).previous().code, item.org_unit_id): item.pk for item in waiting
    }
    found = SubmissionVersion.objects.filter(
        submission__ledger_key__in={key for key, _period, _unit in wanted},
        submission__period_code__in={period for _key, period, _unit in wanted},
        submission__org_unit__in={unit for _key, _period, unit in wanted},
        number=F("submission__accepted_version"),
    ).select_related("submission")
    pairs = ((item, item.submission) for item in found)
    return {
        wanted[key]: version
        for version, filing in pairs
        if (key := (filing.ledger_key, filing.period_code, filing.org_unit_id)) in wanted
    }


def sums_since_before(submission: Submission, ledger: Ledger) -> tuple[Moved, ...] | None:
    """Of one filing that has a version; None when nothing was accepted for the period before."""
    before = versions_before([submission]).get(submission.pk)
    if before is None:
        return None
    return moved_sums(ledger, before, submission.versions.get(number=submission.version))


def _sums(version: SubmissionVersion) -> Mapping[str, Decimal]:
    return {name: Decimal(value) for name, value in version.sums.items()}
