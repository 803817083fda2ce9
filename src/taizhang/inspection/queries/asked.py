"""What a visit looks at again: findings that are still open, each of which wants a result before the visit is filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, prefetch_related_objects

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.engine.checklist import Severity
from taizhang.inspection.models import Finding, Mode, Notice, RecheckResult, ReportKind, ReportPhoto, Visit
from taizhang.inspection.models.visit import IS_OPEN
from taizhang.inspection.queries.clocks import finding_standings, last_recheck
from taizhang.inspection.queries.scope import may_inspect, one_of, visible_visits

PHOTO_TO_CARRY = 400 * 1024  # bytes; a bigger one would keep a phone in the village from leaving in time


def asked_findings(visits: Sequence[Visit], day: date) -> dict[int, list[Finding]]:
    """Visit -> the findings that it looks at again, in the order of their numbers; two queries, however many visits.

    Of the notice that it follows; of a follow-up visit that follows none, all of the unit; of any other visit what
    earlier rounds of its campaign left open there. One that the newest re-check up to the day found fixed waits for
    its closing and is not asked again.
    """
    asked: dict[int, list[Finding]] = {visit.pk: [] for visit in visits}
    if not visits:
        return asked
    units = {visit.org_unit_id for visit in visits}
    there = Q(org_unit__in=units) | Q(notice__addressee__in=units)
    notices = Q(notice__in={visit.follows_id for visit in visits if visit.follows_id is not None})
    found = list(
        Finding.objects.filter(there | notices, closing__isnull=True)
        .select_related("org_unit", "notice__addressee", "visit__round", "checklist")
        .order_by("number")
    )
    prefetch_related_objects(found, "rechecks")
    waiting = [finding for finding in found if not found_fixed(finding, day)]
    for visit in visits:
        asked[visit.pk] = [finding for finding in waiting if _asks(visit, finding)]
    return asked


def planned_recheck(notice: Notice) -> Visit | None:
    """The follow-up visit of a notice that is still to be made."""
    return notice.recheck_visits.filter(IS_OPEN).first()


def left_to_recheck(notice: Notice, day: date) -> bool:
    """Whether a notice has a finding that a follow-up visit would look at."""
    return any(not found_fixed(finding, day) for finding in notice.findings.filter(closing__isnull=True))


def found_fixed(finding: Finding, day: date) -> bool:
    """By the newest re-check up to a day: it waits for its closing."""
    last = last_recheck(finding, day)
    return last is not None and last.result == RecheckResult.FIXED


def _asks(visit: Visit, finding: Finding) -> bool:
    if visit.follows_id is not None:
        return finding.notice_id == visit.follows_id
    addressee = finding.notice.addressee_id if finding.notice is not None else None
    if visit.org_unit_id not in (finding.org_unit_id, addressee) or finding.visit_id == visit.pk:
        return False
    round_, before = visit.round, finding.visit.round
    return visit.mode == Mode.FOLLOW_UP or (round_.campaign_id == before.campaign_id and before.number < round_.number)


def plain_rechecks(visits: Sequence[Visit], day: date) -> dict[int, list[dict[str, Any]]]:
    """Visit -> what is asked again, as a phone takes it along: the finding, until when, and what the unit says it did,
    with those of its photos that are small enough."""
    asked = asked_findings(visits, day)
    every = list({finding.pk: finding for found in asked.values() for finding in found}.values())
    standings = finding_standings(every, day)
    prefetch_related_objects(every, "photos__file", "photos__report")
    plain = {finding.pk: _plain(finding, day, standings[finding.pk].deadline) for finding in every}
    return {pk: [plain[finding.pk] for finding in found] for pk, found in asked.items()}


def _plain(finding: Finding, day: date, due: date | None) -> dict[str, Any]:
    photos = [photo for photo in finding.photos.all() if photo.report.on <= day]
    small = [photo for photo in photos if photo.file.size <= PHOTO_TO_CARRY]
    last = last_recheck(finding, day)
    return {
        "path": f"recheck/{finding.number}",
        "number": finding.number,
        "notice": finding.notice.number if finding.notice is not None else "",
        "text": finding.problem,
        "opinion": finding.opinion,
        "severity": Severity(finding.severity).label.get(language_of()),
        "responsible": finding.responsible,
        "found": str(finding.found_on),
        "due": f"{due:%Y-%m-%d %H:%M}" if isinstance(due, datetime) else str(due or ""),
        "before": {"result": last.result, "note": last.note, "day": str(last.on)} if last is not None else None,
        "said": _said(finding, day),
        "photos": [{"id": photo.pk, "moment": photo.moment, "name": photo.name} for photo in small],
        "photos_left": len(photos) - len(small),
    }


def _said(finding: Finding, day: date) -> list[dict[str, str]]:
    """The newest plan and the newest report about it up to the day, in this order, in its own words where it has."""
    told = [
        (report, one.words or report.text)
        for report in (finding.notice.reports.all() if finding.notice is not None else ())
        if report.on <= day
        for one in report.about.all()
        if one.finding_id == finding.pk
    ]
    kinds = (ReportKind.PLAN, ReportKind.REPORT)
    newest = (pair for kind in kinds for pair in [pair for pair in told if pair[0].kind == kind][-1:])
    return [{"kind": report.kind, "day": str(report.on), "text": words} for report, words in newest]


def recheck_photo(actor: Actor, pk: int, photo_pk: int, day: date) -> ReportPhoto:
    """A photo that the unit took of a finding which the visit looks at again, for who makes it; Http404 otherwise."""
    visit = one_of(visible_visits(actor), pk)
    asked = asked_findings([visit], day)[visit.pk] if may_inspect(actor, visit) else []
    return one_of(ReportPhoto.objects.filter(finding__in=asked).select_related("file"), photo_pk)
