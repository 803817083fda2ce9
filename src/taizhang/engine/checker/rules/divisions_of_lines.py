"""Wholes divided line by line, paragraph by paragraph, or in sentences that begin with the halves of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Strength
from taizhang.engine.checker.rules.divided_in import claim_of
from taizhang.engine.checker.rules.evidence import is_complement

_TOTAL = re.compile(r"总[一-龥]{1,4}$")
_LINE = re.compile(r"^\s*(?:[(][一二三四五六七八九十]+[)]|[(]?\d{1,2}[)、.]|[一二三四五六七八九十]+、)")


def scattered(mentions: list[Mention]) -> Iterator[Claim]:
    """全年总支出…; then one paragraph for each part, in each the same word: 支出…."""
    for index, whole in enumerate(mentions):
        ending = whole.number.subject[-2:]
        if "总" not in whole.number.subject[-5:] or len(ending) < 2 or not _TOTAL.search(whole.number.subject):
            continue
        parts: list[Mention] = []
        for mention in mentions[index + 1 : index + 80]:
            if mention.paragraph - (parts[-1] if parts else whole).paragraph > 2:
                break
            alike = mention.number.subject == ending and mention.unit == whole.unit
            if alike and mention.paragraph not in {other.paragraph for other in (whole, *parts[-1:])}:
                parts.append(mention)
        if len(parts) > 2:
            yield claim_of(whole, parts, Strength.SLIP, "division.paragraphs")


def by_name(mentions: list[Mention]) -> Iterator[Claim]:
    """招生34万人，在校生158万人。…小学招生17万人，…。初中招生17万人: two that the same words name, in halves of it."""
    rows: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions:
        noun = mention.number.subject[-2:]
        if len(noun) == 2:
            rows.setdefault((mention.unit, noun), []).append(mention)
    for row in rows.values():
        for whole, one, two in zip(row, row[1:], row[2:], strict=False):
            if two.paragraph - whole.paragraph > 3 or one.sentence in (two.sentence, whole.sentence):
                continue
            fits = one.time_fits(whole) and two.time_fits(whole)
            if fits and is_complement((one, two)) and whole.number.amount > one.number.amount:
                yield claim_of(whole, (one, two), Strength.SLIP, "division.earlier")


def lines(prose: Prose, mentions: list[Mention]) -> Iterator[Claim]:
    """Enumerated lines, each with its figures: every column of them against the figures just before the list."""
    block: list[list[Mention]] = []
    start = 0
    position = 0
    while position < len(mentions):
        paragraph = mentions[position].paragraph
        first = position
        while position < len(mentions) and mentions[position].paragraph == paragraph:
            position += 1
        row = mentions[first:position]
        begin = prose.plain.rfind("\n", max(0, row[0].start - 200), row[0].start) + 1
        if _LINE.match(prose.plain[begin : begin + 12]) and (not block or paragraph - block[-1][0].paragraph <= 1):
            if not block:
                start = first
            block.append(row)
            continue
        yield from _block(mentions, start, block)
        block = []
    yield from _block(mentions, start, block)


def _block(mentions: list[Mention], start: int, block: list[list[Mention]]) -> Iterator[Claim]:
    if not 3 <= len(block) <= 60 or not start:
        return
    columns = min(3, *(len(row) for row in block))
    if any(len({math.log10(row[at].number.scale) // 3 for row in block}) > 1 for at in range(columns)):
        return  # 亿元 in one line, 元 in the next: not one column
    for column in range(columns):
        parts = [row[column] for row in block]
        if len({part.unit for part in parts}) != 1:
            continue
        wholes = [
            m for m in mentions[max(0, start - 6) : start]
            if m.unit == parts[0].unit and parts[0].paragraph - m.paragraph <= 4
        ]  # fmt: skip
        for whole in reversed(wholes):
            yield claim_of(whole, parts, Strength.SLIP, "division.lines")
