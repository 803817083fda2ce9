"""Figures over what inspection, targets and the organisation keep themselves follow the acts that move it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

import taizhang
from taizhang.core import moves
from taizhang.core.jobs import run_one
from taizhang.core.models import Job
from taizhang.engine.periods import Period
from taizhang.figures import services as figure_services
from taizhang.figures.models import Figure
from taizhang.inspection import services
from taizhang.organisation import services as organisation
from tests.inspection.world import World

HALF, DAY = Period.parse("2026H1"), date(2026, 4, 20)
VISITS = "county-supervision.sup_visits_all"
WINDOW = "visit-sample.found__opening__window"
Committed = Callable[..., AbstractContextManager[Any]]
# Acts after which every row of a system ledger says what it said.
MOVES_NOTHING = {
    "campaign.create", "campaign.draw", "campaign.draw_list", "campaign.round", "complaint.record", "delegation.create",
    "delegation.withdraw", "liaison.set", "notice.export", "notice.extension_ask", "plan.carry", "plan.create",
    "ranking.export", "recusal.record", "role.grant", "role.revoke", "visit.call_off", "visit.carry", "visit.entries",
    "visit.give_over", "visit.photo", "visit.photo_original", "visit.plan", "visit.replace", "visit.take_over",
    "visit_hours.set",
}  # fmt: skip


def value(key: str, unit: str = "C") -> object:
    found = Figure.objects.get(indicator_key=key, org_unit__code=unit, period_code=HALF.code)
    return None if found.status == "stale" else found.value


def run_waiting() -> None:
    for job in Job.objects.filter(kind="figure-run", state="queued"):
        run_one(job.pk)


def test_a_visit_and_what_becomes_of_its_findings_reach_the_figures(
    world: World, settings: Any, django_capture_on_commit_callbacks: Committed
) -> None:
    world.filed({})
    figure_services.compute(period=HALF)
    figure_services.compute(period=HALF, keys=[WINDOW])
    assert (value(VISITS), value(WINDOW)) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        again = world.filed({})
    assert (value(VISITS), value(WINDOW), value(VISITS, "S2")) == (None, None, 0)
    run_waiting()
    assert (value(VISITS), value(WINDOW)) == (2, 2)
    with django_capture_on_commit_callbacks(execute=True):
        (notice,) = services.issue_notices(
            actor=world.actor("chief"), findings=list(again.findings.all()), issued_on=date(2026, 4, 20)
        )
    assert value("county-supervision.sup_notices") is None
    run_waiting()
    settings.TODAY = date(2026, 7, 6)
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw_notice(
            actor=world.actor("chief"), notice=notice, reason="核实无误", dropped=list(notice.findings.all())
        )
    run_waiting()
    assert value(WINDOW) == 1, "what turned out to be none never was one, also of a period that is over"


def test_who_stands_where_moves_every_figure_of_the_days_since(
    world: World, django_capture_on_commit_callbacks: Committed
) -> None:
    before = Period.parse("2025H2")
    for period in (before, HALF):
        figure_services.compute(period=period)
    with django_capture_on_commit_callbacks(execute=True):
        organisation.close_org_unit(
            actor=world.actor("admin"), org_unit=world.units["S3"], on=date(2026, 3, 1), reason="布局调整"
        )
    stale = Figure.objects.filter(status="stale")
    assert set(stale.values_list("period_code", flat=True)) == {HALF.code}
    assert stale.count() == Figure.objects.filter(period_code=HALF.code).count()
    assert Job.objects.filter(kind="figure-run").count() == 1


def test_figures_are_locked_behind_the_head_of_the_chain(world: World) -> None:
    """As a figure run locks them, so that an act and a run never wait for each other."""
    figure_services.compute(period=HALF)
    with CaptureQueriesContext(connection) as seen:
        world.filed({})
    told = [query["sql"] for query in seen]
    marked = next(at for at, sql in enumerate(told) if sql.startswith('UPDATE "figures_figure"'))
    written = next(at for at in range(marked, len(told)) if told[at].startswith('INSERT INTO "core_auditevent"'))
    assert not any(sql.startswith("SELECT") and "core_audithead" in sql for sql in told[marked:written])


def test_every_act_of_the_three_apps_says_what_it_moves_or_moves_nothing() -> None:
    said: set[str] = set()
    for app in ("inspection", "targets", "organisation"):
        for file in (Path(taizhang.__file__).parent / app / "services").glob("*.py"):
            said |= set(re.findall(r'(?:action=|_record\([\w.]+, )"(\w+\.[\w-]+)"', file.read_text()))
    assert said - moves.told_actions() == MOVES_NOTHING
