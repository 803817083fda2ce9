"""What the inspection pages share: who looks, the way here, and how a photo is handed out."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of
from taizhang.inspection import queries
from taizhang.ledgers.models import StoredFile
from taizhang.ledgers.services.evidence import opened_file
from taizhang.ledgers.services.pictures import thumbnail
from taizhang.organisation.models import Zone


def viewer(request: HttpRequest, permission: Permission = Permission.VIEW_INSPECTION) -> Actor:
    """The actor, who has the permission somewhere; NotAllowed otherwise."""
    actor = actor_of(request)
    actor.require(permission)
    return actor


def inspecting_viewer(request: HttpRequest, permission: Permission = Permission.VIEW_INSPECTION) -> Actor:
    """As `viewer`, of the side that inspects: what is planned is not for the inspected one."""
    actor = viewer(request, permission)
    if not queries.inspects(actor):
        raise NotAllowed(_("These pages are for those who inspect."))
    return actor


def day_of(request: HttpRequest) -> date:
    """The day in the address, today without one or with one that is none."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()


def zone_on(actor: Actor, code: str, day: date) -> Zone:
    """A zone that the actor sees on a day; Http404 otherwise."""
    zones = queries.visible_zones(actor, day)
    return queries.one_of(zones, zones.filter(code=code).values_list("pk", flat=True).first())


def crumbs_to(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Inspection"), reverse("inspection:overview")), *more]


def small_picture(file: StoredFile, name: str) -> HttpResponseBase:
    """As `picture`, made small for a list; what cannot be made small as it is."""
    with opened_file(file) as stream:
        small = thumbnail(stream.read())
    if not small:
        return picture(file, name)
    response = HttpResponse(small, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"  # by its key its bytes never change
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def picture(file: StoredFile, name: str) -> HttpResponseBase:
    """A photo for whoever a query let through; never as a page of its own. Raises Http404 when its bytes are gone."""
    response = FileResponse(opened_file(file), content_type=file.media_type)
    response["Content-Length"] = file.size
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
