"""Worked cases of packs: records in, figures out, computed in memory as the product computes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from taizhang.analytics.compute import compute_figures
from taizhang.analytics.schema import arrow_schema
from taizhang.core.installed import InstalledPacks
from taizhang.core.packs import read_folders
from taizhang.engine.errors import TaizhangError
from taizhang.engine.figure import ComputedFigure
from taizhang.engine.pack import Case, CaseRow, FieldType, Indicator, Ledger
from taizhang.engine.periods import Period
from taizhang.engine.rounding import round_half_up
from taizhang.engine.text import Text

Figures = dict[tuple[str, str], ComputedFigure]  # by indicator key (or period code) and org unit


@dataclass(frozen=True, slots=True)
class CaseResult:
    """value and expected: as shown, in the indicator's unit; None: no value, and `reason` says why."""

    case: str
    figure: str  # indicator key
    value: Decimal | None
    unit: str
    passed: bool
    expected: Decimal | None
    reason: Text | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "case": self.case,
            "figure": self.figure,
            "value": _number(self.value),
            "unit": self.unit,
            "passed": self.passed,
            "expected": _number(self.expected),
            "reason": self.reason.zh if self.reason else None,
        }


def cases_as_json(paths: Sequence[Path]) -> list[dict[str, object]]:
    """Results of the cases of some pack folders; with none named, of all installed packs. Raises PackError."""
    packs, ids = read_folders(paths)
    return [result.as_json() for result in run_cases(packs, ids)]


def run_cases(packs: InstalledPacks, only: Collection[str] | None = None) -> list[CaseResult]:
    """Run worked cases in file order. only: ids of packs, None: all.

    Cases that share records, tree and period are computed together, one scan a ledger.
    """
    results: list[CaseResult] = []
    for pack_id, pack in packs.packs.items():
        if only is not None and pack_id not in only:
            continue
        groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
        for case in pack.cases:
            groups[case.file, case.period].append(case)
        told = {id(case): result for group in groups.values() for case, result in _run_group(packs, pack_id, group)}
        results += [told[id(case)] for case in pack.cases]
    return results


def _run_group(packs: InstalledPacks, pack_id: str, cases: Sequence[Case]) -> Iterable[tuple[Case, CaseResult]]:
    """The results of cases that share their records and their period."""
    period = Period.parse(cases[0].period)
    used = {case.indicator: packs.indicator(case.indicator) for case in cases}
    computation = _Computation(packs, _sources(packs, cases[0]), case_closure(cases))
    figures, broken = computation.tolerant(list(used.values()), period)
    for case in cases:
        indicator = used[case.indicator]
        yield case, _result(case, indicator, figures.get((indicator.key, case.org_unit)), broken.get(indicator.key))


def _sources(packs: InstalledPacks, case: Case) -> dict[str, pa.Table]:
    return {key: case_table(packs.ledger(key), rows) for key, rows in case.records.items()}


class _Computation:
    """Figures over one set of records; earlier periods of it are computed when a formula asks for them."""

    def __init__(self, packs: InstalledPacks, sources: Mapping[str, pa.Table], closure: pa.Table) -> None:
        self.packs, self.sources, self.closure = packs, sources, closure
        self.periods = {code for table in sources.values() for code in table["period_code"].unique().to_pylist()}

    def tolerant(self, indicators: Sequence[Indicator], period: Period) -> tuple[Figures, dict[str, Text]]:
        """All figures; when that fails, one by one, with the reason of each that cannot be computed."""
        try:
            return self.figures(indicators, period), {}
        except TaizhangError:
            found: Figures = {}
            broken: dict[str, Text] = {}
            for indicator in indicators:
                try:
                    found.update(self.figures([indicator], period))
                except TaizhangError as error:
                    first = error.problems[0]
                    broken[indicator.key] = Text(first.sentence("zh"), first.sentence("en"))
            return found, broken

    def figures(self, indicators: Sequence[Indicator], period: Period) -> Figures:
        return compute_figures(
            indicators=indicators,
            all_indicators=self.packs.indicators,
            ledgers=self.packs.ledgers,
            sources=self.sources,
            closure=lambda _: self.closure,
            period=period,
            parameters=self.packs.all_parameters,
            code_lists=self.packs.code_lists,
            earlier=self.earlier(period),
        )

    def earlier(self, period: Period) -> Callable[[str, str], Decimal | None]:
        """The largest value of the earlier periods of this kind for which the case has records."""
        known: dict[str, Figures] = {}
        parsed = (Period.containing(Period.parse(code).last, period.kind) for code in self.periods)
        before = sorted({item for item in parsed if item.last < period.first})

        def largest(key: str, org_unit: str) -> Decimal | None:
            if key not in known:
                known[key] = {}
                for past in before:
                    for (_, unit), figure in self.figures([self.packs.indicator(key)], past).items():
                        known[key][past.code, unit] = figure
            values = [known[key][past.code, org_unit].value for past in before if (past.code, org_unit) in known[key]]
            return max((value for value in values if value is not None), default=None)

        return largest


