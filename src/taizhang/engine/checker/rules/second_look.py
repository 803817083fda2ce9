"""Averages of which nothing near makes what is stated: over the time that the text names, and of whatever figures fit
best, those that make other averages of its sentence first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Prose
from taizhang.engine.checker.relations import Claim, Form, Strength
from taizhang.engine.checker.rules import made_of, over_time
from taizhang.engine.checker.rules.over_what import per_of
from taizhang.engine.checker.types import Role

_FAR = 60  # code points beyond which the words near do not say which figures are meant
_STATED = (Role.QUANTITY, Role.RATE)


def find(prose: Prose, claims: Sequence[Claim]) -> Iterator[Claim]:
    """`claims`: those that the words near make, to which what is found for the same average is added."""
    told: dict[int, Claim] = {}
    made: list[tuple[int, str, int, int]] = []
    paid: set[tuple[int, int]] = set()
    prices: set[int] = set()
    for claim in claims:
        if claim.kind == "product":
            met = next((way for way in claim.ways if meets(way, claim.stated)), None)
            parts = met.parts if met is not None else ()
            paid.update((claim.stated.start, part.start) for part in parts)
            prices.update(part.start for part in parts)
        if claim.kind not in ("average", "ratio"):
            continue
        told[claim.stated.start] = claim
        met = next((way for way in claim.ways if way.form is Form.QUOTIENT and meets(way, claim.stated)), None)
        if met is not None:
            made.append((claim.stated.start, claim.stated.unit, met.parts[0].start, met.base[0].start))
    for average in prose.mentions:
        if not average.averaged or average.cell or average.number.role not in _STATED or average.start in prices:
            continue
        before = told.get(average.start)
        if before is not None and any(meets(way, before.stated) for way in before.ways):
            continue
        if before is not None and any(way.strength > Strength.SLIP for way in before.ways):
            # What its words name is meant, also where another figure would make it.
            first = before.ways[0]
            if first.base and average.start - min(first.parts[0].start, first.base[0].start) > _FAR:
                ways = made_of.ways(prose, average, made, paid)
                if ways and ways[0].strength is Strength.LIKELY and made_of.same(ways[0], first):
                    before.rule = "average.made_of"
            continue
        ways = [*over_time.ways(prose, average), *made_of.ways(prose, average, made, paid)]
        if not ways:
            continue
        ways.sort(key=lambda way: (not meets(way, average.number), -way.strength))
        if before is None:
            per = per_of(average)
            many = per is not None and per.many > 1
            kind, rule = ("ratio", "ratio.per_hundred") if many else ("average", "average.made_of")
            yield Claim(kind, rule, average.number, ways, "均")
        else:
            before.ways.extend(ways)
            before.ways.sort(key=lambda way: -way.strength)
            if before.rule == "average.per" and before.ways[0] in ways:
                before.rule = "average.made_of"
