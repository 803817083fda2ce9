"""Numbers that a person typed (未绑定数字): where they stand and which figures they may mean.

The figure checker reads the numbers: dates, document numbers, ordinals, articles and heading numbers are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from taizhang.engine.checker import Number, Role, numbers_of
from taizhang.engine.units import UnitError, factor
from taizhang.summaries.types import SlotValue

_TYPED = frozenset({Role.QUANTITY, Role.RATE, Role.BOUND, Role.RATIO})
_MOST_IN_WORDS = 10
_PERSONS = {"名": "人", "万名": "万人"}


def typed_numbers(text: str) -> list[Number]:
    """Quantities, in order. Ten and less in words are how Chinese is written (三个方面) and stay the writer's."""
    return [
        number
        for number in numbers_of(text)
        if number.role in _TYPED and not (number.notation == "numerals" and number.amount <= _MOST_IN_WORDS)
    ]


def candidates(number: Number, slots: Iterable[SlotValue], limit: int = 3) -> list[SlotValue]:
    """The figures that the number most likely means: same kind of unit, nearest value first, none beyond 20 % off."""
    scored = []
    for slot in slots:
        if slot.value is None:
            continue
        typed = _in_unit(number, slot.unit)
        if typed is None:
            continue
        base = max(abs(slot.value), abs(typed), Decimal(1))
        distance = abs(slot.value - typed) / base
        if distance <= Decimal("0.2"):
            scored.append((distance, slot.title, slot))
    return [slot for _, _, slot in sorted(scored, key=lambda item: item[:2])[:limit]]


def _in_unit(number: Number, unit: str) -> Decimal | None:
    unit = _PERSONS.get(unit, unit)  # a figure counted in 名 is one of 人, as the checker reads it
    if number.unit in ("", unit):
        return number.amount
    try:
        return number.amount * factor(number.unit, unit)
    except UnitError:
        return None


_CLAIM_WORDS = re.compile(
    r"大幅|明显(?:提高|提升|增长|下降|改善)|显著|全部完成|全面完成|全覆盖|百分之百|历史新高|创新高|名列前茅|位居[^，。；]{0,8}(?:第|首|前)|居[^，。；]{0,6}首位|超额完成|翻(?:一|两)番"
)
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


def unsupported_claims(text: str) -> list[str]:
    """Sentences that claim a result in words (大幅、历史新高…) and print no figure ({{ … }}) and no number."""
    return [
        sentence.strip()
        for sentence in _SENTENCE.findall(text)
        if _CLAIM_WORDS.search(sentence) and "{{" not in sentence and not typed_numbers(sentence)
    ]
