"""Planning, entering and filing visits."""

from __future__ import annotations

import hashlib
import io
import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed
from taizhang.engine.checklist import answer_path, station_path
from taizhang.engine.entries import Value
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import services
from taizhang.inspection.models import (
    Answer,
    Difficulty,
    Finding,
    Recheck,
    Recusal,
    RecusalGround,
    Visit,
    VisitEntry,
    VisitPhoto,
    VisitState,
)
from taizhang.inspection.services.visits import MOST_ENTRIES
from taizhang.organisation.models import OrgUnitSpell, Post, PostHolding
from tests.inspection.world import (
    ALWAYS,
    GOOD,
    KEY,
    TODAY,
    VISIT_DAY,
    World,
    answered,
    difficulty,
    entry,
    finding,
)

CANTEEN = station_path(KEY, "canteen")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


def test_a_campaign_begins_with_one_round_of_its_days(world: World) -> None:
    campaign = world.campaign()
    only = campaign.rounds.get()
    assert (only.number, only.first_on, only.last_on) == (1, campaign.first_on, campaign.last_on)
    assert [str(item) for item in campaign.checklists.all()] == ["visit-sample.opening 1.0.0"]
    second = services.add_round(
        actor=world.actor("clerk"),
        campaign=campaign,
        first_on=date(2026, 5, 1),
        last_on=date(2026, 5, 31),
        move_end=True,
    )
    campaign.refresh_from_db()
    assert (second.number, campaign.last_on) == (2, date(2026, 5, 31))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": " "}, "活动名称"),
        ({"last_on": date(2026, 3, 1)}, "结束日期"),
        ({"number_prefix": "青教督〔2026〕"}, "代字"),
        ({"overdue_steps": [[5, "甲"], [1, "乙"]]}, "由小到大"),
        ({"scope": {"sql": ["1"]}}, "单位名单"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(world: World, values: dict[str, object], said: str) -> None:
    with pytest.raises(TaizhangError) as error:
        world.campaign(**values)
    assert said in error.value.problems[0].sentence()


def test_only_who_plans_begins_a_campaign(world: World) -> None:
    for name in ("inspector", "head", "auditor", "office", "stranger"):
        with pytest.raises(NotAllowed):
            services.create_campaign(actor=world.actor(name), org_unit=world.units["DDS"], values={})


def test_a_visit_keeps_zone_base_unit_and_checklists_and_the_same_plan_is_one_visit(world: World) -> None:
    client_id = uuid.uuid4()
    first = world.visit(client_id=client_id)
    again = world.visit(first.round, client_id=client_id)
    assert (first.pk, Visit.objects.count()) == (again.pk, 1)
    assert (first.base_unit, first.zone, first.state) == ("B05", world.zones["Z1"], VisitState.PLANNED)
    assert [str(member) for member in first.members.all()] == ["inspector", "helper"]
    assert [member.leads for member in first.members.all()] == [True, False]
    assert first.checklists.get().key == KEY


def test_an_inspector_plans_in_the_own_zone_only(world: World) -> None:
    only = world.campaign().rounds.get()
    world.visit(only, unit="S1", by="inspector")
    with pytest.raises(NotAllowed):
        world.visit(only, unit="S2", by="inspector")


def test_who_must_stand_aside_is_not_sent(world: World) -> None:
    Recusal.objects.create(
        person=world.people["helper"], org_unit=world.units["S1"], ground=RecusalGround.RELATIVE, valid_from=ALWAYS
    )
    post = Post.objects.create(org_unit=world.units["S1"], kind="other", title="兼职教师")
    PostHolding.objects.create(post=post, user=world.people["inspector"], person_name="甲", valid_from=ALWAYS)
    with pytest.raises(TaizhangError) as error:
        world.visit()
    assert [problem.where for problem in error.value.problems] == ["inspector", "helper"]
    Recusal.objects.update(valid_to=VISIT_DAY)  # it holds no more on the day itself
    PostHolding.objects.update(valid_to=VISIT_DAY)
    assert world.visit().members.count() == 2


def test_a_visit_outside_its_round_or_to_a_closed_school_is_refused(world: World) -> None:
    with pytest.raises(TaizhangError, match="Change the day"):
        world.visit(planned_on=date(2026, 6, 1))
    OrgUnitSpell.objects.filter(org_unit__code="S1").update(valid_to=VISIT_DAY)
    with pytest.raises(TaizhangError) as error:
        world.visit()
    assert "松岭小学" in error.value.problems[0].sentence()
    with pytest.raises(TaizhangError, match="nobody"):
        world.visit(unit="S2", members=[])


def test_one_visit_a_day_to_a_school_in_a_round(world: World) -> None:
    only = world.campaign().rounds.get()
    world.visit(only)
    with pytest.raises(TaizhangError, match="planned already"):
        world.visit(only)


def test_the_same_batch_again_adds_nothing(world: World) -> None:
    visit = world.visit()
    batch = [entry(CANTEEN, "seen"), entry("met/pupils", 8)]
    inspector = world.actor("inspector")
    first = services.add_entries(actor=inspector, visit=visit, entries=batch)
    again = services.add_entries(actor=inspector, visit=visit, entries=[*batch, batch[0]])
    assert (first.added, again.added, again.known, VisitEntry.objects.count()) == (2, 0, 3, 2)
    visit.refresh_from_db()
    assert visit.state is VisitState.UNDER_WAY


def test_an_id_that_says_something_else_refuses_the_whole_batch(world: World) -> None:
    visit, inspector = world.visit(), world.actor("inspector")
    old = entry("met/pupils", 8)
    services.add_entries(actor=inspector, visit=visit, entries=[old])
    batch = [entry("met/teachers", 1), entry("met/pupils", 9, id=old.id)]
    with pytest.raises(TaizhangError, match="its id says something else"):
        services.add_entries(actor=inspector, visit=visit, entries=batch)
    assert VisitEntry.objects.get().value == 8


def test_two_people_in_one_field_are_a_conflict_until_somebody_settles_it(world: World) -> None:
    visit = world.visit()
    mine, theirs = entry("met/pupils", 8), entry("met/pupils", 9, device="手机乙")
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[mine])
    answer = services.add_entries(actor=world.actor("helper"), visit=visit, entries=[theirs])
    assert answer.conflicts == ("met/pupils",)
    world.enter(visit, GOOD)
    with pytest.raises(TaizhangError, match="2 values"):
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    assert VisitEntry.objects.filter(path="met/pupils").count() == 2
    settled = entry("met/pupils", 9, mine, theirs)
    assert not services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[settled]).conflicts
    filed = services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    assert filed.pupils_met == 9


