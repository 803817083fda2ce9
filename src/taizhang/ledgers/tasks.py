"""Long imports as background work, and the reminders of a day."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from taizhang.core import clock
from taizhang.core.jobs import job_kind
from taizhang.core.progress import Progress
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, OutsideList, RehearsalResult
from taizhang.ledgers.services.outside import COMPARE_KIND
from taizhang.ledgers.services.rehearsing import REHEARSAL_KIND
from taizhang.ledgers.services.uploads import IMPORT_KIND
from taizhang.organisation.queries import actor_for


@job_kind(IMPORT_KIND)
def import_kept(progress: Progress, *, upload: int, seen: bool = False) -> str:
    """File a kept upload in the name of who sent it; returns the address of the filing, or of what must be seen before:
    wrong cells, unknown columns and, unless seen, lines that would be left out.

    Whole or not at all, and repeatable: what a crash left unsaved is read again, what was saved is only told again.
    """
    kept = KeptUpload.objects.select_related("user", "org_unit", "submission").get(pk=upload)
    if kept.submission_id is None:
        result = services.file_kept(actor=actor_for(kept.user), upload=kept, unseen=not seen, progress=progress)
        if kept.report.get("asking"):
            progress.step(0, 0, _("Nothing was saved: some columns must be explained."))
            return page_of(kept)
        if result.submission is None and not result.problems:
            told = ngettext(
                "Checked, not saved yet: %(n)d line is no row. Look at it, then save.",
                "Checked, not saved yet: %(n)d lines are no rows. Look at them, then save.",
                len(result.left_out),
            )
            progress.step(result.row_count, result.row_count, told % {"n": len(result.left_out)})
            return page_of(kept)
        if result.submission is None:
            wrong = len(result.problems) + result.more
            progress.step(
                result.row_count, result.row_count, _("Nothing was saved: %(n)d cells are wrong.") % {"n": wrong}
            )
            return page_of(kept)
    progress.step(1, 1, _("Saved as version %(version)d.") % {"version": kept.version})
    return reverse("ledgers:submission-detail", args=[kept.submission_id])


@job_kind(REHEARSAL_KIND)
def rehearse(progress: Progress, *, rehearsal: int, design: int, ledger: str, period: str) -> str:
    """Try a ledger's checks on many rows; returns the address of the page that shows whom they would have stopped."""
    kept = RehearsalResult.objects.select_related("user").get(pk=rehearsal)
    found = services.work_out(actor=actor_for(kept.user), kept=kept, design=design, ledger=ledger, period=period)
    rows = found.rows if found is not None else 0
    progress.step(rows, rows, _("Would have stopped %(n)d units.") % {"n": found.stopped if found is not None else 0})
    if design:
        return reverse("ledgers:design-rehearsal", args=[design])
    return reverse("ledgers:task-rehearsal", args=[ledger, period])


def remind_due(day: date) -> None:
    """Daily work: note which units are to be reminded today; the daily letter tells those who file for them."""
    services.note_due_reminders(day)


def clean_uploads(day: date) -> None:
    """Daily work: what broken uploads left behind."""
    services.delete_leftovers(clock.now())


def page_of(upload: KeptUpload) -> str:
    """The page that shows what was found."""
    asked = QueryDict(mutable=True)
    asked["upload"] = upload.token
    page = reverse("ledgers:filing-page", args=[upload.ledger_key, upload.period_code, upload.org_unit.code])
    return f"{page}?{asked.urlencode()}"


@job_kind(COMPARE_KIND)
def compare_outside(progress: Progress, *, outside: int) -> str:
    """Compare a long list in the name of who asked; repeatable, whole or not at all."""
    asked = OutsideList.objects.select_related("job__actor", "uploaded_by").get(pk=outside)
    person = asked.job.actor if asked.job is not None else None
    services.run_comparison(actor=actor_for(person or asked.uploaded_by), outside=asked, progress=progress)
    return reverse("ledgers:outside-detail", args=[outside])
