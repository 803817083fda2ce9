"""Verifying an issued summary: asked for, watched, and read when it is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.summaries.models import Summary, SummaryState, VerificationRecord
from taizhang.summaries.tasks import start_verification, verification_under_way
from taizhang.summaries.views.common import summary_of

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def summary_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """What verifying is, the one under way, and those done before. A press starts it: it reads a county's rows."""
    actor, summary = actor_of(request), summary_of(request, pk)
    actor.require(Permission.VERIFY_SUMMARY, summary.org_unit.code)
    if summary.state == SummaryState.DRAFT:
        return redirect("summaries:summary-detail", pk)
    if request.method == "POST":
        start_verification(actor=actor, summary=summary)
        return redirect("summaries:summary-verify", pk)
    job = verification_under_way(actor, summary)
    context = {
        "summary": summary,
        "job": job,
        "progress_url": reverse("core:job-progress", args=[job.pk]) if job else "",
        "cancel_url": reverse("core:job-cancel", args=[job.pk]) if job else "",
        "records": VerificationRecord.objects.filter(summary=summary).select_related("actor")[:SHOWN],
        "crumbs": _crumbs(summary),
    }
    return render(request, "summaries/summary_verify.html", context)


@require_safe
def verification_detail(request: HttpRequest, pk: int, record_pk: int) -> HttpResponse:
    actor, summary = actor_of(request), summary_of(request, pk)
    actor.require(Permission.VERIFY_SUMMARY, summary.org_unit.code)
    record = get_object_or_404(VerificationRecord.objects.select_related("actor"), summary=summary, pk=record_pk)
    told = record.report["slots"]
    moved = [slot for slot in told if slot["ok"] and slot["moved"]]
    context = {
        "summary": summary,
        "record": record,
        "intact": record.report["document_intact"],
        "altered": record.report.get("altered", []),  # not in reports of before it was looked at
        "broken": [slot for slot in told if not slot["ok"]],
        "moved": moved,
        "other_pack": [slot for slot in told if slot["pack_changed"]],
        "language": language_of(),
        "crumbs": [*_crumbs(summary), (_("Result"), "")],
    }
    return render(request, "summaries/verification_detail.html", context)


def _crumbs(summary: Summary) -> list[tuple[str, str]]:
    return [
        (summary.number or summary.title, reverse("summaries:summary-detail", args=[summary.pk])),
        (_("Verification"), reverse("summaries:summary-verify", args=[summary.pk])),
    ]
