"""A number with its noun told once more: 全县86所学校…。86所学校的自查报告均已上报; 上述41个问题中; 两个重点是A和B.

In Chinese a count that begins its sentence is of things that the text has told of: 86所学校 are those of before, where
教师86人 tells of them for the first time. Whatever follows (中, 均, 分, 来自, 的, a verb) is said of all of them, or of
some. A figure that was told by that noun and that value before settles it; a figure of that noun a slip away is accused
by how surely the words speak of all: 这, 上述 surely; 中, 均, 来自, 分别是 where a slip explains the miss; a bare verb
only where the slip is no chance, since 46所学校完成整改 of 48 is told as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.places import MARKS_LEVEL
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import is_compared
from taizhang.engine.checker.types import Role

_THESE = re.compile(r"(?:^|[，。;,对将在把从])(?:这|该|上述|以上|前述|上列)(?:其中)?的?$")
_THESE_SIGN = frozenset("这该述上列的")
_WHERE = re.compile(
    r"(?:(?:目前|现在|对|在|从|全[省市县州区旗镇乡校院系]{1,2}|参加|参赛|现有|拟聘|本次|今年|全年|全部)|\s|,)*"
)
_OWN = re.compile(r"(?:,|\s|其中)*(?P<name>[一-龥]{2,10}?)(?P<of>的)?")
# All of them are spoken of by what follows the noun, or some of them.
_ALL = re.compile(
    r"(?P<noun>[一-龥]{0,9}?)(?:已经?|也|目前|现)?(?<![高初集其])"
    r"(?:中(?![学小心央等职专层期国考高级医药部年型介间])|里(?!程)|之中|当中|内(?=[，,])|全部|全都|悉数|无一"
    r"|(?:[都皆]|(?<![班生户人校园师场日月年村亩])均|均(?=[已有装设配按完实]))(?![衡市\d为约达])"
    r"|分布|分为|分成|分别|依次|分(?=[\d二两三四五六七八九十])|按[一-龥]{1,8}[分看]|来自|各[自有]"
    r"|由[^，。]{1,20}(?:组成|构成)|涉及|平均|遍布|集中在|覆盖)"
)
_LISTED = re.compile(r"(?P<noun>[一-龥]{1,8}?)(?:的分布)?(?:分别|依次)?(?:是|为|即|指|包括|:|有:)")
_SAID = re.compile(
    r"(?P<noun>[一-龥]{2,8}?)(?:的(?!确)|已(?!有)|[共将须应拟可在]|合计|累计|发现|排查|完成|参加|参赛|通过|接受|开展"
    r"|承担|办理|公示)"
)
# What is divided, or of which some are told, or what is listed, is what was told before.
_WHOLLY = re.compile(
    r"[一-龥]{0,9}?(?:中|里|之中|当中|分布|分为|分成|分(?=[\d二两三四五六七八九十])|按[一-龥]{1,8}[分看]|来自"
    r"|(?:的分布)?(?:分别|依次)?[是为即指:])"
)
_STRONG_MARKS = frozenset(mark for mark, level in MARKS_LEVEL.items() if level >= 3)
_PEOPLE = ("孩子", "学生", "儿童", "老人", "村民")
_BACK, _FEW, _FAR, _STRONG, _PAIR, _TRIED, _REACH = 40, 12, 3, 3, 2, 3, 24


def find(prose: Prose) -> Iterator[Claim]:
    for again in prose.mentions:
        begins = again.lead or again.head[-1:] in _THESE_SIGN or "按" in again.head
        if begins and again.index and again.counts and again.number.amount > 1:
            claim = _claim(prose, again)
            if claim is not None:
                yield claim


def _claim(prose: Prose, again: Mention) -> Claim | None:
    head = again.head.strip()
    if "按" in head[-9:] and _BY.search(head) and _RECKONED.match(prose.plain, again.end):
        return _reckoned(prose, again)
    these = head[-1:] in _THESE_SIGN and _THESE.search(head) is not None
    if not these and (not _STRONG_MARKS.intersection(again.lead) if head else again.level < _PAIR):
        return None
    after = prose.plain[again.end : again.end + _REACH]
    all_of = _ALL.match(after)
    told = all_of or _LISTED.match(after)
    if not these and again.level < _STRONG and (all_of is None or again.number.amount < _FEW):
        return None
    owner = ""
    if not these and not _WHERE.fullmatch(head):
        own = _OWN.fullmatch(head)
        if own is None or told is None or not (own["of"] or all_of):
            return None
        owner = own["name"]
    strength = Strength.LIKELY if these else Strength.SLIP
    if told is None:
        told = None if owner else _SAID.match(after)
        strength = strength if these else Strength.SOUGHT
    if told is None and not these:
        return None
    noun = told["noun"].removesuffix("的") if told is not None else ""
    if again.number.amount < _FEW and not these and not noun and not owner:
        return None
    earlier = _earlier(prose, again, after)
    if owner:
        earlier = [m for m in earlier if _called(m, owner)]
    same = next((m for m in earlier if meets(Way(Form.EQUAL, (m.number,)), again.number)), None)
    if same is not None:
        way = Way(Form.EQUAL, (same.number,), strength=Strength.SLIP)
        return Claim("same_quantity", "repeat.again", again.number, [way], noun or "这")
    named = [m for m in earlier if _names(m, noun)] if noun else earlier
    if not named or _made_of(again, earlier):
        return None
    few = _beyond(named[0], again)
    wholly = _WHOLLY.match(after) is not None
    if not (few or these or wholly or owner):
        return None  # 46所学校均已完成 of 48
    if strength is Strength.SLIP and few and wholly:
        strength = Strength.LIKELY
    if strength is Strength.LIKELY and _only(named, noun):
        strength = Strength.FIRM
    ways = [Way(Form.EQUAL, (named[0].number,), strength=strength)]
    ways += [Way(Form.EQUAL, (m.number,), strength=Strength.OPEN) for m in named[1:_TRIED]]
    return Claim("same_quantity", "repeat.again", again.number, ways, noun or "这")


_BY = re.compile(r"按(?:照)?[^，。;]{0,8}$")
_RECKONED = re.compile(r"[^，。;)\d]{0,6}?(?:计算?|折算|测算)")


def _reckoned(prose: Prose, again: Mention) -> Claim | None:
    """（按6835人、12个月计算）, 按125家计: what is reckoned with was told."""
    earlier = _earlier(prose, again, "")
    same = next((m for m in earlier if m.number.amount == again.number.amount), None)
    if same is None or again.number.amount < _FEW:
        return None
    way = Way(Form.EQUAL, (same.number,), strength=Strength.SLIP)
    return Claim("same_quantity", "repeat.again", again.number, [way], "按")


def _earlier(prose: Prose, again: Mention, after: str) -> list[Mention]:
    """Figures of its unit before, nearest first; of persons where 个 counts children."""
    found = []
    unit = "人" if again.unit == "个" and after.startswith(_PEOPLE) else again.unit
    for m in reversed(prose.mentions[max(0, again.index - _BACK) : again.index]):
        if again.paragraph - m.paragraph > _FAR and not m.cell:
            break
        counted = m.counts or (m.cell and m.number.role is Role.QUANTITY)
        alike = m.unit == unit or (m.cell and not m.unit)
        if counted and alike and m.clause != again.clause and not is_compared(m) and m.time_fits(again):
            found.append(m)
    return found


def _called(mention: Mention, owner: str) -> bool:
    """特等奖5项 and 特等奖的5项: by the same name, or one that ends the other."""
    name = mention.number.subject.removesuffix("类")
    owner = owner.removesuffix("类")
    return len(name) >= _PAIR and (name.endswith(owner) or owner.endswith(name))


def _names(mention: Mention, noun: str) -> bool:
    """Whether it was told by that noun: 学校86所 and 86所学校."""
    words = mention.number.subject[-8:] + "".join(mention.tail[:10].split())
    return noun[-_PAIR:] in words


def _only(named: Sequence[Mention], noun: str) -> bool:
    """Whether but one figure was told by that noun alone: 学校86所, and no 新建学校12所 beside it."""
    if len(noun) < _PAIR or len({m.number.amount for m in named}) > 1:
        return False
    bare = (m.number.subject.endswith(noun) or m.tail.startswith(noun) for m in named)
    return all(bare) and not any(m.whole is not None or _SOME.search(m.number.subject) for m in named)


_SOME = re.compile(r"[新改扩创评优撤并建]|示范|特色|重点|骨干|级|合格|未|不|其中|剩余|其余|另")


def _made_of(again: Mention, earlier: Sequence[Mention]) -> bool:
    """86名, 核减5名, 81名: what two figures before make is told for the first time."""
    amounts = [m.number.amount for m in earlier[:8]]
    stated = again.number.amount
    return any(stated in (one + two, abs(one - two)) for at, one in enumerate(amounts) for two in amounts[at + 1 :])


def _beyond(told: Mention, again: Mention) -> bool:
    """Fewer of them, by a little, may have done it: 352个村中… 350个村完成."""
    was, now = told.number.amount, again.number.amount
    return now > was or 2 * now < was
