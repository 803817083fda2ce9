"""Asking to see personal columns whole: a reason first."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from taizhang.core.htmx import redirect_after_post
from taizhang.core.language import language_of
from taizhang.core.opening import close_personal, open_personal
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError


@require_POST
def personal_open(request: HttpRequest, ledger_key: str) -> HttpResponse:
    """With a reason the columns are whole for half an hour in this session; `close` masks them again."""
    actor, ledger = actor_of(request), installed_packs().ledgers.get(ledger_key)
    if ledger is None or not actor.can(Permission.VIEW_PERSONAL, ledger=ledger):
        raise Http404
    if request.POST.get("close"):
        close_personal(ledger_key=ledger_key, session=request.session)
        messages.success(request, _("Personal columns are masked again."))
    else:
        try:
            open_personal(actor=actor, ledger=ledger, reason=request.POST.get("reason", ""), session=request.session)
        except TaizhangError as error:
            language = language_of()
            messages.error(request, "；".join(problem.sentence(language) for problem in error.problems))
        else:
            messages.success(request, _("Personal columns are whole for half an hour; each view is on record."))
    return redirect_after_post(request, _back(request))


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    known = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if known else reverse("ledgers:ledger-list")
