"""A month's ranking is issued with its circular, once; late facts are answered by a corrected circular."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.periods import Period
from taizhang.inspection.models import Campaign, Ranking, RankingLine
from taizhang.inspection.queries import (
    MonthRanking,
    drafted_ranking,
    may_issue_ranking,
    month_ranking,
    ranking_changes,
)
from taizhang.inspection.services.rules import act_of, next_number, refuse, require_words


@transaction.atomic
def issue_ranking(*, actor: Actor, campaign: Campaign, month: str, issued_on: date) -> Ranking:
    """The month's ranking as it is now, with a number of the campaign's series. Issued again, the first one stands.
    Refuses a month that is not over, and one in which nobody can be ranked."""
    acting = _issuer(actor, campaign)
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("org_unit").get(pk=campaign.pk)
    known = Ranking.objects.filter(campaign=locked, month=month, corrects__isnull=True).first()
    if known is not None:
        return known
    now = month_ranking(locked, Period.parse(month))
    _require_ranked(now)
    return _issue(acting, now, issued_on, None, "")


@transaction.atomic
def correct_ranking(*, actor: Actor, ranking: Ranking, reason: str, issued_on: date) -> Ranking:
    """A corrected circular (更正通报) that names the one before and says what changed. Corrected again, the correction
    of before stands: what comes later corrects that one. Refuses when nothing changed."""
    acting = _issuer(actor, ranking.campaign)
    locked = Ranking.objects.select_for_update(of=("self",)).select_related("campaign__org_unit").get(pk=ranking.pk)
    known = Ranking.objects.filter(corrects=locked).first()
    if known is not None:
        return known
    now = month_ranking(locked.campaign, Period.parse(locked.month))
    if not ranking_changes(locked, now):
        refuse(
            locked.number,
            ("与通报不同的新情况", "facts that change the ranking"),
            ("没有变化", "nothing changed"),
            ("不用更正。", "There is nothing to correct."),
            code="ranking.same",
        )
    if issued_on < locked.issued_on:
        _refuse_day(locked.number, locked.issued_on, issued_on)
    _require_ranked(now)
    words = require_words(reason, "更正的原因", "why it is corrected", where=locked.number)
    return _issue(acting, now, issued_on, locked, words[:300])


def _issuer(actor: Actor, campaign: Campaign) -> Actor:
    if not may_issue_ranking(actor, campaign):
        raise NotAllowed(Permission.ISSUE_NOTICE)
    return actor.acting(Permission.ISSUE_NOTICE, campaign.org_unit.code)


def _issue(actor: Actor, now: MonthRanking, issued_on: date, corrects: Ranking | None, reason: str) -> Ranking:
    campaign, prefix = now.campaign, now.campaign.number_prefix
    if not now.period.last <= issued_on <= clock.today():
        _refuse_day(campaign.title, now.period.last, issued_on)
    if not prefix:
        refuse(
            campaign.title,
            ("发文机关代字", "letters of the issuing body"),
            ("空", "nothing"),
            ("请先在活动里填写，如青教督。", "Enter them in the campaign first."),
            code="ranking.prefix",
        )
    ranking, lines = drafted_ranking(now, issued_on=issued_on, corrects=corrects, reason=reason)
    ranking.number = f"{prefix}〔{issued_on.year}〕{next_number(prefix, issued_on.year)}号"
    act = act_of(actor)
    ranking.at, ranking.by_id, ranking.in_place_of_id = act["at"], act["by_id"], act["in_place_of_id"]
    ranking.save()
    for line in lines:
        line.ranking = ranking
    RankingLine.objects.bulk_create(lines)
    audit.record(
        actor=actor,
        action="ranking.issue",
        obj=ranking,
        org_unit=campaign.org_unit.code,
        detail={"number": ranking.number, "on": issued_on, "count": len(now.units), "reason": reason},
    )
    return ranking


def _require_ranked(now: MonthRanking) -> None:
    if not any(item.rank for item in now.units):
        refuse(
            f"{now.campaign.title} {now.period.title.zh}"[:20],
            (f"至少{now.least}所同类单位有得分", f"{now.least} scored units of a kind"),
            ("没有一类够数", "no kind has as many"),
            ("请先提交带分值检查表的走访。", "File visits with weighted checklists first."),
            code="ranking.none",
        )


def _refuse_day(where: str, first: date, found: date) -> None:
    refuse(
        where[:20],
        (f"{first}到{clock.today()}", f"{first} to {clock.today()}"),
        (str(found), str(found)),
        ("印发日期在当月结束后、今天以前。", "After the month and not after today."),
        code="ranking.day",
    )
