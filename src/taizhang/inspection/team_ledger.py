"""Who joined the teams of campaigns, from which section: a register from the first day of the campaign to its last."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import Count, Q

from taizhang.core.system_ledgers import count_field, day_field, table_of, text_field, yes_field
from taizhang.engine.pack import Field, FieldType, FiledBy, Ledger, LedgerKind, Mask
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.inspection.models import TeamMember

TEAM_MEMBERS = Ledger(
    id="team_members",
    pack="inspection",
    title=Text("检查小组成员", "members of inspection teams"),
    kind=LedgerKind.REGISTER,
    period_kind=PeriodKind.HALF_YEAR,
    filed_by=FiledBy(()),
    fields=(
        text_field("campaign", "督查活动", "campaign"),
        text_field("run_by", "牵头股室", "run by", format="org_unit"),
        text_field("team", "检查小组", "team"),
        Field("member", Text("成员姓名", "member"), FieldType.STRING, mask=Mask.NAME),
        text_field("section", "所在股室", "section", format="org_unit"),
        yes_field("leader", "是否组长", "team leader"),
        count_field("schools", "到过的学校数", "schools visited", "所"),
        day_field("valid_from", "起始日期", "from"),
        day_field("valid_until", "截止日期", "until"),
    ),
    valid_from="valid_from",
    valid_to="valid_until",
    system=True,
)


def team_members(period: Period) -> pa.Table:
    """One row a member and team of the campaigns that ran in the period; schools: that the team has been to."""
    made = Q(team__visits__filed_at__isnull=False, team__visits__visited_on__lte=period.last)
    found = (
        TeamMember.objects.filter(team__campaign__first_on__lte=period.last, team__campaign__last_on__gte=period.first)
        .select_related("person", "section", "team__campaign__org_unit")
        .annotate(schools=Count("team__visits__org_unit", filter=made, distinct=True))
        .order_by("id")
    )
    return table_of(
        TEAM_MEMBERS,
        period,
        (
            {
                "_row_id": member.pk,
                "org_unit": member.team.campaign.org_unit.code,
                "campaign": member.team.campaign.theme,
                "run_by": member.team.campaign.org_unit.code,
                "team": member.team.name,
                "member": str(member.person),
                "section": member.section.code,
                "leader": member.leads,
                "schools": member.schools,
                "valid_from": member.team.campaign.first_on,
                "valid_until": member.team.campaign.last_on,
            }
            for member in found
        ),
    )
