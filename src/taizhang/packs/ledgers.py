"""Ledgers of a pack: from nodes to engine types, with what JSON Schema cannot say."""

from __future__ import annotations

from collections.abc import Callable, Collection

from taizhang.engine.pack import (
    Balance,
    Check,
    CheckDepth,
    Comparison,
    Field,
    FieldType,
    FiledBy,
    Jump,
    Ledger,
    LedgerKind,
    Mask,
)
from taizhang.engine.periods import PeriodKind
from taizhang.engine.text import Text
from taizhang.packs.nodes import Node
from taizhang.packs.patterns import check_pattern
from taizhang.packs.problems import Report, propose, quote, quote_all
from taizhang.packs.scope import Scope

_ONLY_FOR = {
    "codes": ("code",),
    "decimals": ("number",),
    "min": ("integer", "number"),
    "max": ("integer", "number"),
    "pattern": ("string",),
    "format": ("string",),
}
_SET_FORMS = ("unique", "expression", "balance", "jump")


def build_ledger(node: Node, scope: Scope, report: Report) -> Ledger:
    """A ledger as the file says it; everything that does not fit goes to the report."""
    fields = tuple(_field(item, scope, report) for item in node.get("fields").items())
    _unique([item.get("id") for item in node.get("fields").items()], "field", report)
    _unique([item.get("id") for item in node.get("checks").items()], "check", report)
    _unique([item.get("id") for item in node.get("compare").items()], "comparison", report)
    _unique_titles(node, report)
    filed_by = node.get("filed_by")
    ledger = Ledger(
        id=node.name,
        pack=scope.pack_id,
        title=node.get("title").text(node.name),
        kind=node.get("kind").choice(LedgerKind, LedgerKind.RETURN),
        period_kind=node.get("period").choice(PeriodKind, PeriodKind.YEAR),
        filed_by=FiledBy(
            filed_by.get("kinds").strings(),
            filed_by.get("stages").strings(),
            filed_by.get("ownerships").strings(),
            filed_by.get("codes").strings(),
        ),
        fields=fields,
        checks=tuple(_check(item, scope, report) for item in node.get("checks").items()),
        description=node.get("description").text(),
        date_field=node.get("date_field").string(),
        valid_from=node.get("valid_from").string(),
        valid_to=node.get("valid_to").string(),
        unit_field=node.get("unit_field").string(),
        row_key=node.get("row_key").strings(),
        deadline_days=node.get("deadline_days").integer(10),
        asked_from=node.get("from").day(),
        reviewer=node.get("reviewer").string(),
        sign_off=node.get("sign_off").string(),
        compare=tuple(_comparison(item) for item in node.get("compare").items()),
        group=node.get("group").string(),
        reference=node.get("reference").string(),
        serves=node.get("serves").strings(),
    )
    _check_field_references(node, ledger, report)
    return ledger


def _field(node: Node, scope: Scope, report: Report) -> Field:
    kind = node.get("type").choice(FieldType, FieldType.STRING)
    code_list = node.get("codes").string()
    for name, kinds in _ONLY_FOR.items():
        if node.has(name) and node.get("type").string() in set(FieldType) and kind.value not in kinds:
            expected = Text(f"只有 {'、'.join(kinds)} 字段写 {name}", f"{name} only with type {' or '.join(kinds)}")
            cure = Text(f"删去 {name}，或改字段类型。", f"Drop {name} or change the type.")
            node.get(name).report(report, "field-option", expected=expected, found=quote(kind.value), cure=cure)
    if kind is FieldType.CODE and not code_list:
        cure = Text("补上 codes: 代码表。", "Add codes: and a code list.")
        node.report(report, "field-codes", expected=Text("codes", "codes"), found=Text("没有写", "nothing"), cure=cure)
    elif code_list:
        code_list = scope.resolve("code_lists", code_list, node.get("codes"))
    check_pattern(node.get("pattern"), report)
    low, high, source = node.get("min").decimal(), node.get("max").decimal(), node.get("from")
    if low is not None and high is not None and low > high:
        cure = Text("交换两个数，或改正。", "Swap or correct the two.")
        node.get("max").report(
            report, "field-range", expected=Text(f"不小于 {low}", f"at least {low}"), found=quote(high), cure=cure
        )
    return Field(
        id=node.get("id").string("?"),
        title=node.get("title").text(node.get("id").string("?")),
        type=kind,
        required=node.get("required").flag(),
        unit=node.get("unit").string(),
        decimals=node.get("decimals").integer(),
        code_list=code_list,
        minimum=low,
        maximum=high,
        pattern=node.get("pattern").string(),
        format=node.get("format").string(),
        mask=node.get("mask").choice(Mask, Mask.NONE),
        description=node.get("description").text(),
        example=node.get("example").string(),
        aliases=node.get("aliases").strings(),
        source_ledger=scope.resolve("ledgers", source.get("ledger").string("?"), source.get("ledger"))
        if source
        else "",
        source_field=source.get("field").string(),
    )


