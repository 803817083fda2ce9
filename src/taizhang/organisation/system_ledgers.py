"""The organisation's own rows as ledgers, so that packs count zones, posts and groups like anything that is filed.

Every ledger is a register: a row lives from `valid_from` to `valid_until`, both included (empty: no end), and
rows(period) gives those that lived on at least one day of the period. Phone numbers never leave the organisation.
"""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
from django.db.models import Count
from django.urls import reverse

from taizhang.core.system_ledgers import count_field, register_system_ledger, table_of, text_field, yes_field
from taizhang.engine.pack import Field, FieldType, FiledBy, Ledger, LedgerKind
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.organisation.models import (
    GroupMember,
    GroupRole,
    LeadingGroup,
    OrgUnitSpell,
    Post,
    PostHolding,
    Zone,
    ZoneMembership,
)

_DATES = (
    Field("valid_from", Text("起始日期", "from"), FieldType.DATE),
    Field("valid_until", Text("截止日期", "until"), FieldType.DATE, description=Text("最后一天，空为至今", "last day")),
)


def _register(name: str, title: Text, *fields: Field) -> Ledger:
    return Ledger(
        id=name,
        pack="organisation",
        title=title,
        kind=LedgerKind.REGISTER,
        period_kind=PeriodKind.YEAR,
        filed_by=FiledBy(()),
        fields=(*fields, *_DATES),
        valid_from="valid_from",
        valid_to="valid_until",
        system=True,
    )


ORG_UNITS = _register(
    "org_units",
    Text("机构", "org units"),
    text_field("code", "代码", "code"),
    text_field("kind", "类别", "kind"),
    text_field("name", "名称", "name"),
    text_field("parent", "上级", "parent", format="org_unit"),
    text_field("stages", "学段", "stages"),
    text_field("ownership", "办学性质", "ownership"),
    yes_field("rural", "农村", "rural"),
    text_field("base_unit", "基层单位", "base unit", format="base_unit"),
)
ZONES = _register(
    "zones",
    Text("督学责任区", "supervision zones"),
    text_field("code", "代码", "code"),
    text_field("name", "名称", "name"),
    count_field("schools", "学校数", "schools", "所"),
    count_field("inspectors", "责任督学数", "zone inspectors", "人"),
)
ZONE_MEMBERSHIPS = _register(
    "zone_memberships",
    Text("责任区学校", "schools of zones"),
    text_field("zone", "责任区", "zone", format="zone"),
    text_field("school", "学校", "school", format="org_unit"),
)
POSTS = _register(
    "posts",
    Text("岗位任职", "posts and holders"),
    text_field("kind", "岗位类别", "kind of post"),
    text_field("title", "岗位", "title"),
    text_field("zone", "责任区", "zone", format="zone"),
    text_field("holder", "任职人", "holder"),
    yes_field("held", "有人任职", "held"),
)
LEADING_GROUPS = _register(
    "leading_groups",
    Text("领导小组", "leading groups"),
    text_field("name", "名称", "name"),
    text_field("topic", "专题", "topic"),
    count_field("members", "成员数", "members", "人"),
    yes_field("has_head", "有组长", "has a head"),
)
GROUP_MEMBERS = _register(
    "group_members",
    Text("领导小组成员", "members of leading groups"),
    text_field("group", "小组", "group"),
    text_field("role", "职务", "role"),
    text_field("post", "岗位", "post"),
    text_field("person", "姓名", "person"),
    text_field("outside_body", "外部单位", "outside body"),
)


def register_all() -> None:
    register_system_ledger(ZONES, zones, address=_zone_page)
    for ledger, rows in (
        (ORG_UNITS, org_units),
        (ZONE_MEMBERSHIPS, zone_memberships),
        (POSTS, posts),
        (LEADING_GROUPS, leading_groups),
        (GROUP_MEMBERS, group_members),
    ):
        register_system_ledger(ledger, rows)


def _zone_page(pk: int) -> str:
    return reverse("organisation:zone-detail", args=[Zone.objects.values_list("code", flat=True).get(pk=pk)])


def org_units(period: Period) -> pa.Table:
    """One row a spell: on any day one row a unit."""
    spells = OrgUnitSpell.objects.within(period.first, period.last).select_related("org_unit", "parent")
    return table_of(
        ORG_UNITS,
        period,
        (
            _dated(spell, spell.org_unit.code)
            | {
                "code": spell.org_unit.code,
                "kind": spell.org_unit.kind,
                "name": spell.name,
                "parent": spell.parent.code if spell.parent else None,
                "stages": ",".join(spell.stages),
                "ownership": spell.ownership,
                "rural": spell.rural,
                "base_unit": spell.base_unit,
            }
            for spell in spells.order_by("id")
        ),
    )


