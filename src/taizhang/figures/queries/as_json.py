"""Figures and traces as plain data, for the command line, the API and frozen documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.rounding import plain_number
from taizhang.engine.text import Text
from taizhang.figures.queries.tracing import trace
from taizhang.figures.queries.values import figures, visible_units
from taizhang.figures.types import FigureValue, FilingTrace, InputFigure, ParameterUse, Part, TermTrace, Trace
from taizhang.packs.problems import nearest

CHECK_IT = Text("请核对。", "Check it.")


def figures_as_json(
    actor: Actor, *, org: str, period: str, indicators: Sequence[str] | None = None
) -> list[dict[str, object]]:
    """Figures of an org unit and period; indicators None: all. Names are keys, ids or Chinese titles.

    Raises TaizhangError naming an unknown period, org unit (or one out of the actor's scope) or indicator.
    """
    wanted, keys = _checked(actor, org, period, indicators)
    found = figures(actor, keys, [org], wanted)
    return [figure_as_json(found[key, org]) for key in keys if (key, org) in found]


def trace_as_json(actor: Actor, *, indicator: str, org: str, period: str) -> dict[str, object]:
    """A figure with all that is behind it. Raises TaizhangError as `figures_as_json` does."""
    wanted, keys = _checked(actor, org, period, [indicator])
    return as_json(trace(actor, figures(actor, keys, [org], wanted)[keys[0], org]))


def _checked(actor: Actor, org: str, period: str, indicators: Sequence[str] | None) -> tuple[Period, list[str]]:
    problems = []
    parsed: Period | None = None
    try:
        parsed = Period.parse(period)
    except PeriodError:
        problems.append(_problem("period", period, Text("期间代码，如 2026H1", "a period code such as 2026H1")))
    if org not in visible_units(actor):
        problems.append(_problem("org", org, Text("您可以查看的机构代码", "the code of an org unit that you may see")))
    keys = list(installed_packs().indicators) if indicators is None else []
    for name in indicators or ():
        item = installed_packs().find_indicator(name)
        if item is None:
            close = nearest(name, installed_packs().indicators)
            cure = Text(f"最接近的是 {close}。", f"The nearest is {close}.") if close else CHECK_IT
            problems.append(_problem("indicator", name, Text("已安装的指标", "an installed indicator"), cure))
        else:
            keys.append(item.key)
    if problems or parsed is None:
        raise TaizhangError(problems)
    return parsed, keys


def _problem(where: str, found: str, expected: Text, cure: Text = CHECK_IT) -> Problem:
    return Problem("figures.unknown", where, expected, Text(found, found), cure, key=found)


def figure_as_json(figure: FigureValue) -> dict[str, object]:
    indicator = figure.indicator
    return {
        "indicator": indicator.key,
        "title": indicator.title.zh,
        "title_en": indicator.title.get("en"),
        "org_unit": figure.org_unit,
        "org_name": figure.place.name,
        "period": figure.period_code,
        "value": _number(figure.value),
        "exact": None if figure.value is None else plain_number(figure.value),
        "unit": indicator.unit,
        "shown": figure.shown_with_unit,
        "status": figure.status.value,
        "reason": _text(figure.reason),
        "numerator": _number(figure.numerator),
        "denominator": _number(figure.denominator),
        "rows": figure.rows,
        "filed": figure.filed,
        "expected": figure.expected,
        "missing": list(figure.missing),
        "missing_names": list(figure.missing_names),
        "pack_version": figure.pack_version,
        "input_hash": figure.input_hash,
        "inputs": list(figure.inputs),
        "computed_at": _time(figure.computed_at),
    }


def as_json(found: Trace) -> dict[str, object]:
    """The whole trace; texts in both languages, the number as JSON number and as exact text."""
    return {
        **figure_as_json(found.figure),
        "basis": found.figure.indicator.basis.zh,
        "basis_en": found.figure.indicator.basis.get("en"),
        "formula": found.formula.zh if found.formula else "",
        "formula_with_numbers": found.formula_with_numbers.zh if found.formula_with_numbers else "",
        "status_reason": _text(found.status_reason),
        "terms": [_term(item) for item in found.terms],
        "uses": [_input(item) for item in found.inputs],
        "parts": [_part(item) for item in found.parts],
        "filings": [_filing(item) for item in found.filings],
        "filing_count": found.filing_count,
        "parameters": [_parameter(item) for item in found.parameters],
        "data_as_of": _time(found.data_as_of),
    }


def _term(item: TermTrace) -> dict[str, object]:
    return {
        "name": item.name,
        "basis": _text(item.basis),
        "ledger": item.ledger_key,
        "ledger_title": _text(item.ledger_title),
        "over": item.over,
        "expression": item.expression,
        "value": _number(item.value),
        "rows": item.rows,
    }


def _input(item: InputFigure) -> dict[str, object]:
    return {"function": item.function, **figure_as_json(item.figure)}


def _part(item: Part) -> dict[str, object]:
    return {
        "org_unit": item.place.code,
        "name": item.place.name,
        "value": _number(item.figure.value),
        "shown": item.figure.shown_with_unit,
        "share": _number(item.share),
        "status": item.figure.status.value,
    }


def _filing(item: FilingTrace) -> dict[str, object]:
    return {
        "submission": item.submission,
        "version": item.version,
        "ledger": item.ledger_key,
        "org_unit": item.org_unit,
        "org_name": item.org_name,
        "period": item.period_code,
        "filed_by": item.filed_by,
        "filed_at": _time(item.filed_at),
        "accepted_by": item.accepted_by,
        "accepted_at": _time(item.accepted_at),
        "rows": item.row_count,
        "evidence": item.evidence_count,
    }


def _parameter(item: ParameterUse) -> dict[str, object]:
    return {
        "id": item.id,
        "title": _text(item.title),
        "value": item.value,
        "unit": item.unit,
        "since": item.since.isoformat(),
        "reference": item.reference,
    }


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh-hans": text.zh, "en": text.get("en")}


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number; `exact` beside it keeps every digit."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
