"""Reading figures: scope, parts, series, comparisons, search, the trace and the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import figures_world as world
import pytest
from django.http import Http404
from figures_world import H1, H1_BEFORE

from taizhang.core.permissions import Role
from taizhang.engine.errors import TaizhangError
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures import queries, services
from taizhang.figures.models import Figure, FigureRun
from taizhang.figures.places import reading_once
from taizhang.organisation.models import OrgUnitSpell, Succession

pytestmark = pytest.mark.django_db


@pytest.fixture
def computed(filed: dict[str, Any]) -> dict[str, Any]:
    services.compute(period=H1_BEFORE)
    services.compute(period=H1)
    return filed


def test_another_schools_figure_is_not_there(computed: dict[str, Any]) -> None:
    clerk = world.actor(Role.SCHOOL_CLERK, "S1")
    assert queries.figure(clerk, "t.pupils", "S1", H1).value == 160
    for unit in ("S2", "T1", "C", "nowhere"):
        with pytest.raises(Http404):
            queries.figure(clerk, "t.pupils", unit, H1)
    assert queries.figures(clerk, ["t.pupils"], ["S1", "S2"], H1).keys() == {("t.pupils", "S1")}


def test_a_role_without_the_permission_sees_no_figure(computed: dict[str, Any]) -> None:
    administrator = world.everywhere(Role.ADMINISTRATOR)
    assert queries.search("", administrator) == []
    with pytest.raises(Http404):
        queries.figure(administrator, "t.pupils", "C", H1)


def test_a_figure_that_is_not_stored_is_computed_and_stays_unstored(filed: dict[str, Any]) -> None:
    figure = queries.figure(world.everywhere(), "t.girl_rate", "T1", H1)
    assert (figure.shown_with_unit, figure.stored) == ("48.00%", False)
    assert not Figure.objects.exists() and not FigureRun.objects.exists()


def test_parts_are_the_next_level_with_their_shares(computed: dict[str, Any]) -> None:
    parts = queries.children(world.everywhere(), "t.pupils", "C", H1)
    assert [(part.place.name, part.figure.value) for part in parts] == [("松岭镇", 250), ("柳溪乡", 50)]
    assert sum(part.share for part in parts if part.share is not None) == 100


def test_a_ratio_has_no_shares(computed: dict[str, Any]) -> None:
    assert {part.share for part in queries.children(world.everywhere(), "t.girl_rate", "C", H1)} == {None}


def test_schools_appear_as_parts_of_what_a_section_filed(computed: dict[str, Any]) -> None:
    world.file("aid", "SEC", H1, [{"school": "S1", "amount": "12000.50"}, {"school": "S2", "amount": "1.00"}])
    services.compute(period=H1)
    parts = queries.children(world.everywhere(), "t.aid_total", "T1", H1)
    assert [part.place.code for part in parts] == ["S1", "S2"]


def test_a_series_holds_periods_of_one_kind_in_order(computed: dict[str, Any]) -> None:
    services.compute(period=Period.parse("2026-05"), keys=["t.pupils"])
    series = queries.series(world.everywhere(), "t.pupils", "C", until=H1)
    assert [(item.period_code, item.value) for item in series] == [("2025H1", 250), ("2026H1", 300)]


def test_the_change_on_last_year_is_told_in_number_and_percent(computed: dict[str, Any]) -> None:
    reader = world.everywhere()
    change = queries.last_year(reader, queries.figure(reader, "t.pupils", "C", H1))
    assert change is not None and (change.amount, change.ratio, change.direction) == (50, 20, "up")
    rate = queries.last_year(reader, queries.figure(reader, "t.girl_rate", "C", H1))
    assert rate is not None and rate.in_points and rate.ratio is None


def test_a_merger_inside_the_year_counts_nobody_twice_at_its_end(computed: dict[str, Any]) -> None:
    """S3 with 40 pupils goes over to S1 in September: the year's end has them once, the year's events of S3 stay."""
    OrgUnitSpell.objects.filter(org_unit__code="S3").update(valid_to=date(2025, 9, 1))
    for unit, pupils in (("S1", 200), ("S2", 90)):
        world.file("roll", unit, Period.parse("2025H2"), [{"grade": "一", "pupils": pupils, "girls": 1}])
    year = Period.parse("2025")
    services.compute(period=year)
    reader = world.everywhere()
    end = queries.figure(reader, "t.enrolled", "C", year)
    assert (end.value, end.rows, end.expected) == (290, 2, 2)
    assert queries.rows(reader, end).total == 2
    parts = [part for town in ("T1", "T2") for part in queries.children(reader, "t.enrolled", town, year)]
    assert sum(part.figure.value or 0 for part in parts) == 290
    events = queries.figure(reader, "t.pupils", "C", year)
    parts = [part for town in ("T1", "T2") for part in queries.children(reader, "t.pupils", town, year)]
    assert "S3" in [part.place.code for part in parts]
    assert events.value == sum(part.figure.value or 0 for part in parts)


def test_last_year_can_be_restated_after_a_merger(computed: dict[str, Any]) -> None:
    """S3 is merged into S1 of the other township: last year's own tree says 210, this year's says 250."""
    OrgUnitSpell.objects.filter(org_unit__code="S3").update(valid_to=date(2025, 9, 1))
    Succession.objects.create(
        predecessor=computed["S3"], successor=computed["S1"], kind="merge", on=date(2025, 9, 1), reason="生源减少"
    )
    reader = world.everywhere()
    services.compute(period=H1_BEFORE)
    figure = queries.figure(reader, "t.pupils", "T1", H1)
    own, restated = queries.last_year(reader, figure), queries.last_year(reader, figure, restated=True)
    assert own is not None and own.before.value == 210 and own.before.restated_as_of is None
    assert restated is not None and restated.before.value == 250 and restated.before.restated_as_of == H1.last
    assert Figure.objects.get(indicator_key="t.pupils", org_unit__code="T1", period_code="2025H1").value == 210
    mergers = queries.mergers_between("T1", H1_BEFORE, H1)
    assert [(item.predecessor, item.successor) for item in mergers] == [("柳溪小学", "松岭小学")]


@pytest.mark.parametrize("text", ["在校女生", "zxnss", "girls", "t.girls", "女生数"])
def test_an_indicator_is_found_by_title_initials_and_id(computed: dict[str, Any], text: str) -> None:
    assert queries.search(text, world.everywhere())[0].id == "girls"


def test_the_trace_opens_a_formula_into_its_figures(computed: dict[str, Any]) -> None:
    reader = world.everywhere()
    trace = queries.trace(reader, queries.figure(reader, "t.pupil_growth", "C", H1))
    assert trace.formula is not None and "去年同期在校学生数" in trace.formula.zh
    assert trace.formula_with_numbers is not None
    assert trace.formula_with_numbers.zh == "100 × (300 − 250) ÷ 250 = 20.00%"
    assert [(item.function, item.figure.value) for item in trace.inputs] == [("self", 300), ("last_year", 250)]
    below = queries.trace(reader, trace.inputs[1].figure)
    assert [term.rows for term in below.terms] == [3]
    assert trace.filing_count == 6


def test_the_trace_names_terms_filings_and_parameters(computed: dict[str, Any]) -> None:
    world.file("aid", "SEC", H1, [{"school": "S1", "amount": "12000.50"}])
    services.compute(period=H1)
    reader = world.everywhere()
    trace = queries.trace(reader, queries.figure(reader, "t.aid_total", "C", H1))
    assert [(term.ledger_key, term.rows) for term in trace.terms] == [("t.aid", 1)]
    assert [(item.org_name, item.version, item.row_count) for item in trace.filings] == [("基教股", 1, 1)]
    assert [(item.id, item.value) for item in trace.parameters] == [("per", "10000")]
    assert trace.data_as_of == world.AT


def test_a_filing_says_when_a_newer_version_exists(computed: dict[str, Any]) -> None:
    world.file("roll", "S3", H1, world.roll(("1", 99, 20)), accept=False)
    reader = world.everywhere()
    trace = queries.trace(reader, queries.figure(reader, "t.pupils", "T2", H1))
    assert [(item.version, item.newest_version, item.moved) for item in trace.filings] == [(1, 2, True)]


def test_the_rows_of_a_figure_are_as_many_as_it_says(computed: dict[str, Any]) -> None:
    reader = world.everywhere()
    figure = queries.figure(reader, "t.girls", "T1", H1)
    page = queries.rows(reader, figure, "value")
    assert page.total == figure.terms["value"].rows == 3
    assert {row.org_name for row in page.rows} == {"松岭小学", "松岭中学"}
    assert {row.version for row in page.rows} == {1} and all(row.submission for row in page.rows)


def test_rows_page_sort_and_narrow(computed: dict[str, Any]) -> None:
    reader = world.everywhere()
    figure = queries.figure(reader, "t.pupils", "C", H1)
    first = queries.rows(reader, figure, "value", 1, {"sort": "-pupils"}, size=2)
    second = queries.rows(reader, figure, "value", 2, {"sort": "-pupils"}, size=2)
    shown = [row.cells[1].shown for row in (*first.rows, *second.rows)]
    assert (shown, first.page_count) == (["100", "90", "60", "50"], 2)
    assert queries.rows(reader, figure, "value", 1, {"unit": "T2"}).total == 1


def test_persons_are_masked_for_those_who_may_not_see_them(computed: dict[str, Any]) -> None:
    inspector, asking = world.everywhere(Role.ZONE_INSPECTOR), world.everywhere()
    auditor = replace(asking, opened=frozenset({"t.roll"}))
    figure = queries.figure(auditor, "t.pupils", "S3", H1)
    masked, whole = queries.rows(inspector, figure, "value"), queries.rows(auditor, figure, "value")
    assert queries.rows(asking, figure, "value").masked
    assert (masked.rows[0].cells[3].shown, masked.masked) == ("陶**", True)
    assert (whole.rows[0].cells[3].shown, whole.masked) == ("陶晓禾", False)
    ledger = world.LEDGERS["roll"]
    assert queries.personal_fields(masked, ledger) == [] and queries.personal_fields(whole, ledger) == ["teacher"]


def test_rows_of_another_ledger_group_are_not_shown(computed: dict[str, Any]) -> None:
    clerk = world.actor(Role.SECTION_CLERK, *world.UNITS, group="finance")
    figure = queries.figure(clerk, "t.pupils", "C", H1)
    assert queries.rows(clerk, figure, "value").total == 0


def test_a_stale_figures_rows_are_those_it_was_computed_from(computed: dict[str, Any]) -> None:
    world.file("roll", "S3", H1, world.roll(("1", 60, 20), ("2", 5, 1)))
    services.mark_stale("t.roll", H1, {"S3"})
    reader = world.everywhere()
    figure = queries.figure(reader, "t.pupils", "S3", H1)
    assert figure.status is FigureStatus.STALE
    assert [row.cells[1].shown for row in queries.rows(reader, figure, "value").rows] == ["50"]


def test_an_unknown_term_is_not_there(computed: dict[str, Any]) -> None:
    figure = queries.figure(world.everywhere(), "t.pupils", "C", H1)
    with pytest.raises(Http404):
        queries.rows(world.everywhere(), figure, "numerator")


def test_the_command_line_gets_plain_data(computed: dict[str, Any]) -> None:
    reader = world.everywhere()
    rows = queries.figures_as_json(reader, org="C", period="2026H1", indicators=["pupils", "女生占比"])
    assert [(row["value"], row["shown"]) for row in rows] == [
        (300, "300人"),
        (46.666666666667, "46.67%"),
    ]
    trace = queries.trace_as_json(reader, indicator="pupil_growth", org="C", period="2026H1")
    assert trace["formula_with_numbers"] == "100 × (300 − 250) ÷ 250 = 20.00%"
    assert [use["value"] for use in trace["uses"]] == [300, 250]  # type: ignore[attr-defined]


def test_the_command_line_names_every_wrong_word_at_once(computed: dict[str, Any]) -> None:
    with pytest.raises(TaizhangError) as caught:
        queries.figures_as_json(world.everywhere(), org="X9", period="soon", indicators=["pupilz"])
    assert {problem.key for problem in caught.value.problems} == {"X9", "soon", "pupilz"}


def test_the_trace_costs_as_many_queries_for_many_rows_and_units(
    computed: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    reader = world.everywhere()
    queries.figure(reader, "t.pupils", "C", H1)  # a process's first page reads the org units once more
    for unit, count in (("S3", 1), ("C", 1)):
        with reading_once(), django_assert_max_num_queries(6):
            queries.trace(reader, queries.figure(reader, "t.pupils", unit, H1), filing_page=count)
    queries.rows(reader, queries.figure(reader, "t.pupils", "C", H1), "value")
    with reading_once(), django_assert_max_num_queries(6):
        queries.rows(reader, queries.figure(reader, "t.pupils", "C", H1), "value")


def test_a_unit_renamed_or_moved_is_seen_by_the_next_page(computed: dict[str, Any]) -> None:
    reader = world.everywhere()
    with reading_once():
        assert queries.figure(reader, "t.pupils", "T1", H1).place.name == "松岭镇"
    OrgUnitSpell.objects.filter(org_unit__code="T1").update(name="松岭街道")
    OrgUnitSpell.objects.filter(org_unit__code="S2").update(parent=computed["T2"])
    with reading_once():
        assert queries.figure(reader, "t.pupils", "T1", H1).place.name == "松岭街道"
        assert [part.place.code for part in queries.children(reader, "t.pupils", "T2", H1)] == ["S2", "S3"]


def test_values_are_exact_decimals(computed: dict[str, Any]) -> None:
    value = queries.figure(world.everywhere(), "t.girl_rate", "C", H1).value
    assert isinstance(value, Decimal) and value == Decimal("46.666666666667")
