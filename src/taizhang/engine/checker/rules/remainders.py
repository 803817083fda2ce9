"""What is left: 应检1320台，已检1287台，超期未检33台; 预算860万元，中标792万元，节约68万元; 还有125人未体检.

A whole, what was done of it, what is left, one after the other in one unit. How sure: by the words that name each.
Where more than two figures stand before, all of them are taken off (or added, where the words say that they came in),
and two alone prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import flows
from taizhang.engine.checker.words import LAST_YEAR

_LEFT = re.compile(
    r"^余$|结余|节余|(?<![款务保])余额|[剩尚还仍]余|剩余|其余|空编|空缺|[缺超]编|缺[口额考席勤]|短缺|逾期|超期|节[约省支]|欠[缴交费租款息薪]|尚欠"
    r"|[尚还仍](?:需|差|缺|待|剩|有)|未[一-龥]{1,6}$|(?:^|,)[尚仍还]?待(?!遇)[一-龥]{1,4}$|不[合达及]格?标?$|流失|弃权|弃考|(?:期末|年末|月末)(?:数|结存|库存|存[一-龥]|余额)?$"
)
_APART = re.compile(
    r"超(?:计划|预算|目标|任务|编|额|收|支)[一-龥]{0,4}$|(?:超|多|高)出了?$|[审核]减[一-龥]{0,4}$|净[迁流转退]?[入出增减][一-龥]{0,4}$|提前$|推迟$|滞后$|(?<![减增最不很至缺])[多少][一-龥]?$"
)
# One of which stands in whatever is left by its words, those of a denial too: seldom there.
SIGNS = "提推滞余空缺超逾节欠尚还仍未待不流弃末多高减净少"
_SIGN = re.compile(f"[{SIGNS}]")
_TAIL = re.compile(r"^[^，。;]{0,6}(?:未|待|正在|尚)")
_WHOLE = re.compile(
    r"应|计划|预算|概算|估算|核定|编制|总|共|目标|需|到期|控制价|限价|任务|指标|定员|额度|上年|年初|期初|库存|收入|收到|报名|全[县市区省镇乡年]|登记|名额"
    r"|安置|受理|下达|投资|发现|排查|查出|交办|转办|征集"
)
_DONE = re.compile(
    r"已|实|完成|支出|使用|收回|中标|成交|到位|现有|在岗|在编|参加|办结|竣工|[^未不]达|拨付|发放|通过|按期|结案|交付"
)
# 竣工15个，在建7个，未开工3个: three states of one whole, none of which the other two leave.
_STATE = re.compile(r"(?:竣工|完工|完成|办结|已[^应]{1,4}|在建|在办|通过|合格)(?:了|的|有)?$")
_IN = re.compile(r"收入|收到|购入|新增|增加|调入|拨入|划入|借入|转入|结转|到账|追加|补充|入库|招入|新收")
_PLUS = re.compile(r"(?:,|\s)*(?:再|另)?加上?(?!强|大|快|工)")
_REST = re.compile("其余|剩余|余下|剩下")
_PLURAL = re.compile(r"累计|历年|滚存|含")
_DUE = re.compile(r"应[配设有发收缴到建]|核定|计划|编制|合同|预算")
_SHORT_OF = re.compile(r"空编|缺编|空缺|缺额")  # 实有3126名，核定编制3240名，空编114名
_MOST = 6


def of(prose: Prose, left: Mention) -> Claim | None:
    said = _SIGN.search(left.head) is not None
    apart = _APART.search(left.head) if said else None
    if apart:
        flow = flows.of(prose, left) if apart[0][0] == "净" else None
        if flow is not None:
            return flow
        pair = _before(prose, left)
        if (
            len(pair) != 2
        ):  # 补充318人，退休276人、调出59人，减员共335人，净减17人: what adds up to one of them is told by it
            pair = [m for m in pair if m.total is None and m.whole is None]
        if len(pair) > 2 and pair[-2].index == left.index - 2 and _DUE.search(pair[-2].head):
            pair = pair[-2:]  # 在校生35883人，按1:19应配1889人，现有2014人，超编125人
        if len(pair) != 2 or pair[1].index != left.index - 1 or pair[0].number.amount == pair[1].number.amount:
            return None
        beside = pair[0].index == left.index - 2 and apart[0][0] == "净"  # 入矫137人、解矫129人，净增8人
        way = _way(pair[0], pair[1], Strength.CLOSED if beside else Strength.LIKELY)
        return Claim("difference", "difference.left", left.number, [way], apart[0])
    if not left.counts or left.unit in ("分", "岁", ""):
        return None
    cue = _cue(left) if said else None
    if cue is None and not said and not is_second(prose, left):
        return None
    before = _before(prose, left)
    if cue is None and len(before) == 2:
        cue = _cue_beside(prose, left, before)
    if cue is None or len(before) < 2 or _PLURAL.search(left.head + left.tail[:6]):
        return None
    after = _left_too(prose, left)
    ways = _two(prose, before, left, after) if len(before) == 2 else _several(before, left, after)
    return Claim("difference", "difference.left", left.number, ways, cue) if ways else None


def _cue(left: Mention) -> str | None:
    found = _LEFT.search(left.head)
    if found is None:
        return None
    if found[0] in ("还有", "尚有", "仍有") and not _TAIL.match(left.tail) and found[0] != "尚有":
        return None
    return found[0]


def _cue_beside(prose: Prose, left: Mention, before: Sequence[Mention]) -> str | None:
    """47个1863套，已办41个1690套，剩余6个项目173套: the second unit is told after the first;
    逮捕437人，批捕301人，不批捕136人: what was not done."""
    last = prose.mentions[left.index - 1]
    if is_second(prose, left) and _cue(last) and all(_second(prose, m) for m in before):
        return _cue(last)
    denied = _DENIED.fullmatch(left.head.strip(" ,"))
    named = "".join(m.head for m in prose.mentions[max(0, before[1].index - 1) : before[1].index + 1])
    return denied[0] if denied and denied[1] in named and before[0].number.amount > before[1].number.amount else None


_DENIED = re.compile(r"[不未]([一-龥]{2,6})")


def is_second(prose: Prose, left: Mention) -> bool:
    """Told in its clause of the same thing as the figure before: 47个1863套."""
    last = prose.mentions[left.index - 1]
    return last.clause == left.clause and last.unit != left.unit and last.counts and len(left.label.strip()) < 4


def _second(prose: Prose, mention: Mention) -> bool:
    last = prose.mentions[mention.index - 1] if mention.index else mention
    return last.clause == mention.clause and last.unit != mention.unit and last is not mention


def _before(prose: Prose, left: Mention) -> list[Mention]:
    """The figures of its unit that stand before in its segment."""
    found: list[Mention] = []
    for mention in reversed(prose.mentions[max(0, left.index - 12) : left.index]):
        if mention.segment != left.segment or len(found) > _MOST:
            break
        if mention.unit == left.unit and mention.counts and mention.depth <= left.depth:
            found.append(mention)
    return found[::-1] if not found or found[-1].bracket == left.bracket else []


def moved(prose: Prose, first: Mention, left: Mention) -> bool:
    """合同变更增加12万元: a change between the first of them and what is left, which they do not tell of, unless it is
    over last year: 上年1274万元，增收122万元."""
    between = prose.mentions[first.index : left.index]
    return any(m.unit == left.unit and m.delta and last.time not in LAST_YEAR for last, m in pairwise(between))


def _left_too(prose: Prose, left: Mention) -> list[Mention]:
    """缺席3人 of 请假5人，缺席3人: it is left as well."""
    found = []
    for mention in prose.mentions[left.index + 1 : left.index + 3]:
        if mention.segment != left.segment or mention.unit != left.unit or not mention.counts:
            break
        if mention.time in LAST_YEAR and mention.time != left.time:
            break  # 欠租43.5万元，上年欠租58.1万元
        if mention.depth == left.depth and _LEFT.search(mention.head):
            found.append(mention)
    return found


def _two(prose: Prose, before: Sequence[Mention], left: Mention, after: Sequence[Mention]) -> list[Way]:
    whole, done = before if not _SHORT_OF.search(left.head) or _DUE.search(before[0].head) else before[::-1]
    if (
        (whole.number.amount <= done.number.amount and not _PLUS.match(done.head))
        or whole.averaged
        or _STATE.search(whole.head)
    ):
        return []
    if _PLUS.match(done.head):  # 结余50.2万元，加上年结转36.8万元，账面余额87.0万元
        return [Way(Form.SUM, (whole.number, done.number), strength=Strength.CLOSED)]
    named = bool(_WHOLE.search(whole.head) or _LEFT.search(whole.head)) + bool(_DONE.search(done.head))
    named += not _WHOLE.search(whole.head) and _REST.search(left.head) is not None  # 10件实事已完成7件，其余3件
    between = prose.mentions[whole.index + 1 : left.index]
    beside = all(m is done or m.unit == "%" for m in between)  # 已整改329处，整改率95.1%，其余17处
    strength = Strength.FIRM if named == 2 and beside else Strength.LIKELY if named else Strength.SLIP
    if _PLURAL.search(done.head + done.tail[:6] + whole.tail[:4]) or done.whole not in (None, whole):
        strength = Strength.OPEN
    if moved(prose, whole, left):
        strength = Strength.OPEN
    if after:
        return [
            Way(Form.DIFFERENCE, (whole.number,), (done.number, *(m.number for m in after)), Strength.SLIP),
            _way(whole, done, Strength.OPEN),
        ]
    return [_way(whole, done, strength)]


def _several(before: Sequence[Mention], left: Mention, after: Sequence[Mention]) -> list[Way]:
    """收入 − 支出 − 上缴; 年初 + 购入 − 使用; else the pairs, which prove nothing."""
    plus = [before[0], *(m for m in before[1:] if _IN.search(m.head))]
    minus = [m for m in before if m not in plus] + list(after)
    ways: list[Way] = []
    if minus and before[0].whole is None:
        named = bool(_WHOLE.search(before[0].head)) and all(
            _DONE.search(m.head) or _IN.search(m.head) for m in before[1:]
        )
        ways.append(
            Way(
                Form.DIFFERENCE, tuple(m.number for m in plus), tuple(m.number for m in minus),
                Strength.LIKELY if named and not any(m.whole for m in before) else Strength.OPEN,
            )
        )  # fmt: skip
    last = before[-1]
    pairs = [(m, last) for m in reversed(before[:-1])] + list(zip(before[-3:-1], before[-2:], strict=False))
    kin = [m for m in before[:-1] if _WHOLE.search(m.head) and m.number.amount > last.number.amount]
    sure = len(kin) == 1 and _DONE.search(last.head) and not after and kin[0].whole is None
    for one, two in pairs[:8]:
        if one.number.amount > two.number.amount:
            strength = Strength.SLIP if sure and one is kin[0] and two is last and last.whole is one else Strength.OPEN
            ways.append(_way(one, two, strength))
    return ways


def _way(one: Mention, two: Mention, strength: Strength) -> Way:
    return Way(Form.DIFFERENCE, (one.number,), (two.number,), strength)


def bare_change(prose: Prose, change: Mention) -> Claim | None:
    """油菜15.2万亩，上年14.1万亩，扩种1.1万亩: whatever the word, what stands right after both years and is
    no more than half of them tells what parts them."""
    before = prose.mentions[change.index - 1]
    if not before.time_told or before.time not in LAST_YEAR or change.index < 2 or not change.counts:
        return None
    now = prose.mentions[change.index - 2]
    if not _VERB.fullmatch(change.head.strip(" ,")):
        return None
    levels = all(
        m.is_level and m.counts and m.unit == change.unit and m.segment == change.segment for m in (now, before)
    )
    if not levels or now.time == before.time:
        return None
    if any(two.clause - one.clause != 1 for one, two in ((now, before), (before, change))) or not change.unit:
        return None
    if 2 * change.number.amount > before.number.amount or now.depth != change.depth:
        return None
    apart = now.number.amount - before.number.amount
    if abs(abs(apart) - change.number.amount) <= change.number.high - change.number.low:
        change.moves(1 if apart > 0 else -1)
        change.counts = False
    way = Way(Form.DIFFERENCE, (now.number,), (before.number,), Strength.SLIP)
    return Claim("difference", "difference.two_levels", change.number, [way], change.head[-4:])


_VERB = re.compile(r"(?!其中|含|上年|去年|全年|同期)[一-龥]{1,3}")


def net(alike: Sequence[Mention]) -> Iterator[Claim]:
    """收入48216万元，成本30127万元，利润总额18089万元: what is left of the first when the second is taken off."""
    for one, two, left in zip(alike, alike[1:], alike[2:], strict=False):
        beside = left.index == two.index + 1 == one.index + 2 and two.lead == left.lead == "，"
        if beside and _OWN_LEFT.search(left.head) and one.number.amount > two.number.amount:
            way = Way(Form.DIFFERENCE, (one.number,), (two.number,), Strength.SLIP)
            yield Claim("difference", "difference.left", left.number, [way], left.head[-6:], quiet=True)


_OWN_LEFT = re.compile(r"利润|收益|毛利|净资产|净额|线损|盈余|增值")
