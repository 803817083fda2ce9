"""The daily letters as background work."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from taizhang.accounts import letters
from taizhang.accounts.models import Letter
from taizhang.core.jobs import job_kind
from taizhang.core.progress import Progress

# A mail server that is down in the morning is up again by noon, mostly; after that the administrator's page tells.
TRY_AGAIN_AFTER = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3))


@job_kind(letters.KIND)
def send_daily_letters(progress: Progress, *, day: str) -> None:
    """Write the letters of a day and send those that are not out yet; repeatable, nobody gets two."""
    of_day = date.fromisoformat(day)
    letters.write_letters(of_day)
    sent, failed = letters.send_waiting(Letter.objects.filter(day=of_day), progress)
    total = sent + failed
    progress.step(total, total, _("%(sent)d letters sent, %(failed)d failed.") % {"sent": sent, "failed": failed})
    tries = Letter.objects.filter(day=of_day, sent_at__isnull=True).aggregate(most=Max("tries"))["most"]
    if tries and tries <= len(TRY_AGAIN_AFTER):
        try_again.using(run_after=timezone.now() + TRY_AGAIN_AFTER[tries - 1]).enqueue(day)


@task()
def try_again(day: str) -> None:
    letters.start_letters(date.fromisoformat(day))
