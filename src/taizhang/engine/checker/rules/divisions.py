"""Wholes divided without a word that says so: 男生81名、女生92名; 完成688个、未完成5个; （一）…4个 （二）…5个."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.divided import HALVES
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import divisions_of_lines, remainders, traits
from taizhang.engine.checker.rules.divided_in import claim_of
from taizhang.engine.checker.rules.evidence import (
    are_halves,
    beside_each_other,
    in_a_row,
    is_complement,
    lacks,
    named_alike,
    one_dimension,
    paired,
    parallel,
)
from taizhang.engine.checker.rules.nearby import is_compared
from taizhang.engine.checker.slips import may_slip

_ADDED = re.compile(r"(?:合计|总计|共计|总共|一共|累计|共)(?:有|为|达)*$")
_MOST = 30
_SPELT = 12
_BACK = 40
_MONEY = re.compile(r"(?:筹集|筹措|募集|整合|投入|安排|下达|拨付|争取)[一-龥]{0,4}$")
_MYRIAD = 10_000
_SMALL, _HUNDRED, _NEARER = 50, 100, 200
_SOME, _HEADING = re.compile(r"主要|重点"), 60
_LONG = 500  # of smaller figures chance makes too many meet
_FIRST, _HEADS = 3, 8  # wholes that are tried: the first of the text and the last ones told


def find(prose: Prose) -> Iterator[Claim]:
    for claim in _all(prose):
        way = claim.ways[0]
        names = [part.subject for part in way.parts]
        doubted = claim.quiet and (traits.came_and_went(names) or _of_some(prose, claim))
        doubted = doubted or traits.ground_and_floors(claim.stated.subject, names)
        if not doubted or meets(way, claim.stated):
            yield traits.weighed(prose, claim)


def _of_some(prose: Prose, claim: Claim) -> bool:
    """共资助11758人次。主要项目中：…: words before the list that say that it leaves others out."""
    begin = min(part.start for part in claim.ways[0].parts)
    return bool(_SOME.search(prose.plain, max(claim.stated.end, begin - _HEADING), begin))


def _all(prose: Prose) -> Iterator[Claim]:
    # A sentence that spells out a large number spells out them all; elsewhere a numeral is more often a word.
    spelt = {m.sentence for m in prose.mentions if m.number.notation == "numerals" and m.number.amount >= _SPELT}
    mentions = [m for m in prose.mentions if m.counts and (m.number.notation != "numerals" or m.sentence in spelt)]
    mentions = [m for m in mentions if m.head.strip() != "即"]  # 占96.0%，即167家: a part told once more
    sentence: list[Mention] = []
    for position, mention in enumerate(mentions):
        if sentence and mention.sentence != sentence[0].sentence:
            yield from _sentence(prose, mentions, position - len(sentence), sentence)
            sentence = []
        sentence.append(mention)
    if sentence:
        yield from _sentence(prose, mentions, len(mentions) - len(sentence), sentence)
    yield from divisions_of_lines.by_name(mentions)
    yield from divisions_of_lines.lines(prose, mentions)
    yield from divisions_of_lines.scattered(mentions)
    yield from _far(mentions)


def _sentence(prose: Prose, mentions: list[Mention], begin: int, sentence: list[Mention]) -> Iterator[Claim]:
    if len(sentence) < 2 or len(sentence) > 60:
        return
    segments: dict[tuple[int, int], list[Mention]] = {}
    for mention in sentence:
        segments.setdefault((mention.segment, mention.bracket), []).append(mention)
    rows = list(segments.values())
    runs: list[list[Mention]] = []
    for row in [row for row in rows if len(row) > 1]:
        for unit in {m.unit for m in row}:
            alike = [m for m in row if m.unit == unit and not is_compared(m)]
            if len(alike) > 1:
                runs.append(alike)
                if len(alike) > 2:
                    runs.extend(_pairs(alike))
            if len(alike) > 3:
                close = next((n for n, m in enumerate(alike) if m.index != alike[0].index + n), len(alike))
                if 2 < close < len(alike):  # W，a，b，率p%，c: the row ends where another thing is told
                    yield from _first_is_whole(alike[:close])
            if len(alike) > 2 and not traits.over_all(prose.mentions, alike[1:]):
                yield from _first_is_whole(alike)
                yield from _row_inside(alike)
                yield from remainders.net(alike)
                if alike[1].lead != "、" or alike[1].index > alike[0].index + 1:
                    runs.append(alike[1:])  # of what is joined by 、 the first is one of them
    if len(rows) > 1:
        for unit in {row[0].unit for row in rows}:
            firsts = [row[0] for row in rows if row[0].unit == unit]
            if len(firsts) > 1:
                runs.append(firsts)
                runs.extend(_pairs(firsts))
                if len(firsts) > 2:
                    runs.append(firsts[1:])
            lasts = [row[-1] for row in rows if row[0].unit == row[-1].unit == unit and row[0] is not row[-1]]
            if len(lasts) == len(firsts) > 1 and max(m.number.amount for m in lasts) > _HUNDRED:
                # 初中招60人，报考303人；小学招170人，报考1010人
                yield from _of_earlier(mentions, begin, lasts, firsts[0])
    for run in runs:
        divides = len(run) <= _MOST and sum(bool(part.number.amount) for part in run) > 1
        if divides and not _ADDED.search(run[-1].head):
            yield from _of_earlier(mentions, begin, run)


def _pairs(alike: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Neighbours that are the two halves of something: 男生81名、女生92名."""
    for one, two in pairwise(alike):
        if is_complement((one, two)):
            third = next((m for m in alike if m.index == two.index + 1 and m.lead == two.lead), None)
            if third is None or is_complement((one, two), HALVES):  # 小学1090人，初中800人，高中700人: of three no two
                yield [one, two]


