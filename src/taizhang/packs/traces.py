"""Traces of a pack: from nodes to engine types, with what JSON Schema cannot say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from taizhang.engine.pack import Field, FieldType, Ledger, Mask, Parameter
from taizhang.engine.text import Text
from taizhang.engine.trace import Keeping, Reached, Trace, TraceStart, TraceStep, TraceWarning, WarningKind
from taizhang.packs.nodes import Node
from taizhang.packs.problems import Report, propose, quote
from taizhang.packs.scope import Scope

FindLedger = Callable[[str], Ledger | None]
_PARAMETER = "param."
_NUMBERS = (FieldType.INTEGER, FieldType.NUMBER)
_JOINS = (FieldType.STRING, FieldType.CODE, FieldType.DATE)


def build_trace(
    node: Node, scope: Scope, report: Report, find_ledger: FindLedger, parameters: Mapping[str, Parameter]
) -> Trace:
    """A trace as the file says it; everything that does not fit goes to the report. find_ledger: by qualified name;
    parameters: the pack's own."""
    trace = Trace(
        id=node.name,
        pack=scope.pack_id,
        title=node.get("title").text(node.name),
        steps=tuple(_step(item, scope) for item in node.get("steps").items()),
        starts=tuple(_start(item) for item in node.get("starts").items()),
        warnings=tuple(_warning(item) for item in node.get("warnings").items()),
        description=node.get("description").text(),
        serves=node.get("serves").strings(),
    )
    _Check(node, trace, scope, report, find_ledger, parameters).run()
    return trace


def _step(node: Node, scope: Scope) -> TraceStep:
    reached, keeping, by = node.get("reached"), node.get("keeping"), node.get("by")
    return TraceStep(
        id=node.get("id").string("?"),
        title=node.get("title").text("?"),
        ledger=scope.resolve("ledgers", node.get("ledger").string("?"), node.get("ledger")),
        shows=node.get("shows").strings(),
        after=node.get("after").string(),
        by={item.name: item.string() for item in by.members()},
        reached=Reached(
            reached.get("title").text("?"), reached.get("field").string("?"), reached.get("once_per").strings()
        )
        if reached
        else None,
        keeping=Keeping(
            keeping.get("hours").string().removeprefix(_PARAMETER),
            keeping.get("time").string(),
            keeping.get("ended").string(),
        )
        if keeping
        else None,
    )


def _start(node: Node) -> TraceStart:
    fields = node.get("fields")
    return TraceStart(
        node.get("id").string("?"),
        node.get("title").text("?"),
        {item.name: item.string() for item in fields.members()},
    )


def _warning(node: Node) -> TraceWarning:
    return TraceWarning(
        node.get("id").string("?"),
        node.get("title").text("?"),
        node.get("kind").choice(WarningKind, WarningKind.WITHOUT),
        *(node.get(name).string() for name in ("step", "of", "field", "than")),
    )


