"""A list that divides two wholes at once: 资助7460人次448.3万元：一、…386人，17.4万元；二、…7074人，430.9万元. Where
the one column adds up it names all parts of the other as well."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

Lists = Sequence[Sequence[Mention]]


def confirm(told: Sequence[tuple[Claim, Lists]]) -> None:
    """`told`: what one list says of each of its wholes, and which figures may be the parts."""
    for claim, lists in told:
        held = next((parts for parts in lists if meets(_way(parts), claim.stated)), None)
        rows = _rows(held or ())
        if len(rows) < 3:
            continue
        for other, others in told:
            missed = other is not claim and not any(meets(way, other.stated) for way in other.ways)
            beside = next((parts for parts in others if _rows(parts) == rows), None) if missed else None
            if beside is not None:
                other.rule, other.ways = "division.in_columns", [_way(beside)]


def _way(parts: Sequence[Mention]) -> Way:
    return Way(Form.SUM, tuple(part.number for part in parts), strength=Strength.FIRM)


def _rows(parts: Sequence[Mention]) -> tuple[int, ...]:
    """The segment of each, where each has one of its own."""
    rows = tuple(part.segment for part in parts)
    return rows if len(set(rows)) == len(rows) else ()
