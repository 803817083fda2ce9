"""Everything that changes summaries."""

from taizhang.summaries.services.binding import bind_number
from taizhang.summaries.services.commit import answer_commitment, remove_commitment, save_commitment
from taizhang.summaries.services.draft import (
    BlockConflict,
    IssuedAlready,
    UnreadableText,
    add_block,
    correct_summary,
    create_summary,
    open_draft,
    remove_block,
    save_block,
)
from taizhang.summaries.services.found import take_found_problems
from taizhang.summaries.services.issue import BadNumber, IssueBlocked, ReadAgain, issue_summary, next_number
from taizhang.summaries.services.new_version import take_new_version
from taizhang.summaries.services.reasons import (
    NotAnswerable,
    answer_finding,
    answer_findings,
    withdraw_reason,
    withdraw_reasons,
)
from taizhang.summaries.services.verify import SummaryVerification, verify_summary

__all__ = [
    "BadNumber",
    "BlockConflict",
    "IssueBlocked",
    "IssuedAlready",
    "NotAnswerable",
    "ReadAgain",
    "SummaryVerification",
    "UnreadableText",
    "add_block",
    "answer_commitment",
    "answer_finding",
    "answer_findings",
    "bind_number",
    "correct_summary",
    "create_summary",
    "issue_summary",
    "next_number",
    "open_draft",
    "remove_block",
    "remove_commitment",
    "save_block",
    "save_commitment",
    "take_found_problems",
    "take_new_version",
    "verify_summary",
    "withdraw_reason",
    "withdraw_reasons",
]
