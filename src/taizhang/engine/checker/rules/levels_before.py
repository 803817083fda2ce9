"""The levels told before a change, of which it may be said."""

from __future__ import annotations

import re

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.rules.differences import is_last
from taizhang.engine.checker.rules.year_before import OVER_YEAR, own_subject
from taizhang.engine.checker.words import RELATIVE_UNITS

THING = re.compile(r"(?:总数|人数|人口|总量|总额|总人数|数量|规模|金额|数)$")
_COUNTED = re.compile(r"([户人件起宗家例个所批处])次?数量?")


def levels_before(prose: Prose, anchor: Mention) -> list[Mention]:
    """Levels before a change, nearest first. A subject of its own (会议费比上年减少…) brings those of that name."""
    own = own_subject(anchor.head)
    subject = THING.sub("", own)
    found, named = [], []
    for back in range(anchor.index - 1, max(-1, anchor.index - 30), -1):
        mention = prose.mentions[back]
        if anchor.paragraph - mention.paragraph > (1 if subject else 0):
            break
        if not mention.is_level or (mention.depth > anchor.depth and not is_last(mention)):
            continue
        name = mention.number.subject
        if len(subject) >= 2 and name and (name.endswith(subject) or subject.endswith(name) or _within(subject, name)):
            named.append(mention)
        if anchor.sentence - mention.sentence <= 1 and anchor.paragraph == mention.paragraph:
            found.append(mention)
    if named:
        return _carried_out(prose, named)
    of_years = OVER_YEAR.search(anchor.label)
    if of_years is not None and of_years["now"] and anchor.unit not in RELATIVE_UNITS:
        # 2021年比2020年增加3423人: of the figures of 2021
        found = [m for m in found if m.time == of_years["now"]] or found
    counted = _COUNTED.fullmatch(own)
    if counted is not None and (alike := [m for m in found if m.unit == counted[1]]):
        return alike  # 312户、4.86亿元，上年为247户、3.92亿元，户数增长26.3%
    begun = [m for m in found if len(m.number.subject) > 1 and subject.startswith(m.number.subject)]
    if begun:
        return begun  # 刑事1043起，…。刑事警情比上年减少187起
    return found if not subject or anchor.segment == (found[0].segment if found else -1) else []


def _carried_out(prose: Prose, named: list[Mention]) -> list[Mention]:
    """公务接待费预算21.96万元，决算15.41万元: what has been spent is told right after what was planned, without
    its name."""
    planned = named[0]
    spent = prose.mentions[planned.index + 1] if planned.index + 1 < len(prose.mentions) else planned
    told = planned.number.subject.endswith("预算") and spent.number.subject in ("决算", "支出决算")
    return [spent, *named] if told and spent.segment == planned.segment and spent.unit == planned.unit else named


def _within(subject: str, name: str) -> bool:
    """Whether each sign of a short name stands in the longer one in order: 用车费, 公务用车运行费."""
    signs = iter(name)
    return len(subject) >= 3 and all(sign in signs for sign in subject)
