"""Checklists of a pack: what the checker refuses, and what the shipped ones hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from taizhang.core.expression_checker import CHECKER
from taizhang.core.packs import coverage_as_json, installed_packs, packs_as_json
from taizhang.engine.checklist import AnswerKind, Checklist, PhotoRule, Severity
from taizhang.packs.diff import diff_packs
from taizhang.packs.loader import load_pack

from .conftest import Change

FILE = "checklists/visit.yaml"
VISIT = """\
visit:
  title: {zh-hans: 走访表, en: Visit}
  applies: {kinds: [school]}
  rules: check_kind
  basis:
    - {id: rule, document: 某规定, number: 某字第1号, article: 第三条}
  stations:
    - {id: gate, title: {zh-hans: 校门, en: Gate}, required: true}
    - {id: room, title: {zh-hans: 教室, en: Classroom}}
  items:
    - {id: exits, station: gate, basis: rule, rule: daily, answer: pass_fail, severity: serious, hours: 4,
       photo: failing, notice: true, text: {zh-hans: 出口畅通, en: Ways out are free}}
    - id: checks
      station: room
      basis: rule
      rule: special
      answer: count
      unit: 次
      passes: {min: param.passing_score, max: 90}
      severity: minor
      days: 15
      not_applicable: true
      weight: 2
      beside: {ledger: school_checks, value: count(*), title: {zh-hans: 自报, en: As filed}, tolerance: 1}
      text: {zh-hans: 检查几次, en: Checks}
    - {id: kind, station: room, basis: rule, rule: daily, answer: choice, codes: check_kind, passes: {codes: [daily]},
       severity: minor, days: 15, text: {zh-hans: 检查类型, en: Kind}}
    - {id: words, station: room, basis: rule, answer: text, text: {zh-hans: 情况, en: Words}}
