"""What a filing came back with, as each way of mending it shows it on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from taizhang.core.actor import Actor
from taizhang.engine.pack import Ledger
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission


def came_back(
    actor: Actor,
    submission: Submission | None,
    ledger: Ledger,
    link: Callable[[queries.Mark], str],
    numbers: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """For `_came_back.html`: the words, and each mark as (mark, number of its row on the page, address of its cell).
    numbers: row id as drafts write it -> number, where the page numbers rows itself."""
    if submission is None:
        return {"said": None, "marks": []}
    marks = queries.marks_of(actor, submission, ledger)
    own = numbers or {}
    return {
        "said": queries.came_back_with(submission),
        "marks": [(mark, own.get(f"r{mark.row}", mark.number), link(mark)) for mark in marks],
    }


def cell_id(mark: queries.Mark, ledger: Ledger) -> str:
    """Of its input in grid and phone form; of a marked row the first."""
    return f"c-r{mark.row}-{mark.field or ledger.fields[0].id}"
