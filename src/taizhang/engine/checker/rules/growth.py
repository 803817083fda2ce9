"""Growth and differences: a，比上年增加 d，增长 p%; 由 b 增加到 a; 比上年的 b 增加 d; 缺额, 结余, 净增, 相差."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.changes import DATED
from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import (
    differences,
    given,
    month_before,
    not_done,
    of_its_size,
    points,
    right_after,
    years,
)
from taizhang.engine.checker.rules.differences import Pair, is_last
from taizhang.engine.checker.rules.levels_before import THING, levels_before
from taizhang.engine.checker.rules.nearby import likeness
from taizhang.engine.checker.rules.right_after import compared_in_bracket, reached_after
from taizhang.engine.checker.rules.year_before import between_years, last_told, own_subject, two_times
from taizhang.engine.checker.types import Role

_FROM = re.compile(r"(?:由|从)[^，。;:由从]{0,24}$")
_TO = re.compile(r"(?:到|至|为|达|成)$")
_THAN = re.compile(r"(?:比|较|与|同|超)[^，。;:比较]{0,14}$")
_AGAINST = re.compile(r"[比较与同超由从]")  # one of which the two above begin with: seldom there
_THEN = re.compile(
    r"(?:[一-龥]{1,6})?相比|上行|下行|上浮|下浮|增|减|多|少|高|低|下降|上升|提高|提升|降|翻|慢|快|净|扩大|缩小|上涨|追加"
)
_RATE = re.compile(r"率|比例|比重|占|覆盖|面$|进度")
_BECAME = re.compile(r"^(?:提高|提升|上升|增加|增长|扩大|下降|降低|减少|压减|压缩|缩小|回落|升|降|增|减)(?:到|至|为)$")
_SINCE = re.compile(r"^(?:由|从)(?:上年|去年|原来?|(?:19|20)\d\d年?|[末底初度同期的]){0,4}$")
_YEARS = re.compile(r"同比|上年|去年|同期|环比")
_ADJUSTED = re.compile(r"剔除|扣除|同口径|可比|还原|不变价|两年|三年|年均|每年|年递增|名义|实际增|分别")
_BUDGET = re.compile(r"(?:比|较|超|完成)[^，。;]{0,8}(?:预算|计划|目标|任务)")
_AT_OLD_PRICES = re.compile(r"生产总值|增加值|GDP")


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    pair: Pair | None = None
    told: set[int] = set()  # rates that are told in a row with their bases
    for index, mention in enumerate(mentions):
        if index in told:
            continue
        if not index:
            pair = _pair_of_first(mentions)
            claim = _given(prose, mention, None) if mention.delta else None
            if claim is not None:
                yield claim
            continue
        percent = mention.unit == "%"
        if percent and not mention.delta and _EXTENT.search(mention.head):
            mention.moves(mentions[index - 1].delta)  # 提高114元，调整幅度3.7%
        if mention.lead[:1] == ")" and (further := right_after.goes_on(mentions, mention)):
            mention.moves(further)
            mention.counts = False
        if percent and mention.delta and right_after.is_extent(mentions[index - 1], mention):
            mentions[index - 1].moves(mention.delta)  # 新增0.45万吨，增幅18.7%
        last, pair = pair, _pair(prose, index)
        if last is not None and last.before.segment == mention.segment:
            pair = last if pair is None else _once_more(mentions, last, pair)
        if mention.number.role is not Role.QUANTITY and not (mention.number.role is Role.RATE and mention.delta):
            continue
        if percent and "其中" in prose.gap(mention):
            pair = None  # 比上年14.2万户增长18.3%，其中城区、乡下分别增长20.1%、4.9%
        if percent and mention.delta:
            if row := list(years.over_their_bases(mentions, index)):
                told.update(index + place for place in range(len(row)))
                yield from row
                continue
            if "分别" in mention.head:
                yield from _respectively(mentions, index)
                yield from years.one_by_one(mentions, index)
        if mention.unit == "番":
            claim = years.doubled(prose, mention, pair)
        elif mention.delta and mention.unit in ("%", "‰", "倍"):
            claim = _given(prose, mention, _rate(prose, mention, pair))
        else:
            claim = differences.of(prose, mention, pair)
            if mention.delta:
                claim = _given(prose, mention, claim)
            elif claim is not None:
                claim = not_done.of_its_word(prose, mention, claim)
        if claim is not None:
            yield claim


def _pair_of_first(mentions: list[Mention]) -> Pair | None:
    """认可率较去年同期的88.9%提高2.3个百分点，达到91.2%: the text begins with the base."""
    base = mentions[0]
    reached = reached_after(mentions, base) if _THAN.search(base.head) and base.is_level else None
    if reached is None:
        return None
    base.is_base = True
    return Pair(base, reached)


def _given(prose: Prose, change: Mention, claim: Claim | None) -> Claim | None:
    kind, rule = ("growth", "two_times") if change.unit in ("%", "‰", "倍") else ("difference", "two_levels")
    return given.added(prose, change, claim, kind, f"{kind}.{rule}")


def _respectively(mentions: list[Mention], index: int) -> Iterator[Claim]:
    """事故86起、死亡54人，同比减少13起、9人，分别下降13.1%和14.3%: the first rate is of the first change and level."""
    rates = [mentions[index]]
    for rate in mentions[index + 1 : index + 6]:
        if rate.unit != "%" or rate.segment != rates[0].segment or rate.head.strip("和及与、 "):
            break
        rates.append(rate)
    changes = mentions[max(0, index - len(rates)) : index]
    sign = rates[0].delta
    if len(rates) < 2 or len(changes) < len(rates) or not changes[0].delta:
        return
    if any(c.head.strip("和及与、 ") or c.sentence != rates[0].sentence for c in changes[1:]):
        return
    before = [m for m in mentions[max(0, index - 4 * len(rates)) : changes[0].index] if m.is_level]
    for rate, change in zip(rates, changes, strict=True):
        levels = [m for m in before if m.unit == change.unit and m.sentence == rate.sentence]
        if len(levels) == 1:
            way = Way(Form.GROWTH_BY, (levels[0].number,), (change.number,), Strength.FIRM, changes[0].delta)
            yield Claim("growth", "growth.amount_and_rate", rate.number, [replace(way, sign=sign)], "分别")


def _pair(prose: Prose, index: int) -> Pair | None:
    """The pair that the number at `index` closes, or of which it is the base."""
    mentions = prose.mentions
    here, last = mentions[index], mentions[index - 1]
    if not here.is_level:
        return None
    if here.unit == last.unit and here.sentence == last.sentence and last.is_level:
        beside = here.clause - last.clause <= 1 and here.segment == last.segment
        if here.clause == last.clause and _BECAME.match(here.head):
            return Pair(last, here)  # 普惠率79.3%提高到91.8%
        if beside and _FROM.search(last.head) and _TO.search(DATED.sub("", here.head).rstrip("了约")):
            return Pair(last, here)
        after = mentions[index + 1] if index + 1 < len(mentions) else here
        if after.unit == "倍" and after.clause == here.clause and _IS_OF.search(here.head):
            return Pair(here, last)  # 48.62亿千瓦时，是上年45.37亿千瓦时的1.07倍，增长7.2%
    than = since = None
    if _AGAINST.search(here.head):
        than = _THAN.search(here.head)
        since = than or _FROM.search(here.head)
    reached = reached_after(mentions, here) if since else None
    if reached is not None:
        here.is_base = True
        return Pair(here, reached)
    if here.bracket >= 0 and compared_in_bracket(prose, here):
        here.is_base = True
        now = _compared(mentions, here)
        return None if now is None else Pair(here, now)
    if since and (_changes(mentions, index) or (than and _THEN.match(here.tail.lstrip()))):
        here.is_base = True
        now = _compared(mentions, here)
        if now is None:
            return None
        now, others = of_its_size.chosen(mentions, here, now, named=bool(own_subject(here.head)))
        return Pair(here, now, _of_that_name(mentions, here, now), others)
    return None


def _once_more(mentions: list[Mention], last: Pair, pair: Pair) -> Pair:
    """总量比8月的6137件下降5.1%，比上年9月的4935件增长18.0%: both are said of the same level."""
    between = mentions[last.before.index + 1 : pair.before.index]
    again = pair.before.unit == last.before.unit and pair.now.index < last.before.index < pair.before.index
    if not again or own_subject(pair.before.head) or any(m.is_level and m.unit == pair.now.unit for m in between):
        return pair
    return replace(pair, now=last.now, sure=last.sure, others=(*last.others, pair.now))


def _of_that_name(mentions: list[Mention], here: Mention, now: Mention) -> bool:
    """新收申请比上年的52件减少: said of 新收, not of 办理申请40件."""
    subject = THING.sub("", re.sub(r"^其中", "", own_subject(here.head)))
    name = now.number.subject
    last = mentions[here.index - 1]
    if last.segment == here.segment != now.segment and last.unit == here.unit:
        return False  # 达成意向214人；学历提升76人，由58人增长31.0%
    if len(subject) < 2 or now.time_told:
        return True
    if not name:  # one of a row: 分别为14.4%、41.4%和44.1%
        beside = mentions[now.index - 1] if now.index else now
        return beside.unit != now.unit or beside.segment != now.segment
    bare = _WIDE.sub("", subject)
    alike = likeness(bare, now.head)
    return name == bare or bare in name or 2 * alike > len(set(bare))


def _changes(mentions: list[Mention], index: int) -> bool:
    """比上年的612件精简83件, 较常年同期748.5毫米偏多15.2%: whatever the word, a figure of the same unit or a percent
    right after what is compared with is the change."""
    here = mentions[index]
    change = mentions[index + 1] if index + 1 < len(mentions) else None
    if change is not None and change.unit == "%" and change.delta and change.lead == "，":
        return bool(_FROM.search(here.head) and _MOVED.match(here.tail)) and not own_subject(change.head)
    if change is None or change.clause != here.clause or change.unit not in (here.unit, "%"):
        return False
    if change.number.role is not Role.QUANTITY or not _VERB.match(change.head) or here.number.qualifier:
        return False
    now = _compared(mentions, here)
    if now is None:
        return False
    if not change.delta:
        change.moves(1 if now.number.amount >= here.number.amount else -1)
        change.counts = False
    return True


_MEAN = re.compile(r"[均每]|单价|单产")
_MOVED = re.compile(r"(?!.*[到至为])[一-龥]{2,4}$")
_EXTENT = re.compile(r"(?:调整|变动|变化|浮动)幅度(?:为|达|约)?$")
_WIDE = re.compile(r"^(?:全[国省市县区州镇乡校年]|我[省市县区镇乡校]|本[市县区镇校年]|今年|当年|其)+")
_IS_OF = re.compile(r"(?:是|为|相当于)(?:上年|去年|上一年|同期|(?:19|20)\d\d年)[^，。;]{0,8}$")
_MUCH = 5  # times: an average that is so much less is of another thing than a level
_PLAN = re.compile(r"(?:目标|计划|任务)数?(?:为|是)?$")
_VERB = re.compile(r"^(?!.*[占为是达到至的共有其])[一-龥]{1,4}$")


def _compared(mentions: list[Mention], here: Mention) -> Mention | None:
    """What 比上年的350万元增加 is said of: the level before, in a later sentence or paragraph the one of that name.
    金额, 人数 name whatever the paragraph began with in that unit."""
    told = re.sub(r"^其中", "", own_subject(here.head))
    subject = THING.sub("", told)
    first: Mention | None = None
    for now in reversed(mentions[max(0, here.index - (24 if told else 8)) : here.index]):
        far = now.paragraph != here.paragraph or here.sentence - now.sentence > 2
        if far and (not subject or now.number.subject != subject or here.paragraph - now.paragraph > 1):
            continue
        if not now.is_level or now.is_base or now.unit != here.unit or now.depth > here.depth:
            continue
        planned = _PLAN.search(now.head) is not None and not _PLAN.search(here.head)
        if planned:
            first = first or now
            continue  # 9836人，年度目标9500人，比去年的9512人多
        if now.sentence != here.sentence and told and not subject:
            first = now
            continue
        if subject and now.sentence != here.sentence and likeness(subject, now.head) < 2:
            continue
        smaller = _MUCH * abs(now.number.amount) < abs(here.number.amount)
        if now.averaged and (smaller or now.sentence != here.sentence) and not _MEAN.search(here.head):
            first = first or now
            continue  # 日均票房44.7万元。票房比上周的268.5万元增加
        if subject and now.number.subject == subject:
            return now
        if told.startswith("总") and now.whole is not None and now.whole.unit == here.unit:
            return now.whole  # 高中18名、初中32名、小学36名，总数比去年的102名减少
        if subject and now.sentence == here.sentence and not likeness(subject, now.head):
            named = (m for m in reversed(mentions[max(0, now.index - 8) : now.index]) if m.unit == here.unit)
            alike = next((m for m in named if m.is_level and m.sentence == here.sentence), now)
            if alike.number.subject.endswith(subject):
                return alike  # 优良969人，及格931人，…，优良人数较去年886人增长9.4%
        if now.whole is not None and not subject and of_its_size.closes(mentions, now, here):
            return now.whole
        if now.segment == here.segment or now.whole is None or not now.number.subject:
            return now
        return now.whole if now.whole.unit == here.unit else now
    return first


def _rate(prose: Prose, rate: Mention, pair: Pair | None) -> Claim | None:
    mentions = prose.mentions
    if _BUDGET.search(rate.head) and pair is None:
        return None
    if pair is not None and "环比" in rate.head and is_last(pair.before):
        return None  # 前三季度26.7万头，比上年同期25.3万头增长5.3%，三季度环比增长7.5%: of another time
    sign = rate.delta
    change = of_its_size.change_after(mentions, rate) or mentions[rate.index - 1]
    beside = (
        change.delta and change.unit not in ("%", "‰", "倍", *POINTS) and change.number.role is Role.QUANTITY
        and rate.segment == change.segment and abs(rate.clause - change.clause) <= 2
        and not own_subject(rate.head.removeprefix("占"))
        and not (_BUDGET.search(change.head) and _YEARS.search(rate.head))
    )  # fmt: skip
    if beside and pair is not None and change.unit != pair.before.unit:
        last = max(pair.before.index, pair.now.index)
        pair = None if last < change.index == rate.index - 1 else pair  # 12家增至15家，…；8640份，比上年多790份，增长
    ways: list[Way] = []
    if pair is not None and pair.sure and rate.unit == pair.now.unit == pair.before.unit == "%":
        return points.for_percent(rate, pair.now, pair.before)
    if pair is not None and pair.now.unit not in ("%", "‰"):
        strength = Strength.FIRM if rate.index - max(pair.now.index, pair.before.index) <= 2 else Strength.LIKELY
        strength = strength if pair.sure else Strength.SOUGHT
        if _ADJUSTED.search(rate.head):
            strength = Strength.OPEN  # 比上年的11056元增长7.4%，扣除价格因素实际增长6.9%
        ways.append(Way(Form.GROWTH_OVER, (pair.now.number,), (pair.before.number,), strength, sign))
        others = pair.others if pair.sure else ()
        ways.extend(
            Way(Form.GROWTH_OVER, (now.number,), (pair.before.number,), Strength.SOUGHT, sign) for now in others
        )
        if beside and change.unit == pair.before.unit:
            ways.append(Way(Form.CHANGE_OF, (change.number,), (pair.before.number,), Strength.OPEN, sign))
        return Claim("growth", "growth.before_and_after", rate.number, ways, rate.head[-8:])
    if beside:
        levels = levels_before(prose, change)
        alike = [level for level in levels if level.unit == change.unit and not of_its_size.is_base(level)]
        alike = [level for level in alike if not level.averaged or level.number.amount > change.number.amount] or alike
        for level in alike[:1]:
            own = Strength.FIRM if level.segment == change.segment and level.whole is None else Strength.LIKELY
            if level.sentence != change.sentence:
                own = Strength.SLIP if level.paragraph != change.paragraph else Strength.LIKELY
            if _AT_OLD_PRICES.search(level.head) and change.unit == "元":
                own = Strength.OPEN  # 生产总值 grows in prices that do not change, whatever the sums printed
            ways.append(_by(level, change, own, sign))
            if level.whole is not None and level.whole.unit == change.unit:
                ways.append(_by(level.whole, change, Strength.LIKELY, sign))
        ways.extend(
            _by(level, change, Strength.SOUGHT, sign)
            for level in alike[1:5]
            if level.whole is None and not is_last(level)
        )
        ways.extend(_told_of_both(alike[:6], change, sign))
    subject = own_subject(rate.head)
    if not beside and subject and _RATE.search(subject):
        return None
    levels = levels_before(prose, rate)
    if named := list(between_years(rate, levels, sign)):
        return Claim("growth", "growth.two_times", rate.number, named, rate.head[-8:])
    ways.extend(two_times(rate, levels, sign))
    if not beside:
        ways.extend(right_after.reached(mentions, rate, sign))
        ways.extend(right_after.rate_first(mentions, rate))
        ways.extend(_pair_after(prose, rate, sign))
        ways.extend(last_told(prose, rate, sign))
        ways.extend(month_before.ways(mentions, rate, sign))
        if not any(way.strength > Strength.SOUGHT for way in ways):
            ways.extend(years.across(prose, rate, subject, sign))
    if _ADJUSTED.search(rate.head) or ("分别" in rate.head and not beside):
        ways = [replace(way, strength=Strength.OPEN) for way in ways]
    rule = "growth.amount_and_rate" if beside else "growth.two_times"
    return Claim("growth", rule, rate.number, ways, rate.head[-8:]) if ways else None


def _told_of_both(levels: Sequence[Mention], change: Mention, sign: int) -> Iterator[Way]:
    """预算接待费11.8万元。决算接待费12.39万元。…减少0.58万元，减少4.68%: the change is that of two levels of one name,
    told in either order, and the rate is on the one that it was before."""
    for then in levels:
        for now in levels:
            named = now is not then and now.number.subject == then.number.subject != ""
            changed = named and (now.number.amount - then.number.amount) * sign > 0
            if changed and meets(Way(Form.DIFFERENCE, (now.number,), (then.number,)), change.number):
                yield Way(Form.CHANGE_OF, (change.number,), (then.number,), Strength.OPEN, sign)


def _pair_after(prose: Prose, rate: Mention, sign: int) -> Iterator[Way]:
    """压减12.6%，由2022年的1846万元降到2023年的1613万元: the two levels follow their rate, and name no other thing."""
    after = prose.mentions[rate.index + 1 : rate.index + 3]
    if len(after) < 2 or any(m.segment != rate.segment or not m.is_level for m in after):
        return
    before, now = after
    if before.unit == now.unit != "%" and _SINCE.match(before.head.strip()) and _TO.search(DATED.sub("", now.head)):
        yield Way(Form.GROWTH_OVER, (now.number,), (before.number,), Strength.FIRM, sign)


def _by(level: Mention, change: Mention, strength: Strength, sign: int) -> Way:
    if is_last(level) or (level.index < change.index and level.tail.lstrip().startswith("相比")):
        return Way(Form.CHANGE_OF, (change.number,), (level.number,), strength, sign)
    return Way(Form.GROWTH_BY, (level.number,), (change.number,), strength, change.delta)
