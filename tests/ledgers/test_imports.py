"""Long imports in the background: whole or not at all, also when the worker is killed in the middle."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from taizhang.accounts.models import User
from taizhang.core import audit, jobs
from taizhang.core.models import Job, JobState
from taizhang.core.packs import installed_packs
from taizhang.core.progress import Cancelled
from taizhang.ledgers import services
from taizhang.ledgers.models import KeptUpload, Row, Submission, SubmissionVersion, VersionSource
from taizhang.ledgers.reading.workbook import CHUNK
from tests.ledgers.conftest import PERIOD, Desk, workbook

LEDGER = "city-half-year.hazard_points"
HEADING = ["隐患点编号", "隐患类型", "位置", "责任人", "防范措施", "发现日期", "最近巡查日期"]
LONG = services.ROWS_AT_ONCE + 1


def rows(count: int = LONG, kind: str = "水域") -> Sequence[Sequence[object]]:
    return [[f"YH-{n:05}", kind, "河段", "禾守安", "巡查", "2026-06-03", "2026-06-25"] for n in range(count)]


@dataclass
class Started:
    desk: Desk
    upload: KeptUpload
    job: Job


def received(desk: Desk, table: Sequence[Sequence[object]]) -> KeptUpload:
    return services.receive(
        actor=desk.clerk,
        ledger=installed_packs().ledger(LEDGER),
        org_unit=desk.school,
        period=PERIOD,
        name="隐患点.xlsx",
        data=workbook(table, HEADING),
    )


def start(desk: Desk, table: Sequence[Sequence[object]]) -> Started:
    upload = received(desk, table)
    assert upload.job is not None
    return Started(desk, upload, upload.job)


@pytest.fixture
def started(desk: Desk) -> Started:
    return start(desk, rows())


def finished(job: Job) -> Job:
    jobs.run_one(job.pk)
    job.refresh_from_db()
    return job


@pytest.mark.django_db
def test_more_than_five_thousand_rows_are_imported_by_the_worker(started: Started) -> None:
    assert not Submission.objects.exists()
    job = finished(started.job)
    submission = Submission.objects.get()
    assert (job.state, job.result_url) == (JobState.DONE, f"/ledgers/submissions/{submission.pk}/")
    assert (submission.version, Row.objects.count()) == (1, LONG)
    assert f"已读 {CHUNK} 行" in job.log  # progress while it reads
    assert audit.verify_chain().intact


@pytest.mark.django_db
def test_an_import_that_runs_again_adds_nothing(started: Started) -> None:
    first = finished(started.job).result_url
    Job.objects.filter(pk=started.job.pk).update(state=JobState.QUEUED)
    assert finished(started.job).result_url == first
    assert SubmissionVersion.objects.count() == 1


@pytest.mark.django_db
def test_wrong_cells_of_a_long_import_are_shown_and_nothing_is_saved(desk: Desk) -> None:
    table = [*rows(), ["YH-X", "沼泽", "河段", "禾守安", "巡查", "2026-06-03", "2026-06-25"]]
    job = finished(start(desk, table).job)
    assert job.state == JobState.DONE and not Submission.objects.exists()
    assert "沼泽" not in job.log  # the log is read by others too
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    page = client.get(job.result_url).content.decode()
    assert f"B{LONG + 3}" in page and "沼泽" in page
    token = parse_qs(urlsplit(job.result_url).query)["upload"][0]
    marked = client.get(urlsplit(job.result_url).path + "marked.xlsx", {"upload": token})
    assert marked.status_code == 200 and marked.content.startswith(b"PK")


@pytest.mark.django_db
def test_a_cell_that_cannot_be_read_is_told_once_and_not_called_blank_by_a_check(desk: Desk) -> None:
    upload = received(desk, [["YH-1", "水域", "河段", "禾守安", "巡查", "2026-06-03", "上周五"]])
    told = [(item["key"], item["found"]["zh"]) for item in upload.report["problems"] + upload.report["warnings"]]
    assert told == [("G3", "上周五")]
    fields = ("point_no", "kind", "place", "responsible", "measure", "found_on", "checked_on")
    typed = dict(zip(fields, ["YH-1", "水域", "河段", "禾守安", "巡查", "2026-06-03", "上周五"], strict=True))
    same = services.save_rows(
        actor=desk.clerk,
        ledger=installed_packs().ledger(LEDGER),
        org_unit=desk.school,
        period=PERIOD,
        rows=[typed],
        source=VersionSource.GRID,
    )
    assert [(item.key, item.found.zh) for item in [*same.problems, *same.warnings]] == [("1", "上周五")]


@pytest.mark.django_db
def test_a_long_import_that_would_leave_lines_out_waits_for_a_word(desk: Desk) -> None:
    started = start(desk, [*rows(), ["注：以上数据由镇政府核对", *[""] * 6]])
    job = finished(started.job)
    assert job.state == JobState.DONE and not Submission.objects.exists() and "1 行没有当作数据" in job.log
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    assert "注：以上数据由镇政府核对" in client.get(job.result_url).content.decode()
    save = urlsplit(job.result_url).path + "save/"
    token = parse_qs(urlsplit(job.result_url).query)["upload"][0]
    addresses = {client.post(save, {"upload": token}).headers["Location"] for _press in range(2)}
    later = Job.objects.latest("pk")
    assert addresses == {f"/settings/jobs/{later.pk}/"} and later.pk != job.pk
    assert finished(later).result_url == f"/ledgers/submissions/{Submission.objects.get().pk}/"
    assert Row.objects.count() == LONG


@pytest.mark.django_db
def test_an_import_that_is_not_begun_can_be_cancelled(started: Started) -> None:
    jobs.cancel_job(actor=started.desk.clerk, job=started.job)
    assert finished(started.job).state == JobState.CANCELLED
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_an_import_cancelled_while_it_reads_leaves_nothing(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def check(_self: jobs.JobProgress) -> None:
        asked.append(1)
        if len(asked) > 2:
            raise Cancelled

    monkeypatch.setattr(jobs.JobProgress, "check_cancelled", check)
    assert finished(started.job).state == JobState.CANCELLED
    assert not Submission.objects.exists() and not Row.objects.exists()


@pytest.mark.django_db
def test_who_lost_the_right_meanwhile_imports_nothing(started: Started) -> None:
    User.objects.get(username="clerk").role_grants.all().delete()
    assert finished(started.job).state == JobState.FAILED
    assert not Submission.objects.exists()


# From here on with real processes, on a database file of their own.

BEGIN = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
import django
django.setup()
from pathlib import Path
from taizhang.core import jobs
from taizhang.core.models import Job
from taizhang.ledgers import tasks
from taizhang.ledgers.models import KeptUpload, Row, Submission, SubmissionVersion, VersionSource
from taizhang.ledgers.services import filing, uploads, versions
"""
WORLD = """
from taizhang.core.permissions import Role
from taizhang.organisation.models import OrgUnit
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_imports import start
from tests.organisation.world import small_county
world = small_county()
clerk = actor_for(world.person(Role.SCHOOL_CLERK, "S1", username="clerk"))
"""
IMPORT = """
from tests.ledgers.test_imports import rows, start
desk = Desk(world, clerk, clerk, clerk, OrgUnit.objects.get(code="S1"), None)
print(start(desk, rows()).job.pk)
"""
# Where the worker is when it is killed: it says so with a file, then stands still.
STAND = """
def stand(*_args, **_more):
    Path(sys.argv[1]).write_text("here")
    time.sleep(600)
"""
PLACES = {
    "reading": "filing.check_rows = stand",
    "rows written, version not yet": "versions.content_hash = stand",
    "saved, job not yet done": "tasks.reverse = stand",
}
STATE = """
print(Submission.objects.count(), Row.objects.count(), SubmissionVersion.objects.count(), Job.objects.get().state,
      len(list((Path(os.environ["TAIZHANG_DATA"]) / "uploads").iterdir())))
"""


