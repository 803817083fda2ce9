"""Indicators, figures and traces for programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest import NotThere, Words, words
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Indicator
from taizhang.figures import queries

router = Router(tags=["figures"], by_alias=True)
READ = needs(Scope.FIGURES_READ)
_MOST = 200


class IndicatorOut(Schema):
    key: str
    title: Words
    pack: str
    group: str
    unit: str
    decimals: int
    basis: Words = Field(description=said("How it is counted, in words."))
    formula: str
    reference: str


class IndicatorList(Schema):
    items: list[IndicatorOut]


class FigureOut(Schema):
    __doc__ = said("A figure; `exact` keeps every digit, `shown` is rounded once as the pages print it.")

    indicator: str
    title: str
    title_en: str
    org_unit: str
    org_name: str
    period: str
    value: float | int | None
    exact: str | None
    unit: str
    shown: str
    status: str = Field(description=said("final, provisional, stale or no_data."))
    reason: Words | None
    numerator: float | int | None
    denominator: float | int | None
    rows: int
    filed: int
    expected: int
    missing: list[str]
    missing_names: list[str]
    pack_version: str
    input_hash: str
    inputs: list[str]
    computed_at: datetime | None


class FigureList(Schema):
    items: list[FigureOut]


class TermOut(Schema):
    name: str
    basis: Words | None
    ledger: str
    ledger_title: Words | None
    over: str
    expression: str
    value: float | int | None
    rows: int


class UseOut(FigureOut):
    function: str


class PartOut(Schema):
    org_unit: str
    name: str
    value: float | int | None
    shown: str
    share: float | int | None
    status: str


class TraceFiling(Schema):
    submission: int
    version: int
    ledger: str
    org_unit: str
    org_name: str
    period: str
    filed_by: str
    filed_at: datetime | None
    accepted_by: str
    accepted_at: datetime | None
    rows: int | None  # None: the whole filing is another unit's
    evidence: int | None


class ParameterOut(Schema):
    id: str
    title: Words | None
    value: Any
    unit: str
    since: str
    reference: str


class TraceOut(FigureOut):
    __doc__ = said("All that is behind a figure: formula with numbers put in, parts by unit, filings, parameters.")

    basis: str
    basis_en: str
    formula: str
    formula_with_numbers: str
    status_reason: Words | None
    terms: list[TermOut]
    uses: list[UseOut]
    parts: list[PartOut]
    filings: list[TraceFiling]
    filing_count: int
    parameters: list[ParameterOut]
    data_as_of: datetime | None


@router.get(
    "/indicators", response=IndicatorList, summary=said("The indicators of the installed packs"), openapi_extra=READ
)
def indicator_list(request: HttpRequest) -> dict[str, Any]:
    actor_of(request).require(Permission.VIEW_FIGURE)
    return {"items": [_indicator(item) for item in installed_packs().indicators.values()]}


@router.get(
    "/figures",
    response=FigureList,
    summary=said("Figures of an org unit and period: all, or those named"),
    openapi_extra=READ,
)
def figure_list(
    request: HttpRequest,
    org: str = Query(..., max_length=32),
    period: str = Query(..., max_length=24),
    indicator: list[str] = Query([], max_length=_MOST, description=said("Keys, ids or Chinese titles; none: all.")),
) -> dict[str, Any]:
    actor = _reader(request, org)
    return {"items": queries.figures_as_json(actor, org=org, period=period, indicators=indicator or None)}


@router.get("/figures/{indicator}/{org}/{period}", response=FigureOut, summary=said("One figure"), openapi_extra=READ)
def figure_detail(request: HttpRequest, indicator: str, org: str, period: str) -> dict[str, Any]:
    actor = _reader(request, org)
    with _in_address():
        return dict(queries.figures_as_json(actor, org=org, period=period, indicators=[indicator])[0])


@router.get(
    "/traces/{indicator}/{org}/{period}",
    response=TraceOut,
    summary=said("A figure with all that is behind it, down to the filings"),
    openapi_extra=READ,
)
def figure_trace(request: HttpRequest, indicator: str, org: str, period: str) -> dict[str, Any]:
    actor = _reader(request, org)
    with _in_address():
        return queries.trace_as_json(actor, indicator=indicator, org=org, period=period)


def _reader(request: HttpRequest, org: str) -> Actor:
    """Raises NotAllowed without the permission, NotVisible for an org unit that is not there or not to be seen."""
    actor = actor_of(request)
    actor.require(Permission.VIEW_FIGURE)
    queries.require_visible(actor, org)
    return actor


@contextmanager
def _in_address() -> Iterator[None]:
    """An unknown indicator or period of an address is what is not found, by its name; in a query it is a wrong part."""
    try:
        yield
    except TaizhangError as error:
        raise NotThere(error.problems) from error


def _indicator(item: Indicator) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": words(item.title),
        "pack": item.pack,
        "group": item.group,
        "unit": item.unit,
        "decimals": item.decimals,
        "basis": words(item.basis),
        "formula": item.formula,
        "reference": item.reference,
    }
