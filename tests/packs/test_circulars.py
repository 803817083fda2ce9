"""Circulars of a pack: what is read, and every mistake with its line."""

from __future__ import annotations

import pytest

from taizhang.engine.circular import CircularPart, CircularSyntaxError, parse_circular

BODY = """# {bureau}关于{month}排名的[{correction}]通报
各学校：
::: changes
{unit}由{old_score}更正为{new_score}。
:::
::: groups
{n}、{group}
最高{highest}分。
:::
结尾。
::: table
# {month}排名表
学校 | {unit}
得分 | {score}
:::"""


def test_a_circular_is_read_in_its_parts() -> None:
    words = parse_circular(BODY)
    assert words.title == "{bureau}关于{month}排名的[{correction}]通报"
    assert words.parts == (
        CircularPart("", ("各学校：",)),
        CircularPart("changes", ("{unit}由{old_score}更正为{new_score}。",)),
        CircularPart("groups", ("{n}、{group}", "最高{highest}分。")),
        CircularPart("", ("结尾。",)),
    )
    assert (words.table_title, words.columns) == ("{month}排名表", (("学校", "{unit}"), ("得分", "{score}")))


def test_every_mistake_is_told_with_its_line() -> None:
    text = (
        BODY.replace("{month}排名的", "{school}").replace("::: groups", "::: group").replace("最高{highest}", "{rank}")
    )
    with pytest.raises(CircularSyntaxError) as raised:
        parse_circular(text, first_line=5)
    found = [(item.code, item.line, item.key) for item in raised.value.problems]
    assert ("circular-name", 5, "school") in found
    assert ("circular-block", 10, ":::") in found
    assert ("circular-name", 12, "rank") in found
    without = BODY.split("::: table", maxsplit=1)[0]
    with pytest.raises(CircularSyntaxError) as raised:
        parse_circular(without)
    assert [(item.code, item.key) for item in raised.value.problems] == [("circular-missing", "table")]
