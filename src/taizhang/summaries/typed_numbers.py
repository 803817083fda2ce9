"""Numbers that a person typed (未绑定数字): where they stand and which figures they may mean.

Part of a sentence only: dates, document numbers, ordinals, articles and heading numbers are no quantities. The full
proof-reader is a part of its own; this finds what must be bound before issue and stays quiet about the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from taizhang.engine.numerals import chinese_value
from taizhang.engine.units import UnitError, factor
from taizhang.summaries.types import SlotValue

_SKIP = re.compile(
    r"\d{4}\s*[—–\-~至]\s*\d{4}\s*(?:学年|年)"  # 2025—2026学年
    r"|\d{2,4}\s*年(?:度)?(?:\s*\d{1,2}\s*月(?:\s*(?:\d{1,2}\s*日|底|份))?)?"
    r"|\d{1,2}\s*月(?:\s*(?:\d{1,2}\s*日|份|底|初))?"
    r"|\d{4}-\d{2}-\d{2}"
    r"|[〔\[(（]\d{4}[〕\])）]\s*\d+\s*号"
    r"|第\s*(?:\d+|[零〇一二两三四五六七八九十百千]+)\s*[个条款项次届批期号章节学周]?"
    r"|(?<!\d)5[·.．]\s?12(?!\d)"
    r"|\d{3,4}-\d{7,8}|1[3-9]\d{9}"
    r"|^\s*[(（]?\d{1,2}[)）.．、]"
)
_UNITS = (
    "[%‰]|个百分点|万元|亿元|元|万人次|人次|万人|万名|万册|万字|所次|所|人|名|个|台|套|册|次|场|份|期|件|项|家|间|辆|块|张|条|篇"
    "|天|公里|平方米"
)
# 300余名, 18万余人次: the words between the digits and the unit belong to the number.
_NUMBER = re.compile(rf"(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?:(?P<scale>[万亿])?[余多])?\s*(?P<unit>{_UNITS})?")
# 二千三百五十万元, 百分之八十五. Ten and less in words are how Chinese is written (三个方面) and stay the writer's.
_WORDS = re.compile(
    rf"百分之(?P<percent>[零〇一二两三四五六七八九十百]+)"
    rf"|(?P<words>[零〇一二两三四五六七八九十百千万亿]{{2,}}?)[余多]?(?P<unit>{_UNITS})"
)
_SCALES = {None: Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_PERSONS = {"名": "人", "万名": "万人"}


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """start and end are offsets in the text as typed."""

    start: int
    end: int
    text: str
    value: Decimal
    unit: str


def typed_numbers(text: str) -> list[TypedNumber]:
    """Quantities in digits, full width included, and Chinese numerals above ten, in order."""
    # NFKC of digits, % and letters keeps one code point for one, so offsets stay those of the typed text.
    plain = "".join(
        unicodedata.normalize("NFKC", char) if len(unicodedata.normalize("NFKC", char)) == 1 else char for char in text
    )
    skipped = [match.span() for match in _SKIP.finditer(plain)]
    found = []
    for match in _NUMBER.finditer(plain):
        if any(start <= match.start() < end for start, end in skipped):
            continue
        value = Decimal(match["digits"].replace(",", "")) * _SCALES[match["scale"]]
        found.append(_typed(text, match, value, match["unit"] or ""))
    for match in _WORDS.finditer(plain):
        if any(start <= match.start() < end for start, end in skipped):
            continue
        number = chinese_value(match["percent"] or match["words"])
        if number is not None and (match["percent"] or number > 10):
            found.append(_typed(text, match, Decimal(number), "%" if match["percent"] else match["unit"]))
    return sorted(found, key=lambda item: item.start)


def _typed(text: str, match: re.Match[str], value: Decimal, unit: str) -> TypedNumber:
    return TypedNumber(match.start(), match.end(), text[match.start() : match.end()], value, unit)


def candidates(number: TypedNumber, slots: Iterable[SlotValue], limit: int = 3) -> list[SlotValue]:
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


def _in_unit(number: TypedNumber, unit: str) -> Decimal | None:
    typed_unit = _PERSONS.get(number.unit, number.unit)
    unit = _PERSONS.get(unit, unit)  # a figure counted in 名 is one of 人 as well
    if typed_unit in ("", unit):
        return number.value
    try:
        return number.value * factor(typed_unit, unit)
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
