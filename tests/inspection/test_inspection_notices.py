"""Notices: numbered, received, asked for more time, reported, re-checked, closed; by whom, and in which order."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.checklist import item_path
from taizhang.engine.entries import Value
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Campaign, Closing, Finding, Notice, Recheck, Report, Visit
from taizhang.inspection.types import NoticeState, Standing
from taizhang.organisation.models import OrgUnitSpell, RoleGrant, Succession
from tests.inspection.test_inspection_services import picture
from tests.inspection.world import ALWAYS, KEY, TODAY, VISIT_DAY, World, answered, finding

ISSUED = date(2026, 4, 15)
WINDOW, DOOR = item_path(KEY, "window"), item_path(KEY, "door")


def stands(notice: Notice, day: date = TODAY) -> Standing:
    found = queries.load(Notice.objects.filter(pk=notice.pk).select_related("round__campaign"))
    return queries.notice_standings(found, day)[notice.pk]


def recheck_visit(world: World, notice: Notice) -> Visit:
    later = services.add_round(
        actor=world.actor("clerk"),
        campaign=notice.round.campaign,
        first_on=TODAY,
        last_on=date(2026, 6, 30),
        move_end=True,
    )
    return world.visit(later, planned_on=TODAY, follows=notice, mode="follow_up")


def rechecked(world: World, notice: Notice, result: str = "fixed") -> list[Recheck]:
    visit = recheck_visit(world, notice)
    return [
        services.record_recheck(actor=world.actor("inspector"), visit=visit, finding=finding, result=result)
        for finding in notice.findings.all()
    ]


def test_one_press_issues_a_numbered_notice_a_school_and_the_next_press_none(world: World) -> None:
    only = world.campaign().rounds.get()
    members = [(world.people["helper"], world.units["RS"])]
    for unit in ("S2", "S3"):
        visit = world.visit(only, unit=unit, members=members)
        world.enter(visit, _two_findings(), by="helper")
        services.file_visit(actor=world.actor("helper"), visit=visit, visited_on=VISIT_DAY)
    findings = list(Finding.objects.all())
    made = services.issue_notices(actor=world.actor("chief"), findings=findings, issued_on=ISSUED)
    assert [(item.number, item.org_unit.code, item.findings.count()) for item in made] == [
        ("青教督〔2026〕1号", "S2", 2), ("青教督〔2026〕2号", "S3", 2),
    ]  # fmt: skip
    assert services.issue_notices(actor=world.actor("chief"), findings=findings, issued_on=ISSUED) == made
    assert Notice.objects.count() == 2


def _two_findings() -> dict[str, Value]:
    return answered(finding(problem="问题1"), finding(problem="问题2", of=item_path(KEY, "door")))


def test_only_the_campaigns_section_or_above_issues(world: World) -> None:
    findings = list(Finding.objects.filter(visit=world.filed({})))
    for name in ("clerk", "inspector", "stranger", "head", "auditor", "office"):
        with pytest.raises(NotAllowed):
            services.issue_notices(actor=world.actor(name), findings=findings, issued_on=ISSUED)
    assert services.issue_notices(actor=world.actor("leader"), findings=findings, issued_on=ISSUED)


def test_no_notice_before_the_finding_after_today_or_without_letters(world: World) -> None:
    visit = world.filed({})
    findings = list(Finding.objects.filter(visit=visit))
    for day in (VISIT_DAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(TaizhangError, match="Not before the finding"):
            services.issue_notices(actor=world.actor("chief"), findings=findings, issued_on=day)
    Campaign.objects.update(number_prefix="")
    with pytest.raises(TaizhangError, match="letters of the issuing body"):
        services.issue_notices(actor=world.actor("chief"), findings=findings, issued_on=ISSUED)
    assert not Notice.objects.exists()


def test_a_merged_school_is_addressed_at_what_took_it_over(world: World) -> None:
    findings = list(Finding.objects.filter(visit=world.filed({})))
    OrgUnitSpell.objects.filter(org_unit__code="S1").update(valid_to=ISSUED)
    with pytest.raises(TaizhangError) as error:
        services.issue_notices(actor=world.actor("chief"), findings=findings, issued_on=ISSUED)
    assert "没有承接单位" in error.value.problems[0].sentence()
    Succession.objects.create(
        predecessor=world.units["S1"], successor=world.units["S2"], kind="merge", on=ISSUED, reason="布局调整"
    )
    notice = services.issue_notices(actor=world.actor("chief"), findings=findings, issued_on=ISSUED)[0]
    assert (notice.org_unit.code, notice.addressee.code) == ("S1", "S2")
    services.record_receipt(actor=world.actor("head2"), notice=notice)
    assert queries.visible_notices(world.actor("head2")).get() == notice


def test_the_first_receipt_stands_and_starts_the_clock(world: World) -> None:
    notice = world.issued()
    assert stands(notice).state is NoticeState.WAITING
    for name in ("head2", "chief", "inspector", "auditor"):
        with pytest.raises(NotAllowed):
            services.record_receipt(actor=world.actor(name), notice=notice)
    for day in (date(2026, 4, 14), date(2026, 4, 21)):
        with pytest.raises(TaizhangError, match="the day on which it came"):
            services.record_receipt(actor=world.actor("head"), notice=notice, on=day)
    services.record_receipt(actor=world.actor("head"), notice=notice, on=date(2026, 4, 16))
    again = services.record_receipt(actor=world.actor("head"), notice=notice)
    assert (again.received_on, again.received_by) == (date(2026, 4, 16), world.people["head"])
    assert stands(notice).due == date(2026, 4, 23)


def test_the_longest_deadline_of_its_findings_is_the_notices(world: World) -> None:
    notice = world.received({"days": 2}, {"days": 10}, {"days": None, "hours": 24})
    assert stands(notice).due == date(2026, 4, 30)
    by_days = {item.days: item for item in notice.findings.select_related("visit", "notice")}
    own = queries.finding_standings(list(by_days.values()), TODAY)
    assert own[by_days[2].pk].due == date(2026, 4, 20)
    # Filed on the standing day; so many hours later, whatever the receipt.
    assert own[by_days[None].pk].due == TODAY + timedelta(days=1)


def test_more_time_is_asked_in_time_decided_once_and_moves_the_deadline(world: World, settings: object) -> None:
    notice = world.issued()
    ask = {"actor": world.actor("head"), "notice": notice, "reason": "等货"}
    with pytest.raises(TaizhangError, match="Receive it first"):
        services.ask_extension(days=3, **ask)
    services.record_receipt(actor=world.actor("head"), notice=notice, on=date(2026, 4, 16))
    with pytest.raises(TaizhangError, match="Correct the days"):
        services.ask_extension(days=0, **ask)
    client_id = uuid.uuid4()
    asked = services.ask_extension(days=3, client_id=client_id, **ask)
    assert services.ask_extension(days=3, client_id=client_id, **ask) == asked
    with pytest.raises(TaizhangError, match="one waits already"):
        services.ask_extension(days=2, **ask)
    assert stands(notice).due == date(2026, 4, 23)
    for name in ("head", "inspector", "stranger"):
        with pytest.raises(NotAllowed):
            services.decide_extension(actor=world.actor(name), extension=asked, granted_days=3)
    with pytest.raises(TaizhangError, match="not more than was asked"):
        services.decide_extension(actor=world.actor("chief"), extension=asked, granted_days=4)
    with pytest.raises(TaizhangError, match="a reason"):
        services.decide_extension(actor=world.actor("chief"), extension=asked, granted_days=0)
    services.decide_extension(actor=world.actor("chief"), extension=asked, granted_days=2)
    again = services.decide_extension(actor=world.actor("leader"), extension=asked, granted_days=3)
    assert (again.granted_days, stands(notice).due) == (2, date(2026, 4, 27))
    settings.TODAY = date(2026, 4, 28)  # type: ignore[attr-defined]
    with pytest.raises(TaizhangError, match="too late"):
        services.ask_extension(days=1, **ask)


def test_a_report_comes_after_the_receipt_with_its_photos_and_once(world: World) -> None:
    notice = world.issued()
    finding = notice.findings.get()
    photos = [services.NewPhoto(finding, "before", "前.png", picture())]
    say = {"actor": world.actor("head"), "notice": notice, "kind": "report", "text": "已更换"}
    with pytest.raises(TaizhangError, match="Receive the notice"):
        services.report_rectification(**say)
    services.record_receipt(actor=world.actor("head"), notice=notice)
    client_id = uuid.uuid4()
    report = services.report_rectification(photos=photos, client_id=client_id, **say)
    assert services.report_rectification(photos=photos, client_id=client_id, **say) == report
    assert (Report.objects.count(), report.photos.get().finding, stands(notice).state) == (
        1, finding, NoticeState.REPORTED,
    )  # fmt: skip
    bad = [services.NewPhoto(finding, "after", "后.png", b"%PDF-1.7")]
    with pytest.raises(TaizhangError, match="another kind"):
        services.report_rectification(photos=bad, **say)
    assert Report.objects.count() == 1
    for name in ("head2", "chief", "inspector"):
        with pytest.raises(NotAllowed):
            services.report_rectification(**{**say, "actor": world.actor(name)})


def test_a_plan_is_no_report(world: World) -> None:
    notice = world.received()
    services.report_rectification(actor=world.actor("head"), notice=notice, kind="plan", text="三天内换完")
    assert stands(notice).state is NoticeState.DUE_SOON


def test_a_recheck_needs_another_visit_to_the_same_school(world: World) -> None:
    notice = world.received()
    finding = notice.findings.get()
    elsewhere = world.visit(notice.round, unit="S2", planned_on=TODAY)
    for visit in (elsewhere, finding.visit):
        with pytest.raises(TaizhangError, match="another visit to the unit"):
            services.record_recheck(actor=world.actor("helper"), visit=visit, finding=finding, result="fixed")
    visit = recheck_visit(world, notice)
    with pytest.raises(TaizhangError, match="fixed, partly fixed or not fixed"):
        services.record_recheck(actor=world.actor("inspector"), visit=visit, finding=finding, result="good")
    for result in ("partly", "fixed"):  # said again, the first stands
        services.record_recheck(actor=world.actor("inspector"), visit=visit, finding=finding, result=result)
    assert Recheck.objects.get().result == "partly"


def test_the_finder_or_above_closes_what_a_recheck_found_fixed(world: World) -> None:
    notice = world.received()
    finding = notice.findings.get()
    with pytest.raises(TaizhangError, match="a re-check that found it fixed"):
        services.close_finding(actor=world.actor("inspector"), finding=finding)
    rechecked(world, notice)
    assert stands(notice).state is NoticeState.RECHECKED
    for name in ("head", "other", "stranger", "auditor", "office", "clerk"):
        with pytest.raises(NotAllowed):
            services.close_finding(actor=world.actor(name), finding=finding)
    first = services.close_finding(actor=world.actor("inspector"), finding=finding)
    assert services.close_finding(actor=world.actor("leader"), finding=finding) == first
    assert (Closing.objects.count(), stands(notice).state) == (1, NoticeState.CLOSED)
    assert stands(notice, TODAY - timedelta(days=1)).state is not NoticeState.CLOSED  # it was open the day before


def test_who_reported_it_done_does_not_close_it(world: World) -> None:
    """A head of a school may be an inspector of the next one, but not of the own report."""
    RoleGrant.objects.create(
        user=world.people["inspector"], role=Role.SCHOOL_CLERK.value, org_unit=world.units["S1"], valid_from=ALWAYS
    )
    notice = world.received()
    services.report_rectification(actor=world.actor("inspector"), notice=notice, kind="report", text="已更换")
    rechecked(world, notice)
    with pytest.raises(NotAllowed):
        services.close_finding(actor=world.actor("inspector"), finding=notice.findings.get())
    services.close_finding(actor=world.actor("chief"), finding=notice.findings.get())


def test_not_fixed_sets_the_old_clock_running_again(world: World, settings: object) -> None:
    notice = world.received()
    services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="已更换")
    rechecked(world, notice, "not_fixed")
    late = stands(notice, date(2026, 4, 24))
    assert (late.state, late.step, late.step_words) == (NoticeState.OVERDUE, 1, "提醒学校")
    settings.TODAY = date(2026, 4, 24)  # type: ignore[attr-defined]
    services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="又换了")
    assert stands(notice, date(2026, 4, 24)).state is NoticeState.REPORTED


def test_the_same_item_within_a_year_of_its_closing_is_a_rebound(world: World, settings: object) -> None:
    notice = world.received({"of": WINDOW}, {"of": DOOR})
    rechecked(world, notice)
    old = notice.findings.get(item="window")
    services.close_finding(actor=world.actor("chief"), finding=old)
    settings.TODAY = date(2027, 5, 1)  # type: ignore[attr-defined]
    campaign = world.campaign(title="下一年", first_on=date(2026, 9, 1), last_on=date(2027, 5, 1))

    def again(on: date, **values: Value) -> Finding:
        visit = world.visit(campaign.rounds.get(), planned_on=on)
        return world.filed({"of": WINDOW, **values}, visit=visit, on=on).findings.get()

    within, door = again(date(2027, 4, 14)), again(date(2027, 4, 13), of=DOOR)
    after, elsewhere = again(date(2027, 4, 15)), again(date(2027, 4, 12), of=None)
    # The door was never closed: that is no rebound but the same finding still open.
    assert queries.rebounds([within, door, after, elsewhere]) == {within.pk: old}


def test_what_stays_open_is_carried_into_the_next_round(world: World) -> None:
    notice = world.received({}, {"of": DOOR})
    rechecked(world, notice)
    closed, left = notice.findings.order_by("pk")
    services.close_finding(actor=world.actor("chief"), finding=closed)
    second = notice.round.campaign.rounds.get(number=2)
    assert list(queries.open_findings_before(second)) == [left]
    visit = world.visit(second, planned_on=date(2026, 4, 30))
    carried = world.filed({"carried_from": left.number}, visit=visit, on=TODAY).findings.get()
    assert carried.carried_from == left
