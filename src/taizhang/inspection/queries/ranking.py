"""The ranking of a campaign's month: worked out now, as it was issued, and what differs between the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Pack
from taizhang.engine.periods import Period, PeriodError, PeriodKind
from taizhang.engine.ranking import Bands, GroupRanking, Scored, rank
from taizhang.inspection.models import Campaign, Finding, Ranking, RankingLine, Visit
from taizhang.inspection.queries.lines import units_in_scope
from taizhang.inspection.queries.scope import inspected_scope, inspecting_scope, visible_campaigns, visible_visits
from taizhang.inspection.queries.scores import VisitScore, is_scored, mean_score, visit_scores
from taizhang.ledgers import queries as ledger_queries
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

LEAST = "ranking_least_units"
_RULE = (
    LEAST, "ranking_reward_places", "ranking_reward_least", "ranking_reward_words", "ranking_penalty_places",
    "ranking_penalty_below", "ranking_penalty_words",
)  # fmt: skip
_SMALLEST = 2  # of a group where no pack says how many are worth a ranking: one unit has nobody to be compared with


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A unit of a month's ranking. rank: None, not ranked. visits: ids of those that it is scored by. score: of 100."""

    unit: str
    name: str
    group: str
    rank: int | None
    tied: bool
    score: Decimal | None
    visits: tuple[int, ...]
    findings: int
    band: str


@dataclass(frozen=True, slots=True)
class MonthRanking:
    """units: group by group, best first, those without a rank last. rule: {parameter: (value, reference)} in force on
    the month's last day. without_visit: units in scope that nobody visited in the month."""

    campaign: Campaign
    period: Period
    units: tuple[RankedUnit, ...]
    least: int
    rule: Mapping[str, tuple[str, str]]
    pack: Pack | None
    visits: int
    without_visit: int


@dataclass(frozen=True, slots=True)
class RankingChange:
    """What late facts changed of a unit; a score or rank that is None was or is not there."""

    unit: str
    name: str
    old_score: Decimal | None
    new_score: Decimal | None
    old_rank: int | None
    new_rank: int | None
    old_findings: int
    new_findings: int

    @property
    def score_differs(self) -> bool:
        return self.old_score != self.new_score

    @property
    def rank_differs(self) -> bool:
        return self.old_rank != self.new_rank

    @property
    def findings_differ(self) -> bool:
        return self.old_findings != self.new_findings


@dataclass(frozen=True, slots=True)
class RankingMonth:
    """A month with scored visits. issued: the ranking that holds, the newest of its corrections. late: visits and
    dropped findings of the month that came after it."""

    campaign: Campaign
    month: str
    visits: int
    issued: Ranking | None
    late: int


def sees_ranking(actor: Actor, campaign: Campaign) -> bool:
    """Only who sees the campaign whole may work out a ranking: half of it would be another one."""
    return campaign.org_unit.code in inspecting_scope(actor)


def may_issue_ranking(actor: Actor, campaign: Campaign) -> bool:
    return sees_ranking(actor, campaign) and actor.can(Permission.ISSUE_NOTICE, campaign.org_unit.code)


def visible_rankings(actor: Actor) -> QuerySet[Ranking]:
    """Issued ones: of campaigns that the actor sees; for a ranked unit those in which it stands, whole, since the
    circular goes to all of them."""
    if not actor.can(Permission.VIEW_INSPECTION):
        return Ranking.objects.none()
    own = RankingLine.objects.filter(ranking=OuterRef("pk"), org_unit__code__in=inspected_scope(actor))
    seen = Q(campaign__in=visible_campaigns(actor).order_by().values("pk")) | Q(Exists(own))
    return Ranking.objects.filter(seen).select_related("campaign__org_unit", "corrects", "by", "in_place_of")


def month_period(code: str) -> Period:
    """Raises Http404 for what is no month."""
    try:
        period = Period.parse(code)
    except PeriodError:
        raise Http404 from None
    if period.kind is not PeriodKind.MONTH:
        raise Http404
    return period


