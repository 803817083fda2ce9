"""Leading groups and their rosters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import Column, Table, table_response
from taizhang.organisation import forms, queries, services
from taizhang.organisation.models import GroupMember, LeadingGroup
from taizhang.organisation.views.common import day_of, form_page, viewer


def group_list(request: HttpRequest) -> HttpResponse:
    """Groups in force on a day."""
    actor, day = viewer(request), day_of(request)
    groups = queries.leading_groups(actor, day)
    names = queries.names(list(groups.values_list("org_unit__code", flat=True)), day)
    table = Table(
        request,
        groups,
        [
            Column("name", _("Leading group"), url=lambda group: reverse("organisation:group-detail", args=[group.pk])),
            Column("topic", _("Topic")),
            Column(
                "org_unit",
                _("Org unit"),
                value=lambda group: names.get(group.org_unit.code, ""),
                order_by="org_unit__code",
            ),
            Column("valid_from", _("From")),
        ],
        title=_("Leading groups"),
        default_sort="name",
    )
    context = {"day": day, "manages": actor.can(Permission.MANAGE_ORGANISATION)}
    return table_response(request, "organisation/group_list.html", table, context)


def group_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster as of a day; prints as a list to be posted."""
    actor, day = viewer(request), day_of(request)
    group = get_object_or_404(_visible(actor.scope(Permission.VIEW_ORGANISATION)), pk=pk)
    context = {
        "group": group,
        "day": day,
        "seats": queries.roster(group, day),
        "unit_name": queries.names([group.org_unit.code], day).get(group.org_unit.code, ""),
        "manages": actor.can(Permission.MANAGE_ORGANISATION, group.org_unit.code),
        "crumbs": [(_("Leading groups"), reverse("organisation:group-list")), (group.name, "")],
    }
    return render_page(request, "organisation/group_detail.html", context)


def group_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.MANAGE_ORGANISATION)

    def run(values: dict[str, Any]) -> str:
        return reverse("organisation:group-detail", args=[services.create_leading_group(actor=actor, **values).pk])

    return form_page(
        request,
        forms.GroupForm(request.POST or None, actor=actor),
        run,
        heading=_("New leading group"),
        submit=_("Create the group"),
        back=reverse("organisation:group-list"),
    )


def group_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat in the group from a day on; a new head takes the old one's place."""
    actor = actor_of(request)
    group = get_object_or_404(_visible(actor.scope(Permission.MANAGE_ORGANISATION)), pk=pk)
    address = reverse("organisation:group-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        services.set_group_member(actor=actor, group=group, **values)
        return address

    return form_page(
        request,
        forms.SeatForm(request.POST or None, actor=actor),
        run,
        heading=_("New member: %(group)s") % {"group": group.name},
        lead=_("A seat by post follows whoever holds the post. A new head takes the old one's place."),
        submit=_("Add the member"),
        back=address,
    )


def group_leave(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    actor = actor_of(request)
    group = get_object_or_404(_visible(actor.scope(Permission.MANAGE_ORGANISATION)), pk=pk)
    member = get_object_or_404(GroupMember.objects.select_related("group__org_unit"), pk=member_pk, group=group)
    address = reverse("organisation:group-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        services.end_group_member(actor=actor, member=member, **values)
        return address

    return form_page(
        request,
        forms.DayOnlyForm(request.POST or None, actor=actor),
        run,
        heading=_("Member leaves: %(group)s") % {"group": group.name},
        submit=_("End the seat"),
        danger=True,
        back=address,
    )


def _visible(scope: frozenset[str]) -> Any:
    return LeadingGroup.objects.filter(org_unit__code__in=scope).select_related("org_unit")
