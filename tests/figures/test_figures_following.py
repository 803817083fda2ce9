"""From an accepted filing to fresh figures, and the shipped packs as a whole."""

from __future__ import annotations

from typing import Any

import figures_world as world
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from figures_world import H1

from taizhang.core.jobs import run_one
from taizhang.core.models import Job
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.figures import queries, services
from taizhang.figures.following import mark_and_recompute, touched_days
from taizhang.figures.models import Figure
from taizhang.figures.tasks import start_waiting_runs

pytestmark = pytest.mark.django_db


def test_an_accepted_filing_marks_figures_and_queues_one_run(
    filed: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    services.compute(period=H1)
    with django_capture_on_commit_callbacks(execute=True):
        for pupils in (60, 70):
            mark_and_recompute([world.file("roll", "S3", H1, world.roll(("1", pupils, 20)))])
    assert Figure.objects.get(indicator_key="t.pupils", org_unit__code="C").status == "stale"
    job = Job.objects.get(kind="figure-run")
    assert job.arguments == {"period": "2026H1"}
    run_one(job.pk)
    job.refresh_from_db()
    assert (job.state, Figure.objects.filter(status="stale").exists()) == ("done", False)
    assert queries.figure(world.everywhere(), "t.pupils", "C", H1).value == 320


def test_a_lot_is_marked_with_one_update(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    lot = [world.file("roll", unit, H1, world.roll(("1", 60, 20))) for unit in ("S1", "S2", "S3")]
    with CaptureQueriesContext(connection) as asked:
        mark_and_recompute(lot)
    assert sum(query["sql"].startswith("UPDATE") for query in asked) == 1
    marked = Figure.objects.filter(status="stale", indicator_key="t.pupils").values_list("org_unit__code", flat=True)
    assert {"S1", "S2", "S3", "C"} <= set(marked)


def test_a_run_may_be_repeated_after_a_crash(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    services.mark_stale("t.roll", H1, {"S3"})
    job = Job.objects.create(kind="figure-run", title="x", arguments={"period": "2026H1"})
    again = Job.objects.create(kind="figure-run", title="x", arguments={"period": "2026H1"})
    run_one(job.pk)
    before = sorted(Figure.objects.values_list("pk", "value", "status", "run"))
    run_one(again.pk)
    assert sorted(Figure.objects.values_list("pk", "value", "status", "run")) == before


def test_a_worker_that_starts_queues_what_a_kill_left_stale(filed: dict[str, Any]) -> None:
    """Killed after the acceptance was committed and before its run was queued."""
    services.compute(period=H1)
    start_waiting_runs()
    assert not Job.objects.exists()
    services.mark_stale("t.roll", H1, {"S3"})
    start_waiting_runs()
    start_waiting_runs()
    assert [job.arguments for job in Job.objects.all()] == [{"period": "2026H1"}]


def test_a_late_journal_entry_touches_the_days_it_is_about(filed: dict[str, Any]) -> None:
    late = world.file("drills", "S1", Period.parse("2026-07"), [{"held_on": "2026-06-30", "people": 9}])
    days = touched_days(late)
    assert (days.first.isoformat(), days.last.isoformat()) == ("2026-06-30", "2026-07-31")


def test_every_shipped_indicator_computes_over_a_county_without_records(db: None) -> None:
    world.build_units()
    run = services.compute(period=H1)
    indicators = installed_packs().indicators
    assert len(run.packs) == len({item.pack for item in indicators.values()})
    assert set(Figure.objects.values_list("indicator_key", flat=True)) == set(indicators)
    reader = world.everywhere()
    for row in queries.catalogue(reader, org_unit="C", period=H1):
        assert row.figure.reason is not None or row.figure.value is not None
        queries.trace(reader, row.figure)
