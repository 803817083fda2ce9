"""A notice's clock is paused, a notice is withdrawn, or it goes to what took its unit over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.inspection.models import Closing, Finding, Notice, NoticePause, Visit, Withdrawal
from taizhang.inspection.queries import notice_standing
from taizhang.inspection.services.notices import addressee_of
from taizhang.inspection.services.rules import (
    act_of,
    locked_notice,
    refuse,
    require_issuer,
    require_order,
    require_running,
    require_words,
)

LONGEST_PAUSE = 366  # days


@transaction.atomic
def pause_notice(*, actor: Actor, notice: Notice, first_on: date, last_on: date, reason: str) -> NoticePause:
    """Days of the pause are not counted; both ends are out. Said again, the pause of before. It begins after the
    receipt and before the clock ran out: what is overdue is not saved by it."""
    locked = locked_notice(notice)
    acting = require_issuer(actor, locked.round.campaign, locked.org_unit.code)
    require_running(locked)
    require_order(first_on, last_on, locked.number)
    known = locked.pauses.filter(first_on=first_on, last_on=last_on, lifted_on__isnull=True).first()
    if known is not None:
        return known
    now = notice_standing(locked)
    received, due = locked.received_on, now.due
    if received is None or due is None or not now.open or not received <= first_on <= due:
        refuse(
            locked.number,
            (f"{received}到{due}之间开始", f"a start from {received} to {due}") if received and due and now.open
            else ("已签收、未销号的通知书", "a received, open notice"),
            (str(first_on), str(first_on)),
            ("期限没有开始或已过的，不能暂停。", "A clock that does not run cannot be paused."),
            code="pause.day",
        )  # fmt: skip
    if (last_on - first_on).days >= LONGEST_PAUSE:
        refuse(
            locked.number,
            (f"不超过{LONGEST_PAUSE}天", f"at most {LONGEST_PAUSE} days"),
            (f"{(last_on - first_on).days + 1}天", f"{(last_on - first_on).days + 1} days"),
            ("请改正起止日期。", "Correct the days."),
            code="pause.long",
        )
    pause = NoticePause.objects.create(
        notice=locked,
        first_on=first_on,
        last_on=last_on,
        reason=require_words(reason, "暂停的原因", "a reason", where=locked.number)[:300],
        **act_of(acting),
    )
    _record(acting, "notice.pause", locked, {"from": first_on, "to": last_on, "reason": pause.reason})
    return pause


@transaction.atomic
def lift_pause(*, actor: Actor, pause: NoticePause, reason: str) -> NoticePause:
    """The clock counts again from today on; a pause that was still to come does not take place. Lifted again, nothing
    changes. Refuses one that is over."""
    locked = locked_notice(pause.notice)
    acting = require_issuer(actor, locked.round.campaign, locked.org_unit.code)
    require_running(locked)
    kept = locked.pauses.get(pk=pause.pk)
    if kept.lifted_on is not None:
        return kept
    if kept.last_on < clock.today():
        refuse(
            locked.number,
            ("没有结束的暂停", "a pause that is not over"),
            (f"已于{kept.last_on}结束", f"it ended on {kept.last_on}"),
            ("已过的日子不再改。", "Days that are past stay as they were."),
            code="pause.over",
        )
    kept.lifted_on = max(kept.first_on, clock.today())
    kept.lifted_why = require_words(reason, "解除的原因", "a reason", where=locked.number)[:300]
    kept.save()
    detail = {"from": kept.first_on, "to": kept.last_on, "on": kept.lifted_on, "reason": kept.lifted_why}
    _record(acting, "notice.pause_lift", locked, detail)
    return kept


@transaction.atomic
def withdraw_notice(*, actor: Actor, notice: Notice, reason: str, dropped: Collection[Finding] = ()) -> Withdrawal:
    """Take a notice back. dropped: findings that turned out to be none; the others have no notice any more and may get
    another. Withdrawn again, nothing changes. Refuses one of which something is closed already. Its planned re-checks
    that nobody began are called off."""
    locked = locked_notice(notice)
    acting = require_issuer(actor, locked.round.campaign, locked.org_unit.code)
    known = Withdrawal.objects.filter(notice=locked).first()
    if known is not None:
        return known
    findings = list(locked.findings.select_for_update(of=("self",)).select_related("closing"))
    if any(getattr(finding, "closing", None) is not None for finding in findings):
        refuse(
            locked.number,
            ("一条也没有销号的通知书", "a notice with nothing closed"),
            ("已有问题销号", "a finding is closed"),
            ("已销号的不能撤回，请继续整改。", "It can only be finished."),
            code="withdrawal.closed",
        )
    words = require_words(reason, "撤回的原因", "a reason", where=locked.number)[:300]
    withdrawal = Withdrawal.objects.create(notice=locked, on=clock.today(), reason=words, **act_of(acting))
    withdrawal.findings.set(findings)
    none = {finding.pk for finding in dropped}
    for finding in findings:
        if finding.pk in none:
            Closing.objects.create(finding=finding, on=clock.today(), note=words, dropped=True, **act_of(acting))
    Finding.objects.filter(pk__in=[finding.pk for finding in findings]).update(notice=None)
    planned = Visit.objects.filter(follows=locked, started_at__isnull=True, filed_at__isnull=True)
    planned.filter(called_off_at__isnull=True).update(called_off_at=clock.now(), called_off_why=words[:200])
    detail = {"number": locked.number, "reason": words, "count": len(findings), "dropped": len(none)}
    _record(acting, "notice.withdraw", locked, detail)
    return withdrawal


@transaction.atomic
def readdress_notice(*, actor: Actor, notice: Notice) -> Notice:
    """To what took over the unit that should answer, which is gone: its school answers, and the clock runs on. Refuses
    one that went nowhere; one that is still there stays the addressee."""
    locked = locked_notice(notice)
    acting = require_issuer(actor, locked.round.campaign, locked.org_unit.code)
    require_running(locked)
    before = locked.addressee
    locked.addressee = addressee_of(before, clock.today())
    if locked.addressee_id == before.pk:
        return locked
    locked.save()
    _record(acting, "notice.readdress", locked, {"before": before.code, "after": locked.addressee.code})
    return locked


def _record(actor: Actor, action: str, notice: Notice, detail: dict[str, object]) -> None:
    audit.record(actor=actor, action=action, obj=notice, org_unit=notice.org_unit.code, detail=detail)
