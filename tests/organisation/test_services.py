"""What happens to units, zones, posts, groups and roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Role
from taizhang.organisation import hooks, queries, services
from taizhang.organisation.models import (
    GroupMember,
    GroupRole,
    OrgUnit,
    OrgUnitSpell,
    Post,
    PostHolding,
    Succession,
    Zone,
    ZoneMembership,
)
from taizhang.organisation.services.rules import OrganisationError
from taizhang.organisation.types import OpenFilings
from tests.organisation.world import START, World

MERGED_ON = date(2025, 3, 1)


def unit(code: str) -> OrgUnit:
    return OrgUnit.objects.get(code=code)


@pytest.fixture
def one_open_filing() -> Iterator[None]:
    counter = lambda code, day: [OpenFilings(code, "学生名册", 2)]  # noqa: E731
    hooks.register_open_filings(counter)
    yield
    hooks._COUNTERS.remove(counter)


def test_rename_keeps_the_old_name_for_earlier_days(world: World) -> None:
    services.rename_org_unit(actor=world.actor, org_unit=unit("S1"), name="稻花小学", on=date(2025, 9, 1))
    assert queries.names(["S1"], date(2025, 8, 31)) == {"S1": "S1小学"}
    assert queries.names(["S1"], date(2025, 9, 1)) == {"S1": "稻花小学"}
    spell = queries.spell("S1", date(2025, 9, 1))
    assert spell is not None and spell.initials == "dhxx"


def test_a_correction_on_the_first_day_keeps_the_old_words_in_the_log(world: World) -> None:
    services.rename_org_unit(actor=world.actor, org_unit=unit("S1"), name="稻花小学", on=START)
    assert OrgUnitSpell.objects.filter(org_unit=unit("S1")).count() == 1
    assert "S1小学" in AuditEvent.objects.filter(action="org_unit.rename").get().canonical


def test_history_before_the_last_change_cannot_be_changed(world: World) -> None:
    services.rename_org_unit(actor=world.actor, org_unit=unit("S1"), name="稻花小学", on=date(2025, 9, 1))
    with pytest.raises(OrganisationError, match=r"org|2025-09-01"):
        services.rename_org_unit(actor=world.actor, org_unit=unit("S1"), name="别名", on=date(2025, 1, 1))
    assert OrgUnitSpell.objects.filter(org_unit=unit("S1")).count() == 2


def test_a_unit_cannot_stand_below_itself(world: World) -> None:
    with pytest.raises(OrganisationError):
        services.move_org_unit(actor=world.actor, org_unit=unit("T1"), parent=unit("S1"), on=MERGED_ON)


def test_a_code_is_never_used_twice(world: World) -> None:
    services.close_org_unit(actor=world.actor, org_unit=unit("S1"), on=MERGED_ON, reason="停办")
    with pytest.raises(OrganisationError):
        world.unit("S1", "T1")


def test_a_unit_with_units_below_is_not_closed(world: World) -> None:
    with pytest.raises(OrganisationError) as caught:
        services.close_org_unit(actor=world.actor, org_unit=unit("T1"), on=MERGED_ON, reason="撤镇")
    assert "S1小学" in caught.value.problems[0].sentence()
    assert queries.spell("T1", MERGED_ON) is not None


def test_merge_moves_children_and_posts_and_reports_open_filings(world: World, one_open_filing: None) -> None:
    world.unit("C1", "S1", kind="campus", name="东校区")
    actor = world.actor
    head = services.create_post(actor=actor, org_unit=unit("S1"), kind="unit_head", title="校长")
    clerk = services.create_post(actor=actor, org_unit=unit("S1"), kind="clerk", title="资料员")
    other = services.create_post(actor=actor, org_unit=unit("S2"), kind="unit_head", title="校长")
    for post, name in ((head, "甲"), (clerk, "乙"), (other, "丙")):
        services.assign_post(actor=actor, post=post, on=START, person_name=name)

    report = services.merge_org_units(
        actor=actor, predecessor=unit("S1"), successor=unit("S2"), on=MERGED_ON, reason="布局调整"
    )

    assert report.moved_children == ("C1",)
    assert (report.moved_posts, report.ended_posts) == (("资料员",), ("校长",))
    assert report.open_filings == (OpenFilings("S1", "学生名册", 2),)
    campus = queries.spell("C1", MERGED_ON)
    assert campus is not None and campus.parent is not None and campus.parent.code == "S2"
    at_successor = queries.holders(MERGED_ON, org_units=["S2"])
    assert sorted(holding.person_name for holding in at_successor) == ["丙", "乙"]
    before = queries.holders(date(2025, 2, 28), org_units=["S1"])
    assert sorted(holding.person_name for holding in before) == ["乙", "甲"]
    assert Succession.objects.get().successor.code == "S2"


def test_a_merge_that_fails_changes_nothing(world: World) -> None:
    before = OrgUnitSpell.objects.count(), AuditEvent.objects.count()
    with pytest.raises(OrganisationError):
        services.merge_org_units(
            actor=world.actor, predecessor=unit("S1"), successor=unit("S2"), on=START, reason="同日"
        )
    assert (OrgUnitSpell.objects.count(), AuditEvent.objects.count()) == before


def test_a_school_is_in_one_zone_a_day_and_its_history_stays(world: World) -> None:
    first, second = Zone.objects.get(code="Z1"), Zone.objects.get(code="Z2")
    services.assign_zone(actor=world.actor, school=unit("S1"), zone=first, on=START)
    services.redraw_zones(
        actor=world.actor, assignments={unit("S1"): second, unit("S2"): second}, on=MERGED_ON, reason="重划"
    )
    assert queries.zone_of("S1", date(2025, 2, 28)) == first
    assert queries.zone_of("S1", MERGED_ON) == second
    assert ZoneMembership.objects.on(MERGED_ON).filter(school=unit("S1")).count() == 1


def test_a_zone_with_schools_is_not_closed(world: World) -> None:
    zone = Zone.objects.get(code="Z1")
    services.assign_zone(actor=world.actor, school=unit("S1"), zone=zone, on=START)
    with pytest.raises(OrganisationError):
        services.close_zone(actor=world.actor, zone=zone, on=MERGED_ON, reason="撤并")


def test_a_closed_school_leaves_its_zone(world: World) -> None:
    services.assign_zone(actor=world.actor, school=unit("S1"), zone=Zone.objects.get(code="Z1"), on=START)
    services.close_org_unit(actor=world.actor, org_unit=unit("S1"), on=MERGED_ON, reason="停办")
    assert queries.zone_of("S1", MERGED_ON) is None
    assert queries.zone_of("S1", date(2025, 2, 28)) is not None


def test_a_new_holder_ends_the_old_one(world: World) -> None:
    post = services.create_post(actor=world.actor, org_unit=unit("S1"), kind="unit_head", title="校长")
    services.assign_post(actor=world.actor, post=post, on=START, person_name="甲")
    services.assign_post(actor=world.actor, post=post, on=MERGED_ON, person_name="乙")
    assert [holding.person_name for holding in queries.post_history(post)] == ["乙", "甲"]
    assert PostHolding.objects.on(MERGED_ON).filter(post=post).count() == 1
    with pytest.raises(OrganisationError):
        services.assign_post(actor=world.actor, post=post, on=date(2024, 6, 1), person_name="丙")


def test_roster_follows_the_holder_of_a_post(world: World) -> None:
    actor = world.actor
    post = services.create_post(actor=actor, org_unit=unit("QH"), kind="unit_head", title="局长")
    services.assign_post(actor=actor, post=post, on=START, person_name="甲")
    services.assign_post(actor=actor, post=post, on=MERGED_ON, person_name="乙")
    group = services.create_leading_group(
        actor=actor, org_unit=unit("QH"), name="安全工作领导小组", topic="安全", valid_from=START, head_post=post
    )
    services.set_group_member(
        actor=actor, group=group, role="member", on=START, person_name="丁", outside_body="市公安局"
    )
    assert [seat.person for seat in queries.roster(group, date(2025, 2, 28))] == ["甲", "丁"]
    assert [seat.person for seat in queries.roster(group, MERGED_ON)] == ["乙", "丁"]


def test_a_group_has_exactly_one_head(world: World) -> None:
    actor = world.actor
    group = services.create_leading_group(
        actor=actor, org_unit=unit("QH"), name="小组", topic="安全", valid_from=START, head_name="甲"
    )
    services.set_group_member(actor=actor, group=group, role="head", on=MERGED_ON, person_name="乙")
    heads = GroupMember.objects.filter(group=group, role=GroupRole.HEAD)
    assert [member.person_name for member in heads.on(date(2025, 2, 28))] == ["甲"]
    current = heads.on(MERGED_ON).get()
    assert current.person_name == "乙"
    with pytest.raises(OrganisationError):
        services.end_group_member(actor=actor, member=current, on=date(2025, 6, 1))


def test_split_keeps_the_old_unit_when_only_a_part_leaves(world: World) -> None:
    world.unit("S5", "T1", on=MERGED_ON)
    services.split_org_unit(
        actor=world.actor, org_unit=unit("S1"), successors=[unit("S5")], on=MERGED_ON, reason="分设", closes=False
    )
    assert queries.spell("S1", MERGED_ON) is not None
    assert Succession.objects.get().kind == "split"


def test_nobody_gives_a_role_to_oneself(world: World) -> None:
    with pytest.raises(NotAllowed):
        services.grant_role(actor=world.actor, user=world.admin, role="section_clerk", org_unit=unit("QH"), on=START)


def test_a_revoked_role_opens_nothing(world: World) -> None:
    person = world.person(None)
    grant = services.grant_role(actor=world.actor, user=person, role="auditor", org_unit=unit("QH"), on=START)
    assert queries.actor_for(person).roles == {Role.AUDITOR}
    services.revoke_role(actor=world.actor, grant=grant, on=date(2024, 6, 1))
    assert queries.actor_for(person).grants == ()


def test_a_section_has_no_head_of_a_school(world: World) -> None:
    person = User.objects.create(username="x", full_name="安小满")
    with pytest.raises(OrganisationError) as error:
        services.grant_role(actor=world.actor, user=person, role="school_head", org_unit=unit("QH"), on=START)
    assert error.value.problems[0].code == "role.unit" and not person.role_grants.exists()


def test_an_inspector_needs_a_zone(world: World) -> None:
    with pytest.raises(OrganisationError):
        services.grant_role(
            actor=world.actor, user=world.person(None), role="zone_inspector", org_unit=unit("QH"), on=START
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_changes_the_organisation(world: World, role: Role) -> None:
    actor: Actor = queries.actor_for(world.person(role, zone=Zone.objects.get(code="Z1")))
    before = AuditEvent.objects.count()
    with pytest.raises(NotAllowed):
        services.rename_org_unit(actor=actor, org_unit=unit("S1"), name="新名", on=MERGED_ON)
    with pytest.raises(NotAllowed):
        services.create_zone(actor=actor, code="Z9", name="九", valid_from=START)
    with pytest.raises(NotAllowed):
        services.create_post(actor=actor, org_unit=unit("S1"), kind="clerk", title="资料员")
    assert (AuditEvent.objects.count(), Post.objects.count()) == (before, 0)


def test_the_first_unit_can_be_founded_once_only(world: World) -> None:
    with pytest.raises(OrganisationError):
        services.found_county(administrator=world.admin, code="XX", name="另一市", valid_from=START)


def test_every_change_is_one_link_of_the_audit_chain(world: World) -> None:
    before = AuditEvent.objects.count()
    services.rename_org_unit(actor=world.actor, org_unit=unit("S1"), name="稻花小学", on=MERGED_ON)
    assert AuditEvent.objects.count() == before + 1
    assert audit.verify_chain().intact


def test_nobody_moves_below_a_unit_that_is_closed_later(world: World) -> None:
    services.merge_org_units(
        actor=world.actor, predecessor=unit("T2"), successor=unit("T1"), on=date(2025, 6, 1), reason="合并"
    )
    with pytest.raises(OrganisationError):
        services.move_org_unit(actor=world.actor, org_unit=unit("S1"), parent=unit("T2"), on=date(2025, 3, 1))


def test_a_school_is_not_merged_into_another_sort_of_body_nor_into_itself(world: World) -> None:
    school, county = OrgUnit.objects.get(code="S1"), OrgUnit.objects.get(code="QH")
    for other in (county, school):
        with pytest.raises(OrganisationError, match="another unit of its kind"):
            services.merge_org_units(
                actor=world.actor, predecessor=school, successor=other, on=date(2025, 9, 1), reason="布局调整"
            )
    assert queries.spell("S1", date(2025, 9, 1)) is not None
