"""Leading groups: exactly one head on every day of their life."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.models import GroupMember, GroupRole, LeadingGroup, OrgUnit, Post
from taizhang.organisation.services.ending import end_or_drop
from taizhang.organisation.services.rules import refuse


@transaction.atomic
def create_leading_group(
    *,
    actor: Actor,
    org_unit: OrgUnit,
    name: str,
    topic: str,
    valid_from: date,
    head_post: Post | None = None,
    head_name: str = "",
) -> LeadingGroup:
    """A group with its head, by post or by name."""
    actor.require(Permission.MANAGE_ORGANISATION, org_unit.code)
    if not name.strip():
        refuse("名称", ("小组名称", "a name"), ("空", "nothing"), ("请填写名称。", "Enter a name."), code="group.name")
    group = LeadingGroup.objects.create(
        name=name.strip(), topic=topic.strip(), org_unit=org_unit, valid_from=valid_from
    )
    _seat(group, GroupRole.HEAD, valid_from, post=head_post, person_name=head_name)
    audit.record(actor=actor, action="group.create", obj=group, org_unit=org_unit.code, detail={"name": name})
    return group


@transaction.atomic
def set_group_member(
    *,
    actor: Actor,
    group: LeadingGroup,
    role: str,
    on: date,
    post: Post | None = None,
    person_name: str = "",
    outside_body: str = "",
) -> GroupMember:
    """A seat from a day on, by post or by name. A new head takes the place of the old one that day; whoever sat in
    another role moves."""
    actor.require(Permission.MANAGE_ORGANISATION, group.org_unit.code)
    _require_in_force(group, on)
    if role == GroupRole.HEAD:
        end_or_drop(GroupMember.objects.filter(group=group, role=GroupRole.HEAD), on)
    elif post is not None:
        _keep_head(group, GroupMember.objects.on(on).filter(group=group, post=post, role=GroupRole.HEAD).exists())
    if post is not None:
        end_or_drop(GroupMember.objects.filter(group=group, post=post), on)
    member = _seat(group, GroupRole(role), on, post=post, person_name=person_name, outside_body=outside_body)
    audit.record(
        actor=actor,
        action="group.seat",
        obj=group,
        org_unit=group.org_unit.code,
        detail={"member": member.pk, "role": role, "post": post.pk if post else None, "on": on},
    )
    return member


@transaction.atomic
def end_group_member(*, actor: Actor, member: GroupMember, on: date) -> None:
    """The seat ends; a head's only by giving the group another head."""
    actor.require(Permission.MANAGE_ORGANISATION, member.group.org_unit.code)
    _keep_head(member.group, member.role == GroupRole.HEAD)
    end_or_drop(GroupMember.objects.filter(pk=member.pk), on)
    audit.record(
        actor=actor,
        action="group.leave",
        obj=member.group,
        org_unit=member.group.org_unit.code,
        detail={"member": member.pk, "on": on},
    )


def _seat(
    group: LeadingGroup,
    role: GroupRole,
    on: date,
    *,
    post: Post | None,
    person_name: str,
    outside_body: str = "",
) -> GroupMember:
    if post is None and not person_name.strip():
        refuse(
            group.name,
            ("岗位或姓名", "a post or a name"),
            ("都未填", "neither"),
            ("请选岗位或填姓名。", "Choose a post or enter a name."),
            code="group.nobody",
        )
    return GroupMember.objects.create(
        group=group,
        role=role,
        post=post,
        person_name="" if post else person_name.strip(),
        outside_body=outside_body.strip(),
        valid_from=on,
    )


def _keep_head(group: LeadingGroup, leaving: bool) -> None:
    if leaving:
        refuse(
            group.name,
            ("始终有一位组长", "one head at all times"),
            ("组长将空缺", "it would have none"),
            ("请先指定新组长。", "Name the new head first."),
            code="group.headless",
        )


def _require_in_force(group: LeadingGroup, on: date) -> None:
    if not LeadingGroup.objects.on(on).filter(pk=group.pk).exists():
        refuse(
            group.name,
            (f"{on}有效的小组", f"a group in force on {on}"),
            ("当日未成立或已撤销", "it is not in force that day"),
            ("请换一个日期。", "Choose another day."),
            code="group.not-alive",
        )
