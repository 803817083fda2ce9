"""What inspection asks of a person today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.core.today import TodayItem
from taizhang.inspection import queries
from taizhang.inspection.models import Campaign, Extension, Finding, Notice, Round, Visit
from taizhang.inspection.queries.lines import findings_answered, findings_unnamed, notices_to_be_seen
from taizhang.inspection.queries.scope import own_campaigns
from taizhang.inspection.queries.standing_aside import without_barred
from taizhang.inspection.services.lacking import what_lacks
from taizhang.inspection.types import NoticeLine, NoticeState, Standing
from taizhang.organisation import queries as org_queries

AHEAD = timedelta(days=14)  # a visit later than that is not today's work


def to_do(actor: Actor, day: date) -> list[TodayItem]:
    """Of the inspected unit: what is to be put right at once, notices to receive and to answer. Of who inspects: own
    visits. Of who issues: findings without a notice, requests for more time, notices that nobody receives. Of who
    found or plans: what the unit answered. Of who plans: what is to be done about overdue notices, and what was to be
    put right at once and was not."""
    if not actor.can(Permission.VIEW_INSPECTION):
        return []
    planned = own_campaigns(actor, Permission.PLAN_INSPECTION)
    issued = own_campaigns(actor, Permission.ISSUE_NOTICE)
    return [
        *_to_put_right(actor, day),
        *_to_answer(actor, day),
        *_to_visit(actor, day),
        *_to_issue(actor, day, issued),
        *_to_decide(actor),
        *_to_urge(actor, day, issued),
        *_to_look_again(actor, day, planned),
        *_to_escalate(actor, day, planned),
        *_to_hurry(actor, day, planned),
    ]


def _to_put_right(actor: Actor, day: date) -> list[TodayItem]:
    """The hours run from the end of the visit: until a notice names them, the findings stand here, a line a visit."""
    scope = actor.scope(Permission.ANSWER_NOTICE)
    if not scope:
        return []
    found = findings_unnamed(actor).filter(org_unit__code__in=scope, hours__isnull=False).order_by("pk")
    standings = queries.finding_standings(findings := list(found), day)
    visits: dict[Visit, list[Standing]] = {}
    for finding in findings:
        visits.setdefault(finding.visit, []).append(standings[finding.pk])
    return [
        _line(
            _("Put right at once"), str(visit.round.campaign), ones, _findings(len(ones)),
            reverse("inspection:visit-detail", args=[visit.pk]),
        )
        for visit, ones in visits.items()
    ]  # fmt: skip


def _findings(count: int) -> str:
    return ngettext("%(n)d finding", "%(n)d findings", count) % {"n": count}


def _line(verb: str, thing: str, ones: Iterable[Standing], missing: str, url: str) -> TodayItem:
    """Of several that are told in one line: until when the first of them is due."""
    first = min(ones, key=queries.nearness)
    return TodayItem(verb, thing, first.due, missing, url, due_at=first.until, left=first.left)


def _own_notices(actor: Actor) -> QuerySet[Notice]:
    scope = actor.scope(Permission.ANSWER_NOTICE)
    if not scope:
        return Notice.objects.none()
    return queries.visible_notices(actor).filter(addressee__code__in=scope)


def _waiting_lines(actor: Actor, day: date) -> list[NoticeLine]:
    """Notices of the own unit with findings that wait for it."""
    open_ones = _own_notices(actor).filter(findings__closing__isnull=True).distinct()
    return [line for line in queries.notice_lines(open_ones, day) if line.waiting]


def _to_answer(actor: Actor, day: date) -> list[TodayItem]:
    """The deadline is that of the finding which is due first: hours stand here before they are gone."""
    items = []
    for line in _waiting_lines(actor, day):
        verb = _("Receive the notice") if line.received_on is None else _("Report rectification")
        url = reverse("inspection:notice-detail", args=[line.id])
        items.append(_line(verb, line.number, line.waiting, _findings(len(line.waiting)), url))
    return items


def _own_visits(actor: Actor, day: date) -> QuerySet[Visit]:
    """Near or late, begun or not, and the actor's to make and to file."""
    if not actor.can(Permission.INSPECT) or actor.user_id is None:
        return Visit.objects.none()
    due = queries.due_visits(actor, day).filter(members__person_id=actor.user_id, planned_on__lte=day + AHEAD)
    return without_barred(due, actor.user_id)


