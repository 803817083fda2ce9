"""Whole and parts told forward: 其中 / 包括 / brackets / colon lists / enumerated lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import exhaustive, lists_in_columns, traits
from taizhang.engine.checker.rules.evidence import are_halves, is_complement, same_class
from taizhang.engine.checker.rules.nearby import is_compared, likeness, name
from taizhang.engine.checker.types import Number, Role

_OPENER = re.compile(
    r"其中|包括|中[，,:](?=[一-龥])|(?:分别|依次)(?:是|为|有)|具体(?:为|是|如下|情况)|如下|构成|组成|(?:[分从][^，。;:]{1,10}看|按[^，。;:]{1,10}(?:分|划分|看))(?=[，,:])|即|:"
)
_SIGN = re.compile(r"[其包中分依具如构组从按即:里(]")  # with one of which all that opens a list begins: seldom there
_AVERAGES = re.compile(r"均[一-龥]{0,6}:")
_LINE = re.compile(
    r"^[\s]*(?:[(]?[一二三四五六七八九十]+[)、.]|[(]?\d{1,2}[)、.]|第[一二三四五六七八九十]+|[-•·●○■◆*])"
)
_FLOW = re.compile(r"招生|毕业|新增|净增|结业|退休|当年|另有|另外|此外|占地|投入")
_NAMED_AGAIN = re.compile(r"[。;\n]([一-龥]{2,14}?)(?:中|按[^，。;:]{1,8}(?:分|划分|看))[，,:]")
_AMONG = re.compile(
    r"^[一-龥]{0,8}?(?:(?<![高初集其])中(?![学小心央等职专层期国考高级医药部年型介间])|里(?![程]))，?[一-龥]"
)
_AMONG_THEM = re.compile(r"[。;，\n]([一-龥]{2,8}?)(?<![高初集其])中(?=[一-龥])")
_CARRIED = re.compile(r"(?:上年|上年度|往年|去年|上期)?(?:结转|转入|转来|遗留)[一-龥]{0,6}$")
_BRACKET = re.compile(r"[(][^()]*[)]")
_SUMMED = re.compile(r"(?:共|合计|共计|总计|计)")
_STRONGER, _OF_TOPIC = frozenset("，,;:。\n"), ("其中", "中", "list")
_TOPICS = 4  # figures of its first sentence that a paragraph may go on to divide
_MOST = 400  # parts of one list; a longer one is a table of its own
_REACH = 60  # numbers looked back for what a paragraph is about
_TOPIC_NAME = re.compile(r"([^，。;:\n]{1,12})[:，,](?!.*[:，,])")
_NAMES = {"其中": "of_which", "topic": "topic", "(": "bracket", ":": "colon"}


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        if index and mention.number.role is Role.QUANTITY and (opener := _opens(prose, mention)):
            bracketed = "(" in mention.lead and ")" not in mention.lead
            for claim in _forward(prose, index, opener, bracketed):
                yield traits.weighed(prose, claim)


def _opens(prose: Prose, mention: Mention) -> str:
    """The word or mark that makes what follows parts of what stands before; empty if none does."""
    gap = prose.plain[mention.gap_start : mention.start]
    if len(gap) > 300 or _SIGN.search(gap) is None or ("均" in gap and _AVERAGES.search(gap)):
        return ""  # 生均经费：小学…，初中…: averages add up to nothing
    found = list(_OPENER.finditer(gap))
    if found:
        word = found[-1][0]
        if word == ":" and len(found) > 1 and found[-1].start() == found[-2].end():
            word = found[-2][0]  # 从年龄看：
        after = gap[found[-1].end() :]
        if word == ":" and ("\n" in after.strip() or (len(found) == 1 and any(mark in after for mark in "。;"))):
            return ""  # 现报告如下：, then a heading and a text of its own
        if len(found) == 1 and word == ":" and any(mark in gap[: found[-1].start()] for mark in "。;\n"):
            return "topic"
        if word[0] == "中":
            return "中" if found[-1].start() <= 10 or _NAMED_AGAIN.search(gap) else ""
        if word.endswith(("看", "分", "划分")):
            return "topic"
        if any(other[0].startswith("其中") for other in found):
            return "其中"
        return word
    among = len(gap) < 20 and ("中" in gap or "里" in gap) and (_AMONG.search(gap) or _AMONG_THEM.search(gap))
    if among and "每" not in prose.mentions[mention.index - 1].label[-4:]:
        return "中"
    if "(" in gap and ")" not in gap[gap.rindex("(") :] and mention.bracket >= 0:
        return "("
    return ""


def _heads(prose: Prose, index: int, opener: str, bracketed: bool) -> list[Mention]:
    """The wholes that a list beginning at `index` may divide: the nearest of each unit before it, at its depth."""
    mentions = prose.mentions
    first = mentions[index]
    depth = first.depth - (1 if bracketed and first.bracket >= 0 else 0)
    heads: dict[str, Mention] = {}
    if opener in ("中", "topic") and (again := _NAMED_AGAIN.search(prose.gap(first))):
        return _named(mentions, index, again[1])
    if opener == "中" and (among := _AMONG_THEM.search(prose.gap(first))):
        return _named(mentions, index, among[1])
    if opener == "topic":
        # 年龄：30岁以下…、31—40岁…: what the paragraph is about, divided in another way.
        topics: dict[str, list[Mention]] = {}
        for mention in mentions[max(0, index - _REACH) : index]:
            here = mention.paragraph == first.paragraph and mention.depth == depth
            if here and mention.counts and not is_compared(mention):
                told = topics.setdefault(mention.unit, [])
                if not told or (mention.whole is None and mention.sentence == told[0].sentence and len(told) < _TOPICS):
                    told.append(mention)
        return [mention for told in topics.values() for mention in told]
    for back in range(index - 1, max(-1, index - 10), -1):
        head = mentions[back]
        if head.number.notation == "numerals" and head.unit != first.unit:
            continue
        if head.paragraph != first.paragraph and opener.startswith("分别"):
            break  # a new line whose own words are told one by one
        if head.depth != depth:
            if head.depth < depth:
                break
            continue
        if bracketed and (head.clause_gap(first) > 3 or head.segment != first.segment):
            break
        if first.sentence - head.sentence > (1 + 2 * (opener != "其中")):
            break
        if heads and head.segment != next(iter(heads.values())).segment:
            break
        mean = (head.averaged or head.number.role == "rate") and opener == "其中" and _is_amount(head)
        if (head.counts or mean) and not is_compared(head) and not _other_thing(head, first):
            if head.whole is not None and head.whole.unit == head.unit and head.segment != first.segment:
                head = head.whole
            heads.setdefault(head.unit, head)
        if head.opens_list and head.sentence == first.sentence and head.segment == first.segment and heads:
            break
    return list(heads.values())


def _is_amount(head: Mention) -> bool:
    """人均收入32846元，其中工资性收入18127元…: an average is divided like the sum that it is of."""
    return head.number.role in ("quantity", "rate") and "/" not in head.number.text and not head.delta and not head.cell


def _named(mentions: Sequence[Mention], index: int, words: str) -> list[Mention]:
    """第二产业中，工业…，建筑业…: the whole is named, its figure told before."""
    first = mentions[index]
    for head in reversed(mentions[max(0, index - 24) : index]):
        if first.paragraph != head.paragraph:
            break
        if head.counts and (words in head.number.subject or set(words) <= set(head.number.subject)):
            return [head]
    return []


def _other_thing(head: Mention, first: Mention) -> bool:
    """新增学位2.2万个。其中项目18个: what is counted in 个 must be of one kind."""
    if head.unit not in ("个", "项", "类") or head.unit != first.unit or head.sentence == first.sentence:
        return False
    words = name(head)
    return bool(words) and bool(first.number.subject) and not likeness(words, name(first))


def _region(prose: Prose, index: int) -> tuple[list[Mention], list[Mention]]:
    """The mentions of the list that begins at `index`: (to the end of its segment, to the end of its sentence or
    bracket or enumerated lines)."""
    mentions = prose.mentions
    first = mentions[index]
    short: list[Mention] = []
    long: list[Mention] = []
    lines = "\n" in first.lead and bool(_LINE.match(_line_start(prose, first)))
    for mention in mentions[index : index + _MOST]:
        if mention.depth < first.depth or (mention.bracket != first.bracket and mention.depth == first.depth):
            break
        if lines:
            if (
                mention.paragraph != first.paragraph
                and "\n" in mention.lead
                and not _LINE.match(_line_start(prose, mention))
            ):
                break
        elif mention.sentence != first.sentence:
            break
        if mention.bracket != first.bracket:
            continue
        if mention.segment == first.segment:
            short.append(mention)
        long.append(mention)
    return short, long


def _line_start(prose: Prose, mention: Mention) -> str:
    begin = prose.plain.rfind("\n", max(0, mention.start - 300), mention.start) + 1
    return prose.plain[begin : begin + 12]


def _forward(prose: Prose, index: int, opener: str, bracketed: bool) -> Iterator[Claim]:
    mentions = prose.mentions
    heads = _heads(prose, index, opener, bracketed)
    if opener == "即":  # 单位四家，即甲厂、乙行，认捐75万元: it divides nothing but what stands right before it
        apart = re.search(r"即[^。]*[，;]", prose.gap(mentions[index]))
        heads = [head for head in heads if head.index == index - 1 and not apart]
    if not heads or (opener.startswith("分别") and "标准" in mentions[index].label):
        return  # 初中10.6平方米，省定标准分别为7.5平方米和10.2平方米
    short, long = _region(prose, index)
    mentions[index].opens_list = True
    if opener == "其中" and any("其中" in m.label for m in long[1:] if m.segment != mentions[index].segment):
        long = short
    nested = _without_nested(long)
    units = {part.unit for part in nested if part.counts}
    told, cue = list[tuple[Claim, list[list[Mention]]]](), _cue(prose, mentions[index], opener)
    for head in heads:
        if opener.startswith(("分别", "依次")) and head.segment != mentions[index].segment:
            after = mentions[short[-1].index + 1] if short and short[-1].index + 1 < len(mentions) else head
            if _summed(after, head) or (short and _summed(short[-1], head)):
                continue  # 收入286.4万元，…；支出四项分别为…，共236.4万元: of their own whole
        whole, unit = head, head.unit
        if unit == "人次" and unit not in units and not any(head.unit == "人" for head in heads):
            unit = "人"
        candidates, mixed = list[list[Mention]](), list[list[Mention]]()
        for region in (nested, _without_nested(short)) if len(short) < len(long) else (nested,):
            parts = [p for p in region if p.counts and p.unit == unit and p.time_fits(whole) and not _class(p)]
            parts = lists_in_columns.like_first(mentions, whole, [p for p in parts if not is_compared(p)])
            if whole.number.notation != "numerals":  # 专业11个，其中重点3个，…等三个专业
                parts = [p for p in parts if p.number.notation != "numerals"] or parts
            _add(mixed, _one_class(region, whole))
            _add(candidates, _run(prose, parts))
            _add(candidates, parts)
            _add(candidates, _one_a_segment(parts))
            _add(candidates, _like(parts, whole))
        lists = mixed or candidates
        if not lists:
            continue
        topic, listed = _topic(mentions, whole), max(lists, key=len)
        if topic is not None and _with_carried(mentions, whole) is whole.number:
            over = sum(part.number.amount > whole.number.amount for part in listed) > 1
            if over and all(p.number.amount <= topic.number.amount for p in listed):
                whole, topic = topic, None  # 抽检268批次，不合格7批次。具体为：糕点74批次、乳制品38批次…
        alike = whole.number.subject[-2:]
        if topic is not None and (
            opener not in _OF_TOPIC or any(p.number.subject.endswith(alike) for p in nested if alike)
        ):
            topic = None  # 近视18097人。其中小学24906人，近视8219人: named like the last figure, they divide that
        stated = _with_carried(mentions, whole)
        ways = [_way(parts, Strength.OPEN) for parts in lists]
        met = next((at for at, way in enumerate(ways) if meets(way, whole.number)), None)
        if met is not None and topic is None and stated is whole.number:
            ways = ways[met : met + 1]  # what adds up is asked nothing more
        else:
            for way, parts in zip(ways, lists, strict=True):
                way.strength = exhaustive.strength_of(prose, whole, parts, opener)
            if mixed:
                ways.extend(_way(parts, Strength.OPEN) for parts in candidates)
            ways.extend(_shortened(lists[0]))
        if opener != "topic" or head is heads[0] or any(meets(way, whole.number) for way in ways):
            for part in lists[met or 0]:
                part.whole = whole
        if candidates:
            yield from _second_division(whole, long, candidates[0])
        rule, rival = f"sum.{_NAMES.get(opener, 'list')}", ("forward", mentions[index].start, unit)
        first = Claim("sum", rule, stated, ways, cue, rival=rival)
        if met is None and exhaustive.closed_by_shares(prose, whole, listed):
            first.rule, first.ways = "sum.closed_by_shares", [_way(listed, Strength.CLOSED)]
        told.append((first, lists))
        if topic is not None:
            weaker = [replace(way, strength=min(way.strength, Strength.LIKELY)) for way in ways]
            told.append((Claim("sum", rule, topic.number, weaker, cue, rival=rival), []))
    lists_in_columns.confirm(told)
    yield from (claim for claim, _ in told)


def _cue(prose: Prose, first: Mention, opener: str) -> str:
    """The words of the text that open the list: 年龄 of 年龄：30岁以下…."""
    if opener != "topic":
        return opener
    named = _TOPIC_NAME.search(prose.gap(first))
    return named[1] if named else ":"


def _way(parts: Sequence[Mention], strength: Strength) -> Way:
    return Way(Form.SUM, tuple([part.number for part in parts]), strength=strength)


def _summed(total: Mention, head: Mention) -> bool:
    return total.unit == head.unit and total.number is not head.number and bool(_SUMMED.fullmatch(total.head.strip()))


def _class(part: Mention) -> bool:
    """一档每年2000元: the numeral names a class, it counts nothing."""
    return part.number.notation == "numerals" and part.unit in ("档", "级", "类", "期", "批", "轮", "等")


def _topic(mentions: Sequence[Mention], whole: Mention) -> Mention | None:
    """抽检食品603批次，合格598批次。其中…: the list may divide what the sentence is about, not its last figure."""
    topic = None
    for mention in reversed(mentions[max(0, whole.index - 8) : whole.index]):
        if mention.segment != whole.segment or mention.depth != whole.depth:
            break
        if mention.counts and mention.unit == whole.unit and not is_compared(mention) and mention.time_fits(whole):
            topic = mention
    return topic


def _with_carried(mentions: Sequence[Mention], whole: Mention) -> Number:
    """收到9件，上年结转1件，其中…: what was carried over is divided with what came."""
    before = mentions[whole.index - 1] if whole.index else whole
    beside = before.unit == whole.unit and before.counts and before.segment == whole.segment
    if not beside or not _CARRIED.search(whole.number.subject) or before.clause_gap(whole) > 1:
        return whole.number
    one, two = before.number, whole.number
    return replace(
        one, end=two.end, text=f"{one.text}+{two.text}", value=(one.amount + two.amount) / one.scale,
        low=one.low + two.low, high=one.high + two.high,
    )  # fmt: skip


def _add(candidates: list[list[Mention]], parts: list[Mention]) -> None:
    if len(parts) > 1 and parts not in candidates:
        candidates.append(parts)


def _shortened(parts: list[Mention]) -> Iterator[Way]:
    """The list without its last one or two: what is told after it may be of another kind (招生, 毕业)."""
    for kept in range(len(parts) - 1, max(1, len(parts) - 3), -1):
        if len({part.lead for part in parts[1:]}) == 1 and "、" in parts[-1].lead:
            return  # one run of 、: none of it is of another kind
        other = all(_FLOW.search(part.label) for part in parts[kept:])
        strength = Strength.LIKELY if other else Strength.SLIP if kept > 2 else Strength.OPEN
        yield _way(parts[:kept], strength)
    if len(parts) > 2 and are_halves(parts[:2]):
        yield _way(parts[:2], Strength.LISTED)


def _one_class(region: Sequence[Mention], whole: Mention) -> list[Mention]:
    """小学171所、教学点16个: the first figure of each clause, where their units count one kind of thing."""
    parts: dict[int, Mention] = {}
    for part in region:
        if part.counts and part.segment == region[0].segment and same_class(part.unit, whole.unit):
            parts.setdefault(part.clause, part)
    found = list(parts.values())
    return found if len({part.unit for part in found}) > 1 else []


def _run(prose: Prose, parts: list[Mention]) -> list[Mention]:
    """A、B，C: the list ends where a stronger mark than the one between its first two follows."""
    if len(parts) < 3:
        return []
    joined = (_BRACKET.sub("", prose.plain[one.end : two.start]) for one, two in pairwise(parts))
    first = next(joined)
    if "、" not in first or not _STRONGER.isdisjoint(first):
        return []
    kept = next((at for at, words in enumerate(joined, 2) if not _STRONGER.isdisjoint(words)), 0)
    return parts[:kept]


def _one_a_segment(parts: list[Mention]) -> list[Mention]:
    seen: dict[int, Mention] = {}
    for part in parts:
        if part.segment in seen and part.lead == "、":
            return []  # 卫技1216人；医生412人、护士628人: of two told side by side not the first alone
        seen.setdefault(part.segment, part)
    return list(seen.values()) if len(seen) > 1 else []


def _like(parts: list[Mention], whole: Mention) -> list[Mention]:
    """Of a list with several columns in one unit, those that end like the whole: 在校生, 在校生."""
    ending = whole.number.subject[-2:]
    alike = [part for part in parts if part.number.subject.endswith(ending)] if ending else []
    segments = {part.segment for part in alike}
    return alike if len(segments) == len(alike) < len(parts) and segments == {part.segment for part in parts} else []


def _without_nested(region: list[Mention]) -> list[Mention]:
    """The list without what stands under a 其中 of its own, up to the next ； or line, or under a colon of its own."""
    kept: list[Mention] = []
    segment = paragraph = -1
    for position, mention in enumerate(region):
        if position and ("其中" in mention.label or ":" in mention.lead):
            segment, paragraph = mention.segment, mention.paragraph
            if ":" in mention.lead and "\n" not in region[0].lead:
                break
        if segment >= 0:
            lines = "\n" in region[0].lead
            if mention.paragraph == paragraph if lines else mention.segment == segment:
                continue
            segment = -1
        kept.append(mention)
    return kept


def _second_division(whole: Mention, region: list[Mention], first: list[Mention]) -> Iterator[Claim]:
    """…其中本科…，专科…；区内…，区外…: the same whole divided once more after a ；."""
    rest: dict[int, list[Mention]] = {}
    for m in region:
        if m.counts and m.unit == whole.unit and m.segment != first[0].segment:
            rest.setdefault(m.segment, []).append(m)
    once = sum(part.number.amount for part in first if part.segment == first[0].segment) if rest else 0
    for parts in rest.values():
        another = sum(part.number.amount for part in parts) == once != whole.number.amount  # both divide another whole
        if 1 < len(parts) <= 12 and "其中" not in parts[0].label and not another:
            strength = Strength.LIKELY if len(parts) == 2 and is_complement(parts) else Strength.OPEN
            yield Claim("sum", "sum.second_division", whole.number, [_way(parts, strength)], ";")
