"""Filing: rows or a workbook in, handing in, taking back, evidence."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router
from ninja.files import UploadedFile
from ninja.params.functions import File, Form, Header, Query

from taizhang.accounts.idempotency import push_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest import body_of, json_answer, problem_answer, problem_as_json, wrong
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.engine.pack import Ledger
from taizhang.engine.text import Text
from taizhang.ledgers import services
from taizhang.ledgers.api import schemas
from taizhang.ledgers.api import submissions as reading
from taizhang.ledgers.api.common import ledger_of, period_in, submission_as_json, submission_of
from taizhang.ledgers.models import VersionSource
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.pushed_rows import pushed_rows
from taizhang.ledgers.rows_export import NDJSON
from taizhang.organisation.models import OrgUnit

router = Router(tags=["filing"], by_alias=True)
FILE = needs(Scope.LEDGERS_READ, Scope.LEDGERS_FILE, conflict=True)
KEY = Header(
    None, alias="Idempotency-Key", max_length=200, description=said("One's own name for this request, as a UUID.")
)
WORKBOOKS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/octet-stream",
    "text/csv",
    NDJSON,
)
_ETAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": schemas.PushIn.model_json_schema()},
        **dict.fromkeys(WORKBOOKS, _BINARY),
    },
}


@router.put(
    "/submissions/{ledger}/{period}/{org}",
    response={200: schemas.PushOut, 422: schemas.RefusedOut},
    summary=said("Push the whole filing of a unit: rows as JSON, or a workbook"),
    openapi_extra=needs(Scope.LEDGERS_FILE, conflict=True, requestBody=_BODY),
    description=said(
        "Saved whole, or not at all with every wrong cell named (422): the same list as on the page and for a workbook."
    ),
)
def push(
    request: HttpRequest,
    ledger: str,
    period: str,
    org: str,
    submit: bool = Query(False, description=said("Also hand it in: both or neither.")),
    nil: bool = Query(False, description=said("No rows, and meant so (零报告).")),
    reason: str = Query("", max_length=300, description=said("Why it changes what was filed.")),
    column: list[str] = Query(
        [], max_length=200, description=said("For a workbook: B=pupils, where its titles are not sure.")
    ),
    if_match: str | None = Header(
        None, alias="If-Match", description=said("The version looked at; 0 when there is none.")
    ),
    idempotency_key: str | None = KEY,
) -> HttpResponse:
    actor, found = actor_of(request), ledger_of(request, ledger)
    actor.require(Permission.FILE_LEDGER)
    unit = OrgUnit.objects.filter(code=org).first()
    if unit is None or not actor.can(Permission.FILE_LEDGER, org, found):
        raise Http404
    asked = {"actor": actor, "ledger": found, "org_unit": unit, "period": period_in(period, found), "reason": reason}
    asked["seen"] = _version_in(if_match)
    answers = services.answers_said(column, found, where="column")
    body = body_of(request)
    made = push_of(request, body)
    return made.carry_out(
        lambda: _answer(_save(request, body, found, asked, made.keep, answers, submit=submit, nil=nil))
    )


def _save(
    request: HttpRequest,
    body: bytes,
    ledger: Ledger,
    asked: dict[str, Any],
    keep: Any,
    answers: dict[str, str],
    *,
    submit: bool,
    nil: bool,
) -> FilingResult | HttpResponse:
    media_type = (request.content_type or "").lower()
    words: dict[str, str] = {}

    def then(result: FilingResult) -> None:
        if submit and result.submission is not None:
            result.submission = services.submit(
                actor=asked["actor"], submission=result.submission, explanations=words, reason=asked["reason"]
            )
        keep(_as_json(result))

    if media_type in WORKBOOKS:
        suffix = {"text/csv": "csv", NDJSON: "ndjson"}.get(media_type, "xlsx")
        return services.file_workbook(**asked, name=f"body.{suffix}", data=body, nil=nil, then=then, answers=answers)
    if media_type not in ("application/json", ""):
        return problem_answer("media-type", detail=media_type)
    pushed = pushed_rows(body, ledger)
    words.update(pushed.explanations)
    if not pushed.rows and not nil:
        raise services.no_rows(Text("没有行", "no rows"))
    unknown = pushed.unknown
    return services.save_rows(**asked, rows=pushed.rows, source=VersionSource.API, unknown=unknown, then=then)


def _answer(result: FilingResult | HttpResponse) -> HttpResponse:
    if isinstance(result, HttpResponse):
        return result
    if result.submission is None:
        found = [*result.problems, *result.warnings]
        nothing = gettext("Nothing was saved.")
        return problem_answer(
            "wrong", detail=nothing, problems=found, more=result.more, members={"read": _how_read(result)}
        )
    return json_answer(_as_json(result), headers={"ETag": f'"{result.version}"'})


def _as_json(result: FilingResult) -> dict[str, Any]:
    assert result.submission is not None
    return {
        "submission": result.submission.pk,
        "version": result.version,
        "state": str(result.submission.state),
        "rows": result.row_count,
        "unchanged": result.unchanged,
        "warnings": [problem_as_json(problem) for problem in result.warnings],
        **_how_read(result),
    }


def _how_read(result: FilingResult) -> dict[str, Any]:
    return {
        "repairs": dict(result.repairs),
        "unknown_columns": list(result.unknown_columns),
        "other_sheets": [*result.unread_sheets, *result.other_sheets],
        "hidden": result.hidden.words(),
        "left_out": [line.as_json() for line in result.left_out],
    }


def _version_in(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        cure = Text('写上次读到的版次，如 "3"。', 'Write the version last read, such as "3".')
        raise wrong("If-Match", Text("版次", "a version"), if_match, cure)
    return int(match[1])


@router.post(
    "/submissions/{int:pk}/submit",
    response=schemas.SubmissionOut,
    summary=said("Hand in the newest version"),
    openapi_extra=FILE,
)
def submit_filing(
    request: HttpRequest, pk: int, payload: schemas.ExplainIn | None = None, idempotency_key: str | None = KEY
) -> HttpResponse:
    submission, _ledger = submission_of(request, pk, Permission.FILE_LEDGER)
    words, reason = (payload.explanations, payload.reason) if payload is not None else ({}, "")
    actor = actor_of(request)
    return push_of(request, request.body).once(
        lambda: submission_as_json(
            services.submit(actor=actor, submission=submission, explanations=words, reason=reason)
        )
    )


@router.post(
    "/submissions/{int:pk}/withdraw",
    response=schemas.SubmissionOut,
    summary=said("Take back what nobody has reviewed yet"),
    openapi_extra=FILE,
)
def withdraw_filing(request: HttpRequest, pk: int, idempotency_key: str | None = KEY) -> HttpResponse:
    submission, _ledger = submission_of(request, pk, Permission.FILE_LEDGER)
    actor = actor_of(request)
    return push_of(request, request.body).once(
        lambda: submission_as_json(services.withdraw(actor=actor, submission=submission))
    )


@reading.router.post(  # on the router of its GET: an address belongs to one router
    "/submissions/{int:pk}/evidence",
    tags=["filing"],
    response={201: schemas.EvidenceOut},
    summary=said("Attach a photo, PDF or Office file to a filing, a row or a cell"),
    openapi_extra=needs(Scope.LEDGERS_READ, Scope.LEDGERS_FILE, conflict=True),
)
def attach(
    request: HttpRequest,
    pk: int,
    file: UploadedFile = File(...),
    position: str = Form(
        "", max_length=9, description=said("Number of the row in the newest version; empty: the filing.")
    ),
    field: str = Form("", max_length=64, description=said("Field id, with `position`: that cell.")),
    idempotency_key: str | None = KEY,
) -> HttpResponse:
    submission, ledger = submission_of(request, pk, Permission.FILE_LEDGER)
    data = file.read(services.MAX_EVIDENCE_BYTES + 1)
    row = services.row_at(submission, position.strip())
    if field and (row is None or ledger.field(field) is None):
        cure = Text("写台账的字段，并写明行。", "Name a field of the ledger, and the row.")
        raise wrong("field", Text("这一行的字段", "a field of the row"), field, cure)
    name, actor = file.name or "", actor_of(request)
    # The parts' boundary differs from try to try, so the fingerprint is taken over what they say.
    said_parts = "\n".join((name, position, field)).encode() + b"\n" + data
    return push_of(request, said_parts).once(
        lambda: reading.evidence_as_json(
            services.attach_evidence(
                actor=actor, submission=submission, name=name, data=data, row=row, field=field, group=ledger.group
            )
        ),
        status=201,
    )
