"""Summaries, their blocks, frozen slots, and the pairs and promises in them."""

from taizhang.summaries.models.commitment import Answer, Commitment, CommitmentKind
from taizhang.summaries.models.summary import Block, BlockKind, FrozenSlot, Override, Summary, SummaryState
from taizhang.summaries.models.verification import VerificationRecord

__all__ = [
    "Answer",
    "Block",
    "BlockKind",
    "Commitment",
    "CommitmentKind",
    "FrozenSlot",
    "Override",
    "Summary",
    "SummaryState",
    "VerificationRecord",
]
