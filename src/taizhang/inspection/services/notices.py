"""Rectification notices: issued for many findings at once, received, more time, and closed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.inspection.models import Closing, Extension, Finding, Notice, RecheckResult
from taizhang.inspection.queries import last_recheck, may_close, notice_standing, takes_part
from taizhang.inspection.queries.reporting import findings_to_extend
from taizhang.inspection.services.rules import (
    act_of,
    locked_notice,
    next_number,
    refuse,
    require_issuer,
    require_running,
    require_words,
)
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, SuccessionKind

MOST_DAYS = 250  # working days: a year


@transaction.atomic
def issue_notices(
    *, actor: Actor, findings: Sequence[Finding], issued_on: date, new_deadline: date | None = None
) -> list[Notice]:
    """One numbered notice a unit and round for all of some findings, in the order of the units. A finding that has a
    notice keeps it: the same press again issues nothing, and gives the notices of before too.

    A unit that was merged away is addressed at what took it over. Refuses one that is gone without a successor, a
    campaign without the letters of its number, and a day before the findings or after today; a finding whose own day
    is past by then, unless new_deadline sets another.
    """
    locked = list(
        Finding.objects.select_for_update(of=("self",))
        .filter(pk__in=[finding.pk for finding in findings])
        .select_related("org_unit", "visit__round__campaign__org_unit", "notice", "closing")
        .order_by("org_unit__code", "visit__round_id", "pk")
    )
    groups: dict[tuple[int, int], list[Finding]] = {}
    for finding in locked:
        groups.setdefault((finding.org_unit_id, finding.visit.round_id), []).append(finding)
    return [notice for group in groups.values() for notice in _issue(actor, group, issued_on, new_deadline)]


def _issue(actor: Actor, group: Sequence[Finding], issued_on: date, new_deadline: date | None) -> list[Notice]:
    """The notices of a unit's findings of a round: those of before, and one for what has none and is not closed."""
    first = group[0]
    round, unit = first.visit.round, first.org_unit
    acting = require_issuer(actor, round.campaign, unit.code)
    before = {finding.notice.pk: finding.notice for finding in group if finding.notice is not None}
    fresh = [finding for finding in group if finding.notice is None and getattr(finding, "closing", None) is None]
    if not fresh:
        return list(before.values())
    _require_day(first, issued_on, [finding.found_on for finding in fresh])
    past = [finding for finding in fresh if finding.deadline is not None and finding.deadline < issued_on]
    if past and (new_deadline is None or new_deadline < issued_on):
        _refuse_past(past[0], issued_on, new_deadline)
    prefix = round.campaign.number_prefix
    if not prefix:
        refuse(
            round.campaign.title,
            ("发文机关代字", "letters of the issuing body"),
            ("空", "nothing"),
            ("请先在活动里填写，如青教督。", "Enter them in the campaign first."),
            code="notice.prefix",
        )
    notice = Notice.objects.create(
        number=f"{prefix}〔{issued_on.year}〕{next_number(prefix, issued_on.year)}号",
        round=round,
        org_unit=unit,
        addressee=addressee_of(unit, issued_on),
        issued_on=issued_on,
        **act_of(acting),
    )
    Finding.objects.filter(pk__in=[finding.pk for finding in fresh]).update(notice=notice)
    if past:
        Finding.objects.filter(pk__in=[finding.pk for finding in past]).update(deadline=new_deadline)
    moved = {"deadline": new_deadline} if past else {}
    _record(acting, "notice.issue", notice, {"number": notice.number, "count": len(fresh), "on": issued_on, **moved})
    return [*before.values(), notice]


def _refuse_past(finding: Finding, issued_on: date, new_deadline: date | None) -> NoReturn:
    told = new_deadline or finding.deadline
    refuse(
        finding.number,
        (f"不早于{issued_on}的整改期限", f"a deadline not before {issued_on}"),
        (f"{told}，已过", f"{told}, past"),
        ("请填新的期限再下发。", "Set a new deadline, then issue."),
        code="notice.deadline",
    )


