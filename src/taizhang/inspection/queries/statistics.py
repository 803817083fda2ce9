"""Counts of inspection with what they are counted over, and problems by item, rule, severity, zone, kind and inspector.

A number is a count of the rows that its link lists: both come from `counting`. "None found" is said only of what visits
looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Indicator
from taizhang.engine.periods import Period
from taizhang.inspection.item_figures import item_key
from taizhang.inspection.models import Answer, Campaign, Result, Severity, Visit
from taizhang.inspection.queries.called import called_by
from taizhang.inspection.queries.checklists import held_checklist
from taizhang.inspection.queries.counting import (
    ANSWERED,
    DROPPED,
    LATE,
    ON_TIME,
    OVERDUE,
    FindingRow,
    finding_rows,
    item_choices,
    kinds_of,
    visits_that_asked,
    visits_within,
)
from taizhang.inspection.queries.lines import units_in_scope
from taizhang.inspection.queries.ranking import sees_ranking
from taizhang.inspection.queries.scope import inspecting_scope, visible_campaigns, visible_visits
from taizhang.organisation import queries as org_queries

BY = ("item", "rule", "severity", "zone", "kind", "inspector")
_SYSTEM = tuple(f"inspection.{name}" for name in ("visits", "findings", "notices", "difficulties", "rankings"))


@dataclass(frozen=True, slots=True)
class Totals:
    """units: in scope on the last day; base_units: of them. visited: distinct schools; visits: school-visits (所次).
    not_visited: (code, name) of units in scope that no visit reached. counted: findings that are not dropped. due:
    of them those closed or past their deadline; on_time: of these; answered: past it, reported and not closed.
    closed_after: since the period's last day, as of which indicators count."""

    units: int
    base_units: int
    visited: int
    visited_base_units: int
    in_scope_visited: int
    not_visited: tuple[tuple[str, str], ...]
    visits: int
    counted: int
    units_with_findings: int
    closed: int
    overdue: int
    answered: int
    due: int
    on_time: int
    rebounds: int
    dropped: int
    closed_after: int

    @property
    def coverage(self) -> Decimal | None:
        """Percent of the units in scope that were visited; None, nothing is in scope."""
        return _percent(self.in_scope_visited, self.units)

    @property
    def on_time_rate(self) -> Decimal | None:
        return _percent(self.on_time, self.due)

    @property
    def rebound_rate(self) -> Decimal | None:
        return _percent(self.rebounds, self.counted)


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    """visits: that looked at it, the basis of all other numbers; 0: nobody looked, so that nothing is said of it."""

    key: str
    title: str
    visits: int
    schools: int
    findings: int | None
    units_with: int | None
    serious: int | None
    closed: int | None
    on_time_rate: Decimal | None
    rebounds: int | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """visits: filed ones of the period and campaign; rows: findings of the same; of the item that was asked for, those
    that looked at it and what they found there. item: that one, "" for all; items: (key, text) of those that may be
    asked for."""

    visits: Sequence[Visit]
    rows: Sequence[FindingRow]
    totals: Totals
    items: Sequence[tuple[str, str]]
    item: str = ""


def statistics(actor: Actor, *, campaign: Campaign | None, period: Period, item: str = "") -> Statistics:
    """Over what the actor sees, of one campaign or of all; some queries, however many visits. item: as `item_key` tells
    it; one that no visit was asked about is passed over."""
    made = visits_within(visible_visits(actor).filter(filed_at__isnull=False), period)
    if campaign is not None:
        made = made.filter(round__campaign=campaign)
    items = item_choices(made)
    rows = finding_rows(actor, campaign=campaign.pk if campaign else None, period=period)
    item = item if item in dict(items) else ""
    if item:
        made, rows = visits_that_asked(made, item), [row for row in rows if row.item == item]
    visits = list(made.prefetch_related("members__person", "checklists").order_by("pk"))
    return Statistics(visits, rows, _totals(actor, campaign, period, visits, rows), items, item)


