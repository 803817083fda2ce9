"""Every number of every shipped summary opens: into filings, or, for a policy number, into the dated parameter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from taizhang.accounts.models import User
from taizhang.config.demo import inspection
from taizhang.core import packs
from taizhang.core.actor import Actor
from taizhang.engine.official_document import check
from taizhang.engine.periods import Period
from taizhang.figures import queries as figure_queries
from taizhang.figures import services as figure_services
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit
from taizhang.proofreading.reading.layout import read_layout
from taizhang.summaries import queries
from taizhang.summaries.render import render
from taizhang.summaries.types import SlotRef

# What the demo writes them of: template -> org unit and period.
WRITTEN = {
    "city-half-year.city-half-year": ("QH", "2026H1"),
    "county-supervision.county-supervision": ("QH", "2026H1"),
    "county-supervision.feature-school-circular": ("QH", "2026H1"),
    "finance-statistics.finance-statistics": ("QH", "2025"),
    "village-food-safety.village-food-safety": ("MTC", "2025"),
}
# Rules and bounds that no unit files: they are the pack's, with day and source. Anything else must rest on a filing.
POLICY_NUMBERS = {
    "city-half-year.key_school_top_n",  # how far down the provincial list a place still counts
    "city-half-year.province_counties",  # counties of the province: the official list, not this county's to record
    "city-half-year.training_hours",  # hours that the province asks of every teacher
    "county-supervision.sup_monthly_cycle",  # how often ranks are published
    "finance-statistics.fin_standard_primary",  # yearly subsidy of a boarder, set by the province
    "finance-statistics.fin_standard_junior",
}
KEPT_OF_LONG_FILINGS = 10  # rows; a filing of thousands of pupils proves no more than its first ones


@pytest.fixture
def demo(db: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The demo county with its long filings cut short; figures of both periods computed."""
    from taizhang.config.demo import load, organisation, records

    whole = records.filings

    def short(*arguments: Any, **span: Any) -> Any:
        for filing in whole(*arguments, **span):
            yield replace(filing, rows=filing.rows[:KEPT_OF_LONG_FILINGS])

    monkeypatch.setattr(records, "filings", short)
    with load.standing():
        organisation.load()
        load.load_records(date.min, date.max)
    return org_queries.actor_for(User.objects.get(username="office"))


def printed(actor: Actor, key: str) -> set[SlotRef]:
    code, period = WRITTEN[key]
    template = packs.installed_packs().summaries[key]
    summary, blocks = queries.unsaved_summary(template, OrgUnit.objects.get(code=code), Period.parse(period))
    document = queries.document(actor, summary, "zh", unsaved=blocks)
    return {piece.slot.ref for piece in document.slots() if piece.slot is not None}


def test_each_shipped_summary_is_looked_at() -> None:
    assert set(WRITTEN) == set(packs.installed_packs().summaries)


@pytest.mark.one_database
def test_every_slot_traces_to_a_filing_a_record_or_a_dated_parameter(demo: Actor) -> None:
    """One test, for loading a county takes its time."""
    inspection.load()
    refs = {_where_it_is(ref) for key in WRITTEN for ref in printed(demo, key)}
    assert {ref.indicator_key.rpartition(".")[0] for ref in refs} >= {key.rpartition(".")[0] for key in WRITTEN}
    for period in sorted({ref.period for ref in refs}):
        keys = sorted({ref.indicator_key for ref in refs if ref.period == period})
        figure_services.compute(period=Period.parse(period), keys=keys)
    policy = {ref.indicator_key for ref in sorted(refs, key=str) if opens_into(demo, ref) == "parameter"}
    assert policy == POLICY_NUMBERS
    for name, value in (("meal_standard_new", 1500), ("meal_standard_old", 350)):
        ref = SlotRef(f"city-half-year.{name}", "QH", "2026H1")
        assert opens_into(demo, ref) == "filing" and trace_of(demo, ref)["value"] == value


def _where_it_is(ref: SlotRef) -> SlotRef:
    """The village goes with checklists since 2026: what counts its visits opens there, and has no value before."""
    terms = packs.installed_packs().indicator(ref.indicator_key).terms
    visited = ref.org_unit == "MTC" and any(term.ledger.startswith("inspection.") for term in terms)
    return replace(ref, period="2026") if visited else ref


def trace_of(actor: Actor, ref: SlotRef) -> dict[str, Any]:
    return figure_queries.trace_as_json(actor, indicator=ref.indicator_key, org=ref.org_unit, period=ref.period)


def opens_into(actor: Actor, ref: SlotRef) -> str:
    """filing: of a unit; record: of the system itself (zones, posts, visits), or for a zero what was looked at;
    parameter: dated, with its source."""
    trace = trace_of(actor, ref)
    if trace["filing_count"]:
        assert trace["filings"][0]["submission"], ref
        return "filing"
    if any(term["rows"] for term in trace["terms"]):
        return "record"
    if trace["value"] == 0 and trace["uses"]:
        assert all(item["value"] for item in trace["uses"]), ref
        return "record"
    parameters = trace["parameters"]
    assert parameters, f"{ref} opens into nothing"
    for item in parameters:
        assert item["reference"] and item["value"], ref
        assert date.fromisoformat(item["since"]) <= Period.parse(ref.period).last, ref
    return "parameter"


@pytest.mark.one_database
def test_every_shipped_summary_is_laid_out_as_the_standard_asks(demo: Actor) -> None:
    """GB/T 9704-2012, as `taizhang document check` has it."""
    departures = {}
    for key, (code, period) in WRITTEN.items():
        template = packs.installed_packs().summaries[key]
        unit = OrgUnit.objects.get(code=code)
        summary, blocks = queries.unsaved_summary(template, unit, Period.parse(period))
        document = queries.document(demo, summary, "zh", unsaved=blocks)
        report = check(read_layout(key, render(demo, summary, document, "docx")))
        departures[key] = [(finding.rule.id, finding.departure) for finding in report.findings]
    assert departures == {key: [] for key in WRITTEN}
