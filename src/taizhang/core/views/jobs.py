"""Background work: how far it is, what it said, and stopping it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from taizhang.core.htmx import redirect_after_post, render_page, wants_fragment
from taizhang.core.jobs import cancel_job, jobs_for
from taizhang.core.models import Job, JobState
from taizhang.core.requests import actor_of
from taizhang.core.tables import Column, Filter, Table, table_response


def job_list(request: HttpRequest) -> HttpResponse:
    """The person's own work; everybody's for those who watch the system."""
    table = Table(
        request,
        jobs_for(actor_of(request)),
        [
            Column("title", _("Work"), url=lambda job: reverse("core:job-detail", args=[job.pk])),
            Column("state", _("State"), template="core/_job_state.html"),
            Column("actor", _("Person"), order_by="actor__full_name"),
            Column("created_at", _("Started")),
            Column("finished_at", _("Finished")),
        ],
        filters=[Filter("state", _("State"), JobState.choices)],
        title=_("Background work"),
        default_sort="-created_at",
    )
    return table_response(request, "core/job_list.html", table)


def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress and log; the part that changes is polled until the work is over."""
    job = get_object_or_404(jobs_for(actor_of(request)), pk=pk)
    return render_page(request, "core/job_detail.html", _context(request, job), fragment="core/job_state.html")


def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the line with the progress bar, for pages that show a job of theirs."""
    job = get_object_or_404(jobs_for(actor_of(request)), pk=pk)
    return render_page(request, "core/_progress.html", _context(request, job) | {"url": request.path})


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    job = cancel_job(actor=actor, job=get_object_or_404(jobs_for(actor), pk=pk))
    if wants_fragment(request):
        context = _context(request, job) | {"url": reverse("core:job-progress", args=[pk])}
        return render_page(request, "core/_progress.html", context)
    return redirect_after_post(request, reverse("core:job-detail", args=[pk]))


def _context(request: HttpRequest, job: Job) -> dict[str, object]:
    mine = job.actor_id is not None and job.actor_id == actor_of(request).user_id
    return {
        "job": job,
        "result_url": job.result_url if mine else "",  # who watches the system may not see what others work on
        "cancel_url": reverse("core:job-cancel", args=[job.pk]) if mine and not job.is_over else "",
        "crumbs": [(_("Background work"), reverse("core:job-list")), (job.title, "")],
    }
