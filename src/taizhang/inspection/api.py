"""Visits for programs: which there are, what one carries, entries and photos in, filing. By the same queries and
services as the phone: the same permissions, the same checks, and everything may come twice."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import File, Form, Query
from pydantic import AwareDatetime, StrictBool, StrictInt, StrictStr

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest import MOST_PAGE, PAGE, OneProblem, cursor_of, place_of, problem_as_json
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.inspection import queries, services
from taizhang.inspection.models import Visit, VisitState
from taizhang.inspection.types import NewEntry
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES

router = Router(tags=["visits"], by_alias=True)
READ = needs(Scope.INSPECTION_READ)
ENTER = needs(Scope.INSPECTION_READ, Scope.INSPECTION_ENTER, conflict=True)
MOST_ENTRIES = 500  # in one request
Value = StrictStr | StrictBool | StrictInt | None


class VisitOut(Schema):
    id: int
    org_unit: str
    campaign: str
    round: int
    mode: str
    state: str = Field(description=said("planned, under_way, filed or called_off"))
    planned_on: date
    visited_on: date | None
    filed_at: datetime | None


class VisitList(Schema):
    items: list[VisitOut]
    next: str


class EntryOut(Schema):
    id: uuid.UUID
    path: str
    value: str | bool | int | None
    supersedes: list[uuid.UUID]
    at: datetime
    device: str
    by: str


class CarriedOut(Schema):
    id: int
    date: date
    campaign: str
    unit: dict[str, Any] = Field(description=said("Code, title, and whom to call."))
    checklists: list[dict[str, Any]] = Field(
        description=said("Stations and items with their paths, limits, and what the unit filed beside them.")
    )
    rechecks: list[dict[str, Any]] = Field(description=said("Findings that are looked at again, with their paths."))
    entries: list[EntryOut]


class EntryIn(Schema):
    id: uuid.UUID = Field(description=said("Made by the caller; the same again is passed over."))
    path: str = Field(max_length=200)
    value: Value = Field(description=said("A number with decimals goes as a text; null takes back."))
    supersedes: list[uuid.UUID] = Field([], description=said("Entries at the path that the writer had seen."))
    at: AwareDatetime


class EntriesIn(Schema):
    device: str = Field(min_length=1, max_length=64)
    entries: list[EntryIn] = Field(max_length=MOST_ENTRIES)


class RefusedEntry(Schema):
    id: uuid.UUID
    problems: list[OneProblem]


class EntriesOut(Schema):
    accepted: list[uuid.UUID]
    refused: list[RefusedEntry] = Field(description=said("Never taken as they are; the others are kept."))


class PhotoOut(Schema):
    id: uuid.UUID
    sha256: str
    size: int


class FileIn(Schema):
    visited_on: date | None = Field(None, description=said("The day of the newest entry unless given."))


def _visit(request: HttpRequest, pk: int, permission: Permission) -> tuple[Actor, Visit]:
    actor = actor_of(request)
    actor.require(permission)
    return actor, queries.one_of(queries.visible_visits(actor), pk)


def _plain(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.pk,
        "org_unit": visit.org_unit.code,
        "campaign": visit.round.campaign.title,
        "round": visit.round.number,
        "mode": visit.mode,
        "state": visit.state.value,
        "planned_on": visit.planned_on,
        "visited_on": visit.visited_on,
        "filed_at": visit.filed_at,
    }


@router.get(
    "/visits",
    response=VisitList,
    summary=said("Inspection visits, oldest first, by unit, day and state"),
    openapi_extra=READ,
    description=said("An inspected unit sees its own once they are filed."),
)
def visit_list(
    request: HttpRequest,
    org: str = Query("", max_length=32),
    day: date | None = Query(None, description=said("The day they are planned for.")),
    state: VisitState | None = None,
    cursor: str = Query("", max_length=200, description=said("The last page's `next`.")),
    limit: int = Query(PAGE, ge=1, le=MOST_PAGE, description=said("How many at once.")),
) -> dict[str, Any]:
    actor = actor_of(request)
    actor.require(Permission.VIEW_INSPECTION)
    found = queries.visible_visits(actor)
    if org:
        found = found.filter(org_unit__code=org)
    if day:
        found = found.filter(planned_on=day)
    if state:
        found = found.filter(queries.in_state(state))
    if place := place_of(cursor, 1):
        found = found.filter(pk__gt=place[0])
    items = list(found.order_by("pk")[: limit + 1])
    more, items = len(items) > limit, items[:limit]
    return {"items": [_plain(item) for item in items], "next": cursor_of([items[-1].pk]) if more else ""}


@router.get("/visits/{int:pk}", response=VisitOut, summary=said("One visit"), openapi_extra=READ)
def visit_detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    _actor, visit = _visit(request, pk, Permission.VIEW_INSPECTION)
    return _plain(visit)


@router.get(
    "/visits/{int:pk}/carried",
    response=CarriedOut,
    summary=said("What is taken along of a visit that is still to be made: checklists, entries, whom to call"),
    openapi_extra=needs(Scope.INSPECTION_READ, Scope.INSPECTION_ENTER),
)
def visit_carried(request: HttpRequest, pk: int) -> dict[str, Any]:
    actor, _seen = _visit(request, pk, Permission.INSPECT)
    visits = queries.visit_to_carry(actor, pk)
    if not visits:
        raise Http404
    [told] = queries.carried_visits(visits, visits[0].planned_on)
    return told


@router.post(
    "/visits/{int:pk}/entries",
    response=EntriesOut,
    summary=said("Enter in a visit's record; each entry counts once, by its id"),
    openapi_extra=ENTER,
    description=said("Nothing is overwritten: two values at one path stand until one of them supersedes the other."),
)
def enter(request: HttpRequest, pk: int, payload: EntriesIn) -> dict[str, Any]:
    actor, visit = _visit(request, pk, Permission.INSPECT)
    entries = [
        NewEntry(one.id, one.path, one.value, tuple(one.supersedes), one.at, payload.device) for one in payload.entries
    ]
    accepted, refused = services.take_entries(actor=actor, visit=visit, entries=entries)
    return {
        "accepted": accepted,
        "refused": [
            {"id": entry, "problems": [problem_as_json(problem) for problem in error.problems]}
            for entry, error in refused
        ],
    }


@router.post(
    "/visits/{int:pk}/photos",
    response=PhotoOut,
    summary=said("Add a photo; it counts once, by its id, and belongs where the entry `photo/<id>` says"),
    openapi_extra=ENTER,
)
def add_photo(
    request: HttpRequest,
    pk: int,
    file: UploadedFile = File(...),
    id: uuid.UUID = Form(..., description=said("Made by the caller; the same again gives the photo of before.")),
    original_sha256: str = Form("", pattern="^([0-9a-f]{64})?$", description=said("Of the picture before it shrank.")),
    taken_at: AwareDatetime | None = Form(None),
    latitude: Decimal | None = Form(None, ge=-90, le=90, decimal_places=6),
    longitude: Decimal | None = Form(None, ge=-180, le=180, decimal_places=6),
) -> dict[str, Any]:
    actor, visit = _visit(request, pk, Permission.INSPECT)
    photo = services.add_photo(
        actor=actor,
        visit=visit,
        photo_id=id,
        data=file.read(MAX_EVIDENCE_BYTES + 1),
        name=file.name or "",
        original_sha256=original_sha256,
        taken_at=taken_at,
        place=(latitude, longitude) if latitude is not None and longitude is not None else None,
    )
    return {"id": photo.pk, "sha256": photo.file.sha256, "size": photo.file.size}


@router.post(
    "/visits/{int:pk}/file",
    response=VisitOut,
    summary=said("File a visit: once, whole, or refused with all that is missing"),
    openapi_extra=ENTER,
)
def file(request: HttpRequest, pk: int, payload: FileIn) -> dict[str, Any]:
    actor, visit = _visit(request, pk, Permission.INSPECT)
    day = payload.visited_on or queries.day_of_visit(visit)
    return _plain(services.file_visit(actor=actor, visit=visit, visited_on=day))
