"""Processes killed in the middle of a figure run and of an issue: the old state or the new, and the work goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
START = f"""
import os, sys, time
from pathlib import Path
sys.path[:0] = [{str(TESTS / "figures")!r}, {str(TESTS / "summaries")!r}]
os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
import django
django.setup()
from django.db import connection
from taizhang.core import packs
from taizhang.core.jobs import resume_interrupted_jobs, run_one
from taizhang.core.models import AuditEvent, Job
from taizhang.core.permissions import Role
from taizhang.figures import services
from taizhang.figures.models import Figure, FigureRun
from taizhang.figures.tasks import start_run
from taizhang.summaries.models import FrozenSlot, Summary

def use(pack):
    installed = packs.InstalledPacks({{pack.id: pack}}, {{}})
    packs._read_installed, packs._stamp, packs._cached = (lambda: installed), (lambda: ("in memory",)), None

def stall_after(table, sign):
    '''From the first write into a table on, this process only waits to be killed, its transaction open.'''
    def wrapper(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if sql.startswith(f'INSERT INTO "{{table}}"'):
            Path(sign).write_text("writing")
            time.sleep(600)
        return found
    connection.execute_wrappers.append(wrapper)
"""
COUNTY = START + "import figures_world as world\nfrom figures_world import H1\nuse(world.PACK)\n"
OFFICE = START + "import summaries_world as world\nuse(world.PACK)\n"
FILED = """
world.build_units()
for unit, now, before in (("S1", 210, 180), ("S2", 90, 70)):
    world.file(unit, world.H1, ("1", now))
    world.file(unit, world.H1_BEFORE, ("1", before))
services.compute(period=world.H1_BEFORE)
services.compute(period=world.H1)
"""


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """A data folder with a migrated SQLite file."""
    return shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)


def begin(folder: Path, code: str) -> subprocess.Popen[str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "TAIZHANG_TODAY")}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=kept | {"TAIZHANG_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, code: str) -> str:
    process = begin(folder, code)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def kill_while_writing(folder: Path, code: str, table: str) -> None:
    """Run until the first rows of a table are written and not yet committed, then kill -9."""
    sign = folder / "sign"
    process = begin(folder, code.replace("STALL", f"stall_after({table!r}, {str(sign)!r})"))
    until = time.monotonic() + 90
    while not sign.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    written = sign.exists()
    process.send_signal(signal.SIGKILL)
    _out, err = process.communicate()
    assert written, err
    sign.unlink()


def test_a_figure_run_killed_while_storing_leaves_the_old_figures_and_is_taken_up_again(folder: Path) -> None:
    first = """
world.build_units()
for unit, pupils in (("S1", 100), ("S2", 60), ("S3", 40)):
    world.file("roll", unit, H1, world.roll(("1", pupils, 20)))
services.compute(period=H1)
world.file("roll", "S1", H1, world.roll(("1", 150, 20)))
services.mark_stale("t.roll", H1)
print(start_run(H1).pk)
"""
    told = """
figures = Figure.objects.filter(indicator_key="t.pupils", value__isnull=False).order_by("org_unit__code")
print([(item.org_unit.code, int(item.value), item.status) for item in figures.select_related("org_unit")])
print(FigureRun.objects.count(), FigureRun.objects.filter(finished_at=None).count(), Job.objects.get().state)
"""
    job = run(folder, COUNTY + first)
    old = "[('C', 200, 'stale'), ('S1', 100, 'stale'), ('S2', 60, 'stale'), ('S3', 40, 'stale'), "
    old += "('T1', 160, 'stale'), ('T2', 40, 'stale')]\n1 0 "
    assert run(folder, COUNTY + told) == old + "queued"
    kill_while_writing(folder, COUNTY + f"STALL\nrun_one({job}, heartbeat=True)", "figures_figure")
    assert run(folder, COUNTY + told) == old + "running"
    resumed = run(folder, COUNTY + f"print(resume_interrupted_jobs()); run_one({job})" + told)
    new = "[('C', 250, 'confirmed'), ('S1', 150, 'confirmed'), ('S2', 60, 'confirmed'), ('S3', 40, 'confirmed'), "
    new += "('T1', 210, 'confirmed'), ('T2', 40, 'confirmed')]\n2 0 done"
    assert resumed == "1\n" + new


def test_an_issue_killed_half_way_leaves_the_draft_which_can_then_be_issued(folder: Path) -> None:
    told = """
summary = Summary.objects.get()
events = AuditEvent.objects.filter(action="summary.issue").count()
print(summary.state, summary.number or "-", bool(summary.issued_hash), FrozenSlot.objects.count(), events)
"""
    run(folder, OFFICE + FILED + "world.written_draft()")
    kill_while_writing(folder, OFFICE + "STALL\nworld.issue(Summary.objects.get())", "summaries_frozenslot")
    assert run(folder, OFFICE + told) == "draft - False 0 0"
    assert run(folder, OFFICE + "world.issue(Summary.objects.get())" + told) == "issued 教总〔2026〕1号 True 5 1"


def test_a_verification_killed_on_its_way_is_done_by_the_next_worker(folder: Path) -> None:
    first = """
from taizhang.summaries.tasks import start_verification
issued = world.issue(world.written_draft())
print(start_verification(actor=world.actor(Role.AUDITOR), summary=issued).pk)
"""
    told = """
from taizhang.summaries.models import VerificationRecord
print(Job.objects.get().state, [(item.ok, item.figure_count) for item in VerificationRecord.objects.all()])
"""
    job = run(folder, OFFICE + FILED + first)
    stalled = OFFICE + f"STALL\nrun_one({job}, heartbeat=True)"
    kill_while_writing(folder, stalled, "summaries_verificationrecord")
    assert run(folder, OFFICE + told) == "running []"
    assert run(folder, OFFICE + f"resume_interrupted_jobs(); run_one({job})" + told) == "done [(True, 5)]"
