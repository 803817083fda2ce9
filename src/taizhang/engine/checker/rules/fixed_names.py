"""Numbers that belong to a name, a slogan or a verb of their own, and count no list that stands beside them: 八项规定,
红十字, 两位数, 机场三期; 增强“四个意识”、坚定“四个自信”、做到“两个维护”; 入选“全国十大”考古新发现; 实现21个."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taizhang.engine.numerals import chinese_value

_NAMES = ("八项规定", "十字路", "两位数", "三位数", "三公经费")
_RED = "红十字"
# The number is the object of a verb, with the place or year where it was won.
_WON = re.compile(
    r"(?:入选|列入|纳入|荣获|获评|跻身|评为|上榜)[一-龥“]{0,8}$"
    r"|(?:实现|提出|贯彻|落实|做到|突破|覆盖|通过|取得|突出|抓住|围绕|聚焦|打好|进入)(?:了|中央|国家|全国|全[省市县])?$"
)
_LIKE = re.compile(r"等(?![级第于候待])")
_BEGINS_ITEM = ("和", "与", "及", "以及", "或")
_COURSES = re.compile(r"[一-龥]{0,2}(?:班|培训|活动|讲座|训练|课程|会|论坛|沙龙|征集|展)")
_FURTHER = re.compile(r"[一二两三四五六七八九十](?<![个位“]一)")
_NUMERAL = re.compile(r"[一二两三四五六七八九十\d]")
_ROW_OF_QUOTES = re.compile(r"“[^“”]*、[^“”]*”(?=[^、])")
_RANGE = re.compile(r"\d(?:-|--|~|至|到)$")
_MUCH, _TWICE = 2.5, 2


def known(text: str, start: int) -> bool:
    """三公经费：指…; 八项规定，…."""
    return text.startswith(_NAMES, start)


def known_or_range(text: str, start: int) -> bool:
    """Also of 发展1-2个主导产业: how many there may be."""
    return known(text, start) or _RANGE.search(text, max(0, start - 3), start) is not None


def in_a_name(text: str, match: re.Match[str]) -> bool:
    """中央八项规定, 红十字会; 国际机场三期: works are built in stages, only what is held is counted in 期."""
    start = match.start("n")
    if known(text, start) or text.startswith(_RED, start - 1):
        return True
    return match["u"] == "期" and not _COURSES.match(text, match.end("u"))


def counts_otherwise(items: Sequence[str], number: int, *, quoted: bool) -> bool:
    """Whether the last thing of a list leads over to a count of something else. `quoted`: the count opens a quotation,
    as slogans do, and is wrong for the list only where its names are of one length: 甲、乙、丙“三大行动”."""
    last = items[-1].strip()
    if not last or last.endswith(_BEGINS_ITEM) or _LIKE.search(last, 1) or _WON.search(last):
        return True
    if quoted and number != len(items):
        lengths = [len(item.strip()) for item in items]
        alike = max(lengths) <= _MUCH * min(lengths) and not any("“" in item or _NUMERAL.search(item) for item in items)
        return not alike or abs(number - len(items)) > 1
    return False


def after_quotes(items: str) -> int:
    """Where the list begins behind a quotation that has a list of its own: “省市共建、一室一策”支持甲、乙、丙3个."""
    return max((found.end() for found in _ROW_OF_QUOTES.finditer(items)), default=0)


def one_of_names(text: str, start: int) -> bool:
    """Whether a quoted count is one of several, which are explained together: “三大高地”“五大战略”：…."""
    return text[max(0, start - _TWICE) : start] == "”“"


def counted_together(number: int, name: str, count: int) -> bool:
    """“四融一共”：five things, which its numerals count together; not of 四个一批, 三位一体. `name`: what follows the
    first of them."""
    others = [chinese_value(sign) or 0 for sign in _FURTHER.findall(name)]
    return bool(others) and number + sum(others) == count


def far_more(number: int, count: int) -> bool:
    """办好45件实事，一是…七是…: so many more than the points that they count what the points are about."""
    return number > _TWICE * count + 1
