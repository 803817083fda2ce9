"""Answering what stands in the way of issue: one finding, or many with one reason and one confirmation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.summaries import queries, services
from taizhang.summaries.models import Summary
from taizhang.summaries.types import Finding
from taizhang.summaries.views.common import DOCUMENT_LANGUAGE, say_problems, summary_of, to_edit


@require_POST
def finding_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with a reason; with `withdraw`, the reasons of all the findings sent are taken back."""
    summary, actor = summary_of(request, pk), actor_of(request)
    findings = request.POST.getlist("finding")
    try:
        if request.POST.get("withdraw"):
            services.withdraw_reasons(actor=actor, summary=summary, findings=findings)
        else:
            reason = request.POST.get("reason", "")
            services.answer_findings(actor=actor, summary=summary, findings=findings[:1], reason=reason)
    except TaizhangError as error:
        say_problems(request, error)
    return to_edit(summary, "findings")


@require_POST
def findings_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Chosen findings, or all of a kind: first shown together with a place for the reason, then kept."""
    summary, actor = summary_of(request, pk), actor_of(request)
    services.draft.require_draft(actor, summary)
    chosen = _chosen(request, summary)
    if not chosen:
        messages.error(request, _("Nothing was chosen. Tick what the reason is for, then answer."))
        return to_edit(summary, "findings")
    status = 200
    if request.POST.get("confirmed"):
        reason = request.POST.get("reason", "")
        try:
            kept = services.answer_findings(
                actor=actor, summary=summary, findings=[finding.id for finding in chosen], reason=reason
            )
        except TaizhangError as error:
            say_problems(request, error)
            status = 422
        else:
            messages.success(request, _kept(len(kept)))
            return to_edit(summary, "findings")
    context = {"summary": summary, "chosen": chosen, "reason": request.POST.get("reason", "")}
    return render(request, "summaries/findings_answer.html", context, status=status)


def _chosen(request: HttpRequest, summary: Summary) -> list[Finding]:
    """Open findings that a reason may answer: those ticked, or every one of the kind whose button was pressed."""
    ticked, kind = set(request.POST.getlist("finding")), request.POST.get("kind", "")
    document = queries.document(actor_of(request), summary, DOCUMENT_LANGUAGE)
    return [
        finding
        for finding in document.open_findings
        if finding.answerable and (finding.kind.value == kind if kind else finding.id in ticked)
    ]


def _kept(count: int) -> str:
    return ngettext(
        "%(count)d finding is answered. “Answered” below takes it back.",
        "%(count)d findings are answered with one reason. “Answered” below takes them back together.",
        count,
    ) % {"count": count}