def _totals(
    actor: Actor,
    campaign: Campaign | None,
    period: Period,
    visits: Sequence[Visit],
    rows: Sequence[FindingRow],
) -> Totals:
    day = min(period.last, clock.today())
    scope = _scope(actor, campaign, period, day)
    visited = {visit.org_unit.code for visit in visits}
    counted = [row for row in rows if row.outcome != DROPPED]
    outcomes = [row.outcome for row in counted]
    spells = list(org_queries.spells_on(day).filter(org_unit__code__in=scope))
    return Totals(
        units=len(scope),
        base_units=len({spell.base_unit or spell.org_unit.code for spell in spells}),
        visited=len(visited),
        visited_base_units=len({visit.base_unit or visit.org_unit.code for visit in visits}),
        in_scope_visited=len(visited & scope),
        not_visited=tuple((item.org_unit.code, item.name) for item in spells if item.org_unit.code not in visited),
        visits=len(visits),
        counted=len(counted),
        units_with_findings=len({row.unit for row in counted}),
        closed=outcomes.count(ON_TIME) + outcomes.count(LATE),
        overdue=outcomes.count(OVERDUE),
        answered=outcomes.count(ANSWERED),
        due=sum(outcomes.count(one) for one in (ON_TIME, LATE, OVERDUE, ANSWERED)),
        on_time=outcomes.count(ON_TIME),
        rebounds=sum(row.rebound == "yes" for row in counted),
        dropped=len(rows) - len(counted),
        closed_after=sum(row.outcome != DROPPED for row in rows if _after(row, period)),
    )


def _after(row: FindingRow, period: Period) -> bool:
    return row.closed_on is not None and row.closed_on > period.last


def _scope(actor: Actor, campaign: Campaign | None, period: Period, day: date) -> set[str]:
    """Units of the campaign, or of those whose days touch the period, as far as the actor looks after them."""
    running = visible_campaigns(actor).filter(first_on__lte=period.last, last_on__gte=period.first)
    found: set[str] = set()
    for one in [campaign] if campaign is not None else running:
        units = set(units_in_scope(one, day))
        found |= units if sees_ranking(actor, one) else units & inspecting_scope(actor)
    return found


def breakdown(found: Statistics, by: str) -> list[BreakdownLine]:
    """by: one of BY. Most findings first, then what was looked at most; what nobody looked at last."""
    looked, titles = _LOOKED[by](found)
    for row in found.rows:
        for key, title in _keys(row, by):
            titles.setdefault(key, title or titles.get(key, key))
    by_key: dict[str, list[FindingRow]] = defaultdict(list)
    for row in found.rows:
        for key, _title in _keys(row, by):
            by_key[key].append(row)
    lines = [_line(key, titles[key], looked.get(key, []), by_key.get(key, [])) for key in titles]
    return sorted(lines, key=lambda line: (-(line.findings or 0), -line.visits, line.key))


def _keys(row: FindingRow, by: str) -> list[tuple[str, str]]:
    """(key, title) of what a finding counts for."""
    if by == "inspector":
        return [(person, "") for person in row.inspectors]
    title = {"item": row.item_title, "severity": row.severity_label, "zone": row.zone_name}.get(by, "")
    key = str(getattr(row, by))
    return [(key, title or key)]


def _line(key: str, title: str, looked: Sequence[Visit], rows: Sequence[FindingRow]) -> BreakdownLine:
    counted = [row for row in rows if row.outcome != DROPPED]
    schools = {visit.org_unit.code for visit in looked}
    if not looked and not counted:
        return BreakdownLine(key, title, 0, 0, None, None, None, None, None, None)
    outcomes = [row.outcome for row in counted]
    closed = outcomes.count(ON_TIME) + outcomes.count(LATE)
    return BreakdownLine(
        key=key,
        title=title,
        visits=len(looked),
        schools=len(schools),
        findings=len(counted),
        units_with=len({row.unit for row in counted}),
        serious=sum(row.severity == "serious" for row in counted),
        closed=closed,
        on_time_rate=_percent(outcomes.count(ON_TIME), closed + outcomes.count(OVERDUE) + outcomes.count(ANSWERED)),
        rebounds=sum(row.rebound == "yes" for row in counted),
    )


