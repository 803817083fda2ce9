"""What a whole place has, and the figures by that noun that were told part by part before it: 小学在校生621791人、…。
初中在校生243085人、…。全市在校生864876人. Nothing joins them but the noun and their digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.divisions import one_slip_off
from taizhang.engine.checker.rules.nearby import is_compared

_PLACE = re.compile(r"^(?:其中)?(?:截至[^，]{0,8})?(?:全[国省市县区州旗镇乡校]|我[省市县区]|总|各级各类|义务教育)")
_COUNT = re.compile(r"(?:总?人?数|总数|总量|总额|合计|共计?|总计|达到?|为|有)+$")
# What is counted in schools is told in other words school by school: 在校生人数, 在校幼儿数, 在园幼儿.
_KIN = (
    re.compile(r"在[校园](?:生|学生|幼儿|人)"),
    re.compile(r"专任教师"),
    re.compile(r"教职工"),
    re.compile(r"招生|入园"),
    re.compile(r"毕业生|离园"),
)
_COMPULSORY = re.compile(r"义务教育")
_STAGES = (re.compile(r"^小学"), re.compile(r"^(?:普通)?初中"))
_INDUSTRIES = (re.compile("^第一产业"), re.compile("^第二产业"), re.compile("^第三产业"))
_PRODUCT, _THREE = re.compile(r"生产总值|GDP"), 20
_BACK, _LEAST = 60, 3


def find(prose: Prose) -> Iterator[Claim]:
    for whole in prose.mentions:
        if whole.counts and _PRODUCT.search(whole.number.subject):
            yield from _industries(prose.mentions, whole)
        before = prose.mentions[whole.index - 1]  # 全市教职工99750人，其中专任教师76413人
        named = before if "其中" in whole.label and before.sentence == whole.sentence else whole
        if not whole.index or not whole.counts or not _PLACE.match(named.number.subject):
            continue
        kin = _key(whole.number.subject)
        parts = _parts(prose.mentions, whole, kin) if kin is not None else []
        if _COMPULSORY.search(whole.number.subject):
            parts = [part for part in parts if any(stage.match(part.number.subject) for stage in _STAGES)]
            sure = len(parts) == len(_STAGES)
        else:
            sure = len(parts) >= _LEAST
        if sure and any(one_slip_off((whole,), parts)):
            way = Way(Form.SUM, tuple(part.number for part in parts), strength=Strength.OPEN)
            yield Claim("sum", "sum.over_all", whole.number, [way], whole.head[-6:])


def _industries(mentions: Sequence[Mention], whole: Mention) -> Iterator[Claim]:
    """生产总值244394万元。其中：第一产业62857万元；第二产业65585万元，其中工业…。第三产业115952万元: the three of them,
    whatever stands between."""
    near = [m for m in mentions[whole.index + 1 : whole.index + _THREE] if m.counts and m.unit == whole.unit]
    near = [m for m in near if m.paragraph == whole.paragraph and m.depth == whole.depth and m.is_level]
    parts = [next((m for m in near if name.search(m.number.subject)), None) for name in _INDUSTRIES]
    found = [m for m in parts if m is not None]
    if len(found) == len(_INDUSTRIES) and found[0].sentence != found[-1].sentence:
        way = Way(Form.SUM, tuple(part.number for part in found), strength=Strength.LISTED)
        yield Claim("sum", "sum.over_all", whole.number, [way], "产业")


def _key(subject: str) -> re.Pattern[str] | None:
    words = _COUNT.sub("", subject)
    for kin in _KIN:
        found = list(kin.finditer(words))
        if found and found[-1].end() == len(words):
            return kin
    return None


def _parts(mentions: Sequence[Mention], whole: Mention, kin: re.Pattern[str]) -> list[Mention]:
    """One figure of each thing: no part of another, no change, none of another whole place."""
    parts: dict[tuple[str, int], Mention] = {}
    for part in mentions[max(0, whole.index - _BACK) : whole.index]:
        subject = part.number.subject
        alike = part.counts and part.unit == whole.unit and part.depth == whole.depth and not is_compared(part)
        if not alike or "其中" in part.label or _PLACE.match(subject) or _key(subject) is not kin:
            continue
        if part.whole is not None and part.whole.number.amount != whole.number.amount:
            continue
        parts.setdefault((kin.sub("", _COUNT.sub("", subject)), part.sentence), part)
    return list(parts.values())
