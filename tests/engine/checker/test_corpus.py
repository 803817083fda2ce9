"""The checker's corpus is what it says: places fit, the arithmetic is as labelled, and the halves share nothing."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from tests.engine.checker.corpus import arithmetic, label, mutants, score
from tests.engine.checker.corpus.figures import read

KINDS = {
    "sum", "percent", "growth", "difference", "ratio", "average", "list_count", "same_quantity", "product", "date",
    "numbering", "document_number", "pairing", "wording",
}  # fmt: skip
Half = tuple[dict[str, str], list[dict[str, Any]], list[dict[str, Any]]]


@pytest.fixture(scope="module", params=score.SETS)
def half(request: pytest.FixtureRequest) -> Half:
    return score.load(request.param)


@pytest.mark.parametrize("name", score.SETS)
def test_the_labels_are_made_from_the_marked_texts(name: str) -> None:
    """Whoever changes a marked text runs label.py; nobody edits what it makes."""
    assert label.build(name) == score.load(name)


def test_spans_are_what_stands_there(half: Half) -> None:
    texts, relations, traps = half
    wrong = [r["id"] for r in [*relations, *traps] if texts[r["text"]][r["start"] : r["end"]] != r["span"]]
    assert not wrong


def test_figures_stand_inside_their_relation(half: Half) -> None:
    texts, relations, _ = half
    for row in relations:
        text = texts[row["text"]]
        start, end = row["stated_at"]
        assert row["start"] <= start < end <= row["end"], row["id"]
        if row["kind"] != "pairing":
            assert text[start:end] == row["stated"], row["id"]
        shown = [part.lstrip("+-") if row["form"] == "grd" else part for part in row["parts"]]
        assert [text[a:b] for a, b in row["parts_at"]] == shown, row["id"]
        assert all(row["start"] <= a < b <= row["end"] for a, b in row["parts_at"]), row["id"]


def test_a_labelled_verdict_follows_from_the_printed_figures(half: Half) -> None:
    """Within the tolerance when it holds, outside when it does not: by the labels alone, without the labeller."""
    texts, relations, _ = half
    checked = 0
    for row in relations:
        if row["kind"] not in mutants.ARITHMETIC - {"list_count"}:
            continue
        stated = read(texts[row["text"]], *row["stated_at"])
        assert stated is not None
        gap = abs(float(stated.value / stated.scale) - float(row["computed"]))
        assert (gap <= row["tolerance"] + 1e-6) is row["holds"], row["id"]
        checked += 1
    assert checked > 250


def test_a_wrong_figure_is_told_why_and_is_no_trap(half: Half) -> None:
    _, relations, traps = half
    wrong = [row for row in relations if not row["holds"]]
    assert len(wrong) >= 10
    assert all(row.get("note") for row in wrong)
    assert not [
        (trap["id"], row["id"])
        for row in wrong
        for trap in traps
        if trap["text"] == row["text"] and row["stated_at"][0] < trap["end"] and trap["start"] < row["stated_at"][1]
    ]


def test_the_halves_are_apart_and_each_is_whole() -> None:
    develop, held = (score.load(name) for name in score.HALVES)
    assert not develop[0].keys() & held[0].keys()
    assert not set(develop[0].values()) & set(held[0].values())
    # Not a sentence either, but for the column headings and heads that all reports share.
    sentences = [{s for t in texts.values() for s in t.split("。") if len(s) > 40} for texts in (develop[0], held[0])]
    assert not sentences[0] & sentences[1]
    for texts, relations, traps in (develop, held):
        assert {row["kind"] for row in relations} == KINDS
        assert abs(len(texts) - (len(develop[0]) + len(held[0])) / 2) <= 10
        assert len(relations) >= 400
        assert len(traps) >= 150


@pytest.mark.parametrize("name", ["unseen", "fresh", "last", "more", "further", "beyond", "outer", "afar"])
def test_a_measured_set_is_whole_and_shares_nothing_with_the_others(name: str) -> None:
    measured = score.load(name)
    for other in set(score.SETS) - {name}:
        theirs = score.load(other)
        assert not measured[0].keys() & theirs[0].keys()
        ours, others = (
            {s for t in one.values() for s in t.split("。") if len(s) > 40} for one in (measured[0], theirs[0])
        )
        assert not ours & others
    texts, relations, traps = measured
    assert {row["kind"] for row in relations} == KINDS
    assert len(texts) >= 60
    assert all(len(text) >= 150 for text in texts.values())
    assert len(relations) >= 450
    assert len(traps) >= 150
    # The kinds that the halves have little of have weight here.
    kinds = Counter(row["kind"] for row in relations)
    assert all(kinds[kind] >= 15 for kind in ("average", "product", "ratio", "list_count", "same_quantity"))
    assert {row["text"] for row in relations} == texts.keys()


@pytest.mark.parametrize(
    ("name", "prefix", "least", "longest"),
    [
        ("kin", "ki-", 60, 500),
        ("kith", "kt-", 60, 500),
        ("turns", "tu-", 40, 500),
        ("counts", "co-", 40, 500),
        ("drawn", "dr-", 120, 600),
        ("aside", "as-", 56, 500),
    ],
)
def test_a_set_of_short_texts_shares_nothing_with_the_others(name: str, prefix: str, least: int, longest: int) -> None:
    """These have the lengths and the kinds of their model: some texts hold nothing to add up."""
    short = score.load(name)
    for other in set(score.SETS) - {name}:
        theirs = score.load(other)
        assert not short[0].keys() & theirs[0].keys()
        ours, others = (
            {s for t in one.values() for s in t.split("。") if len(s) > 40} for one in (short[0], theirs[0])
        )
        assert not ours & others
    texts, relations, traps = short
    assert len(texts) >= least
    assert all(text.startswith(prefix) and 70 <= len(words) <= longest for text, words in texts.items())
    assert len(relations) >= 300
    assert len(traps) >= (100 if least >= 60 else 80)


def test_ids_are_given_once_and_name_their_text() -> None:
    halves = [score.load(name) for name in score.SETS]
    ids = Counter(row["id"] for _, relations, traps in halves for row in [*relations, *traps])
    assert max(ids.values()) == 1
    for name, (texts, relations, traps) in zip(score.SETS, halves, strict=True):
        assert name not in score.HALVES or {label.half_of(text) for text in texts} == {name}
        assert all(row["id"].startswith(row["text"] + "/") for row in [*relations, *traps])


def test_mutants_are_the_same_every_time_and_each_breaks_its_relation(half: Half) -> None:
    texts, relations, _ = half
    some = set(sorted(texts)[::3])  # what is planted follows from a relation alone: a part of the texts tells of all
    relations = [row for row in relations if row["text"] in some]
    made = list(mutants.mutants(texts, relations))
    assert made == list(mutants.mutants(texts, relations))
    assert len({m.name for m in made}) == len(made)
    for mutant in made:
        assert mutant.text[mutant.at : mutant.at + len(mutant.now)] == mutant.now != mutant.was
        restored = mutant.text[: mutant.at] + mutant.was + mutant.text[mutant.at + len(mutant.now) :]
        assert restored == texts[mutant.text_id]
        assert (mutant.start, mutant.end) in mutant.breaks
    assert {m.op for m in made} >= {"digit", "swap", "off_by_ten", "no_scale", "plus", "minus", "wrong_base"}


def _figure(text: str, printed: str) -> Any:
    at = text.index(printed)
    return read(text, at, at + len(printed))


@pytest.mark.parametrize(
    ("text", "form", "stated", "parts", "holds"),
    [
        # a decimal stands for half its last digit, a plain whole number for itself
        ("共10.5万元，甲3.2万元、乙7.4万元", "sum", "10.5万", ["3.2万", "7.4万"], True),
        ("共107人，甲30人、乙75人", "sum", "107", ["30", "75"], False),
        # a percent always for half its last digit
        ("645人中有93人，占14%", "pct", "14%"[:2], ["93", "645"], True),
        ("645人中有93人，占15%", "pct", "15%"[:2], ["93", "645"], False),
        ("班级8个，学生363人，班均45人", "avg", "45", ["363", "8"], True),
        ("由6.2亿元到12.5亿元，翻一番", "double", "一", ["6.2亿", "12.5亿"], True),
        ("由6.2亿元到9.3亿元，翻一番", "double", "一", ["6.2亿", "9.3亿"], False),
    ],
)
def test_rounding_is_as_the_readme_tells(text: str, form: str, stated: str, parts: list[str], holds: bool) -> None:
    factor = Fraction(100 if form == "pct" else 1)
    figures = [_figure(text, part) for part in parts]
    assert arithmetic.judge(form, _figure(text, stated), figures, factor).holds is holds


def silent(_: str) -> list[Any]:
    return []


def oracle(text: str) -> Any:
    """Knows the unchanged texts by heart."""
    found = []
    for name in score.SETS:
        texts, relations, _ = score.load(name)
        for row in relations:
            if texts[row["text"]] == text:
                verdict = "ok" if row["holds"] else "contradiction"
                found.append(SimpleNamespace(kind=row["kind"], start=row["start"], end=row["end"], verdict=verdict))
    return SimpleNamespace(findings=found)


def alarmist(text: str) -> Any:
    """Calls every clause a wrong sum."""
    found, at = [], 0
    for clause in text.split("，"):
        found.append(SimpleNamespace(kind="sum", start=at, end=at + len(clause), verdict="contradiction"))
        at += len(clause) + 1
    return found


def _result(name: str, monkeypatch: pytest.MonkeyPatch) -> score.Result:
    monkeypatch.setattr(score, "mutants", lambda texts, relations: list(mutants.mutants(texts, relations))[::40])
    return score.measure("develop", score.checker(f"{__name__}:{name}"))


def test_the_scorer_sees_silence_and_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = _result("silent", monkeypatch)
    assert quiet.by["reach"]["all"].recall == 0
    assert not quiet.false
    assert any(line.startswith("all:") for line in quiet.below())
    loud = _result("alarmist", monkeypatch)
    assert loud.false_rate > score.FALSE_BAR
    assert any("traps" in line for line in loud.below())


def test_the_scorer_counts_the_right_answer_as_right(monkeypatch: pytest.MonkeyPatch) -> None:
    right = _result("oracle", monkeypatch)
    assert right.natural.recall == 1
    assert not right.false
    assert not sum(tally.hit for tally in right.traps.values())
    for key, counts in right.verdicts.items():
        assert set(counts) == {"ok" if key.endswith("holds") else "contradiction"}, key
