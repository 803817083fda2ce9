"""The daily letters as background work."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from taizhang.accounts import letters
from taizhang.accounts.models import Letter
from taizhang.core.jobs import job_kind
from taizhang.core.progress import Progress


@job_kind(letters.KIND)
def send_daily_letters(progress: Progress, *, day: str) -> None:
    """Write the letters of a day and send those that are not out yet; repeatable, nobody gets two."""
    of_day = date.fromisoformat(day)
    letters.write_letters(of_day)
    sent, failed = letters.send_waiting(Letter.objects.filter(day=of_day), progress)
    total = sent + failed
    progress.step(total, total, _("%(sent)d letters sent, %(failed)d failed.") % {"sent": sent, "failed": failed})
