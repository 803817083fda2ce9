"""What a rule proposes: a stated number and the ways in which the text may mean it to be computed."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from decimal import Decimal

from taizhang.engine.checker.types import Number
from taizhang.engine.text import Text


class Form(enum.Enum):
    SUM = "sum"  # stated = parts added up
    SHARE = "share"  # stated % = parts added up / base
    GROWTH_BY = "growth by"  # stated % = change / (level - change): parts = level, base = change
    GROWTH_OVER = "growth over"  # stated % = (level - before) / before: parts = level, base = before
    CHANGE_OF = "change of"  # stated % = change / before: parts = change, base = before
    DIFFERENCE = "difference"  # stated = |parts - base|
    QUOTIENT = "quotient"  # stated = parts / base
    PRODUCT = "product"  # stated = parts[0] x parts[1] ...
    EQUAL = "equal"  # stated = parts[0]
    COUNT = "count"  # stated = count
    NONE = "none"  # nothing to compute: the rule's own verdict stands in `strength`

    __hash__ = object.__hash__  # each is itself only; that of an Enum is computed from its name at every look-up


class Strength(enum.IntEnum):
    """How sure the words make it that the figures belong together in this way."""

    OPEN = 0  # they need not: told as unknown when they do not meet
    SOUGHT = 1  # tried because they stand near: believed wrong only when a slip explains the miss that is no chance
    SLIP = 2  # believed wrong only when a slip of the pen explains the miss
    LIKELY = 3  # ... or the miss is small
    SOME = 4  # a list that may leave some out: more than the whole is wrong, less may be
    LISTED = 5  # a list that looks whole
    CLOSED = 6  # a list that by its form is whole
    FIRM = 7  # they must


@dataclass(slots=True)  # never changed; one that is frozen takes seven times as long to make
class Way:
    form: Form
    parts: tuple[Number, ...]
    base: tuple[Number, ...] = ()
    strength: Strength = Strength.FIRM
    sign: int = 1
    count: int = 0
    reason: Text | None = None
    loose: Decimal = Decimal(0)
    # What it gives (see `arithmetic`) and for which stated number, once computed: several rules and the judge ask.
    computed: tuple[Decimal, Decimal, Decimal] | None = field(default=None, init=False, repr=False, compare=False)
    computed_of: Number | None = field(default=None, init=False, repr=False, compare=False)

    def of(self, parts: tuple[Number, ...], base: tuple[Number, ...]) -> Way:
        """The same of other figures."""
        return Way(self.form, parts, base, self.strength, self.sign, self.count, self.reason, self.loose)


@dataclass(slots=True, eq=False)
class Claim:
    kind: str
    rule: str
    stated: Number
    ways: list[Way]
    cue: str = ""  # the words of the text that made the claim
    group: object = None  # claims of one group confirm each other's base
    rival: object = None  # of claims with the same rival one is meant: where one holds, the others are dropped
    quiet: bool = False  # made without a word that asks for it: told only where it holds or a slip explains it
    start: int = -1
    end: int = -1
    spans: tuple[tuple[int, int], ...] = ()
    message: Text | None = None
    cure: str = ""
    shown: tuple[str, str] | None = None  # stated and computed, where they are no numbers
    notes: list[str] = field(default_factory=list)