def check_sources(node: Node, find_ledger: Callable[[str], Ledger | None], ledger: Ledger, report: Report) -> None:
    """What a field is taken from exists and is of the field's type; a ledger that cannot be read is told elsewhere."""
    for item, field in zip(node.get("fields").items(), ledger.fields, strict=True):
        other = find_ledger(field.source_ledger) if field.source_ledger else None
        if other is None:
            continue
        place = item.get("from").get("field")
        found = next((one for one in other.fields if one.id == field.source_field), None)
        if other.system or other.key == ledger.key:
            cure = Text("换一张填报的台账，或删去 from。", "Name another ledger that units file, or drop from.")
            expected = Text("另一张由单位填报的台账", "another ledger, which units file")
            place.report(report, "source-ledger", expected=expected, found=quote(other.key), cure=cure)
        elif found is None:
            expected = Text(f"“{other.title.zh}”的字段", f"a field of {other.key}")
            cure = propose(field.source_field, [one.id for one in other.fields])
            place.report(report, "unknown-field", expected=expected, found=quote(field.source_field), cure=cure)
        elif not field.may_take(found):
            expected = Text(f"{field.type} 字段", f"a field of type {field.type}")
            told = Text(f"“{found.id}”是 {found.type}", f"{found.id!r}, a {found.type}")
            cure = Text("换一个字段或改类型。", "Name another field or change its type.")
            place.report(report, "field-type", expected=expected, found=told, cure=cure)


def _check(node: Node, scope: Scope, report: Report) -> Check:
    depth = node.get("depth").choice(CheckDepth, CheckDepth.ROW)
    balance, jump = node.get("balance"), node.get("jump")
    forms = [name for name in _SET_FORMS if node.has(name)]
    if node.get("depth").string() == "row" and forms != ["expression"]:
        cure = Text("行检查只写 expression。", "Write only an expression in a row check.")
        node.report(
            report,
            "check-form",
            expected=Text("expression", "an expression"),
            found=quote_all(forms),
            cure=cure,
        )
    elif node.get("depth").string() == "set" and len(forms) != 1:
        cure = Text("整表检查只写一种。", "Write exactly one of them in a set check.")
        node.report(
            report,
            "check-form",
            expected=Text("unique、expression、balance、jump 之一", "one of unique, expression, balance, jump"),
            found=quote_all(forms),
            cure=cure,
        )
    if depth is CheckDepth.SET and node.has("field"):
        cure = Text("删去 field。", "Drop field.")
        node.get("field").report(
            report,
            "check-field",
            expected=Text("整表检查不标单元格", "no cell in a set check"),
            found=quote(node.get("field").string()),
            cure=cure,
        )
    return Check(
        id=node.get("id").string("?"),
        depth=depth,
        message=node.get("message").text("?"),
        level=node.get("level").string("error"),
        expression=node.get("expression").string(),
        unique=node.get("unique").strings(),
        balance=Balance(
            balance.get("value").string(),
            scope.resolve("ledgers", balance.get("ledger").string("?"), balance.get("ledger")),
            balance.get("against").string(),
            balance.get("tolerance").decimal() or Balance("", "", "").tolerance,
        )
        if balance.has("ledger")
        else None,
        jump=Jump(jump.get("value").string(), ratio)
        if (ratio := jump.get("max_ratio").decimal()) is not None
        else None,
        field=node.get("field").string(),
    )


def _comparison(node: Node) -> Comparison:
    return Comparison(
        id=node.get("id").string("?"),
        title=node.get("title").text("?"),
        field=node.get("field").string(),
        per=node.get("per").string(),
        unit=node.get("unit").string(),
        decimals=node.get("decimals").integer(1),
    )


