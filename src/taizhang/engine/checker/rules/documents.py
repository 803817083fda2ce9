"""Document numbers (发文字号) as GB/T 9704 writes them: 〔2026〕12号."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from taizhang.engine.checker.clauses import Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.document_numbers import is_document_number
from taizhang.engine.text import Text

_NUMBER = re.compile(
    r"(?P<open>[〔\[(【［])\s?(?P<year>(?:19|20)\d\d)\s?(?P<close>[〕\])】］])\s?(?P<ordinal>第)?\s?(?P<n>\d{1,6})\s?号"
)
_OFFICE = re.compile(r"[一-龥][府发办委局教政函通财人社厅部党组字令审督]$")


def find(prose: Prose) -> Iterator[Claim]:
    done = 0
    for match in _NUMBER.finditer(prose.plain):
        start, end = match.span()
        office = _OFFICE.search(prose.plain, max(done, start - 2), start)
        done = end
        if match["open"] == "(" and office is None:
            continue  # a year in round brackets is a document's only after the office's sign
        as_given = prose.text[start:end]
        proper = f"〔{match['year']}〕{int(match['n'])}号"
        zero = Decimal(0)
        stated = Number(
            start, end, as_given, zero, Decimal(1), "", zero, zero, "", "", Role.DOCUMENT_NUMBER, "", "", ""
        )
        right = is_document_number(as_given)
        # A bracket of another shape breaks the standard; so do 第 and a zero in front. No number is no number at all.
        broken = match["n"].startswith("0") or as_given[0] not in "〔"
        strength = Strength.FIRM if broken or match["ordinal"] else Strength.OPEN
        way = Way(Form.COUNT, (), count=0) if right else Way(Form.NONE, (), strength=strength)
        message = (
            Text(f"发文字号“{as_given}”合规范", f"{as_given} is a proper document number")
            if right
            else Text(f"发文字号应写作“{proper}”", f"a document number is written {proper}")
        )
        yield Claim(
            "document_number", "document.form", stated, [way], start=start, end=end, message=message,
            shown=(as_given, proper), cure="" if right else f"{as_given} → {proper}", notes=["GB/T 9704-2012 7.2.5"],
        )  # fmt: skip