def _first_is_whole(alike: list[Mention]) -> Iterator[Claim]:
    whole, parts = alike[0], alike[1:]
    parts = parts[: next((n for n, part in enumerate(parts) if n > 1 and "其中" in part.label), len(parts))]
    if parts[0].lead == "、" and parts[0].index == whole.index + 1:
        return  # 优秀11家、合格46家: one of them
    bare = not whole.number.subject and whole.number.amount < _SMALL
    if bare and all(part.number.amount > 2 * whole.number.amount for part in parts):
        return  # 1个已完工，3个已开工，4个正在推进: one of them
    if lacks(whole, parts) or whole.depth != parts[0].depth or len(parts) > _MOST or _ADDED.search(parts[-1].head):
        return
    sure = len(parts) > 2 or is_complement(parts)
    claim = claim_of(whole, parts, Strength.SLIP if sure else Strength.OPEN, "division.first")
    if are_halves(parts) and beside_each_other(whole, parts):
        claim.quiet = False
        claim.ways = [Way(Form.SUM, claim.ways[0].parts, strength=Strength.CLOSED)]
    elif whole.whole is None and "其中" not in whole.label and not parts[0].opens_list:
        apart = one_dimension(parts) and not one_dimension((whole, *parts))  # 中央…，省级…、市级…、县级…: one of them
        beside = parts[0].index == whole.index + 1 and parts[0].lead != parts[1].lead
        row = in_a_row(whole, parts) or (len(parts) > 2 and apart and beside)
        likely = parallel(whole, parts) or one_dimension(parts)
        pair = len(parts) == 2 and parts[1].index == parts[0].index + 1 and (paired(parts) or is_complement(parts))
        if whole.number.amount < _SMALL and any(part.number.amount > whole.number.amount for part in parts):
            pair = False  # a slip explains nearly any three small figures
        spent = _spent(whole, parts)
        claim.quiet = not (row or likely or pair or spent)
        if pair or spent or (likely and len(parts) == 2) or _nouns(whole, parts):
            claim.ways = [Way(Form.SUM, claim.ways[0].parts, strength=Strength.SLIP)]
        if row:
            claim.ways = [Way(Form.SUM, claim.ways[0].parts, strength=Strength.LISTED)]
    yield claim
    if len(parts) > 2 and is_complement(parts[:2]):
        yield claim_of(whole, parts[:2], Strength.OPEN, "division.first")


def _row_inside(alike: list[Mention]) -> Iterator[Claim]:
    """3个考点80个考场，一考点32个、二考点28个、三考点20个: told apart in one way, they divide the figure before."""
    for at in range(1, len(alike) - 3):
        whole, parts = alike[at], alike[at + 1 :]
        begun = parts[0].index == whole.index + 1 and parts[-1].index - parts[0].index == len(parts) - 1
        if begun and whole.whole is None and one_dimension(parts) and not one_dimension((whole, parts[0])):
            yield from _first_is_whole(alike[at:])
            return


