"""Review: the queue, accepting, returning, reopening."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.core.tables import BulkAction, Column, Filter, Table, back_to_list, table_response
from taizhang.engine.errors import TaizhangError
from taizhang.engine.rounding import plain_number
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Submission, SubmissionState
from taizhang.ledgers.views.common import say_problems, submission_of, version_of

MOST_PHRASES = 5


@require_http_methods(["GET", "POST"])
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer; chosen ones are accepted together."""
    actor = actor_of(request)
    actor.require(Permission.REVIEW_LEDGER)
    if request.method == "POST":
        return _accept_chosen(request)
    crumbs = [(_("Ledgers"), reverse("ledgers:ledger-list")), (_("To review"), "")]
    lines = queries.review_lines(actor)
    share = queries.sample_share()
    context = {
        "crumbs": crumbs,
        "clean": sum(line.unusual.clean for line in lines),
        "share": plain_number(share) if share is not None else "",
    }
    return table_response(request, "ledgers/review_queue.html", _queue_table(request, lines), context)


def _queue_table(request: HttpRequest, lines: list[queries.ReviewLine]) -> Table:
    ledgers = {line.ledger.key: line.ledger.title.get(language_of()) for line in lines}
    return Table(
        request,
        lines,
        [
            Column(
                "org_name",
                gettext_lazy("Unit"),
                url=lambda line: reverse("ledgers:submission-detail", args=[line.submission.pk]),
            ),
            Column("ledger", gettext_lazy("Ledger"), value=lambda line: line.ledger.title, shown=len(ledgers) != 1),
            Column("period", gettext_lazy("Period"), value=lambda line: line.period.title),
            Column("unusual", gettext_lazy("What to look at"), value=_weight, template="ledgers/_unusual_cell.html"),
            Column("unusual.rows", gettext_lazy("Rows"), numeric=True),
            Column("filed_by", gettext_lazy("Filed by"), value=lambda line: line.submission.submitted_by),
            Column("submitted_at", gettext_lazy("Handed in"), value=lambda line: line.submission.submitted_at),
            Column(
                "version",
                gettext_lazy("Version"),
                numeric=True,
                value=lambda line: line.submission.version,
                shown=False,
            ),
        ],
        filters=[
            Filter("q", gettext_lazy("Search"), kind="search"),
            Filter(
                "ledger",
                gettext_lazy("Ledger"),
                choices=sorted(ledgers.items()),
                apply=lambda rows, value: [line for line in rows if line.ledger.key == value],
            ),
            Filter(
                "look",
                gettext_lazy("What to look at"),
                choices=[("unusual", gettext_lazy("something unusual")), ("clean", gettext_lazy("nothing unusual"))],
                apply=lambda rows, value: [line for line in rows if line.unusual.clean == (value == "clean")],
            ),
        ],
        title=gettext_lazy("To review"),
        default_sort="-unusual",
        empty=(
            gettext_lazy("Nothing waits for your review."),
            gettext_lazy("What units hand in appears here."),
            reverse("ledgers:ledger-list"),
            gettext_lazy("All ledgers"),
        ),
        row_id=lambda line: f"{line.submission.pk}-{line.submission.version}",
        actions=[BulkAction(gettext_lazy("Accept the chosen"), _queue_as_filtered(request), primary=True)],
        per_page=100,
    )


