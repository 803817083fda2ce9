"""Long work on summaries in the background."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.jobs import job_kind, start_job
from taizhang.core.models import Job, JobState
from taizhang.core.permissions import Permission
from taizhang.core.progress import Progress
from taizhang.organisation.queries import actor_for
from taizhang.summaries import services
from taizhang.summaries.models import Summary

VERIFY_KIND = "summary-verify"


@job_kind(VERIFY_KIND)
def verify(progress: Progress, *, summary: int, user: int) -> str:
    """Verify an issued summary in the name of who asked, with the permissions of now; returns the result's address."""
    actor = actor_for(User.objects.get(pk=user))
    result = services.verify_summary(actor=actor, summary=Summary.objects.get(pk=summary), progress=progress)
    return reverse("summaries:verification-detail", args=[summary, result.record_id])


def start_verification(*, actor: Actor, summary: Summary) -> Job:
    """Queue a verification, or give the one of the same person that is under way. Raises NotAllowed."""
    actor.require(Permission.VERIFY_SUMMARY, summary.org_unit.code)
    under_way = verification_under_way(actor, summary)
    if under_way is not None:
        return under_way
    title = _("Verifying %(title)s") % {"title": summary.title}
    arguments = {"summary": summary.pk, "user": actor.user_id}
    return start_job(kind=VERIFY_KIND, title=title, arguments=arguments, actor=actor)


def verification_under_way(actor: Actor, summary: Summary) -> Job | None:
    jobs = Job.objects.filter(kind=VERIFY_KIND, actor_id=actor.user_id, state__in=(JobState.QUEUED, JobState.RUNNING))
    return next((job for job in jobs if job.arguments.get("summary") == summary.pk), None)
