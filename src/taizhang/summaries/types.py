"""A summary as it is read: blocks of pieces, with what is wrong with them."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from taizhang.engine.text import Text

PROBLEMS = "problems"  # the kind of the block that prints the pairs


class PieceKind(enum.StrEnum):
    WORDS = "words"
    SLOT = "slot"
    HUMAN = "human"  # words that a person typed in a place of the template
    PROMPT = "prompt"  # such a place, still empty
    CLAIM = "claim"
    UNBOUND = "unbound"  # a number typed by hand


@dataclass(frozen=True, slots=True)
class SlotRef:
    """Which figure a slot prints; org_unit is a code."""

    indicator_key: str
    org_unit: str
    period: str


@dataclass(frozen=True, slots=True)
class SlotValue:
    """What a slot found. status as in engine.figure; missing names the units that haven't filed."""

    ref: SlotRef
    title: str
    unit: str
    value: Decimal | None
    shown: str
    status: str
    reason: str = ""
    filed: int = 0
    expected: int = 0
    missing: tuple[str, ...] = ()
    input_hash: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. `position` numbers the slots of the document from 1, the anchor of the trace."""

    kind: PieceKind
    text: str
    slot: SlotValue | None = None
    position: int = 0
    name: str = ""  # human id, or the condition of a claim
    candidates: tuple[SlotValue, ...] = ()


@dataclass(frozen=True, slots=True)
class TableView:
    """Units as rows, indicators as columns; cells are slot pieces."""

    columns: tuple[tuple[str, str], ...]  # title, unit
    rows: tuple[tuple[str, tuple[Piece, ...]], ...]


@dataclass(frozen=True, slots=True)
class DocBlock:
    """`id` is the Block row's id; 0 in a document that was never saved."""

    id: int
    kind: str
    level: int
    pieces: tuple[Piece, ...] = ()
    table: TableView | None = None
    items: tuple[str, ...] = ()
    source: str = ""


class FindingKind(enum.StrEnum):
    CONTRADICTION = "contradiction"  # what the text says in numbers does not come out
    OTHER_FIGURE = "other_figure"  # a typed number beside the name of a figure that says otherwise
    UNBOUND = "unbound"
    CLAIM_FAILS = "claim_fails"
    CLAIM_WITHOUT_FIGURE = "claim_without_figure"
    UNPAIRED = "unpaired"
    UNOWNED = "unowned"  # a promised number that nobody of ours would answer for
    UNANSWERED = "unanswered"
    EMPTY_PLACE = "empty_place"
    NO_DATA = "no_data"
    STALE = "stale"
    PROVISIONAL = "provisional"
    UNKNOWN_SLOT = "unknown_slot"
    SYNTAX = "syntax"
    PACK_VERSION = "pack_version"


# What a reason cannot answer: the document would print something that means nothing.
_MEANS_NOTHING = {FindingKind.UNKNOWN_SLOT, FindingKind.SYNTAX, FindingKind.PACK_VERSION}
# Nor what keeps promises: whether the last one's were kept, and who answers for the new ones.
PROMISES = {FindingKind.UNANSWERED, FindingKind.UNOWNED}
NOT_ANSWERABLE = frozenset(_MEANS_NOTHING | PROMISES)


@dataclass(frozen=True, slots=True)
class Finding:
    """Like a build error: where, what, how to cure. `id` stays the same while the cause stays the same."""

    id: str
    kind: FindingKind
    block_id: int
    message: Text
    cure: Text
    candidates: tuple[SlotValue, ...] = ()
    reason: str = ""  # the override's words, when a person answered it

    @property
    def answerable(self) -> bool:
        return self.kind not in NOT_ANSWERABLE

    @property
    def blocks_issue(self) -> bool:
        return not self.reason or not self.answerable


@dataclass(frozen=True, slots=True)
class PairView:
    """promise: the figure with the number that it is to reach, in words; "" where no number is promised, or the item
    prints it. promised: (figure's key, its name, number) of a promise. unowned: whether whoever is named for a promise
    is no unit of ours, or nobody is. pieces: the problem's words with the figures that they print; none where they
    print none."""

    id: int
    problem: str
    cause: str
    measure: str
    owner: str
    deadline: str
    promise: str = ""
    promised: tuple[str, str, str] = ("", "", "")
    unowned: bool = False
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class DueView:
    """A commitment of the last summary with this one's answer; `current` is the promised figure's value now."""

    commitment_id: int
    text: str
    promised: str
    current: str
    met: bool | None
    answer: str


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    org_name: str
    period_title: str
    number: str
    blocks: tuple[DocBlock, ...]
    findings: tuple[Finding, ...] = ()
    problems: tuple[PairView, ...] = ()
    plan: tuple[PairView, ...] = ()
    due: tuple[DueView, ...] = ()

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.blocks_issue)

    @property
    def answered_findings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.reason)

    def slots(self) -> Iterator[Piece]:
        """Every printed figure, in reading order; those of pairs where the pairs are printed first."""
        pairs = [piece for pair in self.problems for piece in pair.pieces if piece.slot is not None]
        for block in self.blocks:
            yield from (piece for piece in block.pieces if piece.slot is not None)
            if block.table is not None:
                for _, cells in block.table.rows:
                    yield from (piece for piece in cells if piece.slot is not None)
            if block.kind == PROBLEMS:
                yield from pairs
                pairs = []
