"""Verifying in the background: asked for on the document, watched, read when done, under the permissions of then."""

from __future__ import annotations

from typing import Any

import pytest
import summaries_world as world
from django.urls import reverse

from taizhang.core.jobs import cancel_job, run_one
from taizhang.core.models import AuditEvent, Job, JobState
from taizhang.core.permissions import Role
from taizhang.ledgers.models import Row
from taizhang.organisation.models import RoleGrant
from taizhang.summaries.models import Summary, VerificationRecord

pytestmark = pytest.mark.django_db


def page(summary: Summary) -> str:
    return reverse("summaries:summary-verify", args=[summary.pk])


def asked(summary: Summary, role: Role = Role.AUDITOR) -> Job:
    assert world.client(role).post(page(summary)).status_code == 302
    return Job.objects.get(kind="summary-verify", state=JobState.QUEUED)


def done(job: Job) -> Job:
    run_one(job.pk)
    job.refresh_from_db()
    return job


def test_a_press_queues_the_work_and_leads_to_its_result(issued: Summary) -> None:
    client = world.client(Role.AUDITOR)
    assert "开始核验" in client.get(page(issued)).content.decode()
    job = asked(issued)
    watching = client.get(page(issued)).content.decode()
    assert f"job-{job.pk}" in watching and "开始核验" not in watching
    assert done(job).state == JobState.DONE and "2026H1" in job.log
    result = client.get(job.result_url).content.decode()
    assert "5 个数字全部相符" in result
    assert job.result_url in client.get(page(issued)).content.decode()
    assert AuditEvent.objects.filter(action="summary.verify").count() == 1


def test_a_second_press_does_not_queue_it_twice(issued: Summary) -> None:
    asked(issued)
    asked(issued)


def test_a_changed_row_is_named_on_the_result_page(issued: Summary) -> None:
    row = Row.objects.get(submission__org_unit__code="S2", submission__period_code="2026H1")
    Row.objects.filter(pk=row.pk).update(data=row.data.replace('"pupils":90', '"pupils":190'))
    job = done(asked(issued))
    text = world.client(Role.AUDITOR).get(job.result_url).content.decode()
    for words in ("个不符", "松岭中学", "学生台账", "第 1 行", "190", "300", "400", "绕过系统"):
        assert words in text
    assert reverse("ledgers:submission-detail", args=[row.submission_id]) in text


def test_what_was_corrected_or_filed_later_stands_apart(issued: Summary) -> None:
    world.file("S2", world.H1, ("1", 95))
    job = done(asked(issued))
    text = world.client(Role.AUDITOR).get(job.result_url).content.decode()
    assert "全部相符" in text and "90 → 95" in text and "个不符" not in text
    record = VerificationRecord.objects.get()
    assert (record.ok, record.broken_count, record.moved_count) == (True, 0, 3)


def test_a_cancelled_verification_leaves_nothing(issued: Summary) -> None:
    job = asked(issued)
    cancel_job(actor=world.actor(Role.AUDITOR), job=job)
    assert done(job).state == JobState.CANCELLED and not VerificationRecord.objects.exists()


def test_a_right_taken_away_meanwhile_is_gone_when_the_work_begins(issued: Summary) -> None:
    job = asked(issued)
    RoleGrant.objects.filter(user_id=job.actor_id).delete()
    assert done(job).state == JobState.FAILED and not VerificationRecord.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_only_those_who_verify_see_pages_of_verification(issued: Summary, role: Role) -> None:
    result = done(asked(issued)).result_url
    client = world.client(role)
    seen = {client.get(url).status_code for url in (page(issued), result)} | {client.post(page(issued)).status_code}
    if role in (Role.OFFICE, Role.BUREAU_LEADER, Role.AUDITOR):
        assert seen == {200, 302}
    else:
        assert seen <= {403, 404}
    assert client.get(result.replace(f"/{issued.pk}/", f"/{issued.pk + 1}/", 1)).status_code == 404


def test_a_result_is_not_read_through_another_document(issued: Summary, county: dict[str, Any]) -> None:
    record = VerificationRecord.objects.get(pk=int(done(asked(issued)).result_url.rstrip("/").rpartition("/")[2]))
    other = Summary.objects.create(
        template_key="t.half", pack_version="1.0.0", org_unit=county["C"], period_code="2025H1", title="另一份",
        state="issued", number="教总〔2026〕9号", created_at=world.AT, changed_at=world.AT, issued_json="{}",
    )  # fmt: skip
    address = reverse("summaries:verification-detail", args=[other.pk, record.pk])
    assert world.client(Role.AUDITOR).get(address).status_code == 404
