"""Long work: started by a person, run by the task worker, watched on the jobs page, taken up again after a crash."""

from __future__ import annotations

import importlib
import importlib.util
import os
import socket
import threading
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.models import Job, JobState
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.progress import Cancelled, Progress, Silent
from taizhang.engine.errors import TaizhangError

BEAT = timedelta(seconds=5)
# A writer on SQLite may hold back the heartbeat for as long as its transaction lasts; so be slow to call a job dead.
DEAD_AFTER = timedelta(minutes=5)
MAX_ATTEMPTS = 5  # a job that kills its worker every time must not come back for ever
_LOG_LIMIT = 200_000

_F = TypeVar("_F", bound=Callable[..., Any])
_KINDS: dict[str, Callable[..., Any]] = {}


def job_kind(name: str) -> Callable[[_F], _F]:
    """Register `function(progress, **arguments) -> str | None` as the work of jobs of this kind.

    It returns the address of the result, or nothing; it must be repeatable, for after a crash it runs again from the
    start. `progress` is a Progress; in the worker also with `actor_id`, who started it. Functions live in an app's
    `tasks.py`, which is found by itself.
    """

    def register(function: _F) -> _F:
        _KINDS[name] = function
        return function

    return register


def _work(kind: str) -> Callable[..., Any]:
    if kind not in _KINDS:
        for config in apps.get_app_configs():
            name = f"{config.name}.tasks"
            if config.name.startswith("taizhang.") and importlib.util.find_spec(name):
                importlib.import_module(name)
    if kind not in _KINDS:
        raise LookupError(f"no work is registered for jobs of kind {kind!r}; known: {', '.join(sorted(_KINDS))}")
    return _KINDS[kind]


def start_job(*, kind: str, title: str, arguments: Mapping[str, object], actor: Actor | None) -> Job:
    """Queue long work and return its job. `arguments`: what JSON can hold."""
    _work(kind)
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, title=title[:200], arguments=dict(arguments), actor_id=actor.user_id if actor else None
        )
        audit.record(actor=actor, action="job.start", obj=job, detail={"kind": kind, "title": title})
        run_job.enqueue(job.pk)
    return job


def run_now(*, kind: str, arguments: Mapping[str, object], progress: Progress | None = None) -> Any:
    """Do the work of a kind here and now, without a job row: for the command line."""
    return _work(kind)(progress or Silent(), **arguments)


def jobs_for(actor: Actor) -> QuerySet[Job]:
    """The actor's own jobs, and everybody's with the permission to watch them."""
    jobs = Job.objects.select_related("actor")
    if actor.can(Permission.VIEW_JOBS):
        return jobs
    return jobs.filter(actor_id=actor.user_id) if actor.user_id is not None else jobs.none()


def cancel_job(*, actor: Actor, job: Job) -> Job:
    """Ask a job to stop at its next safe place; a queued one never starts. Only who started it may."""
    if job.actor_id is None or job.actor_id != actor.user_id:
        raise NotAllowed(_("Only the person who started this work can cancel it."))
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, state__in=(JobState.QUEUED, JobState.RUNNING)).update(cancel_requested=True)
        Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(state=JobState.CANCELLED, finished_at=clock.now())
        audit.record(actor=actor, action="job.cancel", obj=job)
    job.refresh_from_db()
    return job


def resume_interrupted_jobs() -> int:
    """Queue again what a crash left running; returns how many.

    Dead is: the same host's process is gone, or no heartbeat for DEAD_AFTER. While other jobs run elsewhere, look again
    later: their worker may die without anybody starting a new one.
    """
    resumed, now = 0, timezone.now()
    running = Job.objects.filter(state=JobState.RUNNING)
    for job in running.filter(Q(heartbeat_at__lt=now - DEAD_AFTER) | Q(worker__startswith=f"{socket.gethostname()}:")):
        if job.heartbeat_at is not None and job.heartbeat_at >= now - DEAD_AFTER and _alive(job.worker):
            continue
        resumed += _take_up(job)
    if running.exists():
        look_for_dead_jobs.using(run_after=now + DEAD_AFTER).enqueue()
    return resumed


