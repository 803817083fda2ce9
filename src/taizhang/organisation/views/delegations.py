"""Duties handed to a colleague during leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.duties import Duty, may_delegate
from taizhang.core.htmx import redirect_after_post, render_page
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of
from taizhang.organisation import forms, queries, services
from taizhang.organisation.models import Delegation, Post, PostHolding
from taizhang.organisation.views.common import form_page

SHOWN = 200


def delegation_list(request: HttpRequest) -> HttpResponse:
    """Those that run or come, then those that are over; one's own, and for who manages everybody's."""
    actor = _delegator(request)
    found = list(queries.delegations(actor)[:SHOWN])
    lines = [_line(item, actor) for item in found]
    context = {
        "running": [line for line in lines if not line["over"]],
        "over": [line for line in lines if line["over"]],
        "gives": may_delegate(actor),
        "posts": Post.objects.filter(
            holdings__in=PostHolding.objects.on(clock.today()).filter(user_id=actor.user_id or 0)
        ),
    }
    return render_page(request, "organisation/delegation_list.html", context)


def _delegator(request: HttpRequest) -> Actor:
    """Whoever has duties to hand over, took some, or manages those of others."""
    actor = actor_of(request)
    if not may_delegate(actor) and not queries.delegations(actor).exists():
        raise NotAllowed(Permission.MANAGE_ORGANISATION)
    return actor


def _line(item: Delegation, actor: Actor) -> dict[str, Any]:
    today, last = clock.today(), (item.valid_to or item.valid_from) - timedelta(days=1)
    over = item.withdrawn_at is not None or last < today
    return {
        "item": item,
        "duties": [Duty(duty).label for duty in item.duties],
        "last": last,
        "over": over,
        "runs": not over and item.valid_from <= today,
        "mine": item.taker_id == actor.user_id,
    }


def delegation_create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not may_delegate(actor):
        raise NotAllowed(Permission.MANAGE_ORGANISATION)

    def run(values: dict[str, Any]) -> str:
        services.delegate(actor=actor, **values)
        return reverse("organisation:delegation-list")

    def preview(values: dict[str, Any]) -> dict[str, object]:
        chosen = [str(Duty(duty).label) for duty in values["duties"]]
        return {
            "facts": [
                (_("Who is away"), values["giver"]),
                (_("Who stands in"), values["taker"]),
                (_("Which duties"), "、".join(chosen)),
                (_("First day"), values["first"]),
                (_("Last day"), values["last"]),
                (_("Reason"), values["reason"]),
            ],
            "final": _("It ends by itself after the last day and can be withdrawn before. Both names are recorded."),
        }

    return form_page(
        request,
        forms.DelegationForm(request.POST or None, actor=actor),
        run,
        heading=_("Hand over duties"),
        lead=_("A colleague does them from the first to the last day. Who files still does not accept."),
        submit=_("Hand over"),
        back=reverse("organisation:delegation-list"),
        preview=preview,
    )


@require_POST
def delegation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    if actor.user_id is None:
        raise Http404
    delegation = get_object_or_404(queries.delegations(actor), pk=pk)
    services.withdraw_delegation(actor=actor, delegation=delegation)
    return redirect_after_post(request, reverse("organisation:delegation-list"))
