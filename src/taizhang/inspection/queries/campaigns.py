"""What a campaign is about, in words, and its teams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from taizhang.inspection.models import Campaign, Team
from taizhang.inspection.planning_types import TeamLine
from taizhang.inspection.queries.lines import units_in_scope
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitKind, Zone
from taizhang.organisation.types import STAGES

INSPECTED_KINDS = [
    (kind.value, kind.label)
    for kind in (OrgUnitKind.SCHOOL, OrgUnitKind.CAMPUS, OrgUnitKind.VILLAGE, OrgUnitKind.EXTERNAL)
]
OWNERSHIPS = (("public", gettext_lazy("public")), ("private", gettext_lazy("private")))


def scope_words(campaign: Campaign, day: date) -> str:
    """The list or the rule of a campaign as a reader says it."""
    scope = campaign.scope
    if "units" in scope:
        return ngettext("a list of %(n)d unit", "a list of %(n)d units", len(scope["units"])) % {
            "n": len(scope["units"])
        }
    titles: dict[str, Mapping[str, object]] = {
        "zones": dict(Zone.objects.filter(code__in=scope.get("zones", [])).values_list("code", "name")),
        "townships": org_queries.names(scope.get("townships", []), day),
        "kinds": dict(INSPECTED_KINDS),
        "stages": dict(STAGES),
        "ownerships": dict(OWNERSHIPS),
    }
    parts = ["、".join(str(words.get(code, code)) for code in scope[name]) for name, words in titles.items()
             if scope.get(name)]  # fmt: skip
    if parts:
        return "；".join(parts)
    schools = OrgUnit.objects.filter(kind=OrgUnitKind.SCHOOL, code__in=units_in_scope(campaign, day))
    return _("all schools") if schools.exists() else _("all units that its checklists are for")


def team_lines(campaign: Campaign, day: date) -> list[TeamLine]:
    """Its teams, each with its people and their sections, the leader first."""
    teams = list(Team.objects.filter(campaign=campaign).prefetch_related("members__person", "members__section"))
    names = org_queries.names({item.section.code for team in teams for item in team.members.all()}, day)
    return [
        TeamLine(
            team.pk,
            team.name,
            tuple(
                (str(item.person), names.get(item.section.code, item.section.code), item.leads)
                for item in team.members.all()
            ),
        )
        for team in teams
    ]
