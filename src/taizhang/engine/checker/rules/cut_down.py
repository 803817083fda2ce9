"""What an audit or a tender takes off: 送审31640万元，审定29324万元，核减率7.32%; 预算100万元，成交95万元，节约率5%."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

_RATE = re.compile(r"(?:审减|核减|净?核减|节约|节资|节支|下浮|资金节约)(?:率|幅度)(?:约?为|达到?|是)?$")
_TOLD = re.compile(r"送审|报审|申报|预算|控制价|概算|估算|拦标价|最高限价|限价")
_FOUND = re.compile(r"审定|核定|审核后|中标|成交|审计后|结算")
_TAKEN = re.compile(r"审减|核减|节约|节资|节支")
_BACK, _WORDS = 8, 12


def find(prose: Prose) -> Iterator[Claim]:
    for rate in prose.mentions:
        if rate.unit != "%" or rate.cell or not _RATE.search(rate.head[-_WORDS:]):
            continue
        near = [
            m for m in reversed(prose.mentions[max(0, rate.index - _BACK) : rate.index])
            if m.unit == "元" and m.sentence == rate.sentence and m.depth == rate.depth and not m.cell
        ]  # fmt: skip
        told = [m for m in near if _TOLD.search(m.number.subject)]
        found = [m for m in near if _FOUND.search(m.number.subject) and m not in told]
        taken = [m for m in near if _TAKEN.search(m.head) and m not in told and m not in found]
        ways = []
        for before in told[:1]:
            alone = Strength.LIKELY if len(told) == 1 else Strength.SLIP
            ways += [Way(Form.SHARE, (m.number,), (before.number,), alone) for m in taken[:1]]
            ways += [
                Way(Form.GROWTH_OVER, (m.number,), (before.number,), alone, sign=-1)
                for m in found[:1] if m.number.amount < before.number.amount
            ]  # fmt: skip
        if ways:
            yield Claim("percent", "share.cut_down", rate.number, ways, rate.head[-6:])
