"""Statistics: what is counted over what, and that every number opens into exactly what it counts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.engine.periods import Period
from taizhang.inspection import queries, services
from taizhang.inspection.models import Closing, Finding, Report, ReportedFinding, Round
from taizhang.organisation.models import ZoneMembership
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import KEY, TODAY, VISIT_DAY, World, item_path

APRIL = Period.parse("2026-04")
DOOR: dict[str, Any] = {
    "of": item_path(KEY, "door"), "problem": "门锁损坏", "rule": "安全保卫", "severity": "serious",
    "responsible_heads": True,
}  # fmt: skip


@pytest.fixture
def counted(world: World) -> World:
    """Three visits to two of three schools: at S1 a window and a door, then the window again after it was closed; at
    S2 nothing. The first window was closed in time, the door is overdue."""
    only = world.campaign().rounds.get()
    first = world.filed({}, DOOR, visit=world.visit(only, planned_on=date(2026, 4, 2)), on=date(2026, 4, 2))
    chief = world.actor("chief")
    (notice,) = services.issue_notices(actor=chief, findings=list(first.findings.all()), issued_on=date(2026, 4, 3))
    services.record_receipt(actor=world.actor("head"), notice=notice, on=date(2026, 4, 3))
    window = Finding.objects.get(item="window")
    Closing.objects.create(finding=window, on=date(2026, 4, 10), at=notice.at)
    world.filed({}, visit=world.visit(only))
    world.filed(visit=world.visit(only, unit="S2"))
    return world


def totals(world: World, who: str = "chief") -> Any:
    return queries.statistics(world.actor(who), campaign=None, period=APRIL).totals


def test_totals_are_told_with_their_basis(counted: World) -> None:
    found = totals(counted)
    assert (found.units, found.base_units) == (3, 3)
    assert (found.visits, found.visited, found.in_scope_visited) == (3, 2, 2)
    assert (found.counted, found.units_with_findings, found.rebounds) == (3, 1, 1)
    assert (found.due, found.on_time, found.overdue) == (2, 1, 1)
    rates = (found.coverage, found.on_time_rate, found.rebound_rate)
    assert [f"{rate:.1f}" for rate in rates] == ["66.7", "50.0", "33.3"]


def test_a_dropped_finding_counts_nowhere(counted: World) -> None:
    door = Finding.objects.get(item="door")
    Closing.objects.create(finding=door, on=TODAY, at=door.visit.filed_at, note="看错", dropped=True)
    found = totals(counted)
    assert (found.counted, found.dropped, found.overdue, found.due) == (2, 1, 0, 1)


def test_an_inspector_counts_the_own_zone(counted: World) -> None:
    found = totals(counted, "other")
    assert (found.visits, found.units, found.counted) == (1, 2, 0)


def lines(world: World, by: str) -> dict[str, tuple[int, int | None]]:
    found = queries.statistics(world.actor("chief"), campaign=None, period=APRIL)
    return {line.title: (line.visits, line.findings) for line in queries.breakdown(found, by)}


@pytest.mark.parametrize("by", ["item", "rule", "zone", "inspector"])
def test_a_breakdown_costs_the_same_for_more_visits(counted: World, by: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            lines(counted, by)
        return len(found)

    few, only = asked(), Round.objects.get()
    for day in range(3):
        counted.filed({}, visit=counted.visit(only, planned_on=VISIT_DAY + timedelta(days=day + 1)))
    assert asked() == few


def test_none_found_is_said_only_of_what_was_looked_at(counted: World) -> None:
    items = lines(counted, "item")
    assert lines(counted, "rule") == {"卫生管理": (3, 2), "安全保卫": (3, 1)}
    assert items["纱窗完好"] == (3, 2)
    assert items["燃气报警器有效"] == (3, 0)
    assert items["一人一床"] == (0, None)  # no school has a dormitory
    assert lines(counted, "severity") == {"轻微": (3, 0), "一般": (3, 2), "严重": (3, 1)}
    assert lines(counted, "zone") == {"Z1责任区": (2, 3), "Z2责任区": (1, 0)}
    assert lines(counted, "inspector")["helper"] == (3, 3)


def test_units_that_no_visit_reached_are_named(counted: World) -> None:
    assert totals(counted).not_visited == (("S3", "柳溪小学"),)
    text = page(counted, "chief", "statistics", query="?period=2026-04")
    assert re.search(r"1个单位没有走访.*?>柳溪小学</a>", text) is not None


def test_one_item_is_counted_by_zone_and_kind(counted: World) -> None:
    found = queries.statistics(counted.actor("chief"), campaign=None, period=APRIL, item=f"{KEY}/door")
    told = [(line.title, line.visits, line.findings) for line in queries.breakdown(found, "zone")]
    assert told == [("Z1责任区", 2, 1), ("Z2责任区", 1, 0)]
    assert [line.title for line in queries.breakdown(found, "item")] == ["门窗完好"]  # of others nothing is said
    text = page(counted, "chief", "statistics", query=f"?period=2026-04&by=zone&of={KEY}/door")
    assert "1个单位没有检查这一项" in text and "没有走访" not in text
    assert f"item={KEY.replace('/', '%2F')}%2Fdoor" in text
    beds = queries.statistics(counted.actor("chief"), campaign=None, period=APRIL, item=f"{KEY}/beds")
    assert [line.visits for line in queries.breakdown(beds, "zone")] == []  # nobody looked


@pytest.mark.parametrize("by", queries.BY)
def test_every_number_opens_into_what_it_counts(counted: World, by: str) -> None:
    address = reverse("inspection:statistics")
    client = counted.client("chief")
    text = client.get(address, {"period": "2026-04", "by": by}).content.decode()
    links = re.findall(r'<a href="(/inspection/(?:visits|findings)/\?[^"]+)">(\d+)(?:次)?[^<]*</a>', text)
    assert len(links) > 8, text
    for link, number in links:
        rows = client.get(unescape(link)).content.decode()
        told = re.search(r"<span>共? ?(\d+) ?行</span>", rows)
        assert told is not None and told[1] == number, (link, number)


def test_statistics_are_taken_along_with_their_dictionary(counted: World) -> None:
    address = reverse("inspection:statistics") + "?period=2026-04&export=csv"
    text = counted.client("chief").get(address).content.decode("utf-8-sig")
    assert "纱窗完好,3,2,2,1" in text and "#字段" in text


def test_the_inspected_side_has_its_findings_but_no_statistics(counted: World) -> None:
    page(counted, "head", "statistics", status=404)
    assert "门锁损坏" in page(counted, "head", "finding-list")
    assert "门锁损坏" not in page(counted, "head2", "finding-list")
    assert "没有走访" in page(counted, "chief", "statistics", query="?period=2025")


def test_findings_of_other_periods_are_left_out(counted: World) -> None:
    march = world_visit_in_march(counted)
    assert march not in {row.visit for row in queries.finding_rows(counted.actor("chief"), period=APRIL)}


def world_visit_in_march(world: World) -> int:
    day = VISIT_DAY - timedelta(days=30)
    campaign = world.campaign(title="三月", first_on=date(2026, 3, 1))
    return world.filed({}, visit=world.visit(campaign.rounds.get(), planned_on=day), on=day).pk


def test_what_was_reported_is_nobodys_overdue(counted: World, settings: Any) -> None:
    """Past its deadline and reported, a finding waits for the inspecting side; it still was not closed in time."""
    notice = Finding.objects.get(item="door").notice
    assert notice is not None
    report = Report.objects.create(notice=notice, kind="report", on=TODAY, at=notice.at, text="已修好")
    ReportedFinding.objects.create(report=report, finding=notice.findings.get(item="door"))
    found = totals(counted)
    assert (found.overdue, found.answered, found.due, found.on_time) == (0, 1, 2, 1)
    assert [row.outcome for row in queries.finding_rows(counted.actor("chief")) if row.item.endswith("door")] == [
        "answered"
    ]
    text = page(counted, "chief", "statistics", query="?period=2026-04")
    assert "1个已报告，待复查或销号" in text and "outcome=overdue" not in text
    assert "门锁损坏" in page(counted, "chief", "finding-list", query="?outcome=answered")


def test_the_day_of_the_count_is_told_and_why_an_indicator_differs(counted: World, settings: Any) -> None:
    same = page(counted, "chief", "statistics", query="?period=2026-04")
    assert f"截至{TODAY.isoformat()}" in same and "指标按" not in same
    settings.TODAY = date(2026, 5, 6)
    for item in ("door", "window"):
        finding = Finding.objects.filter(item=item, closing__isnull=True).get()
        Closing.objects.create(
            finding=finding, on=date(2026, 5, 6), at=finding.visit.filed_at, note="看错", dropped=item == "door"
        )
    text = page(counted, "chief", "statistics", query="?period=2026-04")
    assert "截至2026-05-06" in text
    assert "指标按2026-04-30计，不含其后销号的1个。" in text


def test_it_opens_on_the_latest_half_year_that_has_something(counted: World, settings: Any) -> None:
    settings.TODAY = date(2026, 7, 6)
    assert " selected>2026年上半年<" in page(counted, "chief", "statistics")
    first = counted.campaign(title="无责任区").rounds.get()
    settings.TODAY = VISIT_DAY
    ZoneMembership.objects.filter(school=counted.units["S3"]).delete()
    counted.filed(visit=counted.visit(first, unit="S3", members=[(counted.people["inspector"], None)]))
    settings.TODAY = date(2026, 7, 6)
    assert "未划责任区" in page(counted, "chief", "statistics", query="?by=zone")
