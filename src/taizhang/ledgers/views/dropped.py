"""Files as they come with a request, one or several."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from taizhang.core.requests import actor_of
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.ledgers import services
from taizhang.ledgers.services import Dropped, FilingPlace, Places

_ELSEWHERE = {"file.wrong-ledger", "file.wrong-period"}


def bytes_of(upload: UploadedFile[Any]) -> bytes:
    """Read only what may be taken, so that a huge file never fills the memory."""
    size, limit = upload.size or 0, settings.MAX_UPLOAD_BYTES // 1024 // 1024
    if size > settings.MAX_UPLOAD_BYTES:
        found = Text(f"{-(-size // 1024 // 1024)} MB")
        cure = Text("删去图片，或分次上传。", "Take out pictures, or upload in parts.")
        expected = Text(f"不超过 {limit} MB 的文件", f"a file up to {limit} MB")
        raise TaizhangError([Problem("file.too-large", upload.name or "", expected, found, cure)])
    upload.seek(0)
    return bytes(upload.read())


def drop_of(request: HttpRequest, prefer: FilingPlace | None) -> HttpResponse:
    """Look at the files of a request together, and show what was found. Raises TaizhangError for none or too many."""
    files = [Dropped(file.name or "", partial(bytes_of, file)) for file in request.FILES.getlist("workbook")]
    drop = services.drop_files(actor=actor_of(request), files=files, prefer=prefer)
    return redirect("ledgers:drop-detail", drop)


def is_elsewhere(request: HttpRequest, error: TaizhangError) -> bool:
    """Whether a file that this filing refused says of itself that it is for another one of the same person."""
    upload = request.FILES.get("workbook")
    if upload is None or not {problem.code for problem in error.problems} <= _ELSEWHERE:
        return False
    places = Places.of(actor_of(request))
    return places.find(upload.name or "", bytes_of(upload), settings.MAX_UPLOAD_BYTES) is not None
