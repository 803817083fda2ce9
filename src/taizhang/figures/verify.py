"""Recomputing frozen figures from the very row versions they were issued with, and naming what differs.

Two things are told apart: rows changed behind the system's back (data that no longer fits its hash: a fault) and
newer accepted filings (the world moved on: no fault).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
from django.conf import settings

from taizhang.analytics.compute import compute_figures
from taizhang.analytics.engine_room import Source
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.figures.calculation import as_stored, calculate, earlier_maxima
from taizhang.figures.dependencies import readings_of
from taizhang.figures.models import InputSet
from taizhang.figures.places import Tree
from taizhang.figures.row_changes import moved_rows, tampered_rows
from taizhang.figures.sources import parameters_of, system_table
from taizhang.figures.types import RowDifference, Verification
from taizhang.ledgers import projection

Members = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class FrozenFigure:
    """What a document printed. value: None when it printed no number; inputs: hashes of InputSets."""

    indicator_key: str
    org_unit: str
    period_code: str
    value: Decimal | None
    inputs: tuple[str, ...]
    pack_version: str = ""


def verify_figure(
    *,
    value: Decimal | None,
    inputs: Sequence[str],
    indicator_key: str,
    org_unit: str,
    period_code: str,
    pack_version: str = "",
) -> Verification:
    """Verify one figure; for many use `verify_figures`, which reads each ledger once."""
    frozen = FrozenFigure(indicator_key, org_unit, period_code, value, tuple(inputs), pack_version)
    return verify_figures([frozen])[0]


def verify_figures(frozen: Sequence[FrozenFigure]) -> list[Verification]:
    """Verify figures of a document, in order.

    Figures of one period whose inputs do not contradict each other are recomputed together: one scan of
    the frozen rows a ledger. Raises TaizhangError when a query runs too long.
    """
    return _Verifier(frozen).results()


class _Verifier:
    def __init__(self, frozen: Sequence[FrozenFigure]) -> None:
        self.frozen = list(frozen)
        self.packs = installed_packs()
        self.sets = InputSet.objects.in_bulk({key for item in self.frozen for key in item.inputs})
        everything = [member for item in self.sets.values() for member in _members(item)]
        self.tampered = _by_submission(tampered_rows(set(everything)))
        self.moved = _by_submission(moved_rows(set(everything), self.packs.ledgers))

    def results(self) -> list[Verification]:
        recomputed: dict[FrozenFigure, Decimal | None] = {}
        now: dict[FrozenFigure, Decimal | None] = {}
        for group in self._groups():
            recomputed.update(self._recompute(group))
            now.update(self._compute_now(group))
        return [self._verification(item, recomputed.get(item), now.get(item)) for item in self.frozen]

    def _groups(self) -> Iterable[list[FrozenFigure]]:
        """Figures of one period, split where two name different versions of one submission: a figure counts only
        the rows below its own org unit, so the rows of all of them can be read together."""
        open_groups: dict[str, list[tuple[dict[int, int], list[FrozenFigure]]]] = {}
        for item in dict.fromkeys(self.frozen):
            if item.indicator_key not in self.packs.indicators:
                continue
            mine = dict(member for key in item.inputs if key in self.sets for member in _members(self.sets[key]))
            groups = open_groups.setdefault(item.period_code, [])
            for versions, figures in groups:
                if all(versions.get(submission, version) == version for submission, version in mine.items()):
                    versions.update(mine)
                    figures.append(item)
                    break
            else:
                groups.append((mine, [item]))
        return [figures for groups in open_groups.values() for _versions, figures in groups]

    def _recompute(self, group: list[FrozenFigure]) -> dict[FrozenFigure, Decimal | None]:
        period = Period.parse(group[0].period_code)
        indicators = [self.packs.indicators[item.indicator_key] for item in group]
        largest = earlier_maxima(period, self.packs.indicators)
        found = compute_figures(
            indicators=indicators,
            all_indicators=self.packs.indicators,
            ledgers=self.packs.ledgers,
            sources=self._frozen_sources(group, period),
            closure=lambda wanted: Tree(wanted).table,
            period=period,
            parameters=parameters_of(self.packs),
            code_lists=self.packs.code_lists,
            earlier=lambda key, unit: largest.get((key, unit)),
            seconds=settings.QUERY_SECONDS,
        )
        values = {}
        for item in group:
            computed = found.get((item.indicator_key, item.org_unit))
            values[item] = as_stored(computed.value) if computed else None
        return values

    def _frozen_sources(self, group: list[FrozenFigure], period: Period) -> dict[str, Source]:
        members: dict[str, set[tuple[int, int]]] = {}
        for item in group:
            for key in item.inputs:
                if key in self.sets:
                    members.setdefault(self.sets[key].ledger_key, set()).update(_members(self.sets[key]))
        sources: dict[str, Source] = {}
        for item in group:
            for reading in readings_of(self.packs.indicators[item.indicator_key], period, self.packs):
                ledger = self.packs.ledger(reading.ledger)
                if ledger.key not in sources:
                    sources[ledger.key] = self._table(ledger, members.get(ledger.key, set()), reading.period)
        return sources

    @staticmethod
    def _table(ledger: Ledger, members: set[tuple[int, int]], period: Period) -> pa.Table:
        if ledger.system:  # an app's rows keep no versions: they are read as they are
            return system_table(ledger, [period])
        return projection.rows_at(ledger.key, sorted(members))

    @staticmethod
    def _compute_now(group: list[FrozenFigure]) -> dict[FrozenFigure, Decimal | None]:
        fresh = calculate(Period.parse(group[0].period_code), sorted({item.indicator_key for item in group})).figures
        return {
            item: fresh[item.indicator_key, item.org_unit].value
            for item in group
            if (item.indicator_key, item.org_unit) in fresh
        }

    def _verification(self, item: FrozenFigure, recomputed: Decimal | None, now: Decimal | None) -> Verification:
        submissions = {member[0] for key in item.inputs if key in self.sets for member in _members(self.sets[key])}
        differences = tuple(row for key in sorted(submissions) for row in self.tampered.get(key, ()))
        missing = tuple(key for key in item.inputs if key not in self.sets)
        # A figure printed without a number because nothing was filed stays so, whatever SQL counts over no rows.
        same = recomputed == as_stored(item.value) or (item.value is None and not submissions)
        return Verification(
            ok=same and not differences and not missing,
            stored=item.value,
            recomputed=None if item.value is None and not submissions else recomputed,
            now=now,
            differences=differences,
            moved=tuple(row for key in sorted(submissions) for row in self.moved.get(key, ())),
            pack_changed=bool(item.pack_version) and item.pack_version != self._pack_version(item.indicator_key),
            missing_inputs=missing,
        )

    def _pack_version(self, key: str) -> str:
        indicator = self.packs.indicators.get(key)
        return self.packs.pack(indicator.pack).version if indicator else ""


def _members(item: InputSet) -> list[tuple[int, int]]:
    return [(submission, version) for submission, version in item.members]


def _by_submission(rows: Iterable[RowDifference]) -> Mapping[int, list[RowDifference]]:
    found: dict[int, list[RowDifference]] = {}
    for row in rows:
        found.setdefault(row.submission, []).append(row)
    return found
