"""Pages of audit log, background work and packs."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import audit, clock, jobs
from taizhang.core.models import AuditEvent, InstalledPack, Job, JobState
from taizhang.core.packs import coverage_as_json
from taizhang.core.permissions import Role
from taizhang.core.served import MECHANISM_KINDS, PAGE_TITLES
from taizhang.core.serves import PAGES
from tests.organisation.world import World, small_county

pytestmark = pytest.mark.django_db


ROW = '<tr role="row">'


@pytest.fixture
def world() -> World:
    return small_county()


@pytest.fixture
def auditor(world: World) -> Client:
    client = Client()
    client.force_login(world.person(Role.AUDITOR))
    return client


def test_the_log_is_filtered_by_action_object_and_person(auditor: Client) -> None:
    page = auditor.get(reverse("core:audit-list"), {"action": "zone.create"}).content.decode()
    rows = page.partition("<tbody")[2].partition("</tbody>")[0]  # not the tokens around it, which may hold any letters
    assert rows.count(ROW) > 1
    assert "S1" not in rows
    for nothing in ({"person": "没有此人"}, {"until": "2001-01-01"}, {"object": "none"}):
        assert ROW not in auditor.get(reverse("core:audit-list"), nothing).content.decode()


def test_events_of_units_out_of_reach_are_not_shown(world: World) -> None:
    client = Client()
    client.force_login(world.person(Role.AUDITOR, "T1"))
    other = AuditEvent.objects.filter(org_unit="S3").latest("id")
    assert client.get(reverse("core:audit-detail", args=[other.pk])).status_code == 404
    own = AuditEvent.objects.filter(org_unit="S1").latest("id")
    assert client.get(reverse("core:audit-detail", args=[own.pk])).status_code == 200


def test_the_verify_button_tells_a_whole_chain_and_leaves_an_event(auditor: Client) -> None:
    response = auditor.post(reverse("core:audit-verify"))
    assert "note-success" in response.content.decode()
    assert AuditEvent.objects.filter(action="audit.verify").count() == 1


def test_the_verify_button_names_the_broken_link(auditor: Client) -> None:
    event = AuditEvent.objects.filter(action="zone.create").latest("id")
    AuditEvent.objects.filter(pk=event.pk).update(action="zone.close")
    page = auditor.post(reverse("core:audit-verify")).content.decode()
    assert "note-error" in page
    assert reverse("core:audit-detail", args=[event.pk]) in page


def test_verifying_needs_a_post(auditor: Client) -> None:
    assert auditor.get(reverse("core:audit-verify")).status_code == 405


def test_one_sees_ones_own_work_and_stops_it(world: World) -> None:
    person = world.person(Role.SCHOOL_CLERK, "S1")
    from taizhang.organisation.queries import actor_for

    mine = jobs.start_job(kind="audit-verify", title="我的工作", arguments={}, actor=actor_for(person))
    other = jobs.start_job(kind="audit-verify", title="别人的工作", arguments={}, actor=None)
    client = Client()
    client.force_login(person)
    page = client.get(reverse("core:job-list")).content.decode()
    assert "我的工作" in page
    assert "别人的工作" not in page
    assert client.get(reverse("core:job-detail", args=[other.pk])).status_code == 404
    assert client.post(reverse("core:job-cancel", args=[mine.pk])).status_code == 302
    mine.refresh_from_db()
    assert mine.state == JobState.CANCELLED


def test_the_page_of_a_running_job_polls_and_a_finished_one_rests(auditor: Client) -> None:
    job = jobs.start_job(kind="audit-verify", title="验证", arguments={}, actor=None)
    address = reverse("core:job-detail", args=[job.pk])
    assert 'hx-trigger="every 1s"' in auditor.get(address, headers={"HX-Request": "true"}).content.decode()
    jobs.run_one(job.pk)
    page = auditor.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "every 1s" not in page
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert audit.verify_chain().intact


def test_the_result_of_work_is_offered_to_who_began_it(world: World, auditor: Client) -> None:
    done = {"title": "导入", "kind": "import", "state": JobState.DONE, "finished_at": clock.now()}
    job = Job.objects.create(actor=User.objects.get(username="auditor"), result_url="/ledgers/submissions/1/", **done)
    address, watching = reverse("core:job-detail", args=[job.pk]), Client()
    watching.force_login(world.admin)
    assert "打开结果" in auditor.get(address).content.decode()
    page = watching.get(address)
    assert page.status_code == 200 and "/ledgers/" not in page.content.decode()


def test_a_pack_leads_to_its_indicators_only_who_may_see_figures(world: World, auditor: Client) -> None:
    address, running = reverse("core:pack-detail", args=["county-base"]), Client()
    running.force_login(world.admin)
    assert 'href="/figures/' in auditor.get(address).content.decode()
    assert 'href="/figures/' not in running.get(address).content.decode()


def test_two_versions_of_a_pack_are_compared(auditor: Client) -> None:
    files = {"pack.yaml": _PACK.format(version="1.0.0")}
    InstalledPack.objects.create(pack_id="try", version="1.0.0", content_hash="a" * 64, files=files, current=False)
    files = {"pack.yaml": _PACK.format(version="1.1.0")}
    InstalledPack.objects.create(pack_id="try", version="1.1.0", content_hash="b" * 64, files=files)
    page = auditor.get(reverse("core:pack-difference", args=["try"])).content.decode()
    assert "1.0.0" in page
    assert "<li>" in page
    assert auditor.get(reverse("core:pack-difference", args=["unknown"])).status_code == 404


_PACK = """\
id: try
version: {version}
title: {{zh-hans: 试用, en: Try}}
description: {{zh-hans: 试用, en: Try}}
authority: 试用
effective_from: 2025-01-01
"""


def test_an_unknown_pack_is_not_found(auditor: Client) -> None:
    assert auditor.get(reverse("core:pack-detail", args=["no-such-pack"])).status_code == 404


@pytest.mark.parametrize("role", [Role.SECTION_CLERK, Role.ADMINISTRATOR])
def test_coverage_is_told_in_words_and_leads_only_to_pages_that_open(world: World, role: Role) -> None:
    client = Client()
    client.force_login(world.person(role))
    page = client.get(reverse("core:pack-coverage")).content.decode()
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    told = re.findall(r'data-label="由谁承担"[^>]*>(.*?)</td>', body, re.S)
    kinds = set(re.findall(r'data-label="类别"[^>]*>(.*?)</td>', body, re.S))
    assert told and not re.search("[a-z]", "".join(re.sub(r"<[^>]*>", "", cell) for cell in [*told, *kinds]))
    links = set(re.findall(r'<a href="([^"]+)"', "".join(told)))
    assert "页面：领导小组" in body and reverse("organisation:group-list") in links
    assert {client.get(link).status_code for link in sorted(links)[::7]} == {200}


def test_every_page_and_kind_of_coverage_has_words() -> None:
    assert set(PAGE_TITLES) == {name for names in PAGES.values() for name in names}
    assert set(MECHANISM_KINDS) == {entry["kind"] for entry in coverage_as_json()}
