"""A promised number becomes a target when its summary is issued, and the next summary's answer reaches it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
import summaries_world as world
from django.urls import reverse
from django.utils import timezone

from taizhang.core.permissions import Role
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, Post, PostHolding
from taizhang.summaries import queries, services
from taizhang.summaries.models import CommitmentKind, Override, Summary
from taizhang.targets.models import Amendment, Plan, Target


@pytest.fixture
def section(county: dict[str, Any]) -> Post:
    unit = OrgUnit.objects.create(code="X", kind="section")
    OrgUnitSpell.objects.create(org_unit=unit, parent=county["C"], name="基教科", valid_from=world.ALWAYS, stages=[])
    post = Post.objects.create(org_unit=unit, kind="section_head", title="基教科科长")
    PostHolding.objects.create(post=post, person_name="麦清和", valid_from=world.ALWAYS)
    return post


def promise(summary: Summary, number: int = 320, owner: str = "基教科") -> None:
    services.save_commitment(
        actor=world.actor(Role.OFFICE),
        summary=summary,
        kind=CommitmentKind.PLAN,
        values={"measure": "学生达到320人。", "owner": owner, "indicator_key": "t.pupils"},
        promised=Decimal(number),
    )


def issue_with_reasons(summary: Summary, number: str) -> Summary:
    office = world.actor(Role.OFFICE)
    for finding in queries.document(office, summary, "zh").open_findings:
        services.answer_finding(actor=office, summary=summary, finding=finding.id, reason="试用数据")
    return world.issue(summary, number)


def promising(number: int = 320, owner: str = "基教科") -> Summary:
    """Last half-year's summary, issued with a promise for this one."""
    summary = world.create(world.H1_BEFORE)
    world.write(summary, "本期平稳。")
    promise(summary, number, owner)
    return issue_with_reasons(summary, "教总〔2025〕1号")


def test_a_promised_number_becomes_a_target_with_an_owner(section: Post) -> None:
    summary = promising()
    target = Target.objects.get()
    assert (target.title, target.indicator_key, target.comparison, target.number) == (
        "学生达到320人。", "t.pupils", "ge", Decimal(320)
    )  # fmt: skip
    assert (target.lead_unit, target.owner) == (section.org_unit, section)
    assert (target.plan.org_unit.code, target.plan.period_code, target.period_code) == ("C", "2025", "2025H2")
    assert (target.source_document, target.source_url) == ("教总〔2025〕1号", f"/summaries/{summary.pk}/")


def test_a_promised_number_without_an_owner_of_ours_is_not_let_pass_with_a_reason(section: Post) -> None:
    with pytest.raises(services.NotAnswerable):
        promising(owner="张三")
    assert not Target.objects.exists()


def test_words_without_a_number_make_no_target(county: dict[str, Any]) -> None:
    summary = world.create(world.H1_BEFORE)
    world.write(summary, "本期平稳。")
    services.save_commitment(
        actor=world.actor(Role.OFFICE), summary=summary, kind=CommitmentKind.PLAN, values={"measure": "做好一件事"}
    )
    issue_with_reasons(summary, "教总〔2025〕1号")
    assert not Target.objects.exists()
    assert not Plan.objects.exists()


@pytest.mark.parametrize("met", [True, False])
def test_this_periods_summary_answers_it(section: Post, met: bool) -> None:
    promising()
    draft = world.written_draft()
    due = queries.document(world.actor(Role.OFFICE), draft, "zh").due
    services.answer_commitment(
        actor=world.actor(Role.OFFICE),
        summary=draft,
        commitment=draft_commitment(due[0].commitment_id),
        met=met,
        text="目前300人。",
    )
    assert Target.objects.get(source_document="教总〔2025〕1号").met is None
    issue_with_reasons(draft, "教总〔2026〕2号")
    target = Target.objects.get(source_document="教总〔2025〕1号")
    assert (target.met, target.result_text, target.answer_document) == (met, "目前300人。", "教总〔2026〕2号")
    assert target.result_value == Decimal(300)
    # what was not met is promised again, in the period that follows
    again = Target.objects.filter(source_document="教总〔2026〕2号")
    assert [item.period_code for item in again] == ([] if met else ["2026H2"])


def draft_commitment(pk: int) -> Any:
    from taizhang.summaries.models import Commitment

    return Commitment.objects.get(pk=pk)


def test_a_summary_that_leaves_a_promise_unanswered_is_not_issued(section: Post) -> None:
    promising()
    draft = world.written_draft()
    with pytest.raises(services.IssueBlocked):
        world.issue(draft, "教总〔2026〕2号")


