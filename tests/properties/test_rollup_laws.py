"""Laws of figures: whatever the rows, the whole is made of its parts and the order of filing does not matter."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.engine.rounding import round_half_up
from tests.analytics.sample import TREE, figures, indicator, records

ROW = st.fixed_dictionaries({
    "unit": st.sampled_from(["S1", "S2", "S3"]),
    "name": st.sampled_from(["甲", "乙", "丙", None]),
    "place": st.sampled_from(["public", "bought", None]),
    "amount": st.none() | st.decimals(-(10**9), 10**9, places=2),
    "pupils": st.none() | st.integers(0, 10**6),
})  # fmt: skip
ROWS = st.lists(ROW, max_size=25)
LEAVES = [unit for unit in TREE if unit not in TREE.values()]
WANTED = [
    indicator("n", "count(*)"),
    indicator("c", "count(*) filter (where place = 'public')"),
    indicator("s", "sum(amount)"),
    indicator("low", "min(pupils)"),
    indicator("high", "max(pupils)"),
    indicator("a", "avg(amount)"),
    indicator("d", "count(distinct name)"),
    indicator("named", "count(name)"),
    indicator("r", numerator="sum(pupils) filter (where place = 'public')", denominator="sum(pupils)", unit="%"),
    indicator("f", formula="s / n"),
]
TINY = Decimal("1e-40")
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def below(unit: str) -> list[str]:
    return [leaf for leaf in LEAVES if leaf == unit or TREE[leaf] == unit or unit == "C"]


@quick
@given(ROWS)
def test_a_parent_is_the_roll_up_of_its_parts(rows: list[dict[str, Any]]) -> None:
    found = figures(WANTED, records(rows))

    def parts(name: str, unit: str) -> list[Decimal]:
        return [value for leaf in below(unit) if (value := found[name, leaf].value) is not None]

    for unit in TREE:
        for name, combine in (("n", sum), ("c", sum), ("s", sum), ("low", min), ("high", max)):
            values = parts(name, unit)
            assert found[name, unit].value == (combine(values) if values else None)
        assert found["n", unit].rows == sum(found["n", leaf].rows for leaf in below(unit))


@quick
@given(ROWS)
def test_a_ratio_is_that_of_the_sums_and_lies_between_its_parts(rows: list[dict[str, Any]]) -> None:
    found = figures(WANTED, records(rows))
    for unit in TREE:
        ratio = found["r", unit]
        if ratio.value is not None and ratio.numerator is not None and ratio.denominator is not None:
            with localcontext() as context:
                context.prec = 60
                assert abs(ratio.value * ratio.denominator - 100 * ratio.numerator) < TINY * ratio.denominator
                parts = [value for leaf in below(unit) if (value := found["r", leaf].value) is not None]
                if len(parts) == len(below(unit)):
                    assert min(parts) - TINY <= ratio.value <= max(parts) + TINY


@quick
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert figures(WANTED, records(rows)) == figures(WANTED, records(shuffled))


@quick
@given(ROWS)
def test_distinct_persons_are_no_more_than_person_times_nor_than_the_parts_together(rows: list[dict[str, Any]]) -> None:
    found = figures(WANTED, records(rows))
    for unit in TREE:
        distinct, times = found["d", unit].value, found["named", unit].value
        assert distinct is not None and times is not None and distinct <= times
        parts = [found["d", leaf].value or 0 for leaf in below(unit)]
        assert max(parts) <= distinct <= sum(parts)
        assert distinct == len({row["name"] for row in rows if row["unit"] in below(unit) and row["name"]})


@quick
@given(ROWS)
def test_values_are_exact_and_rounded_once_when_shown(rows: list[dict[str, Any]]) -> None:
    found = figures(WANTED, records(rows))
    amounts = [Decimal(row["amount"]) for row in rows if row["amount"] is not None]
    if amounts:
        exact = found["a", "C"].value
        assert exact is not None and abs(exact * len(amounts) - sum(amounts)) < Decimal("1e-30")
        cents = 100 * sum(amounts)
        halves = (2 * abs(cents) + len(amounts)) // (2 * len(amounts))
        assert abs(round_half_up(exact, 2)) * 100 == halves
