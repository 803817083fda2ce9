"""Sections that are made from pairs, plan and promises: what stands there when there are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from taizhang.engine.text import Text
from taizhang.summaries.models import BlockKind
from taizhang.summaries.types import DocBlock, Document, Finding, FindingKind

# Printed as written, whatever language the reader's buttons are in: a summary is a Chinese document.
_NOTHING = {
    BlockKind.PROBLEMS.value: "本期没有列出问题。",
    BlockKind.MEASURES_DUE.value: "上期总结没有列出需要答复的事项。",
    BlockKind.PLAN.value: "没有列出下期打算。",
}
_EMPTY = {
    BlockKind.PROBLEMS.value: Text("“问题和措施”一条也没有。", "No problem with its measure is written."),
    BlockKind.PLAN.value: Text("“下期打算”一条也没有。", "No item of the next period's plan is written."),
}
_CURE = Text("在正文下面添加，或写明理由。", "Add it below the text, or give a reason.")


def under_heading(block: DocBlock, headed: bool) -> DocBlock:
    """A heading is never left without a line below it: the words that say so travel as the block's items."""
    words = _NOTHING.get(block.kind) if headed else None
    return replace(block, items=(words,)) if words else block


def empty_sections(document: Document) -> Iterator[Finding]:
    """A headed section for problems or plans with nothing in it; promises are findings of their own."""
    filled = {BlockKind.PROBLEMS.value: bool(document.problems), BlockKind.PLAN.value: bool(document.plan)}
    for block in document.blocks:
        if block.items and not filled.get(block.kind, True):
            yield Finding(
                f"{FindingKind.EMPTY_PLACE.value}:{block.id}:{block.kind}",
                FindingKind.EMPTY_PLACE,
                block.id,
                _EMPTY[block.kind],
                _CURE,
            )
