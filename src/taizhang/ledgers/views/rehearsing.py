"""Whom a ledger's checks would have stopped last time: shown on the page of a design and on that of a filing task."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from taizhang.core.htmx import redirect_after_post, render_page, wants_fragment
from taizhang.core.language import language_of
from taizhang.core.requests import actor_of
from taizhang.engine.periods import Period
from taizhang.ledgers import queries, services
from taizhang.ledgers.designing.design import Design
from taizhang.ledgers.services.rehearsing import Wanted
from taizhang.ledgers.views.common import ledger_of, period_of
from taizhang.ledgers.views.design_page import stops_of


@never_cache
@require_http_methods(["GET", "POST"])
def design_rehearsal(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the result, or the offer to run a long one; POST runs it."""
    actor = actor_of(request)
    row = queries.design_for(actor, pk)
    view = queries.outlook(actor, row, Design.from_data(row.data))
    wanted = services.wanted_by_outlook(actor, row, view)
    here = reverse("ledgers:design-rehearsal", args=[pk])
    stops = [] if wanted is not None else stops_of(row, view)
    return _answer(request, wanted, here, reverse("ledgers:design-page", args=[pk]), design=pk, stops=stops)


@never_cache
@require_http_methods(["GET", "POST"])
def task_rehearsal(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    ledger = ledger_of(request, ledger_key)
    actor = actor_of(request)
    asked = period_of(period, ledger)
    if not queries.may_ask(actor, ledger, asked):
        raise Http404
    place = [ledger_key, period]
    wanted = services.wanted_of_task(actor, ledger, asked)
    here, back = reverse("ledgers:task-rehearsal", args=place), reverse("ledgers:task-send", args=place)
    return _answer(request, wanted, here, back, period=period)


def _answer(
    request: HttpRequest,
    wanted: Wanted | None,
    here: str,
    back: str,
    *,
    design: int = 0,
    period: str = "",
    stops: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    actor = actor_of(request)
    if request.method == "POST" and wanted is not None and wanted.source is not None:
        services.start_rehearsal(actor=actor, wanted=wanted, design=design, period=period)
        if not wants_fragment(request):
            return redirect_after_post(request, here)
    found = services.rehearsal_of(actor, wanted) if wanted is not None else None
    result = found.result if found is not None else None
    source = wanted.source if wanted is not None else None
    context = {
        "unreadable": wanted is None,
        "stops": stops[:5],
        "source": source,
        "result": result,
        "period": Period.parse(result.period).title.get(language_of()) if result is not None else "",
        "job": found.job if found is not None else None,
        "english": language_of() == "en",
        "here": here,
        "back": back,
        "crumbs": [(_("Ledgers"), reverse("ledgers:ledger-list")), (_("Rehearsal"), "")],
    }
    return render_page(request, "ledgers/rehearsal.html", context, fragment="ledgers/_rehearsal.html")
