"""More time is asked for findings by name, and who decides reads which deadlines move: hours stay hours."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from taizhang.core import clock
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Extension, Finding, Notice, Visit
from tests.inspection.test_hours_told import TOLD
from tests.inspection.test_inspection_notices import stands
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World

THREE = (
    {"problem": "门卫室无人", "days": None, "hours": 4},
    {"problem": "栏杆松动", "days": None, "hours": 48},
    {"problem": "台账不全", "days": 5},
)


@pytest.fixture
def notice(world: World) -> Notice:
    notice = world.received(*THREE)
    Visit.objects.update(filed_at=TOLD)
    return notice


def _due(notice: Notice) -> dict[str, str]:
    lines = queries.finding_lines(Finding.objects.filter(notice=notice), TODAY)
    return {line.problem: str(line.standing.deadline)[:16] for line in lines}


BEFORE = {"门卫室无人": "2026-04-20 19:18", "栏杆松动": "2026-04-22 15:18", "台账不全": "2026-04-23"}


def test_more_time_moves_what_it_names_and_no_pause_moves_hours(world: World, notice: Notice) -> None:
    head, chief = world.actor("head"), world.actor("chief")
    assert _due(notice) == BEFORE
    with clock.standing_at(TOLD):
        fence = notice.findings.get(problem="栏杆松动")
        asked = services.ask_extension(actor=head, notice=notice, days=3, reason="栏杆要定制", findings=[fence.pk])
        services.decide_extension(actor=chief, extension=asked, granted_days=2)
        moved = {**BEFORE, "栏杆松动": "2026-04-24"}
        assert (_due(notice), stands(notice).due) == (moved, date(2026, 4, 24))  # it ends with the last of them
        services.pause_notice(
            actor=chief, notice=notice, first_on=date(2026, 4, 23), last_on=date(2026, 4, 23), reason="停课"
        )
        assert _due(notice) == {**moved, "栏杆松动": "2026-04-27", "台账不全": "2026-04-24"}


def test_unsaid_it_is_for_what_is_counted_in_days(world: World, notice: Notice) -> None:
    with clock.standing_at(TOLD):
        asked = services.ask_extension(actor=world.actor("head"), notice=notice, days=2, reason="等货")
        services.decide_extension(actor=world.actor("chief"), extension=asked, granted_days=2)
        assert _due(notice) == {**BEFORE, "台账不全": "2026-04-27"}


def test_what_was_reported_or_is_another_notices_needs_none(world: World, notice: Notice) -> None:
    head = world.actor("head")
    guard, book = (notice.findings.get(problem=problem).pk for problem in ("门卫室无人", "台账不全"))
    with clock.standing_at(TOLD):
        services.report_rectification(actor=head, notice=notice, kind="report", text="已补人", about={guard: ""})
        for findings in ([], [guard], [book, 10**6]):
            with pytest.raises(TaizhangError, match="findings of this notice that are in time"):
                services.ask_extension(actor=head, notice=notice, days=2, reason="等货", findings=findings)


def test_the_pages_name_the_findings_and_say_which_deadlines_move(world: World, notice: Notice) -> None:
    book = notice.findings.get(problem="台账不全")
    with clock.standing_at(TOLD):
        address = reverse("inspection:extension-ask", args=[notice.pk])
        form = world.client("head").get(address).context["form"]
        assert form["findings"].value() == [str(book.pk)]
        assert world.client("head").post(address, {"days": "2", "reason": "等货"}).status_code == 422
        sent = {"days": "2", "reason": "等货", "findings": [str(book.pk)]}
        assert world.client("head").post(address, sent).status_code == 302
        text = page(world, "chief", "extension-decide", Extension.objects.get().pk)
        assert "2026-04-23 → 2026-04-27" in text and "2026-04-20 19:18" in text and text.count("不变") == 2
