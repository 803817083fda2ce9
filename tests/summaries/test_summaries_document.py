"""What a draft reads like: slots, options, claims, tables, lists, and what is found wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import summaries_world as world
from django.test.utils import CaptureQueriesContext

from taizhang.core.permissions import Role
from taizhang.engine.errors import TaizhangError
from taizhang.engine.summary import parse_inlines
from taizhang.summaries import queries, services
from taizhang.summaries.models import Block, CommitmentKind, Summary
from taizhang.summaries.types import Document, FindingKind
from taizhang.summaries.unreadable import sentence_and_cure

pytestmark = pytest.mark.django_db


def read(summary: Summary) -> Document:
    return queries.document(world.actor(Role.OFFICE), summary, "zh")


def text_of(document: Document) -> str:
    return "".join(piece.text for block in document.blocks for piece in block.pieces)


def kinds(document: Document) -> list[FindingKind]:
    return [finding.kind for finding in document.open_findings]


def test_slots_print_figures_with_their_options(draft: Summary) -> None:
    words = text_of(read(draft))
    assert "青禾县2026年上半年工作总结" in words
    assert "在校学生300人，去年同期250人，同比增长20%；其中松岭小学210。" in words


def test_a_claim_prints_its_words_or_its_other_words(draft: Summary) -> None:
    words = text_of(read(draft))
    assert "规模扩大。" in words and "规模不大" not in words
    assert "学校不小。" in words and "学校偏小" not in words


def test_a_claim_whose_figure_is_missing_prints_neither_and_is_named(county: Any) -> None:
    document = read(world.create(world.H2))
    assert "规模" not in text_of(document) and "学校不小" not in text_of(document)
    assert kinds(document).count(FindingKind.CLAIM_FAILS) == 2


def test_a_claim_that_fails_without_other_words_blocks(county: Any, use_packs: Any) -> None:
    use_packs(world.pack_with_body("{{? pupils > 900 | 规模空前。 }}"))
    document = read(world.create())
    assert kinds(document) == [FindingKind.CLAIM_FAILS] and "规模空前" not in text_of(document)


def test_tables_and_lists_are_filled(draft: Summary) -> None:
    document = read(draft)
    table = next(block.table for block in document.blocks if block.table is not None)
    assert [(name, [cell.text for cell in cells]) for name, cells in table.rows] == [("松岭镇", ["300"])]
    assert next(block.items for block in document.blocks if block.items) == ("2，110人",)


def test_a_table_ends_with_the_documents_own_figures_when_it_asks_for_a_total(county: Any, use_packs: Any) -> None:
    body = world.BODY.replace("by=township", "by=school total=合计")
    use_packs(world.pack_with_body(body))
    table = next(block.table for block in read(world.create()).blocks if block.table is not None)
    named = {name: cells[0] for name, cells in table.rows}
    assert list(named)[-1] == "合计" and {len(cells) for _name, cells in table.rows} == {1}
    total = named.pop("合计")
    assert total.text == str(sum(int(cell.text) for cell in named.values()))
    assert total.slot is not None and total.slot.ref.org_unit == "C"


def test_an_empty_required_place_blocks(county: Any) -> None:
    assert FindingKind.EMPTY_PLACE in kinds(read(world.create()))


def test_a_typed_number_is_named_with_the_nearest_figures_and_one_press_binds_it(draft: Summary) -> None:
    block = world.write(draft, "全县现有学生298人。")
    [finding] = read(draft).open_findings
    assert finding.kind is FindingKind.UNBOUND
    assert finding.candidates[0].ref.indicator_key == "t.pupils"
    services.bind_number(
        actor=world.actor(Role.OFFICE), block=block, version=block.version, typed="298人", indicator_key="t.pupils"
    )
    document = read(draft)
    assert document.open_findings == () and "全县现有学生300人。" in text_of(document)


def test_binding_keeps_the_unit_and_period_that_the_candidate_was_of(draft: Summary) -> None:
    block = world.write(draft, "去年是251人。")
    slot = next(item for item in read(draft).open_findings[0].candidates if item.ref.period == "2025H1")
    services.bind_number(
        actor=world.actor(Role.OFFICE), block=block, version=block.version, typed="251人",
        indicator_key=slot.ref.indicator_key, org_unit=slot.ref.org_unit, period=slot.ref.period,
    )  # fmt: skip
    assert "去年是250人。" in text_of(read(draft))


def test_a_claim_in_words_needs_a_figure(draft: Summary) -> None:
    world.write(draft, "教学质量大幅提高。")
    assert kinds(read(draft)) == [FindingKind.CLAIM_WITHOUT_FIGURE]


def test_a_problem_without_its_measure_blocks_until_it_has_one(draft: Summary) -> None:
    office = world.actor(Role.OFFICE)
    pair = services.save_commitment(
        actor=office, summary=draft, kind=CommitmentKind.PROBLEM, values={"problem": "台账迟报。"}
    )
    assert kinds(read(draft)) == [FindingKind.UNPAIRED]
    services.save_commitment(
        actor=office, summary=draft, kind=CommitmentKind.PROBLEM, commitment=pair,
        values={"problem": "台账迟报。", "measure": "按月提醒。"},
    )  # fmt: skip
    assert [finding.message.zh for finding in read(draft).open_findings] == ["“台账迟报。”还没有写原因、责任人、期限。"]
    services.save_commitment(
        actor=office, summary=draft, kind=CommitmentKind.PROBLEM, commitment=pair, deadline=date(2026, 12, 31),
        values={"problem": "台账迟报。", "cause": "人手少。", "measure": "按月提醒。", "owner": "办公室"},
    )  # fmt: skip
    assert read(draft).open_findings == ()


def test_an_unfiled_school_makes_the_figure_provisional_and_is_named(county: Any, draft: Summary) -> None:
    from taizhang.figures import services as figure_services
    from taizhang.ledgers.models import Submission

    Submission.objects.filter(org_unit__code="S2", period_code="2026H1").update(accepted_version=None, state="draft")
    figure_services.compute(period=world.H1)
    found = [item for item in read(draft).open_findings if item.kind is FindingKind.PROVISIONAL]
    assert found and all("松岭中学" in item.message.zh for item in found)


def test_an_unknown_slot_cannot_be_answered_with_a_reason(draft: Summary) -> None:
    block = world.place_of(draft, "在校学生")
    office = world.actor(Role.OFFICE)
    services.save_block(actor=office, block=block, version=block.version, text="共{{ nobody }}。")
    [finding] = read(draft).open_findings
    assert finding.kind is FindingKind.UNKNOWN_SLOT and not finding.answerable
    with pytest.raises(services.NotAnswerable):
        services.answer_finding(actor=office, summary=draft, finding=finding.id, reason="以后再补这个指标")
    assert kinds(read(draft)) == [FindingKind.UNKNOWN_SLOT]


def test_a_slot_that_cannot_be_read_is_named(draft: Summary) -> None:
    block = world.place_of(draft, "在校学生")
    Block.objects.filter(pk=block.pk).update(text="共{{ pupils 。")  # as it was saved before saving looked at it
    [finding] = read(draft).open_findings
    assert (finding.kind, finding.message.zh) == (FindingKind.SYNTAX, "“{{ pupils 。”后面少了 }}，请补上。")
    assert "补上" not in finding.cure.zh


def test_a_long_place_left_open_is_told_in_a_short_sentence() -> None:
    with pytest.raises(TaizhangError) as refused:
        parse_inlines("共{{ pupils 在全县所有学校就读的学生人数统计到六月三十日为止")
    (problem,) = refused.value.problems
    assert len(sentence_and_cure(problem)[0].zh) <= 40


def test_another_pack_version_blocks_whatever_the_reason(draft: Summary, use_packs: Any) -> None:
    use_packs(replace(world.PACK, version="2.0.0"))
    [finding] = read(draft).open_findings
    assert finding.kind is FindingKind.PACK_VERSION and not finding.answerable


def test_two_writers_never_overwrite_each_other(draft: Summary) -> None:
    block = world.place_of(draft, "opening")
    world.write(draft, "甲的文字。")
    with pytest.raises(services.BlockConflict):
        services.save_block(
            actor=world.actor(Role.OFFICE), block=block, version=block.version, humans={"opening": "乙的文字。"}
        )
    block.refresh_from_db()
    assert block.humans["opening"] == "甲的文字。"


def test_the_number_of_queries_does_not_grow_with_slots(county: Any, use_packs: Any) -> None:
    from django.db import connection

    counts = []
    for slots in (1, 40):
        use_packs(world.pack_with_body("共{{ pupils }}。" * slots))
        summary = world.create()
        read(summary)
        with CaptureQueriesContext(connection) as captured:
            assert len(list(read(summary).slots())) == slots
        counts.append(len(captured))
    assert counts[0] == counts[1]
