"""Processes that are killed or that write at once, on a database file of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

START = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
import django
django.setup()
from taizhang.core import audit, jobs
from taizhang.core.models import Job
"""
SLOW = """
import time
from pathlib import Path
@jobs.job_kind("slow")
def slow(progress, *, sign):
    first = not Path(sign).exists()
    Path(sign).write_text("begun")
    while first:
        progress.step(1, 2, "halfway")
        time.sleep(0.05)
    progress.step(2, 2)
    return "/done/"
"""


@pytest.fixture(scope="module")
def folder(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated SQLite file."""
    return shutil.copytree(migrated, tmp_path_factory.mktemp("data"), dirs_exist_ok=True)


def _environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "TAIZHANG_TODAY")}
    return kept | {"TAIZHANG_DATA": str(folder)}


def _begin(folder: Path, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(folder: Path, code: str) -> str:
    process = _begin(folder, code)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def test_a_job_whose_worker_was_killed_is_finished_by_the_next_one(folder: Path, tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    job = _run(
        folder,
        START
        + SLOW
        + f"print(jobs.start_job(kind='slow', title='t', arguments={{'sign': {str(sign)!r}}}, actor=None).pk)",
    )
    worker = _begin(folder, START + SLOW + f"jobs.run_one({job}, heartbeat=True)")
    until = time.monotonic() + 60
    while not sign.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert sign.exists()
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    state = _run(folder, START + f"print(Job.objects.get(pk={job}).state)")
    assert state == "running"
    told = _run(
        folder,
        START
        + SLOW
        + f"print(jobs.resume_interrupted_jobs()); jobs.run_one({job}); job = Job.objects.get(pk={job})\n"
        + "print(job.state, job.attempts, job.result_url)",
    )
    assert told.split("\n") == ["1", "done 2 /done/"]


def test_processes_that_write_at_once_make_one_chain(folder: Path) -> None:
    before = int(_run(folder, START + "print(audit.verify_chain().count)"))
    write = START + "for n in range(25): audit.record(actor=None, action='job.start', obj=f'x{n}')"
    writers = [_begin(folder, write) for _ in range(3)]
    for writer in writers:
        _out, err = writer.communicate(timeout=120)
        assert writer.returncode == 0, err
    told = _run(folder, START + "report = audit.verify_chain(); print(report.count, report.intact)")
    assert told == f"{before + 75} True"
