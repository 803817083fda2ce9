"""Notices, findings and visits as pages show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from taizhang.core.actor import Actor
from taizhang.inspection.models import Campaign, Finding, Notice, Round, Visit, VisitState
from taizhang.inspection.models.visit import IS_OPEN
from taizhang.inspection.queries.checklists import held_checklist, held_checklists
from taizhang.inspection.queries.clocks import (
    finding_standings,
    findings_of,
    last_recheck,
    load,
    notice_standings,
    waiting_standings,
)
from taizhang.inspection.queries.receipts import days_unreceived
from taizhang.inspection.queries.record_words import RecordWords
from taizhang.inspection.queries.scope import visible_findings, visible_notices, visible_visits
from taizhang.inspection.queries.sending import OWN_PEOPLE
from taizhang.inspection.queries.visit_photos import shots_of
from taizhang.inspection.record import Record
from taizhang.inspection.standing import year_before
from taizhang.inspection.types import NOTICE_STATES, FindingLine, NoticeLine, Overview, RecordLine, RoundLine
from taizhang.organisation import queries as org_queries

_STATES = {
    VisitState.PLANNED: IS_OPEN & Q(started_at__isnull=True),
    VisitState.UNDER_WAY: IS_OPEN & Q(started_at__isnull=False),
    VisitState.FILED: Q(filed_at__isnull=False),
    VisitState.CALLED_OFF: Q(called_off_at__isnull=False),
}


def in_state(state: VisitState) -> Q:
    """Visits that are in a state, which is never stored."""
    return _STATES[state]


def notice_lines(notices: Iterable[Notice], day: date) -> list[NoticeLine]:
    """In a constant number of queries."""
    found = load(notices)
    standings = notice_standings(found, day)
    names = org_queries.names({notice.org_unit.code for notice in found}, day)
    came_back = rebounds([finding for notice in found for finding in findings_of(notice)])
    return [
        NoticeLine(
            id=notice.pk,
            number=notice.number,
            campaign=notice.round.campaign.title,
            round=notice.round.number,
            unit=notice.org_unit.code,
            unit_name=names.get(notice.org_unit.code, notice.org_unit.code),
            findings=len(findings_of(notice)),
            closed=sum(hasattr(finding, "closing") and not finding.dropped for finding in findings_of(notice)),
            dropped=sum(finding.dropped for finding in findings_of(notice)),
            issued_on=notice.issued_on,
            received_on=notice.received_on,
            standing=standings[notice.pk],
            rebounds=sum(finding.pk in came_back for finding in findings_of(notice)),
            unreceived_days=days_unreceived(notice, standings[notice.pk], day),
            waiting=() if standings[notice.pk].answered else waiting_standings(notice, day),
        )
        for notice in found
    ]


def finding_lines(findings: Iterable[Finding], day: date) -> list[FindingLine]:
    """Serious ones first, in a constant number of queries."""
    order = ("serious", "ordinary", "minor")
    found = sorted(findings, key=lambda finding: (order.index(finding.severity), finding.pk))
    standings, came_back = finding_standings(found, day), rebounds(found)
    prefetch_related_objects(found, "visit", "checklist", "photos__file", "photos__report__by")
    prefetch_related_objects(found, "photos__report__in_place_of")
    shots, lines = shots_of(found), []
    for finding in found:
        last, closing = last_recheck(finding, day), getattr(finding, "closing", None)
        lines.append(
            FindingLine(
                id=finding.pk,
                number=finding.number,
                problem=finding.problem,
                severity=finding.severity,
                severity_label=finding.get_severity_display(),
                opinion=finding.opinion,
                responsible=finding.responsible,
                days=finding.days,
                standing=standings[finding.pk],
                result=last.get_result_display() if last else "",
                closed_on=closing.on if closing else None,
                rebound_of=came_back[finding.pk].number if finding.pk in came_back else "",
                carried_from=finding.carried_from.number if finding.carried_from else "",
                visit=finding.visit_id,
                found_on=finding.visit.visited_on,
                dropped=closing is not None and closing.dropped,
                shots=shots[finding.pk],
            )
        )
    return lines


def rebounds(findings: Sequence[Finding]) -> dict[int, Finding]:
    """Finding -> the closed one that came back in it: the same item of the same checklist (in any version) at the same
    unit, found within a year before. Two queries."""
    prefetch_related_objects(list(findings), "checklist")
    asked = [finding for finding in findings if finding.item and finding.checklist is not None]
    if not asked:
        return {}
    earlier = (
        Finding.objects.filter(
            org_unit__in={finding.org_unit_id for finding in asked},
            item__in={finding.item for finding in asked},
            closing__isnull=False,
            closing__dropped=False,
            found_on__gte=year_before(min(finding.found_on for finding in asked)),
        )
        .select_related("checklist", "closing")
        .order_by("found_on", "pk")
    )
    by_place: dict[tuple[int, str, str], list[Finding]] = {}
    for finding in earlier:
        by_place.setdefault(_place(finding), []).append(finding)
    found: dict[int, Finding] = {}
    for finding in asked:
        for before in by_place.get(_place(finding), []):
            within = year_before(finding.found_on) <= before.found_on < finding.found_on
            if within and before.closing.on <= finding.found_on and before.pk != finding.carried_from_id:
                found[finding.pk] = before  # the newest of several
    return found


def _place(finding: Finding) -> tuple[int, str, str]:
    return finding.org_unit_id, finding.checklist.key if finding.checklist else "", finding.item


def open_findings_before(round: Round) -> QuerySet[Finding]:
    """What earlier rounds of the campaign left open: the round looks at it again."""
    return Finding.objects.filter(
        visit__round__campaign=round.campaign_id, visit__round__number__lt=round.number, closing__isnull=True
    ).select_related("org_unit", "notice", "checklist")


def findings_unnamed(actor: Actor) -> QuerySet[Finding]:
    """Findings that no notice names and nobody closed."""
    return visible_findings(actor).filter(notice__isnull=True, closing__isnull=True)


def findings_without_notice(actor: Actor, round: Round) -> QuerySet[Finding]:
    """Those of a round."""
    return findings_unnamed(actor).filter(visit__round=round)


def record_of(visit: Visit) -> list[RecordLine]:
    """What the entries of a visit say, path by path, items as their checklist has them; several values where nobody has
    settled a conflict. What was taken back is left out."""
    record = Record(visit.entries.select_related("by"))
    words = RecordWords(record, held_checklists(visit), visit.org_unit)
    lines = []
    for path in words.in_order(record.standing):
        in_conflict = path in record.conflicts
        rows = record.standing[path] if in_conflict else record.standing[path][-1:]
        if in_conflict or path in record.values:
            said = tuple((words.value(path, row.value), str(row.by or ""), row.made_at) for row in rows)
            lines.append(RecordLine(words.title(path), words.part(path), said, in_conflict))
    return lines


def overview(actor: Actor, day: date) -> Overview:
    """Counts over all that the actor sees."""
    waiting = visible_visits(actor).filter(IS_OPEN)
    states = [line.standing.state for line in notice_lines(visible_notices(actor), day)]
    return Overview(
        visits_due=waiting.filter(started_at__isnull=True, planned_on__gte=day).count(),
        visits_overdue=waiting.filter(started_at__isnull=True, planned_on__lt=day).count(),
        visits_under_way=waiting.filter(started_at__isnull=False).count(),
        without_notice=findings_unnamed(actor).count(),
        states={state: states.count(state) for state in NOTICE_STATES},
    )


def due_visits(actor: Actor, day: date) -> QuerySet[Visit]:
    """Still to be made or to be filed, those that are late among them."""
    return visible_visits(actor).filter(IS_OPEN).order_by("planned_on", "pk")


def units_in_scope(campaign: Campaign, day: date) -> list[str]:
    """Codes of the units that a campaign is about on a day: those listed, or those that its rule takes:
    without one, of the kinds that its checklists are for."""
    scope = campaign.scope
    spells = org_queries.spells_on(day)
    if "units" in scope:
        return list(spells.filter(org_unit__code__in=scope["units"]).values_list("org_unit__code", flat=True))
    kinds = scope.get("kinds") or _kinds_of(campaign) or ["school"]
    if campaign.org_unit.kind in OWN_PEOPLE:  # all others look after their county
        spells = spells.filter(org_unit__code__in=org_queries.subtree(campaign.org_unit.code, day=day))
    if scope.get("townships"):
        spells = spells.filter(parent__code__in=scope["townships"])
    stages, ownerships = set(scope.get("stages", ())), set(scope.get("ownerships", ()))
    zoned = org_queries.schools_of_zones(scope["zones"], day) if scope.get("zones") else None
    return [
        spell.org_unit.code
        for spell in spells.filter(org_unit__kind__in=kinds)
        if (not stages or stages & set(spell.stages))
        and (not ownerships or spell.ownership in ownerships)
        and (zoned is None or spell.org_unit.code in zoned)
    ]


def _kinds_of(campaign: Campaign) -> list[str]:
    """Kinds of units that its checklists are for."""
    held = (held_checklist(version) for version in campaign.checklists.all())
    return sorted({kind for one in held if one is not None for kind in one.checklist.kinds})


def round_lines(actor: Actor, rounds: Sequence[Round]) -> list[RoundLine]:
    """Rounds with counts over what the actor sees; four queries."""
    visits = visible_visits(actor).filter(round__in=rounds, called_off_at__isnull=True).order_by()
    planned = dict(visits.values_list("round_id").annotate(n=Count("pk", distinct=True)))
    filed = dict(visits.filter(filed_at__isnull=False).values_list("round_id").annotate(n=Count("pk", distinct=True)))
    findings = visible_findings(actor).filter(visit__round__in=rounds).order_by()
    counts = {
        key: (found, waiting)
        for key, found, waiting in findings.values_list("visit__round_id").annotate(
            n=Count("pk", distinct=True),
            waiting=Count("pk", distinct=True, filter=Q(notice__isnull=True, closing__isnull=True)),
        )
    }
    issued = visible_notices(actor).filter(round__in=rounds).order_by()
    notices = dict(issued.values_list("round_id").annotate(n=Count("pk", distinct=True)))
    return [
        RoundLine(
            id=item.pk,
            number=item.number,
            first_on=item.first_on,
            last_on=item.last_on,
            visits=planned.get(item.pk, 0),
            filed=filed.get(item.pk, 0),
            findings=counts.get(item.pk, (0, 0))[0],
            without_notice=counts.get(item.pk, (0, 0))[1],
            notices=notices.get(item.pk, 0),
        )
        for item in rounds
    ]


def notices_to_recheck(actor: Actor, round: Round) -> list[Notice]:
    """Notices of the round and of earlier ones, with something open and no follow-up visit waiting."""
    waiting = Visit.objects.filter(IS_OPEN, follows=OuterRef("pk"))
    left = Finding.objects.filter(notice=OuterRef("pk"), closing__isnull=True)
    return list(
        visible_notices(actor)
        .filter(round__campaign=round.campaign_id, round__number__lte=round.number)
        .filter(Exists(left), ~Exists(waiting))
        .order_by("addressee__code", "pk")
    )


def findings_answered(actor: Actor, planned: Collection[str]) -> QuerySet[Finding]:
    """Open findings of notices that the unit reported on or somebody went to see, of campaigns of some units (codes)
    and of visits that the actor took part in."""
    own = Q(visit__round__campaign__org_unit__code__in=planned) | Q(visit__members__person_id=actor.user_id)
    answered = Q(notice__reports__isnull=False) | Q(rechecks__isnull=False)
    found = visible_findings(actor).filter(own, answered, closing__isnull=True, notice__isnull=False)
    return found.distinct()


def notices_to_be_seen(notices: Collection[int]) -> set[int]:
    """Those of some notices (ids) for which a follow-up visit is planned; one query."""
    following = Visit.objects.filter(IS_OPEN, follows__in=notices)
    return {pk for pk in following.values_list("follows_id", flat=True) if pk is not None}
