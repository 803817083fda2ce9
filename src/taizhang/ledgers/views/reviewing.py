"""Review: the queue, accepting, returning, reopening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import BulkAction, Column, Filter, Table, table_response
from taizhang.engine.errors import TaizhangError
from taizhang.engine.periods import Period
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission
from taizhang.ledgers.views.common import language_of, say_problems, submission_of
from taizhang.organisation import queries as org_queries


@require_http_methods(["GET", "POST"])
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer; chosen ones are accepted together."""
    actor = actor_of(request)
    actor.require(Permission.REVIEW_LEDGER)
    if request.method == "POST":
        return _accept_chosen(request)
    packs = installed_packs()
    waiting = queries.review_queue(actor)
    codes = frozenset(waiting.order_by().values_list("org_unit__code", flat=True))
    keys = sorted(set(waiting.order_by().values_list("ledger_key", flat=True)))
    table = Table(
        request,
        waiting,
        [
            Column(
                "ledger_key",
                gettext_lazy("Ledger"),
                value=lambda item: packs.ledger(item.ledger_key).title,
                url=lambda item: reverse("ledgers:submission-detail", args=[item.pk]),
            ),
            Column("org_unit", gettext_lazy("Unit"), order_by="org_unit__code", value=_UnitNames(codes)),
            Column("period_code", gettext_lazy("Period"), value=lambda item: Period.parse(item.period_code).title),
            Column("submitted_by", gettext_lazy("Filed by"), order_by="submitted_by__full_name"),
            Column("submitted_at", gettext_lazy("Handed in")),
            Column("version", gettext_lazy("Version"), numeric=True),
        ],
        filters=[
            Filter(
                "ledger",
                gettext_lazy("Ledger"),
                choices=[(key, packs.ledger(key).title.get(language_of())) for key in keys],
                apply=lambda rows, value: rows.filter(ledger_key=value),
            )
        ],
        title=gettext_lazy("To review"),
        empty=(
            gettext_lazy("Nothing waits for your review."),
            gettext_lazy("What units hand in appears here."),
            reverse("ledgers:ledger-list"),
            gettext_lazy("All ledgers"),
        ),
        row_id=lambda item: f"{item.pk}-{item.version}",
        actions=[BulkAction(gettext_lazy("Accept the chosen"), reverse("ledgers:review-queue"), primary=True)],
    )
    crumbs = [(_("Ledgers"), reverse("ledgers:ledger-list")), (_("To review"), "")]
    return table_response(request, "ledgers/review_queue.html", table, {"crumbs": crumbs})


class _UnitNames:
    """Names of org units as at the end of each filing's period, one query a period."""

    def __init__(self, codes: frozenset[str]) -> None:
        self.codes = codes
        self.names: dict[date, dict[str, str]] = {}

    def __call__(self, item: Submission) -> str:
        if item.period_last not in self.names:
            self.names[item.period_last] = org_queries.names(self.codes, item.period_last)
        return self.names[item.period_last].get(item.org_unit.code, item.org_unit.code)


def _accept_chosen(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    versions = _looked_at(request.POST.getlist("selected"))
    chosen = queries.review_queue(actor).filter(pk__in=versions)
    try:
        count = services.accept_many(actor=actor, submissions=list(chosen), versions=versions)
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.success(request, _("%(count)d filings accepted.") % {"count": count})
    return redirect("ledgers:review-queue")


def _looked_at(chosen: list[str]) -> dict[int, int]:
    """`12-3`: filing 12 in version 3, as its line in the list was."""
    pairs = [item.split("-") for item in chosen]
    return {
        int(pair[0]): int(pair[1])
        for pair in pairs
        if len(pair) == 2 and all(part.isascii() and part.isdigit() for part in pair)
    }


@require_POST
def submission_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The form carries the version that was looked at; without it nothing is accepted."""
    asked = request.POST.get("version", "")
    version = int(asked[:9]) if asked.isascii() and asked.isdigit() else 0
    return _move(
        request,
        pk,
        _("Accepted. Figures follow."),
        lambda item: services.accept(actor=actor_of(request), submission=item, version=version),
    )


@require_POST
def submission_return(request: HttpRequest, pk: int) -> HttpResponse:
    """The marked cells come as `row id:field id`, a whole row as `row id:`."""
    comment, asked = request.POST.get("reason", ""), request.POST.get("version", "")
    version = int(asked[:9]) if asked.isascii() and asked.isdigit() else None
    cells = _marked(request.POST.getlist("cell"))
    return _move(
        request,
        pk,
        _("Sent back with your words."),
        lambda item: services.return_(
            actor=actor_of(request), submission=item, comment=comment, cells=cells, version=version
        ),
    )


def _marked(chosen: list[str]) -> list[tuple[int, str]]:
    """A cell of a row that is marked as a whole is not named again."""
    pairs = [item.partition(":") for item in chosen]
    cells = [(int(row[:18]), field) for row, _colon, field in pairs if row.isascii() and row.isdigit()]
    rows = {row for row, field in cells if not field}
    return list(dict.fromkeys((row, field) for row, field in cells if not field or row not in rows))


@require_POST
def submission_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _move(
        request,
        pk,
        _("Open for a correction; figures keep the accepted version until the next one is accepted."),
        lambda item: services.reopen(actor=actor_of(request), submission=item, reason=reason),
    )


def _move(request: HttpRequest, pk: int, done: str, move: Callable[[Submission], object]) -> HttpResponse:
    submission, _ledger = submission_of(request, pk)
    try:
        move(submission)
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.success(request, done)
    return redirect("ledgers:submission-detail", pk)
