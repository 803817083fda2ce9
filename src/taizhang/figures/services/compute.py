"""Computing and storing figures.

Cost: see `calculation`; storing adds O(figures that changed) rows in one transaction: a figure whose fingerprint is as
before only gets the new run's number, in one UPDATE. InputSets: ledgers x org units, shared by all indicators.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.progress import Progress
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures.calculation import Calculation, calculate
from taizhang.figures.kept import kept_kinds, never_computed
from taizhang.figures.models import Figure, FigureRun, InputSet
from taizhang.figures.services.moves import settle_moves
from taizhang.figures.services.stale import stale_indicators
from taizhang.figures.types import FigureValue
from taizhang.ledgers.models import SubmissionEvent
from taizhang.organisation.models import OrgUnit

_BATCH = 2000
_ATTEMPTS = 3
_STORED_TOGETHER = 80  # indicators of which none has a stored figure yet
_KEY = ("indicator_key", "org_unit", "period_code")
_FIELDS = (
    "pack_version", "period_first", "period_last", "value", "numerator", "denominator", "terms", "rows", "status",
    "reason_zh", "reason_en", "filed", "expected", "missing", "input_hash", "inputs", "fingerprint", "run",
)  # fmt: skip
_T = TypeVar("_T")
_Row = tuple[Decimal | int | str | None, ...]


def compute(
    *,
    period: Period,
    packs: Sequence[str] | None = None,
    keys: Collection[str] | None = None,
    actor: Actor | None = None,
    progress: Progress | None = None,
) -> FigureRun:
    """Compute the indicators of `packs` (ids; None: all), or only `keys`, at every org unit, and store them.

    One transaction: after a crash all figures are the old ones or all are the new ones. actor None: the system itself.
    Raises NotAllowed; TaizhangError when a query runs too long; whatever `progress.check_cancelled` raises.
    """
    if actor is not None:
        actor.require(Permission.COMPUTE_FIGURE)
    wanted = _keys(packs, keys, period)
    calculation, stamp = _calculate_at_rest(period, wanted, progress)
    with transaction.atomic():
        audit.queue_up()
        moved = _data_stamp() != stamp
        run = FigureRun.objects.create(
            period_code=period.code,
            packs=sorted({key.rsplit(".", 1)[0] for key in wanted}),
            started_at=clock.now(),
            actor_id=actor.user_id if actor else None,
        )
        changed = _store(calculation, wanted, run, progress, stale=moved)
        run.finished_at = clock.now()
        run.figure_count = calculation.count
        run.save(update_fields=["finished_at", "figure_count"])
        audit.record(
            actor=actor,
            action="figures.compute",
            obj=run,
            detail={"period": period.code, "figures": run.figure_count, "changed": changed},
        )
    return run


def refresh(*, period: Period, whole: bool = False, progress: Progress | None = None) -> FigureRun | None:
    """Compute again what is stale in a period; whole, and where its kind is kept, also what never was computed. The
    last run; None when there is nothing to do.

    What never was computed is stored a part at a time: of a county of 600 schools it is hundreds of thousands of rows,
    and one transaction would keep everybody else from writing for half a minute. After a crash the rest still lacks.
    """
    keys = [key for key in stale_indicators(period) if key in installed_packs().indicators]
    run = compute(period=period, keys=keys, progress=progress) if keys else None
    if whole or period.kind in kept_kinds():
        lacking = iter(sorted(never_computed(period)))
        while part := list(islice(lacking, _STORED_TOGETHER)):
            run = compute(period=period, keys=part, progress=progress)
    return run


def ensure(*, keys: Collection[str], period: Period, actor: Actor | None = None) -> None:
    """Store the figures of `keys` for a period when any is absent or stale, so that their inputs can be verified."""
    found = Figure.objects.filter(indicator_key__in=keys, period_code=period.code)
    fresh = set(found.order_by().values_list("indicator_key", flat=True).distinct())
    fresh -= set(found.filter(status=FigureStatus.STALE).values_list("indicator_key", flat=True))
    if absent := set(keys) - fresh:
        compute(period=period, keys=absent, actor=actor)


def _keys(packs: Sequence[str] | None, keys: Collection[str] | None, period: Period) -> list[str]:
    """Those asked for; all of some packs are the ones that they define, and those that a document printed before."""
    installed = installed_packs()
    if keys is not None:
        return sorted(set(keys))
    chosen = None if packs is None else {installed.pack(pack_id).id for pack_id in packs}
    stored = Figure.objects.filter(period_code=period.code).order_by().values_list("indicator_key", flat=True)
    known = {key: installed.indicators[key] for key in stored.distinct() if key in installed.indicators}
    wanted = {**installed.indicators, **known}
    return sorted(key for key, item in wanted.items() if chosen is None or item.pack in chosen)


def _data_stamp() -> int:
    """Grows with every move of a submission."""
    return SubmissionEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def _calculate_at_rest(period: Period, keys: list[str], progress: Progress | None) -> tuple[Calculation, int]:
    """Calculate, again when a filing moved meanwhile; after three tries the caller stores the result as stale."""
    for attempt in range(_ATTEMPTS):
        stamp = _data_stamp()
        if progress is not None:
            progress.check_cancelled()
            progress.step(0, len(keys), _("Counting rows of %(period)s") % {"period": period.code})
        calculation = calculate(period, keys, telling=True)
        if _data_stamp() == stamp or attempt == _ATTEMPTS - 1:
            break
    return calculation, stamp


def _store(calculation: Calculation, keys: list[str], run: FigureRun, progress: Progress | None, *, stale: bool) -> int:
    """Upsert what changed, renumber what did not, remove what is no more; returns the number of rows written."""
    period = calculation.period
    sets = [
        InputSet(hash=item.hash, ledger_key=item.ledger, members=[list(pair) for pair in item.members])
        for _, item in sorted(calculation.inputs.items())
    ]
    InputSet.objects.bulk_create(sets, batch_size=_BATCH, ignore_conflicts=True)
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    here = Figure.objects.filter(period_code=period.code, indicator_key__in=keys)
    old = {(key, unit): mark for key, unit, mark in here.values_list("indicator_key", "org_unit_id", "fingerprint")}
    kept: set[tuple[str, int]] = set()
    fresh: list[_Row] = []
    for (key, code), value in sorted(calculation.figures.items(), key=itemgetter(0)):
        if code not in ids:
            continue
        kept.add((key, ids[code]))
        terms = terms_text(value)
        mark = "" if stale else fingerprint(value, terms)
        if not mark or old.get((key, ids[code])) != mark:
            fresh.append(_as_row(value, terms, ids[code], run, mark))
    if old.keys() - kept:
        there = here.values_list("pk", "indicator_key", "org_unit_id")
        dead = [pk for pk, key, unit in there if (key, unit) not in kept]
        for gone in _batches(dead):
            Figure.objects.filter(pk__in=gone).delete()
    for done, batch in enumerate(_batches(fresh)):
        if progress is not None:
            progress.check_cancelled()
            progress.step(done * _BATCH, len(fresh), _("Storing figures of %(period)s") % {"period": period.code})
        _upsert(batch)
    here.exclude(run=run).update(run=run)
    if not stale:
        settle_moves(period, keys)
    if progress is not None:
        progress.step(len(fresh), len(fresh), _("Figures of %(period)s are stored") % {"period": period.code})
    return len(fresh)


def fingerprint(figure: FigureValue, terms: str) -> str:
    """sha256 over all that a stored figure says, `terms` being its terms as text; equal fingerprints need no write."""
    content = (
        figure.value, figure.numerator, figure.denominator, figure.status.value, figure.rows, terms,
        figure.reason_zh, figure.reason_en, figure.filed, figure.expected, figure.missing, figure.input_hash,
        figure.pack_version,
    )  # fmt: skip
    return hashlib.sha256(repr(content).encode()).hexdigest()


_in_order = json.JSONEncoder(sort_keys=True).encode


def terms_text(figure: FigureValue) -> str:
    terms = {
        name: {"value": None if term.value is None else format(term.value, "f"), "rows": term.rows}
        for name, term in figure.terms.items()
    }
    return _in_order(terms)


@lru_cache(maxsize=4096)
def _list_text(items: tuple[str, ...]) -> str:
    """Many figures share their inputs and missing units."""
    return json.dumps(items)


def _as_row(figure: FigureValue, terms: str, org_unit_id: int, run: FigureRun, mark: str) -> _Row:
    """One value a column: _KEY, then _FIELDS."""
    return (
        figure.indicator_key,
        org_unit_id,
        figure.period_code,
        figure.pack_version,
        figure.period.first.isoformat(),
        figure.period.last.isoformat(),
        figure.value,
        figure.numerator,
        figure.denominator,
        terms,
        figure.rows,
        (figure.status if mark else FigureStatus.STALE).value,
        figure.reason_zh[:200],
        figure.reason_en[:200],
        figure.filed,
        figure.expected,
        _list_text(figure.missing),
        figure.input_hash,
        _list_text(figure.inputs),
        mark,
        run.pk,
    )


def _upsert(rows: list[_Row]) -> None:
    """Plain SQL: a county has 100,000 figures a period, and the ORM takes twenty times as long over them while
    every other writer waits. PostgreSQL and SQLite share the statement.

    A figure that is there keeps its run here: assigning a foreign key on conflict makes SQLite take 2.5 times as long
    even where nothing conflicts, so the caller renumbers in one UPDATE."""
    column_of = {field.name: str(field.column) for field in Figure._meta.concrete_fields}
    fields = [column_of[name] for name in (*_KEY, *_FIELDS)]
    keys = ", ".join(fields[: len(_KEY)])
    changes = ", ".join(f"{name} = excluded.{name}" for name in fields[len(_KEY) :] if name != column_of["run"])
    columns, marks = ", ".join(f'"{name}"' for name in fields), ", ".join("%s" for _ in fields)
    sql = (
        f'INSERT INTO "{Figure._meta.db_table}" ({columns}) VALUES ({marks}) '
        f"ON CONFLICT ({keys}) DO UPDATE SET {changes}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def _batches(items: Sequence[_T]) -> Iterator[list[_T]]:
    walk = iter(items)
    while batch := list(islice(walk, _BATCH)):
        yield batch
