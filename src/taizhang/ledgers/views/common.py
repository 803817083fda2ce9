"""What the views of ledgers share."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from taizhang.core.packs import installed_packs
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period, PeriodError
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit


def language_of() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def ledger_of(request: HttpRequest, key: str) -> Ledger:
    """Raises Http404 for a ledger that is not there or not this actor's."""
    ledger = installed_packs().ledgers.get(key)
    if ledger is None or ledger not in queries.visible_ledgers(actor_of(request)):
        raise Http404
    return ledger


def period_of(code: str, ledger: Ledger) -> Period:
    try:
        period = Period.parse(code)
    except PeriodError as error:
        raise Http404 from error
    if period.kind is not ledger.period_kind:
        raise Http404
    return period


def unit_name(unit: OrgUnit, period: Period) -> str:
    """As it was called at the end of the period."""
    spell = org_queries.spell(unit, period.last)
    return spell.name if spell is not None else unit.code


def crumbs_to(ledger: Ledger, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here: (title, address) from the list of ledgers on."""
    return [
        (_("Ledgers"), reverse("ledgers:ledger-list")),
        (ledger.title.get(language_of()), reverse("ledgers:ledger-detail", args=[ledger.key])),
        *more,
    ]


def submission_of(request: HttpRequest, pk: int) -> tuple[Submission, Ledger]:
    return queries.submission_for(actor_of(request), pk)


def say_problems(request: HttpRequest, error: TaizhangError) -> None:
    """At most ten lines; a page full of red is not read."""
    for problem in error.problems[:10]:
        expected, found, cure = (text.get(language_of()) for text in (problem.expected, problem.found, problem.cure))
        key = f"{problem.key} " if problem.key else ""
        if language_of() == "zh":
            messages.error(request, f"{key}应为{expected}，现为{found}。{cure}")
        else:
            messages.error(request, f"{key}expected {expected}; found {found}. {cure}")