def case_table(ledger: Ledger, rows: Sequence[CaseRow]) -> pa.Table:
    """The rows of a case as the ledger's projection, all accepted.

    A row belongs to the filing of its ledger's own period kind in which its period ends, so that a case cannot pass
    on a filing rhythm that the product does not have.
    """
    columns: dict[str, list[object]] = {name: [] for name in arrow_schema(ledger).names}
    submissions: dict[tuple[str, str], int] = {}
    for row in rows:
        filing = Period.containing(_row_day(ledger, row), ledger.period_kind)
        submission = submissions.setdefault((row.org_unit, filing.code), len(submissions) + 1)
        written = row.values.get(ledger.unit_field) if ledger.unit_field else None
        meta = {
            "_submission": submission,
            "_version": 1,
            "_filed_by": row.org_unit,
            "_state": "accepted",
            "org_unit": written if isinstance(written, str) else row.org_unit,
            "period_code": filing.code,
            "period_first": filing.first,
            "period_last": filing.last,
        }
        start = len(columns["_row_id"])
        columns["_row_id"] += range(start + 1, start + 1 + row.repeat)
        for name, value in meta.items():
            columns[name] += [value] * row.repeat
        for field in ledger.fields:
            columns[field.id] += _cells(row.values.get(field.id), field.type, row.repeat)
    return pa.table(columns, schema=arrow_schema(ledger))


def _row_day(ledger: Ledger, row: CaseRow) -> date:
    day = row.values.get(ledger.date_field) if ledger.date_field else None
    return day if isinstance(day, date) else Period.parse(row.period).last


def _cells(value: object, kind: FieldType, repeat: int) -> list[object]:
    if not isinstance(value, Mapping):
        return [value] * repeat
    texts = [str(value["seq"]).replace("{}", str(number)) for number in range(1, repeat + 1)]
    return [int(text) for text in texts] if kind is FieldType.INTEGER else list(texts)


def case_closure(cases: Sequence[Case]) -> pa.Table:
    """Columns unit, ancestor: every org unit of the cases with all above it, itself included."""
    parents = cases[0].parents
    units = dict.fromkeys([*parents, *parents.values(), *(case.org_unit for case in cases)])
    pairs: list[tuple[str, str]] = []
    for unit in units:
        here: str | None = unit
        while here is not None:
            pairs.append((unit, here))
            here = parents.get(here)
    return pa.table({"unit": [unit for unit, _ in pairs], "ancestor": [above for _, above in pairs]})


def _result(case: Case, indicator: Indicator, figure: ComputedFigure | None, broken: Text | None) -> CaseResult:
    shown = figure.value if figure else None
    if shown is not None:
        shown = round_half_up(shown, indicator.decimals)
    reason = broken or (
        figure.reason if figure else Text("单位不在本例的树里", "the org unit is not in the case's tree")
    )
    passed = broken is None and figure is not None and shown == case.expected
    return CaseResult(
        case.id, indicator.key, shown, indicator.unit, passed, case.expected, None if shown is not None else reason
    )


def _number(value: Decimal | None) -> int | float | None:
    """As a JSON number."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
