"""Values in the words in which a document prints its figure: one unit, one scale, the same decimals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from taizhang.core.packs import InstalledPacks
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Indicator
from taizhang.engine.rounding import plain_number
from taizhang.engine.slot_text import slot_text
from taizhang.engine.summary import Slot, parse_inlines
from taizhang.engine.units import UnitError
from taizhang.figures.types import MISSING_SHOWN, Verification
from taizhang.summaries.models import FrozenSlot, Summary
from taizhang.summaries.tables import in_column

Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SlotWords:
    stored: str
    recomputed: str
    now: str


class AsPrinted:
    """An issued summary keeps the words of a figure, not how they were asked for. Its text still has that, so the
    options are those of a slot of the same figure that turn the kept value into the kept words."""

    def __init__(self, summary: Summary, packs: InstalledPacks) -> None:
        self._packs = packs
        self._pack = summary.template_key.rpartition(".")[0]
        self._options: dict[str, list[Options]] = defaultdict(list)
        written = [text for block in summary.blocks.all() for text in (block.text, *map(str, block.humans.values()))]
        written += summary.commitments.values_list("problem", flat=True)
        for text in written:
            for slot in slots_in(text):
                key = slot.name if "." in slot.name else f"{self._pack}.{slot.name}"
                self._options[key].append(dict(slot.options))

    def words(self, slot: FrozenSlot, found: Verification) -> SlotWords:
        indicator = self._packs.indicators.get(slot.indicator_key)
        if indicator is None:
            return SlotWords(*(_plain(value) for value in (found.stored, found.recomputed, found.now)))
        options = self._asked(slot, indicator)
        stored = _written(found.stored, indicator, options)
        again, now = (
            words
            if words != stored or value == found.stored or value is None
            else f"{words}（{_exact(value, indicator)}）"
            for value in (found.recomputed, found.now)
            for words in (_written(value, indicator, options),)
        )
        return SlotWords(stored, again, now)

    def corrected(self, slot: FrozenSlot, now: Decimal | None) -> tuple[str, str]:
        """What the document prints and what it would print today, in one form and each with its unit of measure, also
        where the document has that in its heading or in the sentence. Values that print alike are told digit by digit.
        """
        indicator = self._packs.indicators.get(slot.indicator_key)
        if indicator is None:
            return slot.shown, _plain(now)
        options = self._asked(slot, indicator)
        bare = options.get("unit") == "none" or options.get("format") == "plain"
        printed, today = (
            words + indicator.unit if bare and value is not None else words
            for value, words in ((slot.value, slot.shown), (now, _written(now, indicator, options)))
        )
        if printed == today and now is not None and slot.value is not None:
            return _exact(slot.value, indicator), _exact(now, indicator)
        return printed, today

    def _asked(self, slot: FrozenSlot, indicator: Indicator) -> Options:
        """Each slot of the text is taken once, in order: two that print alike may not do so for another value."""
        asked = self._options[slot.indicator_key]
        for options in (*asked, {}, in_column(indicator)):
            if _written(slot.value, indicator, options) == slot.shown:
                if options in asked:
                    asked.remove(options)
                return options
        return {}


def slots_in(text: str) -> Iterator[Slot]:
    """The places of figures in words; none in those that cannot be read, such as a table's directive."""
    try:
        yield from (item for item in parse_inlines(text) if isinstance(item, Slot))
    except TaizhangError:
        return


def _written(value: Decimal | None, indicator: Indicator, options: Options) -> str:
    if value is None:
        return MISSING_SHOWN
    try:
        return slot_text(value, indicator, options)
    except UnitError:
        return _exact(value, indicator)


def _exact(value: Decimal, indicator: Indicator) -> str:
    """Every digit: where rounding would show two different values alike."""
    return f"{plain_number(value)}{indicator.unit}"


def _plain(value: Decimal | None) -> str:
    return MISSING_SHOWN if value is None else plain_number(value)
