"""The names that a pack's files may use: its own bare, those of a required pack as `pack-id.name`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from taizhang.engine.pack import CodeList, Indicator, Ledger, Pack, Parameter, ParameterKind
from taizhang.engine.text import Text
from taizhang.packs.nodes import Node
from taizhang.packs.problems import Report, nearest, propose, quote

Kind = Literal["ledgers", "indicators", "parameters", "code_lists"]
_WHAT: Mapping[Kind, Text] = {
    "ledgers": Text("已有的台账", "a known ledger"),
    "indicators": Text("已有的指标", "a known indicator"),
    "parameters": Text("已有的参数", "a known parameter"),
    "code_lists": Text("已有的代码表", "a known code list"),
}


class Scope:
    """own: names that this pack defines, also those whose definition is broken (told once, where they stand)."""

    def __init__(
        self,
        *,
        pack_id: str,
        requires: Collection[str],
        own: Mapping[Kind, Collection[str]],
        installed: Mapping[str, Pack],
        system_ledgers: Mapping[str, Ledger],
        report: Report,
    ) -> None:
        self.pack_id, self.own, self.installed, self.report = pack_id, own, installed, report
        self.required = {name: installed[name] for name in requires if name in installed}
        self.unread = {name for name in requires if name not in installed}  # told already; names in them cannot be
        self.system_ledgers = system_ledgers
        self._names: dict[Kind, tuple[str, ...]] = {}

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Every name of a kind, as it is written in this pack."""
        if kind not in self._names:
            others = [f"{pack.id}.{name}" for pack in self.required.values() for name in getattr(pack, kind)]
            system = list(self.system_ledgers) if kind == "ledgers" else []
            self._names[kind] = tuple(dict.fromkeys([*self.own[kind], *others, *system]))
        return self._names[kind]

    def key(self, name: str) -> str:
        """The qualified form of a name."""
        return name if "." in name else f"{self.pack_id}.{name}"

    def resolve(self, kind: Kind, name: str, node: Node) -> str:
        """The qualified form of a name that must exist; reports it when it does not."""
        bare = name.removeprefix(f"{self.pack_id}.")
        pack, dot, item = bare.rpartition(".")
        if (not dot and bare in self.own[kind]) or bare in self.names(kind) or pack in self.unread:
            return self.key(bare)
        elsewhere = self.installed.get(pack)
        if elsewhere is not None and pack not in self.required and item in getattr(elsewhere, kind):
            cure = Text(f"在 pack.yaml 的 requires 里加上 {pack}。", f"Add {pack} to requires in pack.yaml.")
        else:
            cure = self.cure(kind, bare)
        node.report(self.report, f"unknown-{kind}", expected=_WHAT[kind], found=quote(name), cure=cure)
        return self.key(bare)

    def cure(self, kind: Kind, name: str) -> Text:
        return propose(name, self.names(kind))

    def near(self, kind: Kind, name: str) -> str | None:
        return nearest(name, self.names(kind))

    def parameters(self, own: Mapping[str, Parameter]) -> dict[str, ParameterKind]:
        """What may be named after `param.`, and of which kind: this pack's (own: those that could be read) and, also
        bare, those of the packs that it requires."""
        others = {name: item.kind for pack in self.required.values() for name, item in pack.parameters.items()}
        return {**others, **dict.fromkeys(self.own["parameters"], "any"), **{name: own[name].kind for name in own}}

    def code_lists(self, own: Mapping[str, CodeList]) -> dict[str, CodeList]:
        """By qualified name."""
        found = {f"{self.pack_id}.{name}": item for name, item in own.items()}
        for pack in self.required.values():
            found.update({f"{pack.id}.{name}": item for name, item in pack.code_lists.items()})
        return found

    def ledger(self, key: str, own: Mapping[str, Ledger]) -> Ledger | None:
        """The ledger with a qualified name, if it could be read."""
        pack, _, name = key.rpartition(".")
        if pack == self.pack_id:
            return own.get(name)
        found = self.required[pack].ledgers.get(name) if pack in self.required else None
        return found or self.system_ledgers.get(key)

    def indicators(self, own: Mapping[str, Indicator]) -> dict[str, Indicator]:
        """By name as written in this pack."""
        found = dict(own)
        for pack in self.required.values():
            found.update({f"{pack.id}.{name}": item for name, item in pack.indicators.items()})
        return found
