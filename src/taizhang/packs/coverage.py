"""Which mechanism is served by what: pack items that name it in `serves`, and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taizhang.engine.checklist import Checklist
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Indicator, Ledger, Pack, SummaryTemplate
from taizhang.engine.text import Text
from taizhang.engine.trace import Trace
from taizhang.packs.nodes import Node
from taizhang.packs.problems import PackError, Report, propose, quote
from taizhang.packs.yaml_document import read_yaml


@dataclass(frozen=True, slots=True)
class Mechanism:
    id: str
    title: Text
    kind: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """served_by: ``ledger pack.id``, the same of an indicator, checklist, trace and summary, and ``page url-name``."""

    mechanism: Mechanism
    served_by: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.mechanism.id,
            "title": self.mechanism.title.get("en"),
            "title_zh": self.mechanism.title.zh,
            "kind": self.mechanism.kind,
            "served_by": list(self.served_by),
        }


def read_mechanisms(path: Path) -> list[Mechanism]:
    """The list of mechanisms in file order. Raises PackError when it cannot be read or an id comes twice."""
    report = Report()
    document = read_yaml(path.read_text(encoding="utf-8"), path.as_posix(), report)
    found: dict[str, Mechanism] = {}
    for node in Node(document, (), document.data).items() if document else ():
        item = Mechanism(node.get("id").string(), node.get("title").text(), node.get("kind").string())
        if not item.id or item.id in found or not item.title.zh:
            node.report(
                report,
                "mechanism",
                expected=Text("不重复的 id 和标题", "an id used once, and a title"),
                found=quote(item.id),
                cure=Text("改正这一项。", "Correct the entry."),
            )
        found[item.id] = item
    if report.errors:
        raise PackError(report.errors)
    return list(found.values())


def coverage(
    packs: Mapping[str, Pack], mechanisms: Sequence[Mechanism], pages: Mapping[str, Iterable[str]]
) -> list[Coverage]:
    """One entry a mechanism, in the order given. pages: URL names by mechanism id.

    Raises PackError naming every unknown id in a `serves` or in `pages`.
    """
    served: dict[str, list[str]] = {item.id: [] for item in mechanisms}
    problems: list[Problem] = []
    claims = [(ids, name) for pack in packs.values() for ids, name in _items(pack)]
    claims += [((mechanism,), f"page {name}") for mechanism, names in pages.items() for name in names]
    for ids, name in claims:
        for mechanism in ids:
            if mechanism in served:
                served[mechanism].append(name)
            else:
                expected = Text("机制清单里的编号", "an id of the list of mechanisms")
                cure = propose(mechanism, served)
                problems.append(Problem("unknown-mechanism", name, expected, quote(mechanism), cure, key="serves"))
    if problems:
        raise PackError(problems)
    return [Coverage(item, tuple(dict.fromkeys(served[item.id]))) for item in mechanisms]


def _items(pack: Pack) -> Iterable[tuple[tuple[str, ...], str]]:
    groups: tuple[tuple[str, Mapping[str, Ledger | Indicator | Checklist | Trace | SummaryTemplate]], ...] = (
        ("ledger", pack.ledgers),
        ("indicator", pack.indicators),
        ("checklist", pack.checklists),
        ("trace", pack.traces),
        ("summary", pack.summaries),
    )
    for kind, group in groups:
        for item in group.values():
            yield item.serves, f"{kind} {item.key}"
