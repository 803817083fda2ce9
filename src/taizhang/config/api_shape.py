"""What pydantic says of a part that does not fit the description, in both languages: its own words are English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpRequest
from django.http.request import RawPostDataException

from taizhang.core.json_words import with_value
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


def words_of_shape(error: Mapping[str, Any], came: object) -> tuple[Text, Text]:
    """What was expected and what came."""
    kind, context = str(error["type"]), defaultdict(str, error.get("ctx") or {})
    pattern = next((words for start, words in _EXPECTED.items() if kind.startswith(start)), "符合说明的值")
    expected = pattern.format_map(context)
    found = Text("没有", "nothing") if kind == "missing" else with_value(came)
    return Text(expected.replace(" or ", " 或 "), error["msg"]), found


def value_at(request: HttpRequest, place: Sequence[str | int]) -> object:
    """What the request has at pydantic's place, as far as the place leads: the library keeps it from its errors."""
    if place[0] != "body":
        return getattr(request, "GET", {}).get(str(place[-1]))
    try:
        found = orjson.loads(request.body)
    except (orjson.JSONDecodeError, RawPostDataException):
        return request.POST.get(str(place[-1]))
    for part in place[1:]:
        listed = dict(enumerate(found)) if isinstance(found, list) else found
        if isinstance(listed, dict) and part in listed:
            found = listed[part]
    return found
