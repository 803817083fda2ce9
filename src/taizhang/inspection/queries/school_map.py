"""Schools where they stand, with what inspection knows of each in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Max

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.engine.flat_map import FlatMap, flat_map
from taizhang.engine.periods import Period
from taizhang.inspection.models import Campaign
from taizhang.inspection.queries.clocks import finding_standings
from taizhang.inspection.queries.counting import visits_within
from taizhang.inspection.queries.lines import units_in_scope
from taizhang.inspection.queries.scope import visible_findings, visible_visits
from taizhang.inspection.queries.tours import places_of
from taizhang.inspection.queries.zones import schools_by_zone, visible_zones
from taizhang.inspection.types import NoticeState
from taizhang.organisation import queries as org_queries

MAP_STATES = ("overdue", "open", "visited", "unvisited")
WIDTH, NEAR, MARGIN, APART = 1000, 600, 28, 24  # units of the drawing; a sign takes 24, so few schools are drawn large
SHAPES = 9  # drawn in _zone_signs.html, coloured in school-map.css
NAMED = 40  # points up to which each bears its name; with more the names lie upon each other


@dataclass(frozen=True, slots=True)
class MapSchool:
    """visits: filed ones of the period; last_on: the newest of them. found: findings that are open today, found by the
    period's end; overdue: of them those past their deadline and not reported. sign: its zone's number in the legend, -1
    without a zone."""

    code: str
    name: str
    zone: str
    zone_name: str
    sign: int
    visits: int
    last_on: date | None
    found: int
    overdue: int

    @property
    def shape(self) -> str:
        """Of its zone; shape and hue together tell as many zones apart as the square of SHAPES."""
        return str(self.sign % SHAPES) if self.sign >= 0 else "none"

    @property
    def hue(self) -> str:
        return str((self.sign + self.sign // SHAPES) % SHAPES) if self.sign >= 0 else "none"

    @property
    def state(self) -> str:
        """What its sign shows: the gravest of what can be said."""
        if self.overdue:
            return "overdue"
        if self.found:
            return "open"
        return "visited" if self.visits else "unvisited"


@dataclass(frozen=True, slots=True)
class DrawnSchool:
    """name_before: so far to the east that its name stands to the west of it."""

    school: MapSchool
    x: float
    y: float
    name_before: bool


@dataclass(frozen=True, slots=True)
class SchoolMap:
    """drawn: in the order of the schools; unplaced: those whose position nobody entered."""

    drawn: Sequence[DrawnSchool]
    unplaced: Sequence[MapSchool]
    flat: FlatMap

    @property
    def named(self) -> bool:
        return len(self.drawn) <= NAMED


def map_schools(actor: Actor, *, campaign: Campaign | None, period: Period) -> list[MapSchool]:
    """Schools that the actor looks after or plans for today, by zone and name, those of a campaign when one is given;
    in a constant number of queries."""
    day = clock.today()
    zoned = schools_by_zone(actor, day)
    if campaign is not None:
        scope = set(units_in_scope(campaign, day))
        zoned = {code: zone for code, zone in zoned.items() if code in scope}
    zones = list(visible_zones(actor, day))
    signs, titles = {zone.code: at for at, zone in enumerate(zones)}, {zone.code: zone.name for zone in zones}
    visits = visits_within(visible_visits(actor).filter(filed_at__isnull=False, org_unit__code__in=zoned), period)
    findings = visible_findings(actor).filter(org_unit__code__in=zoned, closing__isnull=True, found_on__lte=period.last)
    if campaign is not None:
        visits = visits.filter(round__campaign=campaign)
        findings = findings.filter(visit__round__campaign=campaign)
    counts = visits.order_by().values_list("org_unit__code").annotate(n=Count("pk"), last=Max("visited_on"))
    made = {code: (n, last) for code, n, last in counts}
    waiting = list(findings)
    standings = finding_standings(waiting, day)
    found = {code: [0, 0] for code in zoned}
    for finding in waiting:
        found[finding.org_unit.code][0] += 1
        found[finding.org_unit.code][1] += standings[finding.pk].state is NoticeState.OVERDUE
    names = org_queries.names(zoned, day)
    schools = [
        MapSchool(
            code, names.get(code, code), zone, titles.get(zone, ""), signs.get(zone, -1),
            *made.get(code, (0, None)), *found[code],
        )
        for code, zone in zoned.items()
    ]  # fmt: skip
    return sorted(schools, key=lambda school: (school.sign < 0, school.zone, school.name, school.code))


def map_counts(schools: Sequence[MapSchool]) -> dict[str, int]:
    """State -> schools to which it applies; several may apply to one."""
    return {state: sum(applies(school, state) for school in schools) for state in MAP_STATES}


def applies(school: MapSchool, state: str) -> bool:
    """Whether one of MAP_STATES can be said of a school, also where a graver one is its sign."""
    said = {"overdue": school.overdue, "open": school.found, "visited": school.visits, "unvisited": not school.visits}
    return bool(said[state])


@dataclass(frozen=True, slots=True)
class ZoneSchools:
    """The schools of a zone in a list. zone_name: "" for those without one. overdue, open: schools of which that can be
    said."""

    zone_name: str
    schools: Sequence[MapSchool]
    overdue: int
    open: int


def by_zone(schools: Sequence[MapSchool]) -> list[ZoneSchools]:
    """In the order of the schools, which `map_schools` gives by zone."""
    groups = [list(group) for _zone, group in groupby(schools, key=lambda school: school.zone)]
    return [
        ZoneSchools(
            group[0].zone_name,
            group,
            *(sum(applies(school, state) for school in group) for state in ("overdue", "open")),
        )
        for group in groups
    ]


def named_like(schools: Sequence[MapSchool], words: str) -> list[MapSchool]:
    """Those in whose name all of the words stand."""
    return [school for school in schools if all(word in school.name for word in words.split())]


def draw_schools(schools: Sequence[MapSchool]) -> SchoolMap:
    """Two queries. What is drawn last lies on top, so that the gravest are never covered."""
    places = places_of([school.code for school in schools], clock.today())
    known = [places[school.code] for school in schools if school.code in places]
    width = NEAR if len(known) <= NAMED else WIDTH
    flat = flat_map(known, width=width, margin=MARGIN, apart=APART)
    points = [(school, *flat.points[school.code]) for school in schools if school.code in places]
    drawn = [DrawnSchool(school, x, y, name_before=x > width * 0.7) for school, x, y in points]
    drawn.sort(key=lambda one: MAP_STATES.index(one.school.state), reverse=True)
    return SchoolMap(drawn, [school for school in schools if school.code not in places], flat)
