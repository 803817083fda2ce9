"""Worked cases are computed as the product computes figures, and compared as shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from taizhang.core.expression_checker import CHECKER
from taizhang.core.pack_cases import CaseResult, case_table, cases_as_json, run_cases
from taizhang.core.packs import InstalledPacks
from taizhang.engine.pack import CaseRow, Pack
from taizhang.packs.loader import load_pack


def results(pack: Pack) -> dict[str, CaseResult]:
    return {item.case: item for item in run_cases(InstalledPacks({pack.id: pack}, {}))}


def changed(folder: Path, name: str, old: str, new: str) -> Pack:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_pack(folder, installed={}, check_term=CHECKER)


def test_the_cases_of_a_new_pack_pass(sample: Path) -> None:
    found = results(load_pack(sample, installed={}, check_term=CHECKER))
    assert {name: item.value for name, item in found.items()} == {
        "checks_total": Decimal(9),
        "checks_of_one_school": Decimal(2),
        "checks_passed_rate": Decimal("77.8"),
        "checks_growth": Decimal("12.50"),
        "checks_growth_without_last_year": None,
    }
    assert all(item.passed for item in found.values())
    reason = found["checks_growth_without_last_year"].reason
    assert reason is not None
    assert reason.zh


def test_a_wrong_expectation_fails_with_both_numbers(sample: Path) -> None:
    wrong = results(changed(sample, "cases/checks.yaml", "expect: 77.8", "expect: 77.7"))["checks_passed_rate"]
    assert (wrong.passed, wrong.value, wrong.expected, wrong.unit) == (False, Decimal("77.8"), Decimal("77.7"), "%")


def test_a_value_where_none_is_expected_fails(sample: Path) -> None:
    assert not results(changed(sample, "cases/checks.yaml", "expect: 9", "expect: null"))["checks_total"].passed


def test_the_parameter_in_force_on_the_last_day_counts(sample: Path) -> None:
    later = "    - {from: 2025-06-30, value: 90, reference: 新文}\n"
    text = (sample / "parameters/limits.yaml").read_text(encoding="utf-8")
    pack = changed(sample, "parameters/limits.yaml", text, text + later)
    assert results(pack)["checks_passed_rate"].value == Decimal("0.0")


def test_repeated_rows_are_numbered_from_one(sample: Path) -> None:
    ledger = load_pack(sample, installed={}, check_term=None).ledgers["school_checks"]
    table = case_table(ledger, [CaseRow({"check_no": {"seq": "A{}"}}, 3, "S1", "2025H1")])
    assert table["check_no"].to_pylist() == ["A1", "A2", "A3"]
    assert table["_row_id"].to_pylist() == [1, 2, 3]


def test_a_row_belongs_to_the_filing_of_its_ledgers_own_rhythm(sample: Path) -> None:
    pack = changed(sample, "ledgers/checks.yaml", "period: half-year", "period: month")
    values = {"held_on": pack.effective_from.replace(month=3)}
    table = case_table(
        pack.ledgers["school_checks"], [CaseRow(values, 1, "S1", "2025H1"), CaseRow({}, 1, "S1", "2025H1")]
    )
    assert table["period_code"].to_pylist() == ["2025-03", "2025-06"]


def test_json_has_plain_numbers(sample: Path) -> None:
    rows = {row["case"]: row for row in cases_as_json([sample])}
    assert rows["checks_total"] == {
        "case": "checks_total",
        "figure": "sample.checks_total",
        "value": 9,
        "unit": "次",
        "passed": True,
        "expected": 9,
        "reason": None,
    }
    assert rows["checks_passed_rate"]["value"] == 77.8
    assert rows["checks_growth_without_last_year"]["value"] is None


def test_an_earlier_maximum_is_taken_from_the_cases_own_past(sample: Path) -> None:
    text = (sample / "indicators/checks.yaml").read_text(encoding="utf-8")
    record = (
        "checks_record:\n  title: 历史最高\n  unit: 次\n  decimals: 0\n"
        "  basis: 以往各期。\n  formula: earlier_max(checks_total)\n"
    )
    (sample / "indicators/checks.yaml").write_text(text + record, encoding="utf-8")
    case = "  - {id: record, indicator: checks_record, expect: 8}\n"
    cases = (sample / "cases/checks.yaml").read_text(encoding="utf-8")
    pack = changed(sample, "cases/checks.yaml", cases, cases + case)
    assert results(pack)["record"].passed


@pytest.mark.parametrize("only", [None, ["sample"]])
def test_cases_come_in_file_order(sample: Path, only: list[str] | None) -> None:
    pack = load_pack(sample, installed={}, check_term=CHECKER)
    found = run_cases(InstalledPacks({"sample": pack}, {}), only)
    assert [item.case for item in found] == [case.id for case in pack.cases]
    assert run_cases(InstalledPacks({"sample": pack}, {}), ["another"]) == []