def _require_day(finding: Finding, issued_on: date, found: Sequence[date]) -> None:
    if not max(found) <= issued_on <= clock.today():
        refuse(
            finding.number,
            (f"{max(found)}到{clock.today()}", f"{max(found)} to {clock.today()}"),
            (str(issued_on), str(issued_on)),
            ("下发日期不能早于发现日期，也不能在以后。", "Not before the finding, not after today."),
            code="notice.day",
        )


def addressee_of(unit: OrgUnit, day: date) -> OrgUnit:
    """The unit, or what it went over into, as often as that happened again."""
    seen = {unit.pk}
    while unit.code in org_queries.closed_by([unit.code], day):
        gone = org_queries.successions_of(unit).filter(predecessor=unit, on__lte=day)
        last = gone.exclude(kind=SuccessionKind.SPLIT).last()
        if last is None or last.successor_id in seen:
            name = org_queries.names([unit.code], day).get(unit.code, unit.code)
            refuse(
                name,
                ("在办的单位，或有承接单位", "a unit that is there, or went over into one"),
                ("已撤销，没有承接单位", "it is closed and nothing took it over"),
                ("请先在机构里登记承接单位。", "Enter what took it over in the organisation."),
                code="notice.unit",
            )
        unit = last.successor
        seen.add(unit.pk)
    return unit


@transaction.atomic
def record_receipt(*, actor: Actor, notice: Notice, on: date | None = None) -> Notice:
    """The unit has the notice (签收); on: not before the issue, not after today (when it is None). Received again, the
    first receipt stands."""
    acting = actor.acting(Permission.ANSWER_NOTICE, notice.addressee.code)
    locked, day = locked_notice(notice), on or clock.today()
    require_running(locked)
    if locked.received_on is not None:
        return locked
    if not locked.issued_on <= day <= clock.today():
        refuse(
            locked.number,
            (f"{locked.issued_on}到{clock.today()}", f"{locked.issued_on} to {clock.today()}"),
            (str(day), str(day)),
            ("请填实际签收日期。", "Enter the day on which it came."),
            code="notice.receipt",
        )
    locked.received_on, locked.received_at = day, clock.now()
    locked.received_by_id, locked.received_for_id = acting.user_id, acting.in_place_of
    locked.save()
    _record(acting, "notice.receive", locked, {"number": locked.number, "on": day})
    return locked


@transaction.atomic
def ask_extension(
    *,
    actor: Actor,
    notice: Notice,
    days: int,
    reason: str,
    findings: Collection[int] | None = None,
    client_id: uuid.UUID | None = None,
) -> Extension:
    """More working days, asked while the clock runs. findings: primary keys of those that it is for, which wait for the
    unit in time; None: those of them that are counted in days, of hours alone those. One request waits at a time; the
    same client_id again gives the request of before."""
    acting = actor.acting(Permission.ANSWER_NOTICE, notice.addressee.code)
    locked = locked_notice(notice)
    known = Extension.objects.filter(client_id=client_id, notice=locked).first() if client_id else None
    if known is not None:
        return known
    require_running(locked)
    now = notice_standing(locked)
    if now.due is None or now.late or not now.open:
        refuse(
            locked.number,
            ("签收后、期限内申请延期", "a request after the receipt and before the deadline"),
            (
                "还没有签收" if now.due is None else "期限已过或已销号",
                "not received" if now.due is None else "too late",
            ),
            ("请先签收。" if now.due is None else "请尽快整改并报告。", "Receive it first, or report."),
            code="extension.day",
        )
    lines, most = findings_to_extend(locked, clock.today())
    named = most if findings is None else frozenset(findings)
    if not named or not named <= {line.id for line in lines}:
        refuse(
            locked.number,
            ("本通知书期限内的问题", "findings of this notice that are in time"),
            ("一个也没选", "none was chosen")
            if not named
            else ("有已报、过期或别的问题", "reported, late or other ones"),
            ("请勾选要延期的问题。", "Tick those that need more time."),
            code="extension.findings",
        )
    if not 0 < days <= MOST_DAYS:
        refuse(
            locked.number,
            (f"1到{MOST_DAYS}个工作日", f"1 to {MOST_DAYS} working days"),
            (str(days), str(days)),
            ("请改正天数。", "Correct the days."),
            code="extension.days",
        )
    if locked.extensions.filter(decided_on__isnull=True).exists():
        refuse(
            locked.number,
            ("一份待定的延期申请", "one request at a time"),
            ("已有一份待定", "one waits already"),
            ("请等上次申请的决定。", "Wait for its decision."),
            code="extension.waits",
        )
    extension = Extension.objects.create(
        client_id=client_id or uuid.uuid4(),
        notice=locked,
        asked_on=clock.today(),
        asked_days=days,
        reason=require_words(reason, "延期的原因", "a reason", where=locked.number),
        **act_of(acting),
    )
    extension.findings.set(named)
    told = {"days": days, "reason": extension.reason, "findings": len(named)}
    _record(acting, "notice.extension_ask", locked, told)
    return extension


