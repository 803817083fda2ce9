"""Visits and findings as rows that can be counted: lists, statistics and what a number opens into read the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.db.models.functions import TruncMonth

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.engine.periods import Period, PeriodError, PeriodKind
from taizhang.inspection.item_figures import item_key
from taizhang.inspection.models import ChecklistVersion, Closing, Finding, Visit
from taizhang.inspection.queries.checklists import HeldChecklist, held_checklist
from taizhang.inspection.queries.clocks import closed_late, finding_standings
from taizhang.inspection.queries.lines import rebounds
from taizhang.inspection.queries.scope import visible_findings, visible_visits
from taizhang.inspection.types import NoticeState, Standing
from taizhang.ledgers import queries as ledger_queries
from taizhang.organisation import queries as org_queries

ON_TIME, LATE, OVERDUE, ANSWERED, OPEN, DROPPED = "on_time", "late", "overdue", "answered", "open", "dropped"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with all that it is counted by. outcome: closed ON_TIME or LATE; while it is open OVERDUE, past its
    deadline but reported ANSWERED, else OPEN; DROPPED, it was none. item: checklist key and item; empty for what no
    item asked. until: the moment of a term in hours. rebound: yes | no. inspectors: user ids of who found it, as texts.
    """

    id: int
    number: str
    problem: str
    visit: int
    unit: str
    unit_name: str
    found_on: date
    campaign: str
    campaign_title: str
    item: str
    item_title: str
    rule: str
    severity: str
    severity_label: str
    zone: str
    zone_name: str
    kind: str
    state: str
    outcome: str
    due: date | None
    until: datetime | None
    closed_on: date | None
    rebound: str
    inspectors: tuple[str, ...]


def periods_with_visits(actor: Actor) -> list[Period]:
    """The years, half-years and months of filed visits that the actor sees, the newest first, the longest before its
    parts."""
    return periods_of(visible_visits(actor).filter(filed_at__isnull=False))


def periods_of(visits: QuerySet[Visit]) -> list[Period]:
    made = visits.order_by().filter(visited_on__isnull=False)
    months = made.annotate(month=TruncMonth("visited_on")).values_list("month", flat=True).distinct()
    kinds = (PeriodKind.YEAR, PeriodKind.HALF_YEAR, PeriodKind.MONTH)
    found = {Period.containing(day, kind) for day in months for kind in kinds}
    return sorted(found, key=lambda period: (period.last, -period.first.toordinal()), reverse=True)


def period_of(code: str) -> Period | None:
    try:
        return Period.parse(code)
    except PeriodError:
        return None


def visits_within(visits: QuerySet[Visit], period: Period) -> QuerySet[Visit]:
    """By the day on which they were made, or while they are not by the planned one."""
    days = (period.first, period.last)
    return visits.filter(Q(visited_on__range=days) | Q(visited_on__isnull=True, planned_on__range=days))


def visits_that_asked(visits: QuerySet[Visit], item: str) -> QuerySet[Visit]:
    """Those in which an item, told as in `FindingRow`, was answered with something that can pass or fail."""
    key, _slash, name = item.rpartition("/")
    pack, _dot, checklist = key.rpartition(".")
    of_item = Q(answers__item=name, answers__checklist__pack_id=pack, answers__checklist__checklist_id=checklist)
    return visits.filter(of_item & ~Q(answers__result="not_applicable")).distinct()


def item_choices(visits: QuerySet[Visit]) -> list[tuple[str, str]]:
    """(key, text) of the items that can fail of the checklists of some visits."""
    versions = ChecklistVersion.objects.filter(pk__in=visits.order_by().values("checklists"))
    held = [one for version in versions if (one := held_checklist(version)) is not None]
    found = {
        item_key(one.version.key, item.id): item.text.get(language_of())
        for one in held
        for item in one.checklist.items
        if item.can_fail
    }
    return list(found.items())


def finding_rows(
    actor: Actor, *, campaign: int | None = None, period: Period | None = None, unit: str = ""
) -> list[FindingRow]:
    """The newest first, those of a campaign, a period or a unit; a constant number of queries."""
    found = visible_findings(actor).select_related("visit__zone", "checklist", "closing")
    if campaign is not None:
        found = found.filter(visit__round__campaign=campaign)
    if period is not None:
        found = found.filter(found_on__range=(period.first, period.last))
    if unit:
        found = found.filter(org_unit__code=unit)
    return rows_of(list(found.order_by("-found_on", "-pk")), clock.today())


def rows_of(findings: Sequence[Finding], day: date) -> list[FindingRow]:
    prefetch_related_objects(list(findings), "visit__members")
    standings, came_back = finding_standings(findings, day), rebounds(findings)
    units = {finding.org_unit.code for finding in findings}
    names, kinds = org_queries.names(units, day), kinds_of(units, day)
    held = {finding.checklist_id: finding.checklist for finding in findings if finding.checklist is not None}
    checklists = {key: held_checklist(version) for key, version in held.items()}
    rows = []
    for finding in findings:
        stands, closing = standings[finding.pk], getattr(finding, "closing", None)
        visit, version = finding.visit, finding.checklist
        rows.append(
            FindingRow(
                id=finding.pk,
                number=finding.number,
                problem=finding.problem,
                visit=visit.pk,
                unit=finding.org_unit.code,
                unit_name=names.get(finding.org_unit.code, finding.org_unit.code),
                found_on=finding.found_on,
                campaign=str(visit.round.campaign_id),
                campaign_title=visit.round.campaign.title,
                item=item_key(version.key, finding.item) if version is not None and finding.item else "",
                item_title=_item_title(checklists.get(finding.checklist_id), finding.item),
                rule=_rule(checklists.get(finding.checklist_id), finding.rule),
                severity=finding.severity,
                severity_label=finding.get_severity_display(),
                zone=visit.zone.code if visit.zone else "",
                zone_name=str(visit.zone or ""),
                kind=kinds.get(finding.org_unit.code, ""),
                state=stands.state.value,
                outcome=_outcome(finding, stands, closing),
                due=stands.due,
                until=stands.until,
                closed_on=closing.on if closing else None,
                rebound="yes" if finding.pk in came_back else "no",
                inspectors=tuple(str(member.person_id) for member in visit.members.all()),
            )
        )
    return rows


def kinds_of(units: Iterable[str], day: date) -> dict[str, str]:
    """Unit -> what kind of school it is, in words of the reader's language."""
    spells = org_queries.spells_on(day).filter(org_unit__code__in=list(units))
    return {spell.org_unit.code: ledger_queries.alike_words(spell, language_of()) for spell in spells}


def _item_title(held: HeldChecklist | None, item: str) -> str:
    titles: Mapping[str, str] = (
        {one.id: one.text.get(language_of()) for one in held.checklist.items} if held is not None else {}
    )
    return titles.get(item, item)


def _rule(held: HeldChecklist | None, rule: str) -> str:
    """In the words of the checklist, whether its code or its title was written down."""
    rules = held.packs.code_lists.get(held.checklist.rules) if held is not None else None
    return rules.codes[rule].zh if rules is not None and rule in rules.codes else rule


def _outcome(finding: Finding, stands: Standing, closing: Closing | None) -> str:
    """Overdue is what stands so on every page: past its deadline, and the unit has not reported it done."""
    if finding.dropped:
        return DROPPED
    if closing is not None:
        return LATE if closed_late(closing, stands) else ON_TIME
    if stands.state is NoticeState.OVERDUE:
        return OVERDUE
    return ANSWERED if stands.late else OPEN
