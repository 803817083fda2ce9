"""What a ledger's checks would have said of rows that units filed before: whom they would have stopped, and why."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, F, QuerySet, Sum

from taizhang.analytics.checks import POSITION, CheckHit, run_row_checks, run_set_checks
from taizhang.core.actor import Actor
from taizhang.core.packs import InstalledPacks
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Check, CheckDepth, Field, FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import projection
from taizhang.ledgers.models import Submission
from taizhang.ledgers.reading.cells import readers_for
from taizhang.ledgers.reading.heading import plain
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation import queries as org_queries

ROWS_AT_ONCE = 5_000  # beyond these, or so many units with checks over all their rows, it is work for the background
UNITS_AT_ONCE = 60
_FIRST = 5  # places that are named of each check


@dataclass(frozen=True, slots=True)
class Source:
    """The filings to rehearse on: (unit, submission, accepted version) of one period, that the actor may see."""

    ledger: Ledger
    period: Period
    filings: tuple[tuple[str, int, int], ...]
    rows: int

    def is_long(self, ledger: Ledger) -> bool:
        one_by_one = any(check.depth is CheckDepth.SET and not check.unique for check in ledger.checks)
        return self.rows > ROWS_AT_ONCE or (one_by_one and len(self.filings) > UNITS_AT_ONCE)


@dataclass(slots=True)
class Stop:
    """What one rule found. stops: an error, not a warning. first: (unit's name, submission, row id or 0, number)."""

    title: str
    title_en: str
    stops: bool
    units: int = 0
    rows: int = 0
    first: list[tuple[str, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Rehearsal:
    """units: that filed then; stopped: of these, with at least one error. left_out: rules that could not be tried,
    because nobody filed what they read."""

    ledger_title: str
    period: str
    units: int
    stopped: int
    rows: int
    lines: list[Stop] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Rehearsal:
        lines = [Stop(**{**line, "first": [tuple(place) for place in line["first"]]}) for line in data["lines"]]
        return cls(**{**data, "lines": lines})


def rehearsal_source(
    actor: Actor, ledger: Ledger, period: Period, packs: InstalledPacks, others: Sequence[str] = ()
) -> Source | None:
    """The newest full period before `period` for which the ledger was accepted; for one that nobody filed yet, that of
    the first of `others` with rows. None when there is none. Three queries."""
    keys = [ledger.key, *others]
    before = Submission.objects.filter(
        ledger_key__in=keys, accepted_version__isnull=False, period_first__lte=period.last
    ).exclude(ledger_key=ledger.key, period_last__gte=period.first)
    newest = _newest_full(before)
    key = next((key for key in keys if key in newest and key in packs.ledgers), None)
    if key is None:
        return None
    found = packs.ledgers[key]
    scope = actor.scope(Permission.VIEW_LEDGER, found)
    filed = Submission.objects.filter(
        ledger_key=key, period_last=newest[key], accepted_version__isnull=False, org_unit__code__in=scope
    ).order_by("org_unit__code", "pk")
    filings = tuple(filed.values_list("org_unit__code", "pk", "accepted_version", "period_code"))
    if not filings:
        return None
    counted = filed.filter(versions__number=F("accepted_version")).order_by().aggregate(rows=Sum("versions__row_count"))
    period_of = Period.parse(filings[0][3])
    return Source(
        found, period_of, tuple((unit, pk, version or 0) for unit, pk, version, _ in filings), counted["rows"] or 0
    )


def _newest_full(filings: QuerySet[Submission]) -> dict[str, date]:
    """By ledger key, the last day of the newest period with at least half the filings of its fullest: one that has just
    begun says little about whom a check would stop."""
    periods: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for key, last, count in filings.order_by().values_list("ledger_key", "period_last").annotate(count=Count("pk")):
        periods[key].append((last, count))
    return {
        key: max(last for last, count in found if 2 * count >= max(count for _last, count in found))
        for key, found in periods.items()
    }


def digest_of(ledger: Ledger, source: Source, packs: InstalledPacks) -> str:
    """The same for the same rules over the same rows."""
    codes = {name: item.codes for name, item in code_lists_of(ledger, packs).items()}
    said = (ledger, sorted(codes.items(), key=lambda item: item[0]), source.ledger, source.period.code, source.filings)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def rehearse(ledger: Ledger, source: Source, packs: InstalledPacks) -> Rehearsal:
    """Cells, rows and whole filings, by the very rules that a filing meets. Queries don't grow with rows or units."""
    table = projection.rows_at(source.ledger.key, [(pk, version) for _unit, pk, version in source.filings],
                               ledger=source.ledger)  # fmt: skip
    table = table.filter(pc.is_valid(table["_row_id"]))  # a filing without rows has nothing to be stopped for
    work = _Work(ledger, source, packs, table)
    work.cells()
    work.row_checks()
    work.set_checks()
    return work.result()


class _Work:
    def __init__(self, ledger: Ledger, source: Source, packs: InstalledPacks, table: pa.Table) -> None:
        self.source, self.packs, self.table = source, packs, table
        self.pairs = {item.id: one for item in ledger.fields if (one := _column(item, source.ledger)) is not None}
        self.left_out: list[str] = []
        self.ledger = replace(ledger, checks=tuple(check for check in ledger.checks if self._can_try(check, ledger)))
        self.codes = code_lists_of(ledger, packs)
        self.units: list[str] = table["_filed_by"].to_pylist()
        self.row_ids: list[int] = table["_row_id"].to_pylist()
        self.submissions: list[int] = table["_submission"].to_pylist()
        self.names = org_queries.names({unit for unit, _pk, _version in source.filings}, source.period.last)
        self.filed = {unit: pk for unit, pk, _version in source.filings}
        self.numbers = self._numbers()
        self.stops: dict[str, Stop] = {}
        self.at: dict[str, set[str]] = defaultdict(set)  # rule -> units
        self.typed = pa.table({})

    def _numbers(self) -> list[int]:
        """The number of each row in its own filing."""
        counts: dict[int, int] = defaultdict(int)
        found = []
        for submission in self.submissions:
            counts[submission] += 1
            found.append(counts[submission])
        return found

    def _can_try(self, check: Check, ledger: Ledger) -> bool:
        """Whether everything that a rule reads was filed then."""
        words = " ".join(
            [check.expression, check.balance.value if check.balance else "", check.jump.value if check.jump else ""]
        )
        names = [item for item in ledger.fields if item.id not in self.pairs]
        gone = [item for item in names if item.id in check.unique or item.title.zh in words or _names(words, item.id)]
        if gone:
            self.left_out.append(f"{check.message.zh}（当时没有“{gone[0].title.zh}”）")
        return not gone

    def cells(self) -> None:
        """Columns as the new ledger types them: what would be a wrong cell."""
        fields = [item for item in self.ledger.fields if item.id in self.pairs]
        names_units = any(item.format == "org_unit" for item in fields)
        known = org_queries.closure(self.source.period)["unit"].to_pylist() if names_units else ()
        readers = readers_for(fields, self.codes, frozenset(known))
        arrays, names = [], []
        for item in fields:
            typed, wrong = readers[item.id].read(self._texts(item), str, "")
            arrays.append(typed)
            names.append(item.id)
            for problem in wrong:
                self._note_cell(item, problem)
        self.typed = pa.Table.from_arrays(
            [*arrays, pa.array(self.units, pa.string()), pa.array(range(len(self.units)), pa.int64())],
            names=[*names, "org_unit", POSITION],
        )

    def _texts(self, item: Field) -> list[Any]:
        one = self.pairs[item.id]
        values = self.table[one.id].to_pylist()
        if one.type is FieldType.CODE:
            words = self.packs.code_lists[one.code_list].codes
            return [words[value].zh if value in words else value for value in values]
        return [format(value, "f") if isinstance(value, Decimal) else value for value in values]

    def _note_cell(self, item: Field, problem: Problem) -> None:
        expected = problem.expected  # names the column
        key, words = f"cell.{item.id}.{expected.zh}", (expected.zh, expected.get("en"))
        self._note(key, words, problem.level == "error", int(problem.key))

    def row_checks(self) -> None:
        parameters = self.packs.parameters(self.ledger.pack)(self.source.period)
        for hit in run_row_checks(self.typed, self.ledger, parameters, self.codes, period=self.source.period):
            self._note_hit(hit)

    def set_checks(self) -> None:
        """Keys of all units at once; sums and comparisons unit by unit."""
        sets = [check for check in self.ledger.checks if check.depth is CheckDepth.SET]
        unique = [replace(check, unique=(*check.unique, "org_unit")) for check in sets if check.unique]
        self._run_sets(self.typed, unique, None, {})
        rest = [check for check in sets if not check.unique]
        if not rest:
            return
        keys = {check.balance.ledger for check in rest if check.balance}
        others = {key: self._filed_then(key, self.source.period) for key in keys}
        jumps = any(check.jump for check in rest)
        before = self._filed_then(self.source.ledger.key, self.source.period.previous()) if jumps else None
        for unit in self.filed:
            mine = self.typed.filter(pc.equal(self.typed["org_unit"], unit))
            theirs = {key: found for key, table in others.items() if (found := _of(table, unit)) is not None}
            self._run_sets(mine, rest, self._renamed(_of(before, unit)), theirs, unit)

    def _run_sets(
        self,
        table: pa.Table,
        checks: list[Check],
        previous: pa.Table | None,
        others: Mapping[str, pa.Table],
        unit: str = "",
    ) -> None:
        if not checks:
            return
        hits = run_set_checks(
            table,
            replace(self.ledger, checks=tuple(checks)),
            previous=previous,
            others=others,
            ledgers=self.packs.ledgers,
            parameters=self.packs.parameters(self.ledger.pack)(self.source.period),
            code_lists=self.codes,
            period=self.source.period,
            org_unit=unit or None,
        )
        for hit in hits:
            self._note_hit(hit, unit)

    def _filed_then(self, key: str, period: Period) -> pa.Table | None:
        if key not in self.packs.ledgers or self.packs.ledgers[key].system:
            return None
        found = Submission.objects.filter(
            ledger_key=key, period_code=period.code, accepted_version__isnull=False, org_unit__code__in=list(self.filed)
        )
        versions = [(pk, version or 0) for pk, version in found.values_list("pk", "accepted_version")]
        return projection.rows_at(key, versions) if versions else None

    def _renamed(self, table: pa.Table | None) -> pa.Table | None:
        """Columns of the ledger rehearsed on, under the names of the new one."""
        if table is None:
            return None
        return pa.table({name: table[one.id] for name, one in self.pairs.items()})

    def _note_hit(self, hit: CheckHit, unit: str = "") -> None:
        check = next(item for item in self.ledger.checks if item.id == hit.check_id)
        words = (check.message.zh, check.message.get("en"))
        self._note(f"check.{hit.check_id}", words, hit.level == "error", hit.row_position, unit)

    def _note(self, key: str, words: tuple[str, str], stops: bool, row: int | None, unit: str = "") -> None:
        stop = self.stops.setdefault(key, Stop(words[0], words[1], stops))
        unit = self.units[row] if row is not None else unit
        self.at[key].add(unit)
        stop.rows += row is not None
        if len(stop.first) < _FIRST and (row is None or all(place[2] != self.row_ids[row] for place in stop.first)):
            name = self.names.get(unit, unit)
            if row is None:
                stop.first.append((name, self.filed[unit], 0, 0))
            else:
                stop.first.append((name, self.submissions[row], self.row_ids[row], self.numbers[row]))

    def result(self) -> Rehearsal:
        for key, stop in self.stops.items():
            stop.units = len(self.at[key])
        stopped = frozenset[str]().union(*(units for key, units in self.at.items() if self.stops[key].stops))
        lines = sorted(self.stops.values(), key=lambda stop: (not stop.stops, -stop.units, -stop.rows))
        source = self.source
        return Rehearsal(
            source.ledger.title.zh,
            source.period.code,
            len(source.filings),
            len(stopped),
            len(self.units),
            lines,
            self.left_out,
        )


def _column(item: Field, other: Ledger) -> Field | None:
    """The column that holds the same: by id and type, else by heading; a number is read anew, whatever it was."""
    by_id = next((one for one in other.fields if one.id == item.id and one.type is item.type), None)
    return by_id or next((one for one in other.fields if plain(one.title.zh) == plain(item.title.zh)), None)


def _names(words: str, name: str) -> bool:
    marked = "".join(letter if letter.isascii() and (letter.isalnum() or letter == "_") else " " for letter in words)
    return name in marked.split()


def _of(table: pa.Table | None, unit: str) -> pa.Table | None:
    if table is None:
        return None
    found = table.filter(pc.equal(table["_filed_by"], unit))
    return found if found.num_rows else None
