"""Reading: ledgers, one ledger's board, one submission, a comparison of versions."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.pack import Ledger
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission, SubmissionState
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.views.common import language_of, ledger_of, period_of, submission_of
from taizhang.organisation import queries as org_queries

ROWS_PER_PAGE = 50
STATES = [("", _("not yet")), *SubmissionState.choices]


@require_safe
def ledger_list(request: HttpRequest) -> HttpResponse:
    """Own filings first, then every ledger the actor may see."""
    actor = actor_of(request)
    packs = installed_packs()
    ledgers = queries.visible_ledgers(actor)
    if not ledgers:
        raise NotAllowed("view_ledger")
    table = Table(
        request,
        ledgers,
        [
            Column("title", _("Ledger"), url=lambda ledger: reverse("ledgers:ledger-detail", args=[ledger.key])),
            Column("kind", _("Kind"), value=lambda ledger: KINDS[ledger.kind.value]),
            Column("period_kind", _("Filed"), value=lambda ledger: PERIODS[ledger.period_kind.value]),
            Column("pack", _("Pack"), value=lambda ledger: packs.pack(ledger.pack).title),
            Column("fields", _("Columns"), numeric=True, value=lambda ledger: len(ledger.fields)),
        ],
        filters=[
            Filter("q", _("Search"), kind="search"),
            Filter(
                "pack",
                _("Pack"),
                choices=[
                    (pack_id, packs.pack(pack_id).title.get(language_of()))
                    for pack_id in {item.pack for item in ledgers}
                ],
                apply=lambda rows, value: [row for row in rows if row.pack == value],
            ),
        ],
        title=_("Ledgers"),
        row_id=lambda ledger: ledger.key,
    )
    lines = queries.my_filings(actor, clock.today())
    return table_response(request, "ledgers/ledger_list.html", table, {"lines": lines})


KINDS = {"register": _("register"), "journal": _("journal"), "return": _("return")}
PERIODS = {
    "year": _("every year"),
    "half-year": _("every half-year"),
    "quarter": _("every quarter"),
    "month": _("every month"),
    "academic-year": _("every academic year"),
    "term": _("every term"),
    "days": _("as asked"),
}


@require_safe
def ledger_detail(request: HttpRequest, ledger_key: str) -> HttpResponse:
    """What the ledger asks, and the board: units by state, whose counts filter the list below."""
    actor, ledger = actor_of(request), ledger_of(request, ledger_key)
    periods = queries.filing_periods(ledger, clock.today(), 4)
    period = period_of(request.GET.get("period", periods[0].code), ledger)
    lines = queries.expected_filings(actor, ledger, period)
    counts = Counter(line.state for line in lines)
    table = Table(
        request,
        lines,
        [
            Column("org_name", _("Unit"), url=_line_url),
            Column(
                "state", _("State"), value=lambda line: dict(STATES)[line.state], template="ledgers/_state_cell.html"
            ),
            Column("due", _("Deadline")),
            Column("version", _("Version"), numeric=True),
        ],
        filters=[
            Filter("q", _("Search"), kind="search"),
            Filter(
                "state",
                _("State"),
                choices=[(value or "none", label) for value, label in STATES],
                apply=lambda rows, value: [row for row in rows if (row.state or "none") == value],
            ),
        ],
        title=ledger.title.get(language_of()),
        row_id=lambda line: line.org_unit,
    )
    context = {
        "ledger": ledger,
        "period": period,
        "periods": periods,
        "board": [(value or "none", label, counts[value]) for value, label in STATES if counts[value]],
        "may_file": any(actor.can(Permission.FILE_LEDGER, line.org_unit, ledger.group) for line in lines),
        "language": language_of(),
    }
    return table_response(request, "ledgers/ledger_detail.html", table, context)


def _line_url(line: FilingLine) -> str:
    if line.submission is not None:
        return reverse("ledgers:submission-detail", args=[line.submission])
    return reverse("ledgers:filing-page", args=[line.ledger.key, line.period.code, line.org_unit])


@require_safe
def submission_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows of a version, who did what, and the moves that this actor may make."""
    actor = actor_of(request)
    submission, ledger = submission_of(request, pk)
    asked = request.GET.get("version", "")
    version = int(asked) if asked.isdigit() and 0 < int(asked) <= submission.version else submission.version
    page = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdigit() else 1
    rows, count = queries.rows_of(actor, submission, ledger, version=version, page=max(page, 1), size=ROWS_PER_PAGE)
    spell = org_queries.spell(submission.org_unit, submission.period_last)
    context = {
        "submission": submission,
        "ledger": ledger,
        "org_name": spell.name if spell is not None else submission.org_unit.code,
        "version": version,
        "rows": rows,
        "row_count": count,
        "page": Paginator(range(count), ROWS_PER_PAGE).get_page(page),
        "versions": submission.versions.select_related("actor", "file").order_by("-number"),
        "events": submission.events.select_related("actor").order_by("-pk"),
        "evidence": submission.evidence.filter(withdrawn_at__isnull=True).select_related("file", "uploaded_by", "row"),
        "warnings": _warnings(submission),
        "language": language_of(),
        **_moves(request, submission, ledger),
    }
    return render(request, "ledgers/submission_detail.html", context)


def _warnings(submission: Submission) -> list[dict[str, str]]:
    """Warnings of the newest version, one line a check, with the clerk's words."""
    newest = submission.versions.filter(number=submission.version).first()
    if newest is None:
        return []
    lines: dict[str, dict[str, str]] = {}
    for item in newest.warnings:
        line = lines.setdefault(
            str(item["check"]), {"check": str(item["check"]), "text": str(item[language_of()]), "cells": ""}
        )
        line["cells"] = f"{line['cells']} {item['key']}".strip()[:120]
        line["words"] = newest.explanations.get(str(item["check"]), "")
    return list(lines.values())


def _moves(request: HttpRequest, submission: Submission, ledger: Ledger) -> dict[str, bool]:
    actor, code, state = actor_of(request), submission.org_unit.code, submission.state
    files = actor.can(Permission.FILE_LEDGER, code, ledger.group)
    reviews = actor.can(Permission.REVIEW_LEDGER, code, ledger.group)
    return {
        "may_change": files and state in ("draft", "returned", "reopened"),
        "may_submit": files and state in ("draft", "returned", "reopened") and submission.version > 0,
        "may_withdraw": files and state == "submitted",
        "may_review": reviews and state == "submitted" and submission.submitted_by_id != actor.user_id,
        "may_reopen": reviews and state == "accepted",
        "may_attach": files,
    }


@require_safe
def version_difference(request: HttpRequest, pk: int) -> HttpResponse:
    submission, ledger = submission_of(request, pk)
    asked = [request.GET.get(name, "") for name in ("old", "new")]
    new = int(asked[1]) if asked[1].isdigit() else submission.version
    old = int(asked[0]) if asked[0].isdigit() else max(new - 1, 0)
    changes = queries.version_difference(actor_of(request), submission, ledger, old=old, new=new)
    context = {
        "submission": submission,
        "ledger": ledger,
        "old": old,
        "new": new,
        "changes": changes,
        "language": language_of(),
    }
    return render(request, "ledgers/version_difference.html", context)
