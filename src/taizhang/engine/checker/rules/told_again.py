"""A figure told once more where something else is told of it: 房地产9.27亿元…，房地产由12.05亿元降至9.27亿元;
处分147人，…；147人中乡科级19人."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import is_compared
from taizhang.engine.checker.types import Role

_FROM = re.compile(r"(?P<name>[一-龥“”]{0,12}?)(?:已|均|也)?(?:分别)?[由从](?:[^，。;:、\d]{0,12})$")
_CAME_TO = re.compile(
    r"^[一-龥]{0,3}(?:增加|增长|上升|提高|提升|扩大|攀升|扩充|发展|增|升|减少|下降|降低|缩小|压减|压缩|回落|减|降|跌)[到至为]"
)
_LEADING = re.compile(r"^(?:其中|而|且|,|，|\s)+")
_UNIT_AMONG = re.compile(r"^(?:中(?![学小心央等职专层期国考高级医药部年型介间])|里)")
_INSIDE = frozenset("中里")
_LATELY = re.compile(r"^(?:今年|本年|全年|本学期|目前|现有|截至目前)(?:全[省市县区校])?")
_GENERAL = re.compile(r"(?:总?(?:人数|数量|数|量|额|人次)|案件|人员)$")
_BACK, _FEW, _LIKE, _FAR, _PARAGRAPHS, _TRIED = 12, 12, 2, 60, 6, 6


def find(prose: Prose) -> Iterator[Claim]:
    last: Mention | None = None
    for mention in prose.mentions:
        claim: Claim | None = None
        if last is not None and not mention.cell and mention.number.role is Role.QUANTITY:
            if last.clause == mention.clause:
                claim = _came_to(prose, last, mention)
            elif mention.tail[:1] in _INSIDE:
                claim = _of_these(prose, mention)
            elif mention.tail[:1] == "的" and mention.tail[1:]:
                claim = _of_them(last, mention)
        last = mention
        if claim is not None:
            yield claim


def _came_to(prose: Prose, was: Mention, now: Mention) -> Claim | None:
    """高新技术企业68家，由上年54家增至68家; 死亡7人，…，死亡人数由9人减为7人: a level, and what it came to."""
    if was.unit != now.unit or not _CAME_TO.match(now.head):
        return None
    begun = _FROM.search(was.head)
    if begun is None or not now.unit or now.unit in ("%", "‰") or "分别" in was.head:
        return None
    words = _LEADING.sub("", begun["name"])
    if words.endswith(("均", "价", "标准")):
        return None
    near = [
        m for m in reversed(prose.mentions[max(0, was.index - _FAR) : was.index])
        if m.counts and m.unit == now.unit and now.paragraph - m.paragraph < _PARAGRAPHS and m.depth <= now.depth
        and not is_compared(m) and m.number.notation != "numerals" and m.time_fits(now)
    ]  # fmt: skip
    told = [m for m in near if _is_called(m, words)] if words else [m for m in near[:1] if m.index == was.index - 1]
    same = next((m for m in near if m.number.amount == now.number.amount and m.number.amount >= _FEW), None)
    if same is not None:
        way = Way(Form.EQUAL, (same.number,), strength=Strength.SLIP)
        return Claim("same_quantity", "repeat.came_to", now.number, [way], "由")
    if not told or told[0].paragraph < now.paragraph - 1:
        return None
    ways = [Way(Form.EQUAL, (m.number,), strength=Strength.OPEN) for m in near[:_TRIED] if m is not told[0]]
    first = Way(Form.EQUAL, (told[0].number,), strength=Strength.SLIP)
    return Claim("same_quantity", "repeat.came_to", now.number, [first, *ways], "由")


def _is_called(mention: Mention, words: str) -> bool:
    """死亡7人 and 死亡人数由…: the same name, or one that ends the other."""
    bare, told = _GENERAL.sub("", words), _GENERAL.sub("", mention.number.subject)
    return len(bare) >= _LIKE and told.endswith(bare)


def _of_them(told: Mention, again: Mention) -> Claim | None:
    """重复申报127人，127人的补助资金已收回: the figure right before once more, and what is theirs."""
    if again.head.strip() or not (told.counts and again.counts) or told.unit != again.unit:
        return None
    if again.number.amount < _FEW or again.level < _LIKE or told.whole is not None or told.paragraph != again.paragraph:
        return None
    way = Way(Form.EQUAL, (told.number,), strength=Strength.SLIP)
    return Claim("same_quantity", "repeat.among", again.number, [way], "的")


def _of_these(prose: Prose, again: Mention) -> Claim | None:
    """处分147人，…；147人中乡科级19人; 民商事案件2204件里: the figure once more, and some of it."""
    if not again.counts or again.number.amount < _FEW or again.level < _LIKE or again.number.notation == "numerals":
        return None
    words = _LATELY.sub("", again.head.strip())
    if not _UNIT_AMONG.match(again.tail) or (words and again.number.subject != words):
        return None
    earlier = [
        m for m in reversed(prose.mentions[max(0, again.index - _BACK) : again.index])
        if m.counts and m.unit == again.unit and m.paragraph == again.paragraph and m.time_fits(again)
        and m.number.notation != "numerals"
    ]  # fmt: skip
    if words:
        earlier = [m for m in earlier if _is_called(m, words)]
    if not earlier:
        return None
    ways = [Way(Form.EQUAL, (m.number,), strength=Strength.SLIP if m.whole is None else Strength.OPEN) for m in earlier]
    return Claim("same_quantity", "repeat.among", again.number, ways, "中")
