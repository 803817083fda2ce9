"""A standard and who pays of it: 人均筹资1020元，个人缴费380元、财政补助640元; 生均公用经费1000元，其中中央600元、省级
200元、县级200元. An average is otherwise no whole of anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

_PAYER = re.compile(
    r"(?:其中)?(?:中央|省级?|市级?|区级?|县级?|乡镇|各级|地方|财政|政府|国家|集体|单位|学校|企业|家庭|个人|农户|自筹|自付|自缴|统筹|社会)"
    r"[一-龥]{0,8}"
)
_OF_ONE, _MOST = re.compile(r"中央|[省市区县]级|个人"), 6  # 生均拨款省级350元、市级300元: of one


def find(prose: Prose) -> Iterator[Claim]:
    for index, whole in enumerate(prose.mentions):
        if not whole.averaged or whole.unit != "元" or whole.cell or whole.delta or _OF_ONE.search(whole.head):
            continue
        parts = _parts(prose.mentions, index)
        if len(parts) < 2:
            continue
        for part in parts:
            part.whole = part.whole or whole
        way = Way(Form.SUM, tuple(part.number for part in parts), strength=Strength.LISTED)
        yield Claim("sum", "sum.of_standard", whole.number, [way], whole.head[-6:])


def _parts(mentions: Sequence[Mention], index: int) -> list[Mention]:
    whole, found = mentions[index], list[Mention]()
    for part in mentions[index + 1 : index + 1 + _MOST]:
        alike = part.unit == whole.unit and part.sentence == whole.sentence and part.number.amount < whole.number.amount
        if not alike or part.delta or not _PAYER.fullmatch(part.number.subject):
            break
        found.append(part)
    return found
