"""Readers of the audit log see what things are called: the chain keeps ids and codes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.audit_objects import UNIT, _finders, _namers
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import Role
from taizhang.ledgers.models import Submission
from taizhang.organisation.models import OrgUnit, RoleGrant
from taizhang.targets.models import Meeting
from tests.organisation.world import World, small_county

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small_county()


@pytest.fixture
def auditor(world: World) -> Client:
    client = Client()
    client.force_login(world.person(Role.AUDITOR))
    return client


def body(page: str) -> str:
    return page.partition("<tbody")[2].partition("</tbody>")[0]


def filing(code: str) -> Submission:
    return Submission.objects.create(
        org_unit=OrgUnit.objects.get(code=code), ledger_key="county-base.school_profile", period_code="2026",
        period_first="2026-01-01", period_last="2026-12-31", pack_version="1",
    )  # fmt: skip


def test_filings_units_and_accounts_are_called_by_their_names(world: World, auditor: Client) -> None:
    audit.record(actor=world.admin, action="submission.submitted", obj=filing("S1"), org_unit="S1")
    grant = RoleGrant.objects.get(role=Role.AUDITOR)
    event = audit.record(
        actor=world.admin,
        action="role.grant",
        obj=grant,
        org_unit="T1",
        detail={"user": world.admin.pk, "units": ["S2"]},
    )
    page = body(auditor.get(reverse("core:audit-list")).content.decode())
    assert "2026年 S1小学" in page and "稻香镇" in page and "谷雨" in page
    cells = re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", page)
    assert "S1" not in cells and "T1" not in cells
    one = auditor.get(reverse("core:audit-detail", args=[event.pk])).content.decode()
    assert "稻香镇" in one and "S2小学" in one and "祝行舟" in one


def test_what_is_gone_keeps_its_number(world: World, auditor: Client) -> None:
    gone = filing("S1")
    audit.record(actor=world.admin, action="submission.submitted", obj=gone, org_unit="S1")
    number = gone.pk
    gone.delete()
    event = AuditEvent.objects.get(action="submission.submitted")
    assert str(number) in auditor.get(reverse("core:audit-detail", args=[event.pk])).content.decode()


def test_names_cost_the_same_for_a_page_of_many(world: World, auditor: Client) -> None:
    counts = []
    for more in (("S1",), ("S2", "S3", "S4")):
        for code in more:
            audit.record(actor=world.admin, action="submission.submitted", obj=filing(code), org_unit=code)
        with CaptureQueriesContext(connection) as seen:
            auditor.get(reverse("core:audit-list"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_export_names_every_page(world: World, auditor: Client) -> None:
    audit.record(actor=world.admin, action="submission.submitted", obj=filing("S1"), org_unit="S1")
    for _more in range(60):
        audit.record(actor=world.admin, action="zone.create", obj="zones", org_unit="T1")
    file = auditor.get(reverse("core:audit-list"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "2026年 S1小学" in file
    shown = re.findall(
        r">(\d{4}-\d{2}-\d{2} \d{2}:\d{2})<", body(auditor.get(reverse("core:audit-list")).content.decode())
    )
    assert shown and all(moment in file for moment in shown), "the time of the place, as on the page"


def test_a_unit_is_found_by_its_name_or_its_code(world: World, auditor: Client) -> None:
    for words in ("稻香", "T1"):
        page = body(auditor.get(reverse("core:audit-list"), {"org_unit": words}).content.decode())
        assert "稻香镇" in page and "麦浪镇" not in page
    assert "<tr" not in body(auditor.get(reverse("core:audit-list"), {"org_unit": "没有这里"}).content.decode())


@pytest.mark.parametrize(("words", "meant", "other"), [("S1小学", "S1小学", "S2小学"), ("谷雨", "谷雨", "S1小学")])
def test_a_thing_is_found_by_the_name_that_the_list_shows(
    world: World, auditor: Client, words: str, meant: str, other: str
) -> None:
    for code in ("S1", "S2"):
        audit.record(actor=world.admin, action="submission.submitted", obj=filing(code))
    audit.record(actor=world.admin, action="session.sign-in", obj=User.objects.get(full_name="谷雨"))
    page = body(auditor.get(reverse("core:audit-list"), {"object": words}).content.decode())
    assert meant in page and other not in page


def test_every_row_with_a_name_of_its_own_is_found_by_it(world: World, auditor: Client) -> None:
    meeting = Meeting.objects.create(
        org_unit=OrgUnit.objects.get(code="T1"), kind="special", level="county", title="防溺水专题会议", chair="谷雨",
        held_on=date(2026, 7, 1), recorded_at=clock.now(),
    )  # fmt: skip
    audit.record(actor=world.admin, action="meeting.register", obj=meeting)
    audit.record(actor=world.admin, action="session.sign-in", obj=User.objects.get(full_name="谷雨"))
    page = body(auditor.get(reverse("core:audit-list"), {"object": "防溺水"}).content.decode())
    assert "防溺水专题会议" in page and page.count("<tr") == 1
    unnamed = {"accounts.ApiToken", "core.InstalledPack", "figures.FigureRun", "organisation.Delegation"}
    assert set(_namers) - set(_finders) == {*unnamed, "organisation.RoleGrant", UNIT}
