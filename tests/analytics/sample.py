"""A small ledger of each kind, rows for it, and shorthand for terms and indicators. All names are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from taizhang.analytics.compute import Source, compute_figures
from taizhang.analytics.schema import arrow_schema
from taizhang.engine.figure import ComputedFigure
from taizhang.engine.pack import (
    CodeList,
    Field,
    FieldType,
    FiledBy,
    Indicator,
    Ledger,
    LedgerKind,
    Over,
    Term,
)
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text

PERIOD = Period.parse("2026H1")
LAST_YEAR = Period.parse("2025H1")
CODES = {"place_kind": CodeList("place_kind", Text("就读方式"), {"public": Text("公办"), "bought": Text("购买学位")})}
FIELDS = (
    Field("name", Text("姓名"), FieldType.STRING),
    Field("place", Text("就读方式"), FieldType.CODE, code_list="place_kind"),
    Field("amount", Text("金额（元）"), FieldType.NUMBER, decimals=2),
    Field("pupils", Text("学生数"), FieldType.INTEGER),
    Field("boarder", Text("寄宿"), FieldType.BOOLEAN),
    Field("day", Text("日期"), FieldType.DATE),
    Field("left_on", Text("离校日期"), FieldType.DATE),
    Field("order", Text("序号"), FieldType.INTEGER),  # a word of SQL, so names must be quoted
)


def ledger(kind: str = "journal", **changes: Any) -> Ledger:
    given: dict[str, Any] = {
        "id": "rows", "pack": "demo", "title": Text("测试台账", "test ledger"), "kind": LedgerKind(kind),
        "period_kind": PeriodKind.HALF_YEAR, "filed_by": FiledBy(("school",)), "fields": FIELDS,
    }  # fmt: skip
    if kind == "journal":
        given["date_field"] = "day"
    elif kind == "register":
        given |= {"valid_from": "day", "valid_to": "left_on"}
    return Ledger(**(given | changes))


def records(rows: Sequence[Mapping[str, Any]], of: Ledger | None = None) -> pa.Table:
    """Rows as a projection. ``unit`` is the filing unit and the row's; ``period`` a code; the rest are fields."""
    filled = []
    for number, row in enumerate(rows, start=1):
        period = Period.parse(row.get("period", PERIOD.code))
        meta = {
            "_row_id": number, "_submission": 1, "_version": 1, "_filed_by": row.get("unit", "S1"),
            "_state": "accepted",
            "org_unit": row.get("unit", "S1"), "period_code": period.code, "period_first": period.first,
            "period_last": period.last, "day": period.last,
        }  # fmt: skip
        filled.append(meta | {key: value for key, value in row.items() if key not in ("unit", "period")})
    return pa.Table.from_pylist(filled, schema=arrow_schema(of or ledger()))


def closure(parents: Mapping[str, str | None], kinds: Mapping[str, str] | None = None) -> pa.Table:
    pairs = []
    for unit in parents:
        ancestor: str | None = unit
        while ancestor is not None:
            pairs.append((unit, ancestor))
            ancestor = parents.get(ancestor)
    columns = {"unit": [pair[0] for pair in pairs], "ancestor": [pair[1] for pair in pairs]}
    if kinds is not None:
        columns["kind"] = [kinds[pair[0]] for pair in pairs]
    return pa.table(columns)


TREE = {"C": None, "T1": "C", "T2": "C", "S1": "T1", "S2": "T1", "S3": "T2"}


def term(expression: str, over: Over = Over.PERIOD) -> Term:
    return Term("demo.rows", expression, Text("口径"), over)


def indicator(name: str, expression: str = "", **given: Any) -> Indicator:
    """An indicator of one expression; or `numerator` and `denominator` as text, or `formula`."""
    over = given.pop("over", Over.PERIOD)
    parts = {part: term(given.pop(part), over) for part in ("numerator", "denominator") if part in given}
    if expression:
        parts["value"] = term(expression, over)
    title = Text(given.pop("title", name))
    unit, decimals = given.pop("unit", "人"), given.pop("decimals", 0)
    return Indicator(name, "demo", title, unit, decimals, Text("口径"), **parts, **given)


def figures(
    indicators: Sequence[Indicator], source: Source | None, *, of: Ledger | None = None, **given: Any
) -> dict[tuple[str, str], ComputedFigure]:
    """`compute_figures` over the sample tree; keys are (indicator id, org unit)."""
    book = of or ledger()
    tree = given.pop("tree", closure(TREE))
    values: Mapping[str, Any] = given.pop("parameters", {})
    found = compute_figures(
        indicators=indicators, all_indicators={item.key: item for item in (*indicators, *given.pop("more", ()))},
        ledgers={book.key: book}, sources={} if source is None else {book.key: source},
        closure=tree if callable(tree) else lambda _: tree, period=given.pop("period", PERIOD),
        parameters=lambda _: values, code_lists=CODES, **given,
    )  # fmt: skip
    return {(key.removeprefix("demo."), unit): figure for (key, unit), figure in found.items()}


def number(value: str) -> Decimal:
    return Decimal(value)
