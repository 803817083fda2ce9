"""What a valid pack becomes, and what the checker refuses one mistake at a time."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from taizhang.core.expression_checker import CHECKER
from taizhang.engine.errors import Problem
from taizhang.engine.pack import LedgerKind, Over
from taizhang.packs.loader import load_catalogue, load_pack, read_catalogue, read_pack
from taizhang.packs.problems import PackError, Report
from taizhang.packs.scaffold import new_pack
from taizhang.packs.yaml_document import read_yaml

from .conftest import Change


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_new_pack_is_valid_and_read_whole(sample: Path) -> None:
    pack = load_pack(sample, installed={}, check_term=CHECKER)
    ledger = pack.ledgers["school_checks"]
    assert (pack.id, pack.version, pack.effective_from) == ("sample", "0.1.0", date(2025, 1, 1))
    assert (ledger.key, ledger.kind, ledger.date_field) == ("sample.school_checks", LedgerKind.JOURNAL, "held_on")
    assert ledger.fields[2].code_list == "sample.check_kind"
    assert ledger.fields[3].maximum == Decimal(100)
    assert pack.indicators["checks_total"].value is not None
    assert pack.indicators["checks_total"].value.over is Over.PERIOD
    assert pack.indicators["checks_passed_rate"].numerator is not None
    assert pack.parameters["passing_score"].on(date(2025, 6, 30)) is not None
    assert pack.summaries["half-year"].key == "sample.half-year"
    assert len(pack.cases) == 5
    assert pack.code_lists["check_kind"].codes["daily"].zh == "日常检查"


def test_the_body_of_a_summary_knows_its_line(sample: Path) -> None:
    summary = load_pack(sample, installed={}, check_term=CHECKER).summaries["half-year"]
    lines = (sample / "summaries/half-year.md").read_text(encoding="utf-8").split("\n")
    assert summary.body.split("\n")[0] == lines[summary.line - 1]


def test_the_content_hash_changes_with_any_file_and_only_then(sample: Path) -> None:
    before = load_pack(sample, installed={}, check_term=None).content_hash
    assert load_pack(sample, installed={}, check_term=None).content_hash == before
    path = sample / "codelists/check_kind.csv"
    path.write_text(path.read_text(encoding="utf-8") + "other,其他,Other\n", encoding="utf-8")
    assert load_pack(sample, installed={}, check_term=None).content_hash != before


def test_load_pack_raises_with_all_problems(sample: Path) -> None:
    (sample / "codelists/check_kind.csv").unlink()
    (sample / "cases/checks.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(PackError) as raised:
        load_pack(sample, installed={}, check_term=CHECKER)
    assert {"yaml", "unknown-code_lists"} <= set(codes(list(raised.value.problems)))


def test_a_folder_without_pack_yaml_is_told(tmp_path: Path) -> None:
    assert "no-pack" in codes(read_pack(tmp_path / "nothing", installed={}, check_term=None)[1])


def test_a_folder_that_is_no_pack_is_one_mistake_not_one_a_file(tmp_path: Path) -> None:
    for name in ("letters/one.txt", "two.conf", "three/four/five.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert codes(read_pack(tmp_path, installed={}, check_term=None)[1]) == ["no-pack"]


def test_a_misspelt_name_of_the_document_is_offered_before_any_indicator(problems_after: Change) -> None:
    problems = problems_after("summaries/half-year.md", {"{{ period }}": "{{ peroid }}"})
    assert [item.cure.en for item in problems] == ["Did you mean 'period'?"]


# ruff: noqa: E501
@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line"),
    [
        ("ledgers/checks.yaml", "kind: journal", "kind: diary", "structure-choice", 6),
        ("ledgers/checks.yaml", "  date_field: held_on\n", "", "ledger-date", 3),
        ("ledgers/checks.yaml", "date_field: held_on", "date_field: kind", "field-type", 9),
        ("ledgers/checks.yaml", "row_key: [check_no]", "row_key: [check_nr]", "unknown-field", 10),
        ("ledgers/checks.yaml", "codes: check_kind, ", "", "field-codes", 15),
        ("ledgers/checks.yaml", "decimals: 1, unit", "codes: check_kind, decimals: 1, unit", "field-option", 16),
        ("ledgers/checks.yaml", "min: 0, max: 100", "min: 100, max: 0", "field-range", 16),
        ("ledgers/checks.yaml", "unique: [check_no]", "expression: count(*) > 0\n      jump: {value: count(*), max_ratio: 1}", "check-form", 23),
        ("ledgers/checks.yaml", "example: '2025-03-12'", "example: '2025-3-12'", "field-example", 14),
        ("ledgers/checks.yaml", "codes: check_kind, required: true", "codes: check_kind, example: weekly", "field-example", 15),
        ("ledgers/checks.yaml", "min: 0, max: 100", "min: 0, max: 100, example: 100.5", "field-example", 16),
        ("ledgers/checks.yaml", "example: JC-001", "pattern: '[A-Z]+', example: JC-001", "field-example", 13),
        ("ledgers/checks.yaml", "example: JC-001", "pattern: '(A+)+', example: JC-001", "pattern-runs-away", 13),
        ("ledgers/checks.yaml", "title: {zh-hans: 得分, en: Score}", "title: 检查类型", "duplicate-title", 16),
        ("ledgers/checks.yaml", "depth: row", "depth: deep", "structure-choice", 19),
        ("ledgers/checks.yaml", "held_on between", "held_on betwixt", "syntax", 20),
        ("indicators/checks.yaml", "  decimals: 0\n", "", "structure-missing", 2),
        ("indicators/checks.yaml", "  ledger: school_checks\n  value: count(*)\n", "", "indicator-form", 2),
        ("indicators/checks.yaml", "param.passing_score", "param.pasing_score", "unknown-name", 17),
        ("indicators/checks.yaml", "  unit: '%'\n  decimals: 1", "  unit: '%'\n  over: period\n  decimals: 1", "indicator-option", 13),
        ("indicators/checks.yaml", "last_year(checks_total)) / last_year(checks_total)", "last_years(checks_total))", "formula", 29),
        ("indicators/checks.yaml", "100 * (checks_total - last_year(checks_total)) / last_year(checks_total)", "checks_total > 3", "formula-kind", 29),
        ("indicators/checks.yaml", "  value: count(*)\n  larger", "  value: count(*)\n  zero_needs: checks_growth\n  larger", "indicator-zero", 9),
        ("parameters/limits.yaml", "reference: 填写文件名称", "refrence: 填写文件名称", "structure-unknown-key", 7),
        ("pack.yaml", "id: sample", "id: Sample", "structure-pattern", 2),
        ("summaries/half-year.md", "checks_growth format=change", "checks_total format=points", "summary-option-points", 12),
        ("summaries/half-year.md", "checks_growth format=change", "checks_total unit=万元", "summary-option-unit", 12),
        ("summaries/half-year.md", "::: plan", "::: list ledger=school_checks columns=held_at", "unknown-field", 21),
        ("summaries/half-year.md", "::: plan", '::: list ledger=school_checks columns=held_on where="scor > 3"', "unknown-name", 21),
        ("summaries/half-year.md", "::: plan", "::: table indicators=checks_total by=twonship", "summary-option-value", 21),
        ("summaries/half-year.md", "::: plan", "{{? checks_total | 有检查 }}", "formula-kind", 21),
        ("cases/checks.yaml", "score: 88.5", "score: 88.55", "case-value", 8),
        ("cases/checks.yaml", "held_on: 2025-03-12", "held_on: 2025-03-32", "case-value", 8),
        ("cases/checks.yaml", "{S1: C, S2: C}", "{S1: S2, S2: S1}", "case-tree", 5),
        ("cases/checks.yaml", "id: checks_of_one_school", "id: checks_total", "duplicate-case", 13),
    ],
)  # fmt: skip
def test_one_mistake_is_told_at_its_line(
    problems_after: Change, name: str, old: str, new: str, code: str, line: int
) -> None:
    found = [
        (problem.code, problem.line) for problem in problems_after(name, {old: new}) if problem.where.endswith(name)
    ]
    assert (code, line) in found


def test_a_masked_field_may_not_be_printed_in_a_list(problems_after: Change, sample: Path) -> None:
    path = sample / "summaries/half-year.md"
    text = path.read_text(encoding="utf-8").replace("::: plan", "::: list ledger=school_checks columns=check_no")
    path.write_text(text, encoding="utf-8")
    changed = {"title: {zh-hans: 检查编号, en: Number}, type: string": "title: 检查编号, type: string, mask: hidden"}
    assert codes(problems_after("ledgers/checks.yaml", changed)) == ["list-personal"]


def test_a_broken_indicator_is_told_once_not_by_all_who_use_it(problems_after: Change) -> None:
    problems = problems_after("indicators/checks.yaml", {"checks_total:\n": "checks_total: broken\nrest:\n"})
    assert [problem.key for problem in problems] == ["checks_total"]


def test_two_files_may_not_define_the_same_id(problems_after: Change, sample: Path) -> None:
    text = (sample / "parameters/limits.yaml").read_text(encoding="utf-8")
    problems = problems_after("parameters/more.yaml", text)
    assert codes(problems) == ["duplicate-id"]
    assert "parameters/limits.yaml:3" in problems[0].found.zh


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\nb: *x\n", "yaml-anchor"),
        ("a: " + "[" * 1_000_000, "yaml-depth"),
        ("a: 1\na: 2\n", "yaml-duplicate"),
        ("a: 1\n---\nb: 2\n", "yaml-documents"),
        ("a: [1, 2\n", "yaml"),
        ("a: \x07\n", "yaml"),
        ("? [a]\n: 1\n", "yaml-key"),
    ],
)
def test_dangerous_or_unreadable_yaml_is_refused(text: str, code: str) -> None:
    report = Report()
    read_yaml(text, "file.yaml", report)
    assert [problem.code for problem in report.problems] == [code]


def test_numbers_are_exact_and_words_stay_words() -> None:
    report = Report()
    document = read_yaml("a: 18.86\nb: no\nc: 2026-01-01\nd: 007\ne: 12\nf: 'true'\ng: ~\n", "file.yaml", report)
    assert document is not None
    assert document.data == {
        "a": Decimal("18.86"), "b": "no", "c": "2026-01-01", "d": "007", "e": 12, "f": "true", "g": None,
    }  # fmt: skip


@given(st.text(max_size=300))
def test_no_text_crashes_the_yaml_reader(text: str) -> None:
    report = Report()
    assert read_yaml(text, "file.yaml", report) is not None or report.problems


MARKS = [
    "[",
    "]",
    "{",
    "}",
    ":",
    "- ",
    "null",
    "12",
    "true",
    "''",
    "\n",
    "  ",
    "#",
    "|",
    "*",
    "&",
    "%",
    "{{",
    "}}",
    "\x00",
    "(",
]
FILES = ["pack.yaml", "ledgers/checks.yaml", "indicators/checks.yaml", "cases/checks.yaml", "summaries/half-year.md"]


@given(
    st.lists(st.tuples(st.sampled_from(FILES), st.integers(0, 2000), st.sampled_from(MARKS)), min_size=1, max_size=4)
)
@hypothesis_settings(max_examples=30, deadline=None)
def test_no_damage_to_a_pack_crashes_the_checker(damage: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = new_pack(Path(place) / "sample", "sample")
        for name, position, mark in damage:
            text = (folder / name).read_text(encoding="utf-8")
            cut = position % len(text)
            (folder / name).write_text(text[:cut] + mark + text[cut + 2 :], encoding="utf-8")
        pack, problems = read_pack(folder, installed={}, check_term=CHECKER)
    assert (pack is None) == any(problem.level == "error" for problem in problems)


def test_files_that_are_too_large_are_refused(problems_after: Change) -> None:
    assert "too-large" in codes(problems_after("ledgers/huge.yaml", "# " + "x" * 2_100_000))


def test_stray_folders_are_told_with_the_nearest_name(problems_after: Change) -> None:
    problems = problems_after("ledger/more.yaml", "a: 1\n")
    assert codes(problems) == ["stray-folder"]
    assert "“ledgers”" in problems[0].cure.zh


def test_a_pack_uses_names_of_a_pack_that_it_requires(sample: Path, tmp_path: Path) -> None:
    base = load_pack(sample, installed={}, check_term=CHECKER)
    other = new_pack(tmp_path / "other", "other")
    for name in ("ledgers/checks.yaml", "codelists/check_kind.csv", "parameters/limits.yaml", "cases/checks.yaml"):
        (other / name).unlink()
    path = other / "indicators/checks.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("ledger: school_checks", "ledger: sample.school_checks"), encoding="utf-8")
    head = other / "pack.yaml"
    without = read_pack(other, installed={"sample": base}, check_term=CHECKER)[1]
    assert "sample" in next(problem.cure.en for problem in without if problem.code == "unknown-ledgers")
    head.write_text(head.read_text(encoding="utf-8").replace("requires: []", "requires: [sample]"), encoding="utf-8")
    pack, problems = read_pack(other, installed={"sample": base}, check_term=CHECKER)
    assert problems == []
    assert pack is not None
    assert pack.indicators["checks_total"].terms[0].ledger == "sample.school_checks"


def test_a_catalogue_is_read_in_dependency_order(tmp_path: Path) -> None:
    for name, needs in (("a-first", "z-base"), ("z-base", "")):
        folder = new_pack(tmp_path / name, name)
        head = folder / "pack.yaml"
        head.write_text(
            head.read_text(encoding="utf-8").replace("requires: []", f"requires: [{needs}]"), encoding="utf-8"
        )
        (folder / "parameters/limits.yaml").write_text(
            (folder / "parameters/limits.yaml")
            .read_text(encoding="utf-8")
            .replace("passing_score", f"passing_{name[0]}"),
            encoding="utf-8",
        )
        indicators = folder / "indicators/checks.yaml"
        text = indicators.read_text(encoding="utf-8").replace("param.passing_score", f"param.passing_{name[0]}")
        indicators.write_text(text, encoding="utf-8")
    assert list(load_catalogue(tmp_path, check_term=CHECKER)) == ["z-base", "a-first"]


def test_packs_that_require_each_other_are_told(tmp_path: Path) -> None:
    folders = []
    for name, needs in (("one", "two"), ("two", "one")):
        folder = new_pack(tmp_path / name, name)
        head = folder / "pack.yaml"
        head.write_text(
            head.read_text(encoding="utf-8").replace("requires: []", f"requires: [{needs}]"), encoding="utf-8"
        )
        folders.append(folder)
    found = read_catalogue(folders, check_term=CHECKER)
    assert found.packs == {}
    assert codes(list(found.problems)) == ["requires", "requires"]


def test_a_parameter_may_not_hide_one_of_a_required_pack(sample: Path, tmp_path: Path) -> None:
    base = load_pack(sample, installed={}, check_term=CHECKER)
    other = new_pack(tmp_path / "other", "other")
    head = other / "pack.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("requires: []", "requires: [sample]"), encoding="utf-8")
    assert codes(read_pack(other, installed={"sample": base}, check_term=CHECKER)[1]) == ["parameter-shadow"]


def test_serves_names_known_mechanisms(sample: Path) -> None:
    path = sample / "ledgers/checks.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("  deadline_days", "  serves: [a-drill]\n  deadline_days"),
        encoding="utf-8",
    )
    problems = read_pack(sample, installed={}, check_term=CHECKER, mechanisms=["fire-drill"])[1]
    assert [(problem.code, problem.line) for problem in problems] == [("unknown-mechanism", 11)]
