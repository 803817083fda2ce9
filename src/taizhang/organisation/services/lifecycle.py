"""How org units end: closed, merged into another, split into several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.hooks import open_filings
from taizhang.organisation.models import (
    GroupMember,
    OrgUnit,
    OrgUnitSpell,
    Post,
    PostHolding,
    PostKind,
    RoleGrant,
    Succession,
    SuccessionKind,
    ZoneMembership,
)
from taizhang.organisation.services.ending import end_or_drop
from taizhang.organisation.services.planning import noted
from taizhang.organisation.services.rules import refuse
from taizhang.organisation.services.units import change_org_unit, open_spell, require_alive, require_not_below, title_of
from taizhang.organisation.types import OpenFilings


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge moved (codes of children, titles of posts), what ended, and which filings are still open."""

    successor: OrgUnit
    moved_children: tuple[str, ...] = ()
    moved_posts: tuple[str, ...] = ()
    ended_posts: tuple[str, ...] = ()
    open_filings: tuple[OpenFilings, ...] = ()


@transaction.atomic
def close_org_unit(*, actor: Actor, org_unit: OrgUnit, on: date, reason: str) -> tuple[OpenFilings, ...]:
    """The unit no longer exists from `on`; its zone, holders and roles end with it. Returns the filings still open.
    Refused while units stand below it."""
    actor.require(Permission.MANAGE_ORGANISATION, org_unit.code)
    open_spell(org_unit, on)  # first: what is closed or planned already is told as such
    _require_childless(org_unit, on)
    waiting = open_filings(org_unit.code, on)
    with noted(actor, "close", org_unit, on, reason, target=""):
        _end_spell(org_unit, on)
        _end_seats(org_unit, on)
    audit.record(
        actor=actor,
        action="org_unit.close",
        obj=org_unit,
        org_unit=org_unit.code,
        detail={"on": on, "reason": reason, "open_filings": [[filing.what, filing.count] for filing in waiting]},
    )
    return waiting


@transaction.atomic
def merge_org_units(*, actor: Actor, predecessor: OrgUnit, successor: OrgUnit, on: date, reason: str) -> MergeReport:
    """`predecessor` goes over into `successor` on a day: children and posts move, zone and roles end, rows of earlier
    periods keep the old code and can be restated. Open filings are named in the report; they stay with the old code
    and whoever answers for the successor sees them.

    The head's post moves only when the successor has no head of its own.
    """
    actor.require(Permission.MANAGE_ORGANISATION, predecessor.code)
    actor.require(Permission.MANAGE_ORGANISATION, successor.code)
    require_alive(successor, on)
    open_spell(predecessor, on)  # before what follows from it: what is closed or planned already is told as such
    _require_alike(predecessor, successor)
    require_not_below(predecessor, successor, on)
    waiting = open_filings(predecessor.code, on)
    with noted(actor, "merge", predecessor, on, reason, target=successor.code, other=successor) as pairs:
        children = list(
            OrgUnitSpell.objects.filter(parent=predecessor, valid_to__isnull=True).select_related("org_unit")
        )
        for child in children:
            change_org_unit(
                actor=actor,
                org_unit=child.org_unit,
                on=max(on, child.valid_from),
                changes={"parent": successor},
                reason=reason,
                action="org_unit.move",
            )
        _end_spell(predecessor, on)
        moved, ended = _move_posts(predecessor, successor, on, pairs)
        _end_seats(predecessor, on)
        Succession.objects.create(
            predecessor=predecessor, successor=successor, kind=SuccessionKind.MERGE, on=on, reason=reason[:200]
        )
    report = MergeReport(successor, tuple(child.org_unit.code for child in children), moved, ended, waiting)
    audit.record(
        actor=actor,
        action="org_unit.merge",
        obj=predecessor,
        org_unit=predecessor.code,
        detail={
            "successor": successor.code,
            "on": on,
            "reason": reason,
            "children": report.moved_children,
            "posts": report.moved_posts,
            "open_filings": [[filing.what, filing.count] for filing in waiting],
        },
    )
    return report


def _require_alike(predecessor: OrgUnit, successor: OrgUnit) -> None:
    if not predecessor.merges_into(successor):
        kind = predecessor.get_kind_display()
        refuse(
            title_of(successor),
            (f"另一个同类单位（{kind}）", f"another unit of its kind ({kind})"),
            (str(successor.get_kind_display()), str(successor.get_kind_display())),
            ("请另选并入的单位。", "Choose another unit."),
            code="org.unlike",
        )