def test_a_corrected_summary_changes_the_same_target(section: Post) -> None:
    summary = promising()
    plan = Plan.objects.get()
    plan.state = "published"
    plan.save()
    correction = services.correct_summary(actor=world.actor(Role.OFFICE), summary=summary)
    world.write(correction, "本期平稳。")
    item = correction.commitments.get()
    services.save_commitment(
        actor=world.actor(Role.OFFICE),
        summary=correction,
        kind=CommitmentKind.PLAN,
        values={"measure": item.measure, "owner": item.owner, "indicator_key": item.indicator_key},
        promised=Decimal(330),
        commitment=item,
    )
    issue_with_reasons(correction, "教总〔2025〕2号")
    target = Target.objects.get()
    assert (target.number, target.source_document) == (Decimal(330), "教总〔2025〕2号")
    assert Amendment.objects.latest("id").reason == "教总〔2025〕2号更正"


def sent(summary: Summary, **values: str) -> Any:
    address = reverse("summaries:commitment-save", args=[summary.pk])
    return world.client(Role.OFFICE).post(address, {"kind": "plan", **values}, follow=True)


def test_a_number_is_promised_on_the_page_by_the_figures_name(section: Post) -> None:
    summary = world.create(world.H1_BEFORE)
    world.write(summary, "本期平稳。")
    page = sent(
        summary, measure="学生达到320人。", owner="基教科", figure="在校学生数", promised="320"
    ).content.decode()
    assert 'value="在校学生数"' in page and 'value="320"' in page and "（人）" in page
    issue_with_reasons(summary, "教总〔2025〕1号")
    target = Target.objects.get()
    assert (target.indicator_key, target.number, target.owner) == ("t.pupils", Decimal(320), section)


def test_saving_an_item_again_keeps_what_it_promises(county: dict[str, Any]) -> None:
    summary = world.create(world.H1_BEFORE)
    promise(summary)
    item = summary.commitments.get()
    page = world.client(Role.OFFICE).get(reverse("summaries:summary-edit", args=[summary.pk])).content.decode()
    form = next(part for part in page.split("<form")[1:] if f'name="id" value="{item.pk}"' in part)
    fields = dict(re.findall(r'<input [^>]*name="(\w+)"[^>]* value="([^"]*)"', form))
    sent(summary, **{**fields, "measure": item.measure, "deadline": "2026-12-31"})
    item.refresh_from_db()
    assert (item.indicator_key, item.promised, f"{item.deadline}") == ("t.pupils", Decimal(320), "2026-12-31")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"figure": "没有的指标", "promised": "1"}, "没有“没有的指标”这项指标"),
        ({"figure": "在校学生数"}, "指标和要达到的数要一起填"),
        ({"promised": "320"}, "指标和要达到的数要一起填"),
        ({"figure": "在校学生数", "promised": "320.5"}, "印 0 位小数"),
        ({"figure": "在校学生数", "promised": "三百"}, "输入一个数字"),
        ({"figure": "在校学生数", "promised": "-5"}, "这项指标不会小于 0"),
        ({"deadline": "明年"}, "日期"),
    ],
)
def test_what_cannot_be_promised_is_told_where_it_was_typed(
    county: dict[str, Any], values: dict[str, str], words: str
) -> None:
    summary = world.create(world.H1_BEFORE)
    answer = sent(summary, measure="学生达到320人。", **values)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and not summary.commitments.exists()
    assert "学生达到320人。" in page and all(value in page for value in values.values())


def test_one_figure_promised_twice_is_told_before_issue(section: Post) -> None:
    summary = world.create(world.H1_BEFORE)
    for number in ("320", "300"):
        sent(summary, measure=f"学生达到{number}人。", owner="基教科", figure="在校学生数", promised=number)
    page = world.client(Role.OFFICE).get(reverse("summaries:summary-edit", args=[summary.pk])).content.decode()
    assert "“在校学生数”承诺了 2 次：320人、300人。" in page


def test_a_reason_is_no_answer_to_what_was_promised(section: Post) -> None:
    """Neither on the page, nor one that an older version let pass."""
    promising()
    draft = world.written_draft()
    (due,) = queries.document(world.actor(Role.OFFICE), draft, "zh").due
    finding = f"unanswered:{due.commitment_id}"
    with pytest.raises(services.NotAnswerable, match="promises with an answer and an owner"):
        services.answer_findings(actor=world.actor(Role.OFFICE), summary=draft, findings=[finding], reason="以后再说吧")
    page = world.client(Role.OFFICE).get(reverse("summaries:summary-edit", args=[draft.pk])).content.decode()
    assert "还没有答复" in page and f'value="{finding}"' not in page
    Override.objects.create(summary=draft, finding=finding, reason="以后再说吧", at=timezone.now())
    with pytest.raises(services.IssueBlocked):
        world.issue(draft, "教总〔2026〕2号")
