"""The words that a summary prints for a value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.engine.numerals import chinese_number, chinese_value, chinese_year
from taizhang.engine.pack import Indicator
from taizhang.engine.slot_text import option_problem, slot_text
from taizhang.engine.text import Text
from taizhang.engine.units import UnitError


def indicator(unit: str, decimals: int = 0) -> Indicator:
    return Indicator("x", "p", Text("某数"), unit, decimals, Text("口径"))


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "options", "zh", "en"),
    [
        ("857", "人", 0, {}, "857人", "857 人"),
        ("84.356", "%", 1, {}, "84.4%", "84.4%"),
        ("0.125", "%", 2, {}, "0.13%", "0.13%"),
        ("99.96", "%", 1, {}, "100%", "100%"),
        ("84.4", "%", 2, {}, "84.40%", "84.40%"),
        ("100", "%", 1, {"decimals": "1"}, "100.0%", "100.0%"),
        ("12700", "元/人", 2, {}, "12700元/人", "12700 元/人"),
        ("12700.5", "元/人", 2, {"unit": "none"}, "12700.5", "12700.5"),
        ("4904.9", "万元", 2, {"thousands": "yes"}, "4,904.9万元", "4,904.9 万元"),
        ("38550", "人", 0, {}, "38550人", "38550 人"),
        ("38550", "人", 0, {"thousands": "yes"}, "38,550人", "38,550 人"),
        ("18.862", "%", 2, {"format": "change"}, "增长18.86%", "up 18.86%"),
        ("-3.2", "%", 2, {"format": "change"}, "下降3.20%", "down 3.20%"),
        ("0.004", "%", 2, {"format": "change"}, "持平", "unchanged"),
        ("12", "人", 0, {"format": "change"}, "增加12人", "up 12 人"),
        ("-12", "人", 0, {"format": "change"}, "减少12人", "down 12 人"),
        ("1.2", "%", 1, {"format": "points"}, "提高1.2个百分点", "up 1.2 percentage points"),
        ("-0.5", "%", 1, {"format": "points"}, "下降0.5个百分点", "down 0.5 percentage points"),
        ("312", "次", 0, {"format": "more_than", "round_to": "100"}, "300余次", "more than 300 次"),
        ("300", "次", 0, {"format": "more_than", "round_to": "100"}, "300次", "300 次"),
        ("31210", "次", 0, {"format": "more_than"}, "30000余次", "more than 30000 次"),
        ("2", "个", 0, {"format": "words"}, "二个", "2 个"),
        ("2026", "年", 0, {"format": "words"}, "二〇二六年", "2026 年"),
        ("12", "批", 0, {"format": "words", "unit": "none"}, "十二", "12"),
        ("84.4", "%", 1, {"format": "plain"}, "84.4", "84.4"),
        ("45000", "元", 0, {"unit": "万元"}, "4.5万元", "4.5 万元"),
        ("45000", "元", 0, {"unit": "万元", "decimals": "0"}, "5万元", "5 万元"),
        ("169300000", "元", 0, {"unit": "亿元"}, "1.69亿元", "1.69 亿元"),
        ("857", "人", 0, {"unit": "none"}, "857", "857"),
    ],
)  # fmt: skip
def test_a_value_in_words(value: str, unit: str, decimals: int, options: dict[str, str], zh: str, en: str) -> None:
    assert slot_text(Decimal(value), indicator(unit, decimals), options) == zh
    assert slot_text(Decimal(value), indicator(unit, decimals), options, language="en") == en


def test_nothing_found_is_said_in_words_and_not_as_0_cases() -> None:
    options = {"before": "发现违规", "zero": "没有发现违规"}
    assert slot_text(Decimal(3), indicator("项"), options) == "发现违规3项"
    assert slot_text(Decimal("0.4"), indicator("项"), options) == "没有发现违规"
    assert slot_text(None, indicator("项"), options) == "（暂无数据）"


def test_no_value_says_so() -> None:
    assert slot_text(None, indicator("人"), {"format": "change"}) == "（暂无数据）"
    assert slot_text(None, indicator("人"), {}, language="en") == "(no data)"


def test_a_unit_that_measures_something_else_is_refused() -> None:
    with pytest.raises(UnitError):
        slot_text(Decimal(1), indicator("人"), {"unit": "人次"})
    assert option_problem(indicator("人"), {"unit": "人次"}) is not None
    assert option_problem(indicator("元"), {"unit": "万元"}) is None
    assert option_problem(indicator("元"), {"unit": "none"}) is None


def test_points_are_for_shares_only() -> None:
    assert option_problem(indicator("人"), {"format": "points"}) is not None
    assert option_problem(indicator("%"), {"format": "points"}) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", "零"), ("7", "七"), ("10", "十"), ("12", "十二"), ("20", "二十"), ("101", "一百零一"),
        ("110", "一百一十"),
        ("305", "三百零五"), ("1005", "一千零五"), ("12000", "一万二千"), ("10010", "一万零一十"),
        ("100010000", "一亿零一万"), ("100000001", "一亿零一"), ("-1.50", "负一点五"), ("0.05", "零点零五"),
    ],
)  # fmt: skip
def test_chinese_numerals(number: str, words: str) -> None:
    assert chinese_number(Decimal(number)) == words


def test_a_year_is_read_digit_by_digit() -> None:
    assert chinese_year(2026) == "二〇二六"


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4))
def test_a_change_never_prints_a_sign(value: Decimal) -> None:
    assert "-" not in slot_text(value, indicator("%", 2), {"format": "change"})


@given(st.integers(min_value=0, max_value=10**20 - 1))
def test_numerals_hold_no_two_zeros_in_a_row(number: int) -> None:
    words = chinese_number(Decimal(number))
    assert "零零" not in words
    assert number == 0 or not words.endswith("零")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("十", 10),
        ("二千三百五十万", 23_500_000),
        ("两百零五", 205),
        ("一亿零三万", 100_030_000),
        ("百千万", None),
        ("一百二", None),
    ],
)
def test_chinese_numerals_are_read_only_when_they_are_one_number(words: str, value: int | None) -> None:
    assert chinese_value(words) == value
