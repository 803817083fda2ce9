"""How much of an owed filing is missing, as far as anybody can say before it is filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from taizhang.core.actor import Actor
from taizhang.ledgers.drafting import is_blank
from taizhang.ledgers.models import GridDraft, KeptUpload, SubmissionVersion
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.queries.drafts import places_not_filed

Place = tuple[str, str, str]  # ledger key, period code, org unit


@dataclass(slots=True)
class Gap:
    """empty: required cells without a value, in the actor's draft, or of the whole filing while there is none (then by
    last period's rows when `guessed`, else of one row). unconfirmed: copied and not confirmed. wrong, asking, checked:
    what the last upload waits for. not_filed: places in which the actor's draft differs from what is saved."""

    empty: int = 0
    unconfirmed: int = 0
    wrong: int = 0
    asking: bool = False
    checked: bool = False
    drafted: bool = False
    not_filed: int = 0
    guessed: bool = False


def gaps(actor: Actor, lines: Sequence[FilingLine]) -> dict[Place, Gap]:
    """One a line; five queries for any number of lines."""
    found = {place_of(line): Gap() for line in lines}
    ledgers = {line.ledger.key: line.ledger for line in lines}
    required = {
        key: [field.id for field in ledger.fields if field.required] or [ledger.fields[0].id]
        for key, ledger in ledgers.items()
    }
    of_lines = {"ledger_key__in": ledgers, "user_id": actor.user_id or 0}
    for draft in GridDraft.objects.filter(**of_lines, rows__isnull=False).select_related("org_unit"):
        gap = found.get((draft.ledger_key, draft.period_code, draft.org_unit.code))
        if gap is not None:
            rows = [row for row in draft.rows or [] if not is_blank(row)]
            gap.drafted = True
            gap.empty = sum(not row["v"].get(name) for row in rows for name in required[draft.ledger_key])
            gap.empty = gap.empty if rows else len(required[draft.ledger_key])
            gap.unconfirmed = sum(len(row["c"]) for row in rows)
    waiting = KeptUpload.objects.filter(**of_lines, submission__isnull=True, expires_at__gt=timezone.now())
    for upload in waiting.select_related("org_unit"):
        gap = found.get((upload.ledger_key, upload.period_code, upload.org_unit.code))
        if gap is not None and upload.report:
            gap.wrong, gap.asking = upload.report.get("wrong", 0), bool(upload.report.get("asking"))
            gap.checked = not gap.wrong and not gap.asking
    for place, places in places_not_filed(actor, lines).items():
        found[place].not_filed = places
    last = _last_rows(lines)
    for line in lines:
        gap = found[place_of(line)]
        if not gap.drafted:
            rows_then = last.get((line.ledger.key, line.period.previous().code, line.org_unit), 0)
            gap.guessed = rows_then > 0
            gap.empty = len(required[line.ledger.key]) * max(rows_then, 1)
    return found


def _last_rows(lines: Sequence[FilingLine]) -> dict[Place, int]:
    """How many rows each filed for the period before."""
    then = {line.period.previous().code for line in lines}
    versions = SubmissionVersion.objects.filter(
        submission__ledger_key__in={line.ledger.key for line in lines},
        submission__period_code__in=then,
        submission__org_unit__code__in={line.org_unit for line in lines},
        number=F("submission__accepted_version"),
    )
    return {
        (key, period, unit): count
        for key, period, unit, count in versions.values_list(
            "submission__ledger_key", "submission__period_code", "submission__org_unit__code", "row_count"
        )
    }


def place_of(line: FilingLine) -> Place:
    return line.ledger.key, line.period.code, line.org_unit
