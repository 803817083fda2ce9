"""Frozen values that queries hand to pages, services and other apps."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taizhang.engine.text import Text


class TaskState(enum.StrEnum):
    """In the order of the board; the words stand in core.status."""

    OVERDUE = "overdue"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    DONE = "done"
    DROPPED = "dropped"


BOARD_STATES = (
    TaskState.OVERDUE,
    TaskState.NOT_STARTED,
    TaskState.IN_PROGRESS,
    TaskState.REPORTED,
    TaskState.DONE,
)


class Lack(enum.StrEnum):
    """What a task or target is without."""

    TASK = "task"
    MEASURE = "measure"
    LEAD = "lead"
    OWNER = "owner"
    VACANT = "vacant"  # a post is named, but nobody holds it
    DEADLINE = "deadline"
    EVIDENCE = "evidence"


UNOWNED = frozenset({Lack.LEAD, Lack.OWNER, Lack.VACANT})


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a plan cannot be published: what lacks, where. target_id or task_id says what to open; both empty: the plan
    itself. message is a whole sentence."""

    lack: Lack
    message: Text
    target_id: int | None = None
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class ProofRef:
    """A figure or ledger by key, at an org unit, within the days of a period."""

    key: str
    org_unit: str
    period: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a proof stands today: value to compare, and how it is printed. period: what the value is of."""

    value: Decimal | None
    shown: str
    period: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProofView:
    """A proof as pages show it. met: None while there is nothing to compare yet."""

    id: int
    key: str
    title: str
    wanted: str
    standing: Standing | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as lists and boards show it. owner: who holds the post today, empty while it is vacant."""

    id: int
    title: str
    state: TaskState
    plan: str
    plan_id: int | None
    target: str
    target_id: int | None
    source: str
    org_unit: str
    lead: str
    lead_name: str
    post: str
    owner: str
    start: date | None
    deadline: date | None
    closed_on: date | None
    milestones: int
    milestones_done: int
    milestones_late: int
    next_step: str
    next_day: date | None
    proofs: int
    proofs_met: int
    evidence: bool
    on_time: bool | None
    lacks: tuple[Lack, ...]
    post_id: int = 0

    @property
    def progress(self) -> str:
        """Steps and proofs reached of those set: counted, never typed."""
        total = self.milestones + self.proofs
        return f"{self.milestones_done + self.proofs_met}/{total}" if total else ""

    @property
    def unowned(self) -> bool:
        return bool(UNOWNED & set(self.lacks))


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A lead org unit and how many of its tasks are in each state, in the order of BOARD_STATES."""

    code: str
    name: str
    counts: tuple[tuple[TaskState, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as lists show it. measure: in words or as figure, comparison and number. counted: by a figure or a
    ledger. within: the period that is counted, where it is not the plan's."""

    id: int
    title: str
    number: str
    depth: int
    leaf: bool
    plan: str
    plan_id: int
    plan_state: str
    measure: str
    counted: bool
    within: Text
    lead_name: str
    post: str
    owner: str
    weight: str
    tasks: int
    tasks_done: int
    tasks_overdue: int
    standing: Standing | None
    reached: bool | None
    answer: str  # met, not_met, unanswered
    result: str
    promised_in: str
    answered_in: str
    carried: bool
    lacks: tuple[Lack, ...]

    @property
    def forecast(self) -> str:
        """What the figure of today says of the answer still to come: met, not_met or nothing yet."""
        if self.answer != "unanswered" or self.reached is None:
            return ""
        return "met" if self.reached else "not_met"
