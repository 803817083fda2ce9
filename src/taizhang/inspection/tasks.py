"""Long work of inspection in the background, and what is done once a day."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.jobs import job_kind
from taizhang.core.progress import Progress
from taizhang.inspection import services
from taizhang.inspection.types import NOTICE_FILES
from taizhang.organisation.queries import actor_for


@job_kind(NOTICE_FILES)
def notice_files(progress: Progress, *, user: int, notices: list[int], form: str, token: str) -> str:
    """Many notices as one file, in the name of who asked, with the permissions of now; returns the file's address."""
    actor = actor_for(User.objects.get(pk=user))
    file = services.notice_file(actor=actor, notices=notices, form=form, progress=progress)
    services.keep_notice_file(token, file)
    return reverse("inspection:notice-file", args=[token])


def clean_uploads(day: date) -> None:
    """Parts of photos whose phone never came back for them, and files of notices that were taken long ago."""
    now = clock.now()
    services.delete_parts(now)
    services.delete_notice_files(now)
