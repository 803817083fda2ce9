"""Monthly rankings: scores from the weights of visits, ties and bands, the circular, and late facts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.core.permissions import NotAllowed
from taizhang.core.system_ledgers import system_ledgers
from taizhang.engine.entries import Value
from taizhang.engine.official_document import check
from taizhang.engine.periods import Period
from taizhang.inspection import queries, services
from taizhang.inspection.models import Campaign, Closing, Ranking, Round, Visit
from taizhang.inspection.services import InspectionError
from taizhang.organisation.models import OrgUnitSpell
from taizhang.proofreading.reading.layout import read_layout
from tests.inspection.test_inspection_ledgers import rows
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_notice_documents import words_of
from tests.inspection.world import KEY, TODAY, World, answer_path, answered, finding, item_path

MARCH = Period.parse("2026-03")
ISSUED = date(2026, 4, 2)
DOOR: dict[str, Any] = {"of": item_path(KEY, "door"), "problem": "门锁损坏", "rule": "safety"}


def filed(world: World, round: Round, unit: str, *findings: dict[str, Any], on: int = 10, **extra: Value) -> Visit:
    """A visit of March to a unit with some findings; extra: answers by item."""
    visit = world.visit(round, unit=unit, planned_on=date(2026, 3, on))
    said = answered(*(finding(**item) for item in findings))
    said |= {answer_path(KEY, item): value for item, value in extra.items()}
    world.enter(visit, said)
    return services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=date(2026, 3, on))


@pytest.fixture
def march(world: World) -> Campaign:
    """Weights: door 10, class size 5, pupils 5, window 10. S1 30/30, S2 20/30 (window), S3 10/30 (door, window)."""
    campaign = world.campaign(first_on=date(2026, 3, 1))
    only = campaign.rounds.get()
    filed(world, only, "S1")
    filed(world, only, "S2", {})
    filed(world, only, "S3", {}, DOOR)
    return campaign


def issued(world: World, campaign: Campaign) -> Ranking:
    return services.issue_ranking(actor=world.actor("chief"), campaign=campaign, month="2026-03", issued_on=ISSUED)


def lines(campaign: Campaign) -> list[tuple[str, int | None, Decimal | None, str]]:
    now = queries.month_ranking(campaign, MARCH)
    return [(item.unit, item.rank, item.score and round(item.score, 2), item.band) for item in now.units]


def test_units_are_ranked_by_what_their_visits_scored(march: Campaign) -> None:
    assert lines(march) == [
        ("S1", 1, Decimal("100.00"), "reward"),
        ("S2", 2, Decimal("66.67"), ""),
        ("S3", 3, Decimal("33.33"), "penalty"),
    ]


def test_several_visits_count_by_their_mean_and_equal_ones_share_a_place(world: World, march: Campaign) -> None:
    """S3 once more without a fault: (1/3 + 1) / 2 is exactly the 2/3 of S2."""
    filed(world, march.rounds.get(), "S3", on=20)
    assert [(unit, rank) for unit, rank, _score, _band in lines(march)] == [("S1", 1), ("S2", 2), ("S3", 2)]
    now = queries.month_ranking(march, MARCH)
    assert [item.tied for item in now.units] == [False, True, True]
    assert now.visits == 4


def test_what_does_not_apply_is_not_counted(world: World, march: Campaign) -> None:
    visit = world.visit(march.rounds.get(), unit="S2", planned_on=date(2026, 3, 20))
    said = {**answered(), answer_path(KEY, "window"): "not_applicable", f"item/{KEY}/window/reason": "没有食堂"}
    world.enter(visit, said)
    services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=date(2026, 3, 20))
    (_first, second) = queries.unit_scores(world.actor("clerk"), march.pk, MARCH, "S2")
    assert second.score is not None
    assert (second.score.earned, second.score.possible) == (20, 20)


def test_kinds_of_school_are_ranked_apart_and_small_ones_not_at_all(world: World, march: Campaign) -> None:
    OrgUnitSpell.objects.filter(org_unit__code="S2").update(stages=["junior"])
    assert {rank for _unit, rank, _score, _band in lines(march)} == {None}
    with pytest.raises(InspectionError, match="no kind has as many"):
        services.issue_ranking(actor=world.actor("chief"), campaign=march, month="2026-03", issued_on=ISSUED)


def test_a_ranking_is_kept_as_issued_and_numbered_with_the_notices(world: World, march: Campaign) -> None:
    first = issued(world, march)
    assert (first.number, issued(world, march)) == ("青教督〔2026〕1号", first)
    kept = [(line.org_unit.code, line.rank, line.score[:5], line.band) for line in first.lines.all()]
    assert kept == [("S1", 1, "100", "reward"), ("S2", 2, "66.66", ""), ("S3", 3, "33.33", "penalty")]
    assert queries.ranking_changes(first, queries.month_ranking(march, MARCH)) == []
    filed(world, march.rounds.get(), "S3", on=25)
    (change,) = queries.ranking_changes(first, queries.month_ranking(march, MARCH))
    assert (change.unit, change.old_rank, change.new_rank) == ("S3", 3, 2)
    assert [line.rank for line in first.lines.all()] == [1, 2, 3]


def test_a_dropped_finding_changes_the_ranking(world: World, march: Campaign) -> None:
    first = issued(world, march)
    found = Visit.objects.get(org_unit__code="S2").findings.get()
    Closing.objects.create(finding=found, on=TODAY, at=first.at, note="看错", dropped=True)
    (change,) = queries.ranking_changes(first, queries.month_ranking(march, MARCH))
    assert (change.unit, change.old_rank, change.new_rank, change.new_findings) == ("S2", 2, 1, 0)


def test_the_list_of_months_tells_late_facts_and_costs_the_same_however_many(world: World, march: Campaign) -> None:
    def looked() -> tuple[list[tuple[str, int, int]], int]:
        with CaptureQueriesContext(connection) as made:
            found = queries.ranking_months(world.actor("chief"))
        return [(item.month, item.visits, item.late) for item in found], len(made)

    first = issued(world, march)
    once, cost = looked()
    assert once == [("2026-03", Visit.objects.filter(filed_at__isnull=False).count(), 0)]
    filed(world, march.rounds.get(), "S3", on=25)
    found = Visit.objects.get(org_unit__code="S2").findings.get()
    Closing.objects.create(finding=found, on=TODAY, at=first.at + timedelta(hours=1), note="看错", dropped=True)
    assert looked() == ([("2026-03", once[0][1] + 1, 2)], cost)
    first.pk, first.month, first.number = None, "2026-02", "青教督〔2026〕9号"
    first.save()
    assert looked() == ([("2026-03", once[0][1] + 1, 2), ("2026-02", 0, 0)], cost)


def test_the_corrected_circular_names_the_first_and_what_changed(world: World, march: Campaign) -> None:
    first = issued(world, march)
    chief = world.actor("chief")
    with pytest.raises(InspectionError, match="nothing changed"):
        services.correct_ranking(actor=chief, ranking=first, reason="核对", issued_on=TODAY)
    filed(world, march.rounds.get(), "S2", {}, DOOR, on=26)
    address = reverse("inspection:ranking-correct", args=[first.pk])
    client = world.client("chief")
    draft = client.get(address).content.decode()
    assert "更正通报" in draft and first.number in draft
    listed = draft.split('id="changes"')[1].split("</section>")[0]
    assert "66.67" in listed and "50.00" in listed and "名次" not in listed  # which stays as it was
    answer = client.post(address, {"issued_on": TODAY.isoformat(), "reason": "漏报一次走访"})
    second = Ranking.objects.get(corrects=first)
    assert answer.headers["Location"] == reverse("inspection:ranking-detail", args=[second.pk])
    text = words_of(services.circular_file(actor=chief, ranking=second).content)
    for words in (
        "更正通报", "2026年4月2日印发的青教督〔2026〕1号通报以本通报为准。更正原因：漏报一次走访。",
        "松岭中学：得分由66.67更正为50.00。",
    ):  # fmt: skip
        assert words in text, words
    assert services.correct_ranking(actor=chief, ranking=first, reason="再", issued_on=TODAY) == second
    assert "青教督〔2026〕2号" in page(world, "chief", "ranking-detail", first.pk)


def test_the_circular_conforms_and_says_who_stands_where(world: World, march: Campaign) -> None:
    content = services.circular_file(actor=world.actor("chief"), ranking=issued(world, march)).content
    report = check(read_layout("a.docx", content))
    assert [f"{item.rule.id} {item.departure.where.words}" for item in report.findings] == []
    text = words_of(content)
    for words in (
        "青禾县教育局", "2026年3月", "奖励：松岭小学（通报表扬）。处罚：柳溪小学（通报批评）。",
        "最高100.00分，最低33.33分",
        "附件：2026年3月开学工作督查排名表", "66.67",
    ):  # fmt: skip
        assert words in text, words
    assert "更正" not in text


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 4, 21)])
def test_a_circular_is_issued_after_its_month_and_not_in_days_to_come(world: World, march: Campaign, day: date) -> None:
    with pytest.raises(InspectionError, match="After the month"):
        services.issue_ranking(actor=world.actor("chief"), campaign=march, month="2026-03", issued_on=day)


def test_who_sees_and_issues_a_ranking(world: World, march: Campaign) -> None:
    """The zone inspector sees part of the campaign only; the school what was issued, and its own score."""
    month = (march.pk, "2026-03")
    assert {who: _status(world, who, "ranking-month", *month) for who in ("chief", "leader", "inspector", "head")} == {
        "chief": 200, "leader": 200, "inspector": 404, "head": 404,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        services.issue_ranking(actor=world.actor("clerk"), campaign=march, month="2026-03", issued_on=ISSUED)
    ranking = issued(world, march)
    for who in ("chief", "inspector", "head", "head2", "auditor"):
        assert "66.67" in page(world, who, "ranking-detail", ranking.pk)
        assert "66.67" in page(world, who, "circular-print", ranking.pk)
    assert "门锁损坏" not in page(world, "head", "ranking-unit", *month, "S1")
    page(world, "head", "ranking-unit", *month, "S3", status=404)
    assert "门锁损坏" in page(world, "other", "ranking-unit", *month, "S3")
    assert ranking.number in page(world, "chief", "ranking-list")


def _status(world: World, who: str, name: str, *args: object) -> int:
    return world.client(who).get(reverse(f"inspection:{name}", args=args)).status_code


def test_a_month_that_is_none_is_not_there(world: World, march: Campaign) -> None:
    for month in ("2026", "2026-13", "x"):
        page(world, "chief", "ranking-month", march.pk, month, status=404)


def test_the_address_of_a_draft_leads_to_what_was_issued(world: World, march: Campaign) -> None:
    chief, first = world.client("chief"), issued(world, march)
    draft = reverse("inspection:ranking-issue", args=[march.pk, "2026-03"])
    for answer in (chief.get(draft), chief.post(draft, {"issued_on": ISSUED.isoformat()})):
        assert answer.headers["Location"] == reverse("inspection:ranking-detail", args=[first.pk])
    assert f"{first.number}已印发" in chief.get(draft, follow=True).content.decode()
    filed(world, march.rounds.get(), "S1", DOOR, on=20)
    again = services.correct_ranking(actor=world.actor("chief"), ranking=first, reason="补报", issued_on=TODAY)
    address = reverse("inspection:ranking-detail", args=[again.pk])
    for old in (draft, reverse("inspection:ranking-correct", args=[first.pk])):
        assert chief.get(old).headers["Location"] == address
    assert chief.get(reverse("inspection:ranking-correct", args=[again.pk])).status_code == 200


def test_issued_rankings_are_rows_that_figures_count(world: World, march: Campaign, settings: Any) -> None:
    """A month counts where it was first told; a correction says what holds, and is not a second month."""
    half, month = Period.parse("2026H1"), Period.parse("2026-04")
    assert rows("rankings", half) == []
    first = issued(world, march)
    filed(world, march.rounds.get(), "S3", on=12)
    settings.TODAY = date(2026, 7, 3)
    again = services.correct_ranking(
        actor=world.actor("chief"), ranking=first, reason="补录走访", issued_on=date(2026, 7, 2)
    )
    told = {row["school"]: (row["score"], row["circular"], row["corrects"]) for row in rows("rankings", half)}
    assert told["S3"] == (Decimal("33.33"), first.number, None)
    later = rows("rankings", Period.parse("2026H2"))
    assert later == [] and {row["circular"] for row in rows("rankings", month)} == {first.number}
    settings.TODAY = date(2026, 8, 1)
    whole = {row["school"]: row for row in rows("rankings", Period.parse("2026"))}
    assert (whole["S3"]["score"], whole["S3"]["circular"], whole["S3"]["corrects"]) == (
        Decimal("66.67"), again.number, first.number,
    )  # fmt: skip
    assert (whole["S1"]["rank"], whole["S1"]["month"], whole["S1"]["issued_on"]) == (1, "2026-03", ISSUED)


def test_a_row_of_a_ranking_opens_it(world: World, march: Campaign) -> None:
    ranking = issued(world, march)
    address = system_ledgers()["inspection.rankings"].address
    assert address is not None
    assert address(ranking.lines.all()[0].pk) == reverse("inspection:ranking-detail", args=[ranking.pk])
