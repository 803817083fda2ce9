"""Which accepted filings a figure reads, and which ones it still waits for; set-based, two queries a period.

A *reading* is (ledger, over, period): the same for all org units and shared by many indicators. For each org unit it
gives a *slice*: who should have filed, who has not, and the submission versions read.

A ledger that a section files for many schools (`unit_field`) has one slice for everybody: any org unit's rows may
stand in any filing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from taizhang.engine.pack import FiledBy, Ledger, LedgerKind, Over
from taizhang.engine.periods import Period, PeriodKind
from taizhang.figures.places import Tree
from taizhang.ledgers import queries as ledgers_queries
from taizhang.ledgers.models import Submission
from taizhang.organisation import queries as organisation

MISSING_STORED = 200


class Reading(NamedTuple):
    ledger: str
    over: Over
    period: Period


class Filed(NamedTuple):
    """An accepted filing."""

    ledger: str
    unit: str
    period_code: str
    first: date
    last: date
    submission: int
    version: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """Content-addressed members of one ledger: sorted (submission, version) pairs."""

    hash: str
    ledger: str
    members: tuple[tuple[int, int], ...]


def make_inputs(ledger: str, members: Iterable[tuple[int, int]]) -> Inputs:
    """hash = sha256 over the canonical JSON of the ledger's key and the sorted members."""
    ordered = tuple(sorted(set(members)))
    text = json.dumps([ledger, [list(pair) for pair in ordered]], separators=(",", ":"))
    return Inputs(hashlib.sha256(text.encode()).hexdigest(), ledger, ordered)


def hash_of_inputs(hashes: Iterable[str]) -> str:
    """One hash over the sorted hashes of input sets; empty for none."""
    ordered = sorted(set(hashes))
    return hashlib.sha256("\n".join(ordered).encode()).hexdigest() if ordered else ""


@dataclass(frozen=True)
class Slice:
    """What one org unit's figure reads: units that should file, those that have not, and the inputs. Many figures share
    one, so what is derived from it is kept."""

    expected: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    inputs: tuple[Inputs, ...] = ()

    @cached_property
    def has_filings(self) -> bool:
        return any(inputs.members for inputs in self.inputs)

    @cached_property
    def hashes(self) -> tuple[str, ...]:
        return tuple(sorted(item.hash for item in self.inputs))

    @cached_property
    def input_hash(self) -> str:
        return hash_of_inputs(self.hashes)

    @cached_property
    def missing_codes(self) -> tuple[str, ...]:
        """At most MISSING_STORED of them, in order."""
        return tuple(sorted(self.missing))[:MISSING_STORED]


def expected_periods(ledger: Ledger, over: Over, period: Period) -> tuple[Period, ...]:
    """The ledger's own periods that must have been filed for a figure of `period`.

    A register: the one that holds the last day. A journal or return: all inside; of a last return only the last one.
    """
    kind = ledger.period_kind
    if kind is PeriodKind.DAYS:
        return ()
    if over is Over.LAST_DAY:
        return (Period.containing(period.last, kind),)
    inside = period.parts(kind)
    if over is Over.LAST_RETURN:
        return inside[-1:]
    if not inside and ledger.kind is LedgerKind.JOURNAL:
        return (Period.containing(period.last, kind),)  # a term's journal read for one month of it
    return inside


class Member(NamedTuple):
    """A submission version whose rows count, and who filed it."""

    submission: int
    version: int
    unit: str


def _members(filed: Iterable[Filed]) -> list[Member]:
    return [Member(item.submission, item.version, item.unit) for item in filed]


