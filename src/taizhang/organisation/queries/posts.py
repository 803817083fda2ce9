"""Posts and who holds them on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Prefetch, QuerySet

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.duties import Duty
from taizhang.core.permissions import Permission
from taizhang.organisation.models import Delegation, Post, PostHolding


def holders(
    day: date, *, org_units: Collection[str] | None = None, kinds: Collection[str] | None = None
) -> QuerySet[PostHolding]:
    """Who holds which post on a day; limited to units (codes) and kinds of post when given."""
    found = PostHolding.objects.on(day).select_related("post__org_unit", "post__zone", "user")
    if org_units is not None:
        found = found.filter(post__org_unit__code__in=org_units)
    if kinds is not None:
        found = found.filter(post__kind__in=kinds)
    return found.order_by("post__org_unit__code", "post__kind", "post_id")


def posts_of(actor: Actor, day: date, *, org_unit: str | None = None) -> QuerySet[Post]:
    """Posts of the units that the actor may see, each with `held`: its holders on the day (one at most)."""
    found = Post.objects.filter(org_unit__code__in=actor.scope(Permission.VIEW_ORGANISATION))
    if org_unit is not None:
        found = found.filter(org_unit__code=org_unit)
    current = PostHolding.objects.on(day).select_related("user")
    return (
        found.select_related("org_unit", "zone")
        .prefetch_related(Prefetch("holdings", queryset=current, to_attr="held"))
        .order_by("org_unit__code", "kind", "id")
    )


def vacant_posts(posts: QuerySet[Post], day: date, *, vacant: bool) -> QuerySet[Post]:
    """Of some posts those that nobody holds on the day, or those that somebody does."""
    held = PostHolding.objects.on(day).values("post_id")
    return posts.exclude(pk__in=held) if vacant else posts.filter(pk__in=held)


def posts_held(user_id: int | None, day: date) -> dict[int, User | None]:
    """Ids of the posts that a user answers for on a day -> None for an own one, else the colleague on leave who
    handed the filing over; two queries."""
    if user_id is None:
        return {}
    lent = Delegation.objects.on(day).filter(taker_id=user_id, withdrawn_at__isnull=True)
    given = {item.giver_id: item.giver for item in lent.select_related("giver") if Duty.FILING in item.duties}
    found = PostHolding.objects.on(day).filter(user_id__in=[user_id, *given])
    return {post: given.get(holder or 0) for post, holder in found.values_list("post_id", "user_id")}


def posts_held_by(user_id: int | None, day: date) -> frozenset[int]:
    """Ids of the posts that a user holds on a day, or answers for during somebody's leave; two queries."""
    return frozenset(posts_held(user_id, day))


def post_history(post: Post) -> QuerySet[PostHolding]:
    """Everybody who ever held the post, last first."""
    return PostHolding.objects.filter(post=post).select_related("user").order_by("-valid_from")