def test_who_says_the_same_does_not_contradict(world: World) -> None:
    visit = world.visit()
    batch = [entry("visit/note", "晴"), entry("visit/note", "晴", device="手机乙")]
    batch += [entry("signature/name", None), entry("signature/name", "")]
    assert not services.add_entries(actor=world.actor("inspector"), visit=visit, entries=batch).conflicts


def test_an_entry_supersedes_in_its_own_path_only(world: World) -> None:
    visit = world.visit()
    pupils = entry("met/pupils", 8)
    world_entries = [pupils, entry("met/teachers", 2, pupils)]
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=world_entries)
    world.enter(visit, GOOD)
    filed = services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    assert (filed.pupils_met, filed.teachers_met) == (8, 2)


def test_a_batch_of_something_else_is_refused_in_words(world: World) -> None:
    visit, inspector = world.visit(), world.actor("inspector")
    for path in ("drop table", "item/p.c/x", "finding/a/colour", "finding/a", "met/cats", "visit", "photo", "x" * 201):
        with pytest.raises(TaizhangError, match="a part of a visit's record"):
            services.add_entries(actor=inspector, visit=visit, entries=[entry(path, 1)])
    for value in (1.5, {"a": 1}, ["a"]):
        with pytest.raises(TaizhangError, match="one value"):
            services.add_entries(actor=inspector, visit=visit, entries=[entry("visit/note", value)])  # type: ignore[arg-type]
    many = [entry("visit/note", 1)] * (MOST_ENTRIES + 1)
    with pytest.raises(TaizhangError, match="Send them in parts"):
        services.add_entries(actor=inspector, visit=visit, entries=many)


def test_only_who_goes_or_looks_after_the_school_enters(world: World) -> None:
    visit = world.visit()
    for name in ("other", "head", "auditor", "leader", "stranger"):
        with pytest.raises(NotAllowed):
            world.enter(visit, {"met/pupils": 1}, by=name)
    world.enter(visit, {"met/pupils": 1}, by="helper")


