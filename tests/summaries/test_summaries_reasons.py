"""Answering many findings with one reason: together or not at all, asked once, kept in the log, taken back at once."""

from __future__ import annotations

from typing import Any

import pytest
import summaries_world as world
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Role
from taizhang.summaries import queries, services
from taizhang.summaries.models import Override, Summary
from taizhang.summaries.types import Finding, FindingKind

pytestmark = pytest.mark.django_db

REASON = "学校正在补报，先印征求意见稿"


@pytest.fixture
def waiting(county: dict[str, Any]) -> Summary:
    """A draft of a period for which nobody has filed: figures without data and an empty place."""
    return world.create(world.H2)


def open_findings(summary: Summary) -> list[Finding]:
    return list(queries.document(world.actor(Role.OFFICE), summary, "zh").open_findings)


def of_kind(summary: Summary, kind: FindingKind) -> list[Finding]:
    return [finding for finding in open_findings(summary) if finding.kind is kind]


def post(summary: Summary, name: str, role: Role = Role.OFFICE, **data: Any) -> Any:
    return world.client(role).post(reverse(f"summaries:{name}", args=[summary.pk]), data)


def test_all_of_a_kind_are_answered_after_one_confirmation(waiting: Summary) -> None:
    count = len(of_kind(waiting, FindingKind.NO_DATA))
    assert count > 1
    asked = post(waiting, "findings-answer", kind="no_data")
    page = asked.content.decode()
    assert asked.status_code == 200 and page.count('name="finding"') == count and not Override.objects.exists()
    chosen = [finding.id for finding in of_kind(waiting, FindingKind.NO_DATA)]
    done = post(waiting, "findings-answer", finding=chosen, reason=REASON, confirmed="1")
    assert done.status_code == 302 and of_kind(waiting, FindingKind.NO_DATA) == []
    assert set(Override.objects.values_list("reason", flat=True)) == {REASON}
    assert of_kind(waiting, FindingKind.EMPTY_PLACE)


def test_each_answer_is_an_audit_event(waiting: Summary) -> None:
    chosen = [finding.id for finding in open_findings(waiting)]
    services.answer_findings(actor=world.actor(Role.OFFICE), summary=waiting, findings=chosen, reason=REASON)
    assert AuditEvent.objects.filter(action="summary.reason").count() == len(chosen)


def test_one_press_takes_all_of_them_back(waiting: Summary) -> None:
    before = {finding.id for finding in open_findings(waiting)}
    services.answer_findings(actor=world.actor(Role.OFFICE), summary=waiting, findings=sorted(before), reason=REASON)
    page = world.client(Role.OFFICE).get(reverse("summaries:summary-edit", args=[waiting.pk])).content.decode()
    assert f"收回（{len(before)} 处）" in page
    assert post(waiting, "finding-answer", finding=sorted(before), withdraw="1").status_code == 302
    assert {finding.id for finding in open_findings(waiting)} == before
    assert AuditEvent.objects.filter(action="summary.reason-withdrawn").count() == len(before)


def test_nothing_is_kept_when_one_of_them_must_be_cured(waiting: Summary) -> None:
    world.write(waiting, "共{{ nothing-of-the-kind }}人。")
    findings = open_findings(waiting)
    assert any(not finding.answerable for finding in findings)
    with pytest.raises(services.NotAnswerable):
        services.answer_findings(
            actor=world.actor(Role.OFFICE),
            summary=waiting,
            findings=[finding.id for finding in findings],
            reason=REASON,
        )
    assert not Override.objects.exists()


def test_a_reason_that_says_nothing_is_asked_for_again(waiting: Summary) -> None:
    chosen = [finding.id for finding in open_findings(waiting)]
    answer = post(waiting, "findings-answer", finding=chosen, reason="好", confirmed="1")
    assert answer.status_code == 422 and "太短" in answer.content.decode() and not Override.objects.exists()


def test_without_a_choice_it_says_so(waiting: Summary) -> None:
    answer = world.client(Role.OFFICE).post(reverse("summaries:findings-answer", args=[waiting.pk]), follow=True)
    assert "还没有选" in answer.content.decode()


def test_a_finding_that_is_not_there_cannot_be_answered_ahead(waiting: Summary) -> None:
    post(waiting, "findings-answer", finding=["no_data:0:made-up"], reason=REASON, confirmed="1")
    assert not Override.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICE])
def test_only_the_writer_answers(waiting: Summary, role: Role) -> None:
    chosen = [finding.id for finding in open_findings(waiting)]
    assert post(waiting, "findings-answer", role, finding=chosen, reason=REASON, confirmed="1").status_code in (
        403,
        404,
    )
    with pytest.raises(NotAllowed):
        services.answer_findings(actor=world.actor(role), summary=waiting, findings=chosen, reason=REASON)
    assert not Override.objects.exists()


def test_a_headed_section_is_never_printed_empty(county: Any, use_packs: Any) -> None:
    use_packs(world.pack_with_body("## 一、问题\n\n::: problems\n\n## 二、打算\n\n在校{{ pupils }}。\n\n::: plan\n"))
    summary = world.create()
    kinds = [finding.id.rsplit(":", 1)[-1] for finding in open_findings(summary)]
    assert kinds == ["problems"]  # the plan's heading has a sentence of its own below it
    document = queries.document(world.actor(Role.OFFICE), summary, "zh")
    page = world.client(Role.OFFICE).get(reverse("summaries:summary-detail", args=[summary.pk])).content.decode()
    assert "本期没有列出问题。" in page and document.blocks[1].items
