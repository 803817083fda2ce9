"""Summaries for programs: which there are, and one as JSON, HTML or .docx."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.params.functions import Query
from pydantic import ConfigDict

from taizhang.core.exports import file_response
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest import MOST_PAGE, PAGE, cursor_of, json_answer, period_of, place_of
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.summaries import queries
from taizhang.summaries.exporting import MEDIA, exported
from taizhang.summaries.models import Summary, SummaryState

router = Router(tags=["summaries"], by_alias=True)
READ = needs(Scope.SUMMARIES_READ)


class SummaryLine(Schema):
    id: int
    template: str
    title: str
    org_unit: str
    period: str
    state: str = Field(description=said("draft, issued or superseded."))
    number: str
    pack_version: str
    issued_at: datetime | None


class SummaryList(Schema):
    items: list[SummaryLine]
    next: str


class SlotOut(Schema):
    __doc__ = said("A number of the document with its trace, as it was when issued.")

    position: int
    indicator: str
    title: str
    value: str | None
    shown: str
    unit: str
    status: str
    reason: str
    org: str
    period: str
    missing: list[str]
    trace: dict[str, Any] | None


class SummaryOut(Schema):
    __doc__ = said("The document block by block, and every figure in it.")

    model_config = ConfigDict(extra="allow")

    format: int
    template: str
    pack_version: str
    org: str
    period: str
    title: str
    org_name: str
    period_title: str
    number: str
    state: str
    issued_hash: str
    blocks: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    plan: list[dict[str, Any]]
    due: list[dict[str, Any]]
    slots: list[SlotOut]
    findings: list[dict[str, Any]]
    packs: dict[str, str]


@router.get("/summaries", response=SummaryList, summary=said("Summaries, oldest first"), openapi_extra=READ)
def summary_list(
    request: HttpRequest,
    org: str = Query("", max_length=32),
    period: str = Query("", max_length=24),
    state: SummaryState | None = None,
    cursor: str = Query("", max_length=200, description=said("The last page's `next`.")),
    limit: int = Query(PAGE, ge=1, le=MOST_PAGE),
) -> dict[str, Any]:
    actor = actor_of(request)
    actor.require(Permission.VIEW_SUMMARY)
    if period:
        period_of(period)
    found = queries.visible_summaries(actor)
    for name, value in (("org_unit__code", org), ("period_code", period), ("state", state)):
        if value:
            found = found.filter(**{name: value})
    if place := place_of(cursor, 1):
        found = found.filter(pk__gt=place[0])
    items = list(found.order_by("pk")[: limit + 1])
    more, items = len(items) > limit, items[:limit]
    return {"items": [_line(item) for item in items], "next": cursor_of([items[-1].pk]) if more else ""}


@router.get(
    "/summaries/{int:pk}",
    response=SummaryOut,
    summary=said("One summary: the document and every figure with its trace"),
    openapi_extra=READ,
)
def summary_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return json_answer(exported(actor_of(request), _summary(request, pk), "json"))


@router.get(
    "/summaries/{int:pk}/document.{kind}",
    summary=said("One summary as a page or an official document"),
    openapi_extra=needs(
        Scope.SUMMARIES_READ,
        responses={
            200: {
                "description": said("The document."),
                "content": {
                    "text/html": {"schema": {"type": "string"}},
                    MEDIA["docx"]: {"schema": {"type": "string", "format": "binary"}},
                },
            }
        },
    ),
    description=said("`kind` is html or docx."),
)
def summary_document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in ("html", "docx"):
        raise Http404
    summary = _summary(request, pk)
    return file_response(exported(actor_of(request), summary, kind), f"{summary.title}.{kind}", MEDIA[kind])


def _summary(request: HttpRequest, pk: int) -> Summary:
    actor = actor_of(request)
    actor.require(Permission.VIEW_SUMMARY)
    return queries.summary_for(actor, pk)


def _line(item: Summary) -> dict[str, Any]:
    return {
        "id": item.pk,
        "template": item.template_key,
        "title": item.title,
        "org_unit": item.org_unit.code,
        "period": item.period_code,
        "state": item.state,
        "number": item.number,
        "pack_version": item.pack_version,
        "issued_at": item.issued_at,
    }
