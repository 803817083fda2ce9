"""A whole and its parts told in several figures each, in one order: 资助2980人次149万元，其中小学1870人次93.5万元、初中
1110人次55.5万元; 学校30所，在校生1200人。⏎小学17所，在校生700人。⏎初中13所，在校生500人. Where one column adds up,
so must the others; where none does, the rows are no parts of what stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import add

from taizhang.engine.checker.arithmetic import evaluate, meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Strength, Way
from taizhang.engine.checker.rules.changes_of_parts import signed
from taizhang.engine.checker.rules.nearby import is_compared
from taizhang.engine.checker.words import RELATIVE_UNITS

_WIDE, _MOST, _SENTENCES = 4, 12, 30  # columns, rows, sentences between a whole and its last part
_PROOF = Decimal("0.004")  # how wide a sum may be, of itself, and prove that figures belong together
_NEAR = 2 * float(_PROOF)
_TOTAL = re.compile(r"(?:合计|总计|共计|总共|共)(?:有|为)?$")
_PERSONS = {"人次": "人", "名": "人"}
Row = Sequence[Mention]


def find(prose: Prose) -> Iterator[Claim]:
    told: set[tuple[int, ...]] = set()
    for claim in _all(prose):
        figures = (claim.stated.start, *(part.start for part in claim.ways[0].parts))
        if figures not in told:
            told.add(figures)
            yield claim


def _all(prose: Prose) -> Iterator[Claim]:
    told, moved = _figures(prose, changes=False), _figures(prose, changes=True)
    yield from _in(told)
    if len(moved) > len(told):
        yield from _in(moved)


def _in(told: Row) -> Iterator[Claim]:
    kinds = [(_PERSONS.get(m.unit, m.unit), bool(m.delta)) for m in told]
    for width in range(2, _WIDE + 1):
        for begin in range(len(told) - 3 * width + 1):
            if kinds[begin] != kinds[begin + width] or kinds[begin + 1] != kinds[begin + width + 1]:
                continue  # most figures: a quick look before the slow one
            rows = _rows(told, kinds, begin, width) if len(set(kinds[begin : begin + width])) > 1 else []
            sums = [0.0] * width
            for many, row in enumerate(rows, 1):
                if many > 1:
                    sums = list(map(add, sums, map(_size, row)))
                if many < 3:
                    continue
                if any(map(_may_add, sums, rows[0])):
                    yield from _added(rows[0], rows[1:many])
                if _TOTAL.search(rows[many - 1][0].head):  # 小学3所120人，初中2所90人，合计5所210人
                    yield from _added(rows[many - 1], rows[: many - 1])


def _size(figure: Mention) -> float:
    amount = figure.number.size.amount
    return -amount if figure.delta < 0 else amount


def _may_add(total: float, stated: Mention) -> bool:
    """Whether they may meet and prove something (see `_PROOF`): cheap, where most do not."""
    amount = abs(_size(stated))
    return abs(abs(total) - amount) <= _NEAR * amount


def _figures(prose: Prose, *, changes: bool) -> list[Mention]:
    return [
        m for m in prose.mentions
        if (m.counts or (changes and m.delta and m.unit not in RELATIVE_UNITS)) and m.number.notation != "numerals"
        and not m.cell and m.unit and not (m.counts and is_compared(m))
    ]  # fmt: skip


def _rows(told: Row, kinds: Sequence[tuple[str, bool]], begin: int, width: int) -> list[Row]:
    """As many rows as follow each other in the order of the first."""
    found: list[Row] = []
    while len(found) <= _MOST and kinds[begin : begin + width] == kinds[begin + width : begin + 2 * width]:
        if len(found) > 0 and "其中" in told[begin + width].label:
            break  # the row after it tells of a part of the one before
        found.append(told[begin : begin + width])
        begin += width
    return [*found, told[begin : begin + width]] if found else []


def _added(whole: Row, rows: Sequence[Row]) -> Iterator[Claim]:
    if abs(rows[-1][0].sentence - whole[0].sentence) > _SENTENCES or not _one_row_each(whole, rows):
        return
    columns = [(stated, signed(stated, [row[at] for row in rows])) for at, stated in enumerate(whole)]
    held = [stated for stated, way in columns if way is not None and meets(way, stated.number) and _proves(way, stated)]
    if not held:
        return
    sure = Strength.FIRM if len(held) > 1 else Strength.CLOSED
    for stated, way in columns:
        if way is not None and (stated not in held or len(held) > 1):
            way.strength = sure
            rival = ("columns", stated.start, len(rows))
            yield Claim("sum", "division.in_columns", stated.number, [way], rows[0][0].head[-6:], rival=rival)


def _one_row_each(whole: Row, rows: Sequence[Row]) -> bool:
    """Rows that are told apart: each begins with a name of its own, none is split by the end of a paragraph, and what
    stands in one of them under a 其中 does so in all."""
    names = {row[0].number.subject for row in rows}
    if len(names) < len(rows) or "" in names or any(row[0].paragraph != row[-1].paragraph for row in (whole, *rows)):
        return False
    return all(len({"其中" in row[at].label for row in (whole, *rows)}) == 1 for at in range(1, len(whole)))


def _proves(way: Way, stated: Mention) -> bool:
    """Whether figures that have nothing to do with each other would hardly meet so."""
    found = evaluate(way, stated.number)
    if found is None or not stated.number.amount or sum(part.amount > 0 for part in way.parts) < 2:
        return False
    width = max(found[1] - found[0] + stated.number.high - stated.number.low, Decimal(1) if not stated.places else 0)
    return width <= abs(stated.number.amount) * _PROOF
