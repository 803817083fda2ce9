"""Parameters and indicators of a pack: from nodes to engine types, with what JSON Schema cannot say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from taizhang.engine.pack import DatedValue, Indicator, Ledger, LedgerKind, Over, Parameter, Term
from taizhang.engine.text import Text
from taizhang.packs.nodes import Node
from taizhang.packs.problems import Report, quote, quote_all
from taizhang.packs.scope import Scope

_OF_TERM = ("ledger", "over")  # beside `value` only


def build_parameter(node: Node, report: Report) -> Parameter:
    """A parameter; its values must be dated in ascending order and be of one sort."""
    values: list[DatedValue] = []
    for item in node.get("values").items():
        day = item.get("from").day()
        if day is None or not item.has("value"):
            continue  # the schema has told it
        if values and day <= values[-1].from_:
            expected = Text(f"晚于 {values[-1].from_} 的日期", f"a day after {values[-1].from_}")
            cure = Text("按日期从早到晚排列，每天一个值。", "Put the values in order of date, one a day.")
            item.get("from").report(report, "parameter-order", expected=expected, found=quote(day), cure=cure)
        value = _parameter_value(item.get("value"))
        if values and type(value) is not type(values[0].value):
            cure = Text("所有值写成同一类型；文字加引号。", "Write all values in one form; quote texts.")
            item.get("value").report(
                report,
                "parameter-type",
                expected=Text("与前面同类的值", "a value like those before"),
                found=quote(value),
                cure=cure,
            )
        values.append(DatedValue(value, day, item.get("reference").string()))
    return Parameter(node.name, node.get("title").text(node.name), node.get("unit").string(), tuple(values))


def _parameter_value(node: Node) -> Decimal | str | date:
    number = node.decimal()
    if number is not None:
        return number
    return node.day() or node.string()


def build_indicator(node: Node, scope: Scope, report: Report, find_ledger: Callable[[str], Ledger | None]) -> Indicator:
    """An indicator as the file says it. find_ledger: by qualified name."""
    _check_form(node, report)
    basis = node.get("basis").text()
    value = _term(node, scope, report, find_ledger, basis) if node.has("value") and node.has("ledger") else None
    numerator, denominator = (
        _term(node.get(name), scope, report, find_ledger, basis) if node.has(name) else None
        for name in ("numerator", "denominator")
    )
    better = node.get("larger_is_better")
    return Indicator(
        id=node.name,
        pack=scope.pack_id,
        title=node.get("title").text(node.name),
        unit=node.get("unit").string(),
        decimals=node.get("decimals").integer(),
        basis=basis,
        value=value,
        numerator=numerator,
        denominator=denominator,
        formula=node.get("formula").string(),
        larger_is_better=better.flag() if better else None,
        zero_needs=_zero_needs(node, scope),
        group=node.get("group").string(),
        reference=node.get("reference").string(),
        serves=node.get("serves").strings(),
    )


def _zero_needs(node: Node, scope: Scope) -> str:
    needs = node.get("zero_needs")
    return scope.resolve("indicators", needs.string("?"), needs) if needs else ""


def _check_form(node: Node, report: Report) -> None:
    """Exactly one of value, numerator with denominator, formula."""
    written = [name for name in ("value", "numerator", "denominator", "formula") if node.has(name)]
    if written not in (["value"], ["numerator", "denominator"], ["formula"]):
        expected = Text(
            "value，numerator 加 denominator，或 formula", "value, or numerator with denominator, or formula"
        )
        cure = Text("三种写法只留一种，并写完整。", "Keep one of the three and write it in full.")
        node.report(report, "indicator-form", expected=expected, found=quote_all(written), cure=cure)
    if written == ["value"] and not node.has("ledger"):
        cure = Text("补上 ledger: 台账名。", "Add ledger: and the ledger's name.")
        node.report(report, "indicator-ledger", expected=Text("ledger"), found=Text("没有写", "nothing"), cure=cure)
    for name in _OF_TERM:
        if node.has(name) and written and "value" not in written:
            expected = Text(f"{name} 只与 value 同写", f"{name} only beside value")
            cure = Text(
                f"删去 {name}；分子、分母各写自己的。", f"Drop {name}; numerator and denominator carry their own."
            )
            node.get(name).report(
                report, "indicator-option", expected=expected, found=quote(node.get(name).string()), cure=cure
            )


def _term(node: Node, scope: Scope, report: Report, find_ledger: Callable[[str], Ledger | None], basis: Text) -> Term:
    key = scope.resolve("ledgers", node.get("ledger").string("?"), node.get("ledger")) if node.has("ledger") else "?"
    ledger = find_ledger(key)
    register = ledger is not None and ledger.kind is LedgerKind.REGISTER
    over = node.get("over").choice(Over, Over.LAST_DAY if register else Over.PERIOD)
    if node.has("over") and ledger is not None and ledger.kind is LedgerKind.JOURNAL and over is Over.LAST_RETURN:
        cure = Text("改为 period 或 last_day。", "Write period or last_day.")
        node.get("over").report(
            report,
            "indicator-over",
            expected=Text("period 或 last_day", "period or last_day"),
            found=quote("last_return"),
            cure=cure,
        )
    own = node.get("basis").text() if node.has("basis") and len(node.path) > 1 else basis
    return Term(key, node.get("value").string(), own, over)
