"""Pausing a notice's clock, withdrawing a notice, and sending it to the successor of a unit that is gone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from taizhang.core.form_pages import command, form_page
from taizhang.core.permissions import Permission
from taizhang.inspection import forms, queries, services
from taizhang.inspection.models import Notice, NoticePause
from taizhang.inspection.views.common import viewer


def _notice(request: HttpRequest, pk: int) -> Notice:
    return queries.one_of(queries.visible_notices(viewer(request, Permission.ISSUE_NOTICE)), pk)


def notice_pause(request: HttpRequest, pk: int) -> HttpResponse:
    notice, address = _notice(request, pk), reverse("inspection:notice-detail", args=[pk])
    form = forms.PauseForm(request.POST or None)

    def run() -> str:
        services.pause_notice(actor=viewer(request), notice=notice, **form.cleaned_data)
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Pause the clock"),
        lead=notice.number,
        submit=_("Pause the clock"),
        back=address,
    )


@require_POST
def pause_lift(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.ISSUE_NOTICE)
    visible = queries.visible_notices(actor).order_by().values("pk")
    pause = queries.one_of(NoticePause.objects.filter(notice__in=visible).select_related("notice"), pk)
    address, reason = reverse("inspection:notice-detail", args=[pause.notice_id]), request.POST.get("reason", "")
    done = _("The clock counts again.")
    return command(request, lambda: services.lift_pause(actor=actor, pause=pause, reason=reason), address, done)


def notice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    notice, address = _notice(request, pk), reverse("inspection:notice-detail", args=[pk])
    form = forms.WithdrawForm(request.POST or None, findings=list(notice.findings.filter(closing__isnull=True)))

    def run() -> str:
        reason = form.cleaned_data["reason"]
        services.withdraw_notice(actor=viewer(request), notice=notice, reason=reason, dropped=form.chosen())
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Withdraw the notice"),
        lead=_("%(number)s stays used and on record.") % {"number": notice.number},
        submit=_("Withdraw the notice"),
        danger=True,
        back=address,
    )


@require_POST
def notice_readdress(request: HttpRequest, pk: int) -> HttpResponse:
    notice, address = _notice(request, pk), reverse("inspection:notice-detail", args=[pk])
    return command(request, lambda: services.readdress_notice(actor=viewer(request), notice=notice), address)
