"""Refusing, in words that a person can act on; who acts; and the numbers that are given out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NoReturn, TypedDict

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.inspection.models import Campaign, Notice, NumberSeries, Visit, Withdrawal
from taizhang.inspection.queries import ground_to_stand_aside, may_give_over, may_inspect, planning_reach
from taizhang.inspection.queries.sending import campaign_reach, strangers


class InspectionError(TaizhangError):
    """A change that the rules of inspection do not allow."""


class ActOf(TypedDict):
    at: datetime
    by_id: int | None
    in_place_of_id: int | None


def act_of(actor: Actor) -> ActOf:
    """Who acts now, as every record keeps it."""
    return {"at": clock.now(), "by_id": actor.user_id, "in_place_of_id": actor.in_place_of}


def problem(
    where: str, expected: tuple[str, str], found: tuple[str, str], cure: tuple[str, str], *, code: str
) -> Problem:
    """Each pair is Chinese, English."""
    return Problem(code, where, Text(*expected), Text(*found), Text(*cure))


def refuse(
    where: str, expected: tuple[str, str], found: tuple[str, str], cure: tuple[str, str], *, code: str
) -> NoReturn:
    """Raises InspectionError; each pair is Chinese, English."""
    raise InspectionError([problem(where, expected, found, cure, code=code)])


def require_words(text: object, zh: str, en: str, *, where: str = "") -> str:
    """The text without spaces around it; refuses an empty one."""
    found = text.strip() if isinstance(text, str) else ""
    if not found:
        refuse(where, (zh, en), ("空", "nothing"), (f"请填写{zh}。", f"Enter {en}."), code="words")
    return found


def require_order(first: date, last: date, where: str) -> None:
    if last < first:
        refuse(
            where,
            (f"不早于{first}", f"not before {first}"),
            (str(last), str(last)),
            ("结束日期不能早于开始日期。", "The last day cannot be before the first."),
            code="days",
        )


def require_issuer(actor: Actor, campaign: Campaign, unit: str) -> Actor:
    """The actor, when they issue notices for the campaign or over the unit. Raises NotAllowed."""
    if actor.can(Permission.ISSUE_NOTICE, campaign.org_unit.code):
        return actor.acting(Permission.ISSUE_NOTICE, campaign.org_unit.code)
    return actor.acting(Permission.ISSUE_NOTICE, unit)


def require_planner(actor: Actor, campaign: Campaign) -> None:
    actor.require(Permission.PLAN_INSPECTION, campaign.org_unit.code)


def require_planner_of(actor: Actor, unit: str) -> None:
    """For what holds in all campaigns. Raises NotAllowed."""
    if unit not in planning_reach(actor):
        raise NotAllowed(Permission.PLAN_INSPECTION)


def require_sent(campaign: Campaign, people: Collection[int]) -> None:
    """Refuses somebody (a user id) whom the campaign does not send: without the right, or of another house."""
    require_inspectors(people, campaign_reach(campaign, clock.today()))


def require_inspectors(people: Collection[int], reach: frozenset[str] | None) -> None:
    """The same, of the units in reach; None: of all the county."""
    gone = strangers(people, reach, clock.today())
    who = "、".join(str(user) for user in User.objects.filter(pk__in=gone).order_by("pk")) if gone else ""
    if gone:
        refuse(
            who,
            ("本活动可派的督查人员", "people whom the campaign sends")
            if reach is None
            else ("本单位的检查人员", "people of your own who inspect"),
            ("没有督查权限或是别家的人", "no right to inspect, or of another house"),
            ("请换人。", "Send another."),
            code="visit.person",
        )


def inspected(actor: Actor, visit: Visit) -> Visit:
    """The visit, locked, when the actor may make it and it was not called off."""
    if not may_inspect(actor, visit):
        raise NotAllowed(Permission.INSPECT)
    locked = Visit.objects.select_for_update(of=("self",)).select_related("org_unit", "round__campaign__org_unit")
    found = locked.get(pk=visit.pk)
    if found.called_off_at is not None:
        refuse(
            str(found.planned_on),
            ("没有取消的走访", "a visit that stands"),
            ("已取消", "it was called off"),
            ("请另排一次走访，记录不会丢。", "Plan another visit; what was entered is kept."),
            code="visit.called-off",
        )
    require_going(actor, found)
    return found


def require_entering(actor: Actor, visit: Visit, *, given: bool = False) -> None:
    """Raises NotAllowed for who may not enter the visit; given: they hand over what they entered when it was theirs."""
    if not may_inspect(actor, visit) and not (given and may_give_over(actor, visit)):
        raise NotAllowed(Permission.INSPECT)


def require_going(actor: Actor, visit: Visit) -> None:
    """Refuses who must stand aside from a visit that is still to be made; what comes late changes nothing."""
    ground = "" if visit.filed_at or visit.called_off_at else ground_to_stand_aside(actor, visit)
    if ground:
        refuse(
            str(visit.planned_on),
            ("不需回避的督学", "an inspector who need not stand aside"),
            (f"您应回避（{ground}）", f"you are recused ({ground})"),
            ("请联系排走访的人。", "Ask who planned the visit."),
            code="visit.recused",
        )


def locked_notice(notice: Notice) -> Notice:
    """For a change of it, or of what hangs on it."""
    return (
        Notice.objects.select_for_update(of=("self",))
        .select_related("org_unit", "addressee", "round__campaign__org_unit")
        .get(pk=notice.pk)
    )


def require_running(notice: Notice) -> None:
    """Refuses a notice that was withdrawn."""
    withdrawal = Withdrawal.objects.filter(notice=notice).first()
    if withdrawal is not None:
        refuse(
            notice.number,
            ("没有撤回的通知书", "a notice that stands"),
            (f"已于{withdrawal.on}撤回", f"withdrawn on {withdrawal.on}"),
            ("不用再办。", "Nothing more is to be done."),
            code="notice.withdrawn",
        )


def next_number(name: str, year: int) -> int:
    """From 1, without a gap, in the caller's transaction: the series is locked until it ends."""
    NumberSeries.objects.get_or_create(name=name, year=year)
    series = NumberSeries.objects.select_for_update().get(name=name, year=year)
    series.last += 1
    series.save()
    return series.last
