"""What the operations of ledgers share: who asks, for which ledger and filing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period, PeriodError
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission

READS_LEDGERS = (Permission.VIEW_LEDGER, Permission.FILE_LEDGER, Permission.REVIEW_LEDGER)


def require_any(request: HttpRequest, *permissions: Permission) -> None:
    """One of them, anywhere. Raises NotAllowed."""
    actor = actor_of(request)
    if not any(actor.can(permission) for permission in permissions):
        actor.require(permissions[0])


def ledger_of(request: HttpRequest, key: str) -> Ledger:
    require_any(request, *READS_LEDGERS)
    ledger = installed_packs().ledgers.get(key)
    if ledger is None or ledger not in queries.visible_ledgers(actor_of(request)):
        raise Http404
    return ledger


def period_of(code: str) -> Period:
    try:
        return Period.parse(code)
    except PeriodError as error:
        raise Http404 from error


def submission_of(
    request: HttpRequest, pk: int, permission: Permission = Permission.VIEW_LEDGER
) -> tuple[Submission, Ledger]:
    """Raises NotAllowed without the permission anywhere, Http404 for a filing that is not there or not to be seen."""
    actor = actor_of(request)
    actor.require(permission)
    return queries.submission_for(actor, pk)


def submission_as_json(submission: Submission, version: int | None = None) -> dict[str, Any]:
    return {
        "id": submission.pk,
        "ledger": submission.ledger_key,
        "period": submission.period_code,
        "org_unit": submission.org_unit.code,
        "state": str(submission.state),
        "version": submission.version if version is None else version,
        "accepted_version": submission.accepted_version,
        "pack_version": submission.pack_version,
        "submitted_at": submission.submitted_at,
        "submitted_by": str(submission.submitted_by or ""),
        "accepted_at": submission.accepted_at,
        "accepted_by": str(submission.accepted_by or ""),
    }