"""


def with_visit(sample: Path) -> Checklist:
    (sample / "checklists").mkdir()
    (sample / FILE).write_text(VISIT, encoding="utf-8")
    return load_pack(sample, installed={}, check_term=CHECKER).checklists["visit"]


def test_a_checklist_is_read_as_it_is_written(sample: Path) -> None:
    visit = with_visit(sample)
    exits, checks, kind, words = visit.items
    assert (visit.key, visit.kinds, visit.rules) == ("sample.visit", ("school",), "sample.check_kind")
    assert [(station.id, station.required) for station in visit.stations] == [("gate", True), ("room", False)]
    assert (exits.severity, exits.hours, exits.days, exits.photo) == (Severity.SERIOUS, 4, None, PhotoRule.FAILING)
    assert (checks.passes.least, checks.passes.most) == ("passing_score", 90)
    assert checks.beside is not None
    assert (checks.beside.ledger, checks.beside.tolerance) == ("sample.school_checks", 1)
    assert (kind.code_list, kind.passes.codes) == ("sample.check_kind", ("daily",))
    assert not words.can_fail
    basis = visit.basis(exits)
    assert basis is not None
    assert (basis.document, basis.article) == ("某规定", "第三条")


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ("station: gate", "station: gat", "visit.items[0].station", "unknown-station"),
        ("basis: rule, rule: daily, an", "basis: rul, rule: daily, an", "visit.items[0].basis", "unknown-basis"),
        ("rule: daily, answer: pass_fail", "rule: dayly, answer: pass_fail", "visit.items[0].rule", "unknown-code"),
        ("rule: daily, answer: pass_fail", "answer: pass_fail", "visit.items[0]", "item-rule"),
        ("  rules: check_kind\n", "", "visit.items[0].rule", "item-rule"),
        ("rules: check_kind", "rules: check_kinds", "visit.rules", "unknown-code_lists"),
        ("severity: serious, hours: 4", "hours: 4", "visit.items[0]", "item-severity"),
        ("severity: serious", "severity: grave", "visit.items[0].severity", "structure-choice"),
        ("hours: 4", "hours: 4, days: 3", "visit.items[0]", "item-deadline"),
        ("serious, hours: 4", "serious", "visit.items[0]", "item-deadline"),
        ("hours: 4", "hours: 0", "visit.items[0].hours", "structure-limit"),
        ("answer: pass_fail", "answer: pass_fail, unit: 人", "visit.items[0].unit", "item-option"),
        ("      unit: 次\n", "", "visit.items[1]", "item-option"),
        ("param.passing_score", "param.pasing_score", "visit.items[1].passes.min", "unknown-parameters"),
        ("max: 90", "codes: [daily]", "visit.items[1].passes.codes", "item-passes"),
        ("ledger: school_checks", "ledger: school_check", "visit.items[1].beside.ledger", "unknown-ledgers"),
        ("value: count(*)", "value: sum(scor)", "visit.items[1].beside.value", "unknown-name"),
        ("weight: 2", "at_most: kind", "visit.items[1].at_most", "item-at-most"),
        ("weight: 2", "at_most: checks", "visit.items[1].at_most", "item-at-most"),
        ("answer: pass_fail", "answer: pass_fail, at_most: checks", "visit.items[0].at_most", "item-option"),
        ("weight: 2", "goes_with: kind", "visit.items[1].goes_with", "item-goes-with"),
        ("answer: pass_fail", "answer: pass_fail, goes_with: checks", "visit.items[0].goes_with", "item-option"),
        ("weight: 2", "weight: 0", "visit.items[1].weight", "structure-exclusiveMinimum"),
        ("passes: {codes: [daily]}", "passes: {codes: [dayly]}", "visit.items[2].passes.codes[0]", "unknown-code"),
        ("passes: {codes: [daily]}", "passes: {max: 3}", "visit.items[2].passes", "item-passes"),
        ("answer: text", "answer: text, severity: minor, days: 3", "visit.items[3].severity", "item-failing"),
        ("id: words", "id: kind", "visit.items[3].id", "duplicate-id"),
        ("{id: room,", "{id: gate,", "visit.stations[1].id", "duplicate-id"),
        ("station: gate", "station: room", "visit.stations[0]", "station-empty"),
        ("photo: failing", "photo: sometimes", "visit.items[0].photo", "structure-choice"),
        ("applies: {kinds: [school]}", "applies: {kinds: [schol]}", "visit.applies.kinds[0]", "structure-choice"),
        ("title: {zh-hans: 走访表, en: Visit}\n", "titel: 走访表\n", "visit.titel", "structure-unknown-key"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_at_its_place(problems_after: Change, old: str, new: str, key: str, code: str) -> None:
    assert VISIT.count(old) >= 1
    problems = problems_after(FILE, VISIT.replace(old, new, 1))
    told = {(problem.key, problem.code) for problem in problems}
    assert (key, code) in told
    for problem in problems:
        assert problem.line
        assert problem.cure.zh.endswith(("。", "？", "…"))
        assert problem.cure.en


def test_a_code_list_cannot_use_the_products_own_answer(problems_after: Change) -> None:
    problems_after("codelists/state.csv", "code,zh,en\ngood,好,Good\nnot_applicable,不适用,No\n")
    spoilt = VISIT.replace("codes: check_kind, passes: {codes: [daily]}", "codes: state, passes: {codes: [good]}")
    [problem] = problems_after(FILE, spoilt)
    assert (problem.code, problem.key) == ("item-codes", "visit.items[2].codes")


def test_every_mistake_of_a_checklist_is_told_at_once(problems_after: Change) -> None:
    spoilt = VISIT.replace("station: gate", "station: gat").replace(", hours: 4", "").replace("unit: 次", "decimals: 1")
    codes = {problem.code for problem in problems_after(FILE, spoilt)}
    assert {"unknown-station", "item-deadline", "item-option", "station-empty"} <= codes


def test_a_changed_deadline_is_one_change(sample: Path) -> None:
    with_visit(sample)
    old = load_pack(sample, installed={}, check_term=CHECKER)
    (sample / FILE).write_text(VISIT.replace("hours: 4", "hours: 2"), encoding="utf-8")
    changes = diff_packs(old, load_pack(sample, installed={}, check_term=CHECKER))
    assert [item.text.zh for item in changes] == ["检查清单“走访表”：“exits”的时限（小时）由“4”改为“2”"]


def shipped() -> list[Checklist]:
    return list(installed_packs().checklists.values())


def test_the_shipped_packs_have_their_checklists() -> None:
    assert {item.key for item in shipped()} == {
        *(
            f"county-supervision.{name}"
            for name in (
                "term_opening", "campus_safety", "school_food", "fee_charging", "tutoring", "teaching_routine",
                "aid_funds", "dormitory", "campus_hygiene", "evaluation_preparation",
            )
        ),
        "finance-statistics.finance_check",
        *(f"village-food-safety.{name}" for name in ("eight_checks", "shop_goods", "unit_canteen", "residue_tests")),
    }  # fmt: skip
    counts = {str(row["id"]): row["checklists"] for row in packs_as_json()}
    assert (counts["county-supervision"], counts["county-base"]) == (10, 0)


def test_a_shipped_checklist_fits_on_a_sheet_and_speaks_both_languages() -> None:
    for checklist in shipped():
        assert len(checklist.items) <= 22, checklist.key
        texts = [checklist.title, checklist.description, *(station.title for station in checklist.stations)]
        texts += [item.text for item in checklist.items]
        assert [text for text in texts if not text.zh or not text.en] == []
        assert [item.text.zh for item in checklist.items if len(item.text.zh) > 30] == []
        assert any(station.required for station in checklist.stations), checklist.key


def test_what_is_serious_goes_into_a_notice() -> None:
    serious = [item for checklist in shipped() for item in checklist.items if item.severity is Severity.SERIOUS]
    assert len(serious) > 30
    assert [item.id for item in serious if not item.notice] == []


def test_the_eight_checks_are_the_eight_of_the_ledger() -> None:
    packs = installed_packs()
    village = packs.pack("village-food-safety")
    items = [item.id for item in village.checklists["eight_checks"].items]
    assert sorted(items) == sorted(village.code_lists["eight_check"].codes)
    assert len(items) == village.parameters["eight_check_items"].values[-1].value


def test_every_category_of_goods_has_its_result_and_its_quantity() -> None:
    village = installed_packs().pack("village-food-safety")
    items = {item.id: item.kind for item in village.checklists["shop_goods"].items}
    for code in village.code_lists["goods_category"].codes:
        assert items[code] is AnswerKind.PASS_FAIL
        assert items[f"{code}_withdrawn"] is AnswerKind.NUMBER
    assert set(village.code_lists["missing_mark"].codes) <= items.keys()


def test_a_finance_check_sorts_its_findings_as_the_ledger_does() -> None:
    finance = installed_packs().pack("finance-statistics")
    rules = {item.rule for item in finance.checklists["finance_check"].items if item.can_fail}
    assert rules == set(finance.code_lists["finance_rule"].codes)
    assert rules | {"none"} == set(finance.code_lists["irregularity"].codes)


# What a mechanism asks to be looked at: a checklist and some of its items, or its stations.
ASKED = {
    "eight-checks-checklist": ("village-food-safety.eight_checks", ["licence", "records"]),
    "unlicensed-and-counterfeit-enforcement": ("village-food-safety.shop_goods", ["licence"]),
    "small-shop-category-checks": ("village-food-safety.shop_goods", ["grain", "poultry_withdrawn"]),
    "canteen-hygiene-checks": ("village-food-safety.unit_canteen", ["clean", "system_followed"]),
    "remove-three-no-products": ("village-food-safety.shop_goods", ["no_maker", "no_date", "no_quality_mark"]),
    "pesticide-residue-tests": ("village-food-safety.residue_tests", ["inhibition", "undisposed"]),
    "test-strip-before-use": ("village-food-safety.unit_canteen", ["strip_tested"]),
    "two-round-pre-inspection": ("county-supervision.evaluation_preparation", ["earlier_fixed"]),
    "follow-up-inspection": ("county-supervision.evaluation_preparation", ["earlier_fixed"]),
    "campaign-holiday-tutoring-ban": ("county-supervision.tutoring", ["rooms_opened", "classes_taught"]),
    "unannounced-visits-stop-violation": ("county-supervision.tutoring", ["on_the_spot"]),
    "campaign-term-opening": ("county-supervision.term_opening", ["opening_plan"]),
    "regulated-schooling-checklist": (
        "county-supervision.term_opening", ["curriculum", "daily_timetable", "study_aids", "homework"],
    ),
    "field-visit-protocol": ("county-supervision.term_opening", ["classroom", "dormitory", "canteen"]),
    "holiday-campus-security": ("county-supervision.campus_safety", ["holiday_leader"]),
    "civilised-hygiene-scheme": ("county-supervision.campus_hygiene", ["head_in_person", "toilet_clean"]),
    "fee-inspection-modes": ("county-supervision.fee_charging", ["board_current", "vouchers"]),
    "complaint-driven-sampling": ("county-supervision.fee_charging", ["complaints_true"]),
    "levy-clean-up": ("county-supervision.fee_charging", ["levies", "parents_asked"]),
    "school-disclosure-periodic-check": ("county-supervision.fee_charging", ["school_board"]),
    "finance-inspection": (
        "finance-statistics.finance_check", ["vouchers_sampled", "irregular_vouchers", "irregular_yuan"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("mechanism", ASKED)
def test_what_a_mechanism_asks_to_be_looked_at_is_an_item(mechanism: str) -> None:
    key, names = ASKED[mechanism]
    checklist = installed_packs().checklists[key]
    assert set(names) <= {item.id for item in checklist.items} | {station.id for station in checklist.stations}
    assert mechanism in {row["id"] for row in coverage_as_json()}


@pytest.mark.parametrize(
    "mechanism",
    [
        "campaign-term-opening", "regulated-schooling-checklist", "order-immediate-rectification", "finance-inspection",
    ],
)  # fmt: skip
def test_what_inspection_does_is_claimed(mechanism: str) -> None:
    served = {row["id"]: row["served_by"] for row in coverage_as_json()}
    assert "page inspection:" in str(served[mechanism])


def test_coverage_names_checklists() -> None:
    served = {row["id"]: row["served_by"] for row in coverage_as_json()}
    assert "checklist village-food-safety.unit_canteen" in str(served["canteen-hygiene-checks"])


def test_photos_back_what_was_not_found() -> None:
    """None found is only said where rooms were opened; the photo shows that somebody was there."""
    tutoring = installed_packs().checklists["county-supervision.tutoring"]
    opened = next(item for item in tutoring.items if item.id == "rooms_opened")
    assert opened.photo is PhotoRule.ALWAYS
    assert not opened.can_fail


def test_no_limit_of_policy_stands_in_a_checklist() -> None:
    """But for none at all, a limit is a dated parameter with its source."""
    folder = Path(str(installed_packs().folders["county-supervision"])).parent
    for path in folder.glob("*/checklists/*.yaml"):
        numbers = re.findall(r"passes: \{(?:min|max|below): ([^}]*)\}", path.read_text(encoding="utf-8"))
        assert all(number == "0" or number.startswith("param.") for number in numbers), path.name
