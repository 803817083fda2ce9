"""Opening a figure: from the number to its parts, its terms and the filings read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor, named_act
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.figure import FigureStatus
from taizhang.engine.pack import Indicator, Ledger, Parameter, Term
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.figures.calculation import calculate, earlier_maxima
from taizhang.figures.dependencies import formula_text, parameters_used, period_for, references
from taizhang.figures.models import InputSet
from taizhang.figures.places import places_on
from taizhang.figures.queries.values import children, figures, require_visible, restated_values
from taizhang.figures.types import FigureValue, FilingTrace, InputFigure, ParameterUse, TermTrace, Trace
from taizhang.ledgers.models import Evidence, SubmissionVersion

FILINGS_SHOWN = 20
TERM_NAMES = ("value", "numerator", "denominator")


def trace(actor: Actor, figure: FigureValue, *, filing_page: int = 1, with_filings: bool = True) -> Trace:
    """Everything behind a figure; the number of queries depends on neither rows nor units. Raises NotVisible.

    with_filings False: for a page that does not show them, they are not read.
    """
    require_visible(actor, figure.org_unit)
    packs = installed_packs()
    indicator = figure.indicator
    inputs = input_figures(actor, figure)
    members = members_of(figure) if with_filings else ()
    filings = filings_of(actor, members, packs, figure.period, page=filing_page)
    return Trace(
        figure=figure,
        terms=terms_of(figure, packs),
        formula=formula_text(indicator, packs) if indicator.formula else None,
        formula_with_numbers=with_numbers(figure, packs, inputs) if indicator.formula else None,
        inputs=inputs,
        parts=tuple(children(actor, indicator.key, figure.org_unit, figure.period, whole=figure)),
        filings=filings,
        filing_count=len(members),
        parameters=parameters_of(indicator, packs, figure.period),
        status_reason=status_reason(figure),
        data_as_of=newest(filings),
    )


def with_numbers(figure: FigureValue, packs: InstalledPacks, inputs: Sequence[InputFigure]) -> Text:
    """The formula with numbers put in; earlier maxima are looked up only where the formula asks for them."""
    keys = [key for function, key in references(figure.indicator, packs) if function == "earlier_max"]
    largest = earlier_maxima(figure.period, keys) if keys else {}
    earlier = {key: value for (key, unit), value in largest.items() if unit == figure.org_unit}
    return formula_text(figure.indicator, packs, figure=figure, inputs=inputs, earlier=earlier)


def terms_of(figure: FigureValue, packs: InstalledPacks) -> tuple[TermTrace, ...]:
    """The counted terms with their counting basis; empty for a formula."""
    found = []
    for name in TERM_NAMES:
        term: Term | None = getattr(figure.indicator, name)
        if term is None:
            continue
        counted = figure.terms.get(name)
        found.append(
            TermTrace(
                name=name,
                basis=term.basis if term.basis.zh else figure.indicator.basis,
                ledger_key=term.ledger,
                ledger_title=packs.ledger(term.ledger).title,
                over=term.over.value,
                expression=term.expression,
                value=counted.value if counted else None,
                rows=counted.rows if counted else 0,
            )
        )
    return tuple(found)


def input_figures(actor: Actor, figure: FigureValue) -> tuple[InputFigure, ...]:
    """The figures that a figure used, each openable; the period follows the function. earlier_max has none."""
    wanted: dict[Period, list[tuple[str, str]]] = {}
    for function, key in references(figure.indicator, installed_packs()):
        period = period_for(function, figure.period)
        if period is not None:
            wanted.setdefault(period, []).append((function, key))
    found = []
    for period, pairs in wanted.items():
        keys = [key for _function, key in pairs]
        if figure.restated_as_of is None:
            values = figures(actor, keys, [figure.org_unit], period)
        else:
            values = restated_values(keys, [figure.org_unit], period, figure.restated_as_of)
        for function, key in pairs:
            if (key, figure.org_unit) in values:
                found.append(InputFigure(function, values[key, figure.org_unit]))
    return tuple(found)


def members_of(figure: FigureValue) -> Sequence[tuple[str, int, int]]:
    """(ledger key, submission, version) of all that a figure read; one that is not stored is computed once more."""
    known = stored_sets(figure.inputs)
    if len(known) < len(set(figure.inputs)):
        fresh = calculate(figure.period, [figure.indicator_key], restated_as_of=figure.restated_as_of).inputs
        for key in figure.inputs:
            if key in fresh and key not in known:
                known[key] = tuple((fresh[key].ledger, *pair) for pair in fresh[key].members)
    if len(known) == 1:
        return next(iter(known.values()))
    return sorted({member for members in known.values() for member in members})


def stored_sets(hashes: Collection[str]) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Members of the input sets that are stored; one query for those not read before."""
    known = {key: members for key in hashes if (members := _sets.get(key)) is not None}
    if unknown := [key for key in hashes if key not in known]:
        read = {
            key: tuple((ledger, pair[0], pair[1]) for pair in members if isinstance(pair[0], int))
            for key, ledger, members in InputSet.objects.filter(pk__in=unknown).values_list(
                "hash", "ledger_key", "members"
            )
        }
        _keep_sets(read)
        known.update(read)
    return known


# Sets are named by the hash of their content, so what was read once holds for ever. Sorted, as they are stored.
_sets: dict[str, tuple[tuple[str, int, int], ...]] = {}
_SETS_KEPT = 512


def _keep_sets(read: dict[str, tuple[tuple[str, int, int], ...]]) -> None:
    if len(_sets) + len(read) > _SETS_KEPT:
        _sets.clear()
    _sets.update(read)


