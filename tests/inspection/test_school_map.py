"""Schools on a map: where they stand, what their sign says, and the same in the table."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taizhang.engine.periods import Period, PeriodKind
from taizhang.inspection import queries
from taizhang.organisation.models import OrgUnitSpell
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, VISIT_DAY, World

TERM = Period.containing(TODAY, PeriodKind.TERM)


@pytest.fixture
def placed(world: World) -> World:
    """S1 and S2 have positions, S3 none."""
    for code, longitude in (("S1", "110.1"), ("S2", "110.3")):
        OrgUnitSpell.objects.filter(org_unit__code=code).update(longitude=longitude, latitude="30.2")
    return world


def states(world: World, who: str = "clerk") -> dict[str, tuple[str, int, int, int]]:
    found = queries.map_schools(world.actor(who), campaign=None, period=TERM)
    return {one.code: (one.state, one.visits, one.found, one.overdue) for one in found}


def test_the_gravest_of_what_is_known_is_the_sign(placed: World) -> None:
    assert states(placed) == dict.fromkeys(("S1", "S2", "S3"), ("unvisited", 0, 0, 0))
    placed.filed()
    assert states(placed)["S1"] == ("visited", 1, 0, 0)
    placed.received({}, on=date(2026, 4, 16))  # five working days from the 16th: not late on the 20th
    assert states(placed)["S1"] == ("open", 2, 1, 0)


def test_overdue_is_what_stands_so_on_every_page(placed: World, settings: object) -> None:
    placed.received({"days": 1}, on=date(2026, 4, 16))
    assert states(placed)["S1"] == ("overdue", 1, 1, 1)
    [row] = queries.finding_rows(placed.actor("clerk"))
    assert row.outcome == "overdue"


def test_an_earlier_period_knows_no_later_visit_or_finding(placed: World) -> None:
    placed.issued()
    before = queries.map_schools(
        placed.actor("clerk"), campaign=None, period=Period.containing(date(2026, 3, 1), PeriodKind.MONTH)
    )
    assert {one.state for one in before} == {"unvisited"}


def test_ones_own_schools_only_and_unplaced_ones_are_told(placed: World) -> None:
    own = page(placed, "inspector", "school-map")
    assert "松岭小学" in own and "松岭中学" not in own and "柳溪小学" not in own
    whole = page(placed, "clerk", "school-map")
    assert whole.count('tabindex="-1" transform') == 2
    assert "1所学校没有坐标" in whole and "柳溪小学" in whole
    page(placed, "head", "school-map", status=403)


def test_filters_narrow_map_and_table_alike(placed: World) -> None:
    placed.filed({})
    zone = page(placed, "clerk", "school-map", query="?zone=Z2")
    assert "松岭中学" in zone and "松岭小学" not in zone
    unseen = page(placed, "clerk", "school-map", query="?state=unvisited")
    assert "松岭中学" in unseen and "松岭小学" not in unseen
    visited = page(placed, "clerk", "school-map", query="?state=visited")  # its sign is a graver one
    assert "松岭小学" in visited and VISIT_DAY.isoformat() in visited and "松岭中学" not in visited
    only = placed.campaign(title="一校活动", scope={"units": ["S2"]})
    of_campaign = page(placed, "clerk", "school-map", query=f"?campaign={only.pk}")
    assert "松岭中学" in of_campaign and "松岭小学" not in of_campaign
    assert "松岭小学" in page(placed, "clerk", "school-map", query="?zone=none&state=none&period=none&campaign=x")


def folds(text: str) -> dict[str, tuple[bool, str]]:
    """Zone -> whether it is unfolded, and what stands in it; of the list for a phone."""
    found = re.findall(r"<details class=\"fold\"( open)?><summary>(.*?)</summary>(.*?)</details>", text, re.S)
    return {re.sub(r"<[^>]+>", "", head).split()[0]: (bool(opened), head + body) for opened, head, body in found}


def test_on_a_phone_the_map_stands_first_and_the_schools_are_folded_by_zone(placed: World) -> None:
    placed.received({"days": 1}, on=date(2026, 4, 16))
    text = page(placed, "clerk", "school-map")
    assert text.index("map-frame") < text.index('class="map-key"')
    found = folds(text)
    assert [(zone, opened) for zone, (opened, _said) in found.items()] == [("Z1责任区", False), ("Z2责任区", False)]
    assert (
        "1所" in found["Z1责任区"][1] and "1所学校有逾期" in found["Z1责任区"][1] and "松岭小学" in found["Z1责任区"][1]
    )
    assert "2所" in found["Z2责任区"][1] and "逾期" not in found["Z2责任区"][1]
    assert "/inspection/schools/S3/" in found["Z2责任区"][1]  # also without a position


def test_a_school_is_found_by_its_name_in_list_table_and_map(placed: World) -> None:
    text = page(placed, "clerk", "school-map", query="?q=柳溪")
    assert [(zone, opened) for zone, (opened, _said) in folds(text).items()] == [("Z2责任区", True)]
    assert "柳溪小学" in text and "松岭中学" not in text
    assert "没有这样的学校" in page(placed, "clerk", "school-map", query="?q=无此校")


def test_queries_do_not_grow_with_schools_and_findings(placed: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.draw_schools(queries.map_schools(placed.actor("clerk"), campaign=None, period=TERM))
        return len(found)

    placed.issued({})
    before = count()
    placed.issued({}, {"problem": "灯坏"})
    OrgUnitSpell.objects.filter(org_unit__code="S3").update(longitude="110.2", latitude="30.1")
    assert count() == before
