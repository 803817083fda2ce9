"""The packs of an installation as one value, with the questions that the apps ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from taizhang.core.system_ledgers import system_ledgers
from taizhang.engine.checklist import Checklist
from taizhang.engine.circular import RANKING, CircularTemplate
from taizhang.engine.notice import RECTIFICATION, NoticeTemplate
from taizhang.engine.pack import CodeList, Indicator, Ledger, Pack, ParameterKind, SummaryTemplate
from taizhang.engine.periods import Period
from taizhang.engine.trace import Trace

ParameterValue = Decimal | str | date
ParametersOf = Callable[[Period], dict[str, ParameterValue]]


class Indicators(Mapping[str, Indicator]):
    """Those that packs define, by key: they are listed, searched and computed for everybody. Whoever asks by key is
    answered of `counted` too: what system ledgers count of each thing that a pack has, so many that a list would drown
    in them."""

    def __init__(self, own: Mapping[str, Indicator], counted: Mapping[str, Indicator]) -> None:
        self._own, self._counted = own, counted

    def __getitem__(self, key: str) -> Indicator:
        return self._own[key] if key in self._own else self._counted[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def every(self) -> Iterator[Indicator]:
        """Those that are never listed too."""
        yield from self._own.values()
        yield from (item for key, item in self._counted.items() if key not in self._own)


@dataclass(frozen=True)
class InstalledPacks:
    """All packs of this installation, in dependency order, by id. Names of items are keys, ``pack.id``.

    system: system ledgers by key. folders: where a pack was read from.
    """

    packs: Mapping[str, Pack]
    system: Mapping[str, Ledger]
    folders: Mapping[str, Path] = field(default_factory=dict)

    def pack(self, pack_id: str) -> Pack:
        """Raises KeyError when there is no such pack."""
        return self.packs[pack_id]

    @cached_property
    def ledgers(self) -> Mapping[str, Ledger]:
        found = {item.key: item for pack in self.packs.values() for item in pack.ledgers.values()}
        return {**found, **self.system}

    @cached_property
    def indicators(self) -> Indicators:
        own = {item.key: item for pack in self.packs.values() for item in pack.indicators.values()}
        counts = [one.counts for key, one in system_ledgers().items() if key in self.system and one.counts is not None]
        found = (item for count in counts for pack in self.packs.values() for item in count(pack))
        return Indicators(own, {item.key: item for item in found})

    @cached_property
    def checklists(self) -> Mapping[str, Checklist]:
        return {item.key: item for pack in self.packs.values() for item in pack.checklists.values()}

    @cached_property
    def traces(self) -> Mapping[str, Trace]:
        return {item.key: item for pack in self.packs.values() for item in pack.traces.values()}

    @cached_property
    def summaries(self) -> Mapping[str, SummaryTemplate]:
        return {item.key: item for pack in self.packs.values() for item in pack.summaries.values()}

    @cached_property
    def code_lists(self) -> Mapping[str, CodeList]:
        """By the qualified name that `Field.code_list` carries."""
        return {f"{pack.id}.{name}": item for pack in self.packs.values() for name, item in pack.code_lists.items()}

    def ledger(self, key: str) -> Ledger:
        """Raises KeyError when there is no such ledger."""
        return self.ledgers[key]

    def indicator(self, key: str) -> Indicator:
        """Raises KeyError when there is no such indicator."""
        return self.indicators[key]

    def summary(self, key: str) -> SummaryTemplate:
        """Raises KeyError when there is no such summary. A bare id is enough while only one pack has it."""
        if key in self.summaries:
            return self.summaries[key]
        found = [item for item in self.summaries.values() if item.id == key]
        if len(found) != 1:
            raise KeyError(key)
        return found[0]

    def rectification_notice(self, pack: Pack | None) -> NoticeTemplate | None:
        """The template of a pack or of those that it requires; where none of them has one, of the first that has."""
        found = (item.notices.get(RECTIFICATION) for item in self._asked_in_turn(pack))
        return next((template for template in found if template is not None), None)

    def ranking_circular(self, pack: Pack | None) -> CircularTemplate | None:
        """The template of a pack or of those that it requires; where none of them has one, of the first that has."""
        found = (item.circulars.get(RANKING) for item in self._asked_in_turn(pack))
        return next((template for template in found if template is not None), None)

    def _asked_in_turn(self, pack: Pack | None) -> list[Pack]:
        """The pack, those that it requires, then all: who is asked for wording."""
        required = [self.packs[name] for name in pack.requires if name in self.packs] if pack is not None else []
        return [*([pack] if pack is not None else []), *required, *self.packs.values()]

    def code_list(self, pack_id: str, name: str) -> CodeList:
        """name: bare or qualified. Raises KeyError when there is no such list."""
        return self.code_lists[name if "." in name else f"{pack_id}.{name}"]

    def scope_of(self, pack_id: str) -> tuple[Pack, ...]:
        """The pack itself and those that it requires: whose names it may use."""
        pack = self.packs[pack_id]
        return (pack, *(self.packs[name] for name in pack.requires if name in self.packs))

    def indicators_in_scope(self, pack_id: str) -> Mapping[str, Indicator]:
        """By name as written in the pack: its own bare (and qualified), those of required packs as ``pack.name``."""
        own = self.packs[pack_id].indicators
        return {**own, **{item.key: item for pack in self.scope_of(pack_id) for item in pack.indicators.values()}}

    def parameters_in_scope(self, pack_id: str) -> Mapping[str, ParameterKind]:
        """Names that may follow ``param.`` in the pack, and the kinds of their values; own ones win."""
        scope = reversed(self.scope_of(pack_id))
        return {name: parameter.kind for pack in scope for name, parameter in pack.parameters.items()}

    def parameters(self, pack_id: str) -> ParametersOf:
        """The parameters in scope of a pack as a function of the period: the value in force on its last day.

        A parameter without a value yet on that day is left out. Values are by bare name and by ``pack.name``.
        """
        return lambda period: self.parameters_on(pack_id, period.last)

    def parameters_on(self, pack_id: str, day: date) -> dict[str, ParameterValue]:
        """The parameters in scope of a pack in force on a day, by bare name and by ``pack.name``."""
        found: dict[str, ParameterValue] = {}
        for pack in reversed(self.scope_of(pack_id)):  # own values last, so that they win
            for name, parameter in pack.parameters.items():
                dated = parameter.on(day)
                if dated is not None:
                    found[name] = found[f"{pack.id}.{name}"] = dated.value
        return found

    def all_parameters(self, period: Period) -> dict[str, ParameterValue]:
        """For computations over several packs: `pack.name` for every name that may follow ``param.`` in that pack."""
        found: dict[str, ParameterValue] = {}
        for pack_id in self.packs:
            for pack in reversed(self.scope_of(pack_id)):
                dated = {name: parameter.on(period.last) for name, parameter in pack.parameters.items()}
                found.update({f"{pack_id}.{name}": item.value for name, item in dated.items() if item})
        return found

    def find_indicator(self, text: str) -> Indicator | None:
        """The one indicator with this key, bare id or Chinese title; None when there is none or more than one."""
        if text in self.indicators:
            return self.indicators[text]
        found = [item for item in self.indicators.values() if text in (item.id, item.title.zh)]
        return found[0] if len(found) == 1 else None