def filings_of(
    actor: Actor, members: Sequence[tuple[str, int, int]], packs: InstalledPacks, period: Period, *, page: int = 1
) -> tuple[FilingTrace, ...]:
    """One page of filings with who filed and accepted them; one query."""
    return read_filings(actor, shown_members(members, page), packs, period)


def shown_members(members: Sequence[tuple[str, int, int]], page: int = 1) -> set[tuple[int, int]]:
    """(submission, version) of a page of filings."""
    first = (page - 1) * FILINGS_SHOWN
    return {(submission, version) for _ledger, submission, version in members[first : first + FILINGS_SHOWN]}


def read_filings(
    actor: Actor, shown: Collection[tuple[int, int]], packs: InstalledPacks, period: Period
) -> tuple[FilingTrace, ...]:
    """Filings by (submission, version), in the order of ledger, period and org unit; one query.

    Of a filing that is not the actor's to open (a section files for all schools) only who filed it and when is told:
    how many rows and what evidence it holds speaks of others.
    """
    if not shown:
        return ()
    evidence = Evidence.objects.filter(submission=OuterRef("submission"), withdrawn_at__isnull=True).order_by()
    rows = (
        SubmissionVersion.objects.filter(submission__in=[submission for submission, _version in shown])
        .order_by("submission__ledger_key", "submission__period_first", "submission__org_unit__code")
        .annotate(evidence=Subquery(evidence.values("submission").annotate(count=Count("pk")).values("count")))
        .values_list(*_FILING_COLUMNS)
    )
    read = [row for row in map(_Filing._make, rows) if (row.submission, row.version) in shown]
    names = places_on(period.last)
    scopes = {key: readable_units(actor, packs.ledger(key)) for key in {row.ledger_key for row in read}}
    return tuple(
        FilingTrace(
            submission=row.submission,
            version=row.version,
            ledger_key=row.ledger_key,
            ledger_title=packs.ledger(row.ledger_key).title,
            org_unit=row.org_unit,
            org_name=names[row.org_unit].name if row.org_unit in names else row.org_unit,
            period_code=row.period_code,
            filed_by=named_act(row.filer or row.filer_sign_in or person(None), row.in_place_of),
            filed_at=row.filed_at,
            accepted_by=row.accepter or row.accepter_sign_in or person(None),
            accepted_at=row.accepted_at,
            row_count=row.row_count if (open_ := row.org_unit in scopes[row.ledger_key]) else None,
            evidence_count=(row.evidence_count or 0) if open_ else None,
            newest_version=row.newest,
            readable=open_,
        )
        for row in read
    )


def readable_units(actor: Actor, ledger: Ledger) -> frozenset[str]:
    """Org units whose filings of a ledger the actor may open."""
    return actor.scope(Permission.VIEW_LEDGER, ledger)


class _Filing(NamedTuple):
    submission: int
    version: int
    ledger_key: str
    org_unit: str
    period_code: str
    filer: str | None
    filer_sign_in: str | None
    in_place_of: str | None
    filed_at: datetime
    accepter: str | None
    accepter_sign_in: str | None
    accepted_at: datetime | None
    row_count: int
    newest: int
    evidence_count: int | None


_FILING_COLUMNS = (
    "submission", "number", "submission__ledger_key", "submission__org_unit__code", "submission__period_code",
    "actor__full_name", "actor__username", "in_place_of__full_name", "at", "submission__accepted_by__full_name",
    "submission__accepted_by__username", "submission__accepted_at", "row_count", "submission__version", "evidence",
)  # fmt: skip


def person(user: object) -> str:
    """A person's name; the system when nobody acted."""
    return str(user) if user is not None else _("system")


def parameters_of(indicator: Indicator, packs: InstalledPacks, period: Period) -> tuple[ParameterUse, ...]:
    """The dated policy numbers that an indicator uses, with their source, as of the period's last day."""
    found = []
    for name in parameters_used(indicator, packs):
        parameter = _parameter(packs, indicator.pack, name)
        dated = parameter.on(period.last) if parameter is not None else None
        if parameter is not None and dated is not None:
            found.append(
                ParameterUse(name, parameter.title, str(dated.value), parameter.unit, dated.from_, dated.reference)
            )
    return tuple(found)


def _parameter(packs: InstalledPacks, pack_id: str, name: str) -> Parameter | None:
    """The parameter that a pack means by a name: its own, or that of a pack it requires."""
    wanted_pack, _dot, bare = name.rpartition(".")
    for pack in packs.scope_of(pack_id):
        if wanted_pack in ("", pack.id) and bare in pack.parameters:
            return pack.parameters[bare]
    return None


def status_reason(figure: FigureValue) -> Text:
    """Why the figure has its status, in a sentence."""
    if figure.status is FigureStatus.PROVISIONAL:
        zh = f"应报 {figure.expected} 个单位，还有 {figure.missing_count} 个没有报齐"
        return Text(zh, f"{figure.missing_count} of {figure.expected} units have not filed everything yet")
    if figure.status is FigureStatus.STALE:
        return Text("算出之后，上报数据有变动，等待重算", "Filings changed since; it will be computed again")
    if figure.status is FigureStatus.NO_DATA:
        return figure.reason or Text("没有数据", "No data")
    zh = f"应报的 {figure.expected} 个单位全部审核通过" if figure.expected else "所依据的数据已齐全"
    en = f"All {figure.expected} units have accepted filings" if figure.expected else "All its data is in"
    return Text(zh, en)


def newest(filings: Iterable[FilingTrace]) -> datetime | None:
    """When the newest of some filings was accepted, or filed."""
    return max((item.accepted_at or item.filed_at for item in filings if item.filed_at), default=None)
