"""Words against numbers: 增至 of a smaller figure, 全部 of a part, 持平 of two that differ, 大幅增长 over a fall."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.checker.words import LAST_YEAR
from taizhang.engine.text import Text

_INTO = re.compile(
    r"(?P<up>增加|增长|提高|提升|上升|增|升|扩大)(?:到|至)|(?P<down>减少|下降|降低|降|减|缩小|压减)(?:到|至)"
)
_TO = re.compile(r"(?:到|至|为)$")
_PLACE_IN_ROW, _NAMED_BEFORE = re.compile(r"排名|名次|位次|排位|位居|位列|第$"), 24
_OTHER_THING = re.compile(r"，[^，]{2,}?(?:由|从)[^，]{0,8}$")
_AGAINST = re.compile(r"(?:比|较|与)(?:上年|去年|上一年|上学年|同期|上年同期|去年同期)的?$")
_FROM = re.compile(r"(?:由|从)[^，。;:]{0,24}$")
_HOW = "(?:大幅度?|明显|显著|稳步|持续|快速|略有|有所|逐年|小幅|不断|稳中有)"
_GREW = re.compile(
    rf"(?P<how>(?:{_HOW}(?:增长|提高|提升|上升|增加|扩大)|创(?:下|出)?(?:历史|历年)?新高|历史最高)(?P<up>)"
    rf"|(?:{_HOW}(?:下降|减少|降低|缩小|回落)|创(?:下|出)?(?:历史|历年)?新低|历史最低)(?P<down>))"
)
_GREW_AFTER = re.compile(rf"[，,][^，。;\n\d]{{0,6}}{_GREW.pattern}(?=[，。;\n]|$)")
_FIRST = re.compile(
    r"(?<![一-龥])[一-龥]{0,12}(?:位居|位列|名列|排名|排在|居|列)(?P<rank>第[一1](?![一-龥]?[批届季期])|首位|榜首)"
)
_RANK = re.compile(r"(?:位居|位列|名列|排名|排在|居|列)(?:第[一1]|首位|榜首)")  # seldom told, and soon found
_CLAUSE, _AFTER = 12, 18  # code points before and after its beginning that _FIRST looks at
_SCOPE = re.compile(
    r"全[国省市州县区镇乡校]|[省市州县区镇乡](?:内|直|属|级)?[^，。;]{0,6}(?:中|第一|首位)|同类|各|之首|个"
)
_TOLD_IN = 24  # code points after two levels in which a word of both ends
_LAST_TOLD = 9  # code points before a figure in which the last word of the next tells 年
_WAS = re.compile(r"^[，,][^，。;\n]{0,4}(?:去年|上年)(?:同期)?(?:为|是)?$")
_ALL = re.compile(r"全部(?P<n>\d+)(?P<u>个|项|件|所|名|条)[一-龥]{0,6}(?:均|都|已)(?:已)?(?P<done>[一-龥]{2})")


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        if index:
            before = mentions[index - 1]
            beside = before.unit == mention.unit and before.segment == mention.segment
            beside = beside and before.is_level and mention.is_level
            if (
                beside
                and (_of_last_year(before, mention) or _FROM.search(before.head) or _AGAINST.search(mention.head))
                and not _one_by_one(prose, index)
            ):
                told, into = list(_trend(prose, before, mention)), _into(before, mention)
            else:
                told, into = [], None
            if into is not None and told and into.ways[0].form is told[0].ways[0].form:
                into = None  # 由18.6万元增至15.2万元，有所增加: once is enough
            if into is not None:
                yield into
            yield from told
            if mention.counts and prose.plain.rfind("年", max(0, mention.start - _LAST_TOLD), mention.start) >= 0:
                yield from _grew(prose, mentions, index)
    yield from _all(prose)
    yield from _first(prose)


def _one_by_one(prose: Prose, index: int) -> bool:
    """从每月209元、280元提高到217元、290元: the last of the one row is no level of the first of the other."""
    before, now = prose.mentions[index - 1 : index + 1]
    rows = (prose.mentions[index - 2 : index - 1], prose.mentions[index + 1 : index + 2])
    alike = all(m.unit[:1] == now.unit[:1] and m.segment == now.segment for row in rows for m in row)
    return all(rows) and alike and before.lead == rows[1][0].lead == "、"


def _of_last_year(now: Mention, last: Mention) -> bool:
    return last.time_told and last.time in LAST_YEAR and now.time != last.time


def _into(before: Mention, now: Mention) -> Claim | None:
    """由1860万元增至1520万元: two levels of one unit and segment."""
    told = _INTO.search(now.head[-14:])
    if told is None or not _FROM.search(before.head) or now.clause - before.clause > 1:
        return None
    if _PLACE_IN_ROW.search(before.head[-_NAMED_BEFORE:]):
        return None  # 排名由369位上升到235位: the less, the higher
    rose = now.number.low > before.number.high
    fell = now.number.high < before.number.low
    if not rose and not fell:
        return None
    return _claim("wording.direction", before, now, told[0], right=rose == bool(told["up"]))


def _grew(prose: Prose, mentions: list[Mention], index: int) -> Iterator[Claim]:
    """资助金额大幅增长，去年为841.8万元, where this year's is 792万元."""
    before = mentions[index]
    gap = prose.gap(before)
    found = list(_GREW.finditer(gap))
    if not found or not _WAS.search(gap[found[-1].end() :]):
        return
    for now in reversed(mentions[max(0, index - 8) : index]):
        if now.paragraph != before.paragraph:
            return
        if now.counts and now.unit == before.unit:
            rose = now.number.low > before.number.high
            up = found[-1]["up"] is not None
            yield _claim("wording.growth", now, before, found[-1][0], right=rose == up, turn=True)
            return


