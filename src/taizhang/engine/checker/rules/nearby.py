"""What the rules of shares, growth and averages ask of the numbers around one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.each import MEASURES
from taizhang.engine.checker.types import Number


@dataclass(slots=True)
class Row:
    """Of a table: its first cell in words, all cells, and the numbers by column."""

    label: str
    cells: list[str]
    numbers: dict[int, Mention] = field(default_factory=dict)
    changes: dict[int, Mention] = field(default_factory=dict)  # cells that say 下降7.6%


def scaled(number: Number, factor: Decimal, unit: str | None = None) -> Number:
    """The same figure counted in other units: 3.2吨 as 3200公斤, 60万人 as 600千人."""
    return replace(
        number, scale=number.scale * factor, low=number.low * factor, high=number.high * factor,
        unit=number.unit if unit is None else unit,
    )  # fmt: skip


def in_unit(number: Number, unit: str) -> Number | None:
    """A figure in another unit of its measure; None where the two measure different things."""
    if number.unit == unit:
        return number
    many = MEASURES.get((unit, number.unit))
    if many is not None:
        return scaled(number, many, unit)
    part = MEASURES.get((number.unit, unit))
    return None if part is None else scaled(number, 1 / part, unit)


_COMPARED = re.compile(
    r"(?:(?:比|较|与|由|从|自)(?:上|去|前|19|20|年初|同期|原|往|常年)[^，。;:]{0,14}|(?:上年|去年|上一年|上学年)(?:度|同期)?(?:为|是|的)?|^(?:,|\s)*[比较][一-龥]{1,8}的)$"
)
_COMPARED_SIGN = re.compile(r"[比较与由从自上去]")  # one of which each of the above begins with: seldom there
_NAMESAKES = 12  # figures of one name that are looked back
_DIVIDED = re.compile(r"(?:包括|包含|其中)(?=[一-龥])")
_THINGS = frozenset("项个类级校县园班期种所家处批次段条部门者科组")
_TOPIC = re.compile(
    r"(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]是)?([一-龥]{2,8}?)(?:方面|工作|[，:])"
)
_STOP = frozenset("的了共有为是占其中在和与及率比例达到人数总")


# What a sign of 生师比, 城乡差距 stands for; else for itself.
_SIGNS = {
    "生": ("学生", "在校生", "幼儿", "生"),
    "师": ("专任教师", "教师", "教职工", "教工", "师"),
    "机": ("计算机", "电脑"),
    "班": ("班",),
    "套": ("套",),
    "床": ("床",),
    "职": ("教职工", "职工"),
    "男": ("男",),
    "女": ("女",),
    "医": ("医师", "医生"),
    "护": ("护士", "护理"),
    "城": ("城",),
    "乡": ("农村", "乡村"),
    "存": ("存款",),
    "贷": ("贷款",),
}


def signed(sign: str) -> tuple[str, ...]:
    """The names that a sign of two may stand for, the one most likely meant first."""
    return (*_SIGNS.get(sign, ()), sign)


def are_signs(one: str, two: str) -> bool:
    """城 and 乡, 师 and 生: signs that are known to stand for longer names."""
    return one in _SIGNS and two in _SIGNS


def before(mentions: Sequence[Mention], index: int, *, sentences: int = 0, most: int = 40) -> Iterator[Mention]:
    """Quantities before one, nearest first, as far back as so many sentences of the same paragraph."""
    anchor = mentions[index]
    for back in range(index - 1, max(-1, index - 1 - most), -1):
        mention = mentions[back]
        if anchor.sentence - mention.sentence > sentences:
            return
        if mention.counts:
            yield mention


def by_ending(prose: Prose, words: str, index: int) -> Iterator[Mention]:
    """What was counted before by a name that ends in these words, the last told first, however far."""
    if not prose.endings:
        for mention in prose.mentions:
            if mention.counts and len(mention.number.subject) > 1:
                prose.endings.setdefault(mention.number.subject[-2:], []).append(mention)
    told = prose.endings.get(words[-2:], [])
    end = bisect_left(told, index, key=lambda mention: mention.index)
    return (mention for mention in reversed(told[max(0, end - _NAMESAKES) : end]) if len(words) > 1)


def likeness(one: str, two: str) -> int:
    """How many characters two names share, without the words that any name has."""
    return len((set(one) & set(two)) - _STOP)


def name(mention: Mention) -> str:
    """What a number counts, in the text's words: the label, or what follows when it stands first."""
    if mention.called is None:
        mention.called = mention.number.subject + "".join(mention.tail[:12].split())
    return mention.called


def part_of(subject: str) -> str:
    """一级 of 珍贵文物包括一级: what the figure itself counts."""
    return _DIVIDED.split(subject)[-1]


def named_by(subject: str, name_: str) -> bool:
    """Whether a subject names what is called so, or shortens it: 用车费, 公务用车运行费."""
    if not name_:
        return False
    if name_ in subject or subject in name_:
        return True
    signs = iter(name_)
    return len(subject) >= 3 and all(sign in signs for sign in subject)


def is_compared(mention: Mention) -> bool:
    """比上年的1124条增加162条, 上年为3.44亿元: another time's figure, told to compare with."""
    if mention.compared is None:
        label = mention.label[-24:]
        mention.compared = _COMPARED_SIGN.search(label) is not None and _COMPARED.search(label) is not None
    return mention.is_base or mention.compared


def counts_things(mention: Mention) -> bool:
    """三项, 四所, 12个: a small number of things that the text may go on to name or add up."""
    if mention.unit not in _THINGS and (mention.unit or not mention.tail.startswith("者")):
        return False
    number = mention.number
    return 2 <= number.amount <= 20 and number.low == number.high


def topic(prose: Prose, mention: Mention) -> str:
    """食堂 of a paragraph that begins 食堂方面，…."""
    begin = prose.plain.rfind("\n", max(0, mention.start - 400), mention.start) + 1
    found = _TOPIC.match(prose.plain, begin)
    return found[1] if found else ""


def run_whole(count: Mention, before: Sequence[Mention]) -> Mention | None:
    """泊位136个，万吨级42个、5000吨级31个、其他63个: what the figures that end in it add up to. `before`: nearest
    first."""
    near = [m for m in before if m.index <= count.index and m.unit == count.unit and m.sentence == count.sentence]
    total = Decimal(0)
    for place, m in enumerate(near):
        if place > 1 and total == m.number.amount:
            return m
        total += m.number.amount
    return None
