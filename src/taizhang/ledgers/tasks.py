"""Long imports and letters as background work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.jobs import job_kind, start_job
from taizhang.core.progress import Progress
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, OutsideList
from taizhang.ledgers.services.outside import COMPARE_KIND
from taizhang.ledgers.services.uploads import IMPORT_KIND
from taizhang.organisation.queries import actor_for


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
    progress.step(1, 1, _("Saved as version %(version)d.") % {"version": kept.version})
    return reverse("ledgers:submission-detail", args=[kept.submission_id])


LETTERS_KIND = "filing-letters"


def remind_due(day: date) -> None:
    """Daily work: note which units are to be reminded today, and write to them once that is committed."""
    if reminders := services.note_due_reminders(day):
        transaction.on_commit(partial(start_letters, reminders))


def clean_uploads(day: date) -> None:
    """Daily work: what broken uploads left behind."""
    services.delete_leftovers(clock.now())


def start_letters(reminders: Sequence[int]) -> None:
    start_job(kind=LETTERS_KIND, title=_("Reminders by e-mail"), arguments={"reminders": list(reminders)}, actor=None)


@job_kind(LETTERS_KIND)
def send_letters(progress: Progress, *, reminders: list[int]) -> None:
    """Write to those who file for the reminded units. After a crash the units that were written to are left out."""
    sent = services.send_letters(reminders, progress)
    progress.step(len(reminders), len(reminders), _("%(n)d letters sent.") % {"n": sent})


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
