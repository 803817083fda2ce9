"""What a rule proposes: a stated number and the ways in which the text may mean it to be computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from taizhang.engine.checker.types import Number
from taizhang.engine.text import Text


class Form:
    """What a stated number is computed as; each is itself only. An ordinary class, and so is `Strength`: a member of an
    Enum takes four times as long to look up, and the rules look up millions in a long text."""

    SUM: ClassVar[Form]  # stated = parts added up
    SHARE: ClassVar[Form]  # stated % = parts added up / base
    GROWTH_BY: ClassVar[Form]  # stated % = change / (level - change): parts = level, base = change
    GROWTH_OVER: ClassVar[Form]  # stated % = (level - before) / before: parts = level, base = before
    CHANGE_OF: ClassVar[Form]  # stated % = change / before: parts = change, base = before
    DIFFERENCE: ClassVar[Form]  # stated = |parts - base|
    QUOTIENT: ClassVar[Form]  # stated = parts / base
    PRODUCT: ClassVar[Form]  # stated = parts[0] x parts[1] ...
    EQUAL: ClassVar[Form]  # stated = parts[0]
    COUNT: ClassVar[Form]  # stated = count
    NONE: ClassVar[Form]  # nothing to compute: the rule's own verdict stands in `strength`

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Form.{self.name}"


for _name in tuple(Form.__annotations__):
    setattr(Form, _name, Form(_name))


class Strength(int):
    """How sure the words make it that the figures belong together in this way, from the least to the most."""

    OPEN: ClassVar[Strength]  # they need not: told as unknown when they do not meet
    SOUGHT: ClassVar[
        Strength
    ]  # tried because they stand near: believed wrong only when a slip explains the miss that is no chance
    SLIP: ClassVar[Strength]  # believed wrong only when a slip of the pen explains the miss
    LIKELY: ClassVar[Strength]  # ... or the miss is small
    SOME: ClassVar[Strength]  # a list that may leave some out: more than the whole is wrong, less may be
    LISTED: ClassVar[Strength]  # a list that looks whole
    CLOSED: ClassVar[Strength]  # a list that by its form is whole
    FIRM: ClassVar[Strength]  # they must


for _rank, _name in enumerate(tuple(Strength.__annotations__)):
    setattr(Strength, _name, Strength(_rank))


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
    # What it gives (see `arithmetic`), for which stated number, and whether the two meet, once computed: several rules
    # and the judge ask.
    computed: tuple[Decimal, Decimal, Decimal] | None = field(default=None, init=False, repr=False, compare=False)
    computed_of: Number | None = field(default=None, init=False, repr=False, compare=False)
    holds: bool = field(default=False, init=False, repr=False, compare=False)

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
    notes: Sequence[str] = ()
