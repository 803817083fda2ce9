"""Rows that belong together, followed over several ledgers: who took a batch, which meals it went into, and back.

Filings that the actor may not see are never read into an answer; each in the version that this reader may see. A fixed
number of queries, however many units, rows and steps further there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.http import Http404

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import FieldType, Ledger
from taizhang.engine.trace import Key, Told, Trace, TraceRow, TraceStart, TraceStep, WarningKind, reached, warnings_of
from taizhang.ledgers.models import Row, Submission, SubmissionState
from taizhang.ledgers.queries.row_numbers import row_numbers_at
from taizhang.ledgers.queries.submission_list import visible_submissions
from taizhang.organisation import queries as org_queries

MOST_STARTS = 1_000  # rows with which a trace begins, the newest first
MOST_FOUND = 100  # values that a search lists


@dataclass(frozen=True, slots=True)
class FoundValue:
    """What a search found to begin with: the value, in how many rows of how many units, from which day to which."""

    value: str
    rows: int
    units: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A row with its place: its number in the version that the reader sees. unit: code; day: None where it has none."""

    row: TraceRow
    step: TraceStep
    ledger: Ledger
    unit_name: str
    day: date | None
    submission: int
    version: int
    period_code: str
    number: int
    accepted: bool
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """lines: by step, day and unit. unread: steps whose ledger the reader may not see, so nothing is said of them.
    cut: with how many rows it begins where there are more, else 0."""

    trace: Trace
    lines: tuple[TraceLine, ...]
    unread: tuple[TraceStep, ...]
    cut: int

    def by_unit(self) -> dict[str, Traced]:
        """The lines of each unit by themselves, by its code."""
        found: dict[str, list[TraceLine]] = {}
        for line in self.lines:
            found.setdefault(line.row.unit, []).append(line)
        return {unit: replace(self, lines=tuple(lines)) for unit, lines in found.items()}

    def reached(self) -> list[tuple[TraceStep, Decimal]]:
        """Steps that count what they reached, with how many."""
        rows = [line.row for line in self.lines]
        counted = [(step, reached(step, rows)) for step in self.trace.steps]
        return [(step, count) for step, count in counted if count is not None]


def visible_traces(actor: Actor) -> list[Trace]:
    """Those with a step whose ledger the actor may see, by title."""
    found = [trace for trace in installed_packs().traces.values() if any(_scopes(actor, trace).values())]
    return sorted(found, key=lambda trace: trace.title.zh)


def trace_for(actor: Actor, key: str) -> Trace:
    """Raises Http404 for one that is not there or of which the actor may see nothing."""
    found = next((trace for trace in visible_traces(actor) if trace.key == key), None)
    if found is None:
        raise Http404
    return found


def begins_with_days(trace: Trace, start: TraceStart) -> bool:
    """Whether what one begins with is a day, which people write in many ways."""
    ledgers = installed_packs().ledgers
    found = [ledgers[trace.step(step).ledger].field(name) for step, name in start.fields.items()]
    return all(field is not None and field.type is FieldType.DATE for field in found)


def values_like(actor: Actor, trace: Trace, start: TraceStart, words: str) -> list[FoundValue]:
    """Values that have the words in them, the newest first, at most `MOST_FOUND`."""
    reader = _Reader(actor, trace)
    found: dict[str, list[TraceRow]] = {}
    for step, name in start.fields.items():
        for row in reader.rows(trace.step(step), {name: Q(at_0__icontains=words)}):
            found.setdefault(str(row.values[name]), []).append(row)
    listed = [_found_value(reader, value, rows) for value, rows in found.items()]
    listed.sort(key=lambda item: item.value)
    listed.sort(key=lambda item: item.last or date.min, reverse=True)
    return listed[:MOST_FOUND]


def traced(actor: Actor, trace: Trace, start: TraceStart, value: str) -> Traced:
    """Everything that leads on from a value, and from a later step back to where it came from."""
    reader = _Reader(actor, trace)
    seeds: list[TraceRow] = []
    for step, name in start.fields.items():
        seeds += reader.rows(trace.step(step), {name: Q(at_0=value)}, most=MOST_STARTS + 1)
    return _follow(reader, seeds[:MOST_STARTS], cut=MOST_STARTS if len(seeds) > MOST_STARTS else 0)


