"""Templates taken apart, and every mistake in one told at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.engine.summary import (
    Claim,
    Heading,
    Human,
    ListBlock,
    MeasuresDue,
    Paragraph,
    Plan,
    Problems,
    Slot,
    SummarySyntaxError,
    Table,
    Words,
    claims_of,
    humans_of,
    parse_inlines,
    parse_summary,
    slots_of,
)

TEMPLATE = """# {{ org }}{{ period }}教育工作总结

## 一、各类教育
今年高考上线考生 {{ tier1_total }}，比去年 {{ gaokao_growth format=change }}。
[[ highlights! | 写出主要做法 ]]
{{? aid_dropouts = 0 | 没有一名学生失学 }}
::: table indicators=recruit_total,recruit_primary by=township top=10 sort=recruit_total
::: list ledger=projects columns=name,stage where="stage = 'done'" limit=20
::: problems
::: measures_due
::: plan
"""


def mistakes(text: str, line: int = 1) -> list[tuple[str, int | None]]:
    with pytest.raises(SummarySyntaxError) as raised:
        parse_summary(text, line)
    return [(problem.code.removeprefix("summary-"), problem.line) for problem in raised.value.problems]


def test_a_template_becomes_blocks_with_their_lines() -> None:
    heading, second, paragraph, table, rows, *rest = parse_summary(TEMPLATE, line=8).blocks
    assert heading == Heading(1, (Slot("org", {}, 8), Slot("period", {}, 8), Words("教育工作总结")), 8)
    assert second == Heading(2, (Words("一、各类教育"),), 10)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inlines == (
        Words("今年高考上线考生"),
        Slot("tier1_total", {}, 11),
        Words("，比去年"),
        Slot("gaokao_growth", {"format": "change"}, 11),
        Words("。"),
        Human("highlights", "写出主要做法", True, 12),
        Claim("aid_dropouts = 0", "没有一名学生失学", "", 13),
    )
    assert table == Table(("recruit_total", "recruit_primary"), "township", 10, "recruit_total", 14)
    assert rows == ListBlock("projects", ("name", "stage"), "stage = 'done'", 20, 15)
    assert rest == [Problems(16), MeasuresDue(17), Plan(18)]


def test_slots_claims_and_humans_are_found() -> None:
    tree = parse_summary(TEMPLATE)
    assert [slot.name for slot in slots_of(tree)] == ["tier1_total", "gaokao_growth"]
    assert [claim.condition for claim in claims_of(tree)] == ["aid_dropouts = 0"]
    assert [human.id for human in humans_of(tree)] == ["highlights"]


def test_a_blank_line_ends_a_paragraph() -> None:
    assert [block.inlines for block in parse_summary("甲\n乙\n\n丙").blocks if isinstance(block, Paragraph)] == [
        (Words("甲乙"),),
        (Words("丙"),),
    ]


def test_lines_of_latin_words_join_with_a_space() -> None:
    assert parse_inlines("one\ntwo") == (Words("one two"),)


def test_blanks_stay_beside_latin_words() -> None:
    assert parse_inlines("about {{ a }} pupils") == (Words("about "), Slot("a"), Words(" pupils"))


def test_a_backslash_prints_the_marks_themselves() -> None:
    assert parse_inlines(r"写 \{{ 和 \[[ 。") == (Words("写 {{ 和 [[ 。"),)


def test_a_claim_may_say_what_else_to_print() -> None:
    assert parse_inlines("{{? a >= 300 | 超过三百 | 不到三百 }}") == (Claim("a >= 300", "超过三百", "不到三百"),)


def test_every_mistake_is_told_with_its_line() -> None:
    text = "{{ a format=chang }}\n\n{{ 1x }}\n\n::: tabel by=x\n\n[[ no prompt ]]\n\n{{? a }} {{ b\n"
    assert mistakes(text, line=5) == [
        ("option-value", 5), ("slot-name", 7), ("block-name", 9), ("human-parts", 11),
        ("claim-parts", 13), ("unclosed", 13),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ a decimals=x }}", "option-value"),
        ("{{ a decimals=99 }}", "option-value"),
        ("{{ a round_to=0 }}", "option-value"),
        ("{{ a period=2026H3 }}", "option-value"),
        ("{{ a thousands=ja }}", "option-value"),
        ("{{ a colour=red }}", "option-name"),
        ("{{ org format=plain }}", "option-name"),
        ("{{ a format }}", "option-syntax"),
        ("{{ a unit=元 unit=万元 }}", "option-twice"),
        ("{{? a = 0 | 无 {{ b }} }}", "claim-nested"),
        ("{{? | 无 }}", "claim-parts"),
        ("[[ Upper | 写 ]]", "human-parts"),
        ("[[ a | 写 ]] [[ a | 再写 ]]", "human-twice"),
        ("::: table by=township", "option-missing"),
        ("::: table indicators=, by=township", "option-missing"),
        ("::: table indicators=a by=planet", "option-value"),
        ("::: table indicators=a by=school top=0", "option-value"),
        ("::: problems all=yes", "option-name"),
        ('::: list ledger=a columns=name words="{nmae}"', "option-value"),
        (":::", "block-name"),
    ],
)
def test_one_mistake(text: str, code: str) -> None:
    assert mistakes(text) == [(code, 1)]


def test_what_could_be_read_comes_with_the_mistakes() -> None:
    with pytest.raises(SummarySyntaxError) as raised:
        parse_summary("# 标题\n\n{{ a b }}")
    assert raised.value.blocks[0] == Heading(1, (Words("标题"),), 1)


PIECES = st.sampled_from(
    [
        "{{",
        "}}",
        "[[",
        "]]",
        "|",
        "?",
        "!",
        ":::",
        "#",
        "\n",
        " ",
        "a",
        "org",
        "=",
        '"',
        "'",
        "\\",
        "列",
        "table",
        "format=",
        "-",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_no_text_crashes_the_parser(text: str) -> None:
    for parse in (parse_summary, parse_inlines):
        try:
            parse(text)
        except SummarySyntaxError as error:
            assert error.problems
            assert all(problem.line is not None and problem.line >= 1 for problem in error.problems)


@given(st.lists(st.from_regex(r"[一-龥]{1,8}", fullmatch=True), max_size=5))
def test_plain_words_come_back_unchanged(words: list[str]) -> None:
    blocks = parse_summary("\n\n".join(words)).blocks
    assert [block.inlines for block in blocks if isinstance(block, Paragraph)] == [(Words(word),) for word in words]
