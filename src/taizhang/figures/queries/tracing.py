"""Opening a figure: from the number to its parts, its terms and the filings read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Count, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.engine.figure import FigureStatus
from taizhang.engine.pack import Indicator, Parameter, Term
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.figures.calculation import calculate, earlier_maxima
from taizhang.figures.dependencies import formula_text, parameters_used, period_for, references
from taizhang.figures.models import InputSet
from taizhang.figures.places import places_on
from taizhang.figures.queries.values import children, figures, require_visible
from taizhang.figures.types import FigureValue, FilingTrace, InputFigure, ParameterUse, TermTrace, Trace
from taizhang.ledgers.models import Evidence, SubmissionVersion

FILINGS_SHOWN = 50
TERM_NAMES = ("value", "numerator", "denominator")


def trace(actor: Actor, figure: FigureValue, *, filing_page: int = 1) -> Trace:
    """Everything behind a figure; the number of queries depends on neither rows nor units. Raises NotVisible."""
    require_visible(actor, figure.org_unit)
    packs = installed_packs()
    indicator = figure.indicator
    inputs = input_figures(actor, figure)
    members = members_of(figure)
    filings = filings_of(members, packs, figure.period, page=filing_page)
    return Trace(
        figure=figure,
        terms=terms_of(figure, packs),
        formula=formula_text(indicator, packs) if indicator.formula else None,
        formula_with_numbers=with_numbers(figure, packs, inputs) if indicator.formula else None,
        inputs=inputs,
        parts=tuple(children(actor, indicator.key, figure.org_unit, figure.period)),
        filings=filings,
        filing_count=len(members),
        parameters=parameters_of(indicator, packs, figure.period),
        status_reason=status_reason(figure),
        data_as_of=_newest(filings),
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
    """The figures that a formula used, each openable; the period follows the function. earlier_max has none."""
    if not figure.indicator.formula:
        return ()
    wanted: dict[Period, list[tuple[str, str]]] = {}
    for function, key in references(figure.indicator, installed_packs()):
        period = period_for(function, figure.period)
        if period is not None:
            wanted.setdefault(period, []).append((function, key))
    found = []
    for period, pairs in wanted.items():
        values = figures(actor, [key for _function, key in pairs], [figure.org_unit], period)
        for function, key in pairs:
            if (key, figure.org_unit) in values:
                found.append(InputFigure(function, values[key, figure.org_unit]))
    return tuple(found)


def members_of(figure: FigureValue) -> list[tuple[str, int, int]]:
    """(ledger key, submission, version) of all that a figure read; one that is not stored is computed once more."""
    stored = InputSet.objects.in_bulk(list(figure.inputs))
    sets = [(item.ledger_key, item.members) for item in stored.values()]
    if len(stored) < len(set(figure.inputs)):
        fresh = calculate(figure.period, [figure.indicator_key], restated_as_of=figure.restated_as_of).inputs
        sets += [(fresh[key].ledger, fresh[key].members) for key in figure.inputs if key in fresh and key not in stored]
    return sorted(
        {(ledger, member[0], member[1]) for ledger, members in sets for member in members if isinstance(member[0], int)}
    )


def filings_of(
    members: Collection[tuple[str, int, int]], packs: InstalledPacks, period: Period, *, page: int = 1
) -> tuple[FilingTrace, ...]:
    """One page of filings with who filed and accepted them; three queries."""
    first = (page - 1) * FILINGS_SHOWN
    shown = {(submission, version) for _ledger, submission, version in list(members)[first : first + FILINGS_SHOWN]}
    evidence = Evidence.objects.filter(submission=OuterRef("submission"), withdrawn_at__isnull=True).order_by()
    rows = (
        SubmissionVersion.objects.filter(submission__in=[submission for submission, _version in shown])
        .select_related("submission__org_unit", "submission__accepted_by", "actor")
        .annotate(
            newest=F("submission__version"),
            evidence_count=Subquery(evidence.values("submission").annotate(count=Count("pk")).values("count")),
        )
        .order_by("submission__ledger_key", "submission__period_first", "submission__org_unit__code")
    )
    read = [row for row in rows if (row.submission_id, row.number) in shown]
    names = places_on(period.last, {row.submission.org_unit.code for row in read})
    return tuple(
        FilingTrace(
            submission=row.submission_id,
            version=row.number,
            ledger_key=row.submission.ledger_key,
            ledger_title=packs.ledger(row.submission.ledger_key).title,
            org_unit=row.submission.org_unit.code,
            org_name=names[code].name if (code := row.submission.org_unit.code) in names else code,
            period_code=row.submission.period_code,
            filed_by=person(row.actor),
            filed_at=row.at,
            accepted_by=person(row.submission.accepted_by),
            accepted_at=row.submission.accepted_at,
            row_count=row.row_count,
            evidence_count=row.evidence_count or 0,
            newest_version=row.newest,
        )
        for row in read
    )


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
        zh = f"应报 {figure.expected} 个单位，还有 {figure.missing_count} 个没有审核通过的上报"
        return Text(zh, f"{figure.missing_count} of {figure.expected} units have no accepted filing yet")
    if figure.status is FigureStatus.STALE:
        return Text("算出之后，上报数据有变动，等待重算", "Filings changed since; it will be computed again")
    if figure.status is FigureStatus.NO_DATA:
        return figure.reason or Text("没有数据", "No data")
    zh = f"应报的 {figure.expected} 个单位全部审核通过" if figure.expected else "所依据的数据已齐全"
    en = f"All {figure.expected} units have accepted filings" if figure.expected else "All its data is in"
    return Text(zh, en)


def _newest(filings: Iterable[FilingTrace]) -> datetime | None:
    return max((item.accepted_at or item.filed_at for item in filings if item.filed_at), default=None)
