"""Cuts template text into the blocks that people edit one at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taizhang.summaries.models import BlockKind

_HEADING = re.compile(r"(#{1,4})\s+(.*)")
_DIRECTIVE = re.compile(r":::\s*(\w+)")
_DIRECTIVES = {
    "table": BlockKind.TABLE,
    "list": BlockKind.LIST,
    "problems": BlockKind.PROBLEMS,
    "measures_due": BlockKind.MEASURES_DUE,
    "plan": BlockKind.PLAN,
}


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """`line` counts from 1 in the body."""

    kind: BlockKind
    text: str
    line: int
    level: int = 0


def split_blocks(body: str) -> list[SourceBlock]:
    """Headings and directives stand alone; other neighbouring lines make one paragraph, a blank line ends it."""
    blocks: list[SourceBlock] = []
    paragraph: list[str] = []
    start = 0

    def flush() -> None:
        if paragraph:
            blocks.append(SourceBlock(BlockKind.PARAGRAPH, "\n".join(paragraph), start))
            paragraph.clear()

    for number, raw in enumerate(body.splitlines(), start=1):
        line = raw.strip()
        heading, directive = _HEADING.fullmatch(line), _DIRECTIVE.match(line)
        if heading or directive or not line:
            flush()
        if heading:
            blocks.append(SourceBlock(BlockKind.HEADING, heading[2], number, len(heading[1])))
        elif directive and directive[1] in _DIRECTIVES:
            blocks.append(SourceBlock(_DIRECTIVES[directive[1]], line, number))
        elif line:
            if not paragraph:
                start = number
            paragraph.append(line)
    flush()
    return blocks


def title_of(body: str, *, org: str, period: str) -> str:
    """The document's title: the template's first heading with the unit's name and the period put in."""
    first = next((block.text for block in split_blocks(body) if block.kind is BlockKind.HEADING), "")
    return re.sub(r"\{\{\s*(org|period)\s*\}\}", lambda place: {"org": org, "period": period}[place[1]], first)
