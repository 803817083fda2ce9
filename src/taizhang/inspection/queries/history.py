"""All that is on record of one unit: findings item by item, scores month by month, complaints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from taizhang.core.actor import Actor
from taizhang.inspection.models import Ranking, RankingLine
from taizhang.inspection.queries.counting import DROPPED, FindingRow, finding_rows
from taizhang.inspection.queries.ranking import visible_rankings
from taizhang.inspection.queries.scope import inspecting_scope, planning_reach, visible_visits
from taizhang.inspection.queries.scores import VisitScore, mean_score, visit_scores


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """Findings of one item, the newest first. title: empty for those that no item asked. rebounds: that came back."""

    title: str
    rows: tuple[FindingRow, ...]
    rebounds: int

    @property
    def counted(self) -> list[FindingRow]:
        return [row for row in self.rows if row.outcome != DROPPED]

    @property
    def dropped(self) -> int:
        return len(self.rows) - len(self.counted)


@dataclass(frozen=True, slots=True)
class MonthScore:
    """score: of 100, the mean of the month's visits. ranking, line: what was issued of it, if anything was."""

    campaign: int
    campaign_title: str
    month: str
    score: Decimal | None
    visits: int
    ranking: Ranking | None
    line: RankingLine | None


def items_of_unit(actor: Actor, code: str) -> list[ItemHistory]:
    """Of what the actor sees of the unit; items with rebounds first, then those with most findings."""
    by_item: dict[str, list[FindingRow]] = {}
    for row in finding_rows(actor, unit=code):
        by_item.setdefault(row.item, []).append(row)
    found = [
        ItemHistory(rows[0].item_title, tuple(rows), sum(row.rebound == "yes" for row in rows))
        for rows in by_item.values()
    ]
    return sorted(found, key=lambda item: (-item.rebounds, -len(item.counted), item.title))


def scores_of_unit(actor: Actor, code: str) -> list[MonthScore]:
    """The newest month first; a campaign of its own each."""
    visits = visible_visits(actor).filter(org_unit__code=code, filed_at__isnull=False, follows__isnull=True)
    months: dict[tuple[str, int], list[VisitScore]] = {}
    for one in visit_scores(visits.order_by("visited_on", "pk")):
        if one.score is not None and one.visit.visited_on is not None:
            months.setdefault((f"{one.visit.visited_on:%Y-%m}", one.visit.round.campaign_id), []).append(one)
    newest = visible_rankings(actor).filter(corrected_by__isnull=True)
    lines = RankingLine.objects.filter(ranking__in=newest.order_by().values("pk"), org_unit__code=code)
    issued = {(line.ranking.month, line.ranking.campaign_id): line for line in lines.select_related("ranking")}
    return [_month(month, campaign, made, issued.get((month, campaign)))
            for (month, campaign), made in sorted(months.items(), reverse=True)]  # fmt: skip


def _month(month: str, campaign: int, made: Sequence[VisitScore], line: RankingLine | None) -> MonthScore:
    return MonthScore(
        campaign=campaign,
        campaign_title=made[0].visit.round.campaign.title,
        month=month,
        score=mean_score([one.score for one in made if one.score is not None]),
        visits=len(made),
        ranking=line.ranking if line is not None else None,
        line=line,
    )


def reads_complaints(actor: Actor, code: str) -> bool:
    return code in inspecting_scope(actor) | planning_reach(actor)
