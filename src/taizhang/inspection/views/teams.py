"""Joint teams of a campaign."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.form_pages import form_page
from taizhang.core.permissions import Permission
from taizhang.inspection import queries, services
from taizhang.inspection.forms.teams import TeamForm
from taizhang.inspection.models import Campaign, Team
from taizhang.inspection.views.common import viewer
from taizhang.organisation import queries as org_queries


def team_create(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = queries.one_of(queries.visible_campaigns(viewer(request, Permission.PLAN_INSPECTION)), pk)
    return _team_page(request, campaign, TeamForm(request.POST or None, campaign=campaign), None)


def team_change(request: HttpRequest, pk: int, team_pk: int) -> HttpResponse:
    campaign = queries.one_of(queries.visible_campaigns(viewer(request, Permission.PLAN_INSPECTION)), pk)
    team = queries.one_of(campaign.teams.all(), team_pk)
    members = list(team.members.select_related("person", "section"))
    names = org_queries.names({member.section.code for member in members}, clock.today())
    kept = [(item.person, item.section, names.get(item.section.code, "")) for item in members]
    given = {
        "name": team.name,
        "members": [str(item.person_id) for item in members],
        "leader": next((str(item.person_id) for item in members if item.leads), ""),
    }
    return _team_page(
        request, campaign, TeamForm(request.POST or None, campaign=campaign, kept=kept, initial=given), team
    )


def _team_page(request: HttpRequest, campaign: Campaign, form: TeamForm, team: Team | None) -> HttpResponse:
    actor = viewer(request, Permission.PLAN_INSPECTION)
    address = reverse("inspection:campaign-detail", args=[campaign.pk])

    def run() -> str:
        services.set_team(actor=actor, campaign=campaign, team=team, **form.values())
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Change the team") if team else _("New team"),
        lead=campaign.title,
        submit=_("Save the team"),
        back=address,
    )
