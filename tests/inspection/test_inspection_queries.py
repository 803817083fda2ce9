"""Who sees what: an inspector own zones, a school its own after the filing, another school nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from taizhang.accounts.models import ApiToken
from taizhang.core.permissions import ROLE_PERMISSIONS, Permission, Role
from taizhang.inspection import queries, services
from taizhang.inspection.models import Complaint, Finding, Notice
from taizhang.inspection.today import to_do, waiting
from taizhang.organisation import queries as org_queries
from tests.inspection.world import TODAY, VISIT_DAY, World

EVERYBODY = (
    "chief", "clerk", "helper", "stranger", "inspector", "other", "head", "head2", "leader", "office", "auditor",
    "admin",
)  # fmt: skip
WHOLE = {"chief", "clerk", "helper", "inspector", "leader", "office", "auditor"}


def seen_by(world: World, query: object) -> set[str]:
    return {name for name in EVERYBODY if query(world.actor(name)).exists()}  # type: ignore[operator]


def test_the_school_knows_nothing_of_a_visit_before_it_is_filed(world: World) -> None:
    for mode in ("scheduled", "unannounced"):
        visit = world.visit(world.campaign(mode=mode).rounds.get())
        assert seen_by(world, queries.visible_visits) == WHOLE
        world.enter(visit, {"met/pupils": 1})
    assert seen_by(world, queries.visible_visits) == WHOLE


def test_after_the_filing_it_sees_its_own_and_another_school_nothing(world: World) -> None:
    world.filed({})
    for query in (queries.visible_visits, queries.visible_findings):
        assert seen_by(world, query) == WHOLE | {"head"}


def test_a_notice_is_seen_by_its_school_its_finders_and_those_above(world: World) -> None:
    world.issued()
    assert seen_by(world, queries.visible_notices) == WHOLE | {"head"}


def test_campaigns_are_for_the_side_that_inspects(world: World) -> None:
    world.campaign()
    inspecting = {"chief", "clerk", "inspector", "other", "leader", "office", "auditor"}
    assert seen_by(world, queries.visible_campaigns) == inspecting
    world.visit()
    assert seen_by(world, queries.visible_campaigns) == inspecting | {"helper"}


def test_less_rights_never_show_more(world: World) -> None:
    """A token that carries seeing but not answering is still on the school's side."""
    world.visit()
    permissions = {Role.SCHOOL_HEAD: ROLE_PERMISSIONS[Role.SCHOOL_HEAD] - {Permission.ANSWER_NOTICE}}
    head = world.actor("head")
    narrowed = type(head)(head.user_id, head.name, head.grants, permissions, by_token=True)
    assert narrowed.can(Permission.VIEW_INSPECTION) and not queries.inspects(narrowed)
    assert not queries.visible_visits(narrowed).exists()
    token = ApiToken(owner=world.people["head"], name="t", scopes=["ledgers:read"])
    assert not queries.visible_visits(org_queries.actor_for_token(token)).exists()


def test_the_record_is_for_the_side_that_inspects(world: World) -> None:
    visit = world.filed({})
    assert queries.sees_record(world.actor("helper"), visit)
    assert not queries.sees_record(world.actor("head"), visit)
    with pytest.raises(Http404):
        queries.one_of(queries.visible_visits(world.actor("head2")), visit.pk)


def test_lists_cost_the_same_however_long(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.notice_lines(queries.visible_notices(world.actor("leader")), TODAY)
            queries.finding_lines(queries.visible_findings(world.actor("leader")), TODAY)
        return len(found)

    world.received({}, {"problem": "又一个"})
    few = asked()
    only = world.campaign().rounds.get()
    members = [(world.people["helper"], world.units["RS"])]
    for day in range(3):
        visit = world.visit(only, unit="S2", planned_on=VISIT_DAY + timedelta(days=day), members=members)
        world.enter(visit, {"visit/note": "晴"}, by="helper")
    for day in range(4):
        visit = world.visit(only, planned_on=VISIT_DAY + timedelta(days=day))
        world.filed({}, {"problem": "又一个"}, visit=visit)
    services.issue_notices(
        actor=world.actor("chief"), findings=list(Finding.objects.all()), issued_on=date(2026, 4, 15)
    )
    assert Notice.objects.count() == 2
    assert asked() == few


def test_a_rule_or_a_list_says_which_schools(world: World) -> None:
    every = world.campaign()
    assert queries.units_in_scope(every, TODAY) == ["S1", "S2", "S3"]
    zone = world.campaign(scope={"zones": ["Z2"]})
    assert queries.units_in_scope(zone, TODAY) == ["S2", "S3"]
    listed = world.campaign(scope={"units": ["S3"]})
    assert queries.units_in_scope(listed, TODAY) == ["S3"]
    assert queries.units_in_scope(world.campaign(scope={"stages": ["senior"]}), TODAY) == []
    assert queries.units_to_plan(world.actor("inspector"), every, TODAY) == ["S1"]


def test_load_and_complaints_are_counted(world: World) -> None:
    world.visit()
    assert queries.inspector_load(VISIT_DAY, TODAY) == {
        world.people["inspector"].pk: 1,
        world.people["helper"].pk: 1,
    }
    for weight in (1, 2):
        services.record_complaint(
            actor=world.actor("clerk"), org_unit=world.units["S1"], received_on=TODAY, matter="反映补课", weight=weight
        )
    assert Complaint.objects.count() == 2
    assert queries.complaint_weights(["S1", "S2"], VISIT_DAY, TODAY) == {"S1": 3}


def test_today_asks_the_school_to_receive_then_to_report(world: World) -> None:
    notice = world.issued()
    head = world.actor("head")
    assert [(item.thing, item.due) for item in to_do(head, TODAY)] == [(notice.number, None)]
    services.record_receipt(actor=head, notice=notice, on=date(2026, 4, 16))
    assert [(item.thing, item.due) for item in to_do(head, TODAY)] == [(notice.number, date(2026, 4, 23))]
    assert waiting(head) == 1
    services.report_rectification(actor=head, notice=notice, kind="report", text="已更换")
    assert (to_do(head, TODAY), waiting(head)) == ([], 0)


def test_today_asks_the_inspector_to_go_and_the_chief_to_decide(world: World) -> None:
    only = world.campaign().rounds.get()
    late = world.visit(only, planned_on=date(2026, 4, 14))
    world.visit(only, planned_on=date(2026, 4, 22))
    inspector = world.actor("inspector")
    assert [(item.thing, item.due) for item in to_do(inspector, TODAY)] == [
        ("松岭小学", date(2026, 4, 14)), ("松岭小学", date(2026, 4, 22)),
    ]  # fmt: skip
    assert waiting(inspector) == 1
    found = queries.overview(world.actor("chief"), TODAY)
    assert (found.visits_overdue, found.visits_due, found.visits_under_way) == (1, 1, 0)
    world.enter(late, {"visit/note": "晴"})
    notice = world.received()
    services.ask_extension(actor=world.actor("head"), notice=notice, days=2, reason="等货")
    assert [item.thing for item in to_do(world.actor("chief"), TODAY)] == [notice.number]
    assert to_do(world.actor("stranger"), TODAY) == []
