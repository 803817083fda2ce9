"""Frozen values that queries hand to pages and services to their callers."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from taizhang.engine.entries import Value
from taizhang.engine.working_days import Count, Pause


class NoticeState(enum.StrEnum):
    """Of a notice and of each of its findings; the words stand in core.status. NOTED: found, no notice issued yet."""

    NOTED = "noted"
    WAITING = "waiting"  # for the receipt
    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    REPORTED = "reported"
    RECHECKED = "rechecked"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


# In the order of boards: what presses stands first.
NOTICE_STATES = (
    NoticeState.OVERDUE,
    NoticeState.DUE_SOON,
    NoticeState.RUNNING,
    NoticeState.WAITING,
    NoticeState.REPORTED,
    NoticeState.RECHECKED,
    NoticeState.CLOSED,
    NoticeState.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What is on record of a notice or finding on a day; of it everything else is derived.

    days: working days after received_on; fixed: a day that holds whatever the receipt; fixed_at: the moment of it, when
    it was told in hours. extensions: working days granted, in order. pauses: stretches that are not counted. results:
    newest re-check of each finding ("" when there is none), with the day of the newest. steps: (working days after the
    deadline, what is done then), ascending.
    """

    issued_on: date | None = None
    received_on: date | None = None
    days: int | None = None
    fixed: date | None = None
    fixed_at: datetime | None = None
    extensions: tuple[int, ...] = ()
    reported_on: date | None = None
    rechecked_on: date | None = None
    results: tuple[str, ...] = ()
    closed_on: date | None = None
    withdrawn_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    steps: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """due: the deadline; None while the clock has not started. until: the moment of one that is told in hours. left:
    working days to it, negative: late by as many, the day of an hour that went by among them.

    step: number of the overdue step that is reached, from 1; 0: none. step_words: what is to be done. counts: the count
    of the deadline and one for each extension, day by day.
    """

    state: NoticeState
    due: date | None
    left: int | None
    step: int
    step_words: str
    counts: tuple[Count, ...]
    until: datetime | None = None

    @property
    def deadline(self) -> date | None:
        """Until when, as exactly as it is known: a moment, or else a day."""
        return self.until or self.due

    @property
    def late(self) -> bool:
        """Past its deadline, whoever it waits for."""
        return self.left is not None and self.left < 0

    @property
    def answered(self) -> bool:
        """It waits for the inspecting side, or for nobody."""
        return self.state in (NoticeState.REPORTED, NoticeState.RECHECKED) or not self.open

    @property
    def open(self) -> bool:
        return self.state not in (NoticeState.CLOSED, NoticeState.WITHDRAWN)

    @property
    def estimated(self) -> bool:
        return any(count.estimated_years for count in self.counts)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as a device sends it. at: by the device's clock. supersedes: ids that its maker had seen in the path."""

    id: uuid.UUID
    path: str
    value: Value
    supersedes: tuple[uuid.UUID, ...]
    at: datetime
    device: str


@dataclass(frozen=True, slots=True)
class Received:
    """What a batch of entries led to. conflicts: paths of the visit that have several values now."""

    added: int
    known: int
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as lists show it. dropped: findings that turned out to be none, which are not closed ones.
    unreceived_days: working days that it waits for its receipt, 0 while not too many. waiting: how the findings stand
    that wait for the unit, the nearest deadline first; none once it has answered."""

    id: int
    number: str
    campaign: str
    round: int
    unit: str
    unit_name: str
    findings: int
    closed: int
    dropped: int
    issued_on: date
    received_on: date | None
    standing: Standing
    rebounds: int
    unreceived_days: int
    waiting: tuple[Standing, ...]

    @property
    def overdue_findings(self) -> int:
        """Past their own deadline while the notice still runs: it ends with the last of them."""
        if self.standing.state is NoticeState.OVERDUE:
            return 0
        return sum(stands.state is NoticeState.OVERDUE for stands in self.waiting)

    @property
    def nearest(self) -> Standing:
        """Until when something is asked of the unit first of all; the notice's own end where nothing is."""
        return self.waiting[0] if self.waiting else self.standing

    @property
    def ends_later(self) -> bool:
        """Something is due before the notice ends."""
        return self.nearest.due is not None and self.nearest.deadline != self.standing.deadline

    @property
    def waits_long(self) -> bool:
        return self.unreceived_days > 0

    @property
    def state(self) -> str:
        return self.standing.state.value

    @property
    def due(self) -> date | None:
        return self.standing.due


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo of a finding as evidence. kind: visit (taken on the spot) | report (by the unit), of: key of that visit
    or notice. at: when it was taken, of a report's when it came. doubted_since: when it came in, where that does not
    fit the visit. place: in degrees, "" for none told. sha256: of what is kept and shown; original_sha256: of what the
    camera made, "" where nobody told. unaltered: that is kept too."""

    kind: str
    of: int
    id: str
    name: str
    moment: str
    at: datetime | None
    doubted_since: datetime | None
    place: str
    by: str
    sha256: str
    original_sha256: str
    unaltered: bool


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding on the page of its notice or visit. days: working days that it has from the receipt on. rebound_of:
    number of the closed finding that came back. visit, found_on: where it was found. dropped: it turned out to be none.
    shots: photos taken on the spot, then those before and after of the unit.
    """

    id: int
    number: str
    problem: str
    severity: str
    severity_label: str
    opinion: str
    responsible: str
    days: int | None
    standing: Standing
    result: str
    closed_on: date | None
    rebound_of: str
    carried_from: str
    visit: int
    found_on: date | None
    dropped: bool
    shots: tuple[Shot, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A path of a visit's record in words, with its value, or with each of several that nobody has settled."""

    title: str
    part: str
    values: tuple[tuple[str, str, datetime], ...]  # (value in words, whose, when by the device)
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round with its counts. without_notice: open findings that no notice names yet; notices: those issued."""

    id: int
    number: int
    first_on: date
    last_on: date
    visits: int
    filed: int
    findings: int
    without_notice: int
    notices: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of the first page. states: open notices by state, in the order of boards."""

    visits_due: int
    visits_overdue: int
    visits_under_way: int
    without_notice: int
    states: Mapping[NoticeState, int] = field(default_factory=dict)


NOTICE_FILES = "notice-files"  # the kind of job that makes files of many notices, and the folder where they lie


@dataclass(frozen=True, slots=True)
class NoticeFiles:
    """What background work made of some notices. form: docx or zip."""

    token: str
    form: str


@dataclass(frozen=True, slots=True)
class NoticeParagraph:
    """head: the words that are set as a heading of its level (1, 2; 0: none), text: what goes on behind them."""

    head: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class NoticeDocument:
    """A notice in the words of its pack, as it is printed. recipient: empty when the pack names it in the text.

    title: its lines. receipt: (label, words) of the slip that comes back, with its title; both empty without one.
    """

    id: int
    number: str
    unit_name: str
    issuer: str
    signed: str
    issued_on: date
    issued_at: datetime
    title: tuple[str, ...]
    recipient: str
    paragraphs: tuple[NoticeParagraph, ...]
    receipt_title: str
    receipt: tuple[tuple[str, str], ...]
