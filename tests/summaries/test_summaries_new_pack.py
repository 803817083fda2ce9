"""A pack that changes between draft and issue: the writer is told, takes the new text over, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import summaries_world as world

from taizhang.core.models import InstalledPack
from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.pack import Pack
from taizhang.figures import services as figure_services
from taizhang.summaries import queries, services
from taizhang.summaries.frozen import reading_mark
from taizhang.summaries.models import Summary, SummaryState
from taizhang.summaries.types import FindingKind

pytestmark = pytest.mark.django_db

NEW_BODY = world.BODY.replace("同比{{ growth", "与去年相比{{ growth").replace("[[ opening!", "开头：[[ opening!")


def newer() -> Pack:
    return replace(world.pack_with_body(NEW_BODY), version="1.1.0", content_hash="1" * 64)


def test_an_issue_records_the_pack_it_is_made_with(draft: Summary) -> None:
    assert not InstalledPack.objects.filter(pack_id="t").exists()
    world.issue(draft)
    assert InstalledPack.objects.get(pack_id="t", current=True).version == "1.0.0"


def test_a_pack_changed_since_the_draft_blocks_and_no_reason_answers_it(
    draft: Summary, use_packs: Callable[..., None]
) -> None:
    use_packs(newer())
    office = world.actor(Role.OFFICE)
    [finding] = queries.document(office, draft, "zh").open_findings
    assert finding.kind is FindingKind.PACK_VERSION and not finding.answerable
    assert finding.message.zh == "草稿用的是数据包 1.0.0 版，现在是 1.1.0 版。"
    with pytest.raises(services.IssueBlocked):
        world.issue(draft)
    with pytest.raises(services.NotAnswerable):
        services.answer_finding(actor=office, summary=draft, finding=finding.id, reason="就用旧版的正文")


def test_taking_the_new_version_over_keeps_what_was_written(draft: Summary, use_packs: Callable[..., None]) -> None:
    office = world.actor(Role.OFFICE)
    use_packs(world.PACK)
    InstalledPack.objects.create(
        pack_id="t", version="1.0.0", content_hash="0" * 64, current=True, files={"summaries/half.md": world.BODY}
    )
    mine = services.add_block(actor=office, summary=draft, after=world.place_of(draft, "在校学生"))
    services.save_block(actor=office, block=mine, version=mine.version, text="另有一所学校正在建设。")
    use_packs(newer())
    assert services.take_new_version(actor=office, summary=draft) == 1
    draft.refresh_from_db()
    texts = [block.text for block in draft.blocks.all()]
    assert draft.pack_version == "1.1.0"
    assert sum("与去年相比" in text for text in texts) == 1 and not any("\n同比" in text for text in texts)
    assert "另有一所学校正在建设。" in texts
    assert world.place_of(draft, "opening").humans == {"opening": "本期各项工作平稳推进。"}
    assert [block.position for block in draft.blocks.all()] == list(range(1, len(texts) + 1))
    assert queries.document(office, draft, "zh").open_findings == ()
    assert world.issue(draft).pack_version == "1.1.0"


def test_a_block_that_stays_keeps_its_row_so_that_its_editor_can_save(
    draft: Summary, use_packs: Callable[..., None]
) -> None:
    claim = world.place_of(draft, "规模扩大")
    use_packs(newer())
    services.take_new_version(actor=world.actor(Role.OFFICE), summary=draft)
    assert world.place_of(draft, "规模扩大").pk == claim.pk


def test_an_issued_summary_takes_no_new_version(issued: Summary, use_packs: Callable[..., None]) -> None:
    use_packs(newer())
    with pytest.raises(NotAllowed):
        services.take_new_version(actor=world.actor(Role.OFFICE), summary=issued)


def test_what_was_not_read_is_not_issued(draft: Summary) -> None:
    leader = world.actor(Role.BUREAU_LEADER)
    read = reading_mark(queries.document(leader, draft, "zh"))
    world.write(draft, "领导看过以后又改了一句。")
    with pytest.raises(services.ReadAgain):
        services.issue_summary(actor=leader, summary=draft, number="教总〔2026〕1号", read=read)
    assert Summary.objects.get(pk=draft.pk).state == SummaryState.DRAFT
    read = reading_mark(queries.document(leader, draft, "zh"))
    assert services.issue_summary(actor=leader, summary=draft, number="教总〔2026〕1号", read=read).number


def test_a_number_that_changed_under_the_reader_is_read_again(draft: Summary) -> None:
    leader = world.actor(Role.BUREAU_LEADER)
    read = reading_mark(queries.document(leader, draft, "zh"))
    world.file("S2", world.H1, ("1", 95))
    figure_services.compute(period=world.H1)
    with pytest.raises(services.ReadAgain):
        services.issue_summary(actor=leader, summary=draft, number="教总〔2026〕1号", read=read)


def test_pressing_twice_issues_once_and_leads_to_the_document(draft: Summary) -> None:
    leader = world.client(Role.BUREAU_LEADER)
    page = leader.get(f"/summaries/{draft.pk}/issue/")
    sent = {"number": "教总〔2026〕1号", "seen": page.context["seen"], "read": "on"}
    answers = [leader.post(f"/summaries/{draft.pk}/issue/", sent) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [f"/summaries/{draft.pk}/"] * 2
    assert Summary.objects.get(pk=draft.pk).number == "教总〔2026〕1号"


def test_the_writer_presses_a_button_to_take_the_new_version_over(
    draft: Summary, use_packs: Callable[..., None]
) -> None:
    use_packs(newer())
    office = world.client(Role.OFFICE)
    address = f"/summaries/{draft.pk}/renew/"
    assert address in office.get(f"/summaries/{draft.pk}/edit/").content.decode()
    assert office.post(address).headers["Location"] == f"/summaries/{draft.pk}/edit/"
    draft.refresh_from_db()
    assert draft.pack_version == "1.1.0"
