"""Whether the words before a number tell a rise, a fall or a level: 增加12项, 比去年多12项; 增加到12项."""

from __future__ import annotations

import re
from functools import lru_cache

from taizhang.engine.checker.scan import longest_of
from taizhang.engine.checker.words import BEFORE, FALL, RATE_UNITS, RISE

DATED = re.compile(r"(?:(?:19|20)\d\d年?|\d{1,2}月份?|今年|现在|目前|[期年](?=[末底]))(?:末|底|初)?的?$")
_DATED_SIGN = re.compile(r"[\d今现目期年]")
_DELTA = re.compile(
    rf"(?:{RISE}|{FALL}|相差|差额|差|变动)(?:了|幅度?|率|数|额|人数|资金|金额|学位|面积|约|近|超过|为|达|的)*(?:约|近)?$"
    r"|[多少][收录招支投产发拨建用征缴办报售聘]了?$"
    r"|(?:同比|[比较](?:[上去前往]|年初|同期|常年)[一-龥\d]{0,6}?)(?:[多少][一-龥]{1,2}|长)了?$"
)
# Most words before a number hold no sign with which any of these begins: one quick look tells.
_BEGINS = "".join(sorted({word[0] for word in f"{RISE}|{FALL}".split("|")})) + "相差变多少长"
_BEGUN, _BEGUN_BY_RATE = re.compile(f"[{_BEGINS}]"), re.compile(rf"[{_BEGINS}升跌+\-]")
_LONGER = re.compile(r"[比较](?:[上去前往]|年初|同期|常年)[一-龥\d]{0,6}?长了?$")
_MORE, _THAN = re.compile(r"[多少][一-龥]{1,2}"), re.compile(r"[比较][^，。;:]*$")
_NOW_MORE = re.compile(
    r"(?:今年|本[年期周月季次届院县校市区镇]|我[校县市区院])(?:每[一-龥])?(?P<here>[多高少低])[了出分收发用付卖]?"
    r"|(?P<alone>[多高少低])[了出]?"
)
_CHANGE_WORD = re.compile(
    rf"(?=[{''.join(sorted({word[0] for word in f'{RISE}|{FALL}'.split('|')}))}])"
    rf"(?:({longest_of(RISE.split('|'))})|({longest_of(FALL.split('|'))}))"
)
_AGAINST = re.compile(BEFORE)
_COMPARES = re.compile(r"比(?![例重率值])")  # 首付比例不低于20% compares nothing
_BOUND = re.compile(r"不(?:低|高|少|多|超|晚)(?:于|过)?$")
_SPAN = re.compile(
    r"(?:(增幅|涨幅|升幅|增长幅度|增长率)|(?:降幅|跌幅|减幅|下降幅度|下降率))"
    r"(?:分别|依次|各|约|达到?|为|是|近|高达)*$"
)
_SIGNED = re.compile(
    r"(?:同比|环比|[比较][上去][年月期季一二三四]?[度期年月]?(?:同期)?|增速|增幅|增减)(?:为|是)?\s?\(?\s?([+-])$"
)
_SUCH = re.compile(r"(?:增加?|新增|超出|多出|减少|缩减|核减)(?:了|出)?的$")  # 超出的213人: persons, no change
_ALONE = {"增": 1, "升": 1, "涨": 1, "减": -1, "降": -1, "跌": -1}
_INTO, _INTO_ENDS = re.compile(r"(?:到|至|为了?|成)$"), frozenset("到至为了成")


def change_of(head: str, before: str, unit: str) -> int:
    """+1 or -1 of a rise or fall by so much, 0 of a level. `before` is what stands before the number that precedes it
    in its clause: 比去年的12396人多444人."""
    is_rate = unit in RATE_UNITS
    if not (_BEGUN_BY_RATE if is_rate else _BEGUN).search(head) or _BOUND.search(head):
        return 0
    now = _NOW_MORE.fullmatch(head.strip(" ,"))
    if now is not None:
        # 上年1592件，今年多272件; 由9.7人增加到10.4人，多0.7人
        return 1 if (now["here"] or now["alone"]) in "多高" else -1
    more = None
    if "多" in head or "少" in head:
        more = _MORE.fullmatch(head.strip()) and _THAN.search(before)  # 比年初的4386万立方米多蓄734万立方米
    if is_rate or more or _DELTA.search(head[-12:]):
        return direction(head, before) or (_signed(head) if is_rate else 0)
    return 0


def _signed(head: str) -> int:
    """同比+15%, 增速-6%: a change told by its sign."""
    found = _SIGNED.search(head[-12:])
    return 0 if found is None else 1 if found[1] == "+" else -1


@lru_cache(maxsize=4096)  # 增长, 同比下降: the words before most changes are the same few
def direction(head: str, before: str = "") -> int:
    """Whether the words before a number tell a rise (+1), a fall (-1), or a level (0): 增加到 is a level. The small
    words 多, 少, 高, 低 count only beside a comparison: 比去年多."""
    tail = head[-18:]
    if _DATED_SIGN.search(tail):
        tail = DATED.sub("", tail)
    tail = tail.rstrip()[-12:]
    span = _SPAN.search(tail) if "幅" in tail or "率" in tail else None
    if span:
        return 1 if span[1] else -1
    if tail[-1:] in _INTO_ENDS and _INTO.search(tail):
        return 0
    if tail.endswith("的") and _SUCH.search(tail) and not _AGAINST.search(head) and "比" not in head:
        return 0
    if "长" in tail and _LONGER.search(tail):
        return 1
    alone = head.strip(" ,")
    if alone in _ALONE:
        return _ALONE[alone]  # 3.14万头，增5.7%
    words = list(_CHANGE_WORD.finditer(tail))
    if not words:
        return 0
    word = words[-1]
    if (len(word[0]) == 1 or word[0] == "新增") and not (
        _AGAINST.search(head) or _COMPARES.search(head) or _COMPARES.search(before) or "较" in before
    ):
        return 0
    return 1 if word[1] else -1
