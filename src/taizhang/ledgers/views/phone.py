"""Filing on a phone: one row a screen, the same draft as the grid, photos piece by piece."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.core.language import language_of
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.drafting import DraftRow, is_blank
from taizhang.ledgers.models import DraftPhoto, GridDraft, VersionSource
from taizhang.ledgers.services.filed_names import names_since_filed, renamed
from taizhang.ledgers.views.common import say_problems
from taizhang.ledgers.views.grid import (
    file_and_answer,
    named,
    page_of,
    problems_of,
    state_of,
)
from taizhang.ledgers.views.grid_input import (
    Problems,
    answers_an_address,
    filing_from,
    handed_of,
    marks_in,
    new_id,
    refused,
)
from taizhang.ledgers.views.late import gone_words, handed_in, late_words
from taizhang.ledgers.views.older_draft import to_older


@never_cache
@require_http_methods(["GET", "POST"])
@answers_an_address
def phone_form(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """One row of the draft. POST keeps it and goes: `go` is stay, new, file, hand-in, remove or a row's id."""
    filing, place = filing_from(request, ledger_key, period, org), (ledger_key, period, org)
    try:
        if request.method == "GET":
            draft = services.draft_for(filing)
            if services.is_older(filing, draft):
                return to_older(filing, "phone")
            return render(request, "ledgers/phone_form.html", _page(filing, draft, request.GET.get("row", "")))
        return _posted(request, filing, place)
    except services.DraftMoved as error:
        filed, by_script = handed_in(filing), request.POST.get("answer") == "json"
        if filed is not None and by_script:
            return JsonResponse(state_of(error.draft) | late_words(filed), status=409)
        if filed is not None:
            messages.warning(request, late_words(filed)["late"])
            return redirect("ledgers:submission-detail", filed.pk)
        handed, kept = handed_of(request, filing.ledger), services.draft_for(filing)
        (row,) = renamed(handed.rows[:1], names_since_filed(filing, kept, handed.base))
        words, differs = gone_words(filing, error.draft), _differs(filing, row, kept)
        if by_script:
            return JsonResponse(state_of(error.draft) | {"moved": True, "words": words, "differs": differs}, status=409)
        context = _page(filing, kept, row["id"], row) | {"moved": True, "gone": words, "differs": differs}
        return render(request, "ledgers/phone_form.html", context, status=409)
    except services.FilingMoved:
        messages.warning(request, _("A newer version was saved meanwhile. Nothing is lost: look at both, then go on."))
        return redirect("ledgers:grid-merge", *place)
    except TaizhangError as error:
        say_problems(request, error)
        return redirect("ledgers:filing-page", *place)


def _posted(request: HttpRequest, filing: services.Filing, place: tuple[str, str, str]) -> HttpResponse:
    go, sent = request.POST.get("go", "stay"), handed_of(request, filing.ledger)
    handed = services.Handed([], **marks_in(request.POST.dict()))
    draft = services.draft_for(filing)
    row = next(iter(renamed(sent.rows, names_since_filed(filing, draft, handed.base))), None)
    own = row["id"] if row is not None else ""
    known = row is not None and any(one["id"] == row["id"] for one in draft.rows or [])
    if row is not None and (known or not is_blank(row)):
        token = request.POST.get("token", "")[:64] if go in ("file", "hand-in") else ""
        draft = services.keep_row(filing, row, handed, remove=go == "remove", filing_as=token)
    if row is not None and not _take_photos(request, filing, row["id"]):
        go = "stay"
    if request.POST.get("answer") == "json":
        rows = _shown(draft)
        found = named(problems_of(filing, rows, draft.base_version), rows, filing)
        return JsonResponse(state_of(draft) | {"problems": found})
    if go in ("file", "hand-in"):
        # The same window: its page is to know that what it kept on the phone arrived, also when the filing is refused.
        marks = (draft.base_version, draft.revision, handed.client, handed.sequence)
        whole = services.Handed(draft.rows or [], *marks)

        def again(kept: GridDraft, problems: Problems) -> HttpResponse:
            context = _page(filing, kept, _first_wrong(kept, problems) or own, problems=problems) | {"refused": True}
            return render(request, "ledgers/phone_form.html", context, status=422)

        return file_and_answer(request, filing, whole, VersionSource.PHONE, go == "hand-in", again)
    if go == "grid":
        return redirect("ledgers:grid-page", *place)
    to = {"stay": own, "new": "new", "remove": ""}.get(go, go)
    return redirect(f"{reverse('ledgers:phone-form', args=place)}?{urlencode({'row': to})}")


