"""The example beside a field: a clerk copies it, so it must be a value that the field takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.engine.text import Text
from taizhang.packs.nodes import Node
from taizhang.packs.patterns import runs_away
from taizhang.packs.problems import Report, quote


def check_examples(node: Node, ledger: Ledger, code_lists: Mapping[str, CodeList], report: Report) -> None:
    """Report every example that the field itself would refuse. code_lists: by qualified name."""
    for field, item in zip(ledger.fields, node.get("fields").items(), strict=True):
        if not field.example:
            continue
        expected = _mismatch(field, code_lists.get(field.code_list))
        if expected is not None:
            cure = Text("换一个能填进这个字段的例子。", "Give an example that the field would take.")
            item.get("example").report(
                report, "field-example", expected=expected, found=quote(field.example), cure=cure
            )


def _fits(field: Field) -> bool:
    """A pattern that could run for ever is told elsewhere and not tried here."""
    return runs_away(field.pattern) or bool(re.fullmatch(field.pattern, field.example))


def _mismatch(field: Field, code_list: CodeList | None) -> Text | None:
    """What the field wants instead, None when the example fits."""
    if field.type is FieldType.CODE:
        known = code_list is None or field.example in code_list.codes or _is_label(field.example, code_list)
        return None if known else Text("代码表里的代码或名称", "a code or name of the code list")
    if field.type is FieldType.DATE:
        return None if _is_day(field.example) else Text("日期，如 2026-03-31", "a day such as 2026-03-31")
    if field.type in (FieldType.INTEGER, FieldType.NUMBER):
        return _number_mismatch(field)
    if field.type is FieldType.STRING and field.pattern and not _fits(field):
        return Text(f"符合 {field.pattern} 的文字", f"a text matching {field.pattern}")
    return None


def _number_mismatch(field: Field) -> Text | None:
    try:
        value = Decimal(field.example)
    except InvalidOperation:
        return Text("数", "a number")
    places = -int(value.as_tuple().exponent) if value.is_finite() else 0
    if not value.is_finite() or (field.type is FieldType.INTEGER and places > 0):
        return Text("整数", "a whole number")
    if field.type is FieldType.NUMBER and places > field.decimals:
        return Text(f"最多 {field.decimals} 位小数", f"at most {field.decimals} decimals")
    if field.minimum is not None and value < field.minimum:
        return Text(f"不小于 {field.minimum} 的数", f"a number of at least {field.minimum}")
    if field.maximum is not None and value > field.maximum:
        return Text(f"不大于 {field.maximum} 的数", f"a number of at most {field.maximum}")
    return None


def _is_label(text: str, code_list: CodeList) -> bool:
    return any(text == label.zh for label in code_list.codes.values())


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
