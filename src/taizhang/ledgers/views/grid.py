"""Filing in a grid in the browser: shown, kept while typing, checked, merged, filed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.requests import whole_number
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Field, FieldType
from taizhang.ledgers import queries, services
from taizhang.ledgers.drafting import MAX_ROWS, DraftRow, is_blank
from taizhang.ledgers.models import OPEN_STATES, GridDraft, Submission, VersionSource
from taizhang.ledgers.usual_width import usual_width
from taizhang.ledgers.validation import code_lists_of
from taizhang.ledgers.views.came_back import came_back, cell_id
from taizhang.ledgers.views.common import count_words, crumbs_to, in_a_row, say_problems, unit_name
from taizhang.ledgers.views.filing import submission_submit
from taizhang.ledgers.views.grid_input import (
    Problems,
    answers_an_address,
    filing_from,
    handed_of,
    new_id,
    payload_of,
    places_of,
    rows_in,
)
from taizhang.ledgers.views.grid_moved import SETTLING, moved_context, picks_of
from taizhang.ledgers.views.late import gone_words, handed_in, late_words
from taizhang.ledgers.views.older_draft import to_older
from taizhang.ledgers.views.origins import Origins, notes_of, origins_of

SPARE_ROWS = 5
TEXT_WIDTH = 22  # characters that are seen of a text of any length
FIRST_WRONG = 5  # cells that a refusal leads to; the list under the table has all


@never_cache
@require_http_methods(["GET", "POST"])
@answers_an_address
def grid_page(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """The draft as a table of inputs. POST `do`: keep, rows, last (copy last period), file, hand-in."""
    filing = filing_from(request, ledger_key, period, org)
    place = (ledger_key, period, org)
    try:
        if request.method == "GET":
            draft = services.draft_for(filing)
            if services.is_older(filing, draft):
                return to_older(filing, "grid")
            return render(request, "ledgers/grid_page.html", page_of(filing, draft))
        return _posted(request, filing, place)
    except (services.DraftMoved, services.DraftUndecided) as error:
        return _moved(request, filing, error)
    except services.FilingMoved:
        messages.warning(request, _("A newer version was saved meanwhile. Nothing is lost: look at both, then go on."))
        return redirect("ledgers:grid-merge", *place)
    except TaizhangError as error:
        say_problems(request, error)
        return redirect("ledgers:filing-page", *place)


def _moved(
    request: HttpRequest, filing: services.Filing, error: services.DraftMoved | services.DraftUndecided
) -> HttpResponse:
    """The page as this window holds it, with what the saved draft says otherwise. It stays on the revision that it
    was read at, so that nothing it sends by itself replaces the saved one."""
    if (filed := handed_in(filing)) is not None:
        messages.warning(request, late_words(filed)["late"])
        return redirect("ledgers:submission-detail", filed.pk)
    if isinstance(error, services.DraftUndecided):
        say_problems(request, error)
    handed = handed_of(request, filing.ledger)
    moved = moved_context(request, filing, handed.rows, error.draft)
    context = page_of(filing, error.draft, rows=list(handed.rows)) | {
        "moved": True,
        "gone": gone_words(filing, error.draft),
        **moved,
    }
    if moved["windows"] is not None:
        context["revision"] = handed.revision
    return render(request, "ledgers/grid_page.html", context, status=409)


def _posted(request: HttpRequest, filing: services.Filing, place: tuple[str, str, str]) -> HttpResponse:
    if request.POST.get("kept"):
        return file_kept_draft(request, filing)
    wish, handed = request.POST.get("do", "keep"), handed_of(request, filing.ledger)
    if wish in ("file", "hand-in"):
        return _filed(request, filing, handed, hand_in=wish == "hand-in")
    if wish in SETTLING:
        seen = whole_number(request.POST.get("seen", "")) or 0
        services.settle_windows(filing, handed, seen=seen, picks=picks_of(request), every=SETTLING[wish])
        messages.success(request, _("Kept as you chose. Look it through, then save or hand in."))
        return redirect("ledgers:grid-page", *place)
    if wish == "last":
        last = queries.last_period_texts(filing.ledger, filing.period, filing.org_unit)
        rows = services.with_last_period(handed.rows, last, filing.ledger)
        handed = services.Handed(rows, handed.base, handed.revision, handed.client, handed.sequence)
    draft = services.keep_draft(filing, handed)
    if wish not in ("rows", "last"):
        at = timezone.localtime(draft.saved_at)
        messages.success(request, _("Draft saved at %(time)s.") % {"time": f"{at:%H:%M:%S}"})
    return redirect("ledgers:grid-page", *place)


def _filed(request: HttpRequest, filing: services.Filing, handed: services.Handed, *, hand_in: bool) -> HttpResponse:
    def again(draft: GridDraft, problems: Problems) -> HttpResponse:
        context = page_of(filing, draft, problems=problems)
        context |= {"refused": True, "first_wrong": _first_wrong(context["problems"])}
        return render(request, "ledgers/grid_page.html", context, status=422)

    return file_and_answer(request, filing, handed, VersionSource.GRID, hand_in, again)


def _first_wrong(problems: Problems) -> Problems:
    """The wrong cells that the message leads to, from the top of the table."""
    cells = [item for item in problems if item["level"] == "error" and item["number"] and item["field"]]
    return sorted(cells, key=lambda item: int(item["number"]))[:FIRST_WRONG]


def file_kept_draft(request: HttpRequest, filing: services.Filing) -> HttpResponse:
    """From the filing's page: the draft as it was last kept is filed and handed in, unless it changed since that page
    was shown."""
    draft, token = services.draft_for(filing), request.POST.get("token", "")[:64]
    if not token or draft.filed_token != token:
        if draft.revision != whole_number(request.POST.get("revision", "")):
            return _look_again(request, filing)
        if services.is_older(filing, draft):
            return to_older(filing, "grid")
    kept = services.Handed(draft.rows or [], draft.base_version, draft.revision)
    try:
        return _filed(request, filing, kept, hand_in=True)
    except services.DraftMoved:
        return _look_again(request, filing)


def _look_again(request: HttpRequest, filing: services.Filing) -> HttpResponse:
    messages.warning(request, _("The draft was changed since. Look at it, then hand in."))
    return redirect("ledgers:grid-page", filing.ledger.key, filing.period.code, filing.org_unit.code)


def file_and_answer(
    request: HttpRequest,
    filing: services.Filing,
    handed: services.Handed,
    source: VersionSource,
    hand_in: bool,
    again: Callable[[GridDraft, Problems], HttpResponse],
) -> HttpResponse:
    """Shared with the phone form: to the filing when it was saved. again: else the page that it came from, with what is
    wrong."""
    token, reason = request.POST.get("token", "")[:64], request.POST.get("reason", "")[:300]
    done = services.file_draft(filing, handed, token=token, source=source, reason=reason)
    submission = done.result.submission
    if submission is None:
        if services.is_older(filing, done.draft):
            return to_older(filing, "phone" if source is VersionSource.PHONE else "grid")
        return again(done.draft, places_of(done.result, done.ids, language_of()))
    if not (done.repeated or done.result.unchanged):
        words = _("Saved %(rows)d rows as version %(version)d.")
        messages.success(request, words % {"rows": done.result.row_count, "version": done.result.version})
    if not done.repeated:
        _tell_left_over(request, done.draft)
    if hand_in and Submission.objects.get(pk=submission.pk).state in OPEN_STATES:
        return submission_submit(request, submission.pk)
    return redirect("ledgers:submission-detail", submission.pk)


def _tell_left_over(request: HttpRequest, draft: GridDraft) -> None:
    """Evidence that was on its way and is not in the filing: its person thinks that it is."""
    if names := in_a_row(photo.name for photo in services.left_over(draft)):
        why = _("Not handed in with the rows: %(names)s. It had not arrived, or its row is not in the table.")
        messages.warning(request, why % {"names": names})


def page_of(
    filing: services.Filing,
    draft: GridDraft,
    *,
    rows: list[DraftRow] | None = None,
    problems: Problems | None = None,
) -> dict[str, Any]:
    """What the page shows. rows: instead of the draft's own. problems: of these rows, where they are known."""
    ledger, period, unit = filing.ledger, filing.period, filing.org_unit
    submission = Submission.objects.filter(org_unit=unit, ledger_key=ledger.key, period_code=period.code).first()
    open_cells = queries.open_cells(submission) if submission is not None else None
    version = submission.version if submission is not None else 0
    shown: list[DraftRow] = rows if rows is not None else draft.rows or []
    if submission is not None and shown and queries.personal_fields(ledger):
        queries.note_personal_view(filing.actor, submission, ledger)
    spare = SPARE_ROWS if open_cells is None else 0
    blank: list[DraftRow] = [{"id": new_id(), "v": {}, "c": []} for _index in range(min(spare, MAX_ROWS - len(shown)))]
    fields = fields_of(filing)
    numbers = {row["id"]: number for number, row in enumerate(shown, start=1)}
    titles = {field["id"]: field["title"] for field in fields}
    origins = origins_of(filing, shown)
    photos = draft.photos.filter(evidence__isnull=True) if draft.pk else []
    is_open = submission is None or submission.state in OPEN_STATES
    if problems is None:
        problems = problems_of(filing, shown, draft.base_version) if is_open else []
    problems = named(problems, shown, filing)
    wrong = sum(item["level"] == "error" for item in problems)
    return {
        "ledger": ledger,
        "period": period,
        "org": unit.code,
        "org_name": unit_name(unit, period),
        "submission": submission,
        "is_open": is_open,
        "line": queries.filing_line(ledger, period, unit),
        "draft": draft,
        "revision": draft.revision,
        "fields": fields,
        "rows": [
            _row(row, number, fields, open_cells, origins) for number, row in enumerate([*shown, *blank], start=1)
        ],
        "waiting_files": [(photo, numbers.get(photo.row), titles.get(photo.field, "")) for photo in photos],
        "problems": problems,
        "counts": count_words(wrong, len(problems) - wrong),
        "outdated": draft.rows is not None and draft.base_version != version,
        **came_back(filing.actor, submission, ledger, lambda mark: f"#{cell_id(mark, ledger)}", numbers),
        "locked": open_cells is not None,
        "token": secrets.token_urlsafe(24),
        "language": language_of(),
        "last": queries.last_period_texts(ledger, period, unit) if open_cells is None else [],
        "row_key": list(ledger.row_key),
        "copied": any(row["c"] for row in shown),
        "came_from": notes_of(filing, shown, origins),
        "max_rows": MAX_ROWS,
        "draft_places": _not_filed(filing, draft),
        "crumbs": crumbs_to(ledger, (_("Fill in online"), "")),
    }


