"""The safe repairs of a reading, cell by cell: what stood there, and the same in the form that is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taizhang.engine.text import Text

KINDS = {
    "spaces": Text("去掉空格", "spaces taken off"),
    "full-width": Text("全角改半角", "full-width characters made plain"),
    "number-as-text": Text("文本改为数字", "a number kept as text read"),
    "date-form": Text("日期改为统一写法", "date brought to one form"),
}
MAX_REPAIRED = 20_000  # cells of a column that are written anew; beyond, reading still repairs
_LONG_NUMBER = 15  # digits that a number cell holds


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell. title: of its column, Chinese and English. after: in the cell's own type. kinds: of KINDS."""

    address: str
    title: tuple[str, str]
    before: str
    after: str | Decimal | date
    kinds: tuple[str, ...]


def written_value(value: object, cleaned: str) -> str | Decimal | date:
    """What a repaired cell holds: a number or a date as one, all else as its cleaned text.

    A number of more digits than a cell keeps stays text: as a number it would lose its end.
    """
    if isinstance(value, date):
        return value
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        number = Decimal(value).normalize()
        if len(number.as_tuple().digits) <= _LONG_NUMBER:
            return number
    return cleaned


def holds_no_number(digits: str) -> bool:
    """Whether a number cell would lose the end of these digits, so that text is their right form."""
    return len(digits.replace(".", "").lstrip("-0")) > _LONG_NUMBER


def shown_value(value: str | Decimal | date) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
