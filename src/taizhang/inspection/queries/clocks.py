"""The facts of notices and findings on a day, read in a constant number of queries, and how they stand by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from taizhang.core import clock
from taizhang.core.working_days import working_calendar
from taizhang.engine.working_days import Pause
from taizhang.inspection.models import (
    Closing,
    Finding,
    Notice,
    Recheck,
    RecheckResult,
    Report,
    ReportKind,
    Withdrawal,
)
from taizhang.inspection.standing import standing
from taizhang.inspection.types import ClockFacts, NoticeState, Standing

PARTS_OF_NOTICE = (
    "findings__rechecks",
    "findings__closing",
    "findings__visit",
    "extensions__findings",
    "pauses",
    "deliveries",
    "withdrawal__findings__closing",
    "reports__about",
)


def load(notices: Iterable[Notice]) -> list[Notice]:
    """The notices with all that their clocks need; six queries, however many."""
    found = list(notices)
    prefetch_related_objects(found, *PARTS_OF_NOTICE)
    return found


def findings_of(notice: Notice) -> list[Finding]:
    """What it names; a withdrawn one named them when it was issued."""
    withdrawal = getattr(notice, "withdrawal", None)
    return list(notice.findings.all() if withdrawal is None else withdrawal.findings.all())


def facts_of_finding(finding: Finding, day: date) -> ClockFacts:
    """Its own deadline, and what the notice says of receipt, report and more time. notice and visit are loaded."""
    last, closing = last_recheck(finding, day), getattr(finding, "closing", None)
    return replace(
        _of_notice(finding.notice, day),
        days=finding.days,
        fixed=fixed_day(finding),
        fixed_at=moment_due(finding),
        extensions=_granted(finding, day),
        reported_on=max((report.on for report in reports_of(finding, day)), default=None),
        rechecked_on=last.on if last else None,
        results=(last.result if last else "",),
        closed_on=closing.on if closing is not None and closing.on <= day else None,
    )


def facts_of_notice(notice: Notice, day: date) -> ClockFacts:
    """The longest of its findings' deadlines; closed when all of them are, reported when all that are not fixed are."""
    withdrawal: Withdrawal | None = getattr(notice, "withdrawal", None)
    findings = [] if withdrawal is not None else list(notice.findings.all())
    rechecks = [last_recheck(finding, day) for finding in findings]
    closings = [getattr(finding, "closing", None) for finding in findings]
    closed = [closing.on for closing in closings if closing is not None and closing.on <= day]
    ending = _ending(findings, day)
    fixed = max((day for day in map(fixed_day, ending) if day is not None), default=None)
    last = [moment_due(finding) for finding in ending if fixed is not None and fixed_day(finding) == fixed]
    moments = [moment for moment in last if moment is not None]
    return replace(
        _of_notice(notice, day),
        days=max((finding.days for finding in ending if finding.days is not None), default=None),
        extensions=_granted(ending[0], day) if ending else (),
        fixed=fixed,
        fixed_at=max(moments) if moments and len(moments) == len(last) else None,
        reported_on=_all_reported(findings, day),
        rechecked_on=_rechecked(rechecks),
        results=tuple(item.result if item is not None else "" for item in rechecks),
        closed_on=max(closed) if findings and len(closed) == len(findings) else None,
        withdrawn_on=withdrawal.on if withdrawal is not None and withdrawal.on <= day else None,
        steps=notice.round.campaign.steps,
    )


def _of_notice(notice: Notice | None, day: date) -> ClockFacts:
    """What a notice says for all its findings; nothing while there is none."""
    if notice is None:
        return ClockFacts()
    return ClockFacts(
        issued_on=notice.issued_on,
        received_on=notice.received_on if notice.received_on is not None and notice.received_on <= day else None,
        pauses=tuple(Pause(item.first_on, item.until) for item in notice.pauses.all() if item.until is not None),
    )


def _granted(finding: Finding, day: date) -> tuple[int, ...]:
    """Working days of more time that were granted for it up to a day, in order."""
    return tuple(
        extension.granted_days or 0
        for extension in (finding.notice.extensions.all() if finding.notice is not None else ())
        if extension.decided_on is not None and extension.decided_on <= day
        if not (named := extension.findings.all()) or finding in named
    )


def _ending(findings: Sequence[Finding], day: date) -> Sequence[Finding]:
    """Those with which a notice ends: all, unless more time was granted for some of them."""
    if len({_granted(finding, day) for finding in findings}) < 2:
        return findings
    calendar = working_calendar()
    return [max(findings, key=lambda one: standing(facts_of_finding(one, day), day, calendar).due or date.max)]


