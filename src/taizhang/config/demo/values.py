"""Plausible values for fields that a records file leaves open: typed, valid, invented, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from taizhang.config.demo.names import person_name
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger, Mask
from taizhang.engine.periods import Period

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_number(born: date, serial: int) -> str:
    """A number with a right check digit in a division that does not exist (990000), so it can be nobody's."""
    body = f"990000{born:%Y%m%d}{serial % 1000:03}"
    remainder = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[remainder]


def credit_code(serial: int) -> str:
    """A unified social credit code with a right check character."""
    body = f"52990000MJ{serial:07}"
    total = sum(_CREDIT_CHARACTERS.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _CREDIT_CHARACTERS[(31 - total % 31) % 31]


class ValueMaker:
    """Fills one ledger's rows. `serial` counts over the whole ledger and period, so made numbers are unique."""

    def __init__(self, ledger: Ledger, code_lists: Mapping[str, CodeList], period: Period) -> None:
        self._ledger, self._code_lists, self._period = ledger, code_lists, period
        self._random = random.Random(f"{ledger.key} {period.code}")
        self.serial = 0

    def day(self, field: Field) -> date:
        if field.id == self._ledger.valid_to:
            return self._period.last
        if field.id == self._ledger.valid_from:
            return date(self._period.first.year - 1, 9, 1)
        return self._period.first + timedelta(days=self._random.randrange(min(self._period.days, 176)))

    def value(self, field: Field) -> object:
        """A value for a field that the records file does not set; None for an optional one."""
        if field.id == self._ledger.valid_to or (not field.required and field.type is not FieldType.STRING):
            return None
        if field.type is FieldType.DATE:
            return self.day(field)
        if field.type is FieldType.BOOLEAN:
            return True
        if field.type is FieldType.CODE:
            return next(iter(self._code_lists[field.code_list].codes))
        if field.type is FieldType.INTEGER:
            return int(max(field.minimum or 0, Decimal(1)))
        if field.type is FieldType.NUMBER:
            return max(field.minimum or Decimal(0), Decimal(1)).quantize(Decimal(1).scaleb(-field.decimals))
        return self._text(field) if field.required else None

    def _text(self, field: Field) -> str:
        if field.format == "id_number" or field.mask is Mask.ID_NUMBER:
            return id_number(date(2014, 1, 1) + timedelta(days=self._random.randrange(3000)), self.serial)
        if field.format == "phone" or field.mask is Mask.PHONE:
            return f"139{self._random.randrange(10**8):08}"
        if field.format == "credit_code":
            return credit_code(self.serial)
        if field.format == "document_number":
            return f"青教〔{self._period.first.year}〕{self.serial}号"
        if field.mask is Mask.NAME:
            return person_name(self._random)
        if field.example and field.id not in self._ledger.row_key:
            return field.example
        return (
            f"{self._period.code.replace('-', '')}-{self.serial:06}"
            if field.id in self._ledger.row_key
            else (f"{field.title.zh}{self.serial}")
        )


def split(total: Decimal, parts: int, decimals: int) -> list[Decimal]:
    """`parts` amounts with `decimals` places that add up to `total` exactly, as even as can be."""
    unit = Decimal(1).scaleb(-decimals)
    whole, rest = divmod(int(total / unit), parts)
    return [(Decimal(whole + (number < rest)) * unit) for number in range(parts)]
