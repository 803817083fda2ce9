"""Checklists of a pack: from nodes to engine types, with what JSON Schema cannot say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from taizhang.engine.checklist import (
    NOT_APPLICABLE,
    AnswerKind,
    Basis,
    Beside,
    Checklist,
    ChecklistItem,
    Passes,
    PhotoRule,
    Severity,
    Station,
)
from taizhang.engine.pack import CodeList, Parameter
from taizhang.engine.text import Text
from taizhang.packs.nodes import Node
from taizhang.packs.problems import Report, propose, quote, quote_all
from taizhang.packs.scope import Scope

_NUMBERS = ("count", "number")
_ONLY_FOR = {
    "unit": _NUMBERS,
    "decimals": ("number",),
    "beside": _NUMBERS,
    "at_most": _NUMBERS,
    "goes_with": _NUMBERS,
    "codes": ("choice",),
    "passes": (*_NUMBERS, "choice"),
}
_OF_FAILING = ("severity", "days", "hours", "notice", "weight")
_PARAMETER = "param."


def build_checklist(
    node: Node,
    scope: Scope,
    report: Report,
    code_lists: Mapping[str, CodeList],
    parameters: Mapping[str, Parameter],
) -> Checklist:
    """A checklist as the file says it; everything that does not fit goes to the report. code_lists, parameters: the
    pack's own."""
    applies = node.get("applies")
    rules = node.get("rules").string()
    if rules:
        rules = scope.resolve("code_lists", rules, node.get("rules"))
    build = _Build(scope, report, scope.code_lists(code_lists), parameters, rules)
    checklist = Checklist(
        id=node.name,
        pack=scope.pack_id,
        title=node.get("title").text(node.name),
        kinds=applies.get("kinds").strings(),
        bases=tuple(_basis(item) for item in node.get("basis").items()),
        stations=tuple(_station(item) for item in node.get("stations").items()),
        items=tuple(build.item(item) for item in node.get("items").items()),
        description=node.get("description").text(),
        stages=applies.get("stages").strings(),
        rules=rules,
        serves=node.get("serves").strings(),
    )
    for name in ("basis", "stations", "items"):
        _once([item.get("id") for item in node.get(name).items()], report)
    _check_references(node, checklist, report)
    return checklist


def _basis(node: Node) -> Basis:
    names = ("id", "document", "number", "article")
    return Basis(*(node.get(name).string("?" if name in ("id", "document") else "") for name in names))


def _station(node: Node) -> Station:
    return Station(node.get("id").string("?"), node.get("title").text("?"), node.get("required").flag())


