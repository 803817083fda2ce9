"""The numbers that Word puts before paragraphs by itself: they are not in the text, yet on every page that is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from taizhang.engine.numerals import chinese_number

_LEVEL = re.compile("%([1-9])")
_MOST_STYLES = 50  # based on each other
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CHINESE = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting", "ideographDigital", "japaneseDigitalTenThousand", "koreanDigital2",
})  # fmt: skip
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    form: str  # as numFmt names it
    text: str  # "%1、", "%1.%2"
    start: int
    restart: int | None  # behind which level it begins anew; None: any above it
    legal: bool  # all numbers in digits


class Numbering:
    """Counts along: `label` is asked once a paragraph, in their order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._style_levels: dict[tuple[str, str], int] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()
        self._styles: dict[str, tuple[str, str, int | None]] = {}  # -> based on, numId, level
        self.default_style = ""
        if styles is not None:
            self._read_styles(styles)
        if numbering is not None:
            self._read(numbering)

    def _read(self, root: Any) -> None:
        for item in _children(root, "abstractNum"):
            key = _value(item, "abstractNumId")
            self._levels[key] = {}
            for level in _children(item, "lvl"):
                number = _whole(_value(level, "ilvl"), 0)
                self._levels[key][number] = _level(level)
                if style := _of(level, "pStyle"):
                    self._style_levels[key, style] = number
        for item in _children(root, "num"):
            key = _value(item, "numId")
            self._abstract[key] = abstract = _of(item, "abstractNumId")
            for override in _children(item, "lvlOverride"):
                number = _whole(_value(override, "ilvl"), 0)
                if start := _of(override, "startOverride"):
                    self._starts.setdefault(key, {})[number] = _whole(start, 1)
                for level in _children(override, "lvl"):
                    own = f"{abstract} of {key}"
                    self._levels.setdefault(own, dict(self._levels.get(abstract, {})))[number] = _level(level)
                    self._abstract[key] = own

    def _read_styles(self, root: Any) -> None:
        for style in _children(root, "style"):
            if _value(style, "type") != "paragraph":
                continue
            key = _value(style, "styleId")
            if _value(style, "default") in {"1", "true"}:
                self.default_style = key
            properties = next(_children(style, "pPr"), None)
            numbered = next(_children(properties, "numPr"), None) if properties is not None else None
            number, level = ("", "") if numbered is None else (_of(numbered, "numId"), _of(numbered, "ilvl"))
            self._styles[key] = (_of(style, "basedOn"), number, _whole(level, 0) if level else None)

    def _of_style(self, style: str) -> tuple[str, int | None]:
        level = None
        for _ in range(_MOST_STYLES):
            if style not in self._styles:
                break
            based, number, own = self._styles[style]
            level = own if level is None else level
            if number:
                if level is None:
                    level = self._style_levels.get((self._abstract.get(number, ""), style))
                return number, level
            style = based
        return "", None

    def label(self, style: str, number: str, level: int | None) -> str:
        """What stands before a paragraph of this style; number, level: its own numPr, "" and None without one."""
        if not number:
            number, of_style = self._of_style(style or self.default_style)
            level = of_style if level is None else level
        abstract = self._abstract.get(number)
        if abstract is None or number == "0":
            return ""
        levels = self._levels.get(abstract, {})
        at = level or 0
        if at not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        self._count(number, at, levels, counts)
        own = levels[at]
        if own.form in {"bullet", "none"}:
            return ""

        def printed(found: re.Match[str]) -> str:
            other = int(found[1]) - 1
            if other not in levels:
                return ""
            form = "decimal" if own.legal else levels[other].form
            return written(counts.get(other, levels[other].start), form)

        return _LEVEL.sub(printed, own.text)

    def _count(self, number: str, at: int, levels: dict[int, _Level], counts: dict[int, int]) -> None:
        first = number not in self._used
        self._used.add(number)
        if first:  # a list that says to begin anew does so with its first paragraph
            for other, start in self._starts.get(number, {}).items():
                counts[other] = start - 1
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for other, below in levels.items():
            if other > at and below.restart != 0 and (below.restart is None or at < below.restart):
                counts.pop(other, None)


def _level(item: Any) -> _Level:
    restart = _of(item, "lvlRestart")
    return _Level(
        form=_of(item, "numFmt") or "decimal",
        text=_of(item, "lvlText"),
        start=_whole(_of(item, "start"), 1),
        restart=_whole(restart, 0) if restart else None,
        legal=next(_children(item, "isLgl"), None) is not None,
    )


def written(number: int, form: str) -> str:
    """A number as numFmt says; digits for a form that is not known."""
    if form in _CHINESE:
        return chinese_number(Decimal(number))
    if form == "chineseLegalSimplified":
        return chinese_number(Decimal(number)).translate(_LEGAL)
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}:
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
    if form == "decimalEnclosedParen":
        return chr(0x2474 + number - 1) if 1 <= number <= 20 else f"({number})"
    if form == "ideographEnclosedCircle":
        return chr(0x3220 + number - 1) if 1 <= number <= 10 else str(number)
    if form == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if form == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if form == "decimalFullWidth":
        return str(number).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    if form == "decimalZero":
        return f"{number:02d}"
    if form in {"lowerLetter", "upperLetter"} and 0 < number < 1000:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < number < 4000:
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    return str(number)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def _children(item: Any, name: str) -> Iterator[Any]:
    return (child for child in item if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name)


def _value(item: Any, name: str) -> str:
    """An attribute, of whichever namespace."""
    return next((value for key, value in item.attrib.items() if key.rpartition("}")[2] == name), "")


def _of(item: Any, name: str) -> str:
    child = next(_children(item, name), None)
    return _value(child, "val") if child is not None else ""


def _whole(words: str, otherwise: int) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 7 else otherwise
