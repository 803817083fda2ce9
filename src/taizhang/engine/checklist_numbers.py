"""Numbers of a checklist, and what one says of another. None is what is no number, which is told where it stands."""

from __future__ import annotations

import re
from decimal import Decimal

from taizhang.engine.entries import Value

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)


def number_in(answer: Value) -> Decimal | None:
    said = str(answer).strip()
    return Decimal(said) if _NUMBER.fullmatch(said) else None


def is_above(number: Decimal | None, whole: Decimal | None) -> bool:
    """A part that is more than its whole."""
    return number is not None and whole is not None and number > whole


def is_alone(number: Decimal | None, other: Decimal | None) -> bool:
    """The one is 0 and the other is not."""
    return number is not None and other is not None and (number == 0) != (other == 0)
