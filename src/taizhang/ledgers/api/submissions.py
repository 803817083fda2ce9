"""Reading filings: which there are, their versions, what happened to them, their rows and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router
from ninja.params.functions import Query

from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest import MOST_PAGE, PAGE, cursor_of, period_of, place_of
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.ledgers import queries
from taizhang.ledgers.api import schemas
from taizhang.ledgers.api.common import require_ledger, submission_as_json, submission_of
from taizhang.ledgers.models import Evidence, Submission, SubmissionState
from taizhang.ledgers.rows_export import KINDS, rows_file, streamed_rows
from taizhang.ledgers.services.evidence import opened_evidence

router = Router(tags=["submissions"], by_alias=True)
READ = needs(Scope.LEDGERS_READ)
LIMIT = Query(PAGE, ge=1, le=MOST_PAGE, description=said("How many at once."))
CURSOR = Query("", max_length=200, description=said("The last page's `next`."))
VERSION = Query(None, ge=1, description=said("The newest one unless given."))


@router.get(
    "/submissions",
    response=schemas.SubmissionList,
    summary=said("Filings, oldest first, by ledger, period, unit and state"),
    openapi_extra=READ,
)
def submission_list(
    request: HttpRequest,
    ledger: str = Query("", max_length=100),
    period: str = Query("", max_length=24),
    org: str = Query("", max_length=32),
    state: SubmissionState | None = None,
    cursor: str = CURSOR,
    limit: int = LIMIT,
) -> dict[str, Any]:
    actor = actor_of(request)
    actor.require(Permission.VIEW_LEDGER)
    if period:
        period_of(period)
    found = queries.visible_submissions(actor)
    if ledger:
        require_ledger(request, ledger, found)
    for name, value in (("ledger_key", ledger), ("period_code", period), ("org_unit__code", org), ("state", state)):
        if value:
            found = found.filter(**{name: value})
    if place := place_of(cursor, 1):
        found = found.filter(pk__gt=place[0])
    items = list(found.order_by("pk")[: limit + 1])
    more, items = len(items) > limit, items[:limit]
    return {
        "items": [submission_as_json(item, version=item.shown_version) for item in items],  # type: ignore[attr-defined]
        "next": cursor_of([items[-1].pk]) if more else "",
    }


@router.get(
    "/submissions/{int:pk}",
    response=schemas.SubmissionOut,
    summary=said("One filing"),
    openapi_extra=READ,
    description=said("The answer's ETag is the version, for If-Match."),
)
def submission_detail(request: HttpRequest, response: HttpResponse, pk: int) -> dict[str, Any]:
    submission, _ledger = submission_of(request, pk)
    response["ETag"] = f'"{submission.version}"'
    return submission_as_json(submission)


def _told(warning: Mapping[str, Any]) -> dict[str, Any]:
    """Without the mark by which it is known again."""
    return {name: value for name, value in warning.items() if name != "mark"}


@router.get(
    "/submissions/{int:pk}/versions",
    response=schemas.VersionList,
    summary=said("The versions of a filing, newest first"),
    openapi_extra=READ,
)
def version_list(request: HttpRequest, pk: int) -> dict[str, Any]:
    submission, _ledger = submission_of(request, pk)
    found = (
        submission.versions.filter(number__lte=submission.version)
        .select_related("actor", "in_place_of")
        .order_by("-number")
    )
    return {
        "items": [
            {
                "number": version.number,
                "at": version.at,
                "by": version.by,
                "reason": version.reason,
                "source": version.source,
                "row_count": version.row_count,
                "content_hash": version.content_hash,
                "warnings": [_told(item) for item in version.warnings],
                "explanations": version.explanations,
            }
            for version in found
        ]
    }


@router.get(
    "/submissions/{int:pk}/events",
    response=schemas.EventList,
    summary=said("What happened to a filing, newest first"),
    openapi_extra=READ,
)
def event_list(request: HttpRequest, pk: int) -> dict[str, Any]:
    submission, _ledger = submission_of(request, pk)
    found = (
        submission.events.filter(version__lte=submission.version).select_related("actor", "in_place_of").order_by("-pk")
    )
    return {
        "items": [
            {
                "version": event.version,
                "from_state": event.from_state,
                "to_state": event.to_state,
                "at": event.at,
                "by": event.by,
                "comment": event.comment,
                "cells": event.cells,
            }
            for event in found
        ]
    }


@router.get(
    "/submissions/{int:pk}/rows",
    response=schemas.RowPage,
    summary=said("The rows of a version, page by page"),
    openapi_extra=needs(Scope.LEDGERS_READ, Scope.PERSONAL_READ),
    description=said(
        "Personal columns are masked unless the token has `personal:read` and the request says why in `reason`, or the "
        "unit is the owner's own; seen whole, each view is logged."
    ),
)
def row_page(
    request: HttpRequest, pk: int, version: int | None = VERSION, cursor: str = CURSOR, limit: int = LIMIT
) -> dict[str, Any]:
    actor = actor_of(request)
    submission, ledger = submission_of(request, pk)
    wanted = _version_of(submission, version)
    place = place_of(cursor, 2)
    found = queries.row_values(actor, submission, ledger, version=wanted, after=place, limit=limit + 1)
    rows = list(found)
    more, rows = len(rows) > limit, rows[:limit]
    return {
        "submission": submission.pk,
        "version": wanted,
        "count": queries.rows_alive(submission, wanted).count(),
        "masked": queries.masked_fields(actor, submission, ledger),
        "rows": [{"id": row.id, "position": row.number, "values": row.values} for row in rows],
        "next": cursor_of(rows[-1].place) if more else "",
    }


@router.get(
    "/submissions/{int:pk}/rows.{kind}",
    summary=said("All rows of a version as a file: NDJSON, CSV or workbook, with dictionary and count"),
    openapi_extra=needs(
        Scope.LEDGERS_READ,
        Scope.PERSONAL_READ,
        conflict=True,
        responses={
            200: {
                "description": said("The file; it files again as it is."),
                "content": {
                    "application/x-ndjson": {"schema": {"type": "string"}},
                    "text/csv": {"schema": {"type": "string"}},
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                        "schema": {"type": "string", "format": "binary"}
                    },
                },
            }
        },
    ),
    description=said("`kind` is ndjson, csv or xlsx. It ends with the number of rows, checked against the database."),
)
def row_file(request: HttpRequest, pk: int, kind: str, version: int | None = VERSION) -> HttpResponseBase:
    if kind not in KINDS:
        raise Http404
    submission, ledger = submission_of(request, pk)
    wanted = _version_of(submission, version)
    if kind == "ndjson":
        return streamed_rows(actor_of(request), submission, ledger, version=wanted)
    return rows_file(actor_of(request), submission, ledger, version=wanted, kind=kind)


@router.get(
    "/submissions/{int:pk}/evidence",
    response=schemas.EvidenceList,
    summary=said("The evidence of a filing"),
    openapi_extra=READ,
)
def evidence_list(request: HttpRequest, pk: int) -> dict[str, Any]:
    submission, _ledger = submission_of(request, pk)
    found = submission.evidence.filter(withdrawn_at__isnull=True).select_related("file", "uploaded_by")
    return {"items": [evidence_as_json(item) for item in found]}


@router.get(
    "/evidence/{int:pk}",
    summary=said("The file of one piece of evidence"),
    openapi_extra=needs(
        Scope.LEDGERS_READ,
        responses={
            200: {
                "description": said("The file as it was attached; the download is logged."),
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    ),
)
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    actor = actor_of(request)
    actor.require(Permission.VIEW_LEDGER)
    evidence = queries.evidence_for(actor, pk)
    stream = opened_evidence(actor=actor, evidence=evidence)
    response = FileResponse(stream, as_attachment=True, filename=evidence.name, content_type=evidence.file.media_type)
    response["Content-Length"] = str(evidence.file.size)
    return response


def evidence_as_json(item: Evidence) -> dict[str, Any]:
    return {
        "id": item.pk,
        "name": item.name,
        "sha256": item.file.sha256,
        "size": item.file.size,
        "media_type": item.file.media_type,
        "row": item.row_id,
        "field": item.field,
        "uploaded_at": item.uploaded_at,
        "uploaded_by": str(item.uploaded_by or ""),
    }


def _version_of(submission: Submission, version: int | None) -> int:
    """Raises Http404 for a version that this reader does not see."""
    if version is None:
        return submission.version
    if version > submission.version:
        raise Http404
    return version
