"""The pages: what each side is shown, and that a press does what it says."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import item_path
from taizhang.inspection import services
from taizhang.inspection.models import Campaign, Extension, Notice, Report, Visit
from tests.inspection.test_inspection_notices import rechecked
from tests.inspection.test_inspection_services import picture
from tests.inspection.world import GOOD, KEY, TODAY, VISIT_DAY, World, entry


def page(world: World, who: str, name: str, *args: object, status: int = 200, query: str = "") -> str:
    answer = world.client(who).get(reverse(f"inspection:{name}", args=args) + query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_first_page_counts_and_lists_with_search_and_an_empty_state(world: World) -> None:
    assert "还没有督查活动" in page(world, "leader", "overview")
    world.campaign()
    world.campaign(title="卫生督查", theme="hygiene")
    world.issued()
    text = page(world, "leader", "overview", query="?q=卫生")
    assert "卫生督查" in text and "开学工作督查" not in text.split("<table")[-1]


def test_a_school_goes_straight_to_its_own_page(world: World) -> None:
    answer = world.client("head").get(reverse("inspection:overview"))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("inspection:school-detail", args=["S1"]))
    notice = world.issued()
    text = page(world, "head", "school-detail", "S1")
    assert notice.number in text
    page(world, "head", "school-detail", "S2", status=404)
    page(world, "other", "school-detail", "S1", status=404)


def test_a_schools_page_opens_to_all_who_see_something_of_it(world: World) -> None:
    notice = world.issued()
    for who in ("chief", "clerk", "helper", "inspector", "leader", "auditor"):
        assert notice.number in page(world, who, "school-detail", "S1")
    page(world, "stranger", "school-detail", "S1", status=404)
    page(world, "helper", "school-detail", "S3", status=404)


def test_a_campaign_is_begun_on_its_form(world: World) -> None:
    form = {
        "org_unit": "DDS", "title": "新活动", "theme": "hygiene", "mode": "unannounced", "first_on": "2026-04-01",
        "last_on": "2026-04-30", "units": ["S1"], "overdue_steps": "1 提醒学校\n5 报分管领导",
    }  # fmt: skip
    answer = world.client("clerk").post(reverse("inspection:campaign-create"), form)
    campaign = Campaign.objects.get()
    assert answer.headers["Location"] == reverse("inspection:campaign-detail", args=[campaign.pk])
    assert campaign.scope == {"units": ["S1"]}  # a section plans for its whole county
    assert campaign.steps == ((1, "提醒学校"), (5, "报分管领导"))
    with_checklist = world.client("clerk").post(
        reverse("inspection:campaign-create"), {**form, "title": "带清单", "checklists": [KEY]}
    )
    assert with_checklist.status_code == 302
    (version,) = Campaign.objects.get(title="带清单").checklists.all()
    assert version.key == KEY
    visit = world.visit(Campaign.objects.get(title="带清单").rounds.get())
    page = world.client("clerk").get(reverse("inspection:visit-detail", args=[visit.pk])).content.decode()
    assert installed_packs().checklists[KEY].title.zh in page and KEY not in page
    bad = world.client("clerk").post(reverse("inspection:campaign-create"), {**form, "overdue_steps": "提醒"})
    assert bad.status_code == 422


def test_a_visit_is_planned_entered_and_filed(world: World, settings: Any) -> None:
    only = world.campaign().rounds.get()
    form = {
        "org_unit": "S1", "planned_on": VISIT_DAY.isoformat(), "leader": str(world.people["inspector"].pk),
        "others": [str(world.people["helper"].pk)],
    }  # fmt: skip
    settings.TODAY = VISIT_DAY
    world.client("clerk").post(reverse("inspection:visit-create", args=[only.pk]), form)
    settings.TODAY = TODAY
    visit = Visit.objects.get()
    assert [str(member) for member in visit.members.all()] == ["inspector", "helper"]
    assert "已过期" in page(world, "leader", "visit-list")
    mine, theirs = entry("met/pupils", 8), entry("met/pupils", 9)
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[mine, theirs])
    world.enter(visit, GOOD)
    assert "两个值" in page(world, "inspector", "visit-detail", visit.pk)
    address = reverse("inspection:visit-file", args=[visit.pk])
    refused = world.client("inspector").post(address, {"visited_on": VISIT_DAY.isoformat()})
    assert (refused.status_code, "请选定一个再提交" in refused.content.decode()) == (422, True)
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[entry("met/pupils", 9, mine, theirs)])
    assert world.client("inspector").post(address, {"visited_on": VISIT_DAY.isoformat()}).status_code == 302
    page(world, "head", "visit-detail", visit.pk)
    page(world, "head2", "visit-detail", visit.pk, status=404)


def test_the_school_reads_what_was_found_but_not_the_record(world: World) -> None:
    visit = world.visit()
    world.enter(visit, {"visit/note": "内部备忘"})
    visit = world.filed({}, visit=visit)
    text = page(world, "head", "visit-detail", visit.pk)
    assert "食堂纱窗破损" in text and "内部备忘" not in text
    assert "内部备忘" in page(world, "chief", "visit-detail", visit.pk)


def test_a_photo_is_behind_a_permission(world: World) -> None:
    visit = world.filed({})
    ids = {"visit": uuid.uuid4(), f"finding/{visit.findings.get().client_id}": uuid.uuid4()}
    for path, photo_id in ids.items():
        services.add_photo(
            actor=world.actor("inspector"), visit=visit, photo_id=photo_id, data=picture(), name="照.png", path=path
        )
    inner, found = ids.values()
    answers = {
        (who, photo): world.client(who).get(reverse("inspection:visit-photo", args=[visit.pk, photo])).status_code
        for who in ("inspector", "auditor", "head", "head2", "other", "admin")
        for photo in (inner, found)
    }
    assert {who: (answers[who, inner], answers[who, found]) for who, _photo in answers} == {
        "inspector": (200, 200), "auditor": (200, 200), "head": (404, 200), "head2": (404, 404),
        "other": (404, 404), "admin": (403, 403),
    }  # fmt: skip


def test_notices_are_issued_in_one_press(world: World) -> None:
    visit = world.filed({})
    address = reverse("inspection:round-issue", args=[visit.round_id])
    assert world.client("clerk").get(address).status_code == 403
    assert world.client("chief").post(address, {"issued_on": TODAY.isoformat()}).status_code == 302
    assert Notice.objects.get().number == "青教督〔2026〕1号"
    assert "青教督〔2026〕1号" in page(world, "chief", "notice-list", query="?state=waiting")
    assert "青教督〔2026〕1号" not in page(world, "chief", "notice-list", query="?state=overdue")


def test_the_school_receives_asks_and_reports_with_photos(world: World) -> None:
    notice = world.issued()
    finding = notice.findings.get()
    head = world.client("head")
    assert "签收" in page(world, "head", "notice-detail", notice.pk)
    head.post(reverse("inspection:notice-receive", args=[notice.pk]))
    text = page(world, "head", "notice-detail", notice.pk)
    assert "起算日，不计入" in text  # the count, day by day
    head.post(
        reverse("inspection:extension-ask", args=[notice.pk]),
        {"days": "3", "reason": "等货", "findings": [str(finding.pk)]},
    )
    asked = Extension.objects.get()
    decide = reverse("inspection:extension-decide", args=[asked.pk])
    assert world.client("stranger").get(decide).status_code == 404
    world.client("chief").post(decide, {"granted_days": "2", "answer": "抓紧"})
    asked.refresh_from_db()
    assert (asked.granted_days, asked.decided_by) == (2, world.people["chief"])
    form = {
        "kind": "report", "text": "已更换", "client_id": str(uuid.uuid4()),
        f"about-{finding.pk}": "on", f"after-{finding.pk}": SimpleUploadedFile("后.png", picture()),
    }  # fmt: skip
    assert head.post(reverse("inspection:notice-report", args=[notice.pk]), form).status_code == 302
    photo = Report.objects.get().photos.get()
    answers = {
        who: world.client(who).get(reverse("inspection:report-photo", args=[notice.pk, photo.pk])).status_code
        for who in ("head", "inspector", "head2", "stranger")
    }
    assert answers == {"head": 200, "inspector": 200, "head2": 404, "stranger": 404}
    assert "已更换" in page(world, "chief", "notice-detail", notice.pk)


def test_a_finding_is_closed_on_the_notices_page(world: World) -> None:
    notice = world.received()
    finding = notice.findings.get()
    address = reverse("inspection:finding-close", args=[notice.pk, finding.pk])
    assert address not in page(world, "inspector", "notice-detail", notice.pk)  # not before it was found fixed
    answer = world.client("inspector").post(address, follow=True)
    assert "请先复查" in answer.content.decode()
    rechecked(world, notice)
    assert world.client("head").post(address).status_code == 403
    world.client("inspector").post(address)
    finding.refresh_from_db()
    assert finding.closing.by == world.people["inspector"]


def test_rechecks_are_planned_for_what_is_open(world: World) -> None:
    notice = world.received()
    second = services.add_round(
        actor=world.actor("clerk"),
        campaign=notice.round.campaign,
        first_on=TODAY,
        last_on=date(2026, 5, 30),
        move_end=True,
    )
    form = {
        "notices": [str(notice.pk)], "planned_on": "2026-04-21", "leader": str(world.people["inspector"].pk),
    }  # fmt: skip
    address = reverse("inspection:round-rechecks", args=[second.pk])
    world.client("clerk").post(address, form)
    assert Visit.objects.get(follows=notice).round == second
    assert world.client("clerk").post(address, form).status_code == 422  # it is not offered again


@pytest.mark.parametrize("name", ["overview", "visit-list", "notice-list"])
def test_the_administrator_has_no_part_in_it(world: World, name: str) -> None:
    page(world, "admin", name, status=403)


def test_lists_are_taken_along_as_shown(world: World) -> None:
    world.issued()
    for name in ("visit-list", "notice-list", "overview"):
        answer = world.client("leader").get(reverse(f"inspection:{name}") + "?export=csv")
        assert (answer.status_code, "text/csv" in answer.headers["Content-Type"]) == (200, True)


def test_each_side_reads_what_it_can_do(world: World) -> None:
    assert "下发通知书" not in page(world, "head", "notice-list")
    assert "下发通知书" in page(world, "chief", "notice-list")
    world.issued()
    assert "点开通知书签收、报告整改" in page(world, "head", "school-detail", "S1")
    assert "点开通知书签收、报告整改" not in page(world, "chief", "school-detail", "S1")


def test_the_photos_of_a_visit_are_seen_with_what_they_show(world: World) -> None:
    visit = world.visit()
    photo = services.add_photo(
        actor=world.actor("inspector"), visit=visit, photo_id=uuid.uuid4(), data=picture(), name="一.png",
        path=item_path(KEY, "door"),
    )  # fmt: skip
    services.add_photo(
        actor=world.actor("inspector"), visit=visit, photo_id=uuid.uuid4(), data=picture(), name="二.png", path="visit"
    )
    text = page(world, "inspector", "visit-detail", visit.pk)
    assert f'<img src="{reverse("inspection:visit-photo", args=[visit.pk, photo.pk])}?small=1"' in text
    door = next(item for item in installed_packs().checklists[KEY].items if item.id == "door")
    photos = text.split('id="photos"')[1].split("</section>")[0]
    assert door.text.zh in photos and "本次走访" in photos
