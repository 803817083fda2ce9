"""What became of each claim: it holds, is contradicted, or cannot be told; and which of several are told. Reads numbers
only, never the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from operator import attrgetter

from taizhang.engine.checker.arithmetic import ZERO, Computed, evaluate, met_by
from taizhang.engine.checker.belief import is_error, met_by_luck, most_odds, odds_of, provable
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.slips import Slip, find_slips
from taizhang.engine.checker.types import Verdict

# The values: a member is slow to look up.
_OK, _CONTRADICTION, _UNKNOWN = Verdict.OK.value, Verdict.CONTRADICTION.value, Verdict.UNKNOWN.value

_NOTHING: Computed = (ZERO, ZERO, ZERO)
_START, _QUIET = attrgetter("start"), attrgetter("claim.quiet")


@dataclass(slots=True)  # never changed; one that is frozen takes seven times as long to make
class Judgement:
    claim: Claim
    way: Way
    verdict: str
    low: Decimal
    high: Decimal
    value: Decimal
    slips: tuple[Slip, ...] = ()
    chance: float = 1.0


Tried = dict[tuple[object, ...], tuple[Slip, ...]]


def judge(claims: Iterable[Claim]) -> list[Judgement]:
    claims = list(claims)
    firm: dict[tuple[object, int], set[int]] = {}
    held: set[object] = set()
    settled: set[int] = set()
    balanced: set[frozenset[int]] = set()
    added: dict[int, list[Way]] = {}
    paid: set[int] = set()
    pending: list[Claim | Judgement] = []  # a long text has many that hold: of these nothing more is kept
    for claim in claims:
        stated, met = claim.stated, met_by(claim)
        if met is None:
            pending.append(claim)
            continue
        low, high, value = evaluate(met, stated) or _NOTHING
        pending.append(Judgement(claim, met, _OK, low, high, value))
        form = met.form
        if claim.group is not None and (len(met.base) == 1 or form is Form.SUM):
            # One figure told to be of the base is one witness, however many rates happen to be as large.
            witness = stated.start if form is Form.SUM else met.parts[0].start
            firm.setdefault((claim.group, met.base[0].start if met.base else -1), set()).add(witness)
        if claim.rival is not None:
            held.add(claim.rival)
        if form is Form.SUM:
            added.setdefault(stated.start, []).append(met)
            settled.add(stated.start)
            settled.update(map(_START, met.parts), map(_START, met.base))
        elif form is Form.DIFFERENCE and len(met.parts) + len(met.base) > 2:
            figures = frozenset(map(_START, (*met.parts, *met.base, stated)))
            balanced.add(figures)
            settled |= figures
        elif form is Form.PRODUCT:
            paid.add(stated.start)
    missed = cache(lambda: _columns_that_miss(pending))  # looked for when the first contradiction asks
    tried: Tried = {}
    judged = (
        one if isinstance(one, Judgement) else _conclude(one, firm, tried)
        for one in pending
        if isinstance(one, Judgement) or not (one.rival in held or _taken(one, one.ways, settled, paid))
    )
    kept = _one_of_rivals(
        judgement
        for judgement in judged
        if not (
            judgement.way.strength is Strength.SOUGHT and _by_luck(judgement)
            if judgement.verdict is _OK
            else _idle(judgement)
            or _taken(judgement.claim, (judgement.way,), settled, paid)
            or _balanced(judgement, balanced)
            or _misses_twice(judgement, missed)
            or _divided(judgement, added)
        )
    )
    return _without_guesses(kept)


def _without_guesses(judged: list[Judgement]) -> list[Judgement]:
    """A guess adds nothing where a relation that the words state already names the figures as wrong; of guesses about
    one whole or the same parts one is enough."""
    accused = {
        number.start
        for judgement in judged
        if judgement.verdict is _CONTRADICTION and not judgement.claim.quiet and judgement.way.form is Form.SUM
        for number in (*judgement.way.parts, judgement.claim.stated)
    }
    told = {
        judgement.claim.stated.start
        for judgement in judged
        if judgement.claim.kind == "product" and judgement.verdict is not _UNKNOWN
    }
    kept = []
    for judgement in judged:
        claim = judgement.claim
        if judgement.verdict is _UNKNOWN and claim.kind == "product" and claim.stated.start in told:
            continue  # another price, or other times, tell what it comes of
        if judgement.claim.quiet and judgement.verdict is _CONTRADICTION:
            numbers = {number.start for number in (*judgement.way.parts, judgement.claim.stated)}
            if numbers & accused:
                continue
            accused |= numbers
        kept.append(judgement)
    return kept


def _taken(claim: Claim, ways: Iterable[Way], settled: set[int], paid: set[int]) -> bool:
    """A guess about figures that already add up in another way is dropped, or about a product of another price."""
    return claim.quiet and all(
        way.form is not Form.EQUAL
        and (
            claim.stated.start in paid if way.form is Form.PRODUCT else any(part.start in settled for part in way.parts)
        )
        for way in ways
    )


def _divided(judgement: Judgement, added: dict[int, list[Way]]) -> bool:
    """Of a whole whose list adds up no part of that list is in another list, nor do two figures that are far less: 外出
    20.5万人，县内6.8万人、省内4.3万人、省外9.4万人。其中脱贫2.1万人、返乡0.3万人."""
    way, stated = judgement.way, judgement.claim.stated
    lists = added.get(stated.start)
    if not lists or way.form is not Form.SUM:
        return False
    parts = frozenset(map(_START, way.parts))
    if any(parts & frozenset(map(_START, told.parts)) for told in lists):
        return True
    return way.strength <= Strength.LIKELY and 2 * judgement.value < stated.amount


def _balanced(judgement: Judgement, balanced: set[frozenset[int]]) -> bool:
    """年初 + 拨入 − 支出 = 年末: figures that balance so are no whole and its parts."""
    if not balanced or judgement.way.form is not Form.SUM:
        return False
    return frozenset(map(_START, (*judgement.way.parts, judgement.claim.stated))) in balanced


def _columns_that_miss(pending: Iterable[Claim | Judgement]) -> set[tuple[int, ...]]:
    """Where the figures of each sum and difference stand that does not hold, by where they begin and by where they
    end (below 0)."""
    held = set[tuple[int, ...]]()
    missed = set[tuple[int, ...]]()
    for one in pending:
        ways, stated, into = (
            ((one.way,), one.claim.stated, held) if isinstance(one, Judgement) else (one.ways, one.stated, missed)
        )
        for way in ways:
            if way.form in _ADDS:
                numbers = (stated, *way.parts, *way.base)
                into.add(tuple(sorted([number.start for number in numbers])))
                into.add(tuple(sorted([-number.end for number in numbers])))
    return missed - held


def _misses_twice(judgement: Judgement, missed: Callable[[], set[tuple[int, ...]]]) -> bool:
    """逮捕183件261人，批捕128件174人，不批捕52件84人: figures told side by side in two units of which neither add up
    leave some out; an error would stand in one of the two."""
    way = judgement.way
    if way.form not in _ADDS or judgement.verdict is not _CONTRADICTION:
        return False
    numbers = (judgement.claim.stated, *way.parts, *way.base)
    after = tuple(sorted([number.end for number in numbers]))
    before = tuple(sorted([-number.start for number in numbers]))
    return after in missed() or before in missed()


_ADDS = (Form.SUM, Form.DIFFERENCE)


def _one_of_rivals(judged: Iterable[Judgement]) -> list[Judgement]:
    """Of rivals that all miss, the one with a slip to explain it that is least by chance, else the first."""
    kept: list[Judgement] = []
    best: dict[object, Judgement] = {}
    for judgement in judged:
        rival = judgement.claim.rival
        if rival is None or judgement.verdict is _OK:
            kept.append(judgement)
            continue
        before = best.get(rival)
        if before is None or _weight(judgement) > _weight(before):
            best[rival] = judgement
    kept += best.values()
    kept.sort(key=_QUIET)
    told: set[object] = set()
    unlike = []
    for judgement in kept:
        way = judgement.way
        claim = judgement.claim
        relation = (claim.kind, claim.stated.start, *map(_START, way.parts), *map(_START, way.base), way.count)
        if not (way.parts or way.count) or relation not in told:  # one relation is told once
            unlike.append(judgement)
        told.add(relation)
    return unlike


def _weight(judgement: Judgement) -> tuple[bool, bool, float]:
    return (judgement.verdict is _CONTRADICTION, bool(judgement.slips), -judgement.chance)


def _by_luck(judgement: Judgement) -> bool:
    """What was only sought holds, of figures so short that any might."""
    return met_by_luck(judgement.claim, judgement.way, judgement.low, judgement.high)


def _idle(judgement: Judgement) -> bool:
    """Nothing to tell anybody: a division that misses by more than half of the whole was hardly meant as one, and what
    was only guessed or sought must prove something."""
    claim, way, stated = judgement.claim, judgement.way, judgement.claim.stated.amount
    if judgement.verdict is not _UNKNOWN:
        return False
    return (
        claim.quiet
        or way.strength is Strength.SOUGHT
        or (way.form is Form.EQUAL and way.strength is Strength.SLIP)
        or (
            way.form in (Form.SUM, Form.SHARE, Form.DIFFERENCE, Form.QUOTIENT)
            and way.reason is None
            and abs(judgement.value - stated) > abs(stated) / 2
        )
    )


def _conclude(claim: Claim, firm: dict[tuple[object, int], set[int]], tried: Tried) -> Judgement:
    """Of a claim that no way meets. `tried`: the slips already looked for."""
    explained: Judgement | None = None
    for way in claim.ways:
        if way.form is Form.NONE:
            verdict = _CONTRADICTION if way.strength is Strength.FIRM else _UNKNOWN
            return Judgement(claim, way, verdict, ZERO, ZERO, ZERO)
        strength, witnessed = _confirmed(claim, way, firm)
        limit = most_odds(claim, way, strength)
        if not limit:
            continue
        found = evaluate(way, claim.stated)
        if found is None or (strength is Strength.SOUGHT and not provable(claim, way, found)):
            continue
        low, high, value = found
        odds = odds_of(claim, way, low, high)
        if odds > limit:
            continue
        relation = (way.form, way.sign, *map(id, (claim.stated, *way.parts)), None, *map(id, way.base))
        slips = tried.get(relation)
        if slips is None:  # several rules may propose the same
            slips = tried[relation] = find_slips(way, claim.stated, (float(low), float(high)))
        if is_error(claim, way, value, slips, strength, odds, witnessed=witnessed):
            judgement = Judgement(claim, way, _CONTRADICTION, low, high, value, slips, odds)
            if slips or strength is Strength.FIRM:
                return judgement
            explained = explained or judgement
    if explained is not None:
        return explained
    low, high, value = evaluate(claim.ways[0], claim.stated) or _NOTHING
    return Judgement(claim, claim.ways[0], _UNKNOWN, low, high, value)


def _confirmed(claim: Claim, way: Way, firm: dict[tuple[object, int], set[int]]) -> tuple[Strength, bool]:
    """Others of the group that hold over the same base make it the base of this one, wherever it stands (then true); a
    column or row of a table that adds up elsewhere must here."""
    if way.form is Form.SUM and len(firm.get((claim.group, -1), ())) > 1:
        return Strength.FIRM, False
    if way.form is not Form.SHARE or len(way.base) != 1:
        return way.strength, False
    others = len(firm.get((claim.group, way.base[0].start), ()))
    if others and (way.strength >= Strength.LIKELY or (others > 1 and way.strength is not Strength.OPEN)):
        return Strength.FIRM, others > 1
    return (Strength.LIKELY, True) if others > 1 else (way.strength, False)
