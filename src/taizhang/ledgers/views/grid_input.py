"""What a grid or phone page sends, brought to the shape that services take; with and without scripts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import get_object_or_404

from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.ledgers import services
from taizhang.ledgers.drafting import DraftRow, clean_rows
from taizhang.ledgers.views.common import ledger_of, period_of
from taizhang.organisation.models import OrgUnit


def filing_from(request: HttpRequest, ledger_key: str, period: str, org: str) -> services.Filing:
    """Raises Http404 for a filing that is not this actor's to make."""
    ledger, actor = ledger_of(request, ledger_key), actor_of(request)
    if not actor.can(Permission.FILE_LEDGER, org, ledger):
        raise Http404
    return services.Filing(actor, ledger, period_of(period, ledger), get_object_or_404(OrgUnit, code=org))


def answers_an_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """To a page that sends its form by script and stays when no answer comes: where it would have been sent on to, as
    `to`. Everything else is answered as without scripts."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.headers.get("X-Answer") == "address" and isinstance(response, HttpResponseRedirectBase):
            return JsonResponse({"to": response.url})
        return response

    return answered


def new_id() -> str:
    return f"n{secrets.token_hex(5)}"


def payload_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON that a script sends in one field. Raises BadRequest."""
    try:
        found = json.loads(request.POST.get("payload") or "{}")
    except ValueError as error:
        raise BadRequest("payload") from error
    if not isinstance(found, dict):
        raise BadRequest("payload")
    return found


def handed_of(request: HttpRequest, ledger: Ledger) -> services.Handed:
    """From a script's `payload`, else from the page's plain fields."""
    found = payload_of(request)
    if "rows" not in found:
        return services.Handed(
            _plain_rows(request, ledger), _number(request.POST, "base"), _number(request.POST, "revision")
        )
    return services.Handed(rows_in(found.get("rows"), ledger), **marks_in(found))


def marks_in(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "base": _number(found, "base"),
        "revision": _number(found, "revision"),
        "client": str(found.get("client") or "")[:40],
        "sequence": _number(found, "sequence"),
    }


def rows_in(raw: object, ledger: Ledger) -> list[DraftRow]:
    try:
        return clean_rows(raw, ledger)
    except ValueError as error:
        raise BadRequest(str(error)) from error


def _number(source: Any, name: str) -> int:
    return whole_number(str(source.get(name) or 0)) or 0


def _plain_rows(request: HttpRequest, ledger: Ledger) -> list[DraftRow]:
    """`row`: the ids in order; `c.<row>.<field>`: a cell; `copied`: <row>.<field> not confirmed; `gone`: rows to take
    out; `sure`: all copied values are confirmed."""
    gone, copied = set(request.POST.getlist("gone")), set(request.POST.getlist("copied"))
    sure = request.POST.get("sure") == "yes"
    rows = []
    for own in request.POST.getlist("row"):
        if own in gone:
            continue
        values, open_ = {}, []
        for field in ledger.fields:
            text = request.POST.get(f"c.{own}.{field.id}", "")
            values[field.id] = text.replace("\r\n", "\n")
            was = request.POST.get(f"was.{own}.{field.id}")
            if f"{own}.{field.id}" in copied and not sure and was == text:
                open_.append(field.id)
        rows.append({"id": own, "v": values, "c": open_})
    return rows_in(rows, ledger)


def words_of(problem: Problem, language: str) -> str:
    """What a person reads beside the cell, which needs no name of its column."""
    expected, found, cure = (text.get(language) for text in (problem.expected, problem.found, problem.cure))
    if problem.data.get("field"):
        expected = expected.partition("”：" if language == "zh" else ": ")[2] or expected
    if problem.code.startswith("check."):
        return cure
    if language == "zh":
        return f"应为{expected}，现为{found}。{cure}"
    return f"Expected {expected}; found {found}. {cure}"


Problems = list[dict[str, str]]  # row, field, level, text


def places_of(result: services.FilingResult, ids: list[str], language: str) -> Problems:
    """Problems, then warnings, by row id and field; "" where they belong to no row or no cell."""
    found = []
    for problem in (*result.problems, *result.warnings):
        at = (whole_number(str(problem.data.get("position") or problem.key)) or 0) - 1
        own = ids[at] if 0 <= at < len(ids) else ""
        found.append(
            {
                "row": own,
                "field": str(problem.data.get("field") or ""),
                "level": problem.level,
                "text": words_of(problem, language),
            }
        )
    return found


def refused(error: TaizhangError) -> JsonResponse:
    """To a page that asked by script."""
    words = " ".join(words_of(problem, language_of()) for problem in error.problems)
    return JsonResponse({"error": words}, status=422)
