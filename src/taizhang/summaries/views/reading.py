"""Reading: list, document, trace of a slot, export."""

from __future__ import annotations

import json
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.htmx import render_page
from taizhang.core.opening import unmask_state
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.core.tables import table_response
from taizhang.figures import queries as figure_queries
from taizhang.figures import services as figure_services
from taizhang.summaries import queries, wording
from taizhang.summaries.exporting import MEDIA, document_of, exported
from taizhang.summaries.frozen_rows import frozen_rows, frozen_uses
from taizhang.summaries.models import Summary, SummaryState
from taizhang.summaries.render import FORMATS
from taizhang.summaries.replaced import replaced_figures
from taizhang.summaries.ripple import CarryingDocument, overtaken
from taizhang.summaries.views.common import summary_of
from taizhang.summaries.views.showing import parts_chart, slot_of, summary_table


@require_safe
def summary_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.VIEW_SUMMARY)
    table = summary_table(request, queries.visible_summaries(actor), may_write=actor.can(Permission.WRITE_SUMMARY))
    context = {"may_write": actor.can(Permission.WRITE_SUMMARY), "may_check": actor.can(Permission.CHECK_TEXT)}
    return table_response(request, "summaries/summary_list.html", table, context)


@require_safe
def summary_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor, summary = actor_of(request), summary_of(request, pk)
    draft = summary.state == SummaryState.DRAFT
    document = document_of(actor, summary)
    code = summary.org_unit.code
    context = {
        "summary": summary,
        "document": document,
        "draft": draft,
        "may_write": draft and actor.can(Permission.WRITE_SUMMARY, code),
        "may_issue": draft and actor.can(Permission.ISSUE_SUMMARY, code) and summary.created_by_id != actor.user_id,
        "may_verify": not draft and actor.can(Permission.VERIFY_SUMMARY, code),
        "may_correct": summary.state == SummaryState.ISSUED and actor.can(Permission.WRITE_SUMMARY, code),
        "may_export": actor.can(Permission.EXPORT, code),
        "newer": queries.superseding(actor, summary),
        "overtaken": _overtaken(actor, summary),
        "replaces": wording.replaces_words(summary),
        "replaced": replaced_figures(summary),
        "reasons": summary.overrides.select_related("actor") if draft else json.loads(summary.issued_json)["overrides"],
    }
    return render(request, "summaries/summary_detail.html", context)


def _overtaken(actor: Actor, summary: Summary) -> CarryingDocument | None:
    """What corrections have changed of the printed figures, for those who can do something about it."""
    code = summary.org_unit.code
    hands = actor.can(Permission.WRITE_SUMMARY, code) or actor.can(Permission.ISSUE_SUMMARY, code)
    if summary.state != SummaryState.ISSUED or not hands:
        return None
    return next(iter(overtaken(actor, clock.today(), summary)), None)


@require_safe
def slot_trace(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The trace as at issue, with the ways on to its rows of then and to today's figure."""
    actor, summary = actor_of(request), summary_of(request, pk)
    slot = slot_of(actor, summary, position)
    context = {
        "summary": summary,
        "slot": slot,
        "trace": slot.trace,
        "uses": frozen_uses(slot),
        "bars": parts_chart(slot),
        "indicator": installed_packs().indicators.get(slot.indicator_key),
    }
    return render_page(request, "summaries/slot_trace.html", context, fragment="summaries/_slot_trace.html")


@require_safe
def slot_rows(request: HttpRequest, pk: int, position: int, use: int, term: str) -> HttpResponse:
    """The rows that a printed figure counted, in the versions it was issued with."""
    actor, summary = actor_of(request), summary_of(request, pk)
    slot = slot_of(actor, summary, position)
    number = whole_number(request.GET.get("page", "")) or 1
    figure, page = frozen_rows(actor, slot, use=use, term=term, page=number, filters={})
    ledger = installed_packs().ledger(page.term.ledger_key)
    if fields := figure_queries.personal_fields(page, ledger):
        figure_services.record_personal_view(actor=actor, figure=figure, page=page, fields=fields)
    context = {"summary": summary, "slot": slot, "figure": figure, "page": page}
    context |= {"ledger": ledger, "unmask": unmask_state(actor, ledger)}
    return render_page(request, "summaries/slot_rows.html", context, fragment="summaries/_slot_rows.html")


@require_safe
def summary_export(request: HttpRequest, pk: int, output: str) -> HttpResponse:
    if output not in FORMATS:
        raise Http404
    summary = summary_of(request, pk)
    response = HttpResponse(exported(actor_of(request), summary, output), content_type=MEDIA[output])
    response["Content-Disposition"] = (
        f"attachment; filename=summary-{pk}.{output}; filename*=UTF-8''{quote(summary.title)}.{output}"
    )
    return response
