"""Review: accepting, returning, reopening."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from taizhang.accounts.idempotency import push_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.ledgers import services
from taizhang.ledgers.api import schemas
from taizhang.ledgers.api.common import submission_as_json, submission_of
from taizhang.ledgers.api.filing import KEY

router = Router(tags=["review"], by_alias=True)
REVIEW = needs(Scope.LEDGERS_READ, Scope.LEDGERS_REVIEW, conflict=True)


@router.post(
    "/submissions/{int:pk}/accept",
    response=schemas.SubmissionOut,
    summary=said("Accept the version that was looked at; who filed does not accept"),
    openapi_extra=REVIEW,
)
def accept_filing(
    request: HttpRequest, pk: int, payload: schemas.AcceptIn, idempotency_key: str | None = KEY
) -> HttpResponse:
    submission, _ledger = submission_of(request, pk, Permission.REVIEW_LEDGER)
    actor, words, version = actor_of(request), payload.comment, payload.version
    return push_of(request, request.body).once(
        lambda: submission_as_json(services.accept(actor=actor, submission=submission, comment=words, version=version))
    )


@router.post(
    "/submissions/{int:pk}/return",
    response=schemas.SubmissionOut,
    summary=said("Send a filing back with words, naming cells where that helps"),
    openapi_extra=REVIEW,
)
def return_filing(
    request: HttpRequest, pk: int, payload: schemas.ReturnIn, idempotency_key: str | None = KEY
) -> HttpResponse:
    submission, _ledger = submission_of(request, pk, Permission.REVIEW_LEDGER)
    actor, cells = actor_of(request), [(cell.row, cell.field) for cell in payload.cells]
    return push_of(request, request.body).once(
        lambda: submission_as_json(
            services.return_(
                actor=actor, submission=submission, comment=payload.comment, cells=cells, version=payload.version
            )
        )
    )


@router.post(
    "/submissions/{int:pk}/reopen",
    response=schemas.SubmissionOut,
    summary=said("Open an accepted filing for a correction"),
    openapi_extra=REVIEW,
)
def reopen_filing(
    request: HttpRequest, pk: int, payload: schemas.ReopenIn, idempotency_key: str | None = KEY
) -> HttpResponse:
    submission, _ledger = submission_of(request, pk, Permission.REVIEW_LEDGER)
    actor, reason = actor_of(request), payload.reason
    return push_of(request, request.body).once(
        lambda: submission_as_json(services.reopen(actor=actor, submission=submission, reason=reason))
    )
