"""Inspectors change zones from a day on, in one press, and it is withdrawn while that day is ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.services.rules import refuse, require_words
from taizhang.organisation import services as org_services
from taizhang.organisation.models import Post


@transaction.atomic
def rotate_inspectors(*, actor: Actor, moves: Mapping[int, int], on: date, reason: str) -> int:
    """Whoever holds one post (its id) holds another from a day on. Visits for which somebody is named stay theirs.
    Returns how many people moved. Refuses a day that is past, and a rotation in which nobody moves."""
    actor.require(Permission.DRAW_ZONES)
    reason = require_words(reason, "轮换的原因", "a reason")
    changing = {old: new for old, new in moves.items() if old != new}
    if on < clock.today():
        refuse(
            "",
            (f"不早于{clock.today()}", f"{clock.today()} or later"),
            (str(on), str(on)),
            ("请改轮换日期。", "Change the day."),
            code="rotation.past",
        )
    if not changing:
        refuse(
            "",
            ("至少一名要轮换的督学", "an inspector who moves"),
            ("没有", "none"),
            ("请给督学另选责任区。", "Choose another zone for one."),
            code="rotation.nobody",
        )
    posts = Post.objects.select_related("zone", "org_unit").in_bulk({*changing, *changing.values()})
    chosen = {posts[old]: posts[new] for old, new in changing.items()}
    return org_services.rotate_inspectors(actor=actor, moves=chosen, on=on, reason=reason)


@transaction.atomic
def withdraw_rotation(*, actor: Actor, on: date) -> int:
    """The rotation of a day that is still ahead does not take place. Returns how many people stay."""
    return org_services.withdraw_rotation(actor=actor, on=on)
