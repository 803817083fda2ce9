"""What inspection found in a period becomes pairs of the period's summary, whose numbers open into the findings."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed
from taizhang.core.problems_found import problems_found
from taizhang.engine.periods import Period
from taizhang.figures import queries as figure_queries
from taizhang.figures import services as figure_services
from taizhang.figures.models import Figure
from taizhang.inspection.models import Closing, Finding
from taizhang.summaries import queries, services
from taizhang.summaries.found_problems import OfferedProblem, offered_problems
from taizhang.summaries.models import Commitment, Summary
from tests.inspection.test_inspection_statistics import DOOR, counted
from tests.inspection.world import TODAY, World

HALF = Period.parse("2026H1")
WINDOW = "visit-sample.found__opening__window"
__all__ = ["counted"]


@pytest.fixture
def draft(counted: World) -> Summary:
    return draft_of(counted)


def draft_of(world: World) -> Summary:
    return services.create_summary(
        actor=world.actor("office"),
        template_key="county-supervision.county-supervision",
        org_unit=world.units["C"],
        period=HALF,
    )


def offered(world: World, summary: Summary, who: str = "office") -> list[OfferedProblem]:
    return offered_problems(world.actor(who), summary, "zh")


def take(world: World, summary: Summary, *figures: str) -> int:
    return services.take_found_problems(actor=world.actor("office"), summary=summary, figures=figures)


def read(world: World, summary: Summary) -> list[str]:
    return [pair.problem for pair in queries.document(world.actor("office"), summary, "zh").problems]


def issue(world: World, summary: Summary) -> Summary:
    office = world.actor("office")
    for finding in queries.document(office, summary, "zh").open_findings:
        services.answer_finding(actor=office, summary=summary, finding=finding.id, reason="试用数据")
    return services.issue_summary(actor=world.actor("leader"), summary=summary, number="青教督总〔2026〕1号")


def test_problems_are_told_by_item_with_the_commonest_first(counted: World, draft: Summary) -> None:
    told = [
        (item.found.title, item.count.shown, item.found.units, item.found.closed, item.found.open, item.found.overdue)
        for item in offered(counted, draft)
    ]
    assert told == [("纱窗完好", "2个", 1, 1, 1, 0), ("门窗完好", "1个", 1, 0, 1, 1)]
    window = offered(counted, draft)[0].found
    assert (window.rebounds, window.basis, window.measure) == (1, "《样例规定》第三条", "更换纱窗")


def test_opinions_that_nothing_joins_are_no_measure(world: World) -> None:
    world.filed({}, {"problem": "另一处", "opinion": "加装纱窗"})
    summary = draft_of(world)
    assert offered(world, summary)[0].found.measure == "督促有关单位限期整改，做到“纱窗完好”"


def test_what_is_dropped_or_of_another_period_is_not_offered(counted: World, draft: Summary) -> None:
    door = Finding.objects.get(item="door")
    Closing.objects.create(finding=door, on=TODAY, at=clock.now(), note="看错", dropped=True)
    campaign = counted.campaign(title="三月", first_on=date(2026, 3, 1))
    visit = counted.visit(campaign.rounds.get(), planned_on=date(2026, 3, 10))
    counted.filed(visit=visit, on=date(2026, 3, 10))
    Finding.objects.filter(visit=visit).update(found_on=date(2025, 12, 20))
    assert [item.found.figure for item in offered(counted, draft)] == [WINDOW]


def test_a_taken_problem_prints_a_figure_that_follows_and_is_not_offered_again(counted: World, draft: Summary) -> None:
    assert (take(counted, draft, WINDOW), take(counted, draft, WINDOW)) == (1, 0)
    pair = Commitment.objects.get()
    assert (pair.measure, f"{{{{ {WINDOW} }}}}" in pair.problem) == ("更换纱窗", True)
    assert [item.found.title for item in offered(counted, draft)] == ["门窗完好"]
    assert read(counted, draft) == ["“纱窗完好”一项不合要求，督查发现问题2个，依据《样例规定》第三条。"]
    counted.filed({}, visit=counted.visit(unit="S2"))
    assert "督查发现问题3个" in read(counted, draft)[0]


def test_the_number_opens_into_exactly_the_findings(counted: World, draft: Summary) -> None:
    take(counted, draft, WINDOW)
    client = counted.client("office")
    page = client.get(reverse("summaries:summary-edit", args=[draft.pk])).content.decode()
    trace = re.search(r'href="([^"]+)"[^>]*>2个</a>', page[page.index('id="commitments"') :])
    assert trace is not None
    assert "督查发现问题2个，依据《样例规定》第三条。 → 更换纱窗</summary>" in page
    assert client.get(unescape(trace[1])).status_code == 200
    rows = client.get(reverse("figures:figure-rows", args=[WINDOW, "C", HALF.code, "value"])).content.decode()
    numbers = set(Finding.objects.filter(item="window").values_list("number", flat=True))
    assert set(re.findall(r"WT-2026-\d{3}", rows)) == numbers


def test_an_issued_pair_keeps_its_figure_and_verifies(counted: World, draft: Summary) -> None:
    take(counted, draft, WINDOW)
    summary = issue(counted, draft)
    slot = summary.slots.get(indicator_key=WINDOW)
    assert (slot.shown, slot.org_unit.code) == ("2个", "C")
    client = counted.client("office")
    page = client.get(reverse("summaries:summary-detail", args=[summary.pk])).content.decode()
    assert f'href="{reverse("summaries:slot-trace", args=[summary.pk, slot.position])}"' in page
    rows = client.get(reverse("summaries:slot-rows", args=[summary.pk, slot.position, 0, "value"])).content.decode()
    assert rows.count("更换纱窗") == 2
    document = client.get(reverse("summaries:summary-export", args=[summary.pk, "docx"]))
    assert document.status_code == 200
    verified = services.verify_summary(actor=counted.actor("auditor"), summary=summary)
    assert [item.ok for item in [slot.verification for slot in verified.slots] if not item.ok] == []
    assert (verified.document_intact, verified.altered) == (True, ())


def test_a_figure_that_was_printed_is_computed_with_the_others(counted: World) -> None:
    figure_services.ensure(keys=[WINDOW], period=HALF)
    counted.filed({}, visit=counted.visit(unit="S2"))
    figure_services.compute(period=HALF, packs=["visit-sample"])
    found = figure_queries.figure(counted.actor("leader"), WINDOW, "C", HALF)
    assert found.value == 3
    assert Figure.objects.filter(indicator_key__contains="found__").values("indicator_key").distinct().count() == 1


def test_figures_of_items_are_asked_for_and_not_listed(counted: World) -> None:
    packs = installed_packs()
    assert (WINDOW in packs.indicators, WINDOW in list(packs.indicators)) == (True, False)
    silent = figure_queries.figure(counted.actor("leader"), "visit-sample.found__opening__beds", "C", HALF)
    assert silent.value is None  # nobody looked at a dormitory: no 0


def test_only_who_writes_takes_and_only_who_sees_is_offered(counted: World, draft: Summary) -> None:
    address = reverse("summaries:problems-found", args=[draft.pk])
    office = counted.client("office")
    assert "纱窗完好" in office.get(address).content.decode()
    assert office.post(address, {"figure": WINDOW}).status_code == 302
    assert Commitment.objects.count() == 1
    for who, status in (("leader", 403), ("clerk", 404), ("head", 404), ("auditor", 404), ("admin", 404)):
        assert counted.client(who).post(address, {"figure": WINDOW}).status_code == status, who
    with pytest.raises(NotAllowed):
        services.take_found_problems(actor=counted.actor("leader"), summary=draft, figures=[WINDOW])
    assert [item.found.title for item in offered(counted, draft, "other")] == []  # the other zone: nothing found there


def test_a_place_is_told_what_was_found_there(counted: World) -> None:
    counted.filed(DOOR, visit=counted.visit(unit="S2"))
    told = problems_found(counted.actor("office"), "S2", HALF)
    assert [(item.title, item.units) for item in told] == [("门窗完好", 1)]
