"""Every expression of a pack through the checker: checks, terms, formulas, rings of formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from taizhang.engine.checklist import Checklist
from taizhang.engine.errors import Problem
from taizhang.engine.pack import CheckDepth, CodeList, Indicator, Ledger, Parameter
from taizhang.engine.text import Text
from taizhang.packs.draft import Draft
from taizhang.packs.nodes import Node
from taizhang.packs.problems import quote
from taizhang.packs.protocols import ExpressionChecker, Mode
from taizhang.packs.scope import Scope

# Mistakes of an expression that stand whatever the types of the ledger's fields turn out to be.
_WITHOUT_TYPES = frozenset(
    {
        "aggregate-here",
        "bad-date",
        "date-unit",
        "division-by-zero",
        "filter-here",
        "function-not-allowed",
        "hidden-column",
        "no-aggregate",
        "not-allowed",
        "other-table",
        "outside-aggregate",
        "syntax",
        "unknown-name",
    }
)


class ExpressionChecks:
    """One pass over a pack. ledgers, indicators, checklists, parameters: its own, as far as they could be read."""

    def __init__(
        self,
        draft: Draft,
        scope: Scope,
        checker: ExpressionChecker,
        ledgers: Mapping[str, Ledger],
        indicators: Mapping[str, Indicator],
        checklists: Mapping[str, Checklist],
        parameters: Mapping[str, Parameter],
    ) -> None:
        self.draft, self.scope, self.checker = draft, scope, checker
        self.ledgers, self.indicators, self.checklists = ledgers, indicators, checklists
        self.parameters = scope.parameters(parameters)
        self.code_lists: Mapping[str, CodeList] = scope.code_lists(draft.code_lists)
        self.visible = scope.indicators(indicators)
        self.uses: dict[str, tuple[str, ...]] = {}  # indicator key -> keys that its formula reads

    def run(self) -> None:
        for name, ledger in self.ledgers.items():
            self.ledger(ledger, self.draft.nodes["ledgers"][name])
        for name, indicator in self.indicators.items():
            self.indicator(indicator, self.draft.nodes["indicators"][name])
        for name, checklist in self.checklists.items():
            self.checklist(checklist, self.draft.nodes["checklists"][name])
        self.rings()

    def ledger(self, ledger: Ledger, node: Node) -> None:
        for check, item in zip(ledger.checks, node.get("checks").items(), strict=True):
            if check.expression:
                mode: Mode = "row" if check.depth is CheckDepth.ROW else "set"
                self.expression(item.get("expression"), ledger, mode)
            if check.balance:
                self.expression(item.get("balance").get("value"), ledger, "value")
                other = self.scope.ledger(check.balance.ledger, self.ledgers)
                if other is not None:
                    self.expression(item.get("balance").get("against"), other, "value")
            if check.jump:
                self.expression(item.get("jump").get("value"), ledger, "value")

    def indicator(self, indicator: Indicator, node: Node) -> None:
        for term, place in (
            (indicator.value, node),
            (indicator.numerator, node.get("numerator")),
            (indicator.denominator, node.get("denominator")),
        ):
            ledger = self.scope.ledger(term.ledger, self.ledgers) if term else None
            if ledger is not None and place.has("value"):
                self.expression(place.get("value"), ledger, "value")
        if indicator.formula:
            report = self.checker.formula(indicator.formula, indicators=self.visible, parameters=self.parameters)
            self.uses[indicator.key] = tuple(report.uses)
            self.take(self.without_broken(report.problems), node.get("formula"))
        if indicator.zero_needs:
            self.zero_needs(indicator, node.get("zero_needs"))

    def zero_needs(self, indicator: Indicator, node: Node) -> None:
        """A count of rows stands on a count of rows: no ring can come of it."""
        needed = self.visible.get(indicator.zero_needs.removeprefix(f"{indicator.pack}."))
        plain = needed is not None and needed.value is not None and not needed.zero_needs
        if needed is None or (plain and indicator.value is not None):
            return  # a name that is not there is told where names are resolved
        node.report(
            self.draft.report,
            "indicator-zero",
            expected=Text("value 指标的零，以另一个 value 指标为据", "the zero of a value, on another value"),
            found=quote(node.string()),
            cure=Text("改用按台账行数算的指标。", "Name an indicator that counts rows of a ledger."),
        )

    def checklist(self, checklist: Checklist, node: Node) -> None:
        for item, place in zip(checklist.items, node.get("items").items(), strict=True):
            ledger = self.scope.ledger(item.beside.ledger, self.ledgers) if item.beside else None
            if ledger is not None:
                self.expression(place.get("beside").get("value"), ledger, "value")

    def condition(self, text: str, node: Node | None, file: str, line: int) -> None:
        """A claim's condition in a summary."""
        report = self.checker.formula(text, indicators=self.visible, parameters=self.parameters, condition=True)
        for problem in self.without_broken(report.problems):
            self.draft.report.take(problem, file=file, line=line, key="{{?" if node is None else node.key)

    def expression(self, node: Node, ledger: Ledger, mode: Mode) -> None:
        if not isinstance(node.value, str):
            return
        problems: Iterable[Problem] = self.checker.expression(
            node.string(), ledger=ledger, mode=mode, parameters=self.parameters, code_lists=self.code_lists
        )
        own = self.draft.nodes["ledgers"].get(ledger.id) if ledger.pack == self.draft.pack_id else None
        if own is not None and self.draft.is_doubtful(own.get("fields")):
            problems = [item for item in problems if item.code in _WITHOUT_TYPES]
        self.take(problems, node)

    def where(self, text: str, ledger: Ledger, file: str, line: int, key: str) -> None:
        """The filter of a list in a summary."""
        for problem in self.checker.expression(
            text, ledger=ledger, mode="row", parameters=self.parameters, code_lists=self.code_lists
        ):
            self.draft.report.take(problem, file=file, line=line, key=key)

    def without_broken(self, problems: Iterable[Problem]) -> list[Problem]:
        """Leave out names of items that exist but could not be read: their own mistake is told where it stands."""
        broken = set(self.draft.nodes["indicators"]) - set(self.indicators)
        return [item for item in problems if item.data.get("name") not in broken]

    def take(self, problems: Iterable[Problem], node: Node) -> None:
        for problem in problems:
            self.draft.report.take(problem, file=node.file, line=node.line, key=node.key)

    def rings(self) -> None:
        """Formulas that need each other for the same period. Each ring is told once."""
        told: set[frozenset[str]] = set()
        for key in self.uses:
            ring = self.ring_from(key)
            if ring and frozenset(ring) not in told:
                told.add(frozenset(ring))
                names = " → ".join(item.removeprefix(f"{self.draft.pack_id}.") for item in [*ring, ring[0]])
                node = self.draft.nodes["indicators"][ring[0].rpartition(".")[2]].get("formula")
                node.report(
                    self.draft.report,
                    "circular",
                    expected=Text("不绕圈的公式", "formulas that do not go round in a ring"),
                    found=Text(names),
                    cure=Text(
                        "改其中一个公式，让它只用台账算出的指标。",
                        "Let one of them use only figures counted from ledgers.",
                    ),
                )

    def ring_from(self, start: str) -> list[str]:
        """A way from `start` back to itself; empty when there is none."""
        stack: list[tuple[str, list[str]]] = [(start, [start])]
        seen: set[str] = set()
        while stack:
            here, way = stack.pop()
            for target in self.uses.get(here, ()):
                if target == start:
                    return way
                if target not in seen:
                    seen.add(target)
                    stack.append((target, [*way, target]))
        return []
