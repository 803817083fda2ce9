"""What pydantic says of a part that does not fit the description, in both languages: its own words are English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from taizhang.engine.text import Text

_EXPECTED = {  # by the beginning of pydantic's error type; filled with its context
    "missing": "必填的值",
    "extra_forbidden": "说明里有的名称",
    "int_": "整数",
    "float_": "数",
    "bool_": "true 或 false",
    "string_too_long": "不超过 {max_length} 个字",
    "string_too_short": "不少于 {min_length} 个字",
    "string_": "文字",
    "list_": "列表",
    "too_long": "不超过 {max_length} 项",
    "dict_": "键值",
    "model_": "键值",
    "date_": "日期，如 2026-03-31",
    "greater_than_equal": "不小于 {ge} 的数",
    "less_than_equal": "不大于 {le} 的数",
    "enum": "{expected} 之一",
    "literal_error": "{expected} 之一",
}


def words_of_shape(error: Mapping[str, Any]) -> tuple[Text, Text]:
    """What was expected and what came."""
    kind, context = str(error["type"]), defaultdict(str, error.get("ctx") or {})
    pattern = next((words for start, words in _EXPECTED.items() if kind.startswith(start)), "符合说明的值")
    expected = pattern.format_map(context)
    found = Text("没有", "nothing") if kind == "missing" else Text("不符", "a value that does not fit")
    return Text(expected.replace(" or ", " 或 "), error["msg"]), found