def traced_from(actor: Actor, trace: Trace, row: int) -> Traced:
    """The same from one row. Raises Http404 for a row that is not there, or not the actor's to see."""
    reader = _Reader(actor, trace)
    seeds = [found for step in trace.steps for found in reader.rows(step, {}, only=row)]
    if not seeds:
        raise Http404
    return _follow(reader, seeds, cut=0)


class _StoredText(Func):
    """A field of a row as text, inside the database."""

    output_field = CharField()

    def __init__(self, name: str) -> None:
        super().__init__(F("data"), Value(name))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any) -> Any:
        template = "CAST(JSON_EXTRACT(%(expressions)s) AS TEXT)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", '$.' || ")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner="::jsonb ->> ")


@dataclass(frozen=True, slots=True)
class _Filing:
    version: int
    unit: str
    period_code: str
    accepted: bool


class _Reader:
    """Rows of a trace's ledgers as one actor may see them; each filing is looked up once."""

    def __init__(self, actor: Actor, trace: Trace) -> None:
        self.actor, self.trace, self.scopes = actor, trace, _scopes(actor, trace)
        ledgers = installed_packs().ledgers
        self.ledgers = {step.id: ledgers[step.ledger] for step in trace.steps if step.ledger in ledgers}
        self.filings: dict[int, _Filing | None] = {}
        self.places: dict[int, int] = {}  # row -> filing

    def rows(
        self,
        step: TraceStep,
        wanted: Mapping[str, Q],
        *,
        units: Collection[str] | None = None,
        most: int | None = None,
        only: int | None = None,
    ) -> list[TraceRow]:
        """Rows of a step that are in the version seen. wanted: field -> condition on `at_0`, `at_1` ... in this order;
        units: of these only; only: one row."""
        ledger, scope = self.ledgers.get(step.id), self.scopes[step.id]
        if ledger is not None and units is not None and not ledger.unit_field:
            scope &= frozenset(units)
        if ledger is None or not scope:
            return []
        found = Row.objects.filter(submission__ledger_key=ledger.key, submission__org_unit__code__in=scope)
        for number, (name, condition) in enumerate(wanted.items()):
            found = found.alias(**{f"at_{number}": _StoredText(name)}).filter(condition)
        if only is not None:
            found = found.filter(pk=only)
        return self._alive(step, ledger, found.order_by("-submission__period_first", "pk")[:most])

    def joined(self, step: TraceStep, fields: Sequence[str], keys: Collection[Key]) -> list[TraceRow]:
        """Rows of a step with one of the keys in these fields."""
        if not keys:
            return []
        wanted = {
            name: Q(**{f"at_{number}__in": {values[number] for _unit, values in keys}})
            for number, name in enumerate(fields)
        }
        rows = self.rows(step, wanted, units={unit for unit, _values in keys})
        return [row for row in rows if row.key(fields) in keys]

    def _alive(self, step: TraceStep, ledger: Ledger, found: QuerySet[Row]) -> list[TraceRow]:
        lines = list(found.values_list("pk", "submission_id", "added_in", "removed_in", "data"))
        self._look_up({submission for _pk, submission, *_rest in lines})
        rows = []
        for pk, submission, added_in, removed_in, data in lines:
            filing = self.filings[submission]
            if filing is None or added_in > filing.version or (removed_in is not None and removed_in <= filing.version):
                continue
            values = orjson.loads(data)
            self.places[pk] = submission
            unit = str(values.get(ledger.unit_field) or filing.unit) if ledger.unit_field else filing.unit
            rows.append(TraceRow(pk, step.id, unit, values))
        return rows

    def _look_up(self, submissions: Collection[int]) -> None:
        new = [pk for pk in submissions if pk not in self.filings]
        self.filings.update(dict.fromkeys(new))
        for item in visible_submissions(self.actor).filter(pk__in=new) if new else ():
            self.filings[item.pk] = _filing(item)

    def day(self, row: TraceRow) -> date | None:
        value = row.values.get(self.ledgers[row.step].date_field)
        return date.fromisoformat(str(value)) if value else None


def _filing(item: Submission) -> _Filing:
    shown: int = item.shown_version  # type: ignore[attr-defined]
    accepted = item.state == SubmissionState.ACCEPTED
    return _Filing(shown, item.org_unit.code, item.period_code, accepted)


