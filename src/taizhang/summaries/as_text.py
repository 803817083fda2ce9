"""A document as one text, line by line as it is printed, of which each line knows its block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from taizhang.summaries import wording
from taizhang.summaries.models import BlockKind
from taizhang.summaries.types import DocBlock, Document, PieceKind


@dataclass(frozen=True, slots=True)
class PrintedText:
    """starts: the offset at which each block's first line begins, in order; blocks: their ids."""

    text: str
    starts: tuple[int, ...]
    blocks: tuple[int, ...]

    def block_at(self, offset: int) -> int:
        found = bisect_right(self.starts, offset) - 1
        return self.blocks[found] if found >= 0 else 0


def printed_text(document: Document) -> PrintedText:
    """Slots filled, claims decided, places that are still empty left out; cells of a row are parted by tabs."""
    lines: list[str] = []
    starts, blocks, offset = [], [], 0
    for block in document.blocks:
        own = [line for line in _lines(block, document) if line.strip()]
        if own:
            starts.append(offset)
            blocks.append(block.id)
            lines += own
            offset += sum(len(line) + 1 for line in own)
    return PrintedText("\n".join(lines), tuple(starts), tuple(blocks))


def _lines(block: DocBlock, document: Document) -> Iterator[str]:
    if block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
        words = "".join(piece.text for piece in block.pieces if piece.kind is not PieceKind.PROMPT)
        yield " ".join(words.split("\n"))
    elif block.kind == BlockKind.TABLE and block.table is not None:
        yield "\t".join(["单位", *(f"{title}（{unit}）" if unit else title for title, unit in block.table.columns)])
        for name, cells in block.table.rows:
            yield "\t".join([name, *(cell.text for cell in cells)])
    elif block.kind == BlockKind.LIST:
        yield from _numbered(wording.list_words(block.items))
    elif block.kind == BlockKind.PROBLEMS:
        for number, pair in enumerate(document.problems, start=1):
            yield f"{number}.{wording.problem_words(pair)}"
            yield wording.measure_words(pair)
    elif block.kind == BlockKind.PLAN:
        yield from _numbered([wording.plan_words(pair) for pair in document.plan])
    elif block.kind == BlockKind.MEASURES_DUE:
        yield from _numbered([wording.due_words(view) for view in document.due])


def _numbered(items: list[str]) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        yield f"{number}.{item}"