class _Build:
    """Items of one checklist. code_lists: by qualified name; rules: qualified, empty for none."""

    def __init__(
        self,
        scope: Scope,
        report: Report,
        code_lists: Mapping[str, CodeList],
        parameters: Mapping[str, Parameter],
        rules: str,
    ) -> None:
        self.scope, self.report, self.code_lists, self.rules = scope, report, code_lists, rules
        self.kinds = scope.parameters(parameters)

    def item(self, node: Node) -> ChecklistItem:
        kind = node.get("answer").choice(AnswerKind, AnswerKind.PASS_FAIL)
        for name, kinds in _ONLY_FOR.items():
            if node.has(name) and kind.value not in kinds:
                expected = Text(f"只有 {'、'.join(kinds)} 项写 {name}", f"{name} only with answer {' or '.join(kinds)}")
                cure = Text(f"删去 {name}，或改 answer。", f"Drop {name} or change answer.")
                self.tell(node.get(name), "item-option", expected, quote(kind.value), cure)
        for name, wanted in (("unit", kind.value in _NUMBERS), ("codes", kind is AnswerKind.CHOICE)):
            if wanted and not node.has(name):
                self.tell(node, "item-option", Text(name), Text("没有写", "nothing"), _add(name))
        code_list = node.get("codes").string()
        if code_list:
            code_list = self.scope.resolve("code_lists", code_list, node.get("codes"))
            self.check_code_list(node.get("codes"), code_list)
        item = ChecklistItem(
            id=node.get("id").string("?"),
            station=node.get("station").string("?"),
            text=node.get("text").text("?"),
            basis=node.get("basis").string("?"),
            kind=kind,
            rule=node.get("rule").string(),
            unit=node.get("unit").string(),
            decimals=node.get("decimals").integer(),
            code_list=code_list,
            passes=self.passes(node.get("passes"), kind, code_list),
            photo=node.get("photo").choice(PhotoRule, PhotoRule.NEVER),
            not_applicable=node.get("not_applicable").flag(),
            severity=node.get("severity").choice(Severity, Severity.MINOR) if node.has("severity") else None,
            days=node.get("days").integer() if node.has("days") else None,
            hours=node.get("hours").integer() if node.has("hours") else None,
            notice=node.get("notice").flag(),
            beside=self.beside(node.get("beside")),
            weight=node.get("weight").decimal() or Decimal(0),
            at_most=node.get("at_most").string(),
            goes_with=node.get("goes_with").string(),
        )
        self.check_failing(node, item)
        self.check_rule(node, item)
        return item

    def check_code_list(self, node: Node, name: str) -> None:
        """The answer for what does not apply is the product's own and no code of a pack."""
        if name in self.code_lists and NOT_APPLICABLE in self.code_lists[name].codes:
            cure = Text(
                "从代码表删去它，写 not_applicable: true。", "Take it out of the list; write not_applicable: true."
            )
            expected = Text(f"没有 {NOT_APPLICABLE} 的代码表", f"a list without {NOT_APPLICABLE}")
            self.tell(node, "item-codes", expected, quote(NOT_APPLICABLE), cure)

    def passes(self, node: Node, kind: AnswerKind, code_list: str) -> Passes:
        limits = {name: self.limit(node.get(name)) for name in ("min", "max", "below")}
        written = [name for name in limits if node.has(name)]
        if kind is AnswerKind.CHOICE and written:
            cure = Text("改写 codes: [合格的代码]。", "Write codes: [the good ones].")
            self.tell(node, "item-passes", Text("codes"), quote_all(written), cure)
        if kind is not AnswerKind.CHOICE and node.has("codes"):
            cure = Text("改写 min、max 或 below。", "Write min, max or below.")
            expected = Text("min、max 或 below", "min, max or below")
            self.tell(node.get("codes"), "item-passes", expected, Text("codes"), cure)
        known = self.code_lists.get(code_list)
        for item in node.get("codes").items():
            if known is not None and item.string() not in known.codes:
                expected = Text(f"代码表“{known.id}”的代码", f"a code of {known.id}")
                self.tell(item, "unknown-code", expected, quote(item.string()), propose(item.string(), known.codes))
        return Passes(limits["min"], limits["max"], limits["below"], node.get("codes").strings())

    def limit(self, node: Node) -> Decimal | str | None:
        """A number, or the name of a parameter that is one."""
        number = node.decimal()
        if number is not None or not node:
            return number
        name = node.string().removeprefix(_PARAMETER)
        kind = self.kinds.get(name)
        if kind not in ("number", "any"):
            known = [f"{_PARAMETER}{item}" for item, sort in self.kinds.items() if sort in ("number", "any")]
            cure = propose(node.string(), known)
            self.tell(
                node,
                "unknown-parameters",
                Text("数，或 param.参数名", "a number, or param.name"),
                quote(node.string()),
                cure,
            )
        return name

    def beside(self, node: Node) -> Beside | None:
        if not node.has("ledger"):
            return None
        return Beside(
            ledger=self.scope.resolve("ledgers", node.get("ledger").string("?"), node.get("ledger")),
            expression=node.get("value").string(),
            title=node.get("title").text("?"),
            tolerance=node.get("tolerance").decimal() or Decimal(0),
        )

    def check_failing(self, node: Node, item: ChecklistItem) -> None:
        """What can fail says how serious it is and until when it is put right; what cannot says nothing of the kind."""
        if not item.can_fail:
            for name in _OF_FAILING:
                if node.has(name):
                    expected = Text(f"只有会不合格的项写 {name}", f"{name} only where an answer can fail")
                    cure = Text("补上 passes 或 beside，或删去它。", "Add passes or beside, or drop it.")
                    self.tell(node.get(name), "item-failing", expected, quote(item.kind.value), cure)
            return
        if item.severity is None:
            self.tell(node, "item-severity", Text("severity"), Text("没有写", "nothing"), _add("severity"))
        if (item.days is None) == (item.hours is None):
            written = [name for name in ("days", "hours") if node.has(name)]
            cure = Text("整改工作日写 days，立行立改写 hours。", "Working days: days. To be put right at once: hours.")
            self.tell(
                node, "item-deadline", Text("days 或 hours 之一", "one of days and hours"), quote_all(written), cure
            )

    def check_rule(self, node: Node, item: ChecklistItem) -> None:
        """Where findings are sorted by a code list, each has its place in it."""
        rules = self.code_lists.get(self.rules)
        if item.rule and not self.rules:
            cure = Text("在清单里补上 rules: 代码表。", "Add rules: and a code list to the checklist.")
            found = quote(item.rule)
            self.tell(node.get("rule"), "item-rule", Text("清单的 rules", "rules of the checklist"), found, cure)
        elif item.rule and rules is not None and item.rule not in rules.codes:
            expected = Text(f"代码表“{rules.id}”的代码", f"a code of {rules.id}")
            self.tell(node.get("rule"), "unknown-code", expected, quote(item.rule), propose(item.rule, rules.codes))
        elif self.rules and not item.rule and item.can_fail:
            self.tell(node, "item-rule", Text("rule"), Text("没有写", "nothing"), _add("rule"))

    def tell(self, node: Node, code: str, expected: Text, found: Text, cure: Text) -> None:
        node.report(self.report, code, expected=expected, found=found, cure=cure)