def _scopes(actor: Actor, trace: Trace) -> dict[str, frozenset[str]]:
    """By step the units whose rows the actor may see."""
    ledgers = installed_packs().ledgers
    return {
        step.id: actor.scope(Permission.VIEW_LEDGER, ledgers[step.ledger]) if step.ledger in ledgers else frozenset()
        for step in trace.steps
    }


def _found_value(reader: _Reader, value: str, rows: Sequence[TraceRow]) -> FoundValue:
    days = [day for row in rows if (day := reader.day(row)) is not None]
    units = {row.unit for row in rows}
    return FoundValue(value, len(rows), len(units), min(days, default=None), max(days, default=None))


def _follow(reader: _Reader, seeds: Sequence[TraceRow], *, cut: int) -> Traced:
    """On from the rows with which it begins, step by step, then from the same rows back."""
    trace = reader.trace
    seeds = [*seeds, *_alike(reader, seeds)]
    found: dict[int, TraceRow] = {row.id: row for row in seeds}
    onward = _by_step(trace, seeds)
    whole: set[int] = set()
    for step in trace.steps:
        whole |= onward[step.id].keys()
        for further in trace.following(step.id):
            keys = _keys(onward[step.id].values(), further.by.values())
            onward[further.id].update((row.id, row) for row in reader.joined(further, tuple(further.by), keys))
    back = _by_step(trace, seeds)
    for step in reversed(trace.steps):
        if step.after:
            keys = _keys(back[step.id].values(), step.by)
            rows = reader.joined(trace.step(step.after), tuple(step.by.values()), keys)
            back[step.after].update((row.id, row) for row in rows)
    for rows_of in (*onward.values(), *back.values()):
        found.update(rows_of)
    return _with_places(reader, list(found.values()), whole, cut)


def _alike(reader: _Reader, seeds: Sequence[TraceRow]) -> list[TraceRow]:
    """Rows that further steps cannot tell from those with which it begins, where amounts are compared: a batch that
    came twice, or from two suppliers, is used up as one."""
    trace, more = reader.trace, []
    for warning in trace.warnings:
        if warning.kind is WarningKind.EXCEEDS:
            step, further = trace.step(warning.of), trace.step(warning.step)
            fields = tuple(further.by.values())
            more += reader.joined(step, fields, _keys([row for row in seeds if row.step == step.id], fields))
    return more


def _by_step(trace: Trace, rows: Iterable[TraceRow]) -> dict[str, dict[int, TraceRow]]:
    found: dict[str, dict[int, TraceRow]] = {step.id: {} for step in trace.steps}
    for row in rows:
        found[row.step][row.id] = row
    return found


def _keys(rows: Iterable[TraceRow], fields: Iterable[str]) -> set[Key]:
    names = tuple(fields)
    return {key for row in rows if (key := row.key(names)) is not None}


def _with_places(reader: _Reader, rows: list[TraceRow], whole: Collection[int], cut: int) -> Traced:
    trace, filings = reader.trace, reader.filings
    order = {step.id: number for number, step in enumerate(trace.steps)}
    rows.sort(key=lambda row: (order[row.step], reader.day(row) or date.max, row.unit, row.id))
    readable = {(step, unit) for step, units in reader.scopes.items() for unit in units}
    told: dict[int, list[Told]] = {}
    for item in warnings_of(trace, rows, whole=whole, readable=readable):
        told.setdefault(item.row, []).append(item)
    names = org_queries.names({row.unit for row in rows}, clock.today())
    versions = {(pk, filing.version) for pk in set(reader.places.values()) if (filing := filings[pk]) is not None}
    numbers = row_numbers_at(versions)
    lines = []
    for row in rows:
        pk = reader.places[row.id]
        filing = filings[pk]
        assert filing is not None  # its rows were read from it
        lines.append(
            TraceLine(
                row=row,
                step=trace.step(row.step),
                ledger=reader.ledgers[row.step],
                unit_name=names.get(row.unit, row.unit),
                day=reader.day(row),
                submission=pk,
                version=filing.version,
                period_code=filing.period_code,
                number=numbers[pk, filing.version][row.id],
                accepted=filing.accepted,
                told=tuple(told.get(row.id, ())),
            )
        )
    unread = tuple(step for step in trace.steps if not reader.scopes[step.id])
    return Traced(trace, tuple(lines), unread, cut)
