"""Every number of a text: value, unit, notation, qualifier, what rounding allows, and what is no quantity."""

from __future__ import annotations

from decimal import Decimal

import pytest

from taizhang.engine.checker import Number, Role, check


def only(text: str) -> Number:
    numbers = check(text).numbers
    assert len(numbers) == 1, numbers
    return numbers[0]


@pytest.mark.parametrize(
    ("text", "value", "scale", "unit"),
    [
        ("投入2350万元。", "2350", 10_000, "元"),
        ("投入1.25亿元。", "1.25", 100_000_000, "元"),
        ("教师１，２０５名。", "1205", 1, "人"),
        ("藏书12,345册。", "12345", 1, "册"),
        ("走访154所次。", "154", 1, "所次"),
        ("培训18万余人次。", "18", 10_000, "人次"),
        ("覆盖率达85.4％。", "85.4", 1, "%"),
        ("覆盖率达百分之八十五点五。", "85.5", 1, "%"),
        ("本科占三成三。", "33", 1, "%"),
        ("提高2.1个百分点。", "2.1", 1, "个百分点"),
        ("抽查十二所。", "12", 1, "所"),
        ("抽查两所。", "2", 1, "所"),
        ("选派廿四人。", "24", 1, "人"),
    ],
)
def test_value_and_unit(text: str, value: str, scale: int, unit: str) -> None:
    number = only(text.replace("，２", ",2") if "１" in text else text)
    assert (number.value, number.scale, number.unit) == (Decimal(value), Decimal(scale), unit)
    assert number.role == Role.QUANTITY


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("招生1782人。", "1782", "1782"),  # a plain whole number is exact
        ("招生1.2万人。", "11500", "12500"),
        ("占65.8%。", "65.75", "65.85"),
        ("投入300余元。", "300", "400"),
        ("资助近600人。", "500", "600"),
        ("安全隐患约400条。", "350", "450"),
        ("参训教师达300人以上。", "300", "400"),
    ],
)
def test_what_rounding_and_qualifier_allow(text: str, low: str, high: str) -> None:
    number = only(text)
    assert (number.low, number.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("2026年3月31日", Role.DATE),
        ("青府办〔2024〕12号", Role.DOCUMENT_NUMBER),
        ("第十二条", Role.ARTICLE),
        ("第3次会议", Role.ORDINAL),
        ("拨打12345热线", Role.PHONE),
        ("电话0371-6512345", Role.PHONE),
        ("1.加强领导", Role.HEADING),
        ("5·12防灾日", Role.NAME),
        ("5.12户外演练", Role.NAME),
        ("生机比5.58：1", Role.RATIO),
        ("每人每年1500元", Role.RATE),
    ],
)
def test_what_is_no_quantity_says_what_it_is(text: str, role: Role) -> None:
    assert role in {number.role for number in check(text).numbers}
    assert Role.QUANTITY not in {number.role for number in check(text).numbers}


@pytest.mark.parametrize("text", ["“三无”产品", "两免一补", "党的十八大精神", "四中、七中", "一批产品", "百年大计"])
def test_numerals_inside_words_are_no_quantities(text: str) -> None:
    assert all(number.role is not Role.QUANTITY for number in check(text).numbers)


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "（一）全县有教师１２３４人，占９０％。"
    numbers = [n for n in check(text).numbers if n.role is Role.QUANTITY]
    assert [text[n.start : n.end] for n in numbers] == ["１２３４人", "９０％"]
    assert [n.text for n in numbers] == ["１２３４人", "９０％"]


def test_a_class_of_marks_is_no_quantity() -> None:
    numbers = check("600分以上考生98人。").numbers
    assert [(n.unit, n.role) for n in numbers] == [("分", Role.BOUND), ("人", Role.QUANTITY)]


def test_subject_time_and_place_are_told() -> None:
    number = next(n for n in check("2024年全县中小学在校生共5100人。").numbers if n.unit == "人")
    assert "在校生" in number.subject
    assert (number.time, number.place) == ("2024年", "全县")
