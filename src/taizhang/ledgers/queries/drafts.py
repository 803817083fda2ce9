"""What the grid shows beside the draft: cells that are open, last period's values."""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import QuerySet

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.drafting import MAX_ROWS, texts_of
from taizhang.ledgers.models import GridDraft, Submission
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
