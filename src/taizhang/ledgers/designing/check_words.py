"""The simple choices of a row check as an expression, and as the sentence that a school's clerk reads."""

from __future__ import annotations

from taizhang.engine.pack import FieldType
from taizhang.ledgers.designing.design import NUMERIC, Design, DesignCheck, DesignField

KINDS = ("at_most", "sum", "filled_when", "unique", "row", "set")


def expression_of(check: DesignCheck, design: Design) -> str:
    """Over field ids; a column that was not chosen or is gone leaves a blank that the loader names."""
    if check.kind == "row":
        return check.expression
    names = [_id(design, uid) for uid in check.columns]
    first, rest = (names[0] if names else "？"), names[1:] or ["？"]
    if check.kind == "at_most":
        return f"{first} <= {rest[0]}"
    if check.kind == "sum":
        return f"{first} = {' + '.join(f'coalesce({name}, 0)' for name in rest)}"
    wanted = f"{rest[0]} is not null"
    return f"not coalesce({_condition(check, design, first)}, false) or {wanted}"


def is_complete(check: DesignCheck, design: Design) -> bool:
    """Whether every column that a simple choice needs is chosen, and still asked."""
    needed = {"at_most": 2, "sum": 2, "filled_when": 2, "unique": 1}.get(check.kind, 0)
    return sum(design.field(uid) is not None for uid in check.columns) >= needed


def _id(design: Design, uid: str) -> str:
    item = design.field(uid)
    return item.name if item is not None else "？"


def _condition(check: DesignCheck, design: Design, name: str) -> str:
    item = design.field(check.columns[0]) if check.columns else None
    value = check.value.strip()
    if not value or item is None:
        return f"{name} is not null"
    if item.kind == FieldType.BOOLEAN:
        return name if value in ("是", "有", "true") else f"not {name}"
    if item.kind in NUMERIC:
        return f"{name} = {value}"
    if item.kind == FieldType.DATE:
        return f"{name} = date '{value}'"
    if item.kind == FieldType.CODE:
        value = next((code for code, word in item.codes if word == value), value)
    quoted = value.replace("'", "''")
    return f"{name} = '{quoted}'"


def sentence_of(check: DesignCheck, design: Design) -> str:
    """What is wrong and what to do, in the office's own words: texts of a pack are Chinese."""
    titles = [_title(design.named(uid)) for uid in check.columns] or ["？"]
    first, rest = titles[0], titles[1:] or ["？"]
    if check.kind == "at_most":
        return f"{first}不应大于{rest[0]}，请核对。"
    if check.kind == "sum":
        return f"{first}应等于{'、'.join(rest)}之和，请核对。"
    if check.kind == "filled_when":
        when = f"为“{check.value}”" if check.value.strip() else "已填"
        return f"{first}{when}时，{rest[0]}不能空，请补填。"
    if check.kind == "unique":
        return f"{'、'.join(titles)}重复，请删去多余的行。"
    return "与本台账的规则不符，请核对。"


def _title(item: DesignField | None) -> str:
    return f"“{item.title}”" if item is not None else "？"
