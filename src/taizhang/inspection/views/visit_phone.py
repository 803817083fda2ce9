"""The visit page on the phone: a shell that a worker keeps, and what it asks for when there is a connection."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import clock
from taizhang.core.form_pages import sentences
from taizhang.core.permissions import Permission
from taizhang.core.templatetags.taizhang import asset
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.phone_words import phone_words
from taizhang.inspection.queries import PhoneStanding
from taizhang.inspection.queries.elsewhere import other_phones, photos_there
from taizhang.inspection.types import NewEntry
from taizhang.inspection.views.common import picture, viewer


@login_not_required  # holds words only; a worker keeps it, and must not keep a page that asks to sign in
@never_cache
@require_safe
def visit_phone(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_shell(request))


def _shell(request: HttpRequest) -> str:
    urls = {
        "shell": reverse("inspection:visit-phone"),
        "worker": reverse("inspection:visit-phone-worker"),
        "hello": reverse("inspection:visit-phone-hello"),
        "carry": reverse("inspection:visit-phone-carry"),
        "sync": reverse("inspection:visit-phone-sync", args=[0]),
        "photo": reverse("inspection:visit-phone-photo", args=[0]),
        "file": reverse("inspection:visit-phone-file", args=[0]),
        "report": reverse("inspection:visit-phone-report", args=[0, 0]),
        "page": reverse("inspection:visit-detail", args=[0]),
        "over": reverse("inspection:visit-over", args=[0]),
        "signin": reverse("accounts:sign-in"),
    }
    return render_to_string("inspection/visit_phone.html", {"page": {"words": phone_words(), "urls": urls}}, request)


@login_not_required
@require_safe
def visit_phone_manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the page on its home screen."""
    shell = reverse("inspection:visit-phone")
    about = {
        "name": _("Taizhang: visits"),
        "short_name": _("Visits"),
        "start_url": shell,
        "scope": shell,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#084950",
        "icons": [{"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(about, content_type="application/manifest+json")


@login_not_required
@never_cache
@require_safe
def visit_phone_worker(request: HttpRequest) -> HttpResponse:
    """The bundled worker, told which files make the page and by which hash: a new version is taken whole."""
    path = finders.find("build/visit-worker.js")
    if not isinstance(path, str):
        raise Http404
    shell, page = reverse("inspection:visit-phone"), _shell(request)
    files: list[dict[str, str | None]] = [{"url": shell, "revision": hashlib.sha256(page.encode()).hexdigest()[:16]}]
    files += [{"url": asset(name), "revision": None} for name in ("visit-phone.js", "visit-phone.css")]
    told = f"self.VISIT_PAGES = {json.dumps({'shell': shell, 'files': files})};\n"
    return HttpResponse(told + Path(path).read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")


@never_cache
@require_safe
def visit_phone_hello(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, what a POST needs, the present by our clock, and the days with visits of the reader's."""
    actor = viewer(request, Permission.INSPECT)
    days = [[str(day), count] for day, count in queries.days_to_carry(actor, clock.today())]
    about = {"person": actor.user_id, "csrf": get_token(request), "now": timezone.now().isoformat(), "days": days}
    return JsonResponse(about)


@never_cache
@require_safe
def visit_phone_carry(request: HttpRequest) -> HttpResponse:
    """The visits of a day that are the reader's, or one visit, with all that is needed without a connection."""
    actor, given = viewer(request, Permission.INSPECT), request.GET
    try:
        visits = queries.visit_to_carry(actor, int(given["visit"])) if "visit" in given else []
        day = visits[0].planned_on if visits else date.fromisoformat(given.get("day", str(clock.today())))
    except ValueError:
        return JsonResponse({"error": _("A day like 2026-03-02 is needed.")}, status=422)
    if "visit" not in given:
        visits = queries.visits_to_carry(actor, day)
    device = request.GET.get("device", "")[:64]
    services.take_along(actor=actor, visits=visits, device=device)
    return JsonResponse({"visits": queries.carried_visits(visits, day, device)})


@never_cache
@require_POST
def visit_phone_sync(request: HttpRequest, pk: int) -> HttpResponse:
    """{"device", "cursor", "left", "skew", "theirs", "give", "ask", "entries": [{"id", "path", "value", "supersedes",
    "at"}]} in; out what was taken, what was refused and why, entries of other devices since the cursor, whether its
    owner goes, photos that are there and phones that hold more, and "why" where the visit is not theirs to make any
    more: with status 409 when nothing of it was taken. give: hand over to who goes now; ask: only say what that would
    bring, as {"new", "differs"}."""
    actor = viewer(request, Permission.INSPECT)
    try:
        given = json.loads(request.body)
        gives, asks = given.get("give") is True, given.get("ask") is True
        was_theirs = given.get("theirs") is True
        device, left, skew = str(given["device"])[:64], int(given["left"]), int(given["skew"])
        entries = [_entry(raw, device) for raw in given["entries"]]
        cursor = datetime.fromisoformat(given["cursor"]) if given["cursor"] else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return JsonResponse({"error": _("This cannot be read; update the page on the phone.")}, status=422)
    standing = queries.phone_standing(actor, pk, given=gives)
    visit = standing.visit
    if asks and standing.gives:
        new, differs = queries.giving_over(visit, {entry.path: entry.value for entry in entries})
        return JsonResponse({"new": new, "differs": differs})
    if not standing.takes:
        services.note_phone(actor=actor, visit=visit, device=device, left=left, skew_seconds=skew)
        return _not_taken(standing)
    accepted, refused = services.take_entries(actor=actor, visit=visit, entries=entries, given=standing.gives)
    services.note_phone(actor=actor, visit=visit, device=device, left=left - len(accepted), skew_seconds=skew)
    # What others wrote since is not told to whom the visit is no more.
    others, mark = queries.entries_since(visit, cursor, other_than=device) if not standing.gives else ([], None)
    visit.refresh_from_db()
    return JsonResponse(
        {
            "accepted": [str(entry) for entry in accepted],
            "refused": [{"id": str(entry), "why": " ".join(sentences(error))} for entry, error in refused],
            "entries": [queries.plain_entry(entry) for entry in others],
            "cursor": mark.isoformat() if mark else "",
            "filed": visit.filed_at is not None,
            "theirs": standing.theirs,
            "why": standing.why_to(was_theirs=was_theirs),
            "over": queries.may_take_over(actor, visit),
            "there": photos_there([visit])[visit.pk],
            "elsewhere": other_phones([visit], device)[visit.pk],
        }
    )


def _entry(raw: Any, device: str) -> NewEntry:
    """Raises KeyError, TypeError or ValueError for what is no entry."""
    value, made_at = raw["value"], datetime.fromisoformat(raw["at"])
    if isinstance(value, dict | list) or made_at.tzinfo is None or not isinstance(raw["path"], str):
        raise ValueError(raw["path"])
    supersedes = tuple(uuid.UUID(item) for item in raw["supersedes"])
    return NewEntry(uuid.UUID(raw["id"]), raw["path"], value, supersedes, made_at, device)


@never_cache
@require_POST
def visit_phone_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo, or a piece of it from `offset`. Answers with how much arrived, and whether it is kept whole."""
    actor, given = viewer(request, Permission.INSPECT), request.POST
    standing = queries.phone_standing(actor, pk, given="give" in given)
    if not standing.takes:
        return _not_taken(standing)
    try:
        taken_at = datetime.fromisoformat(given["taken_at"]) if given.get("taken_at") else None
        photo = services.PhotoAnnounced(
            id=uuid.UUID(given["key"]),
            name=given["name"][:200],
            size=int(given["size"]),
            sha256=_digest(given["sha256"]),
            original_sha256=_digest(given["original_sha256"]),
            taken_at=taken_at if taken_at is None or taken_at.tzinfo else None,
            place=_place(given.get("latitude"), given.get("longitude")),
        )
        offset = int(given.get("offset", 0))
    except (KeyError, ValueError):
        return JsonResponse({"error": _("Take the photo again.")}, status=422)
    piece = request.FILES.get("piece")
    data = piece.read() if piece is not None else b""
    try:
        received, whole = services.receive_piece(
            actor=actor, visit=standing.visit, photo=photo, offset=offset, data=data, given=standing.gives
        )
    except TaizhangError as error:
        return JsonResponse({"error": " ".join(sentences(error))}, status=422)
    return JsonResponse({"received": received, "whole": whole})


def _digest(text: str) -> str:
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise ValueError(text)
    return text


def _place(latitude: str | None, longitude: str | None) -> tuple[Decimal, Decimal] | None:
    """None where the phone did not say, or said what is nowhere on earth."""
    try:
        found = Decimal(latitude or ""), Decimal(longitude or "")
    except InvalidOperation:
        return None
    if not (abs(found[0]) <= 90 and abs(found[1]) <= 180):
        return None
    return found[0].quantize(Decimal("0.000001")), found[1].quantize(Decimal("0.000001"))


@never_cache
@require_POST
def visit_phone_file(request: HttpRequest, pk: int) -> HttpResponse:
    """{"without": [photos that were refused]} in. Files a visit whose person said on the phone that it is finished, on
    the day of its last entry."""
    actor = viewer(request, Permission.INSPECT)
    standing = queries.phone_standing(actor, pk)
    if not standing.takes:
        return _not_taken(standing)
    try:
        given = json.loads(request.body) if request.content_type == "application/json" else {}
        without = frozenset(str(key) for key in given.get("without", ()))
    except (AttributeError, TypeError, ValueError):
        return JsonResponse({"error": _("This cannot be read; update the page on the phone.")}, status=422)
    day = queries.day_of_visit(standing.visit)
    try:
        services.file_visit(actor=actor, visit=standing.visit, visited_on=day, without=without)
    except TaizhangError as error:
        return JsonResponse({"filed": False, "missing": sentences(error)})
    return JsonResponse({"filed": True, "missing": []})


@require_safe
def visit_phone_report(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """What the unit photographed of a finding that the visit looks at again."""
    photo = queries.recheck_photo(viewer(request, Permission.INSPECT), pk, photo_pk, clock.today())
    return picture(photo.file, photo.name)


def _not_taken(standing: PhoneStanding) -> JsonResponse:
    """The phone sets this one visit apart with the reason, and hands the others over. give: what it holds of it can be
    handed over to who goes now."""
    return JsonResponse({"why": standing.why} | ({"give": True} if standing.gives else {}), status=409)
