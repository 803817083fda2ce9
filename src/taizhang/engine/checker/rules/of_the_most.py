"""What a share is told of where its own clause does not say: 胶管老化超过半数，占51.9%; 耗材6190万元，耗占比15%."""

from __future__ import annotations

import re

from taizhang.engine.checker.clauses import Mention, Prose

_MOST = re.compile(
    r"(?:^|[，,、;。:\n])(?:其中|以)?(?P<name>[一-龥]{2,10}?)(?:类|数)?(?:已|仍|均)?(?:最[多大高]|超过?[半一]|过半|居[多首]"
    r"|位?居第一|[为是](?:最大|第一|主)|占比最|贡献最)[^，,。;:\n]{0,8}[，,]\s*$"
)


def said_most(prose: Prose, share: Mention) -> str:
    """The name that the clause right before says is the most; empty where it says no such thing."""
    before = prose.plain[max(share.gap_start, share.start - 40) : share.start - len(share.label)]
    found = _MOST.search(before) if before else None
    return found["name"] if found is not None else ""


def of_one_sign(prose: Prose, share: Mention, subject: str) -> Mention | None:
    """药占比, 耗占比: one sign stands for the figure right before."""
    if len(subject) != 1 or not share.index or not share.head.strip().endswith("占比"):
        return None
    part = prose.mentions[share.index - 1]
    beside = part.counts and part.segment == share.segment and part.depth == share.depth and share.lead == "，"
    return part if beside and part.number.notation != "numerals" else None
