"""Problems with measures, plan items, and answers to last period's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.summaries.commitments import commitments_due, promised_words
from taizhang.summaries.models import Answer, Commitment, CommitmentKind, Summary
from taizhang.summaries.services.draft import require_draft


@transaction.atomic
def save_commitment(
    *,
    actor: Actor,
    summary: Summary,
    kind: CommitmentKind,
    values: Mapping[str, str],
    deadline: date | None = None,
    promised: Decimal | None = None,
    commitment: Commitment | None = None,
) -> Commitment:
    """Store a pair or a plan item. values: problem, cause, measure, owner, indicator_key."""
    require_draft(actor, summary)
    if commitment is None:
        last = summary.commitments.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
        commitment = Commitment(summary=summary, kind=kind, position=last + 1)
    elif commitment.summary_id != summary.pk:
        raise NotAllowed(Permission.WRITE_SUMMARY)
    for name in ("problem", "cause", "measure", "owner", "indicator_key"):
        setattr(commitment, name, values.get(name, "").strip())
    commitment.deadline, commitment.promised = deadline, promised
    commitment.save()
    audit.record(
        actor=actor,
        action="summary.commitment",
        obj=summary,
        org_unit=summary.org_unit.code,
        detail={"commitment": commitment.pk, "kind": kind.value, **values},
    )
    return commitment


@transaction.atomic
def remove_commitment(*, actor: Actor, commitment: Commitment) -> None:
    summary = commitment.summary
    require_draft(actor, summary)
    detail = {"removed": commitment.problem or commitment.measure}
    commitment.delete()
    audit.record(actor=actor, action="summary.commitment", obj=summary, org_unit=summary.org_unit.code, detail=detail)


@transaction.atomic
def answer_commitment(*, actor: Actor, summary: Summary, commitment: Commitment, met: bool, text: str) -> Answer:
    """What came of a promise of the last summary. Raises NotAllowed for a commitment that is not due here."""
    require_draft(actor, summary)
    if all(item.pk != commitment.pk for item in commitments_due(summary)):
        raise NotAllowed(Permission.WRITE_SUMMARY)
    answer, _created = Answer.objects.update_or_create(
        summary=summary, commitment=commitment, defaults={"met": met, "text": text.strip()}
    )
    audit.record(
        actor=actor,
        action="summary.answer",
        obj=summary,
        org_unit=summary.org_unit.code,
        detail={"commitment": commitment.pk, "met": met, "text": text.strip()},
    )
    if not met:
        _carry_over(actor, summary, commitment)
    return answer


def _carry_over(actor: Actor, summary: Summary, commitment: Commitment) -> None:
    """What was not met becomes an item of the next period's plan, once; the writer may reword it or take it out."""
    measure = promised_words(commitment)
    if summary.commitments.filter(kind=CommitmentKind.PLAN, measure=measure).exists():
        return
    save_commitment(
        actor=actor,
        summary=summary,
        kind=CommitmentKind.PLAN,
        values={"measure": measure, "owner": commitment.owner, "indicator_key": commitment.indicator_key},
        promised=commitment.promised,
    )