def _spent(whole: Mention, parts: Sequence[Mention]) -> bool:
    """投入184.5万元，操场148万元、厕所36.5万元: money, and right after it what it came of or went to."""
    beside = parts[0].index == whole.index + 1 and parts[-1].index - parts[0].index == len(parts) - 1
    return whole.unit == "元" and beside and len(parts) < _SPELT and bool(_MONEY.search(whole.head))


def _nouns(whole: Mention, parts: Sequence[Mention]) -> bool:
    """资助811人次，低保684人次，孤残127人次: two things right after a long whole, and no word of what was done."""
    beside = [part.index - whole.index for part in parts] == [1, 2] and whole.number.amount >= _LARGE
    names = [part.number.subject for part in parts]
    return beside and all(0 < len(name) < _SHORT and not _VERB.search(name) for name in names)


_LARGE, _SHORT = 100, 9
_VERB = re.compile(
    r"[未已办结退还净余剩增减收支录报通实完新上下到出入转参申审查改发补缴欠应可达]|合格|优秀|良好|有效|及格|以上|其中|累计|成本|利润|死亡|党员|女|教师"
)


def _of_earlier(
    mentions: list[Mention], begin: int, run: list[Mention], head: Mention | None = None
) -> Iterator[Claim]:
    """`head`: where the row of the first begins, when it does not begin with it."""
    first, seen = run[0], 0
    total, largest = Decimal(0), Decimal(0)
    sentences: set[int] = set()
    place = begin
    while place < len(mentions) and mentions[place] is not (head or run[0]):
        place += 1
    for back in range(place - 1, max(-1, place - _BACK), -1):
        whole = mentions[back]
        if first.paragraph - whole.paragraph > 1 or seen >= 8:
            return
        if whole.unit != first.unit or whole in run or not whole.time_fits(first):
            continue
        if first.index == whole.index + 1:
            if first.lead == "、":
                continue  # 基本合格5所、不合格2所: one of them, not their whole
            if whole.lead == "，" and all(part.lead == "，" for part in run) and _under(mentions, back):
                continue  # 抽查62家，合格51家，基本合格8家，不合格3家
        if not largest:
            sure = len(run) != 2 or is_complement(run) or paired(run)
            largest = max([part.number.scale for part in run])
            total += sum([part.number.amount for part in run])
        if whole.number.scale > _MYRIAD * largest:
            continue  # 9.45亿元, 11984元: of another account
        seen += 1
        # The figure that opens the sentence before, or the same sentence, is what the text is about.
        beside = first.index == whole.index + 1 and first.segment == whole.segment and are_halves(run)
        opens = whole.sentence not in sentences and first.sentence - whole.sentence <= 1 and whole.whole is None
        sentences.add(whole.sentence)
        if not (sure or opens or beside) and whole.segment != first.segment and first.sentence == whole.sentence:
            continue  # 义教寄宿生4578人次380.56万元；高中助学金306.2万元，免学费70.404万元: the end of the row before
        strength = Strength.SLIP if sure and (opens or beside) and whole.paragraph == first.paragraph else Strength.OPEN
        # Not worth a look: neither near the whole nor of a kind where a slip would be believed.
        if strength is Strength.OPEN and abs(whole.number.amount - total) > whole.number.amount / 50:
            continue
        claim = claim_of(whole, run, strength, "division.earlier")
        told = strength is Strength.SLIP and (beside or named_alike(whole, run))
        if told and (is_complement(run, HALVES) or _alone(mentions, place, run)):
            claim.quiet = one_dimension((whole, *run))  # 东区…。西区…，南区…: beside it, not of it
        yield claim


def _under(mentions: list[Mention], at: int) -> bool:
    """Whether a figure stands right after one of its unit and segment that is larger."""
    before = mentions[at - 1] if at else mentions[at]
    alike = before.unit == mentions[at].unit and before.segment == mentions[at].segment
    return alike and before.index == mentions[at].index - 1 and before.number.amount > mentions[at].number.amount


def _far(mentions: list[Mention]) -> Iterator[Claim]:
    """全区常住人口318642人。… three paragraphs on: 城镇209384人，…；乡村109258人: the figures of a sentence and the one
    that opens a sentence before, however far. Nothing joins them but their digits: see `belief.chance`."""
    heads: dict[str, list[Mention]] = {}
    for sentence in _sentences(mentions):
        yield from _last_is_whole(sentence)
        for run in _runs(sentence):
            told = heads.get(run[0].unit, ())
            ends = (*told[:_FIRST], *told[max(_FIRST, len(told) - _HEADS) :])
            tried = [whole for whole in ends if whole.time_fits(run[0])]
            for whole in one_slip_off(tried, run):
                if _nearer(tried, whole, run):
                    continue
                way = Way(Form.SUM, tuple(part.number for part in run), strength=Strength.OPEN)
                rival = ("far", run[0].start, run[-1].start)
                yield Claim("sum", "division.far", whole.number, [way], run[0].head[-6:], rival=rival, quiet=True)
        seen: set[str] = set()
        for mention in sentence:
            if mention.unit not in seen or mention.whole is None:
                heads.setdefault(mention.unit, []).append(mention)
            seen.add(mention.unit)


