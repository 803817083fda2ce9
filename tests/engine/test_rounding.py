from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.engine.rounding import more_than, places_apart, plain_number, round_half_up, show_amount, show_number


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("84.35", 1, "84.4"), ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("-0.001", 2, "0.00"),
        ("12345678901234567890123456789012345678.5", 0, "12345678901234567890123456789012345679"),
    ],
)  # fmt: skip
def test_halves_go_up_away_from_zero(value: str, decimals: int, shown: str) -> None:
    assert show_number(Decimal(value), decimals) == shown


def test_426_of_505_prints_as_84_4_percent() -> None:
    assert show_number(Decimal(42600) / Decimal(505), 1) == "84.4"


def test_thousands_are_grouped_on_request() -> None:
    assert show_number(Decimal("1234567.891"), 2, thousands=True) == "1,234,567.89"


@pytest.mark.parametrize(
    ("value", "round_to", "words"),
    [("312", 100, "300余"), ("300", 100, "300"), ("300.5", 100, "300余"), ("50", 100, "50"), ("-3", 10, "-3")],
)
def test_more_than_names_the_round_number_below(value: str, round_to: int, words: str) -> None:
    assert more_than(Decimal(value), round_to) == words


def test_plain_numbers_have_no_exponent_and_no_empty_places() -> None:
    assert [plain_number(Decimal(text)) for text in ("1E+3", "12.50", "-0.0", "100")] == ["1000", "12.5", "0", "100"]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_rounding_moves_a_number_by_at_most_half_a_step(value: Decimal) -> None:
    rounded = round_half_up(value, 2)
    assert abs(rounded - value) <= Decimal("0.005")
    assert round_half_up(rounded, 2) == rounded


@pytest.mark.parametrize(
    ("first", "second", "decimals", "places"),
    [
        ("162.31", "161.94", 0, 1), ("162.301", "162.304", 1, 3), ("162", "163", 0, 0), ("162", "162", 2, 2),
        ("0.0000000000001", "0", 0, 0),
    ],
)  # fmt: skip
def test_two_values_are_shown_with_the_places_that_tell_them_apart(
    first: str, second: str, decimals: int, places: int
) -> None:
    assert places_apart(Decimal(first), Decimal(second), decimals) == places


def test_a_missing_value_needs_no_more_places() -> None:
    assert places_apart(None, Decimal("0.5"), 0) == places_apart(Decimal("0.5"), None, 0) == 0


def test_a_year_has_no_thousands() -> None:
    assert [show_amount(Decimal(2025), 0, unit) for unit in ("年", "人", "")] == ["2025", "2,025", "2,025"]
