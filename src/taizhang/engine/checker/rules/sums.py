"""Whole and parts: 共 / 其中 / 包括 / brackets / colon lists / enumerated lines, and parts followed by their total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import likeness, name
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.checker.words import COMPLEMENTS, HALVES
from taizhang.engine.numerals import chinese_value

_OPENER = re.compile(
    r"其中|包括|中[，,:](?=[一-龥])|分别(?:是|为|有)|具体(?:为|是|如下|情况)|如下|构成|组成|分[^，。;:]{1,8}看|按[^，。;:]{1,10}(?:分|划分|看)|即|:"
)
_OPEN_LIST = re.compile(r"等|主要|部分|例如|比如|之一|含|重点|特别|尤其")
_TOTAL_END = re.compile(r"(?:合计|总计|共计|总共|一共|累计|总数|总量|总额|总人数|总|共|小计)(?:有|为|达到?|是|约|计)*$")
_TOTAL_VERB = re.compile(r"(?:^|[一-龥])(?:总共|共计|合计|累计|共)[一-龥]{1,10}$|(?:合计|总计)")
_LINE = re.compile(
    r"^[\s]*(?:[(]?[一二三四五六七八九十]+[)、.]|[(]?\d{1,2}[)、.]|第[一二三四五六七八九十]+|[-•·●○■◆*])"
)
_SO_MANY = re.compile(
    r"(?:以上|上述|这)?(?P<n>[两三四五六七八九十]|\d{1,2})(?:项|个[一-龥]{1,3}|类|级|校|县|园|班|期|种|部门|单位|学段|渠道|处)[一-龥]{0,6}$"
)
_FLOW = re.compile(r"招生|毕业|新增|净增|结业|退休|当年|另有|另外|此外|占地|投入")
_NAMED_AGAIN = re.compile(r"(?:^|[。;])([一-龥]{2,14})中[，,:]")
_MOST = 400  # parts of one list; a longer one is a table of its own


def _partners(pairs: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one, two in pairs:
        found.setdefault(one, set()).add(two)
        found.setdefault(two, set()).add(one)
    return found


_PARTNERS = {False: _partners(COMPLEMENTS), True: _partners(HALVES)}
_BY_FIRST = {word[0]: tuple(w for w in _PARTNERS[False] if w[0] == word[0]) for word in _PARTNERS[False]}
_REACH = 60  # numbers looked back for the parts of a total


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        if index and mention.number.role == "quantity":
            opener = _opens(prose, mention)
            if opener:
                yield from _forward(prose, index, opener, "(" in mention.lead and ")" not in mention.lead)
        if index and mention.counts and _is_total(mention):
            yield from _backward(prose, index)


def _opens(prose: Prose, mention: Mention) -> str:
    """The word or mark that makes what follows parts of what stands before; empty if none does."""
    gap = prose.gap(mention)
    if len(gap) > 300:
        return ""
    found = list(_OPENER.finditer(gap))
    if found:
        word = found[-1][0]
        if len(found) == 1 and word == ":":
            if any(mark in gap[found[-1].end() :] for mark in "。;"):
                return ""
            if any(mark in gap[: found[-1].start()] for mark in "。;\n"):
                return "topic"
        if word[0] == "中":
            return "中" if found[-1].start() <= 10 or _NAMED_AGAIN.search(gap) else ""
        if word.endswith(("看", "分", "划分")):
            return "topic"
        if any(other[0].startswith("其中") for other in found):
            return "其中"
        return word
    if "(" in gap and ")" not in gap[gap.rindex("(") :] and mention.bracket >= 0:
        return "("
    return ""


def _heads(mentions: Sequence[Mention], index: int, opener: str, bracketed: bool) -> list[Mention]:
    """The wholes that a list beginning at `index` may divide: the nearest of each unit before it, at its depth."""
    first = mentions[index]
    first_gap = first.label
    depth = first.depth - (1 if bracketed and first.bracket >= 0 else 0)
    heads: dict[str, Mention] = {}
    if opener == "topic":
        # 年龄：30岁以下…、31—40岁…: what the paragraph is about, divided in another way.
        for mention in mentions[max(0, index - _REACH) : index]:
            if mention.paragraph == first.paragraph and mention.counts and mention.depth == depth:
                heads.setdefault(mention.unit, mention)
        return list(heads.values())
    again = _NAMED_AGAIN.search(first_gap) if opener == "中" else None
    if again:
        # 第二产业中，工业…，建筑业…: the whole is named, its figure told before.
        for head in reversed(mentions[max(0, index - 12) : index]):
            if head.counts and head.paragraph == first.paragraph and again[1] in head.number.subject:
                return [head]
        return []
    for back in range(index - 1, max(-1, index - 10), -1):
        head = mentions[back]
        if head.number.notation == "numerals" and head.unit != first.unit:
            continue
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
        if head.counts and not head.is_base and not _other_thing(head, first):
            if head.whole is not None and head.whole.unit == head.unit and head.segment != first.segment:
                head = head.whole
            heads.setdefault(head.unit, head)
        if head.opens_list and head.sentence == first.sentence and head.segment == first.segment and heads:
            break
    return list(heads.values())


def _other_thing(head: Mention, first: Mention) -> bool:
    """新增学位2.2万个。其中项目18个: what is counted in 个 must be of one kind."""
    if head.unit not in ("个", "项", "类") or head.unit != first.unit or head.sentence == first.sentence:
        return False
    words = name(head)
    return bool(words) and bool(first.number.subject) and not likeness(words, name(first))


def _region(prose: Prose, index: int, opener: str) -> tuple[list[Mention], list[Mention]]:
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
    heads = _heads(mentions, index, opener, bracketed)
    if not heads:
        return
    short, long = _region(prose, index, opener)
    mentions[index].opens_list = True
    if opener == "其中" and any("其中" in m.label for m in long[1:] if m.segment != mentions[index].segment):
        long = short
    nested = _without_nested(long)
    units = {part.unit for part in nested if part.counts}
    for whole in heads:
        unit = whole.unit
        if unit == "人次" and unit not in units and not any(head.unit == "人" for head in heads):
            unit = "人"
        candidates: list[list[Mention]] = []
        for region in (nested, _without_nested(short)):
            parts = [part for part in region if part.counts and part.unit == unit and part.time_fits(whole)]
            _add(candidates, parts)
            _add(candidates, _one_a_segment(parts))
            _add(candidates, _like(parts, whole))
        if not candidates:
            continue
        ways = [
            Way(Form.SUM, tuple(part.number for part in parts), strength=_strength(prose, whole, parts, opener))
            for parts in candidates
        ]
        ways.extend(_shortened(candidates[0]))
        for part in candidates[0]:
            part.whole = whole
        if ways:
            yield Claim("sum", f"sum.{_NAMES.get(opener, 'list')}", whole.number, ways, opener)
        yield from _second_division(prose, whole, long, candidates[0])


_NAMES = {"其中": "of_which", "topic": "topic", "(": "bracket", ":": "colon"}


def _add(candidates: list[list[Mention]], parts: list[Mention]) -> None:
    if len(parts) > 1 and parts not in candidates:
        candidates.append(parts)


def _shortened(parts: list[Mention]) -> Iterator[Way]:
    """The list without its last one or two: what is told after it may be of another kind (招生, 毕业)."""
    for kept in range(len(parts) - 1, max(1, len(parts) - 3), -1):
        other = all(_FLOW.search(part.label) for part in parts[kept:])
        strength = Strength.LIKELY if other else Strength.SLIP if kept > 2 else Strength.OPEN
        yield Way(Form.SUM, tuple(part.number for part in parts[:kept]), strength=strength)
    if len(parts) > 2 and are_halves(parts[:2]):
        yield Way(Form.SUM, tuple(part.number for part in parts[:2]), strength=Strength.LISTED)


def _one_a_segment(parts: list[Mention]) -> list[Mention]:
    seen: dict[int, Mention] = {}
    for part in parts:
        seen.setdefault(part.segment, part)
    return list(seen.values()) if len(seen) > 1 else []


def _like(parts: list[Mention], whole: Mention) -> list[Mention]:
    """Of a list with several columns in one unit, those that end like the whole: 在校生, 在校生."""
    ending = whole.number.subject[-2:]
    alike = [part for part in parts if ending and part.number.subject.endswith(ending)]
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


def _strength(prose: Prose, whole: Mention, parts: list[Mention], opener: str) -> Strength:
    words = prose.plain[whole.end : parts[-1].end]
    tail = parts[-1].tail[:2]
    if len(words) < 1500 and (_OPEN_LIST.search(words) or tail.startswith("等")):
        return Strength.LIKELY
    if opener == "topic":
        return Strength.LIKELY
    if are_halves(parts) and opener in ("其中", "(", "中"):
        return Strength.FIRM
    if opener == "其中" and any(not part.number.subject for part in parts):
        return Strength.LIKELY  # 其中20件为…，2件…: told one by one
    if len(parts) == 2 and not is_complement(parts):
        return Strength.LIKELY if opener == "其中" else Strength.LISTED
    return Strength.LISTED


def is_complement(parts: Sequence[Mention], pairs: Sequence[tuple[str, str]] = COMPLEMENTS) -> bool:
    one = _half_words(parts[0])
    two = _half_words(parts[1]) if one else one
    if not two:
        return False
    partners = _PARTNERS[pairs is HALVES]
    return any(not two.isdisjoint(partners[word]) for word in one if word in partners)


def _half_words(part: Mention) -> frozenset[str]:
    if part.halves is None:
        words = part.label[-24:] + part.tail[:8]
        begun = _BY_FIRST.keys() & set(words)
        part.halves = frozenset(word for sign in begun for word in _BY_FIRST[sign] if word in words)
    return part.halves


def are_halves(parts: Sequence[Mention]) -> bool:
    return len(parts) == 2 and is_complement(parts, HALVES)


def _second_division(prose: Prose, whole: Mention, region: list[Mention], first: list[Mention]) -> Iterator[Claim]:
    """…其中本科…，专科…；区内…，区外…: the same whole divided once more after a ；."""
    rest: dict[int, list[Mention]] = {}
    for mention in region:
        if mention.counts and mention.unit == whole.unit and mention.segment != first[0].segment:
            rest.setdefault(mention.segment, []).append(mention)
    for parts in rest.values():
        if 1 < len(parts) <= 12 and "其中" not in parts[0].label:
            strength = Strength.LIKELY if len(parts) == 2 and is_complement(parts) else Strength.OPEN
            way = Way(Form.SUM, tuple(part.number for part in parts), strength=strength)
            yield Claim("sum", "sum.second_division", whole.number, [way], ";")


def _is_total(mention: Mention) -> bool:
    head = mention.head[-24:]
    if _TOTAL_END.search(head) or _TOTAL_VERB.search(head):
        return True
    mention.under_total_only = mention.under_total
    return mention.under_total


def _backward(prose: Prose, index: int) -> Iterator[Claim]:
    mentions = prose.mentions
    total = mentions[index]
    before = [m for m in mentions[max(0, index - _REACH) : index] if m.depth == total.depth]
    alike = [m for m in before if m.counts and m.unit == total.unit and m.time_fits(total)]
    if len(alike) < 2:
        return
    candidates: list[list[Mention]] = []
    near = [m for m in alike if m.sentence == total.sentence - 1]
    if total.under_total_only:
        beside = [m for m in alike if m.sentence == total.sentence and m.segment != total.segment]
        named = [m for m in near or beside if m.number.subject == total.number.subject]
        if len(named) < 2:
            named = [m for m in beside if m.number.subject == total.number.subject]
        if len(named) > 1:
            way = Way(Form.SUM, tuple(part.number for part in named), strength=Strength.LISTED)
            yield Claim("sum", "sum.total_row", total.number, [way], total.head[-6:])
        return
    shorter: list[list[Mention]] = []
    if total.time_told:
        # 上年结余…，本年收到…、…，本年收入合计: what is of the time that the total tells.
        _add(candidates, [m for m in alike if m.segment == total.segment and m.time == total.time])
    same_segment = [m for m in alike if m.segment == total.segment]
    same_sentence = [m for m in alike if m.sentence == total.sentence]
    totals = [m for m in same_sentence if _is_total(m) and not m.under_total_only]
    since: list[Mention] = []
    if totals:
        last = totals[-1]
        since = [m for m in same_sentence if m.index > last.index]
        beside = [m for m in since if m.segment == total.segment]
        for parts in ([last, *since], [last, *_named_like(since, total)], [last, *beside], since):
            _add(candidates, parts)
    if not totals or totals[-1].segment != total.segment:
        _add(candidates, same_segment)
        for begin in range(1, min(len(same_segment) - 1, 6)):
            shorter.append(same_segment[begin:])
        if not totals:
            _add(candidates, same_sentence)
    for parts in _columns(near, total):
        _add(candidates, parts)
    bare = bool(
        re.fullmatch(
            r"(?:.{0,3}(?:以上|上述|全部))?(?:合计|总计|共计|总共|一共|共|全[年县区市校级年级]*合计)(?:有|为|达)*",
            total.head.strip(),
        )
    )
    ways = []
    for parts in candidates:
        strength = Strength.LISTED if bare or len(parts) > 2 else Strength.LIKELY
        if parts[-1].sentence == total.sentence and not bare:
            strength = Strength.LIKELY
        ways.append(Way(Form.SUM, tuple(part.number for part in parts), strength=strength))
    ways.extend(Way(Form.SUM, tuple(part.number for part in parts), strength=Strength.OPEN) for parts in shorter)
    yield from _how_many(prose, total, [*candidates, *shorter])
    if ways:
        yield Claim("sum", "sum.total_after_parts", total.number, ways, total.head[-6:])


def _how_many(prose: Prose, total: Mention, candidates: list[list[Mention]]) -> Iterator[Claim]:
    """三项合计…: as many as there are parts."""
    told = _SO_MANY.search(total.head)
    if told is None or not candidates:
        return
    number = int(told["n"]) if told["n"].isdigit() else (chinese_value(told["n"]) or 0)
    sizes = {len(parts) for parts in candidates}
    start = prose.plain.rfind(told[0], max(0, total.start - 60), total.start)
    if start < 0:
        return
    value = Decimal(number)
    end = start + len(told["n"]) + 1
    stated = Number(
        start, end, prose.text[start:end], value, Decimal(1), "", value, value, "", "", Role.QUANTITY, "", "", ""
    )  # fmt: skip
    strength = Strength.FIRM if len(sizes) == 1 else Strength.OPEN
    ways = [Way(Form.COUNT, (), strength=strength, count=size) for size in sorted(sizes)]
    yield Claim("list_count", "list.parts", stated, ways, told[0], start=start, end=end, quiet=len(sizes) > 1)


def _named_like(parts: list[Mention], total: Mention) -> list[Mention]:
    shared = set(total.number.subject)
    return [part for part in parts if len(shared & set(part.number.subject)) >= 2]


def _columns(near: list[Mention], total: Mention) -> Iterator[list[Mention]]:
    """One figure a segment of the sentence before: the first of each, or those named like the total."""
    segments: dict[int, list[Mention]] = {}
    for mention in near:
        segments.setdefault(mention.segment, []).append(mention)
    if len(segments) < 2:
        return
    rows = list(segments.values())
    name = total.number.subject
    named = [m for m in near if name and m.number.subject == name]
    if len(named) == len(rows):
        yield named
    yield [row[0] for row in rows]
