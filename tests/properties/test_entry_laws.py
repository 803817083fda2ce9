"""Laws of a visit's entries: union in any order, and no path that was written comes out empty."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.engine.entries import Entry, conflicts, merge, resolve, values

IDS = [f"{number:02}" for number in range(12)]
PATHS = ["items.x.answer", "items.y.answer", "stations.gate"]
VALUES = st.sampled_from(["pass", "fail", "", 0, 1, True, False, None])
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Entries with ids of their own, which may supersede any others, also unknown ones and in rings."""
    ids = draw(st.lists(st.sampled_from(IDS), unique=True))
    over = st.frozensets(st.sampled_from(IDS), max_size=4)
    times = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
    return [
        Entry(name, draw(st.sampled_from(PATHS)), draw(VALUES), draw(times), draw(st.sampled_from("AB")), draw(over))
        for name in ids
    ]


quick = settings(max_examples=150, deadline=None)


@quick
@given(histories(), st.data())
def test_merging_is_commutative_associative_and_idempotent(history: list[Entry], data: st.DataObject) -> None:
    parts: list[list[Entry]] = [
        data.draw(st.lists(st.sampled_from(history), max_size=8)) if history else [] for _ in range(3)
    ]
    one, two, three = (merge(part) for part in parts)
    assert merge(one, two) == merge(two, one)
    assert merge(merge(one, two), three) == merge(one, merge(two, three))
    assert merge(one, one) == one == merge(one)
    assert merge(*parts) == merge(parts[2], parts[0], parts[1], parts[0])


@quick
@given(histories(), st.randoms(use_true_random=False))
def test_order_makes_no_difference(history: list[Entry], random: st.random_module) -> None:
    before = values(history), conflicts(history)
    random.shuffle(history)  # type: ignore[attr-defined]
    assert (values(history), conflicts(history)) == before


@quick
@given(histories())
def test_every_path_that_was_written_has_a_value_or_a_conflict(history: list[Entry]) -> None:
    settled, open_ = values(history), conflicts(history)
    assert {entry.path for entry in history} == settled.keys() | open_.keys()
    assert settled.keys().isdisjoint(open_.keys())


@quick
@given(histories(), st.sampled_from(PATHS), VALUES)
def test_resolving_settles_a_path_and_touches_no_other(history: list[Entry], path: str, value: str) -> None:
    end = resolve(history, path, value, id="end", at=NOON, device="A")
    after = [*history, end]
    assert values(after)[path] is value
    assert path not in conflicts(after)
    assert {name: one for name, one in values(after).items() if name != path} == {
        name: one for name, one in values(history).items() if name != path
    }


@quick
@given(histories(), st.data())
def test_what_one_phone_has_not_seen_it_cannot_overrule(history: list[Entry], data: st.DataObject) -> None:
    """Of an honest history: a value that nobody who saw it replaced is still there after any merge."""
    honest: list[Entry] = []
    for number in range(data.draw(st.integers(0, 8))):
        seen = data.draw(st.lists(st.sampled_from(honest), unique_by=lambda one: one.id)) if honest else []
        device = data.draw(st.sampled_from("AB"))
        honest.append(resolve(seen, PATHS[0], data.draw(VALUES), id=f"h{number}", at=NOON, device=device))
    superseded = {name for entry in honest for name in entry.supersedes}
    left = {entry.id for entry in honest if entry.id not in superseded}
    kept = {entry.id for entry in conflicts(honest).get(PATHS[0], ())}
    assert not kept or kept == left
    assert bool(honest) == bool(left)
