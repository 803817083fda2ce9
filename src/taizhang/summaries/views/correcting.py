"""What a correction of an accepted filing moved: figures, and the issued documents that carry the old ones."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.periods import Period
from taizhang.figures import queries as figure_queries
from taizhang.ledgers import queries as ledger_queries
from taizhang.summaries.ripple import documents_carrying

SHOWN = 200


@require_safe
def correction_ripple(request: HttpRequest, submission_pk: int) -> HttpResponse:
    """Figures old and new, documents in force, a notice for each as a draft. Asks again by itself while figures are
    being computed."""
    actor = actor_of(request)
    submission, ledger = ledger_queries.submission_for(actor, submission_pk)
    moves = figure_queries.moves_of(actor, submission)
    if moves is None:
        raise Http404
    correction = ledger_queries.correction_of(submission)
    title = ledger.title.get(language_of())
    context = {
        "submission": submission,
        "ledger": ledger,
        "period": Period.parse(submission.period_code),
        "moves": moves,
        "moved": moves.moved[:SHOWN],
        "more": max(0, len(moves.moved) - SHOWN),
        "documents": documents_carrying(actor, moves.moved, correction.version.reason if correction else ""),
        "correction": correction,
        "writes": actor.can(Permission.WRITE_SUMMARY),
        "crumbs": [
            (title, reverse("ledgers:submission-detail", args=[submission.pk])),
            (_("What the correction moved"), ""),
        ],
    }
    return render_page(request, "summaries/correction_ripple.html", context, fragment="summaries/_ripple.html")
