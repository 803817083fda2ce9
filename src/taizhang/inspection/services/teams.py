"""Joint teams of a campaign."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.inspection.models import Campaign, Team, TeamMember
from taizhang.inspection.services.rules import refuse, require_planner, require_sent, require_words
from taizhang.organisation.models import OrgUnit


@transaction.atomic
def set_team(
    *,
    actor: Actor,
    campaign: Campaign,
    name: str,
    members: Sequence[tuple[User, OrgUnit]],
    leader: User | None = None,
    team: Team | None = None,
) -> Team:
    """A team of (person, section they come from), of several sections for a joint one; team: the one that becomes so.
    The first leads when nobody is named. Visits keep the people that they were planned with."""
    require_planner(actor, campaign)
    Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    name = require_words(name, "小组名称", "the team's name")
    if any(other != team for other in campaign.teams.filter(name=name)):
        refuse(
            name,
            ("没有用过的组名", "a name of its own"),
            ("已有这个组", "the campaign has that team"),
            ("请换一个组名。", "Choose another name."),
            code="team.name",
        )
    if not members:
        refuse(
            name,
            ("至少一名组员", "at least one member"),
            ("没有", "nobody"),
            ("请选择组员。", "Choose the members."),
            code="team.people",
        )
    kept = set(team.members.values_list("person_id", flat=True)) if team is not None else set()
    require_sent(campaign, {person.pk for person, _section in members} - kept)
    if team is None:
        team = Team(campaign=campaign)
    team.name = name
    team.save()
    team.members.all().delete()
    leads = leader if leader is not None else members[0][0]
    TeamMember.objects.bulk_create(
        TeamMember(team=team, person=person, section=section, leads=person == leads) for person, section in members
    )
    audit.record(
        actor=actor,
        action="campaign.team",
        obj=campaign,
        org_unit=campaign.org_unit.code,
        detail={"title": team.name, "count": len(members)},
    )
    return team