def _queue_as_filtered(request: HttpRequest) -> str:
    """The queue with the filters of this address, so that the next lot stands there once one is accepted."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{reverse('ledgers:review-queue')}?{kept.urlencode()}"


def _weight(line: queries.ReviewLine) -> int:
    return line.unusual.weight


def _accept_chosen(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    versions = looked_at(request.POST.getlist("selected"))
    if not versions:
        messages.warning(request, _("Choose what to accept first."))
        return redirect(_queue_as_filtered(request))
    chosen = queries.review_queue(actor).filter(pk__in=versions)
    try:
        services.accept_many(actor=actor, submissions=list(chosen), versions=versions)
    except TaizhangError as error:
        if queries.accepted_by(actor, versions) < len(versions):  # else the first of two presses accepted them
            say_problems(request, error)
            return back_to_list(request, _queue_as_filtered(request))
    accepted = queries.accepted_by(actor, versions)
    messages.success(request, _("%(count)d filings accepted.") % {"count": accepted})
    if others := len(versions) - accepted:
        told = ngettext(
            "%(n)d of the chosen did not wait any more: somebody decided on it, or it was taken back.",
            "%(n)d of the chosen did not wait any more: somebody decided on them, or they were taken back.",
            others,
        )
        messages.warning(request, told % {"n": others})
    return redirect(_queue_as_filtered(request))


def looked_at(chosen: list[str]) -> dict[int, int]:
    """`12-3`: filing 12 in version 3, as its line in the list was."""
    pairs = [item.partition("-") for item in chosen]
    numbers = [(whole_number(pk, digits=18), whole_number(version)) for pk, _dash, version in pairs]
    return {pk: version for pk, version in numbers if pk is not None and version is not None}


@require_POST
def submission_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The form carries the version that was looked at; without it nothing is accepted."""
    return move_and_answer(
        request,
        pk,
        _("Accepted. Figures follow."),
        lambda item: services.accept(actor=actor_of(request), submission=item, version=version_of(request)),
        SubmissionState.ACCEPTED,
    )


@require_POST
def submission_return(request: HttpRequest, pk: int) -> HttpResponse:
    """The marked cells come as `row id:field id`, a whole row as `row id:`."""
    comment, version = request.POST.get("reason", ""), version_of(request) or None
    cells = _marked(request.POST.getlist("cell"))
    return move_and_answer(
        request,
        pk,
        _("Sent back with your words."),
        lambda item: services.return_(
            actor=actor_of(request), submission=item, comment=comment, cells=cells, version=version
        ),
        SubmissionState.RETURNED,
    )


def _marked(chosen: list[str]) -> list[tuple[int, str]]:
    """A cell of a row that is marked as a whole is not named again."""
    pairs = [item.partition(":") for item in chosen]
    numbers = [(whole_number(row, digits=18), field) for row, _colon, field in pairs]
    cells = [(row, field) for row, field in numbers if row is not None]
    rows = {row for row, field in cells if not field}
    return list(dict.fromkeys((row, field) for row, field in cells if not field or row not in rows))


@require_POST
def submission_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return move_and_answer(
        request,
        pk,
        _("Open for a correction; figures keep the accepted version until the next one is accepted."),
        lambda item: services.reopen(actor=actor_of(request), submission=item, reason=reason),
        SubmissionState.REOPENED,
    )


def move_and_answer(
    request: HttpRequest, pk: int, done: str, move: Callable[[Submission], object], to_state: SubmissionState
) -> HttpResponse:
    try:
        submission, _ledger = submission_of(request, pk)
    except Http404:
        if not queries.has_looked(actor_of(request), pk):
            raise
        return _taken_back(request)
    try:
        move(submission)
    except TaizhangError as error:
        if not queries.moved_by(actor_of(request), pk, to_state):
            say_problems(request, error)
    else:
        messages.success(request, done)
    return redirect("ledgers:submission-detail", pk)


def _taken_back(request: HttpRequest) -> HttpResponse:
    """Who had it open is told, with the words that would have gone with it; its rows are the unit's again."""
    messages.warning(request, _("The filer took it back meanwhile; nothing was decided."))
    if words := request.POST.get("reason", "").strip():
        messages.info(request, _("Your words were: %(words)s") % {"words": words[:500]})
    return redirect("ledgers:review-queue")


def return_phrases(actor: Actor) -> list[str]:
    """Words to return a filing with, by one press: this person's own habits, filled up with common ones."""
    common = (
        _("Please check the marked cells."),
        _("It differs much from the period before; please check, or explain it."),
        _("Evidence is missing; please attach it."),
        _("The parts do not add up to the whole; please count again."),
    )
    return list(dict.fromkeys([*queries.own_phrases(actor), *common]))[:MOST_PHRASES]
