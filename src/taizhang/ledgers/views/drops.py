"""Several files at once: one line a file with where it belongs and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from taizhang.core import clock
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import DroppedState
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.services import FilingPlace
from taizhang.ledgers.services.dropping import MOST_FILES
from taizhang.ledgers.views.common import say_problems
from taizhang.ledgers.views.drop_lines import drop_line
from taizhang.ledgers.views.dropped import drop_of


@require_http_methods(["GET", "POST"])
def files_drop(request: HttpRequest) -> HttpResponse:
    """Files for any of the filings that the actor owes."""
    actor_of(request).require(Permission.FILE_LEDGER)
    status = 200
    if request.method == "POST":
        try:
            return drop_of(request, None)
        except TaizhangError as error:
            say_problems(request, error)
            status = 422
    return render(request, "ledgers/files_drop.html", _page(), status=status)


def _page(**more: object) -> dict[str, object]:
    crumbs = [(_("Ledgers"), reverse("ledgers:ledger-list")), (_("Several files"), "")]
    return {"most_files": MOST_FILES, "crumbs": crumbs, **more}


@require_safe
def drop_detail(request: HttpRequest, drop: str) -> HttpResponse:
    return _detail(request, drop)


def _detail(request: HttpRequest, drop: str, status: int = 200) -> HttpResponse:
    found = services.lines_of(actor_of(request), drop)
    if not found:
        raise Http404
    lines = [drop_line(item) for item in found]
    owed = _owed(request) if any(line.choose for line in lines) else []
    running = any(line.tone == "blue" for line in lines)
    page = _page(drop=drop, lines=lines, ready=sum(line.ready for line in lines), owed=owed, running=running)
    return render(request, "ledgers/drop_detail.html", page, status=status)


@require_POST
def drop_save(request: HttpRequest, drop: str) -> HttpResponse:
    """Save all files without an error, each by itself; with `hand-in` also hand in those without a warning."""
    actor = actor_of(request)
    if not services.lines_of(actor, drop):
        raise Http404
    saved, handed = services.file_dropped(actor=actor, drop=drop, hand_in="hand-in" in request.POST)
    words = ngettext(
        "%(saved)d file saved, %(handed)d handed in.", "%(saved)d files saved, %(handed)d handed in.", saved
    )
    messages.info(request, words % {"saved": saved, "handed": handed})
    return redirect("ledgers:drop-detail", drop)


@require_POST
def drop_place(request: HttpRequest, drop: str, number: int) -> HttpResponse:
    """The person says for which owed filing a file is."""
    line = next((item for item in services.lines_of(actor_of(request), drop) if item.number == number), None)
    if line is None or line.state != DroppedState.UNPLACED:
        raise Http404
    chosen = next((item for item in _owed(request) if _value(item) == request.POST.get("place")), None)
    if chosen is None:
        messages.error(request, _("Choose the filing first."))
        return _detail(request, drop, 422)
    place = FilingPlace(chosen.ledger, chosen.period, chosen.org_unit)
    try:
        services.place_file(actor=actor_of(request), line=line, place=place)
    except TaizhangError as error:
        say_problems(request, error)
        return _detail(request, drop, 422)
    return redirect("ledgers:drop-detail", drop)


def _owed(request: HttpRequest) -> list[FilingLine]:
    return [line for line in queries.my_filings(actor_of(request), clock.today()) if line.waits_for_filer]


def _value(line: FilingLine) -> str:
    return f"{line.ledger.key}/{line.period.code}/{line.org_unit}"