@transaction.atomic
def decide_extension(*, actor: Actor, extension: Extension, granted_days: int, answer: str = "") -> Extension:
    """granted_days: working days after the deadline of before; 0 refuses, with a reason. Decided once."""
    notice = locked_notice(extension.notice)
    acting = require_issuer(actor, notice.round.campaign, notice.org_unit.code)
    locked = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    if locked.decided_on is not None:
        return locked
    if not 0 <= granted_days <= locked.asked_days:
        refuse(
            notice.number,
            (f"0到{locked.asked_days}个工作日", f"0 to {locked.asked_days} working days"),
            (str(granted_days), str(granted_days)),
            ("不同意填0，同意不超过申请的天数。", "0 refuses; not more than was asked."),
            code="extension.granted",
        )
    words = answer.strip() if granted_days else require_words(answer, "不同意的原因", "a reason", where=notice.number)
    locked.granted_days, locked.decided_on, locked.answer = granted_days, clock.today(), words
    locked.decided_by_id, locked.decided_for_id = acting.user_id, acting.in_place_of
    locked.save()
    _record(acting, "notice.extension_decide", notice, {"days": granted_days, "reason": words})
    return locked


@transaction.atomic
def close_finding(*, actor: Actor, finding: Finding, note: str = "") -> Closing:
    """Strike a finding off (销号): by who found it or above, after a re-check that found it fixed, never by who
    reported it. Closed again, nothing changes. One without a notice may be closed with a note instead of a re-check."""
    if not may_close(actor, finding):
        raise NotAllowed(Permission.INSPECT)
    locked = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("org_unit", "notice", "closing", "visit__round__campaign__org_unit")
        .get(pk=finding.pk)
    )
    if (known := getattr(locked, "closing", None)) is not None:
        return known  # type: ignore[no-any-return]
    last = last_recheck(locked, clock.today())
    told_at_once = locked.notice is None and bool(note.strip())
    if not told_at_once and (last is None or last.result != RecheckResult.FIXED):
        refuse(
            locked.number,
            ("复查为已整改", "a re-check that found it fixed"),
            (last.get_result_display() if last else "没有复查", last.result if last else "none"),
            ("请先复查，整改到位再销号。", "Re-check it first."),
            code="closing.recheck",
        )
    _require_other_eyes(actor, locked)
    finder = takes_part(actor, locked.visit)
    acting = actor if finder else require_issuer(actor, locked.visit.round.campaign, locked.org_unit.code)
    closing = Closing.objects.create(finding=locked, on=clock.today(), note=note.strip()[:300], **act_of(acting))
    audit.record(
        actor=acting,
        action="finding.close",
        obj=locked,
        org_unit=locked.org_unit.code,
        detail={"number": locked.number, "on": closing.on},
    )
    return closing


def _require_other_eyes(actor: Actor, finding: Finding) -> None:
    """Who reported it done does not close it."""
    if finding.notice is None:
        return
    sides = {side for report in finding.notice.reports.all() for side in (report.by_id, report.in_place_of_id)}
    if sides & actor.sides:
        raise NotAllowed(_("Who reported it done does not close it."))


def _record(actor: Actor, action: str, notice: Notice, detail: dict[str, object]) -> None:
    audit.record(actor=actor, action=action, obj=notice, org_unit=notice.org_unit.code, detail=detail)
