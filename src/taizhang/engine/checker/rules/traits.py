"""Traits by which one body of people is told apart in several ways: 35岁以下24人、大专以上39人、女干部28人 overlap; and
words after a list that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength
from taizhang.engine.checker.scan import NUMERAL
from taizhang.engine.checker.types import Number

# One way to tell people apart each: by age, sex, schooling, party, service, people, grade.
_WORDS = (
    r"\d周?岁|未成年|青少年|青年|中年|中青年|老年",
    r"女(?!儿|婴)|男|妇女",
    r"博士|硕士|研究生|本科|大专|大学|中专|学历",
    r"党员|团员|民主党派|无党派",
    r"退役|转业|退伍",
    r"少数民族|汉族",
    r"职称|[正副]高|高级|中级|初级",
    r"寄宿|住宿|住校|走读",
    r"留守|随迁|务工",
    r"建档立卡|贫困|脱贫|低保|特困|困难|残疾|孤儿|烈士",
    r"班主任(?!岗)",
)
_TRAITS = tuple(re.compile(words) for words in _WORDS)
# Most names tell none: one look instead of seven. Each begins with a sign of its own, so that the search skips to it.
_ANY = re.compile(
    "岁|未成年|青|中年|老年|女|男|妇女|博士|硕士|研究生|本科|大专|大学|中专|学历|党|团员|民主|无党派|退|转业|少数|汉族|职称|正高|副高|高级|中级|初级"
    "|寄宿|住宿|住校|走读|留守|随迁|务工|建档|贫困|脱贫|低保|特困|困难|残疾|孤儿|烈士|班主任"
)
# What is told of some people of every kind: beside any other name it is another way to divide.
_ACROSS = re.compile(r"女[性党干职教]|\d周?岁|少数民族|具有|获得|持有|班主任(?!岗)")
_OTHERS = ("其他", "其余")
# 安全类21个、已整改27个: of what kind they are, and how many are mended.
_DONE, _STATE = (
    re.compile("已"),
    re.compile(r"[已未正在待尚拟余转不]|部分|基本|计划|参考|采纳|[限长短]期|持续|立[行即]"),
)
_BOTH = re.compile(
    r"(?:[两二三]|多)[项者类种个]?(?:均|都|兼)|同时[有具为]|重复|交叉|重叠|重合|兼有|可多选|多选|同[址楼][共合]|共[用建]"
    r"|(?:各自|分开|分别)统计|口径"
)
_BOTH_SIGN = re.compile(r"[均都兼同重交可共统口]")  # one of which stands in each of the above: seldom there
_END = re.compile(r"[。;\n]")
_ROW, _NOTE = 60, 24  # code points after a list in which an overlap is told


@lru_cache(maxsize=4096)
def _traits_of(name: str) -> frozenset[int]:
    """The ways in which people are told apart by a name; asked for in each way in which its figure may be a part."""
    return frozenset([at for at, words in enumerate(_TRAITS) if words.search(name)]) if _ANY.search(name) else _NONE


_NONE = frozenset[int]()


def overlap(names: Sequence[str]) -> bool:
    """Whether parts of these names are told apart in more than one way."""
    if any(name.startswith(_OTHERS) for name in names):
        return False  # 老年人173人、残疾人58人、其他184人: each is counted once
    told = [one for one in map(_traits_of, names) if one]
    if len(told) > 1 and not frozenset.intersection(*told):
        return True
    if 0 < len(told) < len(names) and any(_ACROSS.search(name) for name in names):
        return True
    return any(map(_DONE.search, names)) and not all(map(_STATE.search, filter(None, names)))


def noted(prose: Prose, end: int) -> bool:
    """…、肉类3批次（1批次两项均不合格）; 雨量站218处、水位站96处，同址共建若干."""
    if _BOTH_SIGN.search(prose.plain, end, end + _NOTE) is None:
        return False
    return bool(_BOTH.search(_END.split(prose.plain[end : end + _NOTE], 1)[0]))


def weighed(prose: Prose, claim: Claim) -> Claim:
    """Of parts that overlap their whole is told by no sum: nothing but their digits would say so. What adds up is asked
    nothing."""
    if not meets(claim.ways[0], claim.stated):
        claim.ways = [
            replace(way, strength=Strength.OPEN)
            if way.form is Form.SUM and way.strength is not Strength.OPEN and _cut_across(prose, way.parts)
            else way
            for way in claim.ways
        ]
    return claim


def came_and_went(names: Sequence[str]) -> bool:
    """受理9305件，审结9022件: what was done of what came in, never parts of one whole."""
    return any(map(_CAME.search, names)) and any(map(_WENT.search, names))


def ground_and_floors(whole: str, names: Sequence[str]) -> bool:
    """占地28400平方米，建筑面积18600平方米，绿化面积6800平方米: floors lie above each other, no parts of the ground."""
    return bool(_GROUND.search(whole)) and any(map(FLOORS.search, names))


_GROUND, FLOORS = re.compile(r"占地|用地|校园"), re.compile(r"建筑|校舍|用房")
_CAME = re.compile(r"(?:受理|立案|接到|接收|报名|申请|发现|排查|查出|交办|应)[一-龥]{0,8}$")
_WENT = re.compile(r"(?:审结|办结|结案|整改|答复|录取|化解|查处|办理|完成)[了到]?$")


def _cut_across(prose: Prose, parts: Sequence[Number]) -> bool:
    if not any(part.amount for part in parts):
        return True  # 接待费0.39万元，占100%。具体如下：出国0万元，购车0万元: what is nothing divides nothing
    begin, end = min([part.start for part in parts]), max([part.end for part in parts])
    told = prose.plain[begin:end] + _END.split(prose.plain[end : end + _ROW], 1)[0]
    if "一" in told and re.search(rf"[一-龥](?<![{NUMERAL}第每任])一{parts[0].unit}(?:[，、,和与]|$)", told):
        return True  # 完中8所，九年一贯制学校一所，特殊教育学校1所: one that is not printed in figures
    return noted(prose, end) or overlap([part.subject for part in parts])


def over_all(mentions: Sequence[Mention], parts: Sequence[Mention]) -> bool:
    """合格45人，合格率97.8%，优秀19人，优秀率41.3%: rates right after each, of more than all together, are of figures
    that overlap."""
    rates = [mentions[part.index + 1] for part in parts if part.index + 1 < len(mentions)]
    if not rates or rates[0].unit != "%":
        return False
    told = [
        rate.number.amount for part, rate in zip(parts, rates, strict=False)
        if rate.unit == "%" and rate.segment == part.segment and rate.head.strip(" ,").startswith(part.head[-2:])
    ]  # fmt: skip
    return len(told) == len(parts) > 1 and sum(told) > 101
