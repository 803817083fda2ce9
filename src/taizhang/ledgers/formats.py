"""Formats of Chinese administration: identifiers with check characters, codes, telephone and document numbers.

Sources: GB 11643-1999 (ID number), GB 32100-2015 (credit code), the rules of school codes; see the domain notes in
docs/algorithms/validation.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from taizhang.core import clock
from taizhang.engine.document_numbers import is_document_number, is_too_late
from taizhang.engine.phone_numbers import is_phone
from taizhang.engine.text import Text

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID = re.compile(r"\d{17}[\dX]")
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SCHOOL_KINDS = frozenset(
    ["11", "21", "22", "31", "32", "33", "34", "35", "36", "37", "41", "42", "51", "91", "92", "93"]
)


def is_id_number(text: str) -> bool:
    """18 characters, a real birth date, the right check digit; the division may be an old one."""
    if not _ID.fullmatch(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17]


def is_credit_code(text: str) -> bool:
    """18 characters; the last is (31 - sum of value x 3^place mod 31) mod 31."""
    if len(text) != 18 or any(char not in _CREDIT for char in text):
        return False
    total = sum(_CREDIT.index(char) * pow(3, place, 31) for place, char in enumerate(text[:17]))
    return _CREDIT[(31 - total % 31) % 31] == text[17]


def is_school_code(text: str) -> bool:
    """Ten digits: kind, province, serial."""
    return len(text) == 10 and text.isdigit() and text[:2] in _SCHOOL_KINDS and 11 <= int(text[2:4]) <= 65


def is_past_document_number(text: str) -> bool:
    return is_document_number(text) and not is_too_late(text, clock.today())


FORMATS: dict[str, tuple[Callable[[str], bool], Text, Text]] = {
    "id_number": (
        is_id_number,
        Text("18 位身份证号，末位校验正确", "an 18-character ID number with a right check digit"),
        Text("对照证件逐位核对。", "Compare it with the card digit by digit."),
    ),
    "credit_code": (
        is_credit_code,
        Text("18 位统一社会信用代码", "an 18-character credit code"),
        Text("对照证书逐位核对。", "Compare it with the certificate."),
    ),
    "school_code": (
        is_school_code,
        Text("10 位学校标识码", "a ten-digit school code"),
        Text("核对学校代码。", "Check the code."),
    ),
    "phone": (
        is_phone,
        Text("手机号或带区号的座机", "a mobile, or a landline with area code"),
        Text("补全号码。", "Complete the number."),
    ),
    "document_number": (
        is_past_document_number,
        Text("文号，如 青教〔2026〕12号", "a number such as 青教〔2026〕12号"),
        Text("用六角括号，序号不补零，年份不晚于明年。", "Hexagonal brackets, no leading zero, no later year."),
    ),
}
# Some real codes issued early fail their own check: warn, don't refuse.
WARNING_FORMATS = frozenset({"credit_code"})
