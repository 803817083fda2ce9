"""What the acts of inspection move in its ledgers."""

from __future__ import annotations

from datetime import date

from taizhang.core.moves import Act, Moved, register_acts
from taizhang.inspection.models import Campaign, Difficulty, Finding, Notice, Ranking, Visit
from taizhang.inspection.ranking_ledger import RANKINGS
from taizhang.inspection.system_ledgers import DIFFICULTIES, FINDINGS, NOTICES, VISITS
from taizhang.inspection.team_ledger import TEAM_MEMBERS

_MOVED = {
    "visit.file": (VISITS, FINDINGS, DIFFICULTIES, TEAM_MEMBERS),
    **dict.fromkeys(("finding.close", "finding.recheck"), (FINDINGS, NOTICES)),
    **dict.fromkeys(
        ("notice.issue", "notice.receive", "notice.deliver", "notice.report", "notice.extension_decide", "notice.pause",
         "notice.pause_lift", "notice.withdraw", "notice.readdress"),
        (NOTICES, FINDINGS),
    ),
    **dict.fromkeys(("difficulty.assign", "difficulty.solve"), (DIFFICULTIES,)),
    "ranking.issue": (RANKINGS,),
    **dict.fromkeys(("campaign.change", "campaign.team"), (VISITS, FINDINGS, NOTICES, TEAM_MEMBERS)),
}  # fmt: skip


def register_all() -> None:
    register_acts(_MOVED, _moved)


def _moved(act: Act) -> Moved:
    unit = act.org_unit if isinstance(act.obj, Visit | Finding | Notice | Difficulty) else ""
    return Moved(tuple(ledger.key for ledger in _MOVED[act.action]), _since(act.obj), unit)


def _since(obj: object) -> date | None:
    """The first day that is concerned: a visit made in March and filed in July is March's. A notice's findings, and all
    that a campaign's own words are said of, are of the campaign's days."""
    if isinstance(obj, Finding | Difficulty):
        obj = obj.visit
    if isinstance(obj, Visit):
        return min(obj.planned_on, obj.visited_on or obj.planned_on)
    if isinstance(obj, Notice):
        obj = obj.round.campaign
    if isinstance(obj, Campaign):
        return obj.first_on
    return date.fromisoformat(f"{obj.month}-01") if isinstance(obj, Ranking) else None
