"""What the administrator sees before a change, the contact list, and posts whose holders change."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import Role
from taizhang.organisation import handover, queries, services
from taizhang.organisation.models import OrgUnit, Post, PostHolding
from taizhang.organisation.types import WORK_KINDS, PostWork, UnitChange
from tests.organisation.world import START, World

ON = "2025-09-01"
OFFICE = shutil.which("libreoffice") or shutil.which("soffice")


@pytest.fixture
def heads(world: World) -> dict[str, Post]:
    made = {}
    for code, name in (("S1", "麦小满"), ("S2", "安知远")):
        unit = OrgUnit.objects.get(code=code)
        made[code] = services.create_post(actor=world.actor, org_unit=unit, kind="unit_head", title=f"{code}校长")
        services.assign_post(actor=world.actor, post=made[code], on=START, person_name=name, phone="13800001234")
    return made


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def test_a_merge_is_told_before_it_is_done_and_leaves_no_trace_until_confirmed(
    world: World, heads: dict[str, Post]
) -> None:
    client, address = client_of(world.admin), reverse("organisation:unit-change", args=["S1", "merge"])
    values = {"successor": "S2", "on": ON, "reason": "布局调整"}
    before = AuditEvent.objects.count()
    told = client.post(address, values).content.decode()
    assert "由安知远继续任负责人并接办未完任务，麦小满的职务当日终止" in told and "确认后不能撤销" in told
    assert AuditEvent.objects.count() == before and queries.spell("S1", date(2025, 9, 1)) is not None
    again = client.post(address, {**values, "edit": "1"}).content.decode()
    assert 'value="布局调整"' in again
    assert client.post(address, {**values, "confirm": "1"}).status_code == 302
    assert queries.spell("S1", date(2025, 9, 1)) is None


def test_what_would_be_refused_is_refused_before_anybody_confirms(world: World, heads: dict[str, Post]) -> None:
    address = reverse("organisation:unit-change", args=["S1", "merge"])
    client = client_of(world.admin)
    too_early = client.post(address, {"successor": "S2", "on": "2001-01-01", "reason": "误选"})
    assert too_early.status_code == 422 and "在册" in too_early.content.decode()
    offered = client.get(address).content.decode()
    assert 'value="S2"' in offered and 'value="S1"' not in offered and 'value="QH"' not in offered


def test_effects_name_what_moves_what_stays_and_what_is_to_be_decided(world: World, heads: dict[str, Post]) -> None:
    services.assign_zone(
        actor=world.actor,
        school=OrgUnit.objects.get(code="S1"),
        zone=world.zone("Z9"),
        on=START,
    )
    world.person(Role.SCHOOL_CLERK, "S1")
    closing = queries.unit_effects(world.actor, UnitChange("close", "S1", date(2025, 9, 1)))
    counts = {str(effect.what): (effect.count, effect.decide) for effect in closing}
    assert {(1, True), (1, False)} == set(counts.values()) and len(counts) == 3
    renaming = queries.unit_effects(world.actor, UnitChange("rename", "T1", date(2025, 9, 1)))
    assert [effect.count for effect in renaming] == [2]


def test_a_zone_change_shows_the_zone_of_before(world: World) -> None:
    for zone in ("Z1", "Z2"):
        values = {"schools": ["S1"], "on": ON, "reason": "划分"}
        client, address = client_of(world.admin), reverse("organisation:zone-assign", args=[zone])
        told = client.post(address, values).content.decode()
        assert "S1小学" in told and ("第Z1责任区" in told.partition("原责任区")[2]) == (zone == "Z2")
        client.post(address, {**values, "confirm": "1"})


def test_the_new_holder_is_shown_beside_the_old_and_the_account_follows(world: World, heads: dict[str, Post]) -> None:
    user = world.person(Role.SCHOOL_HEAD, "S1", username="newhead")
    client, address = client_of(world.admin), reverse("organisation:post-assign", args=[heads["S1"].pk])
    told = client.post(address, {"person_name": "谷雨", "on": ON}).content.decode()
    assert "麦小满" in told and "没有选账号" in told
    assert PostHolding.objects.filter(post=heads["S1"]).count() == 1
    client.post(address, {"user": user.pk, "on": ON, "confirm": "1"})
    assert queries.posts_held_by(user.pk, date(2025, 9, 2)) == {heads["S1"].pk}
    assert client.post(address, {"on": "2026-01-01"}).status_code == 422


@pytest.mark.parametrize("text", ["S1小学", "s1xx", "S1", "麦小满"])
def test_the_contact_list_is_searched_by_name_initials_code_and_person(
    world: World, heads: dict[str, Post], text: str
) -> None:
    found = queries.contact_list(world.actor, START, search=text)
    assert [(unit.code, unit.lines[0].person, unit.lines[0].phone) for unit in found] == [
        ("S1", "麦小满", "13800001234")
    ]


def test_the_contact_list_masks_numbers_and_costs_the_same_for_any_number_of_units(
    world: World, heads: dict[str, Post], django_assert_max_num_queries: object
) -> None:
    office = queries.actor_for(world.person(Role.OFFICE))
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        found = queries.contact_list(office, START)
    assert {unit.lines[0].phone for unit in found} == {"138****1234"}
    services.vacate_post(actor=world.actor, post=heads["S2"], on=date(2025, 1, 1))
    page = client_of(world.admin).get(reverse("organisation:contact-list"), {"day": "2025-02-01"}).content.decode()
    assert "空缺" in page and page.count("S2校长") == 1


@pytest.mark.parametrize("page", ["contact-list", "post-list"])
def test_a_list_that_shows_whole_numbers_is_noted_and_one_that_masks_is_not(
    world: World, heads: dict[str, Post], page: str
) -> None:
    seen, address = AuditEvent.objects.filter(action="personal.view"), reverse(f"organisation:{page}")
    masked = client_of(world.person(Role.OFFICE)).get(address, {"day": "2025-02-01"}).content.decode()
    assert "138****1234" in masked and "13800001234" not in masked and not seen.exists()
    assert "13800001234" in client_of(world.admin).get(address, {"day": "2025-02-01"}).content.decode()
    assert seen.get().actor_id == world.admin.pk


def test_posts_are_filtered_by_unit_and_vacancy(world: World, heads: dict[str, Post]) -> None:
    services.vacate_post(actor=world.actor, post=heads["S2"], on=date(2025, 1, 1))
    client, address = client_of(world.admin), reverse("organisation:post-list")
    vacant = client.get(address, {"vacant": "1", "day": "2025-02-01"}).content.decode()
    assert "S2校长" in vacant and "S1校长" not in vacant
    of_unit = client.get(address, {"unit": "s1xx", "day": "2025-02-01"}).content.decode()
    assert "S1校长" in of_unit and "13800001234" in of_unit and "S2校长" not in of_unit


def test_the_handover_sheet_is_the_holders_and_the_administrators(world: World, heads: dict[str, Post]) -> None:
    holder, other = world.person(Role.SCHOOL_HEAD, "S1"), world.person(Role.SCHOOL_CLERK, "S1")
    services.assign_post(actor=world.actor, post=heads["S1"], on=date(2025, 1, 1), user=holder)
    address = reverse("organisation:post-handover", args=[heads["S1"].pk])
    assert client_of(other).get(address).status_code == 404
    for user in (holder, world.admin):
        page = client_of(user).get(address).content.decode()
        assert all(word in page for word in ("移交人", "接收人", "监交人", "全年常规填报"))
    taken = client_of(holder).get(address, {"as": "docx"})
    assert taken.content[:2] == b"PK" and AuditEvent.objects.filter(action="data.export").count() == 1


def test_the_handover_sheet_of_a_busy_post_is_one_page(
    world: World, heads: dict[str, Post], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is short leaves its rows to what is long; what does not fit is counted, and nothing is left out unsaid."""
    many = {
        kind: [PostWork(kind, "校园食品安全月调度台账" * 3, date(2025, 2, 1), "待填")] * 40
        for kind, _title in WORK_KINDS
    }
    monkeypatch.setattr(handover, "post_work", lambda *_of: many)
    sheet = handover.handover_sheet(heads["S1"], None, date(2025, 2, 1))
    assert sheet.count == 40 * len(WORK_KINDS)
    few = {**many, **{kind: [] for kind, _title in WORK_KINDS[:-1]}}
    monkeypatch.setattr(handover, "post_work", lambda *_of: few)
    assert handover.handover_sheet(heads["S1"], None, date(2025, 2, 1)).parts[-1].more == 0
    assert OFFICE, "needs LibreOffice"
    file = tmp_path / "sheet.docx"
    file.write_bytes(handover.sheet_docx(sheet))
    command = [OFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=120)
    told = subprocess.run(["pdfinfo", str(file.with_suffix(".pdf"))], check=True, capture_output=True, timeout=60)
    assert b"Pages:           1\n" in told.stdout
