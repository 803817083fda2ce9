"""A change and, under a 其中, the changes of the parts: 比去年增加1409人，其中应届增加719人，往届增加690人. Those
that fell are taken off those that rose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.divided import HALVES
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.evidence import is_complement
from taizhang.engine.checker.words import RELATIVE_UNITS

_REACH = 24


def find(prose: Prose) -> Iterator[Claim]:
    for index, change in enumerate(prose.mentions):
        if not change.delta or change.unit in RELATIVE_UNITS or change.cell:
            continue
        parts = _parts(prose, index)
        if len(parts) < 2:
            continue
        way = signed(change, parts)
        if way is not None:
            way.strength = Strength.LIKELY if len(parts) > 2 or is_complement(parts, HALVES) else Strength.SLIP
            yield Claim("sum", "sum.of_changes", change.number, [way], "其中")


def signed(stated: Mention, parts: Sequence[Mention]) -> Way | None:
    """The parts added up, those that fell taken off those that rose (or the other way round, where the whole fell)."""
    sign = stated.delta or 1
    more = tuple(part.number for part in parts if (part.delta or 1) == sign)
    less = tuple(part.number for part in parts if (part.delta or 1) != sign)
    if not more:
        return None
    return Way(Form.DIFFERENCE, more, less) if less else Way(Form.SUM, more)


def _parts(prose: Prose, index: int) -> list[Mention]:
    """The changes of its unit in the list that its clause opens, to the end of the sentence."""
    change, found = prose.mentions[index], list[Mention]()
    first: Mention | None = None
    for mention in prose.mentions[index + 1 : index + _REACH]:
        if first is None:
            opened = "其中" in prose.plain[change.end : mention.start]
            if mention.unit in RELATIVE_UNITS and mention.sentence == change.sentence and not opened:
                continue  # 减少11.57万元，下降42.26%，其中…; …。其中：…
            if not opened or mention.sentence - change.sentence > 1:
                return []
            first = mention
        if mention.sentence != first.sentence or mention.depth != change.depth:
            break
        if mention.delta and mention.unit == change.unit:
            found.append(mention)
    return found
