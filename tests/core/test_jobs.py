"""Long work: how it can end, and how it comes back after a crash."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from taizhang.accounts.models import User
from taizhang.core import jobs
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent, Job, JobState
from taizhang.core.permissions import NotAllowed
from taizhang.core.progress import Cancelled, Progress
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

pytestmark = pytest.mark.django_db
NO_PROCESS = 2**22 + 1  # above Linux's highest process number


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    @jobs.job_kind("count")
    def count(progress: Progress, *, upto: int) -> str:
        for number in range(upto):
            progress.check_cancelled()
            progress.step(number + 1, upto, f"第{number + 1}件")
        return f"/result/{upto}/"

    @jobs.job_kind("fail")
    def fail(progress: Progress) -> None:
        raise ZeroDivisionError("除数为零")

    @jobs.job_kind("refuse")
    def refuse(progress: Progress) -> None:
        raise TaizhangError([Problem("x", "B7", Text("数"), Text("字"), Text("请改正。"))])

    yield
    for kind in ("count", "fail", "refuse"):
        del jobs._KINDS[kind]


def person() -> Actor:
    return Actor(User.objects.create_user("clerk", full_name="谷雨").pk, "谷雨")


def start(kind: str, actor: Actor | None = None, **arguments: Any) -> Job:
    return jobs.start_job(kind=kind, title="一件长活", arguments=arguments, actor=actor)


def ended(job: Job) -> Job:
    jobs.run_one(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_is_queued_for_the_worker_and_audited() -> None:
    job = start("count", upto=3)
    assert job.state == JobState.QUEUED
    assert DBTaskResult.objects.get().args_kwargs["args"] == [job.pk]
    assert AuditEvent.objects.filter(action="job.start").count() == 1


def test_a_finished_job_keeps_progress_log_and_result() -> None:
    job = ended(start("count", upto=3))
    assert (job.state, job.done, job.total, job.percent, job.result_url) == (JobState.DONE, 3, 3, 100, "/result/3/")
    assert "第3件" in job.log
    assert job.is_over


def test_an_error_is_told_and_ends_the_job() -> None:
    job = ended(start("fail"))
    assert job.state == JobState.FAILED
    assert "除数为零" in job.log


def test_a_refusal_is_told_in_the_users_words_without_a_traceback() -> None:
    job = ended(start("refuse"))
    assert job.state == JobState.FAILED
    assert "请改正。" in job.log
    assert "Traceback" not in job.log


def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(LookupError):
        start("no-such-kind")
    assert Job.objects.count() == 0


def test_a_queued_job_that_is_cancelled_never_starts() -> None:
    actor = person()
    job = start("count", actor, upto=3)
    jobs.cancel_job(actor=actor, job=job)
    assert ended(job).state == JobState.CANCELLED
    assert job.done == 0


def test_a_running_job_stops_at_its_next_safe_place() -> None:
    job = start("count", upto=3)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    assert ended(job).state == JobState.CANCELLED
    progress = jobs.JobProgress(job)
    with pytest.raises(Cancelled):
        progress.check_cancelled()


def test_only_who_started_it_cancels() -> None:
    job = start("count", person(), upto=3)
    with pytest.raises(NotAllowed):
        jobs.cancel_job(actor=Actor(None, "nobody"), job=job)
    job.refresh_from_db()
    assert not job.cancel_requested


def test_a_job_runs_once_though_its_task_comes_twice() -> None:
    job = ended(start("count", upto=3))
    jobs.run_one(job.pk)
    job.refresh_from_db()
    assert job.attempts == 1


def running(worker: str, *, beat_ago: timedelta = timedelta(), attempts: int = 1) -> Job:
    job = start("count", upto=3)
    DBTaskResult.objects.all().delete()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, worker=worker, heartbeat_at=timezone.now() - beat_ago, attempts=attempts
    )
    return job


def tasks() -> list[str]:
    return [task.task_path.rpartition(".")[2] for task in DBTaskResult.objects.all()]


def test_a_job_of_a_dead_process_is_taken_up_at_once_and_finishes() -> None:
    job = running(f"{socket.gethostname()}:{NO_PROCESS}")
    assert jobs.resume_interrupted_jobs() == 1
    assert tasks() == ["run_job"]
    assert ended(job).state == JobState.DONE
    assert job.attempts == 2


def test_a_job_without_heartbeat_on_another_host_is_taken_up() -> None:
    running("elsewhere:7", beat_ago=jobs.DEAD_AFTER * 2)
    assert jobs.resume_interrupted_jobs() == 1


def test_a_job_that_is_alive_is_left_alone_and_looked_at_later() -> None:
    running("elsewhere:7")
    running(f"{socket.gethostname()}:{os.getppid()}")
    assert jobs.resume_interrupted_jobs() == 0
    assert tasks() == ["look_for_dead_jobs"]


def test_a_job_that_kills_its_worker_every_time_is_given_up() -> None:
    job = running(f"{socket.gethostname()}:{NO_PROCESS}", attempts=jobs.MAX_ATTEMPTS)
    assert jobs.resume_interrupted_jobs() == 0
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_run_now_needs_no_job() -> None:
    assert jobs.run_now(kind="count", arguments={"upto": 2}) == "/result/2/"
    assert Job.objects.count() == 0
