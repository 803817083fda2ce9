"""A draft that is typed and not in the filing: told before the filing is handed in without it, never left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.ledgers.drafting import DraftRow, counterparts
from taizhang.ledgers.models import GridDraft, Submission
from taizhang.ledgers.own_changes import OwnChange
from taizhang.ledgers.queries import current_rows, is_mended, personal_fields
from taizhang.ledgers.queries.drafts import differing, draft_query
from taizhang.ledgers.services import photos
from taizhang.ledgers.services.draft_checks import Filing, filed_submission
from taizhang.ledgers.services.drafts import keep
from taizhang.ledgers.services.older_draft import own_changes, set_aside
from taizhang.ledgers.services.review import submit
from taizhang.ledgers.validation import code_lists_of


class DraftWaits(TaizhangError):
    """Handing in would leave out what the person typed; nothing was handed in."""

    def __init__(self, places: int) -> None:
        expected = Text("报哪一份说清楚", "a word on which one is meant")
        found = Text(f"草稿有 {places} 处没存进来", f"a draft that differs in {places} places")
        cure = Text("选用草稿上报，或放下草稿。", "Hand in the draft, or put it aside.")
        super().__init__([Problem("draft.waits", "", expected, found, cure)])


class Unmended(TaizhangError):
    """Handing in would send back to the reviewer what came back, as it was; nothing was handed in."""

    def __init__(self) -> None:
        expected = Text("改过的内容，或说明原样上报", "something mended, or the word that it is meant unchanged")
        found = Text("内容和退回前一样", "what it said before")
        super().__init__(
            [Problem("filing.unmended", "", expected, found, Text("先改，或原样上报。", "Mend it, or say so."))]
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft with what it says otherwise than the newest version, at least one place."""

    draft: GridDraft
    changes: list[OwnChange]


def _may_read(filing: Filing) -> bool:
    actor, ledger, code = filing.actor, filing.ledger, filing.org_unit.code
    whole = not personal_fields(ledger) or code in actor.whole_units(ledger)
    return whole and actor.can(Permission.FILE_LEDGER, code, ledger)


def _beside(filing: Filing, draft: GridDraft | None, language: str) -> Waiting | None:
    rows: list[DraftRow] | None = draft.rows if draft is not None else None
    if draft is None or rows is None:
        return None
    submission = filed_submission(filing)
    if submission is None or not submission.version:
        return None
    changes = own_changes(filing, draft.base_version, rows, language)
    return Waiting(draft, changes) if changes else None


def waiting_draft(filing: Filing, language: str, *, held: bool = False) -> Waiting | None:
    """The actor's own draft of a filing that is saved, where it says something else; else None. held: locked until the
    transaction ends."""
    if not _may_read(filing):
        return None
    mine = draft_query(filing.actor, filing.ledger, filing.period, filing.org_unit)
    return _beside(filing, (mine.select_for_update() if held else mine).first(), language)


def aside_of(filing: Filing) -> bool:
    """Whether the actor put drafts of it aside, that can be looked at."""
    mine = draft_query(filing.actor, filing.ledger, filing.period, filing.org_unit).first()
    return mine is not None and bool(mine.set_aside) and _may_read(filing)


def drafts_of_others(filing: Filing, language: str) -> list[GridDraft]:
    """Of colleagues who typed something else than what is filed: who and when, not what."""
    if not filing.actor.can(Permission.FILE_LEDGER, filing.org_unit.code, filing.ledger):
        return []
    drafts = GridDraft.objects.filter(
        org_unit=filing.org_unit, ledger_key=filing.ledger.key, period_code=filing.period.code, rows__isnull=False
    )
    others = drafts.exclude(user_id=filing.actor.user_id or 0).select_related("user").order_by("pk")
    submission = filed_submission(filing) if others else None
    return differing(list(others), submission, language) if submission is not None and submission.version else []


@transaction.atomic
def submit_saved(
    filing: Filing,
    submission: Submission,
    *,
    explanations: Mapping[str, str],
    reason: str = "",
    aside: int | None = None,
    unchanged: bool = False,
) -> Submission:
    """Hand in the newest version, as `submit` does, for a person who may have a draft beside it.

    aside: the revision of the draft that the person saw and puts aside; it is kept as it was. Raises DraftWaits for a
    draft that differs and was not put aside, or was changed since. unchanged: the person said that what came back is
    handed in as it is; raises Unmended without it.
    """
    waiting = waiting_draft(filing, "zh", held=True)  # counted only
    if waiting is not None and aside != waiting.draft.revision:
        raise DraftWaits(len(waiting.changes))
    if not (unchanged or is_mended(submission)):
        raise Unmended
    done = submit(actor=filing.actor, submission=submission, explanations=explanations, reason=reason)
    if waiting is not None:
        draft = waiting.draft
        before, newest = current_rows(done, draft.base_version) if draft.base_version else [], current_rows(done)
        codes = code_lists_of(filing.ledger, installed_packs())
        moved = counterparts(before, newest, draft.rows or [], ledger=filing.ledger, codes=codes)
        photos.follow(draft, [{"id": f"r{row.pk}", "v": {}, "c": []} for row in newest], moved)
        set_aside(draft)
        draft.rows, draft.client, draft.sequence = None, "", 0
        keep(draft)
    return done
