"""Many traces at once: what freezing a document needs. The same traces as one by one, in a fraction of the queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from taizhang.core.actor import Actor
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.engine.periods import Period
from taizhang.figures.dependencies import formula_text, period_for, references
from taizhang.figures.places import geography, reading_once
from taizhang.figures.queries.as_json import as_json
from taizhang.figures.queries.tracing import (
    members_of,
    newest,
    parameters_of,
    read_filings,
    shown_members,
    status_reason,
    stored_sets,
    terms_of,
    trace,
    with_numbers,
)
from taizhang.figures.queries.values import figures, parts_of, visible_units
from taizhang.figures.types import FigureValue, FilingTrace, InputFigure, Part, Place, Trace

FigureRef = tuple[str, str, str]  # indicator key, org unit code, period code


def traces_as_json(actor: Actor, refs: Iterable[FigureRef]) -> dict[FigureRef, dict[str, object]]:
    """Each figure with all that is behind it, as `trace_as_json` gives it; those out of the actor's scope are left out.

    The number of queries grows with the periods, the units that have units below them and the ledgers, not with the
    figures.
    """
    wanted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, unit, period in dict.fromkeys(refs):
        wanted[period].append((key, unit))
    with reading_once():
        return {
            (found.figure.indicator_key, found.figure.org_unit, code): as_json(found)
            for code, pairs in wanted.items()
            for found in _of_period(actor, Period.parse(code), pairs)
        }


def _of_period(actor: Actor, period: Period, pairs: Sequence[tuple[str, str]]) -> Iterator[Trace]:
    packs = installed_packs()
    by_unit: dict[str, list[str]] = defaultdict(list)
    for key, unit in pairs:
        by_unit[unit].append(key)
    wanted = [item for unit, keys in by_unit.items() for item in figures(actor, keys, [unit], period).values()]
    inputs = _inputs(actor, period, [item for item in wanted if item.stored], packs)
    parts = _parts(actor, period, [item for item in wanted if item.stored])
    filings = _filings(actor, period, [item for item in wanted if item.stored], packs)
    for figure in wanted:
        if not figure.stored:
            yield trace(actor, figure)  # counted for this reading only; what is behind it is counted with it
            continue
        count, first = filings[figure.inputs]
        used = inputs.get((figure.indicator_key, figure.org_unit), ())
        formula = figure.indicator.formula
        yield Trace(
            figure=figure,
            terms=terms_of(figure, packs),
            formula=formula_text(figure.indicator, packs) if formula else None,
            formula_with_numbers=with_numbers(figure, packs, used) if formula else None,
            inputs=used,
            parts=parts.get((figure.indicator_key, figure.org_unit), ()),
            filings=first,
            filing_count=count,
            parameters=parameters_of(figure.indicator, packs, period),
            status_reason=status_reason(figure),
            data_as_of=newest(first),
        )


def _filings(
    actor: Actor, period: Period, wanted: Sequence[FigureValue], packs: InstalledPacks
) -> dict[tuple[str, ...], tuple[int, tuple[FilingTrace, ...]]]:
    """How many filings were read, and the first page of them, by the figures' input sets."""
    stored_sets({key for figure in wanted for key in figure.inputs})  # all in one query, found again below
    members = {figure.inputs: members_of(figure) for figure in {item.inputs: item for item in wanted}.values()}
    pages = {inputs: shown_members(found) for inputs, found in members.items()}
    read = read_filings(actor, set().union(*pages.values()), packs, period)
    return {
        inputs: (len(members[inputs]), tuple(item for item in read if (item.submission, item.version) in page))
        for inputs, page in pages.items()
    }


def _inputs(
    actor: Actor, period: Period, wanted: Sequence[FigureValue], packs: InstalledPacks
) -> dict[tuple[str, str], tuple[InputFigure, ...]]:
    """What each used, by (indicator key, org unit); one reading a unit and period."""
    asked: dict[tuple[Period, str], set[str]] = defaultdict(set)
    used: list[tuple[FigureValue, str, str, Period]] = []
    for figure in wanted:
        by_period: dict[Period, list[tuple[str, str]]] = {}  # in the order in which one trace lists them
        for function, key in references(figure.indicator, packs):
            if (of := period_for(function, period)) is not None:
                by_period.setdefault(of, []).append((function, key))
        for of, pairs in by_period.items():
            for function, key in pairs:
                asked[of, figure.org_unit].add(key)
                used.append((figure, function, key, of))
    read = {(of, unit): figures(actor, keys, [unit], of) for (of, unit), keys in asked.items()}
    found: dict[tuple[str, str], list[InputFigure]] = defaultdict(list)
    for figure, function, key, of in used:
        value = read[of, figure.org_unit].get((key, figure.org_unit))
        if value is not None:
            found[figure.indicator_key, figure.org_unit].append(InputFigure(function, value))
    return {place: tuple(items) for place, items in found.items()}


def _parts(actor: Actor, period: Period, wanted: Sequence[FigureValue]) -> Mapping[tuple[str, str], tuple[Part, ...]]:
    """The next level's parts of stored figures; what is not stored beside a stored whole has no data."""
    places, seen = geography().within(period), visible_units(actor)
    below: dict[str, list[Place]] = defaultdict(list)
    for place in places.values():
        if place.code in seen:
            below[place.parent].append(place)
    by_unit: dict[str, list[FigureValue]] = defaultdict(list)
    for figure in wanted:
        by_unit[figure.org_unit].append(figure)
    found = {}
    for unit, wholes in by_unit.items():
        codes = [place.code for place in below[unit]]
        values = figures(actor, [whole.indicator_key for whole in wholes], codes, period, compute=False)
        for whole in wholes:
            of_whole = [values[whole.indicator_key, code] for code in codes if (whole.indicator_key, code) in values]
            found[whole.indicator_key, unit] = tuple(parts_of(whole.indicator, whole, of_whole, places))
    return found
