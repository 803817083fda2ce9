"""Worked cases of a pack: rows against their ledgers' fields, org units against the case's tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal

from taizhang.engine.pack import Case, CaseRow, CodeList, Field, FieldType, Ledger
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.text import Text
from taizhang.packs.draft import Draft
from taizhang.packs.nodes import Node
from taizhang.packs.problems import propose, quote
from taizhang.packs.scope import Scope

_PLAIN = ("repeat", "_period", "_org")
MAX_ROWS = 200_000  # of one file, repeats counted


def build_cases(
    draft: Draft, scope: Scope, find_ledger: Callable[[str], Ledger | None], code_lists: Mapping[str, CodeList]
) -> list[Case]:
    """All worked cases in file order; what is wrong goes to the report."""
    reader = _Reader(draft, scope, find_ledger, code_lists)
    return [case for root in draft.case_files for case in reader.file(root)]


class _Reader:
    def __init__(
        self,
        draft: Draft,
        scope: Scope,
        find_ledger: Callable[[str], Ledger | None],
        code_lists: Mapping[str, CodeList],
    ) -> None:
        self.draft, self.scope, self.find_ledger, self.code_lists = draft, scope, find_ledger, code_lists
        self.report = draft.report
        self.seen: dict[str, Node] = {}

    def file(self, root: Node) -> list[Case]:
        self.period(root.get("period"))
        parents = {node.name: node.string() for node in root.get("parents").members()}
        top = root.get("org_unit").string()
        units = tuple(dict.fromkeys([top, *parents, *parents.values()]))
        self.tree(root.get("parents"), parents)
        records: dict[str, list[CaseRow]] = {}
        for node in root.get("records").members():
            key = self.scope.resolve("ledgers", node.name, node)
            ledger = self.find_ledger(key)
            rows = [self.row(item, ledger, units, root) for item in node.items()]
            records.setdefault(key, []).extend(rows)
        total = sum(row.repeat for rows in records.values() for row in rows)
        if total > MAX_ROWS:
            root.get("records").report(
                self.report,
                "case-rows",
                expected=Text(f"不超过 {MAX_ROWS} 行", f"at most {MAX_ROWS} rows"),
                found=quote(total),
                cure=Text("用较小的数验证。", "Prove it with smaller numbers."),
            )
        return [self.case(item, root, records, parents, units) for item in root.get("cases").items()]

    def tree(self, node: Node, parents: Mapping[str, str]) -> None:
        """No org unit may stand below itself."""
        for start in parents:
            here, steps = start, 0
            while here in parents and steps <= len(parents):
                here, steps = parents[here], steps + 1
            if here in parents:
                node.get(start).report(
                    self.report,
                    "case-tree",
                    expected=Text("上级单位", "a parent"),
                    found=Text("绕成了圈", "a ring"),
                    cure=Text("改正上级。", "Correct the parent."),
                )
                return

    def case(
        self,
        node: Node,
        root: Node,
        records: Mapping[str, list[CaseRow]],
        parents: Mapping[str, str],
        units: Collection[str],
    ) -> Case:
        name = node.get("id").string("?")
        first = self.seen.setdefault(name, node)
        if first is not node:
            found = Text(f"“{name}”已在 {first.file}:{first.line}", f"{name!r}, already in {first.file}:{first.line}")
            node.get("id").report(
                self.report,
                "duplicate-case",
                expected=Text("不重复的编号", "an id used once"),
                found=found,
                cure=Text("改名。", "Rename it."),
            )
        written = node.get("indicator")
        self.period(node.get("period"))
        self.unit(node.get("org_unit"), units)
        return Case(
            id=name,
            pack=self.scope.pack_id,
            indicator=self.scope.resolve("indicators", written.string("?"), written) if written else "?",
            org_unit=node.get("org_unit").string() or root.get("org_unit").string(),
            period=node.get("period").string() or root.get("period").string(),
            records=records,
            expected=node.get("expect").decimal(),
            parents=parents,
            title=root.get("title").string(),
            file=root.file,
            line=node.line,
        )

    def row(self, node: Node, ledger: Ledger | None, units: Collection[str], root: Node) -> CaseRow:
        self.period(node.get("_period"))
        self.unit(node.get("_org"), units)
        values: dict[str, object] = {}
        for name in node.keys():  # noqa: SIM118 - a node is no dict
            if name in _PLAIN:
                continue
            cell = node.get(name)
            field = ledger.field(name) if ledger else None
            if ledger is not None and field is None:
                known = [item.id for item in ledger.fields]
                cell.report(
                    self.report,
                    "case-field",
                    expected=Text(f"“{ledger.title.zh}”的字段", f"a field of {ledger.id}"),
                    found=quote(name),
                    cure=propose(name, known),
                )
            elif field is not None and ledger is not None:
                values[field.id] = self.value(cell, field)
                if field.id == ledger.unit_field and not isinstance(cell.value, dict):
                    self.unit(cell, units)
        repeat = node.get("repeat").integer(1)
        org_unit = node.get("_org").string() or root.get("org_unit").string()
        return CaseRow(values, repeat, org_unit, node.get("_period").string() or root.get("period").string())

    def value(self, node: Node, field: Field) -> object:
        """The cell as the field's type: Decimal, int, bool, date, str, None; {"seq": pattern} for a numbered text."""
        if node.value is None:
            return None
        if isinstance(node.value, dict):
            if field.type not in (FieldType.STRING, FieldType.INTEGER):
                self.bad(
                    node, Text("文字字段才能编号", "a text field to number"), Text("直接写值。", "Write the value.")
                )
            return {"seq": node.get("seq").string()}
        typed = _typed(node, field.type)
        if isinstance(typed, Decimal) and -int(typed.as_tuple().exponent) > field.decimals:
            self.bad(
                node,
                Text(f"最多 {field.decimals} 位小数", f"at most {field.decimals} decimals"),
                Text("改数，或改字段的 decimals。", "Shorten it, or raise the field's decimals."),
            )
        if typed is None:
            self.bad(
                node,
                _TYPE_WORDS[field.type],
                Text(f"按“{field.title.zh}”的类型填写。", f"Write it as {field.id} wants it."),
            )
        codes = self.code_lists.get(field.code_list) if field.type is FieldType.CODE else None
        if codes is not None and typed is not None and typed not in codes.codes:
            self.bad(node, Text(f"代码表 {codes.id} 的代码", f"a code of {codes.id}"), propose(str(typed), codes.codes))
        return typed

    def bad(self, node: Node, expected: Text, cure: Text) -> None:
        node.report(self.report, "case-value", expected=expected, found=quote(node.value), cure=cure)

    def unit(self, node: Node, units: Collection[str]) -> None:
        if node and node.string() not in units:
            cure = propose(node.string(), units)
            node.report(
                self.report,
                "case-org",
                expected=Text("parents 里的单位", "an org unit named in parents"),
                found=quote(node.string()),
                cure=cure,
            )

    def period(self, node: Node) -> None:
        if node:
            try:
                Period.parse(node.string())
            except PeriodError:
                cure = Text(
                    "写成 2026、2026H1、2026Q2、2026-03、AY2025 或 2025T1。",
                    "Write 2026, 2026H1, 2026Q2, 2026-03, AY2025 or 2025T1.",
                )
                node.report(
                    self.report,
                    "case-period",
                    expected=Text("期间代码", "a period code"),
                    found=quote(node.string()),
                    cure=cure,
                )


_TYPE_WORDS: Mapping[FieldType, Text] = {
    FieldType.STRING: Text("文字", "a text"),
    FieldType.CODE: Text("代码", "a code"),
    FieldType.INTEGER: Text("整数", "a whole number"),
    FieldType.NUMBER: Text("数", "a number"),
    FieldType.DATE: Text("日期，如 2026-03-31", "a day such as 2026-03-31"),
    FieldType.BOOLEAN: Text("true 或 false", "true or false"),
}


def _typed(node: Node, kind: FieldType) -> object:
    """None when the cell does not fit the type."""
    value = node.value
    if kind is FieldType.BOOLEAN:
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return None
    if kind is FieldType.DATE:
        day = node.day()
        return day if isinstance(day, date) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.string()) else None
    if kind is FieldType.INTEGER:
        return value if isinstance(value, int) else None
    if kind is FieldType.NUMBER:
        return Decimal(value) if isinstance(value, int | Decimal) else None
    return node.string()