def _not_filed(filing: services.Filing, draft: GridDraft) -> int:
    """In how many places the draft differs from what is saved."""
    waiting = services.waiting_draft(filing, language_of()) if draft.pk else None
    return len(waiting.changes) if waiting is not None else 0


def problems_of(filing: services.Filing, rows: Sequence[DraftRow], base: int) -> Problems:
    """All that filing these rows would tell; nothing of a table in which nothing was typed yet."""
    if all(is_blank(row) for row in rows):
        return []
    return places_of(*services.check_draft(filing, rows, base), language_of())


def named(problems: Problems, rows: Sequence[DraftRow], filing: services.Filing) -> Problems:
    """With the number of their row, as the page counts these rows, and the title of their column."""
    numbers = {row["id"]: str(number) for number, row in enumerate(rows, start=1)}
    titles = {field.id: field.title.get(language_of()) for field in filing.ledger.fields}
    return [
        item | {"number": numbers.get(item["row"], ""), "title": titles.get(item["field"], "")} for item in problems
    ]


def fields_of(filing: services.Filing) -> list[dict[str, Any]]:
    """How each column is shown. choices: for drop-downs; kind: what its input is."""
    language, codes = language_of(), code_lists_of(filing.ledger, installed_packs())
    found = []
    for field in filing.ledger.fields:
        choices: list[str] = []
        if field.type is FieldType.BOOLEAN:
            choices = ["是", "否"]
        elif field.type is FieldType.CODE:
            choices = [text.get(language) for text in codes[field.code_list].codes.values()]
        kind = _kind(field)
        found.append(
            {
                "id": field.id,
                "title": field.title.get(language),
                "unit": field.unit,
                "required": field.required,
                "note": field.description.get(language),
                "example": field.example,
                "choices": choices,
                "kind": kind,
                "mode": {"number": "decimal", "integer": "numeric"}.get(field.type.value, ""),
                "width": max(usual_width(field, codes), TEXT_WIDTH if kind == "text" else 0),
            }
        )
    return found