class _Check:
    """What one part of a trace says of another, and of the ledgers that it names."""

    def __init__(
        self,
        node: Node,
        trace: Trace,
        scope: Scope,
        report: Report,
        find_ledger: FindLedger,
        parameters: Mapping[str, Parameter],
    ) -> None:
        self.node, self.trace, self.report = node, trace, report
        self.ledgers = {item.id: find_ledger(item.ledger) for item in trace.steps}
        self.numbers = [name for name, kind in scope.parameters(parameters).items() if kind in ("number", "any")]

    def run(self) -> None:
        for name in ("steps", "starts", "warnings"):
            self.once([item.get("id") for item in self.node.get(name).items()])
        before: list[str] = []
        for node, step in zip(self.node.get("steps").items(), self.trace.steps, strict=True):
            self.step(node, step, before)
            before.append(step.id)
        for node, start in zip(self.node.get("starts").items(), self.trace.starts, strict=True):
            for name, field in start.fields.items():
                place = node.get("fields").get(name)
                if self.known(place, name, before):
                    self.field(place, self.ledgers[name], field, _JOINS)
        for node, warning in zip(self.node.get("warnings").items(), self.trace.warnings, strict=True):
            self.warning(node, warning, before)

    def step(self, node: Node, step: TraceStep, before: Collection[str]) -> None:
        ledger = self.ledgers[step.id]
        if ledger is not None and ledger.system:
            cure = Text("换一张由单位填报的台账。", "Name a ledger that units file.")
            expected = Text("由单位填报的台账", "a ledger that units file")
            self.tell(node.get("ledger"), "trace-ledger", expected, quote(step.ledger), cure)
        for item in node.get("shows").items():
            self.field(item, ledger, item.string())
        if bool(step.after) != bool(before):
            expected = Text("除第一个外的环节写 after", "after in every step but the first")
            cure = Text("补上 after 和 by，或删去。", "Add after and by, or drop them.")
            self.tell(node, "trace-order", expected, quote(step.after or "—"), cure)
        elif step.after and self.known(node.get("after"), step.after, before):
            for own, theirs in step.by.items():
                place = node.get("by").get(own)
                mine = self.field(place, ledger, own, _JOINS)
                other = self.field(place, self.ledgers[step.after], theirs, _JOINS)
                if mine is not None and other is not None and mine.type is not other.type:
                    expected = Text(f"{mine.type} 字段", f"a field of type {mine.type}")
                    told = Text(f"“{theirs}”是 {other.type}", f"{theirs!r}, a {other.type}")
                    cure = Text("换一个字段或改类型。", "Name another field or change its type.")
                    self.tell(place, "field-type", expected, told, cure)
        if step.reached is not None:
            self.field(node.get("reached").get("field"), ledger, step.reached.field, _NUMBERS)
            for item in node.get("reached").get("once_per").items():
                self.field(item, ledger, item.string())
        if step.keeping is not None:
            self.keeping(node.get("keeping"), step.keeping, ledger)

    def keeping(self, node: Node, keeping: Keeping, ledger: Ledger | None) -> None:
        if keeping.hours not in self.numbers:
            expected, cure = Text("数值参数", "a parameter that is a number"), propose(keeping.hours, self.numbers)
            self.tell(node.get("hours"), "unknown-parameters", expected, quote(keeping.hours), cure)
        if ledger is not None and not ledger.date_field:
            expected = Text("有 date_field 的台账", "a ledger with a date_field")
            cure = Text("给台账写 date_field。", "Give the ledger a date_field.")
            self.tell(node, "trace-day", expected, quote(ledger.key), cure)
        if keeping.time:
            self.field(node.get("time"), ledger, keeping.time, (FieldType.STRING,))
        if keeping.ended:
            self.field(node.get("ended"), ledger, keeping.ended, (FieldType.DATE,))

    def warning(self, node: Node, warning: TraceWarning, steps: Collection[str]) -> None:
        named = [self.known(node.get(name), getattr(warning, name), steps) for name in ("step", "of")]
        if not all(named):
            return
        step, other = self.trace.step(warning.step), self.trace.step(warning.of)
        compares = warning.kind is not WarningKind.WITHOUT
        if step.after != other.id and (compares or other.after != step.id):
            cure = Text("写相邻的环节。", "Name a step next to it.")
            expected = Text("紧挨着的环节", "the step before it" if compares else "a step next to it")
            self.tell(node.get("of"), "trace-neighbour", expected, quote(warning.of), cure)
        elif compares and not warning.field:
            cure = Text("补上 field 和 than。", "Add field and than.")
            self.tell(node, "trace-compare", Text("field 和 than", "field and than"), quote(warning.kind), cure)
        elif compares:
            types = _NUMBERS if warning.kind is WarningKind.EXCEEDS else (FieldType.DATE,)
            self.field(node.get("field"), self.ledgers[step.id], warning.field, types)
            self.field(node.get("than"), self.ledgers[other.id], warning.than, types)

    def known(self, node: Node, name: str, steps: Collection[str]) -> bool:
        if name in steps:
            return True
        expected = Text("写在前面的环节", "a step that stands before")
        self.tell(node, "unknown-step", expected, quote(name), propose(name, steps))
        return False

    def field(self, node: Node, ledger: Ledger | None, name: str, types: Collection[FieldType] = ()) -> Field | None:
        """A field of a ledger that anybody who sees the ledger may read; one that cannot be read is told elsewhere."""
        if ledger is None:
            return None
        found = next((item for item in ledger.fields if item.id == name), None)
        if found is None:
            expected = Text(f"“{ledger.title.zh}”的字段", f"a field of {ledger.key}")
            self.tell(node, "unknown-field", expected, quote(name), propose(name, [item.id for item in ledger.fields]))
        elif found.mask is not Mask.NONE:
            cure = Text("换一个不含个人信息的字段。", "Name a field without personal data.")
            self.tell(node, "trace-personal", Text("不脱敏的字段", "a field that is not masked"), quote(name), cure)
        elif types and found.type not in types:
            wanted = "、".join(types)
            told = Text(f"“{name}”是 {found.type}", f"{name!r}, a {found.type}")
            cure = Text("换一个字段或改类型。", "Name another field or change its type.")
            self.tell(node, "field-type", Text(f"{wanted} 字段", f"a field of type {wanted}"), told, cure)
        else:
            return found
        return None

    def once(self, nodes: Collection[Node]) -> None:
        seen: set[str] = set()
        for node in nodes:
            if node.string() in seen:
                cure = Text("改名，或删去一处。", "Rename or delete one.")
                self.tell(node, "duplicate-id", Text("不重复的编号", "an id used once"), quote(node.string()), cure)
            seen.add(node.string())

    def tell(self, node: Node, code: str, expected: Text, found: Text, cure: Text) -> None:
        node.report(self.report, code, expected=expected, found=found, cure=cure)
