"""What the operations of ledgers share: who asks, for which ledger and filing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest import NotThere, period_of, wrong
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission, SubmissionState
from taizhang.packs.problems import propose

READS_LEDGERS = (Permission.VIEW_LEDGER, Permission.FILE_LEDGER, Permission.REVIEW_LEDGER)


def require_any(request: HttpRequest, *permissions: Permission) -> None:
    """One of them, anywhere. Raises NotAllowed."""
    actor = actor_of(request)
    if not any(actor.can(permission) for permission in permissions):
        actor.require(permissions[0])


def ledger_of(request: HttpRequest, key: str) -> Ledger:
    require_any(request, *READS_LEDGERS)
    ledger = installed_packs().ledgers.get(key)
    seen = queries.visible_ledgers(actor_of(request))
    if ledger is None or ledger not in seen:
        raise NotThere(_no_such_ledger(key, seen).problems)
    return ledger


def require_ledger(request: HttpRequest, key: str, filings: QuerySet[Submission]) -> None:
    """For a ledger that a parameter names. Raises TaizhangError for one that the caller does not see; one whose pack is
    gone may still have filings."""
    seen = queries.visible_ledgers(actor_of(request))
    if key not in [ledger.key for ledger in seen] and not filings.filter(ledger_key=key).exists():
        raise _no_such_ledger(key, seen)


def _no_such_ledger(key: str, seen: Sequence[Ledger]) -> TaizhangError:
    expected = Text("您可以查看的台账", "a ledger that you may see")
    return wrong("ledger", expected, key, propose(key, [item.key for item in seen]))


def period_in(address: str, ledger: Ledger) -> Period:
    """The period that an address names. Raises NotThere with those that the ledger is filed for."""
    known = [period.code for period in queries.filing_periods(ledger, clock.today())]
    try:
        return period_of(address, known=known)
    except TaizhangError as error:
        raise NotThere(error.problems) from error


def submission_of(
    request: HttpRequest, pk: int, permission: Permission = Permission.VIEW_LEDGER
) -> tuple[Submission, Ledger]:
    """Raises NotAllowed without the permission anywhere, Http404 for a filing that is not there or not to be seen."""
    actor = actor_of(request)
    actor.require(permission)
    return queries.submission_for(actor, pk)


def submission_as_json(submission: Submission, version: int | None = None) -> dict[str, Any]:
    handed_in = submission.state != SubmissionState.DRAFT  # what was taken back is none
    return {
        "id": submission.pk,
        "ledger": submission.ledger_key,
        "period": submission.period_code,
        "org_unit": submission.org_unit.code,
        "state": str(submission.state),
        "version": submission.version if version is None else version,
        "accepted_version": submission.accepted_version,
        "pack_version": submission.pack_version,
        "submitted_at": clock.local(submission.submitted_at if handed_in else None),
        "submitted_by": str(submission.submitted_by or "") if handed_in else "",
        "accepted_at": clock.local(submission.accepted_at),
        "accepted_by": str(submission.accepted_by or ""),
    }
