"""Changes that take effect on a day to come: noted, called off before it, and their work handed over on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import ProtectedError, Q

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.hooks import follow_post
from taizhang.organisation.models import (
    GroupMember,
    OrgUnit,
    OrgUnitSpell,
    PlannedChange,
    Post,
    PostHolding,
    RoleGrant,
    Succession,
    ZoneMembership,
)
from taizhang.organisation.queries import planned_words
from taizhang.organisation.services.rules import refuse

# Those that point at others first: so they are taken away, and the other way round they are put back.
_TABLES: tuple[type[models.Model], ...] = (
    GroupMember, PostHolding, RoleGrant, ZoneMembership, Succession, OrgUnitSpell, Post,
)  # fmt: skip
_Rows = dict[tuple[str, int], dict[str, Any]]


@contextmanager
def noted(
    actor: Actor, kind: str, org_unit: OrgUnit, on: date, reason: str, *, target: str, other: OrgUnit | None = None
) -> Iterator[list[tuple[Post, Post]]]:
    """What is written within it for a day to come is noted with the way back. Yields a list for (old post, new post):
    their open work follows at once when the day is here, on the day otherwise."""
    pairs: list[tuple[Post, Post]] = []
    ahead = on > clock.today()
    before = _rows(org_unit, other) if ahead else {}
    yield pairs
    if not ahead:
        for old, new in pairs:
            follow_post(old, new)
        return
    after = _rows(org_unit, other)
    touched = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    PlannedChange.objects.create(
        org_unit=org_unit,
        kind=kind,
        target=target,
        on=on,
        reason=reason[:200],
        made_at=clock.now(),
        made_by_id=actor.user_id,
        undo=[[*key, before.get(key), after.get(key)] for key in touched],
        follow=[[old.pk, new.pk] for old, new in pairs],
    )


@transaction.atomic
def call_off_change(*, actor: Actor, change: PlannedChange) -> PlannedChange:
    """All is as it was before it was planned. Refused from the day on, and when what it wrote was changed since; doing
    it twice changes nothing."""
    locked = PlannedChange.objects.select_for_update().get(pk=change.pk)
    actor.require(Permission.MANAGE_ORGANISATION, locked.org_unit.code)
    if locked.called_off_at is not None:
        return locked
    words = planned_words(locked)
    if locked.on <= clock.today():
        refuse(
            words,
            ("还没生效的安排", "a plan that is not in effect yet"),
            (f"{locked.on}已生效", f"in effect since {locked.on}"),
            ("请另做一次变更。", "Make another change."),
            code="org.in-effect",
        )
    try:
        with transaction.atomic():
            changed = not _take_back(locked.undo)
    except ProtectedError:
        changed = True
    if changed:
        refuse(
            words,
            ("此后没有别的变更", "nothing changed since"),
            ("另有变更或任务", "a change or a task came since"),
            ("请先取消或移走后来的。", "Call off or move what came later first."),
            code="org.changed-since",
        )
    locked.called_off_at = clock.now()
    locked.save(update_fields=["called_off_at"])
    audit.record(
        actor=actor,
        action="org_unit.call_off",
        obj=locked.org_unit,
        org_unit=locked.org_unit.code,
        detail={"change": words, "on": locked.on},
    )
    return locked


def hand_over_work(day: date) -> None:
    """Open work of the posts of changes that take effect by the day goes over to the new posts."""
    due = PlannedChange.objects.select_for_update().filter(
        on__lte=day, called_off_at__isnull=True, followed_at__isnull=True
    )
    for change in due:
        posts = Post.objects.in_bulk({pk for pair in change.follow for pk in pair})
        for old, new in change.follow:
            follow_post(posts[old], posts[new])
        change.followed_at = clock.now()
        change.save(update_fields=["followed_at"])


def _rows(org_unit: OrgUnit, other: OrgUnit | None) -> _Rows:
    """Every dated row that a change of the unit may touch, by table and id."""
    both = [org_unit, other] if other is not None else [org_unit]
    wanted: dict[type[models.Model], Q] = {
        GroupMember: Q(post__org_unit__in=both),
        PostHolding: Q(post__org_unit__in=both),
        RoleGrant: Q(org_unit=org_unit),
        ZoneMembership: Q(school=org_unit),
        Succession: Q(predecessor=org_unit),
        OrgUnitSpell: Q(org_unit=org_unit) | Q(parent__in=both),
        Post: Q(org_unit__in=both),
    }
    return {
        (model.__name__, row["id"]): _plain(row)
        for model in _TABLES
        for row in model._default_manager.filter(wanted[model]).values()
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(row, cls=DjangoJSONEncoder))
    return found


def _take_back(undo: list[Any]) -> bool:
    """False when a row is no more as the plan wrote it."""
    for model in _TABLES:
        for table, pk, before, after in undo:
            if table != model.__name__:
                continue
            rows = model._default_manager.filter(pk=pk)
            if after is not None and [_plain(row) for row in rows.values()] != [after]:
                return False
            if before is None:
                rows.delete()
    for model in reversed(_TABLES):
        for table, pk, before, after in undo:
            if table == model.__name__ and before is not None:
                if after is None:
                    model._default_manager.create(**before)
                else:
                    model._default_manager.filter(pk=pk).update(**before)
    return True
