"""The structure of a file against its JSON Schema, told in words with lines.

The schemas in `schemas/` are also what editors use. A schema node may carry `x-zh` and `description`: what is expected
there, in Chinese and English.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from taizhang.engine.text import Text
from taizhang.packs.problems import Report, nearest, propose, quote
from taizhang.packs.yaml_document import Document, Path, dotted

Bad = set[Path]
_TYPES: Mapping[str, Text] = {
    "object": Text("一组键值", "a mapping"),
    "array": Text("一个列表", "a list"),
    "string": Text("文字", "a text"),
    "integer": Text("整数", "a whole number"),
    "number": Text("数", "a number"),
    "boolean": Text("true 或 false", "true or false"),
    "null": Text("null", "null"),
}


def check_structure(document: Document, kind: str, report: Report) -> Bad:
    """Report what differs from the schema `kind`; returns the paths whose content cannot be used."""
    bad: Bad = set()
    for found in _validator(kind).iter_errors(document.data):
        error = _Error(found)
        path: Path = tuple(found.absolute_path)
        for inner, told in _tell(error, path):
            bad.add(inner)
            code, expected, shown, cure = told
            report.add(
                f"structure-{code}",
                file=document.file,
                line=document.line(inner),
                key=dotted(inner),
                expected=expected,
                found=shown,
                cure=cure,
            )
    return bad


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file: pack, cases, or one of a pack's folders of items."""
    text = (files("taizhang.packs") / "schemas" / f"{kind}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@functools.cache
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema(kind), format_checker=_FORMATS)


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value) and date.fromisoformat(value))


@_FORMATS.checks("regex", raises=re.error)
def _is_regex(value: object) -> bool:
    return not isinstance(value, str) or bool(re.compile(value))


class _Error:
    """A schema error with plain types: the keyword that failed, what it wanted, what came, and the schema around it."""

    def __init__(self, error: Any) -> None:
        self.keyword = str(error.validator)
        self.wanted: Any = error.validator_value
        self.instance: Any = error.instance
        self.schema: Mapping[str, Any] = error.schema
        self.message: str = error.message
        self.in_names = "propertyNames" in error.absolute_schema_path


Told = tuple[str, Text, Text, Text]  # code, expected, found, cure


def _tell(error: _Error, path: Path) -> list[tuple[Path, Told]]:
    keyword = error.keyword
    if keyword == "additionalProperties" and isinstance(error.instance, dict):
        return _unknown_keys(error, path)
    if keyword == "required" and isinstance(error.instance, dict):
        missing = [name for name in error.wanted if f"'{name}'" in error.message.split(" is a")[0]]
        return [(path, _missing(name)) for name in missing]
    if error.in_names:
        path = (*path, str(error.instance))
    teller = _TELLERS.get(keyword, _tell_other)
    return [(path, teller(error))]


def _missing(name: str) -> Told:
    cure = Text(f"补上 {name}: …", f"Add {name}: ….")
    return "missing", Text(f"键 {name}", f"the key {name}"), Text("没有写", "no such key"), cure


def _unknown_keys(error: _Error, path: Path) -> list[tuple[Path, Told]]:
    known = list(error.schema.get("properties", {}))
    written = error.instance
    assert isinstance(written, dict)
    free = [name for name in known if name not in written]
    told: list[tuple[Path, Told]] = []
    for name in written:
        if name not in known:
            expected = Text(f"已知的键（{'、'.join(known)}）", f"a known key ({', '.join(known)})")
            near = nearest(str(name), free)
            cure = (
                propose(str(name), free) if near else Text("删去它，或改成已知的键。", "Delete it, or use a known key.")
            )
            told.append(((*path, str(name)), ("unknown-key", expected, quote(name), cure)))
    return told


def _words(error: _Error, fallback: Text) -> Text:
    zh, en = error.schema.get("x-zh"), error.schema.get("description")
    return Text(str(zh), str(en or zh)) if zh else fallback


def _tell_type(error: _Error) -> Told:
    wanted = error.wanted if isinstance(error.wanted, list) else [error.wanted]
    names = [_TYPES[name] for name in wanted]
    fallback = Text("或".join(name.zh for name in names), " or ".join(name.get("en") for name in names))
    expected = _words(error, fallback)
    number = isinstance(error.instance, int | float | Decimal) and not isinstance(error.instance, bool)
    if number and "string" in wanted and "pattern" not in error.schema:
        cure = Text("给它加引号。", "Put it in quotes.")
    elif number and wanted == ["integer"]:
        cure = Text("改成整数。", "Write a whole number.")
    else:
        cure = Text(f"改成{expected.zh}。", f"Write {expected.get('en')}.")
    return "type", expected, quote(error.instance), cure


def _tell_enum(error: _Error) -> Told:
    known = [str(item) for item in error.wanted]
    return (
        "choice",
        Text("、".join(known), ", ".join(known)),
        quote(error.instance),
        propose(str(error.instance), known),
    )


def _tell_pattern(error: _Error) -> Told:
    fallback = Text(f"符合 {error.wanted} 的文字", f"a text matching {error.wanted}")
    expected = _words(error, fallback)
    return "pattern", expected, quote(error.instance), Text("照此改写。", "Rewrite it so.")


def _tell_format(error: _Error) -> Told:
    code, expected, found, cure = _tell_pattern(error)
    if error.wanted == "regex":
        cure = Text("检查括号是否成对、反斜线后的字符。", "Check the pairs of brackets and what follows a backslash.")
    return code, expected, found, cure


def _tell_empty(error: _Error) -> Told:
    return (
        "empty",
        _words(error, Text("内容", "some content")),
        Text("空", "nothing"),
        Text("补上内容。", "Fill it in."),
    )


def _tell_limit(error: _Error) -> Told:
    low = error.keyword == "minimum"
    limit = error.wanted
    expected = Text(f"不{'小' if low else '大'}于 {limit}", f"at {'least' if low else 'most'} {limit}")
    return "limit", expected, quote(error.instance), Text("改正这个数。", "Correct the number.")


def _tell_unique(error: _Error) -> Told:
    items = [str(item) for item in error.instance] if isinstance(error.instance, list) else []
    again = next((item for number, item in enumerate(items) if item in items[:number]), "")
    return (
        "repeated",
        Text("不重复的项", "items named once"),
        quote(again),
        Text("删去重复的一项。", "Delete the repeated one."),
    )


def _tell_other(error: _Error) -> Told:
    expected = _words(error, Text("符合格式的内容", f"content that fits the format ({error.keyword})"))
    return error.keyword, expected, quote(error.instance), Text("照格式说明改写。", "Rewrite it as the format says.")


_TELLERS: Mapping[str, Callable[[_Error], Told]] = {
    "type": _tell_type,
    "enum": _tell_enum,
    "pattern": _tell_pattern,
    "format": _tell_format,
    "minLength": _tell_empty,
    "minItems": _tell_empty,
    "minProperties": _tell_empty,
    "minimum": _tell_limit,
    "maximum": _tell_limit,
    "uniqueItems": _tell_unique,
}