@transaction.atomic
def split_org_unit(
    *, actor: Actor, org_unit: OrgUnit, successors: Sequence[OrgUnit], on: date, reason: str, closes: bool
) -> tuple[OpenFilings, ...]:
    """Part of the unit (closes=False) or all of it (closes=True) goes over to `successors`, which exist already."""
    actor.require(Permission.MANAGE_ORGANISATION, org_unit.code)
    if not successors:
        refuse(
            title_of(org_unit),
            ("至少一个新机构", "at least one new unit"),
            ("没有", "none"),
            ("请先新建机构再拆分。", "Create the new units first."),
            code="org.split-empty",
        )
    for successor in successors:
        actor.require(Permission.MANAGE_ORGANISATION, successor.code)
        require_alive(successor, on)
    waiting: tuple[OpenFilings, ...] = ()
    if closes:
        waiting = close_org_unit(actor=actor, org_unit=org_unit, on=on, reason=reason)
    else:
        open_spell(org_unit, on)
    Succession.objects.bulk_create(
        Succession(predecessor=org_unit, successor=successor, kind=SuccessionKind.SPLIT, on=on, reason=reason[:200])
        for successor in successors
    )
    audit.record(
        actor=actor,
        action="org_unit.split",
        obj=org_unit,
        org_unit=org_unit.code,
        detail={"successors": [unit.code for unit in successors], "on": on, "reason": reason, "closes": closes},
    )
    return waiting


def _end_spell(org_unit: OrgUnit, on: date) -> None:
    later = OrgUnitSpell.objects.filter(parent=org_unit, valid_to__gt=on).order_by("-valid_to").first()
    if later is not None:  # a unit that is gone by now stood here after that day: its history would hang in the air
        refuse(
            title_of(org_unit),
            (f"{later.valid_to}及以后的日期", f"a day from {later.valid_to} on"),
            (str(on), str(on)),
            (f"{later.name}当时还在这里，请改用较晚日期。", f"{later.name} still stood here; choose a later day."),
            code="org.too-early",
        )
    spell = open_spell(org_unit, on)
    if spell.valid_from == on:
        refuse(
            spell.name,
            (f"{on}之后的日期", f"a day after {on}"),
            (f"{on}当天才生效", f"it begins on {on} only"),
            ("请改用较晚日期。", "Choose a later day."),
            code="org.one-day",
        )
    OrgUnitSpell.objects.filter(pk=spell.pk).update(valid_to=on)


def _require_childless(org_unit: OrgUnit, on: date) -> None:
    children = list(
        OrgUnitSpell.objects.within(on, date.max).filter(parent=org_unit).values_list("name", flat=True)[:4]
    )
    if children:
        refuse(
            title_of(org_unit),
            ("其下没有机构", "no units below it"),
            ("、".join(children), ", ".join(children)),
            ("请先移走或撤并下级。", "Move or merge them first."),
            code="org.children",
        )


def _end_seats(org_unit: OrgUnit, on: date) -> None:
    """Zone membership, holders, seats in groups and roles end with the unit."""
    end_or_drop(ZoneMembership.objects.filter(school=org_unit), on)
    end_or_drop(GroupMember.objects.filter(post__org_unit=org_unit).exclude(role="head"), on)
    end_or_drop(PostHolding.objects.filter(post__org_unit=org_unit), on)
    end_or_drop(RoleGrant.objects.filter(org_unit=org_unit), on)


def _move_posts(
    predecessor: OrgUnit, successor: OrgUnit, on: date, pairs: list[tuple[Post, Post]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """New posts at the successor for those held at the predecessor, so that earlier rosters keep the old ones. pairs:
    takes (old, new) of those whose open work follows."""
    heads = PostHolding.objects.on(on).filter(post__org_unit=successor, post__kind=PostKind.UNIT_HEAD)
    head = heads.select_related("post").first()
    moved, ended = [], []
    for holding in PostHolding.objects.on(on).filter(post__org_unit=predecessor).select_related("post"):
        old = holding.post
        if old.kind == PostKind.UNIT_HEAD and head is not None:
            pairs.append((old, head.post))
            ended.append(old.title)
            continue
        new = Post.objects.create(org_unit=successor, kind=old.kind, title=old.title, zone=old.zone)
        PostHolding.objects.create(
            post=new, user=holding.user, person_name=holding.person_name, phone=holding.phone, valid_from=on
        )
        for seat in GroupMember.objects.on(on).filter(post=old):
            end_or_drop(GroupMember.objects.filter(pk=seat.pk), on)
            GroupMember.objects.create(
                group=seat.group, role=seat.role, post=new, outside_body=seat.outside_body, valid_from=on
            )
        pairs.append((old, new))
        moved.append(old.title)
    return tuple(moved), tuple(ended)
