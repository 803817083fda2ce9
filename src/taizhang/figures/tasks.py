"""Figure runs as background work, and what starts them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from taizhang.core.jobs import job_kind, start_job
from taizhang.core.models import Job, JobState
from taizhang.core.progress import Progress
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures.models import Figure
from taizhang.figures.services import recompute_stale
from taizhang.figures.services.stale import RUN_KIND


@job_kind(RUN_KIND)
def run_figures(progress: Progress, *, period: str, **_more: object) -> str | None:
    """Compute again what is stale in a period; running it twice changes nothing more."""
    recompute_stale(period=Period.parse(period), progress=progress)
    return None


def start_run(period: Period) -> Job | None:
    """Queue a run for a period unless one waits already: what is filed until it starts goes in with it."""
    waiting = Job.objects.filter(kind=RUN_KIND, state=JobState.QUEUED, arguments={"period": period.code})
    if waiting.exists():
        return None
    title = _("Figures of %(period)s") % {"period": period.title.zh}
    return start_job(kind=RUN_KIND, title=title, arguments={"period": period.code}, actor=None)


def start_waiting_runs() -> None:
    """Queue a run for every period with stale figures. For a worker that starts: a process that was killed between
    accepting a filing and queueing its figures leaves them stale, and nobody else would ask for them."""
    stale = Figure.objects.filter(status=FigureStatus.STALE).order_by()
    for code in sorted(stale.values_list("period_code", flat=True).distinct()):
        start_run(Period.parse(code))
