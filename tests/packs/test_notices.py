"""Notices of a pack: what is read, and every mistake with its line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from taizhang.engine.notice import NoticeSyntaxError, parse_notice
from taizhang.engine.official_document.title_lines import LONGEST_LINE, title_lines
from taizhang.engine.phrase import phrase
from taizhang.packs.loader import read_pack

HEAD = """---
id: rectification
title: 整改通知书
head: "{bureau}"
signed: "{bureau}{section}"
terms: {days: "{days}个工作日内", hours: "{hours}小时内", deadline: "{deadline}前"}
---
"""
BODY = """# 整改通知书
{addressee}：

第一行
接着。
::: findings
（{n}）{problem}[（{rule_source}）]
:::
二、要求
::: receipt
# 回执
文书 | {number}
签收 |
:::
"""


def problems(folder: Path, text: str) -> list[tuple[str, int | None, str]]:
    pack = folder / "own"
    (pack / "notices").mkdir(parents=True)
    head = "id: own\nversion: 1.0.0\ntitle: 样例\nauthority: 样例\neffective_from: 2025-01-01\nrequires: []\n"
    (pack / "pack.yaml").write_text(head, encoding="utf-8")
    (pack / "notices" / "rectification.md").write_text(text, encoding="utf-8")
    _, found = read_pack(pack, installed={}, check_term=None)
    return [(item.code, item.line, item.key) for item in found]


def test_a_notice_is_read_in_its_parts(tmp_path: Path) -> None:
    assert problems(tmp_path, HEAD + BODY) == []
    words = parse_notice(BODY)
    assert (words.title, words.before) == ("整改通知书", ("{addressee}：", "第一行接着。"))
    assert (words.finding, words.after) == (("（{n}）{problem}[（{rule_source}）]",), ("二、要求",))
    assert (words.receipt_title, words.receipt) == ("回执", (("文书", "{number}"), ("签收", "")))


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        (HEAD + BODY).replace("{addressee}", "{school}").replace("二、要求", "{problem}").replace("{bureau}{s", "{b}{s")
    )
    found = problems(tmp_path, text.replace("{hours}小时", "{days}小时"))
    assert sorted(found, key=lambda item: item[1] or 0) == [
        ("notice-name", 5, "signed"), ("notice-name", 6, "terms.hours"), ("notice-name", 9, "school"),
        ("notice-name", 16, "problem"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{addressee}：\n::: findings\n{problem}\n:::\n", "notice-missing"),
        ("# 通知\n{addressee}：\n", "notice-missing"),
        ("# 通知\n::: findings\n{problem}\n", "notice-block"),
        ("# 通知\n::: findings\n:::\n::: slip\n:::\n", "notice-block"),
        ("# 通知\n:::\n::: findings\n:::\n", "notice-block"),
        ("# 通知\n::: findings\n:::\n::: receipt\n签收 |\n:::\n", "notice-missing"),
    ],
)
def test_a_notice_needs_its_parts(body: str, code: str) -> None:
    with pytest.raises(NoticeSyntaxError) as error:
        parse_notice(body)
    assert code in {problem.code for problem in error.value.problems}


def test_a_head_without_its_terms_is_told(tmp_path: Path) -> None:
    lines = [line for line in HEAD.splitlines() if not line.startswith("terms")]
    found = problems(tmp_path, "\n".join(lines) + "\n" + BODY)
    assert ("structure-missing", 2) in {(code, line) for code, line, _ in found}


def test_a_part_in_brackets_falls_away_with_an_empty_place() -> None:
    assert phrase("依据{a}[（{b}）]。", {"a": "甲", "b": ""}) == "依据甲。"
    assert phrase("依据{a}[（{b}）]。", {"a": "甲", "b": "甲"}) == "依据甲。"  # said already
    assert phrase("依据{a}[（{b}）]。", {"a": "甲", "b": "[{a}]"}) == "依据甲（[{a}]）。"  # values are no templates


@pytest.mark.parametrize("length", [1, 19, 20, 21, 39, 40, 41, 77, 100])
def test_a_title_is_broken_into_lines_that_hold_it(length: int) -> None:
    text = ("青禾县教育局关于开学工作督查、校园安全和食品安全专项检查发现问题的整改通知书" * 3)[:length]
    lines = title_lines(text)
    assert "".join(lines) == text
    assert all(0 < len(line) <= LONGEST_LINE for line in lines)


def test_a_title_tears_no_number_and_is_not_broken_when_too_long() -> None:
    lines = title_lines("青禾县教育局关于做好秋季学期2026年8月31日开学的通知")
    assert not any(a[-1].isascii() and b[0].isascii() for a, b in pairwise(lines))
    assert title_lines("长" * 101) == ()
