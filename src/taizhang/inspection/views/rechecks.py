"""Planning the re-check of a notice where one reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.form_pages import form_page
from taizhang.core.permissions import Permission
from taizhang.inspection import queries, services
from taizhang.inspection.forms.notices import NoticeRecheckForm
from taizhang.inspection.views.common import viewer


def notice_recheck(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.INSPECT)
    notice = queries.one_of(queries.visible_notices(actor), pk)
    form = NoticeRecheckForm(request.POST or None, campaign=notice.round.campaign, actor=actor)

    def run() -> str:
        day = form.cleaned_data["planned_on"]
        services.plan_recheck(actor=actor, notice=notice, planned_on=day, members=form.members())
        return reverse("inspection:notice-detail", args=[pk])

    return form_page(
        request,
        form,
        run,
        heading=_("Plan the re-check"),
        lead=notice.number,
        submit=_("Plan the visit"),
        back=reverse("inspection:notice-detail", args=[pk]),
    )
