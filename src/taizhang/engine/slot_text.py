"""A figure in a sentence: the words that a summary prints for a value and the options of its slot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from taizhang.engine.errors import Problem
from taizhang.engine.numerals import chinese_number, chinese_year
from taizhang.engine.pack import Indicator
from taizhang.engine.rounding import more_than, round_half_up, show_number
from taizhang.engine.text import Text
from taizhang.engine.units import UnitError, factor, is_percent

NO_DATA = Text("（暂无数据）", "(no data)")
_CONVERTED_DECIMALS = 2  # 45,000 元 in 万元 is 4.5, not 5


def slot_text(value: Decimal | None, indicator: Indicator, options: Mapping[str, str], *, language: str = "zh") -> str:
    """The printed words of a value: 857人, 增长18.86%, 300余次, 提高1.2个百分点.

    value: unrounded, in the indicator's unit; None prints （暂无数据）. options: of the slot, already checked (format,
    unit, decimals, round_to, thousands; before: words in front of the number, zero: words in place of both when nothing
    is left after rounding (发现违规3项, 没有发现违规); others say which figure it is and are not looked at).
    Without `decimals` a whole number is written whole and money without zeros at the end, as a clerk writes: 100%,
    13.2万元, but 84.40%.
    Raises UnitError when `unit` measures something else.
    """
    if value is None:
        return NO_DATA.get(language)
    slot = _Slot(value, indicator, options, language.startswith("en"))
    if "zero" in options and slot.direction() == 0:
        return options["zero"]
    return options.get("before", "") + _WRITERS[options.get("format", "number")](slot)


def option_problem(indicator: Indicator, options: Mapping[str, str]) -> Problem | None:
    """What in the options does not fit the indicator: a unit that measures something else, or points of no share."""
    unit = options.get("unit", "none")
    try:
        if unit != "none":
            factor(indicator.unit, unit)
    except UnitError:
        return Problem(
            "summary-option-unit",
            "",
            Text(
                f"能与{indicator.unit or '无单位'}换算的单位", f"a unit that {indicator.unit or 'no unit'} turns into"
            ),
            Text(f"“{unit}”", repr(unit)),
            Text("换单位，或写 unit=none 不印单位。", "Write another unit, or unit=none to print none."),
        )
    if options.get("format") == "points" and not is_percent(indicator.unit):
        return Problem(
            "summary-option-points",
            "",
            Text("百分数指标", "an indicator in %"),
            Text(f"单位是{indicator.unit or '空'}", f"one in {indicator.unit or 'no unit'}"),
            Text("改用 format=change。", "Use format=change."),
        )
    return None


def _is_money(unit: str) -> bool:
    return unit.partition("/")[0] in ("元", "万元", "亿元")


class _Slot:
    """A value in the unit in which it is printed."""

    def __init__(self, value: Decimal, indicator: Indicator, options: Mapping[str, str], english: bool) -> None:
        wanted = options.get("unit", "")
        self.english = english
        self.options = options
        self.unit = indicator.unit
        self.value = value
        self.decimals = int(options.get("decimals", indicator.decimals))
        self.trim = False
        self.money = _is_money(indicator.unit)
        if wanted == "none":
            self.unit = ""
        elif wanted and wanted != indicator.unit:
            self.value, self.unit = value * factor(indicator.unit, wanted), wanted
            self.trim = "decimals" not in options
            if self.trim:
                self.decimals = max(indicator.decimals, _CONVERTED_DECIMALS)

    def number(self, value: Decimal) -> str:
        text = show_number(value, self.decimals, thousands=self.options.get("thousands") == "yes")
        whole = "." in text and not text.rpartition(".")[2].strip("0")
        if "." in text and (self.trim or ("decimals" not in self.options and (whole or self.money))):
            return text.rstrip("0").rstrip(".")
        return text

    def with_unit(self, words: str, unit: str | None = None) -> str:
        """Chinese units follow at once; in English a space stands before all but % and ‰."""
        unit = self.unit if unit is None else unit
        space = " " if self.english and unit and unit not in ("%", "％", "‰") else ""
        return f"{words}{space}{unit}"

    def direction(self) -> int:
        rounded = round_half_up(self.value, self.decimals)
        return 0 if rounded == 0 else 1 if rounded > 0 else -1


def _number(slot: _Slot) -> str:
    return slot.with_unit(slot.number(slot.value))


def _plain(slot: _Slot) -> str:
    return slot.number(slot.value)


def _change(slot: _Slot) -> str:
    """A growth (in %) grows or falls; a difference in anything else increases or decreases."""
    words = ("增长", "下降") if is_percent(slot.unit) else ("增加", "减少")
    return _directed(slot, words, ("up ", "down "), slot.with_unit(slot.number(abs(slot.value))))


def _points(slot: _Slot) -> str:
    amount = slot.number(abs(slot.value))
    told = slot.with_unit(amount, "percentage points" if slot.english else "个百分点")
    return _directed(slot, ("提高", "下降"), ("up ", "down "), told)


def _directed(slot: _Slot, zh: tuple[str, str], en: tuple[str, str], amount: str) -> str:
    direction = slot.direction()
    if direction == 0:
        return "unchanged" if slot.english else "持平"
    words = en if slot.english else zh
    return f"{words[0 if direction > 0 else 1]}{amount}"


def _more_than(slot: _Slot) -> str:
    """300余次. Without `round_to`, down to the first digit: 312 -> 300余."""
    whole = int(abs(slot.value))
    step = int(slot.options.get("round_to") or 10 ** (len(str(whole)) - 1))
    words = more_than(slot.value, step)
    if slot.english:
        words = f"more than {words.removesuffix('余')}" if words.endswith("余") else words
    return slot.with_unit(words)


def _words(slot: _Slot) -> str:
    """In Chinese numerals: 十二; a year digit by digit: 二〇二六年."""
    rounded = round_half_up(slot.value, slot.decimals)
    if slot.english:
        return slot.with_unit(slot.number(slot.value))
    year = slot.unit == "年" and rounded == rounded.to_integral_value() and 1000 <= rounded <= 9999
    return slot.with_unit(chinese_year(int(rounded)) if year else chinese_number(rounded))


_WRITERS: Mapping[str, Callable[[_Slot], str]] = {
    "number": _number,
    "plain": _plain,
    "change": _change,
    "points": _points,
    "more_than": _more_than,
    "words": _words,
}
