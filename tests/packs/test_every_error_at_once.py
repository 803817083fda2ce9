"""A pack with two dozen planted mistakes: all are told in one go, each with file, line, key and cure."""

from __future__ import annotations

from pathlib import Path

from taizhang.core.expression_checker import CHECKER
from taizhang.packs.loader import read_pack

BROKEN = Path(__file__).parent / "broken"
PLANTED = {
    ("pack.yaml", 2, "version"),
    ("pack.yaml", 5, "effective_from"),
    ("pack.yaml", 6, "requires[0]"),
    ("parameters/limits.yaml", 6, "limit.values[1].from"),
    ("codelists/grade.csv", 3, ""),
    ("ledgers/roll.yaml", 4, "roll.period"),
    ("ledgers/roll.yaml", 6, "roll.row_key[0]"),
    ("ledgers/roll.yaml", 7, "roll.valid_from"),
    ("ledgers/roll.yaml", 8, "roll.colour"),
    ("ledgers/roll.yaml", 11, "roll.fields[1].codes"),
    ("ledgers/roll.yaml", 14, "roll.fields[4].id"),
    ("ledgers/roll.yaml", 18, "roll.checks[0].expression"),
    ("indicators/figures.yaml", 6, "total.ledger"),
    ("indicators/figures.yaml", 8, "both"),
    ("indicators/figures.yaml", 21, "ring_a.formula"),
    ("indicators/figures.yaml", 33, "mixed.formula"),
    ("indicators/figures.yaml", 40, "visits.value"),
    ("indicators/figures.yaml", 47, "secrets.value"),
    ("indicators/figures.yaml", 54, "shared_out.value"),
    ("checklists/visit.yaml", 9, "visit.items[0].station"),
    ("checklists/visit.yaml", 10, "visit.items[1]"),
    ("checklists/visit.yaml", 11, "visit.items[2].beside.value"),
    ("cases/roll.yaml", 2, "period"),
    ("cases/roll.yaml", 7, "records.roll[0]._org"),
    ("cases/roll.yaml", 7, "records.roll[0].grade"),
    ("cases/roll.yaml", 9, "cases[0].indicator"),
    ("summaries/report.md", 9, "totall"),
    ("summaries/report.md", 9, "visits format"),
    ("summaries/report.md", 10, "{{?"),
    ("summaries/report.md", 11, ":::"),
}


def test_every_planted_mistake_is_told_once_at_its_line() -> None:
    pack, problems = read_pack(BROKEN, installed={}, check_term=CHECKER)
    told = [(Path(item.where).relative_to(BROKEN).as_posix(), item.line, item.key) for item in problems]
    assert pack is None
    assert len(PLANTED) >= 20
    assert sorted(told, key=str) == sorted(PLANTED, key=str)


def test_every_problem_says_expected_found_and_cure_in_both_languages() -> None:
    _, problems = read_pack(BROKEN, installed={}, check_term=CHECKER)
    for problem in problems:
        for text in (problem.expected, problem.found, problem.cure):
            assert text.zh
            assert text.get("en")
        assert problem.cure.zh.endswith(("。", "？"))


def test_near_names_are_proposed() -> None:
    _, problems = read_pack(BROKEN, installed={}, check_term=CHECKER)
    cures = {problem.key: problem.cure.zh for problem in problems}
    assert "“roll”" in cures["total.ledger"]
    assert "“total”" in cures["totall"]
    assert "“half-year”" in cures["roll.period"]
    assert "“change”" in cures["visits format"]


def test_a_ring_names_its_members() -> None:
    _, problems = read_pack(BROKEN, installed={}, check_term=CHECKER)
    ring = next(problem for problem in problems if problem.code == "circular")
    assert ring.found.zh == "ring_a → ring_b → ring_a"
