"""Recomputing frozen figures from the very row versions they were issued with, and naming what differs.

Two things are told apart: rows changed behind the system's back (data that no longer fits its hash: a fault) and
newer accepted filings (the world moved on: no fault).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as _

from taizhang.analytics.compute import compute_figures
from taizhang.analytics.engine_room import Source
from taizhang.core import clock
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.core.progress import Progress, Silent
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.figures.calculation import as_stored, earlier_maxima, unfiled_in
from taizhang.figures.dependencies import plans_of, readings_of
from taizhang.figures.filings import Filings, Member, Reading
from taizhang.figures.models import InputSet
from taizhang.figures.past_packs import PastCalculator
from taizhang.figures.places import Tree, places_on, reading_once
from taizhang.figures.row_changes import filings_since, moved_rows, tampered_rows
from taizhang.figures.sources import dated_members, parameters_of, system_table
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


def verify_figures(
    frozen: Sequence[FrozenFigure], *, packs: InstalledPacks | None = None, progress: Progress | None = None
) -> list[Verification]:
    """Verify figures of a document, in order.

    packs: those that the figures were made with (see `past_packs`); None: today's. Figures of one period whose inputs
    do not contradict each other are recomputed together: one scan of the frozen rows a ledger. Raises TaizhangError
    when a query runs too long; Cancelled.
    """
    return _Verifier(frozen, packs or installed_packs(), progress or Silent()).results()


@dataclass(frozen=True, slots=True)
class _Today:
    """A figure as it is now: its value and the filings it reads, submission -> accepted version."""

    value: Decimal | None
    members: Mapping[int, int]


class _Verifier:
    def __init__(self, frozen: Sequence[FrozenFigure], packs: InstalledPacks, progress: Progress) -> None:
        self.frozen = list(frozen)
        self.packs = packs
        self.progress = progress
        self.sets = InputSet.objects.in_bulk({key for item in self.frozen for key in item.inputs})
        everything = {member for item in self.sets.values() for member in _members(item)}
        self.tampered = _by_submission(tampered_rows(everything, packs, progress))
        self.moved = _by_submission(moved_rows(everything, packs))

    def results(self) -> list[Verification]:
        recomputed: dict[FrozenFigure, Decimal | None] = {}
        today: dict[FrozenFigure, _Today] = {}
        groups = list(self._groups())
        for at, group in enumerate(groups):
            self.progress.check_cancelled()
            words = _("Computing %(n)d figures of %(period)s again") % {
                "n": len(group), "period": group[0].period_code,
            }  # fmt: skip
            self.progress.step(at, len(groups), words)
            recomputed.update(self._recompute(group))
            today.update(self._compute_now(group))
        self.progress.step(len(groups), len(groups))
        since = self._since(today)
        names = self._names(since)
        return [
            self._verification(item, recomputed.get(item), today.get(item), since.get(item, ()), names)
            for item in self.frozen
        ]

    def _since(self, today: Mapping[FrozenFigure, _Today]) -> dict[FrozenFigure, tuple[RowDifference, ...]]:
        """Filings that came or went after the issue; equal ones are looked up once for all figures."""
        found: dict[tuple[frozenset[int], frozenset[int]], tuple[RowDifference, ...]] = {}
        per_figure = {}
        for item, now in today.items():
            read = frozenset(self._submissions(item))
            key = (frozenset(now.members), read)
            if key not in found:
                found[key] = () if key[0] == read else tuple(filings_since(now.members, read))
            per_figure[item] = found[key]
        return per_figure

    def _submissions(self, item: FrozenFigure) -> set[int]:
        return {member[0] for key in item.inputs if key in self.sets for member in _members(self.sets[key])}

    def _names(self, since: Mapping[FrozenFigure, tuple[RowDifference, ...]]) -> dict[str, str]:
        """Names of the org units that differences speak of: today's, and of those that are gone the last one."""
        told = [*self.tampered.values(), *self.moved.values(), *since.values()]
        codes = {row.org_unit for rows in told for row in rows}
        days = {clock.today()}
        for item in self.frozen:
            period = Period.parse(item.period_code)
            days |= {period.first, period.last, period.same_period_last_year().last}
        with reading_once():
            return {code: place.name for day in sorted(days) for code, place in places_on(day, codes).items()}

    def _worded(self, row: RowDifference, names: Mapping[str, str]) -> RowDifference:
        ledger = self.packs.ledgers.get(row.ledger_key)
        return replace(
            row, ledger_title=ledger.title if ledger else None, org_name=names.get(row.org_unit, row.org_unit)
        )

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
        sources = self._frozen_sources(group, period)
        found = compute_figures(
            indicators=indicators,
            all_indicators=self.packs.indicators,
            ledgers=self.packs.ledgers,
            sources=sources,
            closure=lambda wanted: Tree(wanted).table,
            gone=lambda wanted: Tree(wanted).gone,
            period=period,
            parameters=parameters_of(self.packs),
            code_lists=self.packs.code_lists,
            earlier=lambda key, unit: largest.get((key, unit)),
            unfiled=unfiled_in(cache(lambda: self._frozen_filings(group, period, sources)), self.packs),
            seconds=settings.QUERY_SECONDS,
            plans=plans_of(self.packs),
        )
        values = {}
        for item in group:
            computed = found.get((item.indicator_key, item.org_unit))
            values[item] = as_stored(computed.value) if computed else None
        return values

    def _frozen_filings(self, group: list[FrozenFigure], period: Period, sources: Mapping[str, Source]) -> Filings:
        """The filings of a group's inputs: what nobody had filed at issue is no 0 when it is counted again."""
        readings = frozenset().union(*(self._readings(item, period) for item in group))
        versions = dict(
            member for item in group for key in item.inputs if key in self.sets for member in _members(self.sets[key])
        )
        ledgers = {item.ledger: self.packs.ledger(item.ledger) for item in readings}
        trees = {one.code: Tree(one) for one in {item.period for item in readings}}

        def dated(reading: Reading) -> list[Member]:
            return dated_members(ledgers[reading.ledger], sources[reading.ledger], reading.period)

        return Filings(ledgers, readings, trees, dated, frozen=versions)

    def _readings(self, item: FrozenFigure, period: Period) -> frozenset[Reading]:
        return readings_of(self.packs.indicators[item.indicator_key], period, self.packs)

    def _frozen_sources(self, group: list[FrozenFigure], period: Period) -> dict[str, Source]:
        members: dict[str, set[tuple[int, int]]] = {}
        for item in group:
            for key in item.inputs:
                if key in self.sets:
                    members.setdefault(self.sets[key].ledger_key, set()).update(_members(self.sets[key]))
        sources: dict[str, Source] = {}
        for item in group:
            for reading in self._readings(item, period):
                ledger = self.packs.ledger(reading.ledger)
                if ledger.key not in sources:
                    sources[ledger.key] = self._table(ledger, members.get(ledger.key, set()), reading.period)
        return sources

    @staticmethod
    def _table(ledger: Ledger, members: set[tuple[int, int]], period: Period) -> pa.Table:
        if ledger.system:  # an app's rows keep no versions: they are read as they are
            return system_table(ledger, [period])
        return projection.rows_at(ledger.key, sorted(members), ledger=ledger)

    def _compute_now(self, group: list[FrozenFigure]) -> dict[FrozenFigure, _Today]:
        """Today's filings under the packs of then, so that what differs is the records and not the rules."""
        keys = sorted({item.indicator_key for item in group})
        fresh = PastCalculator(Period.parse(group[0].period_code), keys, packs=self.packs).run()
        found = {}
        for item in group:
            figure = fresh.figures.get((item.indicator_key, item.org_unit))
            if figure is not None:
                read = dict(member for key in figure.inputs for member in fresh.inputs[key].members)
                found[item] = _Today(figure.value, read)
        return found

    def _verification(
        self,
        item: FrozenFigure,
        recomputed: Decimal | None,
        today: _Today | None,
        since: tuple[RowDifference, ...],
        names: Mapping[str, str],
    ) -> Verification:
        submissions = self._submissions(item)
        differences = [row for key in sorted(submissions) for row in self.tampered.get(key, ())]
        moved = [*(row for key in sorted(submissions) for row in self.moved.get(key, ())), *since]
        missing = tuple(key for key in item.inputs if key not in self.sets)
        # A figure printed without a number because nothing was filed stays so, whatever SQL counts over no rows.
        same = recomputed == as_stored(item.value) or (item.value is None and not submissions)
        return Verification(
            ok=same and not differences and not missing,
            stored=item.value,
            recomputed=None if item.value is None and not submissions else recomputed,
            now=today.value if today else None,
            differences=tuple(self._worded(row, names) for row in differences),
            moved=tuple(self._worded(row, names) for row in moved),
            pack_changed=self._pack_changed(item),
            missing_inputs=missing,
        )

    def _pack_changed(self, item: FrozenFigure) -> bool:
        """Whether today's pack is another one than the figure was made with."""
        today = installed_packs()
        then = self.packs.indicators.get(item.indicator_key)
        now = today.indicators.get(item.indicator_key)
        if then is None or now is None:
            return True
        if item.pack_version and item.pack_version != today.pack(now.pack).version:
            return True
        return self.packs.pack(then.pack).content_hash != today.pack(now.pack).content_hash


def _members(item: InputSet) -> list[tuple[int, int]]:
    return [(submission, version) for submission, version in item.members]


def _by_submission(rows: Iterable[RowDifference]) -> Mapping[int, list[RowDifference]]:
    found: dict[int, list[RowDifference]] = {}
    for row in rows:
        found.setdefault(row.submission, []).append(row)
    return found