def _kind(field: Field) -> str:
    if field.type in (FieldType.INTEGER, FieldType.NUMBER):
        return "number"
    if field.type in (FieldType.BOOLEAN, FieldType.CODE):
        return "choice"
    if field.type is FieldType.STRING and not field.format and not field.pattern:
        return "text"  # may hold line breaks
    return "short"


def _row(
    row: DraftRow,
    number: int,
    fields: list[dict[str, Any]],
    open_cells: dict[str, frozenset[str]] | None,
    origins: Origins,
) -> dict[str, Any]:
    allowed = None if open_cells is None else open_cells.get(row["id"], frozenset())
    cells = [
        {
            "field": field,
            "value": row["v"].get(field["id"], ""),
            "copied": field["id"] in row["c"],
            "origin": origins.get((field["id"], row["v"].get(field["id"], "")), "") if field["id"] in row["c"] else "",
            "locked": allowed is not None and field["id"] not in allowed,
            "marked": allowed is not None and field["id"] in allowed,
        }
        for field in fields
    ]
    return {"id": row["id"], "number": number, "cells": cells}


@require_POST
def grid_draft(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """Kept while typing. 409 when another window wrote: its revision and time, and what differs as a part of the
    page, "" where the other window filed the draft or threw it away; or, where it is handed in, `late` and `to`."""
    filing = filing_from(request, ledger_key, period, org)
    try:
        draft = services.keep_draft(filing, handed_of(request, filing.ledger))
    except services.DraftMoved as error:
        if (filed := handed_in(filing)) is not None:
            return JsonResponse(state_of(error.draft) | late_words(filed), status=409)
        moved = moved_context(request, filing, handed_of(request, filing.ledger).rows, error.draft)
        html = render_to_string("ledgers/_grid_moved.html", moved, request) if moved["windows"] is not None else ""
        told = {"moved": True, "html": html, "words": gone_words(filing, error.draft)}
        return JsonResponse(state_of(error.draft) | told, status=409)
    except TaizhangError as error:
        return JsonResponse(
            {"error": " ".join(problem.cure.get(language_of()) for problem in error.problems)}, status=422
        )
    return JsonResponse(state_of(draft))


def state_of(draft: GridDraft) -> dict[str, Any]:
    at = timezone.localtime(draft.saved_at) if draft.saved_at else None
    return {"revision": draft.revision, "saved": f"{at:%H:%M:%S}" if at else "", "client": draft.client}


@require_POST
def grid_check(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """Problems of the table that was sent, by row id; nothing is kept."""
    filing = filing_from(request, ledger_key, period, org)
    rows = rows_in(payload_of(request).get("rows"), filing.ledger)
    try:
        found = problems_of(filing, rows, services.draft_for(filing).base_version)
    except TaizhangError as error:
        return JsonResponse(
            {"error": " ".join(problem.cure.get(language_of()) for problem in error.problems)}, status=422
        )
    return JsonResponse({"problems": found})


@require_POST
def grid_discard(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    services.discard_draft(filing_from(request, ledger_key, period, org))
    messages.info(request, _("The draft was thrown away; what was filed stays as it is."))
    return redirect("ledgers:filing-page", ledger_key, period, org)
