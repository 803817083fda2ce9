"""Issue, correction, verifying: what is frozen stays, what was tampered with is named."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
import summaries_world as world

from taizhang.core import clock
from taizhang.core.duties import Duty
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.errors import TaizhangError
from taizhang.figures.models import InputSet
from taizhang.ledgers.models import Row
from taizhang.organisation import queries as org_queries
from taizhang.organisation import services as org_services
from taizhang.summaries import queries, services
from taizhang.summaries.frozen import thaw
from taizhang.summaries.frozen_rows import frozen_rows
from taizhang.summaries.models import Commitment, CommitmentKind, FrozenSlot, Summary, SummaryState
from taizhang.summaries.services import issue as issuing
from taizhang.summaries.types import FindingKind

pytestmark = pytest.mark.django_db


def verify(summary: Summary) -> services.SummaryVerification:
    return services.verify_summary(actor=world.actor(Role.AUDITOR), summary=summary)


def test_an_issued_summary_is_numbered_and_frozen_with_its_hash(issued: Summary) -> None:
    issued.refresh_from_db()
    assert (issued.state, issued.number) == (SummaryState.ISSUED, "教总〔2026〕1号")
    assert hashlib.sha256(issued.issued_json.encode()).hexdigest() == issued.issued_hash
    data = orjson.loads(issued.issued_json)
    assert (data["template"], data["pack_version"], data["org"]) == ("t.half", "1.0.0", "C")
    assert [slot.shown for slot in issued.slots.all()] == ["300人", "250人", "增长20%", "210", "300"]
    assert AuditEvent.objects.filter(action="summary.issue").count() == 1


def test_issued_during_a_leaders_leave_it_names_both(draft: Summary) -> None:
    leader, deputy = world.user(Role.BUREAU_LEADER), world.user(Role.SECTION_HEAD, name="deputy")
    day = clock.today()
    org_services.delegate(
        actor=world.actor(Role.BUREAU_LEADER),
        giver=leader,
        taker=deputy,
        duties=[Duty.SIGNING],
        first=day,
        last=day + timedelta(days=3),
        reason="外出培训",
    )
    services.issue_summary(actor=org_queries.actor_for(deputy), summary=draft, number="教总〔2026〕3号")
    page = world.client(Role.AUDITOR).get(f"/summaries/{draft.pk}/").content.decode()
    assert f"deputy（代{leader}）" in page


def test_every_frozen_slot_keeps_inputs_that_are_stored(issued: Summary) -> None:
    for slot in issued.slots.all():
        assert slot.inputs and InputSet.objects.filter(pk__in=slot.inputs).count() == len(set(slot.inputs))
        assert slot.trace["basis"].endswith("的口径")


def test_after_issue_every_slot_verifies(issued: Summary) -> None:
    result = verify(issued)
    assert result.ok and len(result.slots) == 5 and result.broken == () and result.moved == ()


def test_a_row_changed_by_raw_sql_is_found_and_named_with_what_it_was(issued: Summary) -> None:
    row = Row.objects.get(submission__org_unit__code="S2", submission__period_code="2026H1")
    Row.objects.filter(pk=row.pk).update(data=row.data.replace('"pupils":90', '"pupils":190'))
    result = verify(issued)
    assert not result.ok and result.broken[0].verification.recomputed == Decimal(400)
    named = {
        (item.org_unit, item.row_id, item.kind) for slot in result.broken for item in slot.verification.differences
    }
    assert named == {("S2", row.pk, "tampered")}


def test_a_text_changed_by_raw_sql_is_found(issued: Summary) -> None:
    Summary.objects.filter(pk=issued.pk).update(issued_json=issued.issued_json.replace("平稳", "飞速"))
    issued.refresh_from_db()
    result = verify(issued)
    assert not result.document_intact and not result.ok and result.broken == ()


def test_a_text_whose_hash_was_changed_with_it_is_found_by_the_audit_log(issued: Summary) -> None:
    text = issued.issued_json.replace("平稳", "飞速")
    Summary.objects.filter(pk=issued.pk).update(issued_json=text, issued_hash=hashlib.sha256(text.encode()).hexdigest())
    issued.refresh_from_db()
    assert not verify(issued).document_intact


def test_a_kept_copy_that_is_not_what_the_document_prints_is_named(issued: Summary) -> None:
    first, second, third, *_ = issued.slots.all()
    FrozenSlot.objects.filter(pk=first.pk).update(shown="999人")
    FrozenSlot.objects.filter(pk=second.pk).update(trace={**second.trace, "basis": "另一种口径"})
    FrozenSlot.objects.filter(pk=third.pk).delete()
    result = verify(issued)
    assert result.document_intact and not result.ok
    assert [(item.position, item.printed, item.kept) for item in result.altered] == [
        (1, "300人", "999人"),
        (2, "250人", "250人"),
        (3, "增长20%", ""),
    ]
    page = world.client(Role.AUDITOR).get(f"/summaries/{issued.pk}/verify/{result.record_id}/").content.decode()
    assert "正文印的是 300人，存底是 999人" in page


def test_a_newer_accepted_version_is_moved_and_not_broken(issued: Summary) -> None:
    world.file("S2", world.H1, ("1", 95))
    result = verify(issued)
    assert result.ok and result.broken == ()
    assert {slot.indicator_key for slot in result.moved} == {"t.pupils", "t.growth"}


def test_rows_open_as_they_were_at_issue(issued: Summary) -> None:
    world.file("S2", world.H1, ("1", 95))
    slot = issued.slots.get(position=1)
    _figure, page = frozen_rows(world.actor(Role.AUDITOR), slot, use=0, term="value", page=1, filters={})
    assert sorted(cell.shown for row in page.rows for cell in row.cells if cell.field == "pupils") == [
        "100",
        "110",
        "90",
    ]


def test_a_formula_opens_into_the_rows_of_the_figures_it_used(issued: Summary) -> None:
    slot = issued.slots.get(indicator_key="t.growth")
    auditor = world.actor(Role.AUDITOR)
    totals = [frozen_rows(auditor, slot, use=number, term="value", page=1, filters={})[1].total for number in (1, 2)]
    assert sorted(totals) == [2, 3]


def test_open_findings_block_and_a_reason_lets_it_pass_and_stays(draft: Summary) -> None:
    world.write(draft, "据统计有55人。")
    with pytest.raises(services.IssueBlocked):
        world.issue(draft)
    draft.refresh_from_db()
    assert draft.state == SummaryState.DRAFT
    office = world.actor(Role.OFFICE)
    [finding] = queries.document(office, draft, "zh").open_findings
    services.answer_finding(actor=office, summary=draft, finding=finding.id, reason="引自统计局公报")
    issued = world.issue(draft)
    assert orjson.loads(issued.issued_json)["overrides"][0]["reason"] == "引自统计局公报"


def test_an_empty_reason_is_no_reason(draft: Summary) -> None:
    with pytest.raises(TaizhangError):
        services.answer_finding(actor=world.actor(Role.OFFICE), summary=draft, finding="unbound:1:x", reason="  ")


def test_who_wrote_it_does_not_issue_it(draft: Summary) -> None:
    Summary.objects.filter(pk=draft.pk).update(created_by=world.user(Role.BUREAU_LEADER))
    draft.refresh_from_db()
    with pytest.raises(NotAllowed):
        world.issue(draft)
    with pytest.raises(NotAllowed):
        services.issue_summary(actor=world.actor(Role.OFFICE), summary=draft, number="教总〔2026〕1号")


@pytest.mark.parametrize(
    "number", ["", "教总2026-1", "教总[2026]1号", "教总〔2026〕01号", "教总〔26〕1号", "教总〔2099〕1号"]
)
def test_a_number_that_is_no_document_number_is_refused(draft: Summary, number: str) -> None:
    with pytest.raises(TaizhangError):
        world.issue(draft, number)


def test_numbers_are_used_once_and_the_next_is_proposed(issued: Summary, settings: Any) -> None:
    import datetime

    settings.TODAY = datetime.date(2026, 7, 6)
    assert services.next_number("C") == "教总〔2026〕2号"
    second = services.correct_summary(actor=world.actor(Role.OFFICE), summary=issued)
    with pytest.raises(TaizhangError):
        world.issue(second, "教总〔2026〕1号")


def test_no_service_changes_an_issued_summary(issued: Summary) -> None:
    office = world.actor(Role.OFFICE)
    block = issued.blocks.all()[0]
    attempts = [
        lambda: services.save_block(actor=office, block=block, version=block.version, text="x"),
        lambda: services.add_block(actor=office, summary=issued, after=None),
        lambda: services.remove_block(actor=office, block=block),
        lambda: services.answer_finding(actor=office, summary=issued, finding="unbound:1:x", reason="说得清的理由"),
        lambda: services.withdraw_reason(actor=office, summary=issued, finding="x"),
        lambda: services.save_commitment(actor=office, summary=issued, kind=CommitmentKind.PLAN, values={}),
        lambda: world.issue(issued, "教总〔2026〕9号"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert Summary.objects.get(pk=issued.pk).issued_hash == issued.issued_hash


def test_a_correction_starts_from_the_text_and_supersedes_when_issued(draft: Summary) -> None:
    office = world.actor(Role.OFFICE)
    values = {"problem": "台账迟报。", "cause": "人手少。", "measure": "按月提醒。", "owner": "办公室"}
    services.save_commitment(
        actor=office, summary=draft, kind=CommitmentKind.PROBLEM, values=values, deadline=date(2026, 12, 31)
    )
    issued = world.issue(draft)
    correction = services.correct_summary(actor=office, summary=issued)
    assert services.correct_summary(actor=office, summary=issued).pk == correction.pk
    assert world.place_of(correction, "opening").humans == {"opening": "本期各项工作平稳推进。"}
    assert correction.commitments.get().measure == "按月提醒。"
    assert Summary.objects.get(pk=issued.pk).state == SummaryState.ISSUED
    world.issue(correction, "教总〔2026〕2号")
    issued.refresh_from_db()
    assert issued.state == SummaryState.SUPERSEDED and issued.commitments.count() == 1
    with pytest.raises(NotAllowed):
        services.correct_summary(actor=office, summary=issued)


def test_a_superseded_summary_still_verifies(issued: Summary) -> None:
    correction = services.correct_summary(actor=world.actor(Role.OFFICE), summary=issued)
    world.issue(correction, "教总〔2026〕2号")
    issued.refresh_from_db()
    assert verify(issued).ok


def test_a_promise_asks_the_next_summary_for_an_answer(draft: Summary) -> None:
    office = world.actor(Role.OFFICE)
    promise = services.save_commitment(
        actor=office, summary=draft, kind=CommitmentKind.PLAN, promised=Decimal(320),
        values={"measure": "学生数达到三百二十。", "indicator_key": "t.pupils", "owner": "没有的股室"},
    )  # fmt: skip
    unowned = [item for item in queries.document(office, draft, "zh").open_findings if item.id.startswith("unowned")]
    assert [item.message.zh for item in unowned] == ["“学生数达到三百二十。”承诺了数，责任人“没有的股室”不是本地单位。"]
    promise.owner = "松岭镇"
    promise.save()
    issued = world.issue(draft)
    assert (
        "在校学生数达到320人，由松岭镇负责。"
        in world.client(Role.OFFICE).get(f"/summaries/{issued.pk}/").content.decode()
    )
    following = world.create(world.H2)
    document = queries.document(office, following, "zh")
    assert [(view.promised, view.met) for view in document.due] == [("320人", None)]
    promise.promised = Decimal(0)
    promise.save()
    assert [view.promised for view in queries.document(office, following, "zh").due] == ["0人"], "nothing left is told"
    assert FindingKind.UNANSWERED in {finding.kind for finding in document.open_findings}
    services.answer_commitment(actor=office, summary=following, commitment=promise, met=True, text="已经达到。")
    document = queries.document(office, following, "zh")
    assert document.due[0].answer == "已经达到。"
    assert FindingKind.UNANSWERED not in {finding.kind for finding in document.open_findings}


def test_what_was_not_met_is_carried_into_the_next_plan_once(draft: Summary) -> None:
    office = world.actor(Role.OFFICE)
    promise = services.save_commitment(
        actor=office, summary=draft, kind=CommitmentKind.PLAN, values={"measure": "学生达到320人。", "owner": "办公室"}
    )
    world.issue(draft)
    following = world.create(world.H2)
    for text in ("差20人。", "还差20人。"):
        services.answer_commitment(actor=office, summary=following, commitment=promise, met=False, text=text)
    carried = following.commitments.get(kind=CommitmentKind.PLAN)
    assert (carried.measure, carried.owner) == ("学生达到320人。", "办公室")


def test_only_a_promise_that_is_due_can_be_answered(draft: Summary) -> None:
    office = world.actor(Role.OFFICE)
    mine = services.save_commitment(actor=office, summary=draft, kind=CommitmentKind.PLAN, values={"measure": "事"})
    with pytest.raises(NotAllowed):
        services.answer_commitment(actor=office, summary=draft, commitment=mine, met=True, text="不该能答")
    assert Commitment.objects.count() == 1


def test_an_issue_that_dies_halfway_leaves_the_draft(draft: Summary, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(**_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(issuing.audit, "record", die)
    with pytest.raises(RuntimeError):
        world.issue(draft)
    kept = Summary.objects.get(pk=draft.pk)
    assert (kept.state, kept.number, kept.issued_json) == (SummaryState.DRAFT, "", "")
    assert FrozenSlot.objects.count() == 0


def test_what_was_frozen_reads_back_as_it_was(draft: Summary) -> None:
    before = queries.document(world.actor(Role.BUREAU_LEADER), draft, "zh")
    after = thaw(world.issue(draft).issued_json)
    assert [block.pieces for block in after.blocks] == [block.pieces for block in before.blocks]
    assert [block.table for block in after.blocks] == [block.table for block in before.blocks]


def test_only_those_with_the_right_verify(issued: Summary) -> None:
    with pytest.raises(NotAllowed):
        services.verify_summary(actor=world.actor(Role.SECTION_CLERK), summary=issued)