def _add(name: str) -> Text:
    return Text(f"补上 {name}: …。", f"Add {name}: ….")


def _once(nodes: Collection[Node], report: Report) -> None:
    seen: dict[str, int] = {}
    for node in nodes:
        name = node.string()
        if name in seen:
            found = Text(f"“{name}”与第 {seen[name]} 行重复", f"{name!r} again, first on line {seen[name]}")
            cure = Text("改名，或删去一处。", "Rename or delete one.")
            node.report(
                report, "duplicate-id", expected=Text("不重复的编号", "an id used once"), found=found, cure=cure
            )
        elif name:
            seen[name] = node.line


def _check_references(node: Node, checklist: Checklist, report: Report) -> None:
    """Items name a station and a basis of the checklist; each station has an item."""
    known = {"station": [item.id for item in checklist.stations], "basis": [item.id for item in checklist.bases]}
    what = {
        "station": Text("本清单的地点", "a station of this checklist"),
        "basis": Text("本清单的依据", "a basis of it"),
    }
    for item in node.get("items").items():
        for name, names in known.items():
            place = item.get(name)
            if place and place.string() not in names:
                cure = propose(place.string(), names)
                place.report(report, f"unknown-{name}", expected=what[name], found=quote(place.string()), cure=cure)
    measures = {item.id: (item.kind, item.unit) for item in checklist.items}
    for item in node.get("items").items():
        bound, own = item.get("at_most"), measures[item.get("id").string("?")]
        fitting = [name for name, measure in measures.items() if measure == own and name != item.get("id").string()]
        if bound and bound.string() not in fitting:
            what_fits = Text("本清单同类同单位的另一项", "another item of this checklist of the same kind and unit")
            cure = propose(bound.string(), fitting)
            bound.report(report, "item-at-most", expected=what_fits, found=quote(bound.string()), cure=cure)
        other, numbers = item.get("goes_with"), [name for name, (kind, _unit) in measures.items() if kind in _NUMBERS]
        numbers = [name for name in numbers if name != item.get("id").string()]
        if other and other.string() not in numbers:
            a_number = Text("本清单另一个填数的项", "another item of this checklist that is a number")
            cure = propose(other.string(), numbers)
            other.report(report, "item-goes-with", expected=a_number, found=quote(other.string()), cure=cure)
    used = {item.station for item in checklist.items}
    for place in node.get("stations").items():
        name = place.get("id").string()
        if name and name not in used:
            cure = Text("给它加检查项，或删去它。", "Give it an item, or delete it.")
            expected = Text("至少一个检查项的地点", "a station with at least one item")
            place.report(report, "station-empty", expected=expected, found=quote(name), cure=cure)
