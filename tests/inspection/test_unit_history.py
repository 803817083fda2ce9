"""The page of one unit with its whole history, as each side reads it."""

from __future__ import annotations

from datetime import date

from taizhang.inspection import queries, services
from taizhang.inspection.models import Closing, Finding
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World


def test_findings_stand_item_by_item_with_their_rebounds(world: World) -> None:
    only = world.campaign().rounds.get()
    world.filed({}, visit=world.visit(only, planned_on=date(2026, 4, 2)), on=date(2026, 4, 2))
    window = Finding.objects.get()
    Closing.objects.create(finding=window, on=date(2026, 4, 10), at=window.visit.filed_at)
    world.filed({}, visit=world.visit(only))
    (item,) = queries.items_of_unit(world.actor("chief"), "S1")
    assert (item.title, item.rebounds, [row.rebound for row in item.rows]) == ("纱窗完好", 1, ["yes", "no"])
    text = page(world, "head", "school-detail", "S1")
    assert "反弹1次" in text and "食堂纱窗破损" in text


def test_scores_stand_by_month_and_complaints_are_not_shown_to_whom_they_are_about(world: World) -> None:
    world.filed({})
    services.record_complaint(
        actor=world.actor("clerk"), org_unit=world.units["S1"], received_on=TODAY, matter="反映食堂卫生"
    )
    (score,) = queries.scores_of_unit(world.actor("head"), "S1")
    assert (score.month, f"{score.score:.2f}", score.visits, score.line) == ("2026-04", "66.67", 1, None)
    assert "反映食堂卫生" in page(world, "chief", "school-detail", "S1")
    school = page(world, "head", "school-detail", "S1")
    assert "66.67" in school and "反映食堂卫生" not in school
    assert queries.scores_of_unit(world.actor("head2"), "S1") == []