def _trend(prose: Prose, one: Mention, two: Mention) -> Iterator[Claim]:
    """明显上升，由上年的62件减至37件; 由9.6平方米提高到10.8平方米，稳步提高; 3起，较上年5起有所上升; 满意率96.4%，
    上年97.1%，满意率有所提升: two levels of one unit and segment."""
    before, now, at = one, two, 0
    if _PLACE_IN_ROW.search(one.head[-_NAMED_BEFORE:]):
        return
    if _FROM.search(one.head) and two.clause - one.clause <= 1 and _TO.search(two.head):
        at = max(one.gap_start, one.start - 24)
        at += 1 + max(prose.plain[at : one.start].rfind(mark) for mark in ";。\n")
        told = _GREW.search(prose.plain[at : one.start])
        if told is not None and _OTHER_THING.search(prose.plain, at + told.end(), one.start):
            return  # 贡献率明显提高，顺差占比从10.1%下降到2.6%: of another thing
        if told is None:
            at = two.end + len(two.tail) + (prose.plain[two.end + len(two.tail) :][:1] in "，,、")
            told = _GREW.match(prose.plain[at : at + 10])
    elif _AGAINST.search(two.head) and two.clause - one.clause == 1:
        before, now, at = two, one, two.end
        told = _GREW.match(two.tail)
    elif _of_last_year(one, two) and two.clause - one.clause == 1:
        before, now, at = two, one, two.end + len(two.tail)
        told = _GREW_AFTER.match(prose.plain[at : at + _TOLD_IN])
    else:
        return
    if told is None or before.number.amount == now.number.amount:
        return
    up = told["up"] is not None
    rose = now.number.low > before.number.high
    fell = now.number.high < before.number.low
    if rose or fell:
        claim = _claim("wording.growth", one, two, told["how"], right=rose == up, turn=before is two)
        claim.start, claim.end = min(claim.start, at + told.start()), max(claim.end, at + told.end())
        yield claim


