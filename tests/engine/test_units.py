from decimal import Decimal

import pytest

from taizhang.engine.units import UnitError, factor, is_percent, ratio_factor


def test_money_converts_exactly() -> None:
    assert Decimal(312_100_000) * factor("元", "亿元") == Decimal("3.121")
    assert factor("亿元", "万元") == 10_000


@pytest.mark.parametrize(("one", "other"), [("人", "人次"), ("元", "人"), ("元", "所"), ("所", "万所")])
def test_unlike_units_do_not_convert(one: str, other: str) -> None:
    with pytest.raises(UnitError):
        factor(one, other)


def test_any_unit_is_itself() -> None:
    assert factor("所", "所") == 1


def test_shares_are_told_from_numbers() -> None:
    assert is_percent("%") and not is_percent("人")
    assert [ratio_factor(unit) for unit in ("%", "‰", "元/人")] == [100, 1000, 1]
