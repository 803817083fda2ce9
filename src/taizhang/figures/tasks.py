"""Figure runs as background work, and what starts them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.jobs import job_kind, start_job
from taizhang.core.models import Job, JobState
from taizhang.core.permissions import Permission
from taizhang.core.progress import Progress
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures.kept import kept_on, never_computed
from taizhang.figures.models import Figure
from taizhang.figures.services import refresh
from taizhang.figures.services.stale import RUN_KIND


@job_kind(RUN_KIND)
def run_figures(progress: Progress, *, period: str, whole: bool = False, **_more: object) -> str | None:
    """Compute what is stale or lacking in a period; running it twice changes nothing more."""
    refresh(period=Period.parse(period), whole=whole, progress=progress)
    return None


def start_run(period: Period, *, whole: bool = False) -> Job | None:
    """Queue a run for a period unless one waits already: what is filed until it starts goes in with it."""
    arguments = {"period": period.code, **({"whole": True} if whole else {})}
    if Job.objects.filter(kind=RUN_KIND, state=JobState.QUEUED, arguments=arguments).exists():
        return None
    title = _("Figures of %(period)s") % {"period": period.title.zh}
    return start_job(kind=RUN_KIND, title=title, arguments=arguments, actor=None)


def ask_run(*, actor: Actor, period: Period) -> None:
    """All figures of a period, because somebody wants to read them. Raises NotAllowed."""
    actor.require(Permission.COMPUTE_FIGURE)
    start_run(period, whole=True)


def start_lacking(period: Period) -> None:
    """Queue a run for a period of a kept kind of which anything was never computed."""
    if never_computed(period):
        start_run(period)


def keep_figures(day: date) -> None:
    """Each morning: the periods that summaries will be written for are computed, whether or not anything was filed."""
    for period in kept_on(day):
        start_lacking(period)


def start_waiting_runs() -> None:
    """Queue a run for every period with stale figures. For a worker that starts: a process that was killed between
    accepting a filing and queueing its figures leaves them stale, and nobody else would ask for them."""
    stale = Figure.objects.filter(status=FigureStatus.STALE).order_by()
    for code in sorted(stale.values_list("period_code", flat=True).distinct()):
        start_run(Period.parse(code))
