"""A list that divides two wholes at once: 资助7460人次448.3万元：一、…386人，17.4万元；二、…7074人，430.9万元. Where
the one column adds up it names all parts of the other as well."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.words import THIS_YEAR

Lists = Sequence[Sequence[Mention]]


def confirm(told: Sequence[tuple[Claim, Lists]]) -> None:
    """`told`: what one list says of each of its wholes, and which figures may be the parts."""
    for claim, lists in told if len(told) > 1 else ():
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


def like_first(mentions: Sequence[Mention], whole: Mention, parts: list[Mention]) -> list[Mention]:
    """低保46户112人，其中脱贫31户79人；残疾人64人: where whole and first part are told in two units, so is each part;
    and 其中女11名、青年9名，今年发展2名: what tells a time of its own is no part."""
    if not parts:
        return parts
    kept = [p for p in parts if p.time == parts[0].time or not (p.time_told and p.time in THIS_YEAR)]
    before = _companion(mentions, whole)
    if before and _companion(mentions, parts[0]) == before and parts[-1].segment != parts[0].segment:
        kept = [p for p in kept if _companion(mentions, p) == before]
    return kept


def _companion(mentions: Sequence[Mention], mention: Mention) -> str:
    """户 of 46户112人: the unit of the figure right before it."""
    before = mentions[mention.index - 1] if mention.index else mention
    beside = before.end == mention.start and before.counts and before.unit != mention.unit
    return before.unit if beside else ""