def test_filing_makes_the_record_once(world: World) -> None:
    visit = world.visit()
    taken_back = entry(f"difficulty/{uuid.uuid4()}/text", "缺设备")
    said = {
        **answered(finding()), answer_path(KEY, "beds"): "pass", answer_path(KEY, "gas"): "pass",
        answer_path(KEY, "pupils"): 300, station_path(KEY, "dormitory"): "seen", **difficulty("缺一名音乐教师"),
        "met/teachers": "4", "visit/note": "晴",
    }  # fmt: skip
    services.add_entries(
        actor=world.actor("inspector"),
        visit=visit,
        entries=[
            *(entry(path, value) for path, value in said.items()),
            taken_back,
            entry(taken_back.path, None, taken_back),
        ],
    )
    filed = services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    again = services.file_visit(actor=world.actor("helper"), visit=visit, visited_on=TODAY)
    assert (again.filed_at, again.visited_on, again.filed_by) == (filed.filed_at, VISIT_DAY, world.people["inspector"])
    assert filed.stations == {"classroom": "seen", "canteen": "seen", "dormitory": "seen"}
    assert set(Answer.objects.values_list("item", "result", "value", "reason")) == {
        ("door", "pass", None, ""), ("class_size", "", "38", ""), ("pupils", "", 300, ""), ("window", "fail", None, ""),
        ("gas", "pass", None, ""), ("state", "", "good", ""), ("beds", "pass", None, ""),
    }  # fmt: skip
    assert filed.teachers_met == 4
    found, raised = Finding.objects.get(), Difficulty.objects.get()
    assert (found.number, found.found_on, found.days) == ("WT-2026-001", VISIT_DAY, 5)
    assert (raised.number, raised.text) == ("KN-2026-001", "缺一名音乐教师")
    assert AuditEvent.objects.filter(action="visit.file").count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"problem": ""}, "问题"),
        ({"opinion": None}, "整改意见"),
        ({"severity": "major"}, "轻微、一般、严重"),
        ({"severity": "serious"}, "单位负责人"),
        ({"days": 0}, "工作日数"),
        ({"days": True}, "工作日数"),
        ({"days": "五"}, "工作日数"),
        ({"hours": "24"}, "工作日数"),
        ({"hours": 24}, "工作日数"),
        ({"days": None, "deadline": "2026-04-01"}, "期限不能早于"),
        ({"days": None, "deadline": "明天"}, "期限"),
        ({"of": "item/another.list/window"}, "检查表"),
        ({"of": None, "rule": ""}, "依据的规定"),
        ({"of": None, "severity": None}, "轻微、一般、严重"),
        ({"carried_from": "WT-2020-001"}, "未销号"),
    ],
)
def test_a_wrong_finding_keeps_the_visit_open_and_its_entries_whole(
    world: World, values: dict[str, object], said: str
) -> None:
    visit = world.visit()
    parts = finding(**values)
    world.enter(visit, {**GOOD, answer_path(KEY, "window"): "fail", **parts, **finding(problem="纱窗有洞")})
    before = VisitEntry.objects.count()
    with pytest.raises(TaizhangError) as error:
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    assert said in error.value.problems[0].sentence()
    visit.refresh_from_db()
    assert (visit.state, VisitEntry.objects.count(), Finding.objects.count()) == (VisitState.UNDER_WAY, before, 0)


def test_all_that_is_wrong_is_told_at_once(world: World) -> None:
    visit = world.visit()
    wrong: dict[str, Value] = {
        answer_path(KEY, "door"): "maybe", station_path(KEY, "dormitory"): "perhaps", "met/pupils": -1,
        "met/teachers": "很多", answer_path(KEY, "window"): "not_applicable", answer_path(KEY, "gas"): "fail",
        answer_path(KEY, "lawn"): "pass", "difficulty/y/text": "缺人", f"finding/{uuid.uuid4()}/severity": "minor",
    }  # fmt: skip
    world.enter(visit, {**wrong, answer_path(KEY, "pupils"): "300"})
    with pytest.raises(TaizhangError) as error:
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    assert {problem.code for problem in error.value.problems} == {
        "visit.gap-value", "visit.gap-station", "visit.gap-item", "visit.gap-reason", "visit.gap-photo",
        "finding.missing", "visit.met", "visit.checklist", "entry.uuid", "words",
    }  # fmt: skip
    said = [problem.sentence() for problem in error.value.problems]
    assert "燃气报警器有效：应为一张照片；现为没有。请补拍。" in said
    assert "最大班有多少人：应为有答案；现为空。请补答。" in said
    assert [sentence for sentence in said if len(sentence) > 40] == []


def test_nothing_entered_and_a_day_to_come_are_not_filed(world: World) -> None:
    visit = world.visit()
    with pytest.raises(TaizhangError, match="at least one entry"):
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    world.enter(visit, {"met/pupils": 1})
    with pytest.raises(TaizhangError, match="not after 2026-04-20"):
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=date(2026, 4, 21))


