"""Whether a miss is an error in figures that belong together, or two figures that do not: somebody slipped with a pen,
or the miss is small. How surprising a slip is decides what it proves; see `docs/reference/checker-rules.md`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from taizhang.engine.checker.arithmetic import Computed, half_of
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.slips import Slip
from taizhang.engine.checker.types import Number

_NEAR = Decimal("0.03")  # a miss this small is an error in the figures rather than another relation
_NEAR_SHARE = Decimal("0.05")
_HOLE = Decimal("0.1")  # what is named after 其中 may be more than the whole by this much, and be its parts
# How far a miss may go that no slip explains: the parts of another thing, a list that leaves some out miss as far.
_GAP = {Strength.CLOSED: Decimal("0.15"), Strength.FIRM: Decimal("0.25")}
# The same where all stands in so many code points and the words name both: a level beside the one before above all.
_AT_ONCE = 30
_TIGHT = {
    "growth.before_and_after": Decimal(10), "growth.amount_and_rate": Decimal("0.4"),
    "share.of": Decimal("0.4"), "share.rate": Decimal("0.4"), "average.per": Decimal("0.5"),
}  # fmt: skip
# Code points between figures that are read in one breath: fewer where the words leave it open what belongs together. In
# each further step a slip has to be ten times less by chance, down to the least that is asked.
_BREATH = {True: 45, False: 25}
_STEP, _ASKED = 20.0, 0.06
# How many chance hits (see `chance`) are too many for a slip to prove that the figures belong together.
_ALONE = {Form.SUM: 0.02, Form.PRODUCT: 0.1}  # no word joins them; a price is a round figure that is exact
# Of these only a point that has moved is told where no word joins the figures, in all the ways tried together.
_MOVED = frozenset((Form.SHARE, Form.QUOTIENT, Form.CHANGE_OF, Form.GROWTH_BY, Form.GROWTH_OVER, Form.DIFFERENCE))
_TRIED = 0.1
_GUESSED = 0.6  # their order joins them
_SURE = {Form.SUM: 1.0, Form.SHARE: 4.0, Form.EQUAL: 4.0}  # words join them, not surely
# A slip that nearly any figure has near it explains no miss as large as half of what is stated.
_ANY = {Form.SUM: 0.9, Form.SHARE: 0.7, Form.EQUAL: 0.7, Form.DIFFERENCE: 0.7}
_FAR = Decimal("0.5")
_LEFT, _SOME = Decimal("0.3"), 0.3  # parts that are so much less than their whole may leave others out
# 其中甲23个、乙14个 of 41: two that are named after 其中 leave others out more often than not.
_OF_WHICH, _TWO, _CLOSE = "sum.of_which", {False: 0.05, True: 0.15}, 12
# 生师比, 每百人, prices and amounts told respectively: which figures are meant is told, wherever they stand.
_BOTH_NAMED = frozenset((
    "ratio.named", "ratio.per_hundred", "average.named", "product.in_row", "difference.two_tellings",
    "growth.two_tellings", "share.of_part", "share.of_named", "product.by_grade",
    "repeat.again", "division.in_columns",
))  # fmt: skip
_ROW, _SIDE_BY_SIDE, _BESIDE = (
    "division.row",
    8,
    1.5,
)  # 教学楼3栋，实验楼2栋、宿舍楼4栋: of so small ones nothing is said
_ADDED_UP = frozenset(("sum.total_after_parts", "sum.total_row"))
_BEFORE_AND_AFTER = frozenset(("growth.before_and_after", "difference.before_and_after"))
_POINT = ("ten", "scale")
_HARDLY = 0.3  # of chance: figures of three digits and more
# How small a miss needs no slip where the figures may stand anywhere.
_HOWEVER_FAR = {
    (Form.SUM, Strength.LISTED): Decimal("0.2"), (Form.SHARE, Strength.LIKELY): _NEAR,
    (Form.GROWTH_OVER, Strength.FIRM): Decimal(1),
}  # fmt: skip
_COLON = "sum.colon"  # 不合格4批次：甲1批次，乙1批次: what stands after a colon leaves nothing out
_BEST_FIT, _PROVES = "average.made_of", 0.2
_PROVEN = frozenset(("difference.of_growth", "growth.points_for_percent", "sum.closed_by_shares"))
_TOLD_AGAIN = "repeat.again"  # of what was told by that noun, however far
_PER_DIGIT, _OTHERS = 10, 8  # slips of a figure: so many for each digit, and swaps, zeros, 万
_COUNTED_OUT = frozenset((Form.SUM, Form.EQUAL, Form.DIFFERENCE))
_OTHER_WHOLE = frozenset(("sum", "rest"))
_SPREAD = 3.0  # natural logarithm of how far figures of one kind spread
# How lucky a slip may be and still be believed: the less the words say, the more the figures have to prove.
_LUCK = {False: 0.1, True: 0.03}  # in claims that words make, and in those that none does


def odds_of(claim: Claim, way: Way, low: Decimal, high: Decimal) -> float:
    """`chance`, and what else makes a guess likely to hit."""
    odds = chance(way, claim.stated, low, high)
    if claim.quiet and way.form is Form.PRODUCT:  # 400元 of elsewhere: any other round price is a digit apart
        odds += 10.0 / 10.0 ** min(len(part.value.normalize().as_tuple().digits) for part in way.parts)
    return odds


def most_odds(claim: Claim, way: Way, strength: Strength) -> float:
    """How many chance hits are too many for a slip to be looked for; 0: none is believed. Figures that no word joins
    belong together as wholes and prices by their digits, in any other way by a moved point; for those that are guessed
    see `is_error`."""
    if strength is not Strength.OPEN:
        if not claim.quiet or strength is Strength.SOUGHT:
            return math.inf
        return _BESIDE if claim.rule == _ROW else _GUESSED
    if way.form in _MOVED:
        return _TRIED / sum(other.strength is Strength.OPEN for other in claim.ways)
    return 0.0 if claim.group is not None else _ALONE.get(way.form, 0.0)


def chance(way: Way, stated: Number, low: Decimal, high: Decimal) -> float:
    """How many slips of arbitrary figures of this size would make the relation hold: far below 1 says that the figures
    belong together, 1 and more says nothing. Two small numbers are always one digit apart; long ones never by chance.

    Each variant of each figure hits where the relation holds: a window as wide as rounding (or one unit of the last
    digit), in figures spread over a decade or so."""
    sizes = [number.size for number in (stated, *way.parts, *way.base)]
    whole = max(abs(sizes[0].amount), abs(float(low + high)) / 2)
    if not whole:
        return 1.0
    width = float(high - low) + float(stated.high - stated.low)
    if way.form in _COUNTED_OUT:  # of round figures the last digit told counts
        width = max(width, 10.0 ** min([size.last for size in sizes]))
    tried = sum([_PER_DIGIT * size.digits + _OTHERS for size in sizes])
    return tried * width / (whole * _SPREAD)


def is_error(
    claim: Claim, way: Way, value: Decimal, slips: Sequence[Slip], strength: Strength, odds: float, *, witnessed: bool
) -> bool:  # fmt: skip
    """Whether a miss is an error in figures that belong together rather than two figures that do not: somebody slipped
    with a pen, or the miss is small. Figures that miss by far and by no slip were never meant to meet, whatever the
    words seem to say. `witnessed`: others prove the base, so that it does not matter how far off it stands."""
    if claim.rule in _PROVEN:
        return True  # what else is told of the same figures holds: the rate beside them, their shares
    whole = abs(claim.stated.amount)
    miss = abs(value - claim.stated.amount)
    if _any_slip_tells(claim, way, value, slips, strength, odds) or _small_enough(
        claim, way, strength, miss / (whole or 1)
    ):
        return True
    if way.form is not Form.COUNT and not _near_enough(claim, way, slips, strength, witnessed=witnessed):
        return False
    if strength is Strength.OPEN:
        # So long that nothing but a slip brings them this near.
        return any(slip.kind == "ten" for slip in slips) if way.form in _MOVED else bool(slips)
    if strength <= Strength.LIKELY and way.form is Form.SHARE and any(slip.kind in _OTHER_WHOLE for slip in slips):
        return False  # 批捕174人，不批捕84人，不捕率32.6%: it holds of both together, which may well be meant
    if strength is Strength.SOUGHT:
        return bool(slips) and _luck(claim, way, slips) <= _LUCK[claim.quiet]
    if claim.quiet:
        return bool(slips) and odds <= _GUESSED
    short = way.form is Form.SUM and value < claim.stated.amount
    if short and claim.rule == _OF_WHICH and strength is Strength.LIKELY and len(way.parts) == 2:
        return min((slip.chance for slip in slips), default=1.0) <= _TWO[_apart(claim, way.parts) <= _CLOSE]
    partial = short and miss > whole * _LEFT and claim.rule != _COLON
    if slips and _tells(way, slips, strength, odds, far=miss > whole * _FAR, partial=partial):
        return True
    if claim.rule == _TOLD_AGAIN and strength is Strength.FIRM:
        return miss <= whole  # 教师86名。…68名教师中: no slip is needed where but one figure bears the noun
    if strength is Strength.FIRM and miss <= whole * _TIGHT.get(claim.rule, 0) and _reach(claim, way) <= _AT_ONCE:
        return True
    if strength is Strength.SLIP:
        return False
    if way.form is Form.SUM and strength is Strength.CLOSED and _exceeds(claim, way, value):
        return True
    if way.form is Form.COUNT:
        return strength is Strength.FIRM or miss <= whole * _NEAR_SHARE
    if strength is Strength.SOME:
        return miss <= whole * (_HOLE if value > claim.stated.amount else _NEAR)
    if way.form is Form.SUM and strength is Strength.LIKELY:
        # Without its smallest part it would miss as little: a part too many explains as much.
        return miss <= whole * _NEAR and 4 * miss <= min(abs(part.amount) for part in way.parts)
    return miss <= whole * _GAP.get(strength, _NEAR_SHARE)


def _any_slip_tells(
    claim: Claim, way: Way, value: Decimal, slips: Sequence[Slip], strength: Strength, odds: float
) -> bool:  # fmt: skip
    """Whether words and figures say so much that any slip explains the miss, however likely it is by chance."""
    if not slips or (claim.quiet and claim.rule != _ROW) or any(slip.kind in _OTHER_WHOLE for slip in slips):
        return False
    if way.form is Form.SUM:  # parts are not more than their whole
        within = claim.rule == _OF_WHICH or (claim.rule == _ROW and _apart(claim, way.parts) <= _SIDE_BY_SIDE)
        return within and value > claim.stated.amount and strength in (Strength.SLIP, Strength.LIKELY)
    least = min(slip.chance for slip in slips)
    if strength is Strength.LIKELY:
        if least > _HARDLY:
            return odds <= _HARDLY and any(slip.kind in _POINT for slip in slips)
        return odds <= _HARDLY or _apart(claim, (*way.parts, *way.base)) <= _BREATH[True]
    if strength is Strength.SLIP:
        return odds <= _HARDLY and least <= _HARDLY
    if strength is Strength.SOUGHT:
        return claim.rule in _BEFORE_AND_AFTER
    if strength is Strength.OPEN:
        if way.form is Form.CHANGE_OF:  # 扣除价格因素实际增长7.9% leaves all open
            return any(other.strength is not Strength.OPEN for other in claim.ways)
        return way.form in (Form.SHARE, Form.DIFFERENCE) and least <= _LUCK[False] and odds <= _LUCK[True]
    return False


def _small_enough(claim: Claim, way: Way, strength: Strength, miss: Decimal) -> bool:
    """Whether the miss, as a part of what is stated, is so small for what the words say that it needs no slip, however
    far the figures stand apart."""
    if way.form is Form.SUM and claim.rule in _ADDED_UP:
        return False  # they may add up more than is told right before them
    limit = _HOWEVER_FAR.get((way.form, strength))
    return limit is not None and not claim.quiet and miss < limit


def _exceeds(claim: Claim, way: Way, value: Decimal) -> bool:
    """Parts told apart in one way of which none is larger than the whole, and all together are: none was left out."""
    whole = claim.stated.amount
    return len(way.parts) > 2 and value > whole and all(part.amount < whole for part in way.parts)


def _near_enough(claim: Claim, way: Way, slips: Sequence[Slip], strength: Strength, *, witnessed: bool) -> bool:
    """Whether the figures stand near enough for what a slip says of them."""
    if slips and ((strength is Strength.FIRM and way.form is not Form.QUOTIENT) or claim.rule == _TOLD_AGAIN):
        return True
    if slips and claim.rule in _BOTH_NAMED and strength >= Strength.LIKELY:
        return True
    if slips and claim.rule == _BEST_FIT and min(slip.chance for slip in slips) <= _PROVES:
        return True
    beyond = _apart(claim, way.parts if witnessed else (*way.parts, *way.base)) - _BREATH[strength > Strength.LIKELY]
    return beyond <= 0 or min((slip.chance for slip in slips), default=1.0) <= max(_ASKED, 10.0 ** (-beyond / _STEP))


def _apart(claim: Claim, others: Sequence[Number]) -> int:
    """The widest gap between figures of a relation, in code points: the further they stand from each other, the more
    they have to prove."""
    figures = sorted([(number.start, number.end) for number in (claim.stated, *others)])
    return max([two[0] - one[1] for one, two in pairwise(figures)], default=0)


def _reach(claim: Claim, way: Way) -> int:
    """From the first figure of a relation to the last, in code points."""
    figures = (claim.stated, *way.parts, *way.base)
    return max(number.end for number in figures) - min(number.start for number in figures)


def _tells(way: Way, slips: Sequence[Slip], strength: Strength, odds: float, *, far: bool, partial: bool) -> bool:
    """Whether the slips say more than that the figures are short, where the words leave it open what belongs together.
    Growth and standards are told by words of their own."""
    chance = min(slip.chance for slip in slips)
    if strength is Strength.LISTED and partial and len(way.parts) == 2:
        return chance <= _SOME  # 32人（跟岗1人，交流1人）: some of them are named
    if strength > Strength.LIKELY:
        return True
    if (far and chance > _ANY.get(way.form, 1.0)) or (partial and chance > _SOME):
        return False
    return odds <= _SURE.get(way.form, odds)


def _luck(claim: Claim, way: Way, slips: Sequence[Slip]) -> float:
    """How likely figures that have nothing to do with each other come as near as these by a slip in any of them; of
    ways sought one after the other any might have."""
    slipped = min(slip.chance for slip in slips) * (len(way.parts) + len(way.base) + 1)
    return min(1.0, slipped * _rank(claim, way))


def provable(claim: Claim, way: Way, computed: Computed) -> bool:
    """Whether any slip in these figures could be less than chance: cheaper than to look for it."""
    low, high, value = computed
    stated, limit = claim.stated, _LUCK[claim.quiet] / _rank(claim, way)
    longest = abs(value)
    if way.form in (Form.SUM, Form.DIFFERENCE):
        longest = max(longest, *(abs(number.amount) for number in (*way.parts, *way.base)))
    width = max(high - low + stated.high - stated.low, 2 * half_of(stated)) * (len(way.parts) + len(way.base) + 1)
    return width <= longest * Decimal(limit)


def _rank(claim: Claim, way: Way) -> int:
    """Which of the ways sought this is; of one that the words give, the first."""
    if way.strength is not Strength.SOUGHT:
        return 1
    sought = [other for other in claim.ways if other.strength is Strength.SOUGHT]
    return next(rank for rank, other in enumerate(sought, 1) if other is way)


def met_by_luck(claim: Claim, way: Way, low: Decimal, high: Decimal) -> bool:
    """A way that was sought holds, of figures so short that any might: nothing to tell."""
    stated = claim.stated
    if not stated.amount:
        return True
    width = max(high - low + stated.high - stated.low, 2 * half_of(stated))
    return float(width / abs(stated.amount)) * _rank(claim, way) > _LUCK[False]
