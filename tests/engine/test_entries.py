"""The worked table of docs/algorithms/entries.md, and what must never happen to a record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from taizhang.engine.entries import Entry, EntryClash, Value, conflicts, merge, resolve, values

PATH = "item/base.visit/x/answer"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def entry(name: str, value: Value, *over: str, path: str = PATH) -> Entry:
    return Entry(name, path, value, NOON, f"phone of {name}", frozenset(over))


A, B, C, D = entry("a", "pass"), entry("b", "fail"), entry("c", "not_applicable", "a"), entry("d", "fail", "b", "c")


def test_the_worked_table() -> None:
    assert values([A]) == {PATH: "pass"}
    for seen, both in (([A, B], {"pass", "fail"}), ([A, B, C], {"fail", "not_applicable"})):
        assert values(seen) == {}
        assert {item.value for item in conflicts(seen)[PATH]} == both
    assert values(merge([A, B], [C, D], [B])) == {PATH: "fail"}
    assert conflicts([A, B, C, D]) == {}


def test_a_late_entry_that_was_superseded_stays_so() -> None:
    assert values([D, C]) == {PATH: "fail"}
    assert values([D, C, B, A]) == {PATH: "fail"}


def test_the_same_value_twice_is_no_conflict_but_one_and_true_are() -> None:
    assert values([entry("a", "pass"), entry("b", "pass")]) == {PATH: "pass"}
    assert set(conflicts([entry("a", 1), entry("b", True)])) == {PATH}


def test_one_id_with_two_contents_is_refused() -> None:
    with pytest.raises(EntryClash) as raised:
        merge([entry("a", 1)], [entry("a", True)])
    assert raised.value.problems[0].key == "a"


def test_an_entry_supersedes_nothing_at_another_path() -> None:
    gate = "station/base.visit/gate"
    assert values([A, entry("b", "seen", "a", path=gate)]) == {PATH: "pass", gate: "seen"}


def test_a_ring_loses_nothing() -> None:
    ring = [entry("a", "pass", "b"), entry("b", "fail", "a"), entry("c", "fail", "c")]
    assert {item.id for item in conflicts(ring)[PATH]} == {"a", "b", "c"}


def test_a_change_supersedes_what_its_writer_saw_and_no_more() -> None:
    change = resolve([A], PATH, "fail", id="e", at=NOON, device="second phone")
    assert change.supersedes == {"a"}
    assert set(conflicts([A, C, change])) == {PATH}
    end = resolve([A, C, change], PATH, "pass", id="f", at=NOON, device="second phone")
    assert values([A, C, change, end]) == {PATH: "pass"}
