"""How a finding is told to a person: on the terminal, in a comment of Word, on a page."""

from __future__ import annotations

import re

from taizhang.engine.checker.types import Finding, Verdict
from taizhang.engine.text import Text

VERDICTS = {
    Verdict.CONTRADICTION.value: Text("不符", "wrong"),
    Verdict.UNKNOWN.value: Text("存疑", "undecided"),
    Verdict.OK.value: Text("相符", "agrees"),
}
ROLES = {
    "quantity": Text("数量", "quantity"),
    "bound": Text("分档界限", "bound of a class"),
    "rate": Text("标准、单价", "rate"),
    "ratio": Text("比", "ratio"),
    "date": Text("日期", "date"),
    "year": Text("年份", "year"),
    "time": Text("时间", "time"),
    "document_number": Text("文号", "document number"),
    "article": Text("条款", "article"),
    "ordinal": Text("序数", "ordinal"),
    "name": Text("名称中的数", "part of a name"),
    "heading": Text("标题序号", "heading number"),
    "phone": Text("电话", "telephone"),
    "set_phrase": Text("固定说法", "set phrase"),
}
_MOST_SLIPS = 2


def flat(words: str) -> str:
    """In one line: tabs and line ends are blanks, also where the words are cut, so that 80 and 82 stay two numbers."""
    return " ".join(re.split(r"\s+", words))


def stated_range(text: str, finding: Finding) -> tuple[int, int]:
    """Where the stated number stands: a relation may go over a whole table, and it is one number that is looked for.
    A part that reads the same is not it."""
    at = text.find(finding.stated, finding.start, finding.end) if finding.stated else -1
    first = at
    while at >= 0:
        end = at + len(finding.stated)
        if not any(start < end and at < stop for start, stop in finding.parts):
            return at, end
        at = text.find(finding.stated, at + 1, finding.end)
    return (first, first + len(finding.stated)) if first >= 0 else (finding.start, finding.end)


def lines_of(finding: Finding, language: str) -> list[str]:
    """The arithmetic, the smallest change, what may have been slipped; the message itself stands before them."""
    lines = list(finding.derivation)
    if finding.cure:
        lines.append(Text(f"改法：{finding.cure}", f"Change: {finding.cure}").get(language))
    return lines + [slip.get(language) for slip in finding.slips[:_MOST_SLIPS]]
