"""Outliers among peers."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from taizhang.engine.outliers import Rule, find_outliers

RULE = Rule(Decimal("3.5"), Decimal("0.2"), 8, Decimal("1.5"))
BEFORE = {f"S{n}": Decimal(400 + n) for n in range(10)}
GROUPS = dict.fromkeys(BEFORE, "primary")
STEADY = {unit: value * (100 + number % 5) / 100 for number, (unit, value) in enumerate(BEFORE.items())}


def test_the_unit_that_changed_unlike_its_peers_is_found_with_the_comparison_in_numbers() -> None:
    now = {**STEADY, "S3": Decimal(1412)}
    (unit,) = found = find_outliers(now, BEFORE, GROUPS, RULE)
    outlier = found[unit]
    assert (unit, outlier.before, outlier.now, outlier.peers) == ("S3", Decimal(403), Decimal(1412), 10)
    assert outlier.low == 0 and outlier.high == Decimal("0.04") and round(outlier.change, 2) == Decimal("2.50")


def test_a_change_that_all_peers_share_is_none() -> None:
    assert find_outliers({unit: value * 3 for unit, value in BEFORE.items()}, BEFORE, GROUPS, RULE) == {}


def test_small_changes_never_stand_out_however_alike_the_peers_are() -> None:
    assert find_outliers({**BEFORE, "S3": BEFORE["S3"] * Decimal("1.19")}, BEFORE, GROUPS, RULE) == {}
    assert set(find_outliers({**BEFORE, "S3": BEFORE["S3"] * Decimal("1.21")}, BEFORE, GROUPS, RULE)) == {"S3"}


def test_of_peers_that_are_all_but_the_same_only_a_loner_stands_out() -> None:
    """More than half changed alike, so that the median deviation is 0."""
    half = {unit: value * (Decimal("1.5") if number < 6 else 1) for number, (unit, value) in enumerate(BEFORE.items())}
    assert find_outliers(half, BEFORE, GROUPS, RULE) == {}, "four of ten did not change: they are no exception"
    assert set(find_outliers({**BEFORE, "S3": BEFORE["S3"] * 2}, BEFORE, GROUPS, RULE)) == {"S3"}


def test_few_peers_and_values_from_nothing_are_not_compared() -> None:
    few = {unit: BEFORE[unit] for unit in list(BEFORE)[:7]}
    assert find_outliers({**few, "S3": Decimal(9999)}, few, GROUPS, RULE) == {}
    assert find_outliers({**STEADY, "S3": Decimal(5)}, {**BEFORE, "S3": Decimal(0)}, GROUPS, RULE) == {}


def test_peers_are_those_of_the_same_group() -> None:
    groups = {unit: "primary" if number < 8 else "junior" for number, unit in enumerate(BEFORE)}
    now = {**STEADY, "S3": Decimal(1412), "S9": Decimal(1412)}
    assert set(find_outliers(now, BEFORE, groups, RULE)) == {"S3"}


@given(st.lists(st.decimals(1, 10_000, places=0), min_size=8, max_size=30), st.randoms())
def test_neither_order_nor_scale_of_the_units_matters(values: list[Decimal], random: object) -> None:
    before = {f"U{number}": Decimal(500) for number in range(len(values))}
    now = {f"U{number}": value for number, value in enumerate(values)}
    names = list(now)
    random.shuffle(names)  # type: ignore[attr-defined]
    found = find_outliers(now, before, {}, RULE)
    assert find_outliers({name: now[name] for name in names}, before, {}, RULE).keys() == found.keys()
    tenfold = {name: value * 10 for name, value in now.items()}
    assert find_outliers(tenfold, {name: value * 10 for name, value in before.items()}, {}, RULE).keys() == found.keys()
    assert len(found) < len(now)
