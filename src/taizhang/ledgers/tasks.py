"""Long imports as background work, and the reminders of a day."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.jobs import job_kind
from taizhang.core.progress import Progress
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload
from taizhang.ledgers.services.uploads import IMPORT_KIND
from taizhang.organisation.queries import actor_for

_NAMED = 50  # lines left out that the log names


@job_kind(IMPORT_KIND)
def import_kept(progress: Progress, *, upload: int) -> str:
    """File a kept upload in the name of who sent it; returns the address of the filing, or of the wrong cells.

    Whole or not at all, and repeatable: what a crash left unsaved is read again, what was saved is only told again.
    """
    kept = KeptUpload.objects.select_related("user", "org_unit", "submission").get(pk=upload)
    if kept.submission_id is None:
        result = services.file_kept(actor=actor_for(kept.user), upload=kept, progress=progress)
        if result.submission is None:
            wrong = len(result.problems) + result.more
            progress.step(
                result.row_count, result.row_count, _("Nothing was saved: %(n)d cells are wrong.") % {"n": wrong}
            )
            return page_of(kept)
        if result.left_out:
            rows = "、".join(str(line.row) for line in result.left_out[:_NAMED])
            told = _("Not read as rows (totals, notes): sheet rows %(rows)s.") % {"rows": rows}
            progress.step(result.row_count, result.row_count, told)
    progress.step(1, 1, _("Saved as version %(version)d.") % {"version": kept.version})
    return reverse("ledgers:submission-detail", args=[kept.submission_id])


def remind_due(day: date) -> None:
    """Daily work: note which units are to be reminded today; the daily letter tells those who file for them."""
    services.note_due_reminders(day)


def page_of(upload: KeptUpload) -> str:
    """The page that shows what was found."""
    asked = QueryDict(mutable=True)
    asked["upload"] = upload.token
    page = reverse("ledgers:filing-page", args=[upload.ledger_key, upload.period_code, upload.org_unit.code])
    return f"{page}?{asked.urlencode()}"