def _first(prose: Prose) -> Iterator[Claim]:
    """居第一: of which place? Told as unknown."""
    done = 0
    for told in _RANK.finditer(prose.plain):
        match = _FIRST.search(prose.plain, max(done, told.start() - _CLAUSE), told.start() + _AFTER)
        if match is None:
            continue
        done = match.end()
        clause = prose.plain[max(0, match.start() - 20) : match.end()]
        if _SCOPE.search(clause):
            continue
        zero = Decimal(0)
        start, end = match.span("rank")
        stated = Number(
            start, end, prose.text[start:end], zero, Decimal(1), "", zero, zero, "", "", Role.ORDINAL, "", "", ""
        )  # fmt: skip
        way = Way(Form.NONE, (), strength=Strength.OPEN)
        message = Text(f"“{match[0]}”没有写明范围", f"{match[0]}: first among whom?")
        yield Claim(
            "wording", "wording.first", stated, [way], start=match.start(), end=match.end(), message=message,
            shown=(match["rank"], ""), notes=[match[0]],
        )  # fmt: skip


def _claim(rule: str, one: Mention, two: Mention, words: str, *, right: bool, turn: bool = False) -> Claim:
    before, now = (two, one) if turn else (one, two)
    way = Way(Form.COUNT, (), count=0) if right else Way(Form.NONE, (), strength=Strength.FIRM)
    pair = f"{before.number.text.strip()} → {now.number.text.strip()}"
    message = (
        Text(f"“{words}”与 {pair} 相符", f"{words} agrees with {pair}")
        if right
        else Text(f"写“{words}”，数字却是 {pair}", f"the words say {words}, the figures {pair}")
    )
    turned = _turned(words)
    cure = f"{words} → {turned}" if not right and turned != words else ""
    return Claim(
        "wording", rule, _plain(two), [way], start=one.start, end=two.end, message=message, cure=cure,
        shown=(words, pair), notes=[pair],
    )  # fmt: skip


def _turned(words: str) -> str:
    """有所提升 as 有所下降, 减至 as 增至: what says the contrary; itself where there is no such word."""
    return _UP_OR_DOWN.sub(lambda found: _CONTRARY[found[0]], words)


_CONTRARY = {
    "增长": "下降", "增加": "减少", "提高": "降低", "提升": "下降", "上升": "下降", "扩大": "缩小", "增": "减",
    "升": "降", "减少": "增加", "下降": "上升", "降低": "提高", "缩小": "扩大", "压减": "增加", "回落": "上升",
    "减": "增", "降": "升", "新高": "新低", "新低": "新高", "最高": "最低", "最低": "最高",
}  # fmt: skip
_UP_OR_DOWN = re.compile("|".join(sorted(_CONTRARY, key=len, reverse=True)))


def _plain(mention: Mention) -> Number:
    return replace(mention.number, value=Decimal(0), low=Decimal(0), high=Decimal(0))


def _all(prose: Prose) -> Iterator[Claim]:
    """全部63个问题均已整改, where 已整改58个 of them was told."""
    mentions = prose.mentions
    for match in _ALL.finditer(prose.plain):
        whole = next((m for m in mentions if m.start == match.start("n")), None)
        if whole is None:
            continue
        for part in reversed(mentions[max(0, whole.index - 20) : whole.index]):
            if whole.paragraph - part.paragraph > 1:
                break
            if part.unit == whole.unit and match["done"] in part.head and part.counts:
                right = part.number.amount == whole.number.amount
                way = Way(Form.COUNT, (), count=0) if right else Way(Form.NONE, (), strength=Strength.FIRM)
                told = part.number.text.strip()
                message = Text(
                    f"“{match[0]}”" + ("与前文相符" if right else f"，前文只有 {told}"),
                    f"{match[0]}: before, {told}",
                )
                yield Claim(
                    "wording", "wording.all", _plain(whole), [way], start=match.start(), end=match.end(),
                    message=message, shown=(match[0], told), notes=[told],
                )  # fmt: skip
                break