def _check_field_references(node: Node, ledger: Ledger, report: Report) -> None:
    """Fields named outside expressions exist and have the right type."""
    dates = (FieldType.DATE,)
    words = (FieldType.STRING, FieldType.CODE)
    for name, types in (("date_field", dates), ("valid_from", dates), ("valid_to", dates), ("unit_field", words)):
        if node.has(name):
            _known_field(node.get(name), ledger, report, types)
    for item in node.get("row_key").items():
        _known_field(item, ledger, report)
    for item in node.get("compare").items():
        for name in ("field", "per"):
            _known_field(item.get(name), ledger, report, (FieldType.INTEGER, FieldType.NUMBER))
    for check in node.get("checks").items():
        for item in (check.get("field"), *check.get("unique").items()):
            if item:
                _known_field(item, ledger, report)
    only = {"date_field": LedgerKind.JOURNAL, "valid_from": LedgerKind.REGISTER, "valid_to": LedgerKind.REGISTER}
    for name, kind in only.items():
        if node.has(name) and node.has("kind") and ledger.kind is not kind:
            cure = Text(f"删去 {name}，或改 kind。", f"Drop {name} or change kind.")
            node.get(name).report(
                report,
                "ledger-option",
                expected=Text(f"只有 {kind} 写 {name}", f"{name} only in a {kind}"),
                found=quote(ledger.kind.value),
                cure=cure,
            )
    if ledger.kind is LedgerKind.JOURNAL and not ledger.date_field:
        cure = Text("补上 date_field: 日期字段。", "Add date_field: and the field with the row's day.")
        node.report(report, "ledger-date", expected=Text("date_field"), found=Text("没有写", "nothing"), cure=cure)
    if ledger.kind is LedgerKind.REGISTER and not ledger.row_key:
        cure = Text(
            "补上 row_key，说明哪些字段相同就是同一行。", "Add row_key: the fields that make a row the same next time."
        )
        node.report(report, "ledger-key", expected=Text("row_key"), found=Text("没有写", "nothing"), cure=cure)


def _known_field(node: Node, ledger: Ledger, report: Report, types: Collection[FieldType] = ()) -> None:
    name = node.string()
    known = {item.id: item for item in ledger.fields}
    if name not in known:
        expected = Text("本台账的字段", "a field of this ledger")
        node.report(report, "unknown-field", expected=expected, found=quote(name), cure=propose(name, known))
    elif types and known[name].type not in types:
        words = Text(f"{'或'.join(types)} 字段", f"a field of type {' or '.join(types)}")
        found = Text(f"“{name}”是 {known[name].type}", f"{name!r}, a {known[name].type}")
        node.report(
            report,
            "field-type",
            expected=words,
            found=found,
            cure=Text("换一个字段或改类型。", "Name another field or change its type."),
        )


def _unique(nodes: list[Node], what: str, report: Report) -> None:
    seen: dict[str, int] = {}
    for node in nodes:
        name = node.string()
        if name in seen:
            found = Text(f"“{name}”与第 {seen[name]} 行重复", f"{name!r} again, first on line {seen[name]}")
            node.report(
                report,
                f"duplicate-{what}",
                expected=Text("不重复的编号", "an id used once"),
                found=found,
                cure=Text("改名，或删去一处。", "Rename or delete one."),
            )
        elif name:
            seen[name] = node.line


def _unique_titles(node: Node, report: Report) -> None:
    """Titles are the headings of the workbook and may stand in expressions, so two columns cannot share one, nor may an
    alias be another column's."""
    seen: dict[str, int] = {}
    fields = list(node.get("fields").items())
    named = [(item.get("title"), item.get("title").text().zh) for item in fields]
    for title, words in [
        *named,
        *((alias, alias.string()) for item in fields for alias in item.get("aliases").items()),
    ]:
        if words in seen:
            found = Text(f"“{words}”与第 {seen[words]} 行重复", f"{words!r} again, first on line {seen[words]}")
            title.report(
                report,
                "duplicate-title",
                expected=Text("不重复的字段名", "a title used once in the ledger"),
                found=found,
                cure=Text("换一个名称。", "Choose another title."),
            )
        elif words:
            seen[words] = title.line
