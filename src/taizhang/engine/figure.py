"""A figure (数): the value of an indicator for an org unit and a period, with what it was computed from."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from taizhang.engine.text import Text


class FigureStatus(enum.StrEnum):
    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"  # some expected filings are missing
    STALE = "stale"  # records changed after it was computed
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class TermValue:
    """One part of an indicator: `value` unrounded, None without records; `rows`: rows whose predicate holds."""

    value: Decimal | None
    rows: int


@dataclass(frozen=True, slots=True)
class ComputedFigure:
    """What a computation says, before it is stored.

    indicator: key; period: code. value: unrounded, in the indicator's unit; None comes with a `reason`. rows: rows
    behind the figure (of a ratio: the larger of its two parts; of a formula: the sum over its inputs).
    terms: by ``value``, ``numerator``, ``denominator``. inputs: keys of the indicators a formula used.
    """

    indicator: str
    org_unit: str
    period: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    rows: int
    reason: Text | None
    terms: Mapping[str, TermValue]
    inputs: tuple[str, ...]
