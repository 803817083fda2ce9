"""The head's desk: what waits for a signature, signing, sending back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import BulkAction, Column, Filter, Table, back_to_list, table_response
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import SubmissionState
from taizhang.ledgers.views.common import say_problems, unit_name, version_of
from taizhang.ledgers.views.moved import moved_amount, moved_title
from taizhang.ledgers.views.reviewing import looked_at, move_and_answer

MOST_CHANGES = 3  # that a line tells


@require_http_methods(["GET", "POST"])
def sign_queue(request: HttpRequest) -> HttpResponse:
    """What waits for this head; what was opened can be signed together."""
    actor = actor_of(request)
    actor.require(Permission.SIGN_OFF)
    if request.method == "POST":
        return _sign_chosen(request)
    lines = queries.sign_lines(actor)
    crumbs = [(_("Ledgers"), reverse("ledgers:ledger-list")), (_("To sign"), "")]
    return table_response(request, "ledgers/sign_queue.html", _table(request, lines), {"crumbs": crumbs})


def _table(request: HttpRequest, lines: list[queries.SignLine]) -> Table:
    ledgers = {line.ledger.key: line.ledger.title.get(language_of()) for line in lines}
    return Table(
        request,
        lines,
        [
            Column(
                "ledger",
                gettext_lazy("Ledger"),
                value=lambda line: line.ledger.title,
                url=lambda line: reverse("ledgers:submission-detail", args=[line.submission.pk]),
            ),
            Column("period", gettext_lazy("Period"), value=lambda line: line.period.title),
            Column(
                "unit",
                gettext_lazy("Unit"),
                value=lambda line: unit_name(line.submission.org_unit, line.period),
                shown=len({line.submission.org_unit_id for line in lines}) > 1,
            ),
            Column("changes", gettext_lazy("Against the period before"), value=change_words, sortable=False),
            Column("rows", gettext_lazy("Rows"), numeric=True),
            Column("filed_by", gettext_lazy("Filed by"), value=lambda line: line.submission.submitted_by),
            Column("submitted_at", gettext_lazy("Handed in"), value=lambda line: line.submission.submitted_at),
            Column(
                "looked", gettext_lazy("Opened"), value=lambda line: _("yes") if line.looked else _("not opened yet")
            ),
        ],
        filters=[
            Filter(
                "ledger",
                gettext_lazy("Ledger"),
                choices=sorted(ledgers.items()),
                apply=lambda rows, value: [line for line in rows if line.ledger.key == value],
            )
        ],
        title=gettext_lazy("To sign"),
        empty=(
            gettext_lazy("Nothing waits for your signature."),
            gettext_lazy("What your clerks hand in appears here, where the ledger asks for it."),
            reverse("ledgers:ledger-list"),
            gettext_lazy("All ledgers"),
        ),
        row_id=lambda line: f"{line.submission.pk}-{line.submission.version}",
        actions=[BulkAction(gettext_lazy("Sign the chosen"), reverse("ledgers:sign-queue"), primary=True)],
    )


def change_words(line: queries.SignLine) -> str:
    """The first sums that moved, in words."""
    if line.changes is None:
        return _("filed for the first time")
    if not line.changes:
        return _("no sum changed")
    words = [
        f"{moved_title(moved)} {moved_amount(moved, moved.before)} → {moved_amount(moved, moved.now)}"
        for moved in line.changes[:MOST_CHANGES]
    ]
    more = len(line.changes) - MOST_CHANGES
    if more > 0:
        words.append(_("%(n)d more") % {"n": more})
    return "；".join(words) if language_of() == "zh" else "; ".join(words)


def _sign_chosen(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    versions = looked_at(request.POST.getlist("selected"))
    chosen = list(queries.sign_queue(actor).filter(pk__in=versions))
    try:
        count = services.sign_many(actor=actor, submissions=chosen, versions=versions)
    except TaizhangError as error:
        say_problems(request, error)
        return back_to_list(request, reverse("ledgers:sign-queue"))
    if count:
        messages.success(request, _("%(count)d filings signed; they are with the reviewer now.") % {"count": count})
    else:
        messages.warning(request, _("Choose what to sign first."))
    return redirect("ledgers:sign-queue")


@require_POST
def submission_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The form carries the version that was looked at; without it nothing is signed."""
    return move_and_answer(
        request,
        pk,
        _("Signed. It is with the reviewer now."),
        lambda item: services.sign(actor=actor_of(request), submission=item, version=version_of(request)),
        SubmissionState.SUBMITTED,
    )


@require_POST
def submission_unsigned(request: HttpRequest, pk: int) -> HttpResponse:
    comment = request.POST.get("reason", "")
    return move_and_answer(
        request,
        pk,
        _("Sent back to the clerk with your words."),
        lambda item: services.send_back_unsigned(actor=actor_of(request), submission=item, comment=comment),
        SubmissionState.RETURNED,
    )
