"""What the grid shows beside the draft: cells that are open, last period's values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson
from django.db.models import QuerySet

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.drafting import MAX_ROWS, texts_of
from taizhang.ledgers.models import GridDraft, Row, Submission
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.own_changes import changes_of_draft
from taizhang.ledgers.queries.marks import marked_rows
from taizhang.ledgers.queries.submissions import current_rows
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit


def draft_query(actor: Actor, ledger: Ledger, period: Period, org_unit: OrgUnit) -> QuerySet[GridDraft]:
    return GridDraft.objects.filter(
        user_id=actor.user_id or 0, org_unit=org_unit, ledger_key=ledger.key, period_code=period.code
    )


def has_draft(actor: Actor, ledger: Ledger, period: Period, org_unit: OrgUnit) -> bool:
    """Whether the actor typed something that is not filed yet."""
    return draft_query(actor, ledger, period, org_unit).filter(rows__isnull=False).exists()


def places_not_filed(actor: Actor, lines: Sequence[FilingLine]) -> dict[tuple[str, str, str], int]:
    """(ledger, period, org unit) -> in how many places the actor's draft differs from the newest version; only where
    it does. Two queries for any number of lines."""
    wanted = {(line.ledger.key, line.period.code, line.org_unit): line for line in lines if line.version}
    drafts = GridDraft.objects.filter(
        user_id=actor.user_id or 0, rows__isnull=False, ledger_key__in={key for key, _period, _unit in wanted}
    )
    beside = [
        (draft, wanted[place])
        for draft in drafts.select_related("org_unit")
        if (place := (draft.ledger_key, draft.period_code, draft.org_unit.code)) in wanted
    ]
    stored: dict[int, list[Row]] = defaultdict(list)
    filings = {line.submission for _draft, line in beside}
    for row in Row.objects.filter(submission__in=filings).order_by("position", "pk") if filings else ():
        stored[row.submission_id].append(row)
    found = {}
    for draft, line in beside:
        rows = stored[line.submission or 0]
        base, newest = (_alive(rows, number) for number in (draft.base_version, line.version))
        codes, typed = code_lists_of(line.ledger, installed_packs()), draft.rows or []
        changes = changes_of_draft(base, newest, typed, ledger=line.ledger, codes=codes, language=language_of())
        if changes:
            found[line.ledger.key, line.period.code, line.org_unit] = len(changes)
    return found


def differing(drafts: Sequence[GridDraft], submission: Submission, language: str) -> list[GridDraft]:
    """Those of a filing's drafts that say something else than its newest version. One query for any number of them."""
    ledger, packs = installed_packs().ledger(submission.ledger_key), installed_packs()
    rows = list(Row.objects.filter(submission=submission).order_by("position", "pk"))
    newest, codes = _alive(rows, submission.version), code_lists_of(ledger, packs)
    return [
        draft
        for draft in drafts
        if changes_of_draft(
            _alive(rows, draft.base_version), newest, draft.rows or [], ledger=ledger, codes=codes, language=language
        )
    ]


def _alive(rows: Sequence[Row], version: int) -> list[Row]:
    return [row for row in rows if row.added_in <= version and (row.removed_in is None or row.removed_in > version)]


def open_cells(submission: Submission) -> dict[str, frozenset[str]] | None:
    """Row id as drafts write it -> fields that a reviewer marked when sending it back; None when all is open: it was
    not sent back, or nothing was marked. A marked row is open in every field."""
    marked = marked_rows(submission)
    if not marked:
        return None
    every = frozenset(field.id for field in installed_packs().ledger(submission.ledger_key).fields)
    found: dict[str, frozenset[str]] = {}
    for row, name in marked:
        own = f"r{row.pk}"
        found[own] = found.get(own, frozenset()) | (frozenset([name]) if name else every)
    return found


def last_period_values(ledger: Ledger, period: Period, org_unit: OrgUnit) -> list[dict[str, Any]]:
    """The rows accepted for the period before, values by field id; [] when there are none."""
    before = accepted_before(ledger, period, org_unit)
    return [orjson.loads(row.data) for row in current_rows(before, before.accepted_version)] if before else []


def accepted_before(ledger: Ledger, period: Period, org_unit: OrgUnit) -> Submission | None:
    """What was accepted for the period before."""
    return Submission.objects.filter(
        org_unit=org_unit,
        ledger_key=ledger.key,
        period_code=period.previous().code,
        accepted_version__isnull=False,
    ).first()


def last_period_texts(ledger: Ledger, period: Period, org_unit: OrgUnit) -> list[dict[str, str]]:
    """The same as a person would type them, as many as the grid holds."""
    before = accepted_before(ledger, period, org_unit)
    if before is None:
        return []
    codes = code_lists_of(ledger, installed_packs())
    return [texts_of(row, ledger, codes) for row in current_rows(before, before.accepted_version)[:MAX_ROWS]]