class Filings:
    """The filings behind all readings of one computation.

    trees: by period code. dated: of a journal, the submission versions that hold rows dated inside a reading's period,
    whichever period they were filed for: a late entry stands in a later filing. frozen: submission -> version, the
    filings that a document was issued with; None: those that are accepted today.
    """

    def __init__(
        self,
        ledgers: Mapping[str, Ledger],
        readings: Collection[Reading],
        trees: Mapping[str, Tree],
        dated: Callable[[Reading], Iterable[Member]] = lambda _reading: (),
        *,
        frozen: Mapping[int, int] | None = None,
    ) -> None:
        self._ledgers = ledgers
        self._readings = [item for item in readings if not ledgers[item.ledger].system]
        self._trees = trees
        self._dated = dated
        self._frozen = frozen
        self._owing: dict[tuple[FiledBy, date], frozenset[str]] = {}

    @cached_property
    def _filed(self) -> dict[str, list[Filed]]:
        """The filings by ledger, oldest first. Registers reach back: the last filing may be an old one."""
        wanted = Q(pk__in=[])
        for ledger, over, period in set(self._readings):
            condition = Q(ledger_key=ledger, period_first__lte=period.last)
            if over is not Over.LAST_DAY:
                condition &= Q(period_last__gte=period.first)
            wanted |= condition
        found: dict[str, list[Filed]] = {}
        days = ("period_first", "period_last")
        fields = ("ledger_key", "org_unit__code", "period_code", *days, "id", "accepted_version")
        filings = Submission.objects.filter(wanted).order_by("period_first", "id")
        if self._frozen is None:
            filings = filings.filter(accepted_version__isnull=False)
        for row in filings.values_list(*fields):
            filed = Filed(*row)
            if self._frozen is not None:
                if filed.submission not in self._frozen:
                    continue
                filed = filed._replace(version=self._frozen[filed.submission])
            found.setdefault(filed.ledger, []).append(filed)
        return found

    def _read(self, reading: Reading) -> list[Member]:
        """The filings whose rows can count, by the rules of `over` (docs/reference/pack-format.md)."""
        ledger, period = self._ledgers[reading.ledger], reading.period
        filed = self._filed.get(reading.ledger, [])
        if reading.over is Over.LAST_DAY:
            return _members(
                {item.unit: item for item in self._left(filed, period) if item.first <= period.last}.values()
            )
        if ledger.kind is LedgerKind.JOURNAL:
            own = _members(item for item in filed if item.first <= period.last and item.last >= period.first)
            return [*own, *self._dated(reading)] if ledger.date_field else own
        inside = [item for item in filed if item.first >= period.first and item.last <= period.last]
        if reading.over is Over.LAST_RETURN:
            return _members({item.unit: item for item in self._left(inside, period)}.values())
        return _members(inside)

    def _left(self, filed: list[Filed], period: Period) -> Iterable[Filed]:
        """Those of units that are there on the period's last day."""
        gone = self._trees[period.code].gone
        return (item for item in filed if item.unit not in gone) if gone else filed

    @cached_property
    def _asked(self) -> dict[tuple[str, str], frozenset[str]]:
        """Who owes a ledger for a period where a filing task says so."""
        wanted = {
            (item.ledger, period.code)
            for item in set(self._readings)
            for period in expected_periods(self._ledgers[item.ledger], item.over, item.period)
        }
        return ledgers_queries.asked_units(wanted)

    def _filers(self, filed_by: FiledBy, period: Period) -> frozenset[str]:
        """Who owes a filing by rule on a period's last day; most ledgers are filed by the same few kinds of units."""
        key = (filed_by, period.last)
        if key not in self._owing:
            self._owing[key] = frozenset(unit.code for unit in organisation.filing_units(filed_by, period))
        return self._owing[key]

    def _owed(self, ledger: Ledger, reading: Reading) -> dict[str, set[str]]:
        """Periods that each unit must have filed. By rule: who is in force on the last day of the reading's period, for
        one that was merged away before its successor files, and none for a period before the ledger was asked; by a
        task: whom it asks."""
        owed: dict[str, set[str]] = {}
        for item in expected_periods(ledger, reading.over, reading.period):
            asked = self._asked.get((ledger.key, item.code), None if ledger.asks_for(item) else frozenset())
            for unit in self._filers(ledger.filed_by, reading.period) if asked is None else asked:
                owed.setdefault(unit, set()).add(item.code)
        return owed

    def _slices(self, reading: Reading) -> dict[str, Slice]:
        """By org unit code; units without expected or read filings are left out."""
        ledger, tree = self._ledgers[reading.ledger], self._trees[reading.period.code]
        read = self._read(reading)
        owed = self._owed(ledger, reading)
        filers = frozenset(owed)
        done: dict[str, set[str]] = {}
        for item in self._filed.get(reading.ledger, []):
            done.setdefault(item.unit, set()).add(item.period_code)
        missing = {unit for unit, periods in owed.items() if not periods <= done.get(unit, set())}
        if ledger.unit_field:
            inputs = make_inputs(ledger.key, ((item.submission, item.version) for item in read))
            everybody = Slice(filers, frozenset(missing), (inputs,))
            return dict.fromkeys(tree.units, everybody)
        return self._by_ancestor(ledger, tree, read, filers, missing)

    @staticmethod
    def _by_ancestor(
        ledger: Ledger, tree: Tree, read: list[Member], filers: frozenset[str], missing: set[str]
    ) -> dict[str, Slice]:
        members: dict[str, list[tuple[int, int]]] = {}
        expected: dict[str, set[str]] = {}
        absent: dict[str, set[str]] = {}
        for item in read:
            for above in tree.ancestors.get(item.unit, ()):
                members.setdefault(above, []).append((item.submission, item.version))
        for unit in filers:
            for above in tree.ancestors.get(unit, ()):
                expected.setdefault(above, set()).add(unit)
                if unit in missing:
                    absent.setdefault(above, set()).add(unit)
        return {
            code: Slice(
                frozenset(expected.get(code, ())),
                frozenset(absent.get(code, ())),
                (make_inputs(ledger.key, members[code]),) if code in members else (),
            )
            for code in members.keys() | expected.keys()
        }

    @cached_property
    def by_reading(self) -> dict[Reading, dict[str, Slice]]:
        return {reading: self._slices(reading) for reading in set(self._readings)}

    def combined(self, readings: frozenset[Reading]) -> dict[str, Slice]:
        """One slice an org unit over several readings: units are counted once, whichever ledger they miss."""
        parts = [self.by_reading[item] for item in sorted(readings, key=str) if item in self.by_reading]
        if len(parts) == 1:
            return parts[0]
        combined = {}
        for code in frozenset().union(*parts):
            slices = [part[code] for part in parts if code in part]
            inputs = {item.hash: item for one in slices for item in one.inputs}
            combined[code] = Slice(
                frozenset().union(*(one.expected for one in slices)),
                frozenset().union(*(one.missing for one in slices)),
                tuple(inputs[key] for key in sorted(inputs)),
            )
        return combined
