"""Every summary is checked before it is issued: what its printed numbers say, and typed numbers against figures."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import summaries_world as world
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.core.permissions import Role
from taizhang.summaries import queries, services
from taizhang.summaries.as_text import printed_text
from taizhang.summaries.models import Block, Summary
from taizhang.summaries.named_figures import FigureNames
from taizhang.summaries.types import (
    DocBlock,
    Document,
    Finding,
    FindingKind,
    Piece,
    PieceKind,
    SlotRef,
    SlotValue,
    TableView,
)

pytestmark = pytest.mark.django_db

WRONG = "共培训教师620人，其中小学教师300人、初中教师310人。"
RIGHT = "共培训教师610人，其中小学教师300人、初中教师310人。"
REASON = "另有10人为教研员，不分学段"


def found(summary: Summary, kind: FindingKind) -> list[Finding]:
    document = queries.document(world.actor(Role.OFFICE), summary, "zh")
    return [finding for finding in document.findings if finding.kind is kind]


def answer_all(summary: Summary, *, but: FindingKind | None = None) -> None:
    document = queries.document(world.actor(Role.OFFICE), summary, "zh")
    ids = [finding.id for finding in document.open_findings if finding.kind is not but]
    services.answer_findings(actor=world.actor(Role.OFFICE), summary=summary, findings=ids, reason=REASON)


def test_parts_that_miss_their_whole_block_the_issue_until_they_are_mended(draft: Summary) -> None:
    block = world.write(draft, WRONG)
    [finding] = found(draft, FindingKind.CONTRADICTION)
    assert finding.block_id == block.pk and "610" in finding.message.zh + finding.cure.zh
    answer_all(draft, but=FindingKind.CONTRADICTION)
    with pytest.raises(services.IssueBlocked):
        world.issue(draft)
    world.write(draft, RIGHT)
    assert found(draft, FindingKind.CONTRADICTION) == []
    answer_all(draft)
    assert world.issue(draft).number


def test_a_reason_lets_it_pass_and_stays_with_the_document(draft: Summary) -> None:
    world.write(draft, WRONG)
    [finding] = found(draft, FindingKind.CONTRADICTION)
    answer_all(draft)
    kept = json.loads(world.issue(draft).issued_json)["overrides"]
    assert (finding.id, REASON) in [(item["finding"], item["reason"]) for item in kept]


def test_a_reason_given_for_one_sentence_does_not_let_another_pass(draft: Summary) -> None:
    world.write(draft, WRONG)
    answer_all(draft)
    world.write(draft, WRONG.replace("620", "630"))
    [finding] = found(draft, FindingKind.CONTRADICTION)
    assert not finding.reason


def test_what_is_checked_is_the_text_as_printed(draft: Summary) -> None:
    """300 comes from a figure, 220 was typed: the sum of the typed parts misses it."""
    world.write(draft, "共有学生{{ pupils }}，其中寄宿生100人、走读生220人。")
    [finding] = found(draft, FindingKind.CONTRADICTION)
    assert "300人" in finding.message.zh and "320" in finding.message.zh


def test_a_summary_of_figures_alone_has_no_contradiction(draft: Summary) -> None:
    assert found(draft, FindingKind.CONTRADICTION) == []


def test_a_number_beside_a_figures_name_is_held_against_it_and_bound_by_one_press(draft: Summary) -> None:
    block = world.write(draft, "今年全县在校学生达298人。")
    [finding] = found(draft, FindingKind.OTHER_FIGURE)
    assert finding.message.zh == "您写“298人”；“在校学生数”截至6月30日为300人。"
    assert [slot.ref.indicator_key for slot in finding.candidates] == ["t.pupils"]
    client = world.client(Role.OFFICE)
    page = client.get(reverse("summaries:summary-edit", args=[draft.pk])).content.decode()
    assert "与指标不符" in page and 'value="t.pupils@C@2026H1"' in page
    posted = {"typed": "298人", "figure": "t.pupils@C@2026H1"}
    client.post(reverse("summaries:block-bind", args=[draft.pk, block.pk]), posted)
    assert Block.objects.get(pk=block.pk).humans["opening"] == "今年全县在校学生达{{ pupils }}。"
    assert found(draft, FindingKind.OTHER_FIGURE) == []


def test_last_years_number_is_held_against_last_years_figure(draft: Summary) -> None:
    world.write(draft, "去年同期在校学生250人。")
    assert found(draft, FindingKind.OTHER_FIGURE) == []
    [unbound] = found(draft, FindingKind.UNBOUND)
    assert unbound.candidates[0].ref.period == "2025H1"
    world.write(draft, "去年同期在校学生260人。")
    [finding] = found(draft, FindingKind.OTHER_FIGURE)
    assert "截至6月30日为250人" in finding.message.zh


@pytest.mark.parametrize(
    "words",
    [
        "在校学生300人。",
        "在校学生约300人。",
        "小学在校学生120人。",
        "在校学生中有留守儿童20人。",
        "2019年在校学生280人。",
        "在校学生人均占地12平方米。",
    ],
)
def test_numbers_of_something_else_or_of_another_time_are_not_compared(draft: Summary, words: str) -> None:
    world.write(draft, words)
    assert found(draft, FindingKind.OTHER_FIGURE) == []


def test_a_name_that_two_figures_bear_names_neither() -> None:
    twins = [world.INDICATORS["pupils"], world._indicator("again", "在校学生数", "人")]
    names = FigureNames(twins, org_code="C", org_name="青禾县", period=world.H1)
    assert list(names.find("在校学生数298人。")) == []


def test_the_query_count_does_not_grow_with_typed_numbers(draft: Summary) -> None:

    actor = world.actor(Role.OFFICE)
    counts = []
    for words in ("在校学生298人。", "在校学生298人。" * 20):
        world.write(draft, words)
        queries.document(actor, draft, "zh")
        with CaptureQueriesContext(connection) as caught:
            queries.document(actor, draft, "zh")
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_each_line_of_the_printed_text_knows_its_block() -> None:
    value = SlotValue(SlotRef("t.pupils", "T1", "2026H1"), "在校学生数", "人", Decimal(300), "300", "confirmed")
    cell = Piece(PieceKind.SLOT, "300", slot=value, position=1)
    table = TableView((("在校学生数", "人"),), (("松岭镇", (cell,)),))
    blocks = (
        DocBlock(7, "heading", 2, (Piece(PieceKind.WORDS, "一、概况"),)),
        DocBlock(8, "paragraph", 0, (Piece(PieceKind.PROMPT, "写两句"),)),
        DocBlock(9, "table", 0, table=table),
        DocBlock(10, "list", 0, items=("甲", "乙")),
    )
    printed = printed_text(Document("总结", "青禾县", "", "", blocks))
    assert printed.text.split("\n") == ["一、概况", "单位\t在校学生数（人）", "松岭镇\t300", "1.甲；", "2.乙。"]
    assert [printed.block_at(printed.text.index(words)) for words in ("概况", "300", "乙")] == [7, 9, 10]
