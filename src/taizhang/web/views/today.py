"""The start page: what I have to do, by deadline; what changed since my last visit, or in a month on request."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from taizhang.accounts.services import PREVIOUS_VISIT
from taizhang.core import clock
from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.today import LINES, changes_for, todo_for
from taizhang.ledgers.queries import is_one_unit

FIRST_VISIT = timedelta(days=30)  # somebody new is told of a month


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    items = todo_for(actor_of(request), clock.today())
    last_visit = None if request.GET.get("since") == "month" else _previous_visit(request)
    everything = request.GET.get("all") == "1"
    return render_page(
        request,
        "web/today.html",
        {
            "items": items if everything else items[:LINES],
            "hidden_count": 0 if everything else max(0, len(items) - LINES),
            "changes": changes_for(actor_of(request), last_visit or clock.now() - FIRST_VISIT),
            "since": last_visit,
            "first_days": FIRST_VISIT.days,
            "files": is_one_unit(actor_of(request)) and actor_of(request).can(Permission.FILE_LEDGER),
        },
    )


def _previous_visit(request: HttpRequest) -> datetime | None:
    """None on a first visit."""
    kept = request.session.get(PREVIOUS_VISIT)
    return datetime.fromisoformat(kept) if kept else None