def _to_visit(actor: Actor, day: date) -> list[TodayItem]:
    visits = list(_own_visits(actor, day))
    names = org_queries.names({visit.org_unit.code for visit in visits}, day)
    return [
        TodayItem(
            _("Visit") if visit.started_at is None else _("File the visit"),
            names.get(visit.org_unit.code, visit.org_unit.code),
            visit.planned_on,
            str(visit.round.campaign) if visit.started_at is None else _lacking(visit),
            reverse("inspection:visit-detail", args=[visit.pk]),
        )
        for visit in visits
    ]


def _lacking(visit: Visit) -> str:
    """Of one that was begun: what it lacks, for it may have been refused while nobody looked."""
    lacks = what_lacks(visit)
    if not lacks:
        return _("All is entered; it was not filed.")
    return ngettext("%(n)d thing is missing: %(first)s", "%(n)d things are missing, first: %(first)s", len(lacks)) % {
        "n": len(lacks),
        "first": lacks[0],
    }


def _to_issue(actor: Actor, day: date, issued: frozenset[str]) -> list[TodayItem]:
    """Of who issues: findings that no notice names, a line a round, with the hours that run meanwhile."""
    if not issued:
        return []
    found = list(findings_unnamed(actor).filter(visit__round__campaign__org_unit__code__in=issued))
    standings = queries.finding_standings(found, day)
    rounds: dict[Round, list[Standing]] = {}
    for finding in found:
        rounds.setdefault(finding.visit.round, []).append(standings[finding.pk])
    return [
        _line(
            _("Issue notices"), str(round.campaign), ones, _findings(len(ones)),
            reverse("inspection:round-issue", args=[round.pk]),
        )
        for round, ones in rounds.items()
    ]  # fmt: skip


def _to_decide(actor: Actor) -> list[TodayItem]:
    """One line a request: each is read before it is decided."""
    if not actor.can(Permission.ISSUE_NOTICE):
        return []
    waiting = Extension.objects.filter(
        decided_on__isnull=True, notice__in=queries.visible_notices(actor).order_by().values("pk")
    ).select_related("notice__org_unit", "notice__round__campaign__org_unit")
    return [
        TodayItem(
            _("Decide on more time"),
            item.notice.number,
            None,
            ngettext("%(n)d working day", "%(n)d working days", item.asked_days) % {"n": item.asked_days},
            reverse("inspection:notice-detail", args=[item.notice_id]),
            "review",
        )
        for item in waiting
        if queries.may_issue(actor, item.notice.round.campaign, item.notice.org_unit.code)
    ]


def _to_urge(actor: Actor, day: date, issued: frozenset[str]) -> list[TodayItem]:
    """Of who issues: notices that the unit should have received by now, a line a campaign."""
    if not issued:
        return []
    unreceived = queries.visible_notices(actor).filter(
        received_on__isnull=True, withdrawal__isnull=True, round__campaign__org_unit__code__in=issued
    )
    own = [item for item in unreceived if queries.may_issue(actor, item.round.campaign, item.org_unit.code)]
    late: dict[str, list[NoticeLine]] = {}
    for line in queries.notice_lines(own, day):
        if line.waits_long:
            late.setdefault(line.campaign, []).append(line)
    return [
        TodayItem(
            _("Have the notice received"),
            lines[0].number if len(lines) == 1 else campaign,
            None,
            ngettext("%(n)d notice not received", "%(n)d notices not received", len(lines)) % {"n": len(lines)},
            reverse("inspection:notice-detail", args=[lines[0].id])
            if len(lines) == 1
            else reverse("inspection:notice-list") + "?receipt=long",
        )
        for campaign, lines in late.items()
    ]


def _to_look_again(actor: Actor, day: date, planned: frozenset[str]) -> list[TodayItem]:
    """Of who found it, and of who plans the campaign: what the unit reported on and nobody is sent to see, and what was
    seen to be fixed and is not closed; a line a campaign and state."""
    if not queries.inspects(actor):
        return []
    verbs = {NoticeState.REPORTED: _("Plan the re-check"), NoticeState.RECHECKED: _("Close the findings")}
    found = list(findings_answered(actor, planned))
    standings = queries.finding_standings(found, day)
    to_be_seen = notices_to_be_seen({finding.notice_id for finding in found if finding.notice_id is not None})
    stands: dict[tuple[Campaign, NoticeState], list[Finding]] = {}
    for finding in found:
        state = standings[finding.pk].state
        waits = state is NoticeState.RECHECKED or finding.notice_id not in to_be_seen
        if state in verbs and waits and _may(actor, finding, state):
            stands.setdefault((finding.visit.round.campaign, state), []).append(finding)
    return [
        TodayItem(verbs[state], thing, None, _answered(state, len(ones)), url)
        for (campaign, state), ones in stands.items()
        for thing, url in [_of_answered(campaign, state, {one.notice for one in ones if one.notice is not None})]
    ]


