"""Who may open which page, and what the pages do."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.jobs import start_job
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import Role
from taizhang.organisation import queries, services
from taizhang.organisation.models import LeadingGroup, OrgUnit, Post, RoleGrant, Zone
from tests.ledgers.corpus import books
from tests.organisation.world import START, World

SEE = {
    Role.SECTION_CLERK, Role.SECTION_HEAD, Role.OFFICE, Role.BUREAU_LEADER, Role.AUDITOR, Role.ADMINISTRATOR,
}  # fmt: skip
MANAGE = {Role.ADMINISTRATOR}
AUDIT = {Role.AUDITOR, Role.ADMINISTRATOR}
EVERYBODY = set(Role)

# URL name, arguments by name of the furnished world, who may open it
PAGES = [
    ("organisation:tree", [], SEE),
    ("organisation:unit-detail", ["S1"], SEE),
    ("organisation:unit-create", ["T1"], MANAGE),
    *(("organisation:unit-change", ["S1", change], MANAGE) for change in ("rename", "move", "close", "merge")),
    ("organisation:zone-list", [], SEE),
    ("organisation:zone-create", [], MANAGE),
    ("organisation:zone-detail", ["Z1"], SEE),
    ("organisation:zone-assign", ["Z1"], MANAGE),
    ("organisation:zone-close", ["Z1"], MANAGE),
    ("organisation:post-list", [], SEE),
    ("organisation:post-create", [], MANAGE),
    ("organisation:post-detail", ["post"], SEE),
    ("organisation:post-assign", ["post"], MANAGE),
    ("organisation:group-list", [], SEE),
    ("organisation:group-create", [], MANAGE),
    ("organisation:group-detail", ["group"], SEE),
    ("organisation:group-seat", ["group"], MANAGE),
    ("organisation:group-leave", ["group", "member"], MANAGE),
    ("organisation:person-list", [], MANAGE),
    ("organisation:person-create", [], MANAGE),
    ("organisation:person-detail", ["person"], MANAGE),
    ("organisation:grant-revoke", ["grant"], MANAGE),
    ("organisation:unit-import", [], MANAGE),
    ("core:audit-list", [], AUDIT),
    ("core:audit-detail", ["event"], AUDIT),
    ("core:job-list", [], EVERYBODY),
    ("core:job-detail", ["job"], {Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR}),
    ("core:pack-list", [], SEE),
    ("core:pack-detail", ["county-base"], SEE),
    ("core:pack-coverage", [], SEE),
    ("accounts:profile", [], EVERYBODY),
    ("accounts:password-change", [], EVERYBODY),
]


@pytest.fixture
def furnished(world: World) -> dict[str, object]:
    """A post, a group, a person with a grant, an event, a job."""
    post = services.create_post(
        actor=world.actor, org_unit=OrgUnit.objects.get(code="S1"), kind="unit_head", title="校长"
    )
    services.assign_post(actor=world.actor, post=post, on=START, person_name="甲", phone="13800001234")
    group = services.create_leading_group(
        actor=world.actor, org_unit=world.county, name="小组", topic="安全", valid_from=START, head_post=post
    )
    member = services.set_group_member(actor=world.actor, group=group, role="member", on=START, person_name="乙")
    person = world.person(Role.OFFICE, username="somebody")
    return {
        "post": post.pk,
        "group": group.pk,
        "member": member.pk,
        "person": person.pk,
        "grant": RoleGrant.objects.get(user=person).pk,
        "event": AuditEvent.objects.latest("id").pk,
        "job": start_job(kind="audit-verify", title="验证", arguments={}, actor=None).pk,
    }


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_other(world: World, furnished: dict[str, object], role: Role) -> None:
    zone = Zone.objects.get(code="Z1") if role is Role.ZONE_INSPECTOR else None
    client = client_of(world.person(role, zone=zone))
    wrong = {}
    for name, names, allowed in PAGES:
        arguments = [furnished.get(item, item) for item in names]
        status = client.get(reverse(name, args=arguments)).status_code
        if (status == 200) != (role in allowed) or (status != 200 and status not in (403, 404)):
            wrong[name, *names] = status
    assert wrong == {}


@pytest.mark.django_db
def test_nobody_opens_anything_before_signing_in(world: World, furnished: dict[str, object]) -> None:
    for name, names, _allowed in PAGES:
        response = Client().get(reverse(name, args=[furnished.get(item, item) for item in names]))
        assert response.status_code == 302
        assert "/sign-in/" in response["Location"]


def test_a_section_of_one_township_sees_no_unit_of_another(world: World) -> None:
    client = client_of(world.person(Role.SECTION_CLERK, "T1"))
    page = client.get(reverse("organisation:tree")).content.decode()
    assert "S1小学" in page
    assert "S3小学" not in page
    assert client.get(reverse("organisation:unit-detail", args=["S3"])).status_code == 404


def test_the_tree_of_an_earlier_day_shows_the_old_names(world: World) -> None:
    services.rename_org_unit(
        actor=world.actor, org_unit=OrgUnit.objects.get(code="S1"), name="稻花小学", on=date(2025, 9, 1)
    )
    client = client_of(world.admin)
    assert "S1小学" in client.get(reverse("organisation:tree"), {"day": "2025-08-31"}).content.decode()
    assert "稻花小学" in client.get(reverse("organisation:tree"), {"day": "2025-09-01"}).content.decode()


def test_the_tree_costs_the_same_for_any_number_of_units(world: World, django_assert_max_num_queries: object) -> None:
    for number in range(30):
        world.unit(f"X{number}", "T1")
    client = client_of(world.admin)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get(reverse("organisation:tree")).status_code == 200


def test_renaming_by_form(world: World) -> None:
    values = {"name": "稻花小学", "short_name": "稻花", "on": "2025-09-01", "reason": "更名", "confirm": "1"}
    address = reverse("organisation:unit-change", args=["S1", "rename"])
    assert client_of(world.admin).post(address, values).status_code == 302
    assert queries.names(["S1"], date(2025, 9, 1)) == {"S1": "稻花小学"}


def test_a_refused_form_comes_back_with_its_reason(world: World) -> None:
    address = reverse("organisation:unit-change", args=["T1", "close"])
    response = client_of(world.admin).post(address, {"on": "2025-09-01", "reason": "撤镇"})
    assert response.status_code == 422
    assert "请先移走或撤并下级" in response.content.decode()


def test_merging_by_form(world: World) -> None:
    address = reverse("organisation:unit-change", args=["S1", "merge"])
    values = {"successor": "S2", "on": "2025-09-01", "reason": "布局调整", "confirm": "1"}
    assert client_of(world.admin).post(address, values).status_code == 302
    assert queries.spell("S1", date(2025, 9, 1)) is None


def test_merging_needs_a_chosen_unit(world: World) -> None:
    address = reverse("organisation:unit-change", args=["S1", "merge"])
    client = client_of(world.admin)
    assert '<option value="" selected>' in client.get(address).content.decode()
    assert client.post(address, {"successor": "", "on": "2025-09-01", "reason": "无"}).status_code == 422
    assert queries.spell("S1", date(2025, 9, 1)) is not None


def test_assigning_schools_to_a_zone_by_form(world: World) -> None:
    address = reverse("organisation:zone-assign", args=["Z1"])
    values = {"schools": ["S1", "S2"], "on": "2025-09-01", "reason": "划分", "confirm": "1"}
    assert client_of(world.admin).post(address, values).status_code == 302
    page = client_of(world.admin).get(reverse("organisation:zone-detail", args=["Z1"])).content.decode()
    assert "S1小学" in page
    assert "S3小学" not in page


def test_creating_posts_groups_and_people_by_form(world: World) -> None:
    client = client_of(world.admin)
    client.post(reverse("organisation:post-create"), {"org_unit": "S1", "kind": "unit_head", "title": "校长"})
    post = Post.objects.get()
    client.post(
        reverse("organisation:post-assign", args=[post.pk]), {"person_name": "甲", "on": "2025-01-01", "confirm": "1"}
    )
    client.post(
        reverse("organisation:group-create"),
        {"org_unit": "QH", "name": "小组", "topic": "安全", "head_post": post.pk, "valid_from": "2025-01-01"},
    )
    group = LeadingGroup.objects.get()
    client.post(
        reverse("organisation:group-seat", args=[group.pk]),
        {"role": "member", "person_name": "乙", "outside_body": "公安局", "on": "2025-02-01"},
    )
    page = client.get(reverse("organisation:group-detail", args=[group.pk]), {"day": "2025-03-01"}).content.decode()
    assert "甲" in page
    assert "公安局" in page
    person = {"username": "new", "full_name": "新人", "password": "一个很长的口令2026"}
    assert client.post(reverse("organisation:person-create"), person).status_code == 302
    grant = {"role": "auditor", "org_unit": "QH", "on": "2025-01-01"}
    user = User.objects.get(username="new")
    assert client.post(reverse("organisation:person-detail", args=[user.pk]), grant).status_code == 302
    assert queries.actor_for(user).roles == {Role.AUDITOR}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("123", None), ("5110866", None), ("138 0000 1234", "13800001234"), ("0380－5110866", "0380-5110866")],
)
def test_a_post_holders_phone_is_one_that_can_be_called(world: World, typed: str, kept: str | None) -> None:
    post = services.create_post(
        actor=world.actor, org_unit=OrgUnit.objects.get(code="S1"), kind="unit_head", title="校长"
    )
    form = {"person_name": "甲", "phone": typed, "on": "2025-01-01", "confirm": "1"}
    answer = client_of(world.admin).post(reverse("organisation:post-assign", args=[post.pk]), form)
    assert list(post.holdings.values_list("phone", flat=True)) == ([kept] if kept else [])
    if kept is None:
        told = f"应为 11 位手机号，或带区号的座机（如 0380-5110866），现为“{typed}”。"
        assert answer.status_code == 422 and told in answer.content.decode()


def test_a_weak_password_is_refused(world: World) -> None:
    person = {"username": "new", "full_name": "新人", "password": "1234"}
    assert client_of(world.admin).post(reverse("organisation:person-create"), person).status_code == 422
    assert not User.objects.filter(username="new").exists()


def test_phones_are_masked_and_seeing_them_whole_is_recorded(world: World, furnished: dict[str, object]) -> None:
    address = reverse("organisation:post-detail", args=[furnished["post"]])
    assert "138****1234" in client_of(world.person(Role.OFFICE)).get(address).content.decode()
    assert not AuditEvent.objects.filter(action="personal.view").exists()
    assert "13800001234" in client_of(world.person(Role.AUDITOR)).get(address).content.decode()
    assert AuditEvent.objects.filter(action="personal.view").count() == 1


def workbook(*rows: list[object], name: str = "机构.xlsx") -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate([["代码", "类别", "名称", "上级代码", "学段", "督学责任区"], *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile(name, out.getvalue())


def test_import_checks_first_and_then_does_all(world: World) -> None:
    client, address = client_of(world.admin), reverse("organisation:unit-import")
    rows = (
        ["C1", "校区", "东校区", "N1"],
        ["N1", "学校", "新小学", "T1", "小学、初中", "Z1"],
        ["S1", "学校", "S1小学", "T2"],
    )
    page = client.post(address, {"file": workbook(*rows), "on": "2025-09-01", "check": "1"}).content.decode()
    assert "东校区" in page
    assert not OrgUnit.objects.filter(code="N1").exists()
    assert client.post(address, {"file": workbook(*rows), "on": "2025-09-01", "import": "1"}).status_code == 302
    day = date(2025, 9, 1)
    campus, moved = queries.spell("C1", day), queries.spell("S1", day)
    assert campus is not None and campus.parent is not None and campus.parent.code == "N1"
    assert moved is not None and moved.parent is not None and moved.parent.code == "T2"
    assert queries.zone_of("N1", day) == Zone.objects.get(code="Z1")


def test_import_with_wrong_cells_names_each_and_changes_nothing(world: World) -> None:
    rows = (
        ["N1", "学校", "新小学", "T1"],
        ["N1", "大学", "", "T9", "研究生", "Z9"],
        ["N3", "学校", "三小", "N4"],
        ["N4", "学校", "四小", "N3"],
    )
    before = OrgUnit.objects.count(), AuditEvent.objects.count()
    response = client_of(world.admin).post(
        reverse("organisation:unit-import"), {"file": workbook(*rows), "on": "2025-09-01", "import": "1"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    for cell in ("A2", "A3", "B3", "C3", "D3", "E3", "F3"):
        assert cell in page
    assert (OrgUnit.objects.count(), AuditEvent.objects.count()) == before


def test_import_of_units_that_stand_below_each_other_is_refused(world: World) -> None:
    rows = (["N3", "学校", "三小", "N4"], ["N4", "学校", "四小", "N3"])
    response = client_of(world.admin).post(
        reverse("organisation:unit-import"), {"file": workbook(*rows), "on": "2025-09-01", "import": "1"}
    )
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ""),
        (b"no workbook", "文本，只是改成"),
        (b"PK\x03\x04 truncated", "不完整或已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "文件损坏或加了密码"),
        (books.encrypted(), "去掉密码"),
        (books.spread(workbook().read(), "ALL20001"), "单元格挨在一起的表"),  # 20 million cells: 600 MB where it opens
        (books.bomb(workbook().read(), 150), "正常大小的工作簿"),
    ],
    ids=["empty", "text", "cut", "old", "password", "far", "bomb"],
)
def test_import_of_something_else_is_refused(world: World, content: bytes, told: str) -> None:
    file = SimpleUploadedFile("机构.xlsx", content)
    response = client_of(world.admin).post(
        reverse("organisation:unit-import"), {"file": file, "on": "2025-09-01", "import": "1"}
    )
    assert response.status_code == 422
    assert told in response.content.decode()
