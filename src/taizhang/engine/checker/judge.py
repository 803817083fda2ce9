"""What became of each claim: it holds, is contradicted, or cannot be told; and which of several are told. Reads numbers
only, never the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from taizhang.engine.checker.arithmetic import ZERO, Computed, covers, evaluate
from taizhang.engine.checker.belief import is_error, met_by_luck, most_odds, odds_of, provable
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.slips import Slip, find_slips
from taizhang.engine.checker.types import Verdict

_OK, _CONTRADICTION, _UNKNOWN = Verdict.OK, Verdict.CONTRADICTION, Verdict.UNKNOWN  # a member is slow to look up


@dataclass(slots=True)  # never changed; one that is frozen takes seven times as long to make
class Judgement:
    claim: Claim
    way: Way
    verdict: Verdict
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
    added: dict[int, list[frozenset[int]]] = {}
    paid: set[int] = set()
    first: list[tuple[Claim, Way | None, list[Computed | None]]] = []
    for claim in claims:
        found: list[Computed | None] = []
        met: Way | None = None
        stated = claim.stated
        for way in claim.ways:
            computed = evaluate(way, stated)
            found.append(computed)
            if covers(way, stated, computed):
                met = way
                break
        first.append((claim, met, found))
        if met is None:
            continue
        form = met.form
        if claim.group is not None and (len(met.base) == 1 or form is Form.SUM):
            # One figure told to be of the base is one witness, however many rates happen to be as large.
            witness = stated.start if form is Form.SUM else met.parts[0].start
            firm.setdefault((claim.group, met.base[0].start if met.base else -1), set()).add(witness)
        if claim.rival is not None:
            held.add(claim.rival)
        if form is Form.SUM:
            parts = [part.start for part in met.parts]
            added.setdefault(stated.start, []).append(frozenset(parts))
            settled.update(parts, [base.start for base in met.base], (stated.start,))
        elif form is Form.DIFFERENCE and len(met.parts) + len(met.base) > 2:
            figures = frozenset([number.start for number in (*met.parts, *met.base, stated)])
            balanced.add(figures)
            settled |= figures
        elif form is Form.PRODUCT:
            paid.add(stated.start)
    tried: Tried = {}
    judged = (
        _conclude(claim, met, found, firm, tried)
        for claim, met, found in first
        if met is not None or claim.rival not in held
    )
    kept = _one_of_rivals(
        judgement
        for judgement in judged
        if not (
            _by_luck(judgement)
            if judgement.verdict is _OK
            else _idle(judgement)
            or _taken(judgement, settled, paid)
            or _balanced(judgement, balanced)
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
    kept = []
    for judgement in judged:
        if judgement.claim.quiet and judgement.verdict is _CONTRADICTION:
            numbers = {number.start for number in (*judgement.way.parts, judgement.claim.stated)}
            if numbers & accused:
                continue
            accused |= numbers
        kept.append(judgement)
    return kept


def _taken(judgement: Judgement, settled: set[int], paid: set[int]) -> bool:
    """A guess about figures that already add up in another way is dropped, or about a product of another price."""
    if not judgement.claim.quiet or judgement.way.form is Form.EQUAL:
        return False
    if judgement.way.form is Form.PRODUCT:
        return judgement.claim.stated.start in paid
    return any(part.start in settled for part in judgement.way.parts)


def _divided(judgement: Judgement, added: dict[int, list[frozenset[int]]]) -> bool:
    """Of a whole whose list adds up no part of that list is another list, nor do two figures that are far less: 外出
    20.5万人，县内6.8万人、省内4.3万人、省外9.4万人。其中脱贫2.1万人、返乡0.3万人."""
    way, stated = judgement.way, judgement.claim.stated
    lists = added.get(stated.start)
    if not lists or way.form is not Form.SUM:
        return False
    parts = frozenset(part.start for part in way.parts)
    if any(parts < whole for whole in lists):
        return True
    return way.strength <= Strength.LIKELY and 2 * judgement.value < stated.amount


def _balanced(judgement: Judgement, balanced: set[frozenset[int]]) -> bool:
    """年初 + 拨入 − 支出 = 年末: figures that balance so are no whole and its parts."""
    if not balanced or judgement.way.form is not Form.SUM:
        return False
    return frozenset(n.start for n in (*judgement.way.parts, judgement.claim.stated)) in balanced


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
    kept.sort(key=lambda judgement: judgement.claim.quiet)
    told: set[object] = set()
    unlike = []
    for judgement in kept:
        way = judgement.way
        relation = (
            judgement.claim.kind,
            judgement.claim.stated.start,
            *[part.start for part in way.parts],
            *[base.start for base in way.base],
            way.count,
        )
        if not (way.parts or way.count) or relation not in told:  # one relation is told once
            unlike.append(judgement)
        told.add(relation)
    return unlike


def _weight(judgement: Judgement) -> tuple[bool, bool, float]:
    return (judgement.verdict is _CONTRADICTION, bool(judgement.slips), -judgement.chance)


def _by_luck(judgement: Judgement) -> bool:
    """What was only sought holds, of figures so short that any might."""
    sought = judgement.way.strength is Strength.SOUGHT
    return sought and met_by_luck(judgement.claim, judgement.way, judgement.low, judgement.high)


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


def _conclude(
    claim: Claim,
    met: Way | None,
    computed: list[Computed | None],
    firm: dict[tuple[object, int], set[int]],
    tried: Tried,
) -> Judgement:
    """`computed`: what each way gives, up to the one that is met; `tried`: the slips already looked for."""
    if met is not None:
        low, high, value = computed[-1] or (ZERO, ZERO, ZERO)
        return Judgement(claim, met, _OK, low, high, value)
    explained: Judgement | None = None
    for way, found in zip(claim.ways, computed, strict=True):
        if way.form is Form.NONE:
            verdict = _CONTRADICTION if way.strength is Strength.FIRM else _UNKNOWN
            return Judgement(claim, way, verdict, ZERO, ZERO, ZERO)
        strength = _confirmed(claim, way, firm)
        limit = most_odds(claim, way, strength)
        if not limit:
            continue
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
        if is_error(claim, way, value, slips, strength, odds):
            judgement = Judgement(claim, way, _CONTRADICTION, low, high, value, slips, odds)
            if slips or strength is Strength.FIRM:
                return judgement
            explained = explained or judgement
    if explained is not None:
        return explained
    low, high, value = computed[0] or (ZERO, ZERO, ZERO)
    return Judgement(claim, claim.ways[0], _UNKNOWN, low, high, value)


def _confirmed(claim: Claim, way: Way, firm: dict[tuple[object, int], set[int]]) -> Strength:
    """Others of the group that hold over the same base make it the base of this one; a column or row of a table that
    adds up elsewhere must here."""
    if way.form is Form.SUM and len(firm.get((claim.group, -1), ())) > 1:
        return Strength.FIRM
    if way.form is not Form.SHARE or len(way.base) != 1:
        return way.strength
    others = len(firm.get((claim.group, way.base[0].start), ()))
    if others and (way.strength >= Strength.LIKELY or (others > 1 and way.strength is not Strength.OPEN)):
        return Strength.FIRM
    return Strength.LIKELY if others > 1 else way.strength