def _differs(filing: services.Filing, row: DraftRow, kept: GridDraft) -> list[str]:
    """A line for each column of a row in which this page and the other window differ; [] when the other took the row
    out."""
    other = next((one["v"] for one in kept.rows or [] if one["id"] == row["id"]), None)
    if other is None:
        return []
    language, own = language_of(), row["v"]
    columns = [
        (field.title.get(language), own.get(field.id, ""), other.get(field.id, "")) for field in filing.ledger.fields
    ]
    return [
        _("%(title)s: here %(mine)s, in the other %(theirs)s")
        % {"title": title, "mine": mine or "—", "theirs": theirs or "—"}
        for title, mine, theirs in columns
        if mine != theirs
    ]


def _first_wrong(draft: GridDraft, problems: Problems) -> str:
    """The first row of the table with an error; "" when none is of one row."""
    wrong = {item["row"] for item in problems if item["level"] == "error"}
    return next((row["id"] for row in draft.rows or [] if row["id"] in wrong), "")


def _page(
    filing: services.Filing,
    draft: GridDraft,
    wanted: str,
    typed: DraftRow | None = None,
    problems: Problems | None = None,
) -> dict[str, Any]:
    """typed: shown instead of the kept row. problems: of the draft, where they are known."""
    rows = _shown(draft)
    wanted = wanted or _first_open(filing, rows)
    at = next(
        (number for number, row in enumerate(rows) if row["id"] == wanted), 0 if rows and wanted[:1] != "n" else -1
    )
    if at < 0:
        # A new row keeps its name when the page is opened again, so that nothing becomes two.
        own = wanted if wanted[:1] == "n" and wanted != "new" and wanted.isalnum() and wanted.isascii() else new_id()
        rows, at = [*rows, {"id": own[:40], "v": {}, "c": []}], len(rows)
    if typed is not None:
        rows[at] = typed
    context = page_of(filing, draft, rows=rows, problems=problems)
    context["marks"] = [(mark, number, f"?row=r{mark.row}{address}") for mark, number, address in context["marks"]]
    shown = context["rows"][at]
    found = [item for item in context["problems"] if item["row"] == shown["id"]]
    for cell in shown["cells"]:
        cell["problem"] = _together([item for item in found if item["field"] == cell["field"]["id"]])
    marked = {f"r{mark.row}" for mark, _number, _address in context["marks"]}
    photos = list(draft.photos.filter(row=shown["id"], evidence__isnull=True)) if draft.pk else []
    for cell in shown["cells"]:
        cell["photos"] = [photo for photo in photos if photo.field == cell["field"]["id"]]
    return context | {
        "row": shown,
        "row_problems": [item for item in found if not item["field"]],
        "before": rows[at - 1]["id"] if at else "",
        "after": rows[at + 1]["id"] if at + 1 < len(rows) else "",
        "next_marked": next((own for own in _from(rows, at) if own in marked), ""),
        "count": len(rows),
        "all_rows": [
            (row["id"], _label(filing, row, number), row["id"] in marked) for number, row in enumerate(rows, start=1)
        ],
        "photos": [photo for photo in photos if not photo.field],
        "lost_files": [photo for photo, number, _title in context["waiting_files"] if not number],
    }