def ranking_months(actor: Actor) -> list[RankingMonth]:
    """The newest first: months of campaigns whose ranking the actor may work out, and of those issued to them; some
    queries, however many months."""
    campaigns = [campaign for campaign in visible_campaigns(actor) if sees_ranking(actor, campaign)]
    scored = [campaign for campaign in campaigns if any(is_scored(item) for item in campaign.checklists.all())]
    issued = {
        (item.campaign_id, item.month): item for item in visible_rankings(actor).filter(corrected_by__isnull=True)
    }
    by_id = {item.campaign_id: item.campaign for item in issued.values()} | {item.pk: item for item in scored}
    visits = _scored_visits(by_id.values())
    counted, late = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for campaign, day, filed_at in visits.values_list("round__campaign_id", "visited_on", "filed_at"):
        key = (campaign, f"{day:%Y-%m}")
        counted[key] += 1
        late[key] += key in issued and filed_at is not None and filed_at > issued[key].at
    dropped = Finding.objects.filter(visit__in=visits.order_by(), closing__dropped=True)
    for campaign, day, at in dropped.values_list("visit__round__campaign_id", "visit__visited_on", "closing__at"):
        key = (campaign, f"{day:%Y-%m}")
        late[key] += key in issued and at > issued[key].at
    own = {campaign.pk for campaign in scored}
    keys = {*issued, *(key for key in counted if key[0] in own)}
    return [
        RankingMonth(by_id[key[0]], key[1], counted[key] if key[0] in own else 0, issued.get(key), late[key])
        for key in sorted(keys, key=lambda key: (key[1], key[0]), reverse=True)
    ]


def _scored_visits(campaigns: Iterable[Campaign]) -> QuerySet[Visit]:
    """Filed ones; a re-check looks at what was found and not at the whole list, and is not scored."""
    made = Visit.objects.filter(round__campaign__in=campaigns, filed_at__isnull=False, follows__isnull=True)
    return made.order_by("visited_on", "pk")


def month_ranking(campaign: Campaign, period: Period, *, language: str = "zh") -> MonthRanking:
    """Worked out from the visits on record now; some queries, however many units. Groups, names and limits are those of
    the month's last day. Who asks has passed `sees_ranking`."""
    visits = list(
        _scored_visits([campaign])
        .filter(visited_on__range=(period.first, period.last))
        .select_related("org_unit", "round__campaign")
    )
    by_unit: dict[str, list[VisitScore]] = {}
    for one in visit_scores(visits):
        by_unit.setdefault(one.visit.org_unit.code, []).append(one)
    pack, rule = _rule(campaign, period.last)
    least = int(Decimal(rule[LEAST][0])) if LEAST in rule else _SMALLEST
    groups = _groups(by_unit, period.last, language)
    means = {unit: mean_score([one.score for one in made if one.score is not None]) for unit, made in by_unit.items()}
    sizes = Counter(groups[unit] for unit, mean in means.items() if mean is not None)
    order = sorted(by_unit, key=lambda unit: (sizes[groups[unit]] < least, groups[unit], unit))  # ranked kinds first
    ranked = rank([Scored(unit, groups[unit], means[unit]) for unit in order], least=least)
    names, bands = org_queries.names(by_unit, period.last), _bands(rule)
    units = tuple(item for group in ranked for item in _units(group, bands, by_unit, means, names))
    scope = units_in_scope(campaign, period.last)
    return MonthRanking(
        campaign, period, units, least, rule, pack, len(visits), sum(unit not in by_unit for unit in scope)
    )


def _units(
    group: GroupRanking,
    bands: Bands,
    by_unit: Mapping[str, Sequence[VisitScore]],
    means: Mapping[str, Decimal | None],
    names: Mapping[str, str],
) -> Iterable[RankedUnit]:
    banded = bands.of(group)
    ranks = {item.unit: item for item in group.ranked}
    for unit in (*ranks, *group.unranked):
        place, made = ranks.get(unit), by_unit[unit]
        yield RankedUnit(
            unit=unit,
            name=names.get(unit, unit),
            group=group.group,
            rank=place.rank if place else None,
            tied=place.tied if place else False,
            score=means[unit],
            visits=tuple(one.visit.pk for one in made),
            findings=sum(not finding.dropped for one in made for finding in one.visit.findings.all()),
            band=banded.get(unit, ""),
        )


def _rule(campaign: Campaign, day: date) -> tuple[Pack | None, dict[str, tuple[str, str]]]:
    """The pack of the campaign's checklist that has weights, and what it and those that it requires say of rankings."""
    packs = installed_packs()
    version = next((item for item in campaign.checklists.all() if is_scored(item)), None)
    if version is None or version.pack_id not in packs.packs:
        return None, {}
    found: dict[str, tuple[str, str]] = {}
    for pack in reversed(packs.scope_of(version.pack_id)):
        for name in _RULE:
            dated = pack.parameters[name].on(day) if name in pack.parameters else None
            if dated is not None:
                found[name] = (str(dated.value), dated.reference)
    return packs.pack(version.pack_id), found


