"""A notice that was not received is sent again, or recorded as delivered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from taizhang.core import clock
from taizhang.core.form_pages import command, form_page
from taizhang.core.permissions import Permission
from taizhang.inspection import queries, services
from taizhang.inspection.forms.notices import DeliveryForm
from taizhang.inspection.views.common import viewer


@require_POST
def notice_resend(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.ISSUE_NOTICE)
    notice = queries.one_of(queries.visible_notices(actor), pk)
    address = reverse("inspection:notice-detail", args=[pk])
    done = _("Sent again: it stands on the unit's Today.")
    return command(request, lambda: services.deliver_notice(actor=actor, notice=notice), address, done)


def notice_deliver(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.ISSUE_NOTICE)
    notice = queries.one_of(queries.visible_notices(actor), pk)
    address = reverse("inspection:notice-detail", args=[pk])
    form = DeliveryForm(request.POST or None, initial={"on": clock.today()})

    def run() -> str:
        services.deliver_notice(actor=actor, notice=notice, **form.cleaned_data)
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Record as delivered"),
        lead=_("%(number)s: the day counts as the receipt, and the clock starts.") % {"number": notice.number},
        submit=_("Record it"),
        back=address,
    )
