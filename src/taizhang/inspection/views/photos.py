"""Photos of visits as they are kept, small ones for lists, and the camera's originals."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from taizhang.core.htmx import redirect_after_post
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.inspection import queries, services
from taizhang.inspection.views.common import picture, small_picture, viewer
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES

MOST = 40  # in one go


@require_safe
def visit_photo(request: HttpRequest, pk: int, photo_id: uuid.UUID) -> HttpResponseBase:
    """A photo of the visit, for who sees its record; ?small: a thumbnail; ?original: what the camera made."""
    photo = queries.visit_photo(viewer(request), pk, photo_id)
    if "small" in request.GET:
        return small_picture(photo.file, photo.name)
    if "original" not in request.GET:
        return picture(photo.file, photo.name)
    if photo.unaltered is None:
        raise Http404
    return picture(photo.unaltered, photo.name)


@require_POST
def visit_originals(request: HttpRequest, pk: int) -> HttpResponse:
    """Files `originals`: each is known by its hash; what belongs to no photo is told by name."""
    actor = viewer(request, Permission.INSPECT)
    visit = queries.one_of(queries.visible_visits(actor), pk)
    sent = request.FILES.getlist("originals")[:MOST]
    files = [(file.name or "", file.read(MAX_EVIDENCE_BYTES + 1)) for file in sent]
    kept, problems = services.keep_originals(actor=actor, visit=visit, files=files)
    if kept:
        messages.success(request, ngettext("%(n)d original is kept.", "%(n)d originals are kept.", kept) % {"n": kept})
    for one in problems:
        messages.error(request, one.sentence(language_of()))
    return redirect_after_post(request, reverse("inspection:visit-detail", args=[pk]) + "#photos")
