"""What the APIs of all apps share: errors as problem+json (RFC 9457), bodies as they came, pages by cursor."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Schema

from taizhang.core.language import language_of
from taizhang.core.rest_route import said
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.text import Text
from taizhang.packs.problems import propose

PROBLEM = "application/problem+json"
MOST_PROBLEMS = 2_000  # as many as a workbook is told
PAGE, MOST_PAGE = 100, 1_000


class OneProblem(Schema):
    __doc__ = said("One thing wrong, as the pages tell it.")

    code: str = Field(description=said("What kind of mistake: `cell.<field>`, `check.<id>`, `file.<kind>` and so on."))
    level: str = Field(description=said("`error`, or `warning` that an explanation passes."))
    where: str = Field(description=said("The sheet, file or table it stands in; empty when it is the request itself."))
    key: str = Field(description=said("The cell (`B7`), row or parameter."))
    row: int | None = Field(None, description=said("Of rows sent as JSON their number from 1; of a workbook its own."))
    field: str = Field("", description=said("The ledger's field id."))
    expected: str
    found: str
    cure: str


class ProblemAnswer(Schema):
    __doc__ = said("Every answer that is not a success (application/problem+json, RFC 9457).")

    type: str = Field(description=said("`urn:taizhang:problem:<kind>`"))
    title: str
    status: int
    detail: str = ""
    problems: list[OneProblem] = []
    more: int = Field(0, description=said("Problems beyond those listed."))


class Words(Schema):
    __doc__ = said("A text in both languages.")

    zh: str = Field(alias="zh-hans")
    en: str


def words(text: Text) -> dict[str, str]:
    return {"zh-hans": text.zh, "en": text.get("en")}


class TooLarge(TaizhangError):
    """A body longer than what is taken."""


class NotThere(TaizhangError):
    """What an address names is not there, and it is told which part. Not for org units: whether one exists that the
    caller may not see is not told."""


def titles() -> dict[str, tuple[int, str]]:
    """kind -> status and title, in the language of the request."""
    return {
        "bad-request": (400, _("The request cannot be read.")),
        "no-token": (401, _("A token in force is needed.")),
        "not-allowed": (403, _("The token or its owner may not do this.")),
        "not-found": (404, _("It is not there, or not yours to see.")),
        "method": (405, _("This address does not take that method.")),
        "conflict": (409, _("It changed meanwhile.")),
        "state": (409, _("The state it is in does not allow this.")),
        "other-body": (409, _("This Idempotency-Key was used for another request.")),
        "too-large": (413, _("The request is too large.")),
        "media-type": (415, _("This kind of body is not taken here.")),
        "wrong": (422, _("Something in the request is wrong.")),
        "too-many": (429, _("Too many requests.")),
        "failed": (500, _("Something broke here.")),
        "store-away": (503, _("The store of files does not answer.")),
    }


def problem_answer(
    kind: str,
    *,
    detail: str = "",
    problems: Sequence[Problem] = (),
    more: int = 0,
    members: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """members: what an operation tells beside the problems (RFC 9457, 3.2), as it describes it."""
    status, title = titles()[kind]
    body = {
        "type": f"urn:taizhang:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "problems": [problem_as_json(problem) for problem in problems[:MOST_PROBLEMS]],
        "more": more + max(len(problems) - MOST_PROBLEMS, 0),
        **(members or {}),
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type=PROBLEM, headers=dict(headers or {}))


def problem_as_json(problem: Problem) -> dict[str, object]:
    language = language_of()
    return {
        "code": problem.code,
        "level": problem.level,
        "where": problem.where,
        "key": problem.key,
        "row": problem.row,
        "field": str(problem.data.get("field") or ""),
        "expected": problem.expected.get(language),
        "found": problem.found.get(language),
        "cure": problem.cure.get(language),
    }


def json_answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        body if isinstance(body, bytes) else orjson.dumps(body, default=str),
        status=status,
        content_type="application/json",
        headers=dict(headers or {}),
    )


def body_of(request: HttpRequest) -> bytes:
    """The body as it came, up to what an upload may have. Raises TooLarge without reading on."""
    data = request.read(settings.MAX_UPLOAD_BYTES + 1)
    if len(data) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        expected, found = Text(f"不超过 {limit} MB", f"up to {limit} MB"), Text("更大的内容", "more")
        cure = Text("分次发送。", "Send it in parts.")
        raise TooLarge([Problem("body.too-large", "", expected, found, cure)])
    return data


def wrong(key: str, expected: Text, found: str, cure: Text) -> TaizhangError:
    """One wrong part of a request."""
    return TaizhangError([Problem(f"request.{key}", "", expected, Text(found[:80], found[:80]), cure, key=key)])


def period_of(code: str, *, known: Sequence[str] = ()) -> Period:
    """The period that a request names. known: codes to propose. Raises TaizhangError that says which is near."""
    try:
        return Period.parse(code)
    except PeriodError as error:
        expected = Text("期间代码，如 2026H1、2026-06", "a period code such as 2026H1 or 2026-06")
        cure = propose(code, known) if known else Text("照这样写期间。", "Write the period like that.")
        raise wrong("period", expected, code, cure) from error


def cursor_of(position: Sequence[int]) -> str:
    """An opaque text for a place in a list."""
    return base64.urlsafe_b64encode(orjson.dumps(list(position))).decode().rstrip("=")


def place_of(cursor: str, length: int) -> list[int] | None:
    """What `cursor_of` was given; None for the beginning. Raises TaizhangError for a made-up one."""
    if not cursor:
        return None
    try:
        found = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        found = None
    if not (isinstance(found, list) and len(found) == length and all(type(part) is int for part in found)):
        cure = Text("原样发回上一页给的 next，或不写。", "Send the last page's `next` back as it is, or none.")
        raise wrong("cursor", Text("上一页给出的位置", "the `next` of a page"), cursor, cure)
    if any(abs(part) >= 2**63 for part in found):
        return [min(max(part, -(2**62)), 2**62) for part in found]
    return found