def zones(period: Period) -> pa.Table:
    """One row a zone, at the county; schools and inspectors as of the period's last day."""
    members = ZoneMembership.objects.on(period.last).values("zone_id").annotate(n=Count("id")).order_by()
    schools = {row["zone_id"]: row["n"] for row in members}
    held = PostHolding.objects.on(period.last).filter(post__zone__isnull=False)
    people = {row["post__zone_id"]: row["n"] for row in held.values("post__zone_id").annotate(n=Count("id")).order_by()}
    county = _root(period.last)
    return table_of(
        ZONES,
        period,
        (
            _dated(zone, county)
            | {
                "code": zone.code,
                "name": zone.name,
                "schools": schools.get(zone.pk, 0),
                "inspectors": people.get(zone.pk, 0),
            }
            for zone in Zone.objects.within(period.first, period.last).order_by("id")
        ),
    )


def zone_memberships(period: Period) -> pa.Table:
    """One row a school and stay in a zone, at the school."""
    members = ZoneMembership.objects.within(period.first, period.last).select_related("zone", "school")
    return table_of(
        ZONE_MEMBERSHIPS,
        period,
        (
            _dated(member, member.school.code) | {"zone": member.zone.code, "school": member.school.code}
            for member in members.order_by("id")
        ),
    )


def posts(period: Period) -> pa.Table:
    """One row a holding, at the post's unit; a post vacant on the last day has one more, with held = false."""
    rows = []
    stays: dict[int, list[PostHolding]] = {}
    for holding in PostHolding.objects.within(period.first, period.last).order_by("id"):
        stays.setdefault(holding.post_id, []).append(holding)
    for post in Post.objects.select_related("org_unit", "zone").order_by("id"):
        common = {"kind": post.kind, "title": post.title, "zone": post.zone.code if post.zone else None}
        mine = stays.get(post.pk, [])
        rows += [
            _dated(stay, post.org_unit.code) | common | {"holder": stay.person_name, "held": True} for stay in mine
        ]
        ends = [stay.valid_to for stay in mine]
        if None not in ends and max((end for end in ends if end), default=date.min) <= period.last:
            since = max((end for end in ends if end), default=None)
            rows.append(
                {"_row_id": -post.pk, "org_unit": post.org_unit.code, "valid_from": since, "held": False} | common
            )
    return table_of(POSTS, period, rows)


def leading_groups(period: Period) -> pa.Table:
    """One row a group; members and head as of the period's last day."""
    counts: dict[int, int] = {}
    headed = set()
    for group, role in GroupMember.objects.on(period.last).values_list("group_id", "role"):
        counts[group] = counts.get(group, 0) + 1
        if role == GroupRole.HEAD:
            headed.add(group)
    groups = LeadingGroup.objects.within(period.first, period.last).select_related("org_unit")
    return table_of(
        LEADING_GROUPS,
        period,
        (
            _dated(group, group.org_unit.code)
            | {
                "name": group.name,
                "topic": group.topic,
                "members": counts.get(group.pk, 0),
                "has_head": group.pk in headed,
            }
            for group in groups.order_by("id")
        ),
    )


def group_members(period: Period) -> pa.Table:
    """One row a seat, at the group's unit; the person of a post is its holder on the period's last day."""
    members = GroupMember.objects.within(period.first, period.last).select_related("group__org_unit", "post")
    persons = dict(PostHolding.objects.on(period.last).values_list("post_id", "person_name"))
    return table_of(
        GROUP_MEMBERS,
        period,
        (
            _dated(member, member.group.org_unit.code)
            | {
                "group": member.group.name,
                "role": member.role,
                "post": member.post.title if member.post else None,
                "person": persons.get(member.post_id) if member.post_id else member.person_name,
                "outside_body": member.outside_body,
            }
            for member in members.order_by("id")
        ),
    )


def _dated(
    row: OrgUnitSpell | Zone | ZoneMembership | PostHolding | LeadingGroup | GroupMember, org_unit: str
) -> dict[str, object]:
    return {
        "_row_id": row.pk,
        "org_unit": org_unit,
        "valid_from": row.valid_from,
        "valid_until": row.valid_to - timedelta(days=1) if row.valid_to else None,
    }


def _root(day: date) -> str:
    """Where zones are counted: the unit above all others on a day."""
    root = OrgUnitSpell.objects.on(day).filter(parent=None).order_by("sort_order", "org_unit__code").first()
    return root.org_unit.code if root else ""
