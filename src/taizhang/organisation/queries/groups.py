"""Leading groups and their rosters as of any date."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.models import GroupMember, GroupRole, LeadingGroup, PostHolding
from taizhang.organisation.queries.tree import names
from taizhang.organisation.types import Seat

_ORDER = {GroupRole.HEAD: 0, GroupRole.DEPUTY: 1, GroupRole.MEMBER: 2}


def leading_groups(actor: Actor, day: date) -> QuerySet[LeadingGroup]:
    """Groups in force on a day of the units that the actor may see."""
    return (
        LeadingGroup.objects.on(day)
        .filter(org_unit__code__in=actor.scope(Permission.VIEW_ORGANISATION))
        .select_related("org_unit")
    )


def roster(group: LeadingGroup, day: date) -> list[Seat]:
    """Who sits in the group on a day, head first. A seat of a post follows its holder; three queries."""
    members = list(GroupMember.objects.on(day).filter(group=group).select_related("post__org_unit").order_by("id"))
    posts = [member.post_id for member in members if member.post_id]
    persons = dict(PostHolding.objects.on(day).filter(post_id__in=posts).values_list("post_id", "person_name"))
    units = names({member.post.org_unit.code for member in members if member.post}, day)
    seats = [
        Seat(
            member_id=member.pk,
            role=member.role,
            role_label=str(GroupRole(member.role).label),
            person=persons.get(member.post_id, "") if member.post_id else member.person_name,
            post=member.post.title if member.post else "",
            org_unit=units.get(member.post.org_unit.code, "") if member.post else "",
            outside_body=member.outside_body,
        )
        for member in members
    ]
    return sorted(seats, key=lambda seat: _ORDER[GroupRole(seat.role)])
