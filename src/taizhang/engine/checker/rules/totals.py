"""Parts and then their total: 合计, 总计, 四所学校共…, 全市…."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import named_totals
from taizhang.engine.checker.rules.evidence import are_halves, is_complement, same_class
from taizhang.engine.checker.rules.nearby import counts_things, is_compared, name
from taizhang.engine.checker.rules.terms import within

_TOTAL_END = re.compile(
    r"(?:合计|总计|共计|总共|一共|累计|总数|总量|总额|总人数|总|共|小计|(?:^|[项类种者季家处])(?:计|合|相加|加起来))(?:有|为|达到?|是|约|计)*$"
)
_TOTAL_SIGN = re.compile(r"[计共总合加]")  # one of which stands in each of the above and below: seldom there
_TOTAL_VERB = re.compile(
    r"(?:^|[一-龥])(?:总共|共计|合计|累计|(?<![公中])共(?![同享建青产和治育性]))[一-龥]{1,10}$|(?:合计|总计)"
)
_TOGETHER = re.compile(r"^[一-龥]{0,8}?(?:共|合计|总计|总共|累计)")
_TOTAL_OF = re.compile(r"总(?!分|体|部|局|站|量|数|额)[一-龥]{1,5}$")
_WITH = re.compile(r"^(?:[其]?中?含|包括|加上|另加)")
_WHOLE_PLACE = re.compile(r"^全[省市州县区旗镇乡校院系年级]{1,2}$")
_BARE = re.compile(
    r"(?:.{0,3}(?:以上|上述|全部))?(?:合计|总计|共计|总共|一共|共|计|合|加起来|相加|全[年县区市校级年级]*合计)(?:有|为|达)*"
)
_TOTAL_WORDS = re.compile(
    r"合计|总计|共计|总共|一共|累计|小计|总人数|总数|总量|总额|共|总|有|为|达到?|是|约|今年|全年|本年|均|新增"
)
_SHARED, _HELD = re.compile(r"占[^，。;]{0,16}$"), re.compile(r"结余|结转|余额|收入|筹集|到位")
_BALANCE = re.compile(r"(?:滚存(?:结余|结转)?|可用(?:资金|财力))(?:为|达到?|是|约)*$")
_SENTENCE_END, _BARE_END = re.compile(r"[。;\n]"), re.compile(r"(?:合计|总计|共计)(?:为|达)?$")
_REACH = 60  # numbers looked back for the parts of a total
# 利润总额 adds up nothing; 累计余额 is what is owed by now, of more years than are told.
_OWN_NAME = re.compile(r"余额|(?:利润|利税)总额")


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    told: Mention | None = None
    scope = -1  # the segment that tells of so many things together, and how many
    for index, mention in enumerate(mentions):
        if index and mention.unit == "%" and not mention.delta and _BARE_END.search(mention.head):
            yield from _of_shares(mentions, index)
        if not index or not mention.counts or is_compared(mention):
            continue
        if mention.tail[:1] == "的" and _SHARED.search(mention.head):  # 占全县学校总数231所的20.8%: of something else
            continue
        before = mentions[index - 1]
        here = before.clause == mention.clause and counts_things(before)
        if here and _TOGETHER.match(mention.head.strip()):
            scope, told = mention.segment, before
        many = told if scope == mention.segment else None
        number = int(many.number.amount) if many is not None else 0
        if _is_total(mention) or (mention.lead == "、" and _beside_a_total(before, mention)):
            own = named_totals.together_with(mentions, index) or named_totals.named(
                mentions, index, _SENTENCE_END.split(prose.plain[max(0, mention.start - 40) : mention.start])[-1]
            )
            if own:
                ways = [_way(own, Strength.CLOSED)]
                yield Claim("sum", "sum.total_after_parts", mention.number, ways, mention.head[-6:])
                continue
            yield from _backward(mentions, index, number or named_totals.told_many(prose, mentions, index))
            if many is not None and many.index == index - 1:
                yield from _how_many(mentions, many, mention)
        elif mention.head.strip() == "即":  # 前三类占63.5%，即47件
            own = named_totals.named(mentions, index, prose.plain[max(0, mention.start - 24) : mention.start])
            if own:
                yield Claim("sum", "sum.total_after_parts", mention.number, [_way(own, Strength.CLOSED)], "即")
        elif "总" in mention.head and _TOTAL_OF.search(mention.head) and not mention.head.endswith("连续"):
            yield from _of_noun(mentions, index)
        elif number:
            yield from _in_scope(mentions, index, number)
        elif here and not before.label.strip(" 上述以"):
            yield from named_totals.so_many(mentions, before, mention)
        elif ("滚" in mention.head or "用" in mention.head) and _BALANCE.search(mention.head):
            yield from _balance(mentions, index)
        elif "全" in mention.head and _WHOLE_PLACE.match(mention.head.strip()):
            yield from _of_place(mentions, index)


def _is_total(mention: Mention) -> bool:
    head = mention.head[-24:]
    if (not mention.under_total and _TOTAL_SIGN.search(head) is None) or _OWN_NAME.search(head):
        return False
    if head.endswith("连续"):
        return False  # 总产连续6年增长
    if head.endswith("共为") and len(mention.tail.strip()) > 3:
        return False  # 共为1190名患者每人发放1000元: for whom, not how many in all
    if _TOTAL_END.search(head) or _TOTAL_VERB.search(head):
        return True
    mention.under_total_only = mention.under_total
    return mention.under_total


def _beside_a_total(before: Mention, mention: Mention) -> bool:
    """合计662.5万元、7095人次."""
    return not mention.label.strip() and before.counts and _is_total(before)


def _way(parts: Sequence[Mention], strength: Strength) -> Way:
    return Way(Form.SUM, tuple(part.number for part in parts), strength=strength)


def _noun(mention: Mention) -> str:
    """What a total counts, in its last two characters: 四所学校共占地 → 占地."""
    words = _TOTAL_WORDS.sub(" ", mention.head[-24:]).split()
    return words[-1][-2:] if words and len(words[-1]) > 1 else ""


def _by_name(mentions: Sequence[Mention], index: int, many: int) -> list[Mention]:
    """The figures before that are named like the total, one a clause, back to the last total of that name."""
    total = mentions[index]
    noun = _noun(total)
    if not noun:
        return []
    parts: list[Mention] = []
    for back in range(index - 1, max(-1, index - 1 - _REACH), -1):
        part = mentions[back]
        nearest = parts[-1] if parts else total
        if nearest.paragraph - part.paragraph > 2 or (many and len(parts) == many):
            break
        if not part.counts or not _unit_fits(part, total, many) or part.depth != total.depth or is_compared(part):
            continue
        if not part.number.subject.endswith(noun) or not within(part, total):
            continue
        if _TOTAL_END.search(part.head) or _TOTAL_VERB.search(part.head[-24:]):
            break
        parts.append(part)
    parts.reverse()
    return parts


def _unit_fits(part: Mention, total: Mention, many: int) -> bool:
    return part.unit == total.unit or (many > 0 and same_class(part.unit, total.unit))


def _in_scope(mentions: Sequence[Mention], index: int, many: int) -> Iterator[Claim]:
    """四所学校共占地119亩，设班87个: the second is of the four schools as well."""
    parts = _by_name(mentions, index, many)
    if len(parts) == many > 1:
        total = mentions[index]
        yield Claim("sum", "sum.total_after_parts", total.number, [_way(parts, Strength.CLOSED)], total.head[-6:])


def _of_noun(mentions: Sequence[Mention], index: int) -> Iterator[Claim]:
    """一期投资3.6亿元，二期投资4.8亿元，总投资8.4亿元: what has the same name before it; else, after three and more,
    all of its unit: 耕地…，园地…，林地…，土地总面积."""
    total = mentions[index]
    parts = _by_name(mentions, index, 0)
    if any("总" in part.head for part in parts) and not all("总" in part.head for part in parts):
        return  # 新增公路1523公里，总里程8667公里；航道总里程12000公里: of another thing
    if len(parts) < 2:
        row = [m for m in mentions[max(0, index - _REACH) : index] if m.segment == total.segment and m.counts]
        row = [m for m in row if m.unit == total.unit and m.depth == total.depth and m.time_fits(total)]
        beside = len(row) == 2 and row[1].lead == "、" and total.index - row[0].index == 2 and total.lead == "，"
        whole = len(row) > 2 or beside or (len(row) == 2 and are_halves(row))
        if whole and all(0 < len(m.number.subject) < 13 for m in row):
            way = _way(row, Strength.LIKELY)
            _belong(total, row, [], [way])
            yield Claim("sum", "sum.total_after_parts", total.number, [way], total.head[-6:])
    elif parts[-1].sentence == total.sentence and len({p.head for p in parts}) == len(parts):
        yield Claim("sum", "sum.total_after_parts", total.number, [_way(parts, Strength.LISTED)], total.head[-6:])


def _balance(mentions: Sequence[Mention], index: int) -> Iterator[Claim]:
    """上年结余162万元，本年收入218万元；…可用资金380万元: what was held and what came."""
    total = mentions[index]
    held = [
        m for m in mentions[max(0, index - 12) : index]
        if m.sentence == total.sentence and m.counts and m.unit == total.unit and _HELD.search(m.head)
    ]  # fmt: skip
    carried = [m for m in held if "收入" not in m.head]
    pairs = [[one, held[-1]] for one in carried if one is not held[-1]][-3:]
    if pairs:
        ways = [_way(pair, Strength.LISTED) for pair in pairs]
        yield Claim("sum", "sum.total_after_parts", total.number, ways, total.head[-6:])


def _of_place(mentions: Sequence[Mention], index: int) -> Iterator[Claim]:
    """城区考生6240人，…；农村考生4160人，…，全市10400人."""
    total = mentions[index]
    parts: dict[int, Mention] = {}
    for part in mentions[max(0, index - 12) : index]:
        if part.sentence == total.sentence and part.counts and part.unit == total.unit and part.depth == total.depth:
            parts.setdefault(part.segment, part)
    found = list(parts.values())
    if len(found) < 2:
        found = [m for m in mentions[max(0, index - 6) : index] if m.segment == total.segment and m.counts]
        if any(m.unit != total.unit for m in found):
            return
    if len(found) > 1:
        strength = Strength.LISTED if len(found) == 2 and is_complement(found) else Strength.SLIP
        yield Claim("sum", "sum.total_after_parts", total.number, [_way(found, strength)], total.head[-6:], quiet=True)


def _of_shares(mentions: Sequence[Mention], index: int) -> Iterator[Claim]:
    """权重分别为25%、30%、45%，合计100%: a row of shares and their sum."""
    total = mentions[index]
    row: list[Mention] = []
    for part in reversed(mentions[max(0, index - 20) : index]):
        alike = part.unit == "%" and not part.delta and part.sentence == total.sentence and part.depth == total.depth
        if not alike:
            break
        row.append(part)
        if "、" not in part.lead:
            break
    if len(row) > 2:
        yield Claim("sum", "sum.total_after_parts", total.number, [_way(row[::-1], Strength.CLOSED)], total.head[-6:])


def _backward(mentions: Sequence[Mention], index: int, many: int) -> Iterator[Claim]:
    total = mentions[index]
    if named_totals.of_no_row(mentions[index - 1], total):
        return
    before = [m for m in mentions[max(0, index - _REACH) : index] if m.depth == total.depth]
    alike = [m for m in before if m.counts and (many or m.unit == total.unit)]
    alike = [m for m in alike if _unit_fits(m, total, many) and within(m, total)]
    if len(alike) < 2:
        return
    near = [m for m in alike if m.sentence == total.sentence - 1]
    if total.under_total_only:
        yield from _beside_total(total, alike, near)
        return
    named = _by_name(mentions, index, many)
    if len(named) != many and named and _of_another(named, total):
        named = []
    candidates, shorter = _candidates(total, alike, near)
    _add(candidates, _run_before(total, alike))
    if many:
        here = [m for m in alike if m.sentence == total.sentence]
        _add(candidates, [m for m in here if m.whole not in here][-many:])  # 上缴446万元，其中存量318万元，…: the whole
        _add(candidates, here[-many:])
    candidates = [p for p in candidates if not _of_another(p, total) and _of_its_kind(p, total)]
    if named_totals.CUMULATIVE.search(total.head):
        candidates, shorter, named = named_totals.up_to(total, alike), [], []
    bare = bool(_BARE.fullmatch(total.head.strip()))
    ways = []
    if len(named) > 1 and (len(named) == many or (not many and _apart(named))):
        closed = many or (len(named) == 2 and is_complement(named))
        ways.append(_way(named, Strength.CLOSED if closed else Strength.LISTED))
    elif len(named) > 1 and not many:
        ways.append(_way(named, Strength.SLIP))
    ways.extend(_way(parts, _strength(total, parts, bare, many)) for parts in candidates)
    if not any(way.strength is Strength.CLOSED for way in ways):
        ways.extend(_way(parts, Strength.OPEN) for parts in shorter)
    if ways:
        _belong(total, named, candidates, ways)
        ways.extend(_with_next(mentions, index, ways))
        yield Claim("sum", "sum.total_after_parts", total.number, ways, total.head[-6:])


def _run_before(total: Mention, alike: Sequence[Mention]) -> list[Mention]:
    """补充318人，退休276人、调出59人，减员共335人: the row joined by 、 that ends right before the total."""
    run: list[Mention] = []
    for part in reversed(alike):
        if part.segment != total.segment or (run and part.index != run[-1].index - 1):
            break
        run.append(part)
        if part.lead != "、":
            break
    return run[::-1] if run and run[0].index == total.index - 1 else []


def _belong(total: Mention, named: list[Mention], candidates: list[list[Mention]], ways: Sequence[Way]) -> None:
    """What a total adds up is of it, for the shares told after."""
    met = next((way for way in ways if meets(way, total.number)), ways[0])
    starts = {number.start for number in met.parts}
    for part in (part for parts in (named, *candidates) for part in parts):
        if part.whole is None and part.start in starts:
            part.total = total


def _with_next(mentions: Sequence[Mention], index: int, ways: Sequence[Way]) -> list[Way]:
    """营员共180名，含带队教师7名: who is in the total besides."""
    after = mentions[index + 1] if index + 1 < len(mentions) else None
    if after is None or after.unit != mentions[index].unit or not _WITH.match(after.head.strip()):
        return []
    return [Way(Form.SUM, (*way.parts, after.number), strength=Strength.OPEN) for way in ways]


def _of_another(parts: Sequence[Mention], total: Mention) -> bool:
    """建议17件，其中主办12件、协办5件；提案共计13件: the parts of the first are none of the second."""
    whole = parts[0].whole
    if whole is not None and parts[-1].segment != total.segment and all(part.whole is whole for part in parts):
        return True
    return any(part.whole in parts for part in parts)  # 收入841万元，其中A、B，支出合计: a whole beside its parts


def _of_its_kind(parts: Sequence[Mention], total: Mention) -> bool:
    """3个中心，两个…，接待窗口共12个: what is counted in 个 must be of one kind."""
    noun = _noun(total)
    if total.unit not in ("个", "项", "类") or not noun:
        return True
    return any(set(noun) & set(name(part)) for part in parts)


def _apart(parts: Sequence[Mention]) -> bool:
    """Named alike but for what tells them apart: 小学在校生, 初中在校生."""
    names = {part.number.subject for part in parts}
    return len(names) == len(parts) and (len(parts) > 2 or is_complement(parts))


def _strength(total: Mention, parts: Sequence[Mention], bare: bool, many: int) -> Strength:
    if many:
        alone = len(parts) == many and (parts[0].index == 0 or parts[0].lead != "、")
        return Strength.CLOSED if alone else Strength.LIKELY
    if parts[-1].sentence == total.sentence and not bare:
        return Strength.LIKELY
    alone = parts[-1].index - parts[0].index == len(parts) - 1
    if bare and all(part.segment == total.segment for part in parts):
        return Strength.CLOSED if alone and parts[-1].index == total.index - 1 else Strength.LISTED
    return Strength.LISTED if bare or len(parts) > 2 else Strength.LIKELY


def _beside_total(total: Mention, alike: list[Mention], near: list[Mention]) -> Iterator[Claim]:
    """全年级合计100人，总分8296分: 总分 is a total too."""
    beside = [m for m in alike if m.sentence == total.sentence and m.segment != total.segment]
    named = [m for m in near or beside if m.number.subject == total.number.subject]
    if len(named) < 2:
        named = [m for m in beside if m.number.subject == total.number.subject]
    if len(named) > 1:
        yield Claim("sum", "sum.total_row", total.number, [_way(named, Strength.LISTED)], total.head[-6:])


def _candidates(
    total: Mention, alike: list[Mention], near: list[Mention]
) -> tuple[list[list[Mention]], list[list[Mention]]]:
    candidates: list[list[Mention]] = []
    shorter: list[list[Mention]] = []
    if total.time_told:
        # 上年结余…，本年收到…、…，本年收入合计: what is of the time that the total tells.
        _add(candidates, [m for m in alike if m.segment == total.segment and m.time == total.time])
    same_segment = [m for m in alike if m.segment == total.segment]
    same_sentence = [m for m in alike if m.sentence == total.sentence]
    totals = [m for m in same_sentence if _is_total(m) and not m.under_total_only]
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
            _add(candidates, list({m.segment: m for m in reversed(same_sentence)}.values())[::-1])
    for parts in _columns(near, total):
        _add(candidates, parts)
    return candidates, shorter


def _add(candidates: list[list[Mention]], parts: list[Mention]) -> None:
    if len(parts) > 1 and parts not in candidates:
        candidates.append(parts)


def _how_many(mentions: Sequence[Mention], told: Mention, total: Mention) -> Iterator[Claim]:
    """三项合计…: as many as there are parts, where parts add up to the total."""
    before = [m for m in mentions[max(0, total.index - _REACH) : told.index] if m.depth == total.depth]
    alike = [m for m in before if m.counts and m.unit == total.unit and m.time_fits(total)]
    near = [m for m in alike if m.sentence == total.sentence - 1]
    candidates, shorter = _candidates(total, alike, near)
    lists = [*candidates, *shorter, _by_name(mentions, total.index, 0)]
    sizes = {len(parts) for parts in lists if sum(p.number.amount for p in parts) == total.number.amount}
    if sizes:
        ways = [Way(Form.COUNT, (), count=size) for size in sorted(sizes)]
        yield Claim("list_count", "list.parts", told.number, ways, total.head[-6:], start=told.start, end=told.end)


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