def _first_open(filing: services.Filing, rows: list[DraftRow]) -> str:
    """The first row of the table in which something may be changed; "" where all of it may."""
    submission = services.filed_submission(filing)
    open_ = queries.open_cells(submission) if submission is not None else None
    return next((row["id"] for row in rows if row["id"] in open_), "") if open_ is not None else ""


def _shown(draft: GridDraft) -> list[DraftRow]:
    return [row for row in draft.rows or [] if not is_blank(row)]


def _together(problems: list[dict[str, str]]) -> dict[str, str] | None:
    """What is wrong with one cell: all of it, as bad as the worst."""
    if not problems:
        return None
    level = "error" if any(item["level"] == "error" for item in problems) else "warning"
    return {"level": level, "text": " ".join(item["text"] for item in problems)}


def _from(rows: list[DraftRow], at: int) -> list[str]:
    """The ids of the other rows, from the one after this on and round."""
    return [row["id"] for row in [*rows[at + 1 :], *rows[:at]]]


def _label(filing: services.Filing, row: DraftRow, number: int) -> str:
    names = filing.ledger.row_key or tuple(field.id for field in filing.ledger.fields[:1])
    words = " · ".join(row["v"][name] for name in names if row["v"].get(name))
    return f"{number}  {words}"


def _take_photos(request: HttpRequest, filing: services.Filing, row: str) -> bool:
    """Those sent with the form, by a browser without scripts; False when one is refused, which is told."""
    for name, photo in request.FILES.items():
        at, _dot, field = name.partition(".")
        if at != "photo" or not isinstance(photo, UploadedFile):
            continue
        try:
            _whole_photo(filing, row, field, photo.name or "", photo.read(services.MAX_EVIDENCE_BYTES + 1))
        except TaizhangError as error:
            say_problems(request, error)
            return False
    return True


def _whole_photo(filing: services.Filing, row: str, field: str, name: str, data: bytes) -> None:
    draft = services.stored_draft(filing)
    row = names_since_filed(filing, draft, -1).get(row, row)
    key = new_id()
    digest = hashlib.sha256(data).hexdigest()
    services.begin_photo(draft, key=key, row=row, field=field, name=name, size=len(data), sha256=digest)
    services.receive_piece(draft, key=key, offset=0, data=data)


@require_POST
def phone_photo(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """`do`: begin (tells how much is there already), piece, drop. Answers with how much arrived."""
    filing = filing_from(request, ledger_key, period, org)
    given, key = request.POST, request.POST.get("key", "")
    try:
        draft = services.stored_draft(filing)
        if given.get("do") == "drop":
            services.drop_photo(draft, key)
            return JsonResponse({"received": 0})
        photo = _begin(filing, draft, given) if given.get("do") == "begin" else _piece(request, draft, key)
    except TaizhangError as error:
        return refused(error)
    except (DraftPhoto.DoesNotExist, ValueError):
        return JsonResponse({"error": _("Take the photo again.")}, status=422)
    return JsonResponse({"received": photo.received, "whole": photo.is_whole, "key": photo.key})


def _begin(filing: services.Filing, draft: GridDraft, given: Any) -> DraftPhoto:
    row = given.get("row", "")
    return services.begin_photo(
        draft,
        key=given.get("key", ""),
        row=names_since_filed(filing, draft, -1).get(row, row),
        field=given.get("field", ""),
        name=given.get("name", ""),
        size=int(given.get("size", "0")),
        sha256=given.get("sha256", ""),
        taken_at=_taken_at(given.get("taken_at", "")),
    )


def _piece(request: HttpRequest, draft: GridDraft, key: str) -> DraftPhoto:
    piece = request.FILES.get("piece")
    data = piece.read(services.MAX_CHUNK) if piece is not None else b""
    return services.receive_piece(draft, key=key, offset=int(request.POST.get("offset", "0")), data=data)


def _taken_at(text: str) -> datetime | None:
    """EXIF's `2026:03:31 10:20:30`, in the time of the place."""
    try:
        return timezone.make_aware(datetime.strptime(text, "%Y:%m:%d %H:%M:%S"))
    except ValueError:
        return None
