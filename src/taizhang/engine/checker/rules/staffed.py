"""Teachers that a ratio asks for: 在校生15485人，按1:13.5的标准应配教师1147人，现有1056人，实际师生比为1:14.7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.arithmetic import half_digit
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number

_ASKED = re.compile(r"按(?:照)?(?:师生比|生师比|标准|国家标准|规定)?1\s?:\s?(?P<figure>\d+(?:\.\d+)?)")
_DUE = re.compile(r"(?:的?(?:标准|比例|师生比|规定))?，?(?:计算，?)?应(?:配|有|配备|设)")
_SO_MANY = re.compile(rf"{_DUE.pattern}[一-龥]{{0,8}}")
_HAVE = re.compile(r"(?:现有|实有|实际|在岗|在编)(?:专任)?(?:教师)?(?:有|为)?$")
_REAL = re.compile(r"(?:实际|目前|现)[一-龥]{0,3}(?:师生比|生师比)[为是]?1\s?:\s?(?P<figure>\d+(?:\.\d+)?)")
_PUPILS = re.compile(r"学生|在[校园](?:生|学生|幼儿)|幼儿")
_BACK, _ON, _REACH = 6, 4, 120


def find(prose: Prose) -> Iterator[Claim]:
    for asked in _ASKED.finditer(prose.plain) if "应" in prose.plain else ():
        if _DUE.match(prose.plain, asked.end()) is None:
            continue
        after = [m for m in prose.mentions if asked.end() < m.start < asked.end() + _REACH and m.unit == "人"][:_ON]
        before = [m for m in prose.mentions if asked.start() - _REACH < m.start < asked.start()][-_BACK:]
        pupils = next((m for m in reversed(before) if m.unit == "人" and _PUPILS.search(m.number.subject)), None)
        if pupils is None or not after or after[0].sentence - pupils.sentence > 1:
            continue
        if _SO_MANY.fullmatch(prose.plain, asked.end(), after[0].start) is None:
            continue  # 按1:19应配教师，现有2014人
        yield _claim(after[0].number, asked, pupils, after[0])
        have = next((m for m in after[1:] if m.sentence == after[0].sentence and _HAVE.search(m.head)), None)
        real = _REAL.search(prose.plain, asked.end(), asked.end() + _REACH)
        if have is not None and real is not None and have.start < real.start():
            yield _claim(have.number, real, pupils, have)


def _claim(number: Number, ratio: re.Match[str], pupils: Mention, teachers: Mention) -> Claim:
    figure = Decimal(ratio["figure"])
    half = half_digit(figure)
    start, end = ratio.span("figure")
    stated = replace(
        number, start=start, end=end, text=ratio["figure"], value=figure, scale=Decimal(1), unit="",
        low=figure - half, high=figure + half,
    )  # fmt: skip
    way = Way(Form.QUOTIENT, (pupils.number,), (teachers.number,), Strength.FIRM)
    return Claim("ratio", "ratio.staffed", stated, [way], ratio[0])
