"""An upload that a page still names and that is no more: replaced from another window, expired, or thrown away."""

from __future__ import annotations

import functools
from typing import Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from taizhang.core.requests import actor_of
from taizhang.ledgers import services
from taizhang.ledgers.tasks import page_of


class FilingView(Protocol):
    def __call__(self, request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse: ...


def tells_when_gone(view: FilingView) -> FilingView:
    """The newer upload of the same filing is shown instead, where there is one; else the page to upload again."""

    @functools.wraps(view)
    def told(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
        try:
            return view(request, ledger_key=ledger_key, period=period, org=org)
        except services.UploadGone as gone:
            newer = services.newest_upload(actor_of(request), ledger_key, period, org)
            if newer is not None and newer.token != gone.token:
                messages.warning(request, _("You uploaded another file since; this is what was found in it."))
                return redirect(page_of(newer))
            messages.warning(request, _("That upload is no longer kept, and nothing of it was saved. Upload it again."))
            return redirect("ledgers:filing-page", ledger_key, period, org)

    return told
