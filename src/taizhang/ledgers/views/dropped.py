"""Files as they come with a request, one or several."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import services
from taizhang.ledgers.services import Dropped, FilingPlace, Places
from taizhang.ledgers.views.common import upload_bytes

_ELSEWHERE = {"file.wrong-ledger", "file.wrong-period"}


def drop_of(request: HttpRequest, prefer: FilingPlace | None) -> HttpResponse:
    """Look at the files of a request together, and show what was found. Raises TaizhangError for none or too many."""
    files = [Dropped(file.name or "", partial(upload_bytes, file)) for file in request.FILES.getlist("workbook")]
    drop = services.drop_files(actor=actor_of(request), files=files, prefer=prefer)
    return redirect("ledgers:drop-detail", drop)


def is_elsewhere(request: HttpRequest, error: TaizhangError) -> bool:
    """Whether a file that this filing refused says of itself that it is for another one of the same person."""
    upload = request.FILES.get("workbook")
    if upload is None or not {problem.code for problem in error.problems} <= _ELSEWHERE:
        return False
    places = Places.of(actor_of(request))
    return places.find(upload.name or "", upload_bytes(upload), settings.MAX_UPLOAD_BYTES) is not None