def reports_of(finding: Finding, day: date) -> list[Report]:
    """Reports of its notice that say it is done, up to a day, in order; plans are none."""
    return [
        report
        for report in (finding.notice.reports.all() if finding.notice is not None else ())
        if report.kind == ReportKind.REPORT and report.on <= day
        if any(one.finding_id == finding.pk for one in report.about.all())
    ]


def _all_reported(findings: Sequence[Finding], day: date) -> date | None:
    """The day of the newest report; none while one that waits for the unit was left out, or failed since."""
    newest: list[date] = []
    for finding in findings:
        last, closing = last_recheck(finding, day), getattr(finding, "closing", None)
        if (closing is not None and closing.on <= day) or (last is not None and last.result == RecheckResult.FIXED):
            continue
        reports = [report.on for report in reports_of(finding, day) if last is None or report.on > last.on]
        if not reports:
            return None
        newest.append(max(reports))
    return max(newest, default=None)


def _rechecked(rechecks: Sequence[Recheck | None]) -> date | None:
    """The newest day of those that failed, against which a report is held; of all when none did."""
    done = [item for item in rechecks if item is not None]
    failed = [item.on for item in done if item.result != RecheckResult.FIXED]
    return max(failed or [item.on for item in done], default=None)


def fixed_day(finding: Finding) -> date | None:
    """The day that holds whatever the receipt: the one that was set, or so many hours after the unit was told."""
    moment = moment_due(finding)
    if moment is not None:
        return moment.date()
    return finding.deadline if finding.hours is None else finding.found_on


def moment_due(finding: Finding) -> datetime | None:
    """By the county's clocks: so many hours after the unit was told."""
    told = finding.visit.filed_at
    if finding.hours is None or told is None:
        return None
    return timezone.localtime(told + timedelta(hours=finding.hours))


def last_recheck(finding: Finding, day: date) -> Recheck | None:
    """The newest up to a day."""
    return max(
        (item for item in finding.rechecks.all() if item.on <= day),
        key=lambda item: (item.on, item.at, item.pk),
        default=None,
    )


def notice_standings(notices: Sequence[Notice], day: date) -> Mapping[int, Standing]:
    """By primary key; the notices come from `load`."""
    calendar, at = working_calendar(), clock.moment_of(day)
    found = {notice.pk: standing(facts_of_notice(notice, day), day, calendar, at) for notice in notices}
    return {notice.pk: _pressing(found[notice.pk], notice, day) for notice in notices}


def _pressing(stands: Standing, notice: Notice, day: date) -> Standing:
    """A notice ends with the last of its findings, but it is due soon with the first of those that wait."""
    if stands.state is not NoticeState.RUNNING:
        return stands
    first = {one.state for one in waiting_standings(notice, day)} & {NoticeState.DUE_SOON, NoticeState.OVERDUE}
    return replace(stands, state=NoticeState.DUE_SOON) if first else stands


def waiting_standings(notice: Notice, day: date) -> tuple[Standing, ...]:
    """Of what a notice that is not withdrawn still asks of the unit, the nearest deadline first. From `load`."""
    calendar, at = working_calendar(), clock.moment_of(day)
    stands = [standing(facts_of_finding(finding, day), day, calendar, at) for finding in notice.findings.all()]
    return tuple(sorted((item for item in stands if not item.answered), key=nearness))


def nearness(item: Standing) -> tuple[date, float]:
    """What has an hour before what has the whole day; last, whose clock has not begun."""
    return item.due or date.max, item.until.timestamp() if item.until is not None else float("inf")


def finding_standings(findings: Sequence[Finding], day: date) -> Mapping[int, Standing]:
    """By primary key; their notices, with what hangs on them, in a constant number of queries."""
    prefetch_related_objects(list(findings), "rechecks", "visit", "closing", "photos", "carried_from")
    prefetch_related_objects(list(findings), "notice__reports__about", "notice__extensions__findings", "notice__pauses")
    calendar, at = working_calendar(), clock.moment_of(day)
    return {finding.pk: standing(facts_of_finding(finding, day), day, calendar, at) for finding in findings}


def notice_standing(notice: Notice) -> Standing:
    """Of one notice, now."""
    (found,) = notice_standings(load([notice]), clock.today()).values()
    return found


def closed_late(closing: Closing, stands: Standing) -> bool:
    """By the hour where the term was told in hours. Of a closing that was entered on another day than its own nothing
    but the day is known."""
    if stands.until is not None and timezone.localtime(closing.at).date() == closing.on:
        return closing.at > stands.until
    return stands.due is not None and closing.on > stands.due
