"""Typed numbers: what must be bound, what is no quantity, which figures are offered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from taizhang.engine.errors import TaizhangError
from taizhang.summaries.blocks import split_blocks
from taizhang.summaries.directives import directive_options
from taizhang.summaries.typed_numbers import candidates, typed_numbers, unsupported_claims
from taizhang.summaries.types import SlotRef, SlotValue


def slot(title: str, value: str, unit: str) -> SlotValue:
    return SlotValue(SlotRef(f"p.{title}", "C", "2026H1"), title, unit, Decimal(value), f"{value}{unit}", "confirmed")


def test_a_typed_quantity_is_found_with_its_unit_and_place() -> None:
    text = "本期培训教师620名，投入1,200.5万元。"
    found = typed_numbers(text)
    assert [(number.amount, number.unit) for number in found] == [(Decimal(620), "人"), (Decimal("12005000"), "元")]
    assert [text[number.start : number.end] for number in found] == ["620名", "1,200.5万元"]


def test_full_width_digits_are_numbers_too() -> None:
    found = typed_numbers("提高到８４．４％。")
    assert [(number.amount, number.unit, number.text) for number in found] == [(Decimal("84.4"), "%", "８４．４％")]


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月31日前",
        "2025—2026学年第2学期",
        "按青教〔2026〕12号文件",
        "第3次会议",
        "以5·12为契机",
        "电话0574-62701234",
        "1.加强管理",
        "三个方面、五项制度",
    ],
)
def test_dates_numbers_of_documents_and_ordinals_are_no_quantities(text: str) -> None:
    assert typed_numbers(text) == []


def test_the_nearest_figures_of_a_like_unit_are_offered_nearest_first() -> None:
    slots = [slot("人数", "640", "人"), slot("教师", "621", "人"), slot("经费", "620", "万元"), slot("少", "100", "人")]
    [number] = typed_numbers("约620名")
    assert [found.title for found in candidates(number, slots)] == ["教师", "人数"]


def test_a_figure_counted_in_another_word_for_persons_is_offered() -> None:
    slots = [slot("留守儿童", "1613", "名"), slot("参训", "1611", "人次")]
    [number] = typed_numbers("1612名")
    assert [found.title for found in candidates(number, slots)] == ["留守儿童"]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("二千三百五十万元", 23_500_000, "元"),
        ("十二项", 12, "项"),
        ("两百零五名", 205, "人"),
        ("一千余人次", 1000, "人次"),
        ("百分之八十五", 85, "%"),
        ("300余名", 300, "人"),
        ("18万余人次", 180_000, "人次"),
    ],
)
def test_numbers_in_chinese_numerals_and_round_ones_are_found(text: str, value: int, unit: str) -> None:
    [found] = typed_numbers(f"共{text}。")
    assert (found.amount, found.unit, found.text) == (Decimal(value), unit, text)


@pytest.mark.parametrize("text", ["第十二次会议", "百千万人才工程", "十个方面", "二〇二六年", "两个一百年", "千家万户"])
def test_set_phrases_and_small_numbers_in_words_are_left_alone(text: str) -> None:
    assert typed_numbers(text) == []


def test_money_in_another_scale_still_finds_its_figure() -> None:
    [number] = typed_numbers("192万元")
    assert [found.title for found in candidates(number, [slot("经费", "1920000", "元")])] == ["经费"]


def test_a_claim_in_words_without_a_figure_is_named() -> None:
    text = "教学质量大幅提高。{{ rate }}，大幅提高。全市共5所学校位居前列，名列前茅。"
    assert unsupported_claims(text) == ["教学质量大幅提高。"]


def test_a_template_is_cut_at_headings_directives_and_blank_lines() -> None:
    body = "# 总结\n\n## 一、工作\n第一段\n续行\n\n第二段\n::: problems\n::: table indicators=a by=township\n"
    blocks = [(block.kind.value, block.level, block.text, block.line) for block in split_blocks(body)]
    assert blocks == [
        ("heading", 1, "总结", 1),
        ("heading", 2, "一、工作", 3),
        ("paragraph", 0, "第一段\n续行", 4),
        ("paragraph", 0, "第二段", 7),
        ("problems", 0, "::: problems", 8),
        ("table", 0, "::: table indicators=a by=township", 9),
    ]


def test_directive_options_keep_quoted_spaces_and_refuse_a_word_without_value() -> None:
    assert directive_options('::: list ledger=a.b where="x = 1 and y"') == {"ledger": "a.b", "where": "x = 1 and y"}
    with pytest.raises(TaizhangError):
        directive_options("::: list ledger")
    with pytest.raises(TaizhangError):
        directive_options('::: list where="open')