def _environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "TAIZHANG_TODAY")}
    return kept | {"TAIZHANG_DATA": str(folder), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def _begin(folder: Path, code: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BEGIN + code, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=_environment(folder), stdout=pipe, stderr=pipe, text=True)


def _run(folder: Path, code: str) -> list[str]:
    process = _begin(folder, code)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    return out.split()


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """A data folder with a migrated SQLite file."""
    return shutil.copytree(migrated, tmp_path / "own")


@pytest.mark.parametrize("place", PLACES)
def test_a_worker_killed_in_an_import_leaves_the_old_state_or_the_new(folder: Path, place: str) -> None:
    job = _run(folder, WORLD + IMPORT)[-1]
    sign = folder / "sign"
    worker = _begin(folder, f"{STAND}\n{PLACES[place]}\njobs.run_one({job}, heartbeat=True)", str(sign))
    until = time.monotonic() + 180
    while not sign.exists() and worker.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert sign.exists(), worker.stderr.read() if worker.stderr and worker.poll() is not None else "never got there"
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    saved = place.startswith("saved")
    old, new = ["0", "0", "0", "running", "1"], ["1", str(LONG), "1", "running", "0"]
    assert _run(folder, STATE) == (new if saved else old)
    again = _run(folder, f"assert jobs.resume_interrupted_jobs() == 1\njobs.run_one({job})\n{STATE}")
    assert again == ["1", str(LONG), "1", "done", "0"]


def test_uploads_wait_where_only_the_server_reads(folder: Path) -> None:
    _run(folder, WORLD + IMPORT)
    [kept] = (folder / "uploads").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
