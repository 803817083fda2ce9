"""Reading: list, document, trace of a slot, export, verify."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.summaries import queries, services
from taizhang.summaries.frozen import thaw
from taizhang.summaries.models import Summary, SummaryState
from taizhang.summaries.render import FORMATS
from taizhang.summaries.render import render as render_document
from taizhang.summaries.types import Document
from taizhang.summaries.views.common import DOCUMENT_LANGUAGE, summary_of

_MEDIA = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _document(actor: Actor, summary: Summary) -> Document:
    """As frozen when issued, as it reads now while a draft."""
    if summary.state == SummaryState.DRAFT:
        return queries.document(actor, summary, DOCUMENT_LANGUAGE)
    return thaw(summary.issued_json)


@require_safe
def summary_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.VIEW_SUMMARY)
    found = queries.visible_summaries(actor)
    state = request.GET.get("state", "")
    if state in SummaryState.values:
        found = found.filter(state=state)
    context = {
        "summaries": found,
        "state": state,
        "states": SummaryState.choices,
        "may_write": actor.can(Permission.WRITE_SUMMARY),
    }
    return render(request, "summaries/summary_list.html", context)


@require_safe
def summary_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor, summary = actor_of(request), summary_of(request, pk)
    draft = summary.state == SummaryState.DRAFT
    document = _document(actor, summary)
    code = summary.org_unit.code
    context = {
        "summary": summary,
        "document": document,
        "draft": draft,
        "may_write": draft and actor.can(Permission.WRITE_SUMMARY, code),
        "may_issue": draft and actor.can(Permission.ISSUE_SUMMARY, code) and summary.created_by_id != actor.user_id,
        "may_verify": not draft and actor.can(Permission.VERIFY_SUMMARY, code),
        "may_correct": not draft and actor.can(Permission.WRITE_SUMMARY, code),
    }
    return render(request, "summaries/summary_detail.html", context)


@require_safe
def slot_trace(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The trace as at issue, with the way on to today's."""
    actor, summary = actor_of(request), summary_of(request, pk)
    slot = get_object_or_404(summary.slots.select_related("org_unit"), position=position)
    actor.require(Permission.VIEW_FIGURE, slot.org_unit.code)
    template = "summaries/_slot_trace.html" if request.headers.get("HX-Request") else "summaries/slot_trace.html"
    return render(request, template, {"summary": summary, "slot": slot, "trace": slot.trace})


@require_safe
def summary_export(request: HttpRequest, pk: int, output: str) -> HttpResponse:
    if output not in FORMATS:
        raise Http404
    actor, summary = actor_of(request), summary_of(request, pk)
    actor.require(Permission.EXPORT, summary.org_unit.code)
    document = _document(actor, summary)
    body = render_document(actor, summary, document, output)
    audit.record(
        actor=actor, action="summary.export", obj=summary, org_unit=summary.org_unit.code, detail={"format": output}
    )
    response = HttpResponse(body, content_type=_MEDIA[output])
    response["Content-Disposition"] = (
        f"attachment; filename=summary-{pk}.{output}; filename*=UTF-8''{quote(summary.title)}.{output}"
    )
    return response


@require_POST
def summary_verify(request: HttpRequest, pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    result = services.verify_summary(actor=actor_of(request), summary=summary)
    context = {"summary": summary, "result": result, "title": _("Verification")}
    return render(request, "summaries/summary_verify.html", context)
