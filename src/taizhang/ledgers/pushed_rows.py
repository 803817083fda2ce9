"""Rows as programs send them: names brought to field ids, values left for the readers to type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from taizhang.core.json_words import json_words
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.reading.heading import plain
from taizhang.ledgers.reading.workbook import MAX_ROWS

_NUL = b"\\u0000"  # the one character that a database's text cannot hold


@dataclass(frozen=True, slots=True)
class PushedRows:
    """rows: values by field id. unknown: names that no field has."""

    rows: list[dict[str, object]]
    unknown: tuple[str, ...]
    explanations: dict[str, str]


def pushed_rows(body: bytes, ledger: Ledger) -> PushedRows:
    """Read `{"rows": [{name: value}], "explanations": {check: words}}`. Raises TaizhangError for another shape."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        unread = Text(f"第 {error.lineno} 行第 {error.colno} 列读不懂", str(error)[:80])
        raise _wrong("body", Text("JSON"), unread, Text("按说明改。", "See the reference.")) from error
    if _NUL in body:
        cure = Text("去掉这个字符。", "Take it out.")
        raise _wrong("body", Text("没有空字符的文字", "text without NUL"), Text("\\u0000", "\\u0000"), cure)
    if not isinstance(data, dict) or set(data) - {"rows", "explanations"} or "rows" not in data:
        found = Text("、".join(map(str, data))[:60] or "{}") if isinstance(data, dict) else json_words(data)
        raise _wrong("body", Text('{"rows": [...]}'), found, Text("按说明改。", "See the reference."))
    explanations = data.get("explanations") or {}
    if not _is_words(explanations):
        cure = Text("写成 检查编号: 说明。", "Write check id: words.")
        raise _wrong("explanations", Text("检查编号和文字", "check ids with words"), json_words(explanations), cure)
    return _rows(data["rows"], ledger, explanations)


def _rows(rows: object, ledger: Ledger, explanations: dict[str, str]) -> PushedRows:
    if not isinstance(rows, list) or len(rows) > MAX_ROWS:
        parts, listed = Text("分次发送。", "Send it in parts."), Text("写成行的列表。", "Write a list of rows.")
        cure = parts if isinstance(rows, list) else listed
        raise _wrong(
            "rows", Text(f"至多 {MAX_ROWS} 行的列表", f"a list of up to {MAX_ROWS} rows"), json_words(rows), cure
        )
    names = _names(ledger)
    known: dict[str, str] = {}
    unknown: dict[str, None] = {}
    named = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or any(isinstance(value, dict | list) for value in row.values()):
            cure = Text("每格只放文字、数、真假或空。", "A cell is a text, a number, true, false or null.")
            raise _wrong(f"rows[{number}]", Text("列名: 值", "name: value"), json_words(row), cure)
        values: dict[str, object] = {}
        for name, value in row.items():
            field = known.get(name) or known.setdefault(name, names.get(plain(name), ""))
            if field:
                values[field] = value
            else:
                unknown[name] = None
        named.append(values)
    return PushedRows(named, tuple(unknown), explanations)


def _names(ledger: Ledger) -> dict[str, str]:
    """As a workbook's headings are understood."""
    names: dict[str, str] = {}
    for field in ledger.fields:
        for name in (field.id, field.title.zh, field.title.en):
            if name:
                names.setdefault(plain(name), field.id)
    return names


def _is_words(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(words, str) for words in value.values())


def _wrong(key: str, expected: Text, found: Text, cure: Text) -> TaizhangError:
    return TaizhangError([Problem("request.body", "", expected, found, cure, key=key)])
