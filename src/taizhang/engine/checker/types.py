"""What the checker hands out: numbers, findings, a report. Offsets count code points of the text as given."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from taizhang.engine.checker.where import place_in
from taizhang.engine.text import Text


class Verdict(enum.StrEnum):
    OK = "ok"
    CONTRADICTION = "contradiction"
    UNKNOWN = "unknown"


class Role(str):
    """What a number is in its sentence; only a `quantity` takes part in arithmetic. An ordinary class, as members of an
    Enum are slow to look up."""

    __slots__ = ()

    QUANTITY: ClassVar[Role]
    BOUND: ClassVar[Role]  # 640分以上79人, 31—40岁: it names a class of what is counted
    RATE: ClassVar[Role]  # 1500元/人, 每人每年1500元: a price or a standard
    RATIO: ClassVar[Role]  # 5.58：1
    DATE: ClassVar[Role]
    YEAR: ClassVar[Role]
    TIME: ClassVar[Role]
    DOCUMENT_NUMBER: ClassVar[Role]
    ARTICLE: ClassVar[Role]
    ORDINAL: ClassVar[Role]
    NAME: ClassVar[Role]
    HEADING: ClassVar[Role]
    PHONE: ClassVar[Role]
    SET_PHRASE: ClassVar[Role]


for _name in tuple(Role.__annotations__):
    setattr(Role, _name, Role(_name.lower()))


@dataclass(slots=True)
class Size:
    """A number in floating point, for what is only tried: five times as fast as exact decimals. `digits`: how many are
    printed; `last`: the power of ten of the last that is no zero, of the amount (99 for 0); `step`: one of the last
    digit printed; `width`: from low to high, by the exact ones."""

    value: float
    scale: float
    amount: float
    low: float
    high: float
    digits: int
    last: int
    step: float
    width: float


@dataclass(slots=True, init=False)  # never changed; one that is frozen takes seven times as long to make
class Number:
    """`value` x `scale` is the amount in `unit`: 13.5万元 is 13.5, 10000, 元. [low, high] is what rounding and the
    qualifier allow, in `unit` as well. `words`: those before it, in which its `place` is told."""

    start: int
    end: int
    text: str
    value: Decimal
    scale: Decimal
    unit: str
    low: Decimal
    high: Decimal
    qualifier: str
    notation: str
    role: str
    subject: str
    time: str
    words: str = field(compare=False, repr=False)
    amount: Decimal = field(init=False, repr=False, compare=False)  # asked for many times over
    _size: Size | None = field(init=False, repr=False, compare=False)

    def __init__(
        self, start: int, end: int, text: str, value: Decimal, scale: Decimal, unit: str, low: Decimal, high: Decimal,
        qualifier: str, notation: str, role: str, subject: str, time: str, words: str,
    ) -> None:  # fmt: skip
        self.start = start
        self.end = end
        self.text = text
        self.value = value
        self.scale = scale
        self.unit = unit
        self.low = low
        self.high = high
        self.qualifier = qualifier
        self.notation = notation
        self.role = role
        self.subject = subject
        self.time = time
        self.words = words
        self.amount = value * scale
        self._size = None

    @property
    def place(self) -> str:
        return place_in(self.words)

    @property
    def size(self) -> Size:
        if self._size is None:
            last, (_, digits, exponent) = self.amount.normalize().as_tuple().exponent, self.value.as_tuple()
            scale = float(self.scale)
            self._size = Size(
                float(self.value), scale, float(self.amount), float(self.low), float(self.high),
                len(digits), last if isinstance(last, int) and self.amount else 99,
                10.0 ** (exponent if isinstance(exponent, int) else 0) * scale, float(self.high - self.low),
            )  # fmt: skip
        return self._size


@dataclass(slots=True)
class Words:
    """What is said of a finding: the stated number, what was computed, from which words and figures, what would cure
    it. `parts`: where the figures stand that it was computed from."""

    stated: str
    computed: str
    message: Text
    derivation: tuple[str, ...]
    parts: tuple[tuple[int, int], ...]
    cure: str
    slips: tuple[Text, ...]


class Finding:
    """One relation that the text states, and what came of recomputing it. It is put into words (`say` of `basis`) when
    it is first asked for them: most findings of a long text hold, and nobody reads what could be said of them."""

    __slots__ = ("_basis", "_say", "_words", "end", "kind", "rule", "start", "verdict")

    def __init__(
        self, kind: str, rule: str, start: int, end: int, verdict: str, say: Callable[[Any], Words], basis: object
    ) -> None:  # fmt: skip
        self.kind = kind
        self.rule = rule
        self.start = start
        self.end = end
        self.verdict = verdict
        self._say = say
        self._basis = basis
        self._words: Words | None = None

    @property
    def words(self) -> Words:
        if self._words is None:
            self._words = self._say(self._basis)
        return self._words

    @property
    def stated(self) -> str:
        return self.words.stated

    @property
    def computed(self) -> str:
        return self.words.computed

    @property
    def message(self) -> Text:
        return self.words.message

    @property
    def derivation(self) -> tuple[str, ...]:
        return self.words.derivation

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        return self.words.parts

    @property
    def cure(self) -> str:
        return self.words.cure

    @property
    def slips(self) -> tuple[Text, ...]:
        return self.words.slips


@dataclass(frozen=True, slots=True)
class Report:
    numbers: tuple[Number, ...]
    findings: tuple[Finding, ...]
