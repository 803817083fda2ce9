"""Interval arithmetic: do the printed figures meet under any rounding? Reads numbers only, never the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.slips import Slip, find_slips
from taizhang.engine.checker.types import Number, Verdict

HUNDRED, ZERO = Decimal(100), Decimal(0)
Computed = tuple[Decimal, Decimal, Decimal]  # low, high, middle
_NEAR = Decimal("0.03")  # a miss this small is an error in the figures rather than another relation
_NEAR_SHARE = Decimal("0.05")
_HOLE = Decimal("0.1")  # what is named after 其中 may be more than the whole by this much, and be its parts
_GAP = {Strength.LISTED: Decimal("0.25"), Strength.CLOSED: Decimal("0.25"), Strength.FIRM: Decimal("0.6")}
# How many chance hits (see `chance`) are too many for a slip to prove that the figures belong together.
_ALONE = {Form.SUM: 0.02, Form.PRODUCT: 0.1}  # no word joins them; a price is a round figure that is exact
_GUESSED = 0.6  # their order joins them
_SURE = {Strength.SLIP: 4.0, Strength.LIKELY: 5.0}  # words join them, more or less surely
_ANY, _FAR = 0.9, Decimal("0.5")  # a slip that nearly every figure has near it explains no miss as large as this
_WEIGHED = (Form.SUM, Form.SHARE, Form.EQUAL)
_PER_DIGIT, _OTHERS = 10, 8  # slips of a figure: so many for each digit, and swaps, zeros, 万
_SPREAD = 3.0  # natural logarithm of how far figures of one kind spread
# How lucky a slip may be and still be believed: the less the words say, the more the figures have to prove.
_LUCK = 0.1


@dataclass(frozen=True, slots=True)
class Judgement:
    claim: Claim
    way: Way
    verdict: Verdict
    low: Decimal
    high: Decimal
    value: Decimal
    slips: tuple[Slip, ...] = ()
    chance: float = 1.0


def evaluate(way: Way, stated: Number) -> tuple[Decimal, Decimal, Decimal] | None:
    """(low, high, middle) of what the way computes, in the unit of the stated number. None where it has no value."""
    form, parts, base = way.form, way.parts, way.base
    if form is Form.COUNT:
        count = Decimal(way.count)
        return count, count, count
    if form is Form.NONE:
        return None
    if len(parts) == 1:
        low, high, middle = parts[0].low, parts[0].high, parts[0].amount
    else:
        low = high = middle = ZERO
        for part in parts:
            low, high, middle = low + part.low, high + part.high, middle + part.amount
    if form in (Form.SUM, Form.EQUAL):
        return low, high, middle
    if form is Form.PRODUCT:
        low = high = middle = Decimal(1)
        for part in parts:
            low, high, middle = low * part.low, high * part.high, middle * part.amount
        return low, high, middle
    below, above, centre = base[0].low, base[0].high, base[0].amount
    for number in base[1:]:
        below, above, centre = below + number.low, above + number.high, centre + number.amount
    if form is Form.DIFFERENCE:
        bounds = (low - above, high - below)
        if bounds[0] <= 0 <= bounds[1]:
            return ZERO, max(abs(bounds[0]), abs(bounds[1])), abs(middle - centre)
        return min(map(abs, bounds)), max(map(abs, bounds)), abs(middle - centre)
    if form is Form.GROWTH_BY:
        change_low, change_high, change = below, above, centre
        if way.sign > 0:
            if low - change_high <= 0 or middle <= change:
                return None
            return (
                HUNDRED * change_low / (high - change_low),
                HUNDRED * change_high / (low - change_high),
                HUNDRED * change / (middle - change),
            )
        return (
            HUNDRED * change_low / (high + change_low),
            HUNDRED * change_high / (low + change_high),
            HUNDRED * change / (middle + change),
        )
    if below <= 0 or centre <= 0:
        return None
    if form is Form.GROWTH_OVER:
        unit = Decimal(1) if stated.unit == "倍" else HUNDRED
        ends = (unit * (low - above) / above, unit * (high - below) / below)
        value = unit * (middle - centre) / centre
        if way.sign < 0:
            return -ends[1], -ends[0], -value
        return ends[0], ends[1], value
    factor = HUNDRED if form in (Form.SHARE, Form.CHANGE_OF) else Decimal(1)
    if stated.unit == "‰" and form is Form.SHARE:
        factor = Decimal(1000)
    return factor * low / above, factor * high / below, factor * middle / centre


def meets(way: Way, stated: Number) -> bool:
    return _meets(way, stated, evaluate(way, stated))


def _meets(way: Way, stated: Number, found: Computed | None) -> bool:
    if found is None:
        return False
    low, high, _ = found
    slack = way.loose
    if way.form in (Form.QUOTIENT, Form.PRODUCT) and stated.low == stated.high:
        slack = max(slack, _half(stated))
    return low - slack <= stated.high and stated.low <= high + slack


def _half(number: Number) -> Decimal:
    """Half of the last printed digit: an average or a ratio is always rounded to what is printed."""
    exponent = number.value.as_tuple().exponent
    return Decimal("0.5").scaleb(exponent if isinstance(exponent, int) else 0) * number.scale


def judge(claims: Iterable[Claim]) -> list[Judgement]:
    claims = list(claims)
    firm: dict[tuple[object, int], int] = {}
    first: list[tuple[Claim, Way | None, Computed | None]] = []
    for claim in claims:
        found: Computed | None = None
        met: Way | None = None
        for way in claim.ways:
            found = evaluate(way, claim.stated)
            if _meets(way, claim.stated, found):
                met = way
                break
        if met is not None and claim.group is not None and (len(met.base) == 1 or met.form is Form.SUM):
            key = (claim.group, met.base[0].start if met.base else -1)
            firm[key] = firm.get(key, 0) + 1
        first.append((claim, met, found))
    held = {claim.rival for claim, met, _ in first if met is not None and claim.rival is not None}
    balanced = {
        frozenset(number.start for number in (*met.parts, *met.base, claim.stated))
        for claim, met, _ in first
        if met is not None and met.form is Form.DIFFERENCE and len(met.parts + met.base) > 2
    }
    judged = (
        _conclude(claim, met, found, firm) for claim, met, found in first if met is not None or claim.rival not in held
    )
    settled = {
        number.start
        for claim, met, _ in first
        if met is not None and (met.form is Form.SUM or (met.form is Form.DIFFERENCE and len(met.parts + met.base) > 2))
        for number in (*met.parts, *met.base, claim.stated)
    }
    paid = {claim.stated.start for claim, met, _ in first if met is not None and met.form is Form.PRODUCT}
    kept = _one_of_rivals(
        judgement
        for judgement in judged
        if not (_idle(judgement) or _taken(judgement, settled, paid) or _balanced(judgement, balanced))
    )
    return _without_guesses(kept)


def _without_guesses(judged: list[Judgement]) -> list[Judgement]:
    """A guess adds nothing where a relation that the words state already names the figures as wrong; of guesses about
    one whole or the same parts one is enough."""
    accused = {
        number.start
        for judgement in judged
        if judgement.verdict is Verdict.CONTRADICTION and not judgement.claim.quiet and judgement.way.form is Form.SUM
        for number in (*judgement.way.parts, judgement.claim.stated)
    }
    kept = []
    for judgement in judged:
        if judgement.claim.quiet and judgement.verdict is Verdict.CONTRADICTION:
            numbers = {number.start for number in (*judgement.way.parts, judgement.claim.stated)}
            if numbers & accused:
                continue
            accused |= numbers
        kept.append(judgement)
    return kept


def _taken(judgement: Judgement, settled: set[int], paid: set[int]) -> bool:
    """A guess about figures that already add up in another way is dropped, or about a product of another price."""
    if not judgement.claim.quiet or judgement.verdict is Verdict.OK:
        return False
    if judgement.way.form is Form.PRODUCT:
        return judgement.claim.stated.start in paid
    return any(part.start in settled for part in judgement.way.parts)


def _balanced(judgement: Judgement, balanced: set[frozenset[int]]) -> bool:
    """年初 + 拨入 − 支出 = 年末: figures that balance so are no whole and its parts."""
    if not balanced or judgement.verdict is Verdict.OK or judgement.way.form is not Form.SUM:
        return False
    return frozenset(n.start for n in (*judgement.way.parts, judgement.claim.stated)) in balanced


def _one_of_rivals(judged: Iterable[Judgement]) -> list[Judgement]:
    """Of rivals that all miss, the one with a slip to explain it that is least by chance, else the first."""
    kept: list[Judgement] = []
    best: dict[object, Judgement] = {}
    for judgement in judged:
        rival = judgement.claim.rival
        if rival is None or judgement.verdict is Verdict.OK:
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
            *(part.start for part in (*way.parts, *way.base)),
        )
        if not way.parts or relation not in told:  # one relation is told once
            unlike.append(judgement)
        told.add(relation)
    return unlike


def chance(way: Way, stated: Number, low: Decimal, high: Decimal) -> float:
    """How many slips of arbitrary figures of this size would make the relation hold: far below 1 says that the figures
    belong together, 1 and more says nothing. Two small numbers are always one digit apart; long ones never by chance.

    Each variant of each figure hits where the relation holds: a window as wide as rounding (or one unit of the last
    digit), in figures spread over a decade or so."""
    whole = max(abs(float(stated.amount)), abs(float(low + high)) / 2)
    if not whole:
        return 1.0
    figures = (*way.parts, *way.base)
    width = float(high - low) + float(stated.high - stated.low)
    if way.form in (Form.SUM, Form.EQUAL, Form.DIFFERENCE):  # of round figures the last digit told counts
        width = max(width, 10.0 ** min(_last_digit(number) for number in (stated, *figures)))
    tried = sum(_PER_DIGIT * len(number.value.as_tuple().digits) + _OTHERS for number in (stated, *figures))
    return tried * width / (whole * _SPREAD)


def _last_digit(number: Number) -> int:
    exponent = number.amount.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) and number.amount else 99


def _weight(judgement: Judgement) -> tuple[bool, bool, float]:
    return (judgement.verdict is Verdict.CONTRADICTION, bool(judgement.slips), -judgement.chance)


def _idle(judgement: Judgement) -> bool:
    """A division that misses by more than half of the whole was hardly meant as one: nothing to tell anybody."""
    stated = judgement.claim.stated.amount
    if (judgement.claim.quiet and judgement.verdict is Verdict.UNKNOWN) or _lucky(judgement):
        return True
    return (
        judgement.verdict is Verdict.UNKNOWN
        and judgement.way.form in (Form.SUM, Form.SHARE, Form.DIFFERENCE, Form.QUOTIENT)
        and judgement.way.reason is None
        and abs(judgement.value - stated) > abs(stated) / 2
    )


def _conclude(
    claim: Claim, met: Way | None, computed: Computed | None, firm: dict[tuple[object, int], int]
) -> Judgement:
    """`computed`: what the way that is met gives."""
    if met is not None:
        low, high, value = computed or (ZERO, ZERO, ZERO)
        return Judgement(claim, met, Verdict.OK, low, high, value)
    explained: Judgement | None = None
    for way in claim.ways:
        if way.form is Form.NONE:
            verdict = Verdict.CONTRADICTION if way.strength is Strength.FIRM else Verdict.UNKNOWN
            return Judgement(claim, way, verdict, ZERO, ZERO, ZERO)
        strength = _confirmed(claim, way, firm)
        if strength is Strength.OPEN and (way.form not in _ALONE or claim.group is not None):
            continue
        found = evaluate(way, claim.stated)
        if found is None:
            continue
        low, high, value = found
        if strength is Strength.SOUGHT and not _provable(claim, way, found):
            continue
        odds = chance(way, claim.stated, low, high)
        if claim.quiet and way.form is Form.PRODUCT:  # 400元 of elsewhere: any other round price is a digit apart
            odds += 10.0 / 10.0 ** min(
                len(str(int(part.value.normalize().scaleb(9))).rstrip("0")) for part in way.parts
            )
        if strength is Strength.OPEN and odds > _ALONE[way.form]:
            continue
        slips = find_slips(way, claim.stated, (float(low), float(high)), meets)
        if _believed(claim, way, value, slips, strength, odds):
            judgement = Judgement(claim, way, Verdict.CONTRADICTION, low, high, value, slips, odds)
            if slips or strength is Strength.FIRM:
                return judgement
            explained = explained or judgement
    if explained is not None:
        return explained
    way = claim.ways[0]
    low, high, value = evaluate(way, claim.stated) or (ZERO, ZERO, ZERO)
    return Judgement(claim, way, Verdict.UNKNOWN, low, high, value)


def _confirmed(claim: Claim, way: Way, firm: dict[tuple[object, int], int]) -> Strength:
    """Others of the group that hold over the same base make it the base of this one; a column or row of a table that
    adds up elsewhere must here."""
    if way.form is Form.SUM and firm.get((claim.group, -1), 0) > 1:
        return Strength.FIRM
    if way.form is not Form.SHARE or len(way.base) != 1:
        return way.strength
    others = firm.get((claim.group, way.base[0].start), 0)
    if others and way.strength is not Strength.OPEN:
        return Strength.FIRM
    return Strength.LIKELY if others > 1 else way.strength


def _believed(claim: Claim, way: Way, value: Decimal, slips: Sequence[Slip], strength: Strength, odds: float) -> bool:
    """Whether a miss is an error in figures that belong together rather than two figures that do not: somebody slipped
    with a pen, or the miss is small. Figures that miss by far and by no slip were never meant to meet, whatever the
    words seem to say."""
    whole = abs(claim.stated.amount)
    miss = abs(value - claim.stated.amount)
    if strength is Strength.OPEN:
        return bool(slips)  # so long that nothing but a slip brings them this near
    if strength is Strength.SOUGHT:
        return bool(slips) and _luck(claim, way, miss, slips) <= _LUCK
    if claim.quiet:
        return bool(slips) and odds <= _GUESSED
    if slips and _tells(way, slips, strength, odds, far=miss > whole * _FAR):
        return True
    if strength is Strength.SLIP:
        return False
    if way.form is Form.COUNT:
        return strength is Strength.FIRM or miss <= whole * _NEAR_SHARE
    if strength is Strength.SOME:
        return miss <= whole * (_HOLE if value > claim.stated.amount else _NEAR)
    if way.form is Form.SUM and strength is Strength.LIKELY:
        # Without its smallest part it would miss as little: a part too many explains as much.
        return miss <= whole * _NEAR and 4 * miss <= min(abs(part.amount) for part in way.parts)
    return miss <= whole * _GAP.get(strength, _NEAR_SHARE)


def _tells(way: Way, slips: Sequence[Slip], strength: Strength, odds: float, *, far: bool) -> bool:
    """Whether the slips say more than that the figures are short. Growth, differences, ratios and standards are told by
    words of their own; wholes, parts and shares stand beside many a figure that is none."""
    if way.form not in _WEIGHED:
        return True
    if far and strength is Strength.LIKELY and min(slip.chance for slip in slips) > _ANY:
        return False
    return odds <= _SURE.get(strength, odds)


def _luck(claim: Claim, way: Way, miss: Decimal, slips: Sequence[Slip]) -> float:
    """How likely figures that have nothing to do with each other come as near as these: by a slip in any of them, or
    because the miss is small beside what is stated; of ways sought one after the other any might have."""
    whole = claim.stated.amount
    slipped = min(slip.chance for slip in slips) * (len(way.parts) + len(way.base) + 1)
    luck = min(slipped, 2 * abs(float(miss / whole)) if whole else 1.0)
    return min(1.0, luck * _rank(claim, way))


def _provable(claim: Claim, way: Way, computed: tuple[Decimal, Decimal, Decimal]) -> bool:
    """Whether any slip in these figures could be less than chance: cheaper than to look for it."""
    low, high, value = computed
    stated, limit = claim.stated, _LUCK / _rank(claim, way)
    if 2 * abs(value - stated.amount) <= abs(stated.amount) * Decimal(limit):
        return True
    longest = abs(value)
    if way.form in (Form.SUM, Form.DIFFERENCE):
        longest = max(longest, *(abs(number.amount) for number in (*way.parts, *way.base)))
    width = max(high - low + stated.high - stated.low, 2 * _half(stated)) * (len(way.parts) + len(way.base) + 1)
    return width <= longest * Decimal(limit)


def _rank(claim: Claim, way: Way) -> int:
    """Which of the ways sought this is; of one that the words give, the first."""
    if way.strength is not Strength.SOUGHT:
        return 1
    sought = [other for other in claim.ways if other.strength is Strength.SOUGHT]
    return next(rank for rank, other in enumerate(sought, 1) if other is way)


def _lucky(judgement: Judgement) -> bool:
    """A way that was sought and holds, or does not, of figures so short that either might be: nothing to tell."""
    way, stated = judgement.way, judgement.claim.stated
    if way.strength is not Strength.SOUGHT or judgement.verdict is Verdict.CONTRADICTION:
        return False
    if judgement.verdict is Verdict.UNKNOWN or not stated.amount:
        return True
    width = max(judgement.high - judgement.low + stated.high - stated.low, 2 * _half(stated))
    return float(width / abs(stated.amount)) * _rank(judgement.claim, way) > _LUCK
