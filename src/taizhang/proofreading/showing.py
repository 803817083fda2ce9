"""What the pages of a check show: the marked text with its panel, or all numbers in a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from taizhang.engine.checker.types import Number, Role, Verdict
from taizhang.engine.rounding import plain_number
from taizhang.engine.text import Text
from taizhang.proofreading.marks import Said, findings_told, segments
from taizhang.proofreading.report import Checked
from taizhang.proofreading.wording import ROLES, flat

PAGE = 300  # numbers of one page of the table
MOST_UNDECIDED = 200
_AROUND = 16
_COUNTED = frozenset({Role.QUANTITY, Role.BOUND, Role.RATE, Role.RATIO})  # a year or an article has no value
_SORTS = {
    "start": (Text("位置", "Place"), lambda number: number.start),
    "text": (Text("文中写法", "As printed"), lambda number: number.text),
    "value": (Text("数值", "Value"), lambda number: number.amount),
    "unit": (Text("单位", "Unit"), lambda number: number.unit),
    "role": (Text("性质", "Kind"), lambda number: number.role),
    "subject": (Text("所指", "Of what"), lambda number: number.subject),
}


@dataclass(frozen=True, slots=True)
class NumberRow:
    place: str
    before: str
    text: str
    behind: str
    value: str
    unit: str
    role: str
    subject: str


@dataclass(frozen=True, slots=True)
class SortHead:
    """key: what pressing it asks for next; state: ascending, descending or none, for screen readers."""

    title: str
    key: str
    state: str
    numeric: bool


def findings_context(checked: Checked, said: Mapping[str, Said], language: str) -> dict[str, Any]:
    told = findings_told(checked, said, language)
    parts = list(segments(checked.document.text, checked.report.findings, told))
    wrong = [item for item in told if item.verdict == Verdict.CONTRADICTION]
    undecided = [item for item in told if item.verdict == Verdict.UNKNOWN and item.said is None]
    return {
        "segments": parts,
        "marked": {part.number for part in parts if part.number},
        "wrong": [item for item in wrong if item.said is None],
        "said": [item for item in told if item.said is not None],
        "undecided": undecided[:MOST_UNDECIDED],
        "undecided_count": len(undecided),
        "agreeing": sum(found.verdict == Verdict.OK for found in checked.report.findings),
    }


def numbers_context(checked: Checked, sort: str, page: int, language: str) -> dict[str, Any]:
    wanted = sort.removeprefix("-")
    if wanted not in _SORTS:
        sort = wanted = "start"
    falling = sort.startswith("-")
    numbers = sorted(checked.report.numbers, key=_SORTS[wanted][1], reverse=falling)
    pages = max(1, -(-len(numbers) // PAGE))
    page = min(max(1, page), pages)
    rows = [_row(number, checked, language) for number in numbers[(page - 1) * PAGE : page * PAGE]]
    heads = [
        SortHead(
            title.get(language),
            f"-{key}" if key == wanted and not falling else key,
            ("descending" if falling else "ascending") if key == wanted else "none",
            key == "value",
        )
        for key, (title, _by) in _SORTS.items()
    ]
    more = {"sort": sort, "page": page, "pages": pages, "previous": page - 1, "next": page + 1 if page < pages else 0}
    return {"rows": rows, "heads": heads, **more}


def _row(number: Number, checked: Checked, language: str) -> NumberRow:
    text = checked.document.text
    return NumberRow(
        place=checked.document.place_at(number.start).words.get(language),
        before=flat(text[max(0, number.start - _AROUND) : number.start]),
        text=flat(number.text),
        behind=flat(text[number.end : number.end + _AROUND]),
        value=_shown(number.amount) if number.role in _COUNTED else "",
        unit=number.unit,
        role=ROLES[number.role].get(language) if number.role in ROLES else number.role,
        subject=number.subject,
    )


def _shown(amount: Decimal) -> str:
    """Every digit, thousands parted."""
    return format(Decimal(plain_number(amount)), ",f")


def kept_keys(posted: Collection[str], press: str) -> set[str]:
    """The findings that this page's reader called no error, after one more press: say:<key> or unsay:<key>."""
    keys = {key for key in posted if len(key) == 32}
    verb, _, key = press.partition(":")
    if verb == "say":
        return keys | {key}
    return keys - {key} if verb == "unsay" else keys
