"""Taking problems that were found in the period into a summary."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from taizhang.core.actor import Actor
from taizhang.summaries.found_problems import offered_problems
from taizhang.summaries.models import CommitmentKind, Summary
from taizhang.summaries.services.commit import save_commitment
from taizhang.summaries.services.draft import require_draft


@transaction.atomic
def take_found_problems(*, actor: Actor, summary: Summary, figures: Collection[str], language: str = "zh") -> int:
    """A pair for each of `figures` (keys) that is offered, the commonest problem first; how many were taken. One that
    is not offered (any more) is passed over, so that pressing twice takes it once."""
    require_draft(actor, summary)
    summary = Summary.objects.select_for_update().select_related("org_unit").get(pk=summary.pk)
    wanted = [item for item in offered_problems(actor, summary, language) if item.found.figure in figures]
    for item in wanted:
        save_commitment(
            actor=actor,
            summary=summary,
            kind=CommitmentKind.PROBLEM,
            values={"problem": item.words, "measure": item.found.measure},
        )
    return len(wanted)
