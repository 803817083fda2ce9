"""Posts and who holds them on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Prefetch, QuerySet

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.models import Post, PostHolding


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


def posts_held_by(user_id: int | None, day: date) -> frozenset[int]:
    """Ids of the posts that a user holds on a day; one query."""
    if user_id is None:
        return frozenset()
    return frozenset(PostHolding.objects.on(day).filter(user_id=user_id).values_list("post_id", flat=True))


def post_history(post: Post) -> QuerySet[PostHolding]:
    """Everybody who ever held the post, last first."""
    return PostHolding.objects.filter(post=post).select_related("user").order_by("-valid_from")
