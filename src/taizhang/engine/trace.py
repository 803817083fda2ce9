"""Traces (追溯): rows of several ledgers that belong together, followed from one to the next and back.

A pack names the steps and what joins them, such as a supplier's batch, the dishes that it went into, the meals and the
samples kept of them. Rows belong together inside one org unit; what runs across units is a value that several of them
wrote, such as a batch number. The rules: `docs/algorithms/tracing.md`.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from taizhang.engine.text import Text

Key = tuple[str, tuple[str, ...]]  # org unit, and the values that join


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long what a row tells of is kept: `hours` (a parameter) from the row's day at the time in `time` (HH:MM; the
    day's end where it is empty). ended: field with the day on which it was done away with; each may be empty."""

    hours: str
    time: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a step's rows add up to: of `field` the largest of each group of rows alike in `once_per`, summed."""

    title: Text
    field: str
    once_per: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TraceStep:
    """Rows of one ledger (a key). after: the step before; by: own field -> field of the step before. shows: fields of a
    line, none of them personal."""

    id: str
    title: Text
    ledger: str
    shows: tuple[str, ...]
    after: str = ""
    by: Mapping[str, str] = field(default_factory=dict)
    reached: Reached | None = None
    keeping: Keeping | None = None


@dataclass(frozen=True, slots=True)
class TraceStart:
    """What one can begin with: step -> the field that holds it there."""

    id: str
    title: Text
    fields: Mapping[str, str]


class WarningKind(enum.StrEnum):
    WITHOUT = "without"  # a row of `step` has none of `of`
    EXCEEDS = "exceeds"  # `field` of all rows of `step` that belong to one of `of` is more than its `than`
    LATER = "later"  # the day in `field` of `step` is after the one in `than` of `of`


@dataclass(frozen=True, slots=True)
class TraceWarning:
    """`of` is the step before or after `step`; of EXCEEDS and LATER the one before it."""

    id: str
    title: Text
    kind: WarningKind
    step: str
    of: str
    field: str = ""
    than: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """steps: each after the one that it names."""

    id: str
    pack: str
    title: Text
    steps: tuple[TraceStep, ...]
    starts: tuple[TraceStart, ...]
    warnings: tuple[TraceWarning, ...] = ()
    description: Text = Text("")
    serves: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.pack}.{self.id}"

    def step(self, name: str) -> TraceStep:
        """Raises KeyError when there is no such step."""
        return {item.id: item for item in self.steps}[name]

    def start(self, name: str) -> TraceStart | None:
        return next((item for item in self.starts if item.id == name), None)

    def following(self, name: str) -> list[TraceStep]:
        return [item for item in self.steps if item.after == name]


@dataclass(frozen=True, slots=True)
class TraceRow:
    """values: field id -> what is stored (days as ISO text, exact decimals as text)."""

    id: int
    step: str
    unit: str
    values: Mapping[str, object]

    def key(self, fields: Iterable[str]) -> Key | None:
        """What it is joined by; None where a part is empty: that belongs to nothing."""
        found = tuple("" if self.values.get(name) is None else str(self.values[name]) for name in fields)
        return (self.unit, found) if all(found) else None


@dataclass(frozen=True, slots=True)
class Told:
    """A warning at one row. `than`: what was expected, where it can be said."""

    warning: TraceWarning
    row: int
    found: str = ""
    than: str = ""


def warnings_of(
    trace: Trace, rows: Sequence[TraceRow], *, whole: Collection[int], readable: Collection[tuple[str, str]]
) -> list[Told]:
    """What a reader should look at, in the order of the trace's warnings and of the rows.

    whole: ids of the rows of which everything that follows was read. readable: (step, unit) whose ledger was read;
    where it was not, nothing is said of what is missing there.
    """
    by_step: dict[str, list[TraceRow]] = {item.id: [] for item in trace.steps}
    for row in rows:
        by_step[row.step].append(row)
    found: list[Told] = []
    for warning in trace.warnings:
        if warning.kind is WarningKind.WITHOUT:
            found += _without(trace, warning, by_step, whole, readable)
        else:
            found += _beyond(trace, warning, by_step, whole)
    return found


def _without(
    trace: Trace,
    warning: TraceWarning,
    by_step: Mapping[str, Sequence[TraceRow]],
    whole: Collection[int],
    readable: Collection[tuple[str, str]],
) -> list[Told]:
    step, other = trace.step(warning.step), trace.step(warning.of)
    backwards = step.after == other.id
    by = step.by if backwards else other.by
    mine, theirs = (tuple(by), tuple(by.values())) if backwards else (tuple(by.values()), tuple(by))
    there = {row.key(theirs) for row in by_step[other.id]} - {None}
    return [
        Told(warning, row.id)
        for row in by_step[step.id]
        if (backwards or row.id in whole) and (other.id, row.unit) in readable and row.key(mine) not in there
    ]


def _beyond(
    trace: Trace, warning: TraceWarning, by_step: Mapping[str, Sequence[TraceRow]], whole: Collection[int]
) -> list[Told]:
    step, other = trace.step(warning.step), trace.step(warning.of)
    before: dict[Key, list[TraceRow]] = {}
    for row in by_step[other.id]:
        if (key := row.key(step.by.values())) is not None:
            before.setdefault(key, []).append(row)
    after: dict[Key, list[TraceRow]] = {}
    for row in by_step[step.id]:
        if (key := row.key(step.by)) is not None and key in before:
            after.setdefault(key, []).append(row)
    found: list[Told] = []
    for key, rows in after.items():
        if warning.kind is WarningKind.LATER:
            days = [str(row.values[warning.than]) for row in before[key] if row.values.get(warning.than)]
            last = max(days, default="")
            late = [row for row in rows if last and str(row.values.get(warning.field) or "") > last]
            found += [Told(warning, row.id, str(row.values[warning.field]), last) for row in late]
        elif all(row.id in whole for row in before[key]):
            used, had = (_sum(part, name) for part, name in ((rows, warning.field), (before[key], warning.than)))
            if used is not None and had is not None and used > had:
                found += [Told(warning, row.id, str(used), str(had)) for row in before[key]]
    return found


def _sum(rows: Iterable[TraceRow], name: str) -> Decimal | None:
    """None where a row does not say how much: then nothing is compared."""
    values = [row.values.get(name) for row in rows]
    return None if None in values else sum((Decimal(str(value)) for value in values), Decimal(0))


def reached(step: TraceStep, rows: Iterable[TraceRow]) -> Decimal | None:
    """How many a step's rows reached, such as people at table; None where the step does not count any."""
    if step.reached is None:
        return None
    most: dict[object, Decimal] = {}
    for row in rows:
        value = row.values.get(step.reached.field)
        if row.step != step.id or value is None:
            continue
        once = step.reached.once_per
        group = (row.unit, *(str(row.values.get(name)) for name in once)) if once else row.id
        most[group] = max(most.get(group, Decimal(0)), Decimal(str(value)))
    return sum(most.values(), Decimal(0))


def kept_until(keeping: Keeping, row: TraceRow, day_field: str, hours: Decimal) -> datetime | None:
    """The moment, by the county's clocks, until which it is kept; None where the row has no day."""
    day = row.values.get(day_field)
    if day is None:
        return None
    said = str(row.values.get(keeping.time) or "") if keeping.time else ""
    start = datetime.combine(date.fromisoformat(str(day)), time.fromisoformat(said) if said else time(23, 59))
    return start + timedelta(hours=float(hours))
