"""A draft that a return left behind: what it says otherwise, and from where to go on; the same for grid and phone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from taizhang.core.language import language_of
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import OPEN_STATES, SubmissionState
from taizhang.ledgers.views.common import crumbs_to, say_problems, unit_name
from taizhang.ledgers.views.grid_input import filing_from

PAGES = {"grid": "ledgers:grid-page", "phone": "ledgers:phone-form"}


def to_older(filing: services.Filing, way: str) -> HttpResponse:
    """way: grid or phone, where the person goes on afterwards."""
    place = [filing.ledger.key, filing.period.code, filing.org_unit.code]
    return redirect(f"{reverse('ledgers:grid-older', args=place)}?{urlencode({'way': way})}")


@never_cache
@require_http_methods(["GET", "POST"])
def older_draft(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """What the draft changed against the filing that came back. POST goes on from that filing: `do` all takes over
    every value whose cell is open, else those of `take`. Afterwards: what was put aside."""
    filing, place = filing_from(request, ledger_key, period, org), (ledger_key, period, org)
    asked = request.POST if request.method == "POST" else request.GET
    way = "phone" if asked.get("way") == "phone" else "grid"
    try:
        draft = services.draft_for(filing)
        older = services.is_older(filing, draft)
        waiting = services.waiting_draft(filing, language_of())
        changes = waiting.changes if waiting is not None else []
        if older and (request.method == "POST" or not changes):
            everything = asked.get("do") == "all"
            services.go_on(filing, language_of(), takes=None if everything else asked.getlist("take"))
            if changes:
                messages.success(request, _("You go on from the filing as it is open now; the draft is kept aside."))
            return redirect(PAGES[way], *place)
    except TaizhangError as error:
        say_problems(request, error)
        return redirect("ledgers:filing-page", *place)
    if not older and (request.method == "POST" or not (draft.set_aside or changes)):
        return redirect(PAGES[way], *place)
    submission = services.filed_submission(filing)
    if submission is not None:
        queries.note_personal_view(filing.actor, submission, filing.ledger)
    said = queries.came_back_with(submission) if submission is not None else None
    context = {
        "ledger": filing.ledger,
        "period": filing.period,
        "org": org,
        "org_name": unit_name(filing.org_unit, filing.period),
        "draft": draft,
        "older": older,
        "reopened": submission is not None and submission.state == SubmissionState.REOPENED,
        "said": said,
        "before": bool(said and draft.saved_at and draft.saved_at < said.at),
        "changes": changes,
        "submission": submission,
        "is_open": submission is None or submission.state in OPEN_STATES,
        "allowed": [one for one in changes if one.allowed],
        "shut": [one for one in changes if not one.allowed],
        "aside": services.put_aside(filing, draft, language_of()),
        "way": way,
        "back": reverse(PAGES[way], args=place),
        "crumbs": crumbs_to(filing.ledger, (_("Earlier draft"), "")),
    }
    return render(request, "ledgers/older_draft.html", context)
