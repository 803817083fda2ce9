"""Inspectors change zones on a day: their posts and the roles that go with them, together and with one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission, Role
from taizhang.organisation.models import Post, PostHolding, RoleGrant, Zone
from taizhang.organisation.models.dated import DatedQuerySet
from taizhang.organisation.queries.zones import coming_rotation
from taizhang.organisation.services.posts import take_post
from taizhang.organisation.services.roles import require_other
from taizhang.organisation.services.rules import refuse


@dataclass(frozen=True, slots=True)
class _Move:
    """ends: the day up to which it was agreed, which goes along."""

    holding: PostHolding
    to: Post
    ends: date | None


@transaction.atomic
def rotate_inspectors(*, actor: Actor, moves: Mapping[Post, Post], on: date, reason: str) -> int:
    """Whoever holds one post of a zone on a day holds another from then on; all of it or nothing, history stays. A post
    that nobody comes to is vacant. By who redraws zones there, never for oneself. Returns how many people moved.

    Refuses a post that nobody holds or that two come to, one whose holder stays, and one that somebody takes later.
    """
    posts = {*moves, *moves.values()}
    _require_drawer(actor, posts)
    list(Post.objects.select_for_update(of=("self",)).filter(pk__in=[post.pk for post in posts]).order_by("pk"))
    found = [_move(old, new, on) for old, new in moves.items()]
    leaving = {move.holding.post_id for move in found}
    _require_free([move.to for move in found], leaving, on)
    for move in found:
        if move.holding.user is not None:
            require_other(actor, move.holding.user)
    for move in found:
        PostHolding.objects.filter(pk=move.holding.pk).update(valid_to=on)
    for move in found:
        held = move.holding
        take_post(move.to, on, user=held.user, person_name=held.person_name, phone=held.phone, ends=move.ends)
    _move_roles(found, on)
    told = {move.holding.post.title: move.to.title for move in found}
    audit.record(actor=actor, action="zone.rotate", obj="zones", detail={"on": on, "reason": reason, "posts": told})
    return len(found)


@transaction.atomic
def withdraw_rotation(*, actor: Actor, on: date) -> int:
    """What was to change on a day that is still ahead does not: everybody stays in the post they hold until then, with
    its role. By who redraws zones there. Returns how many people stay. Refuses a day without a rotation to come."""
    rows = coming_rotation(clock.today(), on=on)
    _require_drawer(actor, [row.post for _old, row in rows])
    if not rows:
        refuse(
            str(on),
            ("还没有到日子的轮换", "a rotation that is still to come"),
            ("没有", "none"),
            ("请刷新页面。", "Load the page again."),
            code="rotation.none",
        )
    later = {new.pk: new.valid_from for _old, new in coming_rotation(on)}
    for _old, new in rows:
        PostHolding.objects.filter(pk=new.pk).delete()
    for old, new in rows:
        _require_nobody_came(old.post, on, later)
        old.valid_to = new.valid_to
        old.save()
        if new.user_id is not None:
            _grants(new.user_id, _zone(new.post)).filter(valid_from=on).delete()
            _grants(new.user_id, _zone(old.post)).filter(valid_to=on).update(valid_to=new.valid_to)
    told = {new.post.title: old.post.title for old, new in rows}
    audit.record(actor=actor, action="zone.rotate-withdraw", obj="zones", detail={"on": on, "posts": told})
    return len(rows)


def _require_nobody_came(post: Post, on: date, later: Mapping[int, date]) -> None:
    """later: holding -> day of the rotation by which it begins: that is what can be withdrawn."""
    other = PostHolding.objects.filter(post=post, valid_from__gte=on).order_by("valid_from").first()
    if other is not None and (day := later.get(other.pk)) is not None:
        refuse(
            "",
            ("没有后来的轮换", "no later rotation"),
            (f"{other.person_name}将到任", f"{other.person_name} comes"),
            (f"请先撤回{day}的轮换。", f"Withdraw the rotation of {day} first."),
            code="rotation.later",
        )
    if other is not None:
        refuse(
            post.title,
            ("无人接任的岗位", "a post that nobody else takes"),
            (f"{other.person_name}将到任", f"{other.person_name} comes"),
            ("请先撤销那次任职。", "Take that back first."),
            code="rotation.taken",
        )


def _require_drawer(actor: Actor, posts: Sequence[Post] | set[Post]) -> None:
    actor.require(Permission.DRAW_ZONES)
    reach = [grant.scope | grant.county for grant in actor.granting(Permission.DRAW_ZONES)]
    for post in posts:
        if not any(post.org_unit.code in units for units in reach):
            raise NotAllowed(Permission.DRAW_ZONES)


def _zone(post: Post) -> Zone:
    if post.zone is None:
        refuse(
            post.title,
            ("责任区的岗位", "a post of a zone"),
            ("不是责任区的岗位", "a post without a zone"),
            ("请改选责任督学的岗位。", "Choose an inspector's post."),
            code="rotation.zone",
        )
    return post.zone


def _move(old: Post, new: Post, on: date) -> _Move:
    _zone(old)
    _zone(new)
    holding = PostHolding.objects.on(on).filter(post=old).select_related("post__zone", "post__org_unit", "user").first()
    if holding is None or holding.valid_from == on:
        refuse(
            old.title,
            (f"{on}前已有人任职", f"somebody in it before {on}"),
            ("没有", "nobody"),
            ("请改日期或去掉这一行。", "Change the day or leave it out."),
            code="rotation.vacant",
        )
    return _Move(holding, new, holding.valid_to)


def _require_free(targets: Sequence[Post], leaving: set[int], on: date) -> None:
    for post in targets:
        if sum(other.pk == post.pk for other in targets) > 1:
            refuse(
                post.title,
                ("一人到任", "one who comes"),
                ("两人或更多", "several"),
                ("请给其中一人另选责任区。", "Choose another zone for one."),
                code="rotation.twice",
            )
        if post.pk not in leaving and PostHolding.objects.on(on).filter(post=post).exists():
            refuse(
                post.title,
                ("有人离任的岗位", "a post that its holder leaves"),
                ("任职人不动", "its holder stays"),
                ("请先给任职人另选责任区。", "Choose another zone for the holder."),
                code="rotation.held",
            )


def _grants(user: int, zone: Zone) -> DatedQuerySet[RoleGrant]:
    return RoleGrant.objects.filter(user_id=user, zone=zone, role=Role.ZONE_INSPECTOR.value)


def _move_roles(moves: Sequence[_Move], on: date) -> None:
    """The role of the old zone ends, the same begins in the new one; for who has an account and a role there."""
    for move in moves:
        user = move.holding.user
        if user is None:
            continue
        coming = _zone(move.to)
        for grant in _grants(user.pk, _zone(move.holding.post)).on(on).filter(valid_from__lt=on):
            same = RoleGrant(user=user, role=grant.role, org_unit=grant.org_unit, zone=coming, valid_from=on)
            same.valid_to, grant.valid_to = grant.valid_to, on
            grant.save()
            if not _grants(user.pk, coming).on(on).filter(org_unit=grant.org_unit).exists():
                same.save()
