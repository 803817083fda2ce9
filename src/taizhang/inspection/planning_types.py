"""Frozen values of draws, zones and the plan of a term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A unit of a draw's published list. ticket: the first digits of its smallest one, once drawn; place: in the order
    of the draw, None for one that was not drawn. visit, planned_on: its visit of the round that the reader sees;
    sends_others: others than the drawn inspectors go on it."""

    number: int
    code: str
    name: str
    weight: int
    ticket: str
    place: int | None
    inspectors: tuple[str, ...]
    visit: int | None = None
    planned_on: date | None = None
    sends_others: bool = False


@dataclass(frozen=True, slots=True)
class DrawPerson:
    """An inspector of a draw's published list. load: visits of the term by then; recused: (unit, ground) pairs."""

    number: int
    code: str
    name: str
    load: int
    recused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TermVisits:
    """Visits of a term to one school, or added up over several. required: those it is due; overdue: planned for a day
    that is past and not filed; ahead: planned for later; last_on: of the newest visit ever made."""

    required: int
    made: int
    overdue: int
    ahead: int
    last_on: date | None = None

    @property
    def missing(self) -> int:
        """Of one school: what is neither made nor planned."""
        return max(0, self.required - self.made - self.overdue - self.ahead)

    def __add__(self, other: TermVisits) -> TermVisits:
        return TermVisits(
            self.required + other.required,
            self.made + other.made,
            self.overdue + other.overdue,
            self.ahead + other.ahead,
        )


@dataclass(frozen=True, slots=True)
class TermLoad:
    """Visits of a term of one inspector."""

    made: int
    overdue: int
    ahead: int


@dataclass(frozen=True, slots=True)
class ZoneInspector:
    """user: None for somebody without an account; since: first day of holding a post of the zone without a break.
    due_on: from when they should go to another zone, None when no pack says so; due: it is so on the day asked for."""

    user: int | None
    name: str
    post: int
    since: date
    months: int
    due_on: date | None = None
    due: bool = False


@dataclass(frozen=True, slots=True)
class ZoneStand:
    """A zone on a day. missing: visits that its schools are due and that nobody has planned."""

    code: str
    name: str
    inspectors: tuple[ZoneInspector, ...]
    schools: int
    visits: TermVisits
    missing: int


@dataclass(frozen=True, slots=True)
class ZoneSchool:
    """A school of a zone. liaisons: (id, post and holder); recused: (inspector of the zone, ground)."""

    code: str
    name: str
    since: date
    liaisons: tuple[tuple[int, str], ...]
    visits: TermVisits
    recused: tuple[tuple[str, str], ...]
    hours: str  # "" for any time


@dataclass(frozen=True, slots=True)
class ZoneMeasure:
    """What a zone carries. visits: due in a term; km: mean distance of its schools from their middle, None while
    fewer than two have positions; unplaced: schools without one."""

    schools: int
    visits: int
    inspectors: int
    km: float | None
    unplaced: int

    @property
    def each(self) -> float | None:
        """Visits of a term to each inspector."""
        return self.visits / self.inspectors if self.inspectors else None


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """most: schools that a zone should have at most, None when no pack says so."""

    name: str
    before: ZoneMeasure
    after: ZoneMeasure
    most: int | None

    @property
    def too_many(self) -> bool:
        return self.most is not None and self.after.schools > self.most


@dataclass(frozen=True, slots=True)
class ZoneMoves:
    """moves: (code, school, zone of before, new zone); hits: (school, new zone, inspector, ground)."""

    moves: tuple[tuple[str, str, str, str], ...]
    changes: tuple[ZoneChange, ...]
    hits: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ZoneComing:
    """A school that comes into a zone on a day that is still ahead. before: "" for none."""

    id: int
    on: date
    school: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with (person, section, leads) of its members, the leader first."""

    id: int
    name: str
    members: tuple[tuple[str, str, bool], ...]

    @property
    def sections(self) -> int:
        return len({section for _person, section, _leads in self.members})


@dataclass(frozen=True, slots=True)
class StandsAside:
    """Somebody planned for a visit who must not go there. ground: in words."""

    user: int
    person: str
    ground: str


@dataclass(frozen=True, slots=True)
class TourStop:
    """A visit of a day's tour. km: from the one before; arrives: HH:MM, "" without a pace; hours: when the unit can be
    visited, "" for any time; late: minutes by which the visit ends after that; after_work: whether it ends after the
    working day; aside: who must not go there."""

    visit: int
    name: str
    km: float
    arrives: str
    hours: str
    late: int
    after_work: bool = False
    aside: tuple[StandsAside, ...] = ()


@dataclass(frozen=True, slots=True)
class DayTour:
    """person: who leads. unplaced: (visit id, unit, who must not go there) of those without a position, which no order
    takes in."""

    person: str
    stops: tuple[TourStop, ...]
    unplaced: tuple[tuple[int, str, tuple[StandsAside, ...]], ...]

    @property
    def too_many(self) -> int:
        """Visits that the working day has no room for."""
        return sum(stop.after_work for stop in self.stops)

    @property
    def km(self) -> float:
        return sum(stop.km for stop in self.stops)


@dataclass(frozen=True, slots=True)
class MonthVisit:
    """state: as lists of visits have it, "late" for a planned one whose day is past. aside: who must not go there."""

    visit: int
    name: str
    state: str
    people: str
    aside: tuple[StandsAside, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthDay:
    on: date
    in_month: bool
    working: bool
    today: bool
    visits: tuple[MonthVisit, ...]
