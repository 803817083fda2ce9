"""Somebody else goes on a planned visit, or one fewer."""

from __future__ import annotations

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.inspection.models import Visit, VisitMember
from taizhang.inspection.queries import may_change_people, recused, section_of
from taizhang.inspection.services.rules import refuse


@transaction.atomic
def replace_member(*, actor: Actor, visit: Visit, person: User, by: User | None) -> Visit:
    """Take a person off a visit that is still to be made and put another in the same place; by None: nobody, and the
    next leads. By who plans the campaign, or inspects the unit. A person who is not on it any more changes nothing.

    Refuses a visit that was filed or called off, nobody left, and one who inspects nothing or must stand aside.
    """
    if not may_change_people(actor, visit):
        raise NotAllowed(Permission.INSPECT)
    locked = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("org_unit", "round__campaign__org_unit")
        .get(pk=visit.pk)
    )
    if locked.filed_at is not None or locked.called_off_at is not None:
        refuse(
            str(locked.planned_on),
            ("还没有走访的计划", "a visit that is still to be made"),
            (str(locked.state.label), locked.state.value),
            ("已办的走访不再换人。", "Its people are on record."),
            code="visit.filed",
        )
    member = locked.members.filter(person=person).first()
    if member is None:
        return locked
    if by is not None:
        _put(locked, member, by)
    else:
        _take_out(locked, member)
    detail = {"user": person.pk, "to": by.pk if by is not None else None, "on": locked.planned_on}
    audit.record(actor=actor, action="visit.replace", obj=locked, org_unit=locked.org_unit.code, detail=detail)
    return locked


def _put(visit: Visit, member: VisitMember, by: User) -> None:
    section = section_of(by, visit, clock.today())
    if section is None:
        refuse(
            str(by),
            ("有督查权限的人", "somebody who inspects"),
            ("没有督查权限", "no right to inspect"),
            ("请另选一人。", "Choose another."),
            code="visit.person",
        )
    if grounds := recused([by.pk], visit.org_unit.code, visit.planned_on):
        refuse(
            str(by),
            ("不需回避的人员", "an inspector who need not stand aside"),
            (f"应回避（{grounds[by.pk]}）", f"recused ({grounds[by.pk]})"),
            ("请换人。", "Send another."),
            code="visit.recused",
        )
    if visit.members.filter(person=by).exists():
        _take_out(visit, member)
        return
    member.person, member.section = by, section
    member.save()


def _take_out(visit: Visit, member: VisitMember) -> None:
    rest = visit.members.exclude(pk=member.pk)
    if not rest.exists():
        refuse(
            str(visit.planned_on),
            ("至少一名检查人员", "at least one inspector"),
            ("只有这一名", "this one only"),
            ("请改派他人，或取消走访。", "Send another, or call the visit off."),
            code="visit.people",
        )
    led = member.leads
    member.delete()
    if led and (following := rest.order_by("pk").first()) is not None:
        following.leads = True
        following.save()