def test_what_comes_after_the_filing_is_kept_and_changes_nothing(world: World) -> None:
    visit = world.filed({})
    late = finding()
    assert world.enter(visit, late, by="helper").added == len(late)
    assert VisitEntry.objects.filter(late=True).count() == len(late)
    services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    assert Finding.objects.count() == 1


def test_a_visit_called_off_meanwhile_loses_nothing(world: World) -> None:
    visit = world.visit()
    services.call_off_visit(actor=world.actor("clerk"), visit=visit, reason="停课")
    assert world.enter(visit, {"met/pupils": 8}).added == 1
    with pytest.raises(TaizhangError, match="called off"):
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    visit.refresh_from_db()
    assert (visit.state, VisitEntry.objects.count()) == (VisitState.CALLED_OFF, 1)


def test_a_filed_visit_is_not_called_off(world: World) -> None:
    visit = world.filed({})
    with pytest.raises(TaizhangError, match="it was filed"):
        services.call_off_visit(actor=world.actor("clerk"), visit=visit, reason="错了")
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.update(called_off_at=visit.filed_at)


def test_a_photo_is_kept_by_its_hash_once(world: World) -> None:
    visit, photo_id, data = world.visit(), uuid.uuid4(), picture()
    for _again in range(2):
        photo = services.add_photo(
            actor=world.actor("inspector"), visit=visit, photo_id=photo_id, data=data, name="纱窗.png", path="item/x"
        )
    assert VisitPhoto.objects.count() == 1
    assert photo.file.sha256 == hashlib.sha256(data).hexdigest() == photo.original_sha256
    with pytest.raises(TaizhangError, match="another kind"):
        services.add_photo(
            actor=world.actor("inspector"), visit=visit, photo_id=uuid.uuid4(), data=b"%PDF-1.7", name="表.pdf"
        )
    elsewhere = world.visit(visit.round, unit="S2")
    with pytest.raises(TaizhangError, match="another visit"):
        services.add_photo(actor=world.actor("helper"), visit=elsewhere, photo_id=photo_id, data=data, name="纱窗.png")


def test_a_follow_up_visit_says_how_each_finding_stands(world: World) -> None:
    notice = world.received({}, {"problem": "台账不全"})
    first, second = notice.findings.order_by("pk")
    later = services.add_round(
        actor=world.actor("clerk"),
        campaign=notice.round.campaign,
        first_on=TODAY,
        last_on=date(2026, 5, 30),
        move_end=True,
    )
    members = [(world.people["inspector"], world.units["DDS"])]
    plan = {"actor": world.actor("clerk"), "round": later, "planned_on": TODAY, "members": members}
    made = services.plan_rechecks(**plan, notices=[notice])
    assert services.plan_rechecks(**plan, notices=[notice]) == []
    world.enter(
        made[0],
        {
            **GOOD,
            f"recheck/{first.number}/result": "fixed",
            f"recheck/{second.number}/result": "partly",
            f"recheck/{second.number}/note": "还差一本",
        },
    )
    services.file_visit(actor=world.actor("inspector"), visit=made[0], visited_on=TODAY)
    assert dict(Recheck.objects.values_list("finding", "result")) == {first.pk: "fixed", second.pk: "partly"}
    assert (made[0].follows, made[0].mode) == (notice, "follow_up")


def test_a_difficulty_is_given_to_a_section_and_solved_once(world: World) -> None:
    visit = world.visit()
    world.enter(visit, {**GOOD, **difficulty("缺教师")})
    services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    raised = Difficulty.objects.get()
    with pytest.raises(TaizhangError, match="not before"):
        services.assign_difficulty(
            actor=world.actor("clerk"), difficulty=raised, section=world.units["RS"], due_on=ALWAYS
        )
    with pytest.raises(NotAllowed):
        services.solve_difficulty(actor=world.actor("stranger"), difficulty=raised, outcome="办好", on=TODAY)
    raised = services.assign_difficulty(
        actor=world.actor("clerk"), difficulty=raised, section=world.units["RS"], due_on=date(2026, 5, 1)
    )
    for outcome in ("从中心校走教", "再写一次"):
        services.solve_difficulty(actor=world.actor("stranger"), difficulty=raised, outcome=outcome, on=TODAY)
    raised.refresh_from_db()
    assert (raised.outcome, raised.solved_on) == ("从中心校走教", TODAY)
