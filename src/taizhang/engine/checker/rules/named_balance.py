"""Three figures of which the names say that one is what the second leaves of the first: 出生率、死亡率、自然增长率;
销售收入、成本、纯收入; 核定编制、在编人员、空编."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Way
from taizhang.engine.checker.rules.remainders import moved
from taizhang.engine.checker.types import Role


@dataclass(frozen=True, slots=True)
class _Balance:
    """`left` is what `off` leaves of `of`; each ends the words before its figure."""

    left: re.Pattern[str]
    of: re.Pattern[str]
    off: re.Pattern[str]


def _names(left: str, of: str, off: str) -> _Balance:
    end = r"(?:人口|总额|总量|金额|资金|人数|人员|数)?(?:共|约|为|达|有|分别为|是)?[-－]?$"
    return _Balance(*[re.compile(rf"(?:{words}){end}") for words in (left, of, off)])


_BALANCES = (
    _names("自然增长率", "出生率", "死亡率"),
    _names("自然(?:增长|增加|减少)", "出生", "死亡"),
    _names("纯收入|毛利|收不抵支|收支结余|当[年期月]结余", "收入|均价|售价|销售额", "支出|成本"),
    _names("缴存余额", "缴存", "提取"),
    _names("[空超缺]编", "编制", "(?<!空)(?<!超)(?<!缺)在编|实有|现有|在编|在岗"),
    _names("节约|节省", "预算|控制价|概算", "支出|决算|中标价?|成交价?"),
    _names("净资产", "(?<!净)资产", "负债"),
    _names("可分配收益", "收益", "公[积益]金"),
    _names("(?:蓄量|库存|结存)(?:增加|减少)", "来水|入库|购入", "泄放|出库|耗用"),
    _names("^,?(?:增加|减少)", "[年月期]初(?:库存|结存|余额)?", "[年月期]末(?:库存|结存|余额)?"),
)
_LEFT = re.compile("|".join(balance.left.pattern for balance in _BALANCES))  # one look for all
_POSTS = frozenset("人个")  # 核定编制1560个，在编1517人，空编43个
_BACK, _NEXT = 6, 3
_INDEX = attrgetter("index")
_STATED = (Role.QUANTITY, Role.RATE)


def find(prose: Prose) -> Iterator[Claim]:
    for left in prose.mentions:
        if not left.cell and left.index > 1 and left.number.role in _STATED and _LEFT.search(left.head):
            claim = _of(prose, left)
            if claim is not None:
                yield claim


def _of(prose: Prose, left: Mention) -> Claim | None:
    near = [
        m for m in reversed(prose.mentions[max(0, left.index - _BACK) : left.index])
        if (m.unit == left.unit or {m.unit, left.unit} == _POSTS) and m.depth == left.depth
        and m.number.role in _STATED and m.whole is None
        and (m.sentence == left.sentence or (left.index - m.index == _NEXT and m.paragraph == left.paragraph))
    ]  # fmt: skip
    for balance in (balance for balance in _BALANCES if balance.left.search(left.head)):
        of = next((m for m in near if balance.of.search(m.head)), None)
        off = next((m for m in near if m is not of and balance.off.search(m.head)), None)
        if of is not None and off is not None and not moved(prose, min(of, off, key=_INDEX), left):
            way = Way(Form.DIFFERENCE, (of.number,), (off.number,))
            return Claim("difference", "difference.named_balance", left.number, [way], left.head.rstrip("-－")[-6:])
    return None
