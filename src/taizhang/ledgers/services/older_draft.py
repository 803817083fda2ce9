"""A draft that a return left behind: told apart, its own changes shown, put aside whole when the clerk goes on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime

from taizhang.core.packs import installed_packs
from taizhang.ledgers.drafting import DraftRow, draft_of, is_blank, merge, same_rows, says_the_same
from taizhang.ledgers.models import GridDraft
from taizhang.ledgers.queries import came_back_with, current_rows, open_cells
from taizhang.ledgers.services import photos
from taizhang.ledgers.services.draft_checks import Filing, filed_rows, filed_submission, locked_problems
from taizhang.ledgers.services.drafts import keep, locked_draft
from taizhang.ledgers.validation import code_lists_of

KEPT_ASIDE = 5  # older ones than the last few are of filings long done


@dataclass(frozen=True, slots=True)
class OwnChange:
    """What a draft says otherwise than the filing. field "": a whole row, that the draft added (filed "") or took out
    (typed ""). allowed: the cell is open, so that the draft's value may be taken over. number: of the row, 0 for a new
    one."""

    row: str
    number: int
    label: str
    field: str
    title: str
    filed: str
    typed: str
    allowed: bool

    @property
    def name(self) -> str:
        return f"{self.row}.{self.field}"


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
    ledger, codes = filing.ledger, code_lists_of(filing.ledger, installed_packs())
    newest = current_rows(submission)
    sides = (current_rows(submission, base) if base else [], newest, rows)
    clashes = merge(*sides, ledger=ledger, codes=codes, language=language).clashes
    mine = {clash.name: "mine" for clash in clashes}
    merged = merge(*sides, ledger=ledger, codes=codes, language=language, picks=mine)
    typed = {row["id"]: row for row in merged.rows}
    filed = draft_of(newest, ledger, codes)
    open_ = open_cells(submission)
    every = {field.id for field in ledger.fields}
    found = []
    for number, row in enumerate(filed, start=1):
        other, allowed = typed.pop(row["id"], None), every if open_ is None else open_.get(row["id"], frozenset())
        label = _label(row, filing)
        if other is None:
            found.append(OwnChange(row["id"], number, label, "", "", _line(row, filing), "", allowed == every))
            continue
        for field in ledger.fields:
            was, now = row["v"].get(field.id, ""), other["v"].get(field.id, "")
            if not says_the_same(was, now, field):
                title = field.title.get(language)
                found.append(OwnChange(row["id"], number, label, field.id, title, was, now, field.id in allowed))
    found += [
        OwnChange(row["id"], 0, _label(row, filing), "", "", "", _line(row, filing), open_ is None)
        for row in typed.values()
        if not is_blank(row)
    ]
    return found


def _label(row: DraftRow, filing: Filing) -> str:
    return " · ".join(word for name in filing.ledger.row_key if (word := row["v"].get(name)))


def _line(row: DraftRow, filing: Filing) -> str:
    return "，".join(row["v"][field.id] for field in filing.ledger.fields if row["v"].get(field.id))[:200]


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
    moved = same_rows(before, current_rows(submission))
    for one in wanted:
        if one.field:
            rows[one.row]["v"][one.field] = one.typed
        elif one.typed:
            own = by_id.get(one.row) or by_id[one.row.removeprefix("n")]
            rows[one.row] = {"id": one.row, "v": dict(own["v"]), "c": list(own["c"])}
        else:
            del rows[one.row]
    if changes:
        at = draft.saved_at.isoformat() if draft.saved_at is not None else ""
        aside = {"at": at, "base": draft.base_version, "rows": draft.rows}
        draft.set_aside = [*draft.set_aside, aside][-KEPT_ASIDE:]
    draft.rows = [{**row, "v": {name: text for name, text in row["v"].items() if text}} for row in rows.values()]
    draft.base_version, draft.client, draft.sequence = submission.version, "", 0
    photos.follow(draft, draft.rows, moved)
    keep(draft)
    return draft


def put_aside(filing: Filing, draft: GridDraft, language: str) -> list[Aside]:
    """The drafts that were put aside, the newest first."""
    return [
        Aside(parse_datetime(one["at"]), own_changes(filing, one["base"], one["rows"], language))
        for one in reversed(draft.set_aside)
    ]