Looked = tuple[Mapping[str, list[Visit]], dict[str, str]]


def _by_item(found: Statistics, *, rule: bool = False) -> Looked:
    """Items of the checklists of the visits, each with the visits in which it was answered and can fail."""
    visits = {visit.pk: visit for visit in found.visits}
    looked: dict[str, set[int]] = defaultdict(set)
    titles: dict[str, str] = {}
    answers = Answer.objects.filter(visit__in=visits).exclude(result=Result.NOT_APPLICABLE)
    asked: dict[tuple[int, str], set[int]] = defaultdict(set)
    for checklist, visit, name in answers.values_list("checklist_id", "visit_id", "item").order_by():
        asked[checklist, name].add(visit)
    versions = {item.pk: item for visit in found.visits for item in visit.checklists.all()}
    for pk, version in versions.items():
        held = held_checklist(version)
        if held is None:
            continue
        for item in held.checklist.items:
            if not item.can_fail or found.item not in ("", item_key(version.key, item.id)):
                continue
            key = held.rule(item).zh if rule else item_key(version.key, item.id)
            titles[key] = held.rule(item).get(language_of()) if rule else item.text.get(language_of())
            looked[key] |= asked[pk, item.id]
    return {key: [visits[pk] for pk in sorted(seen)] for key, seen in looked.items()}, titles


def _by_zone(found: Statistics) -> Looked:
    zones = ((visit, visit.zone) for visit in found.visits)
    return _grouped((visit, [(zone.code if zone else "", str(zone or ""))]) for visit, zone in zones)


def _by_kind(found: Statistics) -> Looked:
    kinds = kinds_of({visit.org_unit.code for visit in found.visits}, clock.today())
    return _grouped((visit, [(kinds.get(visit.org_unit.code, ""),) * 2]) for visit in found.visits)


def _by_inspector(found: Statistics) -> Looked:
    return _grouped(
        (visit, [(str(member.person_id), str(member.person)) for member in visit.members.all()])
        for visit in found.visits
    )


def _by_severity(found: Statistics) -> Looked:
    """Every visit looks for all of them."""
    return {key: list(found.visits) for key in Severity.values}, {key: str(label) for key, label in Severity.choices}


def _grouped(pairs: Iterable[tuple[Visit, Collection[tuple[str, str]]]]) -> Looked:
    looked: dict[str, list[Visit]] = defaultdict(list)
    titles: dict[str, str] = {}
    for visit, keys in pairs:
        for key, title in keys:
            looked[key].append(visit)
            titles[key] = title
    return looked, titles


_LOOKED = {
    "item": _by_item,
    "rule": lambda found: _by_item(found, rule=True),
    "severity": _by_severity,
    "zone": _by_zone,
    "kind": _by_kind,
    "inspector": _by_inspector,
}


def figures_of_inspection(actor: Actor) -> list[Indicator]:
    """Indicators of installed packs that count visits, findings, notices, difficulties or rankings of this product:
    their figure is the number, and is not counted a second time. For who inspects no school, those of the packs whose
    checklists they use."""
    used = (
        None
        if called_by(actor).schools
        else set(visible_campaigns(actor).values_list("checklists__pack_id", flat=True))
    )
    return [
        indicator
        for indicator in installed_packs().indicators.values()
        if any(term.ledger in _SYSTEM for term in indicator.terms) and (used is None or indicator.pack in used)
    ]


def _percent(part: int, whole: int) -> Decimal | None:
    return Decimal(part) * 100 / Decimal(whole) if whole else None
