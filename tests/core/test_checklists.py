"""The pages of checklists: who sees them, and what a sheet says."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.core.permissions import Role
from tests.organisation.world import World, small_county

pytestmark = pytest.mark.django_db

SAFETY = ["county-supervision", "campus_safety"]


@pytest.fixture
def world() -> World:
    return small_county()


def client_of(world: World, role: Role, code: str = "QH") -> Client:
    client = Client()
    client.force_login(world.person(role, code))
    return client


def text_of(page: str) -> str:
    return " ".join(page.partition('id="content"')[2].split())


def test_an_inspector_opens_checklists_and_no_other_page_of_packs(world: World) -> None:
    inspector = client_of(world, Role.ZONE_INSPECTOR)
    listed = inspector.get(reverse("core:checklist-list")).content.decode()
    assert reverse("core:checklist-detail", args=SAFETY) in listed
    assert inspector.get(reverse("core:checklist-detail", args=SAFETY)).status_code == 200
    assert inspector.get(reverse("core:pack-list")).status_code == 403


@pytest.mark.parametrize("role", [Role.SCHOOL_CLERK, Role.SCHOOL_HEAD])
def test_a_school_does_not_see_what_is_looked_at(world: World, role: Role) -> None:
    school = client_of(world, role, "S1")
    assert school.get(reverse("core:checklist-list")).status_code == 403
    assert school.get(reverse("core:checklist-detail", args=SAFETY)).status_code == 403


def test_the_sheet_says_limits_of_today_boxes_deadlines_and_bases(world: World) -> None:
    page = text_of(
        client_of(world, Role.ZONE_INSPECTOR).get(reverse("core:checklist-detail", args=SAFETY)).content.decode()
    )
    for words in (
        "不少于 5",
        "GB/T 29315-2022",
        "合格",
        "不合格",
        "不适用",
        "严重",
        "4 小时",
        "整改通知书",
        "学校自报假日值班保安",
    ):
        assert words in page
    assert page.count("<tbody") == 5  # one a station


def test_the_page_of_the_pack_leads_to_its_checklists(world: World) -> None:
    page = client_of(world, Role.OFFICE).get(reverse("core:pack-detail", args=["county-supervision"])).content.decode()
    assert reverse("core:checklist-detail", args=SAFETY) in page


def test_a_checklist_that_no_pack_has_is_not_there(world: World) -> None:
    inspector = client_of(world, Role.ZONE_INSPECTOR)
    for args in (["county-supervision", "nothing"], ["nobody", "campus_safety"]):
        assert inspector.get(reverse("core:checklist-detail", args=args)).status_code == 404
