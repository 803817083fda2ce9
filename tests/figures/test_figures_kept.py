"""Periods that summaries are written for are computed by themselves; a page does not wait for what never was."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import figures_world as world
import pytest
from figures_world import H1

from taizhang.core.jobs import run_one
from taizhang.core.models import Job
from taizhang.core.packs import InstalledPacks
from taizhang.core.permissions import NotAllowed, Role
from taizhang.core.progress import Silent
from taizhang.engine.pack import SummaryTemplate
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.figures import kept, queries, services
from taizhang.figures.following import mark_and_recompute
from taizhang.figures.models import Figure, FigureRun
from taizhang.figures.queries import comparing
from taizhang.figures.tasks import ask_run, keep_figures
from taizhang.figures.views.common import newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def half_yearly(filed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that has a summary of half-years."""
    template = SummaryTemplate("s", "t", Text("小结"), PeriodKind.HALF_YEAR, ("county",), "")
    monkeypatch.setattr(InstalledPacks, "summaries", property(lambda _packs: {template.key: template}))


def runs() -> list[dict[str, object]]:
    return [job.arguments for job in Job.objects.filter(kind="figure-run")]


def test_a_morning_after_ten_days_computes_the_period_once(half_yearly: None) -> None:
    keep_figures(date(2026, 1, 10))
    assert runs() == [{"period": "2025H2"}]
    Job.objects.all().delete()
    keep_figures(date(2026, 1, 11))
    assert runs() == [{"period": "2026H1"}]
    run_one(Job.objects.get().pk)
    assert Figure.objects.filter(period_code="2026H1").exists() and not kept.never_computed(H1)
    Job.objects.all().delete()
    keep_figures(date(2026, 1, 12))
    assert runs() == []


def test_the_first_accepted_filing_of_a_period_computes_it(
    half_yearly: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mark_and_recompute([world.file("roll", "S3", H1, world.roll(("1", 70, 20)))])
    assert runs() == [{"period": "2026H1"}]
    run_one(Job.objects.get().pk)
    assert queries.figure(world.everywhere(), "t.pupils", "C", H1).computed_at is not None


def test_what_never_was_computed_is_stored_a_part_at_a_time(
    filed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a break between two parts the rest lacks, and the next run does it."""
    monkeypatch.setattr(sys.modules[services.compute.__module__], "_STORED_TOGETHER", 2)
    wanted = kept.never_computed(H1)

    class Breaks(Silent):
        def step(self, done: int, total: int, text: str = "") -> None:
            if FigureRun.objects.count() == 2:
                raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        services.refresh(period=H1, whole=True, progress=Breaks())
    assert len(kept.never_computed(H1)) == len(wanted) - 2  # the second broke amid storing
    services.refresh(period=H1, whole=True)
    assert not kept.never_computed(H1) and FigureRun.objects.count() == -(-len(wanted) // 2)
    assert queries.figure(world.everywhere(), "t.pupils", "C", H1).value is not None


def test_a_page_names_what_was_never_computed_and_does_not_wait(
    filed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "_COMPUTED_WHILE_READING", 0)
    reader = world.everywhere()
    waiting = queries.catalogue(reader, org_unit="C", period=H1)
    assert {row.figure.status.value for row in waiting} == {"stale"}
    assert all(row.figure.reason is queries.NOT_COMPUTED and row.figure.value is None for row in waiting)
    services.compute(period=H1)
    assert any(row.figure.value is not None for row in queries.catalogue(reader, org_unit="C", period=H1))


def test_who_may_asks_for_a_period(filed: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        ask_run(actor=world.everywhere(Role.AUDITOR), period=H1)
    ask_run(actor=world.everywhere(Role.OFFICE), period=H1)
    ask_run(actor=world.everywhere(Role.OFFICE), period=H1)
    assert runs() == [{"period": "2026H1", "whole": True}]
    run_one(Job.objects.get().pk)
    assert Figure.objects.filter(period_code="2026H1").exists()


@pytest.mark.parametrize(
    ("day", "chosen"),
    [("2026-07-06", "2026H1"), ("2026-05-20", "2026H1"), ("2026-12-28", "2026H2"), ("2027-01-20", "2026H2")],
)
def test_the_period_that_is_shown_first_is_the_one_people_write_about(settings: Any, day: str, chosen: str) -> None:
    settings.TODAY = date.fromisoformat(day)
    stored = [Period.parse(code) for code in ("2027", "2027H1", "2026", "2026H2", "2026H1", "2025", "2025H2")]
    assert newest(stored).code == chosen