def _take_up(job: Job) -> int:
    same = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, heartbeat_at=job.heartbeat_at)
    if job.attempts >= MAX_ATTEMPTS:
        same.update(
            state=JobState.FAILED,
            finished_at=clock.now(),
            log=job.log + _("Stopped: its worker died every time.") + "\n",
        )
        return 0
    with transaction.atomic():
        if not same.update(state=JobState.QUEUED, worker="", log=job.log + _("Interrupted; starting again.") + "\n"):
            return 0  # another worker was quicker
        run_job.enqueue(job.pk)
    return 1


def _alive(worker: str) -> bool:
    process = int(worker.rpartition(":")[2] or 0)
    if process == os.getpid():
        return False  # a new process under the number of the dead one
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@task()
def run_job(job_id: int) -> None:
    """The worker's entry: run one job, with a heartbeat beside it."""
    run_one(job_id, heartbeat=True)


@task()
def look_for_dead_jobs() -> None:
    resume_interrupted_jobs()


def run_one(job_id: int, *, heartbeat: bool = False) -> None:
    """Run a queued job to its end; every way it can end is written to its row. Does nothing for any other state."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        started_at=clock.now(),
        heartbeat_at=now,
        worker=f"{socket.gethostname()[:100]}:{os.getpid()}",
        attempts=F("attempts") + 1,
        done=0,
        total=0,
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    progress = JobProgress(job)
    stop = progress.beat() if heartbeat else None
    state, url = JobState.FAILED, ""
    try:
        progress.check_cancelled()
        url = _work(job.kind)(progress, **job.arguments) or ""
        state = JobState.DONE
    except Cancelled:
        state = JobState.CANCELLED
    except TaizhangError as error:
        progress.note("\n".join(problem.sentence() for problem in error.problems))
    except Exception as error:
        progress.note(" ".join([_("This work stopped because of an error."), str(error)]))
        progress.note("".join(traceback.format_exception(error)))
    finally:
        if stop is not None:
            stop()
        Job.objects.filter(pk=job_id).update(
            **progress.fields(), state=state, finished_at=clock.now(), result_url=str(url)[:500]
        )


class JobProgress:
    """Progress kept in a job's row. Steps are written at most twice a second, outside of the work's own transaction
    only: inside one nobody could see them, and on SQLite the heartbeat's connection would wait for it."""

    def __init__(self, job: Job) -> None:
        self.job_id = job.pk
        self.actor_id = job.actor_id
        self._done = 0
        self._total = 0
        self._log = job.log
        self._written = self._asked = datetime.min.replace(tzinfo=timezone.get_current_timezone())

    def step(self, done: int, total: int, text: str = "") -> None:
        self._done, self._total = max(0, done), max(0, total)
        if text:
            self.note(text)
        if timezone.now() - self._written > timedelta(seconds=0.5) and not connection.in_atomic_block:
            self.write()

    def note(self, text: str) -> None:
        """A line in the log."""
        stamp = timezone.localtime().strftime("%H:%M:%S")
        self._log = f"{self._log}{stamp} {text.rstrip()}\n"[-_LOG_LIMIT:]

    def check_cancelled(self) -> None:
        now = timezone.now()
        if now - self._asked < timedelta(seconds=0.5):
            return
        self._asked = now
        if Job.objects.filter(pk=self.job_id, cancel_requested=True).exists():
            raise Cancelled

    def fields(self) -> dict[str, Any]:
        return {"done": self._done, "total": self._total, "log": self._log, "heartbeat_at": timezone.now()}

    def write(self) -> None:
        self._written = timezone.now()
        Job.objects.filter(pk=self.job_id).update(**self.fields())

    def beat(self) -> Callable[[], None]:
        """Write every few seconds from a thread of its own, also while the work is busy; returns what stops it."""
        over = threading.Event()

        def run() -> None:
            while not over.wait(BEAT.total_seconds()):
                try:
                    self.write()
                except DatabaseError:
                    continue  # a long writer holds the database; the next beat will do
            connection.close()

        thread = threading.Thread(target=run, daemon=True, name=f"job-{self.job_id}")
        thread.start()

        def stop() -> None:
            over.set()
            thread.join(timeout=60)

        return stop