def _bands(rule: Mapping[str, tuple[str, str]]) -> Bands:
    numbers = {name: Decimal(rule[name][0]) for name in _RULE if name in rule and not name.endswith("_words")}
    return Bands(
        int(numbers.get("ranking_reward_places", 0)),
        numbers.get("ranking_reward_least"),
        int(numbers.get("ranking_penalty_places", 0)),
        numbers.get("ranking_penalty_below"),
    )


def _groups(units: Iterable[str], day: date, language: str) -> dict[str, str]:
    """Unit -> the kind of school in words; a unit that is gone by the day has none."""
    spells = org_queries.spells_on(day).filter(org_unit__code__in=list(units))
    found = {spell.org_unit.code: ledger_queries.alike_words(spell, language) for spell in spells}
    return {unit: found.get(unit, "") for unit in units}


def ranking_in_force(campaign: Campaign, month: str) -> Ranking | None:
    """The month's newest issued ranking; None while none is issued."""
    return Ranking.objects.filter(campaign=campaign, month=month, corrected_by__isnull=True).first()


def drafted_ranking(
    now: MonthRanking, *, issued_on: date, corrects: Ranking | None = None, reason: str = ""
) -> tuple[Ranking, list[RankingLine]]:
    """What would be issued now, not saved and without a number."""
    ranking = Ranking(
        campaign=now.campaign,
        month=now.period.code,
        number=f"{now.campaign.number_prefix}〔{issued_on.year}〕　号",
        issued_on=issued_on,
        corrects=corrects,
        reason=reason,
        least=now.least,
        rule={name: list(value) for name, value in now.rule.items()},
        pack_id=now.pack.id if now.pack else "",
        pack_version=now.pack.version if now.pack else "",
        at=clock.now(),
    )
    units = OrgUnit.objects.in_bulk([item.unit for item in now.units], field_name="code")
    lines = [
        RankingLine(
            org_unit=units[item.unit],
            name=item.name,
            group=item.group,
            place=place,
            rank=item.rank,
            tied=item.tied,
            score="" if item.score is None else str(item.score),
            visits=list(item.visits),
            findings=item.findings,
            band=item.band,
        )
        for place, item in enumerate(now.units, start=1)
    ]
    return ranking, lines


def _visits_seen(actor: Actor, campaign_pk: int, period: Period) -> QuerySet[Visit]:
    return visible_visits(actor).filter(
        round__campaign=campaign_pk, visited_on__range=(period.first, period.last), filed_at__isnull=False,
        follows__isnull=True,
    )  # fmt: skip


def units_to_open(actor: Actor, campaign_pk: int, period: Period) -> set[str]:
    """Units whose score of the month opens for this actor, into visits that they see."""
    return set(_visits_seen(actor, campaign_pk, period).order_by().values_list("org_unit__code", flat=True))


def unit_scores(actor: Actor, campaign_pk: int, period: Period, code: str) -> list[VisitScore]:
    """The visits of a month by which a unit is scored, as far as the actor sees them; Http404 when there is none."""
    visits = _visits_seen(actor, campaign_pk, period).filter(org_unit__code=code)
    found = visit_scores(visits.order_by("visited_on", "pk"))
    if not found:
        raise Http404
    return found


def ranking_changes(issued: Ranking, now: MonthRanking) -> list[RankingChange]:
    """Unit by unit what would be issued otherwise today, best places first."""
    before = {line.org_unit.code: line for line in issued.lines.select_related("org_unit")}
    after = {item.unit: item for item in now.units}
    changes = []
    for unit in sorted({*before, *after}, key=lambda unit: (unit not in after, unit)):
        old, new = before.get(unit), after.get(unit)
        change = RankingChange(
            unit=unit,
            name=new.name if new else old.name if old else unit,
            old_score=old.value if old else None,
            new_score=new.score if new else None,
            old_rank=old.rank if old else None,
            new_rank=new.rank if new else None,
            old_findings=old.findings if old else 0,
            new_findings=new.findings if new else 0,
        )
        if change.score_differs or change.rank_differs or change.findings_differ:
            changes.append(change)
    return changes
