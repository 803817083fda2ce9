"""Handing duties to a colleague during leave, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.duties import Duty
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.organisation.models import Delegation, RoleGrant
from taizhang.organisation.queries import duties_of_user, possible_takers
from taizhang.organisation.services.rules import refuse


@transaction.atomic
def delegate(
    *, actor: Actor, giver: User, taker: User, duties: Sequence[str], first: date, last: date, reason: str
) -> Delegation:
    """`taker` does the duties of `giver` from `first` to `last`, both included. By the giver, or by who manages the
    organisation where the giver has a role.

    Raises OrganisationError for what cannot be: to oneself, over before it begins, duties that the giver lacks, a
    duty handed over twice, somebody who is away or already stands in for another.
    """
    maker = _require_manages(actor, giver)
    chosen = sorted({Duty(duty).value for duty in duties})
    _require_sense(giver, taker, chosen, first, last, reason)
    _require_colleague(actor, taker)
    list(User.objects.select_for_update().filter(pk__in=(giver.pk, taker.pk)).order_by("pk"))  # one at a time
    _require_free(giver, taker, chosen, first, last)
    made = Delegation.objects.create(
        giver=giver,
        taker=taker,
        duties=chosen,
        reason=reason.strip()[:200],
        valid_from=first,
        valid_to=last + timedelta(days=1),
        made_at=clock.now(),
        made_by_id=maker,
    )
    audit.record(
        actor=actor,
        action="delegation.create",
        obj=made,
        org_unit=_unit_of(giver),
        detail={**_told(made), "duties": chosen, "from": first, "to": last, "reason": made.reason},
    )
    return made


@transaction.atomic
def withdraw_delegation(*, actor: Actor, delegation: Delegation) -> Delegation:
    """It ends at once. By the giver, the taker, or who manages the organisation; doing it twice changes nothing."""
    locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if locked.taker_id != actor.user_id or actor.by_token:
        _require_manages(actor, locked.giver)
    if locked.withdrawn_at is None:
        locked.withdrawn_at = clock.now()
        locked.save(update_fields=["withdrawn_at"])
        audit.record(
            actor=actor,
            action="delegation.withdraw",
            obj=locked,
            org_unit=_unit_of(locked.giver),
            detail=_told(locked),
        )
    return locked


def _told(delegation: Delegation) -> dict[str, object]:
    people = {"giver": delegation.giver, "taker": delegation.taker}
    return {key: [user.pk, str(user)] for key, user in people.items()}


def _require_manages(actor: Actor, giver: User) -> int:
    if actor.user_id is None or actor.by_token:
        raise NotAllowed(Permission.MANAGE_ORGANISATION)
    if giver.pk != actor.user_id:
        scope = actor.scope(Permission.MANAGE_ORGANISATION)
        if not RoleGrant.objects.on(clock.today()).filter(user=giver, org_unit__code__in=scope).exists():
            raise NotAllowed(Permission.MANAGE_ORGANISATION)
    return actor.user_id


def _require_sense(giver: User, taker: User, duties: list[str], first: date, last: date, reason: str) -> None:
    if giver.pk == taker.pk:
        refuse(
            str(taker),
            ("另一位同事", "a colleague"),
            ("选了本人", "the same person"),
            ("请另选代理人。", "Choose somebody else."),
            code="delegation.self",
        )
    if last < first or last < clock.today():
        refuse(
            "日期",
            ("不早于起日和今天的止日", "a last day not before the first and not past"),
            (str(last), str(last)),
            ("请改正止日。", "Correct the last day."),
            code="delegation.days",
        )
    able = {duty.value for duty in duties_of_user(giver, max(first, clock.today()))}
    if not duties or not set(duties) <= able:
        lacking = "、".join(str(Duty(duty).label) for duty in duties if duty not in able)
        refuse(
            str(giver),
            ("本人现有的职责", "duties of the giver's own"),
            (lacking or "未选", lacking or "none chosen"),
            ("请改选职责。", "Choose other duties."),
            code="delegation.duties",
        )
    if len(reason.strip()) < 2:
        refuse(
            "事由",
            ("一句事由", "a reason"),
            ("空白", "nothing"),
            ("如“产假”“外出培训”。", "Such as leave or training."),
            code="delegation.reason",
        )


def _require_colleague(actor: Actor, taker: User) -> None:
    if not possible_takers(actor).filter(pk=taker.pk).exists():
        refuse(
            str(taker),
            ("同单位可办业务的同事", "a colleague who may do such work"),
            ("不在可选范围", "somebody out of reach"),
            (
                "请另选；学校和局里不互代，审计员、管理员不能代理。",
                "Choose another: no auditor or administrator, not across school and bureau.",
            ),
            code="delegation.colleague",
        )


def _require_free(giver: User, taker: User, duties: list[str], first: date, last: date) -> None:
    others = Delegation.objects.within(first, last).filter(withdrawn_at__isnull=True).select_related("giver", "taker")
    for other in others.filter(giver=giver):
        if set(other.duties) & set(duties):
            _refuse_other(giver, other, ("该时段尚未委托的职责", "duties not handed over in these days"), "twice")
    # Whoever is away cannot stand in, and whoever stands in cannot leave: so no ring and no chain can come about.
    _refuse_any(taker, others.filter(giver=taker), ("在岗的代理人", "somebody who is there"), "away")
    _refuse_any(
        giver, others.filter(Q(taker=giver)), ("没有替别人代理的人", "somebody who stands in for nobody"), "chain"
    )


def _refuse_any(who: User, found: QuerySet[Delegation], expected: tuple[str, str], code: str) -> None:
    if (other := found.first()) is not None:
        _refuse_other(who, other, expected, code)


def _refuse_other(who: User, other: Delegation, expected: tuple[str, str], code: str) -> None:
    last = (other.valid_to or other.valid_from) - timedelta(days=1)
    zh = f"{other.giver}已委托{other.taker}至{last}"
    en = f"{other.giver} handed over to {other.taker} until {last}"
    cure = ("请先收回，或改日期。", "Withdraw it first, or change the days.")
    refuse(str(who), expected, (zh, en), cure, code=f"delegation.{code}")


def _unit_of(user: User) -> str:
    grant = RoleGrant.objects.on(clock.today()).filter(user=user).order_by("id").select_related("org_unit").first()
    return grant.org_unit.code if grant else ""
