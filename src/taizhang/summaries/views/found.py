"""Problems that inspection found in the period, to be taken into a summary."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taizhang.core.htmx import render_page
from taizhang.core.requests import actor_of
from taizhang.summaries import services
from taizhang.summaries.found_problems import offered_problems
from taizhang.summaries.views.common import DOCUMENT_LANGUAGE, summary_of, to_edit


@require_http_methods(["GET", "POST"])
def problems_found(request: HttpRequest, pk: int) -> HttpResponse:
    """The list; a post takes what is ticked and leads back to the pairs."""
    actor, summary = actor_of(request), summary_of(request, pk)
    services.draft.require_draft(actor, summary)
    if request.method == "POST":
        chosen = request.POST.getlist("figure")
        taken = services.take_found_problems(actor=actor, summary=summary, figures=chosen, language=DOCUMENT_LANGUAGE)
        _say(request, taken)
        return to_edit(summary, "commitments")
    context = {"summary": summary, "offered": offered_problems(actor, summary, DOCUMENT_LANGUAGE)}
    fragment = "summaries/_problems_found.html"
    return render_page(request, "summaries/problems_found.html", context, fragment=fragment)


def _say(request: HttpRequest, taken: int) -> None:
    if not taken:
        messages.info(request, _("No problem was taken: tick those that the summary is to name."))
        return
    words = ngettext(
        "%(count)d problem stands among the pairs; reword it, and write its cause, owner and deadline.",
        "%(count)d problems stand among the pairs; reword them, and write their causes, owners and deadlines.",
        taken,
    )
    messages.success(request, words % {"count": taken})
