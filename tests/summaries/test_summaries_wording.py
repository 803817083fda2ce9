"""How pairs, plans and lists read: one stop at the end, days in words, nothing doubled."""

from __future__ import annotations

from typing import Any

import pytest
import summaries_world as world

from taizhang.core.permissions import Role
from taizhang.summaries import queries, wording
from taizhang.summaries.models import Summary
from taizhang.summaries.types import DueView, PairView

PAIR = PairView(1, "台账迟报", "人手少。", "按月提醒。", "办公室", "2026-12-31")


def test_a_pair_is_two_sentences_with_the_day_in_words() -> None:
    assert wording.problem_words(PAIR) == "台账迟报。原因：人手少。"
    assert wording.measure_words(PAIR) == "措施：按月提醒。由办公室负责，2026年12月31日前完成。"
    assert wording.measure_words(PairView(1, "事", "", "办。", "", "")) == "措施：办。"


@pytest.mark.parametrize(("items", "words"), [
    ((), []),
    (("甲",), ["甲。"]),
    (("甲", "乙，丙", "丁。"), ["甲；", "乙，丙；", "丁。"]),
])  # fmt: skip
def test_a_list_reads_as_one_enumeration(items: tuple[str, ...], words: list[str]) -> None:
    assert wording.list_words(items) == words


@pytest.mark.parametrize(("written", "read"), [
    ("完成。", "完成。"), ("完成", "完成。"), ("完成；", "完成。"), ("完成了吗？", "完成了吗？"),
    ("  ", ""), ("完成。。", "完成。"),
])  # fmt: skip
def test_one_full_stop_whatever_was_typed(written: str, read: str) -> None:
    assert wording.full_stop(written) == read


def test_an_answer_follows_its_promise_and_none_adds_nothing() -> None:
    assert wording.due_words(DueView(1, "学生达到320人", "", "", True, "已经达到")) == "学生达到320人。已经达到。"
    assert wording.due_words(DueView(1, "学生达到320人。", "", "", None, "")) == "学生达到320人。"


@pytest.mark.django_db
def test_a_list_without_rows_says_so(county: dict[str, Any], use_packs: Any) -> None:
    use_packs(world.pack_with_body('没有开班的年级：\n\n::: list ledger=roll columns=grade where="pupils > 9999"\n'))
    summary: Summary = world.create()
    page = world.client(Role.OFFICE).get(f"/summaries/{summary.pk}/").content.decode()
    assert "<p>无。</p>" in page
    document = queries.document(world.actor(Role.OFFICE), summary, "zh")
    assert document.blocks[-1].items == ()
