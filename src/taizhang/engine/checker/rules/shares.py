"""Shares: 占 …的 p%, …率 p%, 比例达 p%, 分别占 p1%、p2%, 完成预算的 p%. What of what, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Strength, Way
from taizhang.engine.checker.rules import given, printed_bases, rates, rates_of_parts, rows_of_shares
from taizhang.engine.checker.rules.measured import MEASURED, of_measure
from taizhang.engine.checker.rules.nearby import by_ending, is_compared, likeness, name, named_by, part_of, topic
from taizhang.engine.checker.rules.of_the_most import of_one_sign, said_most
from taizhang.engine.checker.rules.rate_names import share_of
from taizhang.engine.checker.rules.rows_of_shares import ADDED, Bases, listed, opener, several, told_in_row
from taizhang.engine.checker.words import GENERAL_BASES

_OF = re.compile(
    r"占(?!地(?:面积|\d|约|共))(?:比|到|了)?(?P<base>[^，。;:占]*?)(?:的)?(?:比例|比重|百分比|份额)?(?:约|为|达到?|近|超过|高达|的)*$"
)
_BUDGET = re.compile(r"(?:完成|为|占|相当于)(?P<base>[^，。;]*(?:预算|计划|任务|目标)[^，。;]{0,6}?)的?(?:约|近)*$")
_INLINE = re.compile(r"^(?:[一-龥]{0,8}的|的)?(?:比例|比重)?(?:约|近|为|达)*$")
_OF_INLINE = re.compile(r"(?:占|完成|为|达到?|相当于)[^，。;占]{0,16}$")
_WIDE = re.compile(r"^(?:全[国省市县区州旗镇乡村校]|我[省市县区州旗镇乡村校]|同?期|其|参加|应|总|所有|[全当本今]年)+")
_QUOTES, _AMONG = re.compile(r"[“”\"]"), re.compile(r"[一-龥]{0,6}中")
_CUMULATIVE, _FORMER = re.compile(r"及以[上下]|合计|以[上下]$"), re.compile(r"前者(?:约?为|是|占|相当于)后者的[约近]?$")
_BARE = re.compile(r"^(?:,|\s)*(?:比例|比重|占比)(?:约|为|达到?)*(?P<base>$)")  # 2762人，比例94.78%
_LAST_BASE, _NEXT = re.compile(r"占(?:上年|去年|上一年)度?[一-龥]{2,}"), re.compile(r"(?:即|为|共|合|计|达|有|约)*")
_DONE = re.compile(r"(?:实际|已)?完成(?:了|约|为|达到?)*")
# What is aimed at is of another year than the figures told: 力争到2027年占比达到60%.
_AIMED = re.compile(r"力争|争取|预计|预期|计划到|规划到|到20\d\d年末?底?[^，。;]{0,12}(?:达到|提高到|不低于)")
_ROW_ENDS = re.compile(r"的?(?:比例|比重|例|重)?的?(?:分别|依次|各)?(?:约?为|达|是)?$")
_REACH = 40


def find(prose: Prose) -> Iterator[Claim]:
    done, bases = set[int](), Bases()
    for index, mention in enumerate(prose.mentions):
        if mention.unit not in ("%", "‰") or mention.delta or mention.averaged or index in done:
            continue
        if not index:
            yield from printed_bases.of_first(prose, mention, _OF.search(mention.head))
            yield from rates.at_start(prose, mention)
        elif mention.number.role == "quantity" and not _AIMED.search(mention.head):
            yield from _at(prose, index, done, bases)


def _at(prose: Prose, index: int, done: set[int], bases: Bases) -> Iterator[Claim]:
    mention, row = prose.mentions[index], several(prose.mentions, index)
    if len(row) > 1:
        done.update(m.index for m in row)
        yield from _respectively(prose, row)
        return
    whose = rates_of_parts.of_whose(prose, mention) if mention.tail[:1] == "的" else None
    claim = given.added(prose, mention, whose or _one(prose, mention), "percent", "share.of")
    if claim is not None and claim.rule.startswith("share.of"):
        rows_of_shares.go_on(claim, mention, bases)
    yield from given.added_up(prose, mention)
    if claim is not None:
        yield claim


def _respectively(prose: Prose, shares: list[Mention]) -> Iterator[Claim]:
    first = shares[0]
    inside = rows_of_shares.in_bracket(prose, shares)
    if inside:
        yield from inside
        return
    numerators = listed(prose, first, len(shares)) or told_in_row(prose, first, len(shares))
    if len(numerators) < len(shares):
        return
    for m in numerators:
        m.is_share = True
    base = _base_name(first.head)
    row = rows_of_shares.wholes(prose, first, numerators, base)
    for place, (share, part) in enumerate(zip(shares, numerators, strict=True)):
        if row:
            ways = [share_of((part,), row[place], Strength.FIRM)]
        else:
            between = prose.mentions[numerators[-1].index + 1 : first.index]
            totals = [m for m in between if m.counts and m.unit == part.unit and ADDED.search(m.head)]
            ways = [*(share_of((part,), m, Strength.LIKELY) for m in totals), *_bases(prose, part, first, base)]
        if ways:
            yield Claim("percent", "share.respectively", share.number, ways, "分别占", (first.paragraph, part.unit))


def _base_name(head: str) -> str:
    found = _OF.search(head)
    return "" if found is None else _ROW_ENDS.sub("", found["base"])


def _one(prose: Prose, share: Mention) -> Claim | None:
    previous = prose.mentions[share.index - 1]
    if is_compared(share):
        return None  # 占比由上年的77.5%提高到79.1%: of last year's figures, which are not told
    if _LAST_BASE.search(share.head):
        return None  # 占上年收入的96.83%: of a year of which only some figures are told
    again = (
        previous.unit == "%"
        and "成" in previous.number.text
        and (
            (previous.depth < share.depth and not share.head.strip())
            or (share.lead == "，" and share.head.strip() in ("为", "达", "达到", "是", "即"))  # 占比近五成，为49.7%
        )
    )
    head = previous.head if again else share.head  # 占总产量近九成（89.0%）
    told = _BUDGET.search(head)
    if previous.depth > share.depth and share.lead == ")" and share.label.startswith("的") and previous.counts:
        return printed_bases.of_printed(prose, share, previous, False)  # 仅为2021年（8517人）的80.3%
    if previous.clause == share.clause and previous.counts and _INLINE.search(share.label):
        inline = _OF_INLINE.search(previous.head)
        if inline or (share.label.startswith("的") and told is None):
            return printed_bases.of_printed(prose, share, previous, bool(inline))
    both = printed_bases.in_bracket_after(prose, share)
    if both is not None:
        return both
    of = _OF.search(head) or _BARE.match(head)
    if head.strip(" ,").startswith("恩格尔系数"):
        return printed_bases.of_food(prose, share)
    if _FORMER.search(head):
        return printed_bases.of_latter(prose, share)
    done = printed_bases.of_due(prose, share) if _DONE.fullmatch(head.strip(" ,")) else None
    if done is not None:
        return done
    if told and ((plan := printed_bases.of_plan(prose, share, told["base"], "share.of_plan")) is not None or not of):
        return plan
    if of:
        subject = head[: of.start()].strip() or said_most(prose, share)
        return _of(prose, share, subject, of["base"] or "")
    if share.depth and previous.bracket == share.bracket and previous.counts and not head.strip(" ,约为"):
        return _in_bracket(prose, share, previous)
    return rates.of(prose, share)


def _in_bracket(prose: Prose, share: Mention, part: Mention) -> Claim | None:
    """专利360件，集中在制造业（252件，70%）: of the first of its sentence."""
    part.is_share = True
    before = prose.mentions[max(0, part.index - _REACH) : part.index]
    wholes = [m for m in before if m.counts and m.unit == part.unit and m.sentence == part.sentence]
    wholes = [m for m in wholes if m.depth < part.depth and m.number.amount >= part.number.amount]
    ways = [
        share_of((part,), m, Strength.SLIP if not position else Strength.OPEN) for position, m in enumerate(wholes[:4])
    ]
    ways.extend(share_of((part,), m, Strength.OPEN) for m in _any(prose, part, share) if m not in wholes)
    return Claim("percent", "share.in_bracket", share.number, ways[:12], "(") if ways else None


def _of(prose: Prose, share: Mention, subject: str, base: str) -> Claim | None:
    part = _told_next(prose, share) or of_one_sign(prose, share, subject) or _numerator(prose, share, subject)
    both = printed_bases.both_after(prose, share, subject, base) if part is None else None
    if both is not None:
        return both
    if part is not None:
        part.is_share = True
        ways = [*([] if base else printed_bases.turned(prose, share, part)), *_bases(prose, part, share, base)]
        if base and part.whole is not None and part.index == share.index - 1:
            # 运动员612人，其中男生330人、女生282人，占全校学生的26.4%: the whole list may be meant.
            ways.extend(_weaker(_bases(prose, part.whole, share, base)))
    else:
        part = _alike(prose, share, subject) if len(subject) > 1 and not _CUMULATIVE.search(subject) else None
        if part is None:
            return None
        ways = _weaker(_bases(prose, part, share, base))
    total = printed_bases.of_total(prose, share, part, base)
    if total is not None:
        ways = [share_of((part,), total, Strength.FIRM), *(way for way in ways if way.base[0] is not total.number)]
    ways.extend(printed_bases.of_both(part, ways, base))
    if not base and part.whole is None:
        ways = printed_bases.of_halves(prose, part, ways)
    group = (share.paragraph, part.unit)
    named = (len(base) > 3 or total is not None) and bool(ways) and ways[0].strength is Strength.FIRM
    rule = "share.of_named" if named else "share.of"  # 占在园幼儿的比例: the base by its name, wherever it stands
    return Claim("percent", rule, share.number, ways, "占" + base, group) if ways else None


def _told_next(prose: Prose, share: Mention) -> Mention | None:
    """本省生源占72.4%，为6459名; 本科以上占96.8%（120人）: the number comes after its share."""
    for part in prose.mentions[share.index + 1 : share.index + 2]:
        beside = part.lead in ("，", "(") and part.segment == share.segment and part.counts
        beside = beside and part.number.notation != "numerals"
        named = share.head.strip(" ,")[:-2] if share.head.rstrip(" ").endswith(("占比", "比重", "比例")) else ""
        if beside and part.lead == "，" and len(named) > 1 and part.number.subject.startswith(named):
            return part  # 税收占比66.4%，税收收入为10.21亿元
        if beside and _NEXT.fullmatch(part.label.strip()) and (part.lead == "，") == bool(part.label.strip()):
            return part
    return None


def _weaker(ways: list[Way]) -> list[Way]:
    return [replace(way, strength=min(way.strength, Strength.SLIP)) for way in ways]


def _numerator(prose: Prose, share: Mention, subject: str) -> Mention | None:
    """What the share is told of: the quantity just before 占, or the one that its own subject names."""
    subject = re.sub(r"^(?:其中|分别|约|均|各|也|又|以上|,|\s)+", "", subject)
    if _CUMULATIVE.search(subject):
        return None
    latter = re.fullmatch(r"(?P<first>前者)|后者", subject)
    if latter:
        told = [
            m
            for m in prose.mentions[max(0, share.index - 8) : share.index]
            if m.counts and m.sentence == share.sentence
        ]
        return told[-1 - bool(latter["first"])] if len(told) > 1 else None
    measured = MEASURED.fullmatch(subject)
    inside: Mention | None = None
    for mention in reversed(prose.mentions[max(0, share.index - 24) : share.index]):
        if mention.sentence != share.sentence and (not subject or share.paragraph - mention.paragraph > 1):
            break
        if mention.counts and (not subject or named_by(subject, part_of(mention.number.subject))):
            if mention.depth <= share.depth:
                return of_measure(prose, mention, measured["measure"]) if measured else mention
            inside = inside or mention  # 用车费27.03万元（购置17.68万元、运行9.35万元），占87.5%: of what is outside
    return inside if subject else None


def _alike(prose: Prose, share: Mention, subject: str) -> Mention | None:
    """The number of a name that is not quite the same: 用车费用 and 公务用车运行费; 食堂支出 and 食堂方面，…，支出."""
    best: Mention | None = None
    most = 0.5
    for mention in reversed(prose.mentions[max(0, share.index - 24) : share.index]):
        if share.paragraph - mention.paragraph > 4:
            break
        if not mention.counts or mention.unit in ("次", "%"):
            continue
        words = mention.number.subject
        near = share.paragraph - mention.paragraph <= 1
        if mention.paragraph != share.paragraph and words and subject.endswith(words):
            near, words = True, topic(prose, mention) + words
        covered = sum(sign in words for sign in subject) / len(subject)
        if near and covered >= most and subject[0] in words and (best is None or covered > most):
            best, most = mention, covered
    return best


def _bases(prose: Prose, part: Mention, share: Mention, base: str) -> list[Way]:
    """Ways to take a share of `part`: bases named by the text first, then what the sentence and paragraph are about."""
    bare = _WIDE.sub("", _QUOTES.sub("", base)).strip("的中 ")
    for word in GENERAL_BASES:
        bare = bare.removesuffix(word)
    bare = bare.removesuffix("数") if len(bare) > 2 else bare
    candidates, around = _wholes(prose, part, share), list(_any(prose, part, share))
    ways: list[Way] = []
    if bare:
        told = [*candidates, *_told_after(prose, share, part)]
        told.extend(m for m in around if m not in told)
        named = [m for m in told if m is not part and _bears(m, bare)]
        if not any(bare in name(m) for m in named):
            named = [*_named_far(prose, part, share, bare), *named]
        named = [m for m in named if m.number.amount >= part.number.amount] or named
        named.sort(key=lambda m: (
            base not in m.head, not m.number.subject.endswith(bare), m.sentence != share.sentence, -m.index
        ))  # fmt: skip
        for position, whole in enumerate(named[:4]):
            if bare not in name(whole):  # 在校生 of 义务教育在校生: a wider thing, perhaps
                full = name(whole) + (whole.whole.number.subject if whole.whole is not None else "")
                total = whole.number.subject.startswith("总") and bare.endswith(whole.number.subject[1:])  # 粮食产量
                covered = total or (
                    whole.whole is not None and set(bare) <= set(full)
                )  # 专任教师…：小学9215人, 占小学专任教师
                ways.append(share_of((part,), whole, Strength.LIKELY if covered else Strength.OPEN))
                continue
            exact = _WIDE.sub("", whole.number.subject) == bare or (
                len(bare) > 2 and whole.number.subject.endswith(bare)
            )
            strength = (
                Strength.FIRM if exact and not position and whole.paragraph == share.paragraph else Strength.LIKELY
            )
            if whole.index > share.index and whole.depth <= share.depth and _has_share(prose, whole):
                strength = Strength.OPEN  # 占幼儿园总数的46.8%；普惠性幼儿园152所，占87.9%: the next of its kind
            ways.append(share_of((part,), whole, strength))
        if named and ways[0].strength is Strength.FIRM:
            return ways
    told_before = any(
        way.strength > Strength.OPEN and way.base[0].start < part.start and way.base[0].amount >= part.number.amount
        for way in ways
    )
    opened_by = opener(prose, part)
    for whole in candidates:
        if whole.paragraph != part.paragraph and whole.number.amount < part.number.amount and not bare:
            continue  # the last figure of a paragraph before is no whole of a larger one
        if not bare and whole.segment == part.segment and _AMONG.match(whole.tail):
            ways.insert(0, share_of((part,), whole, Strength.FIRM))  # 23名教师中…14人，占60.9%
            continue
        if all(way.base[0] is not whole.number for way in ways):
            if len(bare) >= 4 and not likeness(bare[:-2], name(whole)):  # a base of its own name, not printed
                ways.append(share_of((part,), whole, Strength.OPEN))
                continue
            if told_before and bare not in name(whole):
                ways.append(share_of((part,), whole, Strength.OPEN))  # the named one is told
                continue
            if not bare and whole is part.whole and _same_sentence(share, part, whole):
                ways.append(share_of((part,), whole, Strength.CLOSED))  # 3127件，其中投诉18件、…，投诉占
                continue
            if not bare and whole is opened_by:
                ways.insert(0, share_of((part,), whole, Strength.CLOSED))
                continue
            weak = bool(bare) and likeness(bare, name(whole)) == 0
            ways.append(share_of((part,), whole, Strength.SLIP if weak or len(ways) > 3 else Strength.LIKELY))
    if not bare:
        ways.extend(_namesakes(prose, part, {way.base[0].start for way in ways}))
    bases = {way.base[0].start for way in ways}
    for whole in around:
        if whole.start not in bases:
            # 随迁子女2914人，占在校生的6.15%，在公办就读2762人，占94.78%: what the segment begins with
            begins = not ways and not bare and whole.segment == part.segment and whole.level > 1
            ways.append(share_of((part,), whole, Strength.SLIP if begins else Strength.OPEN))
    return ways[:24]


def _same_sentence(share: Mention, part: Mention, whole: Mention) -> bool:
    """The share names the part by its full name, in the sentence that divides the whole."""
    return len(part.number.subject) > 1 and part.number.subject in share.head and whole.sentence == share.sentence


def _has_share(prose: Prose, mention: Mention) -> bool:
    after = prose.mentions[mention.index + 1 : mention.index + 2]
    return any(m.unit == "%" and m.segment == mention.segment and "占" in m.head for m in after)


def _named_far(prose: Prose, part: Mention, share: Mention, bare: str) -> list[Mention]:
    """占总产量…, told two paragraphs before: the last figure of that very name."""
    for whole in by_ending(prose, bare, share.index):
        if whole.unit == part.unit and whole is not part and whole.number.amount >= part.number.amount:
            words = _WIDE.sub("", whole.number.subject)
            return [whole] if words.endswith(bare) or (len(words) > 1 and bare.endswith(words)) else []
    return []


def _namesakes(prose: Prose, part: Mention, tried: set[int]) -> Iterator[Way]:
    """初中5904人 …; 初中本科以上学历5372人，占91.0%: of what the part is named after."""
    for whole in _any(prose, part, part):
        words = whole.number.subject
        if whole.start not in tried and len(words) > 1 and part.number.subject.startswith(words):
            near = whole.paragraph == part.paragraph or part.number.subject.startswith(words + "中")
            yield share_of((part,), whole, Strength.LIKELY if near else Strength.SLIP)


def _told_after(prose: Prose, share: Mention, part: Mention) -> Iterator[Mention]:
    """…占总人口的17.9%。总人口36.48万人: the base may be told next."""
    for mention in prose.mentions[share.index + 1 : share.index + 4]:
        if mention.sentence - share.sentence > 1:
            return
        if mention.counts and mention.unit == part.unit:
            yield mention


def _any(prose: Prose, part: Mention, share: Mention) -> Iterator[Mention]:
    """Every larger figure of the same unit in this paragraph and the one before, and in a bracket that follows."""
    for mention in reversed(prose.mentions[max(0, part.index - _REACH) : part.index]):
        if part.paragraph - mention.paragraph > 1:
            return
        alike = mention.unit in (part.unit, part.unit + "次") and mention.counts
        if alike and mention.number.amount >= part.number.amount and mention is not part:
            yield mention
    for mention in prose.mentions[share.index + 1 : share.index + 2]:
        if mention.unit == part.unit and mention.counts and mention.depth > share.depth:
            yield mention


def _bears(mention: Mention, base: str) -> bool:
    words = mention.number.subject[:-2] if mention.number.subject[-2:] in ("总额", "总数") else mention.number.subject
    return base in name(mention) or (len(base) >= 2 and len(words) >= 2 and words in base)


def _wholes(prose: Prose, part: Mention, share: Mention) -> list[Mention]:
    """What `part` may be a share of, likeliest first: the whole of its list, the first of its segment, of its sentence,
    of the sentences before in its paragraph and the paragraph before."""
    mentions = prose.mentions
    begin, first = part.index, max(0, part.index - _REACH)
    while begin > first and part.paragraph - mentions[begin - 1].paragraph <= 1:
        begin -= 1
    near = [
        m for m in mentions[begin : part.index]
        if m.counts and (m.unit == part.unit or (m.unit == part.unit + "次" and m.segment == part.segment))
    ]  # fmt: skip
    here = [m for m in near if m.segment == part.segment]
    told = [part.whole, part.total, *here[:1], *[m for m in near if m.sentence == part.sentence][:1]]
    for m in reversed(here):
        told += (m, m.whole)
    opening: dict[int, Mention] = {}  # what each sentence begins with
    for m in near:
        opening.setdefault(m.sentence, m)
    seen: set[int] = {part.sentence}
    for m in reversed(near):
        if m.sentence not in seen:
            seen.add(m.sentence)
            told += (m.whole, opening[m.sentence], m if m.whole is None else None)
    found: list[Mention] = []
    heads = (part.whole, opener(prose, part))
    for whole in told:
        if whole is None or whole is part or whole in found:
            continue
        if not whole.is_share or whole in heads or whole.sentence != part.sentence:
            found.append(whole)
    return found