def _nearer(wholes: Iterable[Mention], chosen: Mention, run: Sequence[Mention]) -> bool:
    """Whether they come so near to another whole that they are rather of that, and miss it by another error."""
    total = sum(part.number.amount for part in run)
    others = (whole.number.amount for whole in wholes if whole is not chosen)
    return any(0 < abs(other - total) * _NEARER < total for other in others)


def _sentences(mentions: list[Mention]) -> Iterator[list[Mention]]:
    sentence: list[Mention] = []
    for mention in mentions:
        if sentence and mention.sentence != sentence[0].sentence:
            yield sentence
            sentence = []
        if not mention.number.qualifier and not is_compared(mention) and len(sentence) < _MOST:
            sentence.append(mention)
    if sentence:
        yield sentence


def _last_is_whole(sentence: list[Mention]) -> Iterator[Claim]:
    """会费26.21万元，补助18.40万元，拨款57.60万元，收入102.21万元: no word says that the last adds up the others."""
    rows: dict[tuple[str, int], list[Mention]] = {}
    for at, whole in enumerate(sentence if len(sentence) > 3 else ()):
        run = rows.setdefault((whole.unit, whole.depth), [])
        if len(run) > 2 and whole.whole is None and (at + 1 == len(sentence) or sentence[at + 1].unit != whole.unit):
            for begin in range(min(3, len(run) - 2)):
                for _ in one_slip_off((whole,), run[begin:]):
                    way = Way(Form.SUM, tuple(part.number for part in run[begin:]), strength=Strength.OPEN)
                    yield Claim("sum", "division.last", whole.number, [way], whole.head[-6:], quiet=True)
        run.append(whole)


def _runs(sentence: list[Mention]) -> Iterator[list[Mention]]:
    """The figures of one unit in a sentence, and the first of each segment, those that open a list left out."""
    units: dict[str, list[Mention]] = {}
    for mention in sentence:
        units.setdefault(mention.unit, []).append(mention)
    for alike in [row for row in units.values() if len(row) > 1]:
        firsts = list({m.segment: m for m in reversed(alike)}.values())[::-1]
        ends = [alike[at:] for at in range(min(3, len(alike) - 1))]
        for run in (*ends, firsts) if len(firsts) not in (1, len(alike)) else ends:
            wholes = {part.whole for part in run}
            # 30208取暖费0.00，30209物业费0.00: of one figure and nothing no whole is made
            if (
                None in wholes
                and sum(bool(part.number.amount) for part in run) > 1
                and run[0].depth == run[-1].depth
                and wholes.isdisjoint(run)
            ):  # no part of another of it
                yield run


def one_slip_off(wholes: Iterable[Mention], run: Sequence[Mention]) -> Iterator[Mention]:
    """The wholes that the run adds up to, or would but for one figure: one digit, two neighbours, a place or a 万. In
    floating point, so that what cannot be costs little; `judge` has the last word."""
    figures = list(map(_size, run))
    parts = [size for size, _ in figures]
    total, last = sum(parts), min(digit for _, digit in figures)
    for whole in wholes:
        amount, digit = _size(whole)
        if amount >= _LONG and amount / 9 <= total <= 11 * amount and may_slip(amount, parts, min(last, digit)):
            yield whole


def _size(mention: Mention) -> tuple[float, float]:
    """A figure and one of its last digit, in floating point."""
    if mention.size is None:
        scale = float(mention.number.scale)
        mention.size = float(mention.number.value) * scale, scale * 10.0**-mention.places
    return mention.size


def _alone(mentions: list[Mention], place: int, run: list[Mention]) -> bool:
    """Two that are told apart in one way, and no third beside them."""
    if not (paired(run) or are_halves(run)) or mentions[place + 1 : place + 2] != run[1:]:
        return False
    around = (*mentions[max(0, place - 1) : place], *mentions[place + 2 : place + 3])
    return all(other.sentence != run[0].sentence or other.unit != run[0].unit for other in around)
