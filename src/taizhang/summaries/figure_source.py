"""Fetches the figures that a document prints: few queries, however many slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from taizhang.core.actor import Actor
from taizhang.core.packs import InstalledPacks
from taizhang.engine.figure import FigureStatus
from taizhang.engine.pack import Indicator
from taizhang.engine.periods import Period
from taizhang.engine.slot_text import slot_text
from taizhang.figures import queries as figure_queries
from taizhang.figures.types import FigureValue
from taizhang.summaries.types import SlotRef, SlotValue


class FigureSource:
    """Figures of one rendering. `want` collects, `load` fetches once, `get` reads."""

    def __init__(self, actor: Actor, packs: InstalledPacks) -> None:
        self._actor, self._packs = actor, packs
        self._wanted: set[SlotRef] = set()
        self._found: dict[SlotRef, FigureValue] = {}

    def want(self, refs: Iterable[SlotRef]) -> None:
        self._wanted.update(refs)

    def load(self) -> None:
        by_place: dict[tuple[str, str], list[str]] = defaultdict(list)
        for ref in sorted(self._wanted - set(self._found), key=str):
            if self._indicator(ref.indicator_key) is not None:
                by_place[(ref.org_unit, ref.period)].append(ref.indicator_key)
        for (org_unit, period), keys in by_place.items():
            found = figure_queries.figures(self._actor, keys, [org_unit], Period.parse(period))
            for (key, unit), figure in found.items():
                self._found[SlotRef(key, unit, period)] = figure

    def value(self, ref: SlotRef | None) -> Decimal | None:
        figure = self._found.get(ref) if ref is not None else None
        return figure.value if figure is not None else None

    def slot(self, ref: SlotRef, options: dict[str, str], language: str) -> SlotValue | None:
        """None when no installed pack has the indicator."""
        indicator = self._indicator(ref.indicator_key)
        if indicator is None:
            return None
        figure = self._found.get(ref)
        value = figure.value if figure is not None else None
        return SlotValue(
            ref=ref,
            title=indicator.title.get(language),
            unit=indicator.unit,
            value=value,
            shown=slot_text(value, indicator, options, language=language),
            status=figure.status.value if figure is not None else FigureStatus.NO_DATA.value,
            reason="" if figure is None else (figure.reason_en if language == "en" else figure.reason_zh),
            filed=figure.filed if figure is not None else 0,
            expected=figure.expected if figure is not None else 0,
            missing=tuple(figure.missing_names) if figure is not None else (),
            input_hash=figure.input_hash if figure is not None else "",
            inputs=tuple(figure.inputs) if figure is not None else (),
        )

    def _indicator(self, key: str) -> Indicator | None:
        return self._packs.indicators.get(key)