def _may(actor: Actor, finding: Finding, state: NoticeState) -> bool:
    """A finder of another zone closes what was found, and sends nobody there."""
    if state is NoticeState.RECHECKED:
        return queries.may_close(actor, finding)
    return finding.notice is not None and queries.may_plan_recheck(actor, finding.notice)


def _of_answered(campaign: Campaign, state: NoticeState, notices: Collection[Notice]) -> tuple[str, str]:
    """The one notice, or else the campaign with its findings that stand so."""
    if len(notices) == 1:
        (notice,) = notices
        return notice.number, reverse("inspection:notice-detail", args=[notice.pk])
    return str(campaign), f"{reverse('inspection:finding-list')}?state={state}&campaign={campaign.pk}"


def _answered(state: NoticeState, count: int) -> str:
    if state is NoticeState.REPORTED:
        words = ngettext("%(n)d finding reported on", "%(n)d findings reported on", count)
    else:
        words = ngettext("%(n)d finding seen to be fixed", "%(n)d findings seen to be fixed", count)
    return words % {"n": count}


def _to_escalate(actor: Actor, day: date, planned: frozenset[str]) -> list[TodayItem]:
    """Of who plans a campaign: what its steps say is to be done about overdue notices, a line a step."""
    if not planned:
        return []
    open_ones = queries.visible_notices(actor).filter(
        round__campaign__org_unit__code__in=planned, findings__closing__isnull=True, withdrawal__isnull=True
    )
    steps: dict[tuple[str, str], list[NoticeLine]] = {}
    for line in queries.notice_lines(open_ones.distinct(), day):
        if line.standing.step:
            steps.setdefault((line.campaign, line.standing.step_words), []).append(line)
    return [
        _line(
            words,
            lines[0].number if len(lines) == 1 else campaign,
            [line.standing for line in lines],
            ngettext("%(n)d overdue notice", "%(n)d overdue notices", len(lines)) % {"n": len(lines)},
            reverse("inspection:notice-detail", args=[lines[0].id])
            if len(lines) == 1
            else reverse("inspection:notice-list") + "?state=overdue",
        )
        for (campaign, words), lines in steps.items()
    ]


def _to_hurry(actor: Actor, day: date, planned: frozenset[str]) -> list[TodayItem]:
    """Of who plans a campaign: findings with hours that went by without a report, a line a campaign. The notice that
    they may stand in has the longest of its deadlines; one that is overdue itself is told already."""
    if not planned:
        return []
    found = queries.visible_findings(actor).filter(
        visit__round__campaign__org_unit__code__in=planned, hours__isnull=False, closing__isnull=True
    )
    standings = queries.finding_standings(list(found), day)
    late = [finding for finding in found if standings[finding.pk].state is NoticeState.OVERDUE]
    notices = queries.notice_standings([finding.notice for finding in late if finding.notice is not None], day)
    told = {pk for pk, stands in notices.items() if stands.state is NoticeState.OVERDUE}
    campaigns: dict[Campaign, list[Standing]] = {}
    for finding in late:
        if finding.notice_id not in told:
            campaigns.setdefault(finding.visit.round.campaign, []).append(standings[finding.pk])
    return [
        _line(
            _("Have it put right at once"), str(campaign), ones,
            ngettext("%(n)d finding past its hours", "%(n)d findings past their hours", len(ones)) % {"n": len(ones)},
            f"{reverse('inspection:finding-list')}?outcome=overdue&campaign={campaign.pk}",
        )
        for campaign, ones in campaigns.items()
    ]  # fmt: skip


def waiting(actor: Actor) -> int:
    """The count at the navigation entry: notices that wait for the own unit, and own visits that are due or late."""
    day = clock.today()
    return len(_waiting_lines(actor, day)) + _own_visits(actor, day).filter(planned_on__lte=day).count()
