"""Borders of neighbouring paragraphs: of several with the same ones Word draws one frame around all."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from taizhang.engine.official_document.description import Paragraph, Stroke, Table


def joined(blocks: Sequence[Paragraph | Table]) -> tuple[Paragraph | Table, ...]:
    """Lines between paragraphs of equal borders and indents are left out, but for those that say `between`."""
    found: list[Paragraph | Table] = []
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not _borders(block):
            found.append(block)
            continue
        after_same = at > 0 and _same(block, blocks[at - 1])
        before_same = at + 1 < len(blocks) and _same(block, blocks[at + 1])
        kept = tuple(
            stroke
            for stroke in block.strokes
            if not (
                (stroke.side == "top" and after_same)
                or (stroke.side == "bottom" and before_same)
                or (stroke.side == "inside" and not before_same)
            )
        )
        found.append(dataclasses.replace(block, strokes=kept))
    return tuple(found)


def _borders(item: Paragraph) -> tuple[Stroke, ...]:
    return tuple(stroke for stroke in item.strokes if stroke.side)


def _same(one: Paragraph, other: Paragraph | Table) -> bool:
    if not isinstance(other, Paragraph):
        return False
    return _borders(one) == _borders(other) and (one.left, one.right) == (other.left, other.right)
