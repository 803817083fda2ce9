"""A draft that a return left behind: told apart, its own changes shown, put aside whole when the clerk goes on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime

from taizhang.core.packs import installed_packs
from taizhang.ledgers.drafting import DraftRow, counterparts
from taizhang.ledgers.models import GridDraft
from taizhang.ledgers.own_changes import OwnChange, changes_of_draft
from taizhang.ledgers.queries import came_back_with, current_rows, open_cells
from taizhang.ledgers.services import photos
from taizhang.ledgers.services.draft_checks import Filing, filed_rows, filed_submission, locked_problems
from taizhang.ledgers.services.drafts import keep, locked_draft
from taizhang.ledgers.validation import code_lists_of

KEPT_ASIDE = 5  # older ones than the last few are of filings long done


@dataclass(frozen=True, slots=True)
class Aside:
    """A draft that was put aside: when it had been typed, and what it says otherwise than the filing as it is now."""

    at: datetime | None
    changes: list[OwnChange]


def is_older(filing: Filing, draft: GridDraft) -> bool:
    """Whether the filing came back after this draft was typed, or is open in cells that do not fit it."""
    submission = filed_submission(filing)
    said = came_back_with(submission) if submission is not None else None
    if submission is None or said is None or draft.rows is None:
        return False
    if draft.saved_at is not None and draft.saved_at < said.at:
        return True
    if open_cells(submission) is None:
        return False
    return draft.base_version != submission.version or bool(locked_problems(filing, draft.base_version, draft.rows))


def own_changes(filing: Filing, base: int, rows: list[DraftRow], language: str) -> list[OwnChange]:
    """What these rows, begun on version base, changed by themselves, against the newest version: in the order of the
    table, new rows last."""
    submission = filed_submission(filing)
    if submission is None:
        return []
    return changes_of_draft(
        current_rows(submission, base) if base else [],
        current_rows(submission),
        rows,
        ledger=filing.ledger,
        codes=code_lists_of(filing.ledger, installed_packs()),
        language=language,
        open_=open_cells(submission),
    )


@transaction.atomic
def go_on(filing: Filing, language: str, *, takes: Collection[str] | None = None) -> GridDraft:
    """The draft becomes the filing as it came back, with those of its own changes that are taken over; as it was it is
    kept aside. takes: OwnChange.name; None for all that are allowed. A draft that is not older stays as it is."""
    draft = locked_draft(filing)
    submission = filed_submission(filing)
    if submission is None or draft.rows is None or not is_older(filing, draft):
        return draft
    changes = own_changes(filing, draft.base_version, draft.rows, language)
    wanted = [one for one in changes if one.allowed and (takes is None or one.name in takes)]
    rows = {row["id"]: row for row in filed_rows(filing, submission.version)}
    by_id = {row["id"]: row for row in draft.rows}
    before = current_rows(submission, draft.base_version) if draft.base_version else []
    codes = code_lists_of(filing.ledger, installed_packs())
    moved = counterparts(before, current_rows(submission), draft.rows, ledger=filing.ledger, codes=codes)
    for one in wanted:
        if one.field:
            rows[one.row]["v"][one.field] = one.typed
        elif one.typed:
            own = by_id.get(one.row) or by_id[one.row.removeprefix("n")]
            rows[one.row] = {"id": one.row, "v": dict(own["v"]), "c": list(own["c"])}
        else:
            del rows[one.row]
    if changes:
        set_aside(draft)
    draft.rows = [{**row, "v": {name: text for name, text in row["v"].items() if text}} for row in rows.values()]
    draft.base_version, draft.client, draft.sequence = submission.version, "", 0
    photos.follow(draft, draft.rows, moved)
    keep(draft)
    return draft


def set_aside(draft: GridDraft) -> None:
    """The locked draft as it is among those kept aside; the caller gives it other rows and writes it."""
    at = draft.saved_at.isoformat() if draft.saved_at is not None else ""
    kept = {"at": at, "base": draft.base_version, "rows": draft.rows}
    draft.set_aside = [*draft.set_aside, kept][-KEPT_ASIDE:]


def put_aside(filing: Filing, draft: GridDraft, language: str) -> list[Aside]:
    """The drafts that were put aside, the newest first."""
    return [
        Aside(parse_datetime(one["at"]), own_changes(filing, one["base"], one["rows"], language))
        for one in reversed(draft.set_aside)
    ]
