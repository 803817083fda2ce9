"""What services and queries hand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.models import Submission
from taizhang.ledgers.reading.aside import LeftOut
from taizhang.ledgers.reading.overlay import Hidden


@dataclass(slots=True)
class FilingResult:
    """What became of a filing. submission None: nothing was saved, and `problems` says why, cell by cell.

    warnings: checks that an explanation may pass; they do not stop saving, only submitting. more: problems beyond
    those listed. repairs: kind of safe repair -> cells. unread_sheets: others with rows for the ledger. left_out:
    lines of the sheet that are no rows. other_sheets: with other tables, not read. hidden: lines that were read all the
    same. sums: what columns add up to (ledgers/sums.py). repeated: the same press filed it before, and nothing was done
    now.
    """

    submission: Submission | None = None
    version: int = 0
    row_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    more: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    unknown_columns: tuple[str, ...] = ()
    unread_sheets: tuple[str, ...] = ()
    left_out: list[LeftOut] = field(default_factory=list)
    other_sheets: tuple[str, ...] = ()
    hidden: Hidden = field(default_factory=Hidden)
    unchanged: bool = False
    repeated: bool = False
    sums: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypedRows:
    """Rows ready to be checked: field columns and `_position`; columns: field id -> column letter."""

    table: pa.Table
    sheet: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BulkFiling:
    """One accepted filing of a bulk load."""

    org_unit: str
    period: Period
    rows: list[dict[str, object]]
    filed_at: datetime
    accepted_at: datetime
    filed_by: int | None = None
    accepted_by: int | None = None


@dataclass(frozen=True, slots=True)
class FilingLine:
    """One ledger and period that a unit should file, with how it stands."""

    ledger: Ledger
    period: Period
    org_unit: str
    org_name: str
    due: date
    state: str  # a SubmissionState value, or "" when nothing is there
    submission: int | None = None
    version: int = 0
    handed_in_on: date | None = None  # the handing-in by which lateness is judged
    opened_on: date | None = None  # when what was accepted was opened for a correction
    today: date = date.max  # the day the line was made for
    duty: int | None = None  # its part in a filing task, when one was sent
    reminders: int = 0  # by a person or by the calendar
    reminded_on: date | None = None
    note: str = ""  # the task's words for the units
    not_filed: int = 0  # places in which the reader's own draft differs from what is saved
    contact: str = ""  # name and phone number, for those who remind

    @property
    def waits_for_filer(self) -> bool:
        return self.state in ("", "draft", "returned", "reopened")

    @property
    def is_asked(self) -> bool:
        """Whether somebody has words for the unit: a note with the task, or that it was reminded."""
        return self.waits_for_filer and bool(self.note or self.reminded_on)

    @property
    def until(self) -> date | None:
        """Until when it is waited for. A correction has no deadline: that one was over with the first handing in. Only
        a task that asks for a day after it was opened sets another."""
        corrects = self.opened_on is not None and self.waits_for_filer
        if corrects and (self.duty is None or self.opened_on is None or self.due < self.opened_on):
            return None
        return self.due

    @property
    def standing(self) -> str:
        """The state as a board counts it: what waits past its deadline is overdue, whatever was begun."""
        if self.waits_for_filer and self.until is not None and self.until < self.today:
            return "overdue"
        return self.state or "missing"

    @property
    def was_handed_in(self) -> bool:
        """Also what came back since or was opened again; not what was never handed in, or was taken back."""
        return self.handed_in_on is not None and self.state not in ("", "draft")

    @property
    def was_late(self) -> bool:
        return self.was_handed_in and self.handed_in_on is not None and self.handed_in_on > self.due


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One row that two versions don't share. kind: added, removed, changed; number: in the newer version, of a row
    that was removed in the older; cells: (field id, old, new)."""

    kind: str
    key: str
    number: int
    cells: tuple[tuple[str, str, str], ...]


def warning_as_json(problem: Problem) -> dict[str, object]:
    """As a version keeps it: where it stands and what it says, but not what stands in the cell, which may be masked."""
    return {
        "check": str(problem.data.get("check") or problem.code),
        "where": problem.where,
        "key": problem.key,
        "row": problem.row,
        "field": str(problem.data.get("field") or ""),
        "zh": problem.cure.zh,
        "en": problem.cure.get("en"),
    }


def unexplained(item: Mapping[str, Any]) -> Problem:
    """A kept warning as what keeps a filing from being handed in, at the row and field where saving told it."""
    return Problem(
        f"warning.{item['check']}",
        str(item.get("where", "")),  # versions of before kept only the key
        Text("对提醒的一句说明", "a line that explains the warning"),
        Text("空白", "nothing"),
        Text(str(item["zh"]), str(item["en"])),
        key=str(item["key"]),
        level="warning",
        data={"check": item["check"], "field": item.get("field", ""), "position": item.get("row")},
    )
