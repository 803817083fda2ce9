"""Posts and who holds them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.models import OrgUnit, Post, PostHolding, PostKind, Zone
from taizhang.organisation.services.ending import end_or_drop
from taizhang.organisation.services.rules import refuse


@transaction.atomic
def create_post(*, actor: Actor, org_unit: OrgUnit, kind: str, title: str, zone: Zone | None = None) -> Post:
    """A seat at a unit; for an inspector also the zone that goes with it."""
    actor.require(Permission.MANAGE_ORGANISATION, org_unit.code)
    if not title.strip():
        refuse(
            org_unit.code,
            ("岗位名称", "a title"),
            ("空", "nothing"),
            ("请填写岗位名称。", "Enter the title."),
            code="post.title",
        )
    post = Post.objects.create(org_unit=org_unit, kind=PostKind(kind), title=title.strip(), zone=zone)
    audit.record(
        actor=actor, action="post.create", obj=post, org_unit=org_unit.code, detail={"title": title, "kind": kind}
    )
    return post


@transaction.atomic
def assign_post(
    *, actor: Actor, post: Post, on: date, person_name: str = "", user: User | None = None, phone: str = ""
) -> PostHolding:
    """A person takes the post on a day; whoever held it leaves that day. person_name: empty takes the user's name."""
    actor.require(Permission.MANAGE_ORGANISATION, post.org_unit.code)
    name = person_name.strip() or (user.full_name if user else "")
    if not name:
        refuse(
            post.title, ("任职人姓名", "a name"), ("空", "nothing"), ("请填写姓名。", "Enter a name."), code="post.name"
        )
    holding = take_post(post, on, user=user, person_name=name, phone=phone)
    audit.record(
        actor=actor,
        action="post.assign",
        obj=post,
        org_unit=post.org_unit.code,
        detail={"holding": holding.pk, "user": user.pk if user else None, "on": on},
    )
    return holding


def take_post(
    post: Post, on: date, *, user: User | None, person_name: str, phone: str, ends: date | None = None
) -> PostHolding:
    """For services that asked for the right and write the event: the holder of before leaves that day."""
    _require_last(post, on)
    end_or_drop(PostHolding.objects.filter(post=post), on)
    return PostHolding.objects.create(
        post=post, user=user, person_name=person_name, phone=phone, valid_from=on, valid_to=ends
    )


@transaction.atomic
def vacate_post(*, actor: Actor, post: Post, on: date) -> None:
    """Nobody holds the post from a day on."""
    actor.require(Permission.MANAGE_ORGANISATION, post.org_unit.code)
    end_or_drop(PostHolding.objects.filter(post=post), on)
    audit.record(actor=actor, action="post.vacate", obj=post, org_unit=post.org_unit.code, detail={"on": on})


def _require_last(post: Post, on: date) -> None:
    later = PostHolding.objects.select_for_update().filter(post=post, valid_from__gt=on).order_by("valid_from").first()
    if later is not None:
        refuse(
            post.title,
            (f"{later.valid_from}及以后的日期", f"a day from {later.valid_from} on"),
            (str(on), str(on)),
            ("此后另有任职，请改用较晚日期。", "Somebody took the post later; choose a later day."),
            code="post.later",
        )
