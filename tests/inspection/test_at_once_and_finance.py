"""What is to be put right at once, and a finance check with its sample of vouchers, from the visit to the notice."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import answer_path, item_path, photo_path
from taizhang.inspection import queries, services
from taizhang.inspection.models import Finding, Visit
from taizhang.inspection.number_rules import shortened
from taizhang.inspection.services.rules import InspectionError
from taizhang.inspection.today import to_do
from taizhang.inspection.types import NewEntry
from tests.inspection.test_inspection_services import picture
from tests.inspection.world import TODAY, VISIT_DAY, World, entry, finding

LIST = "finance-statistics.finance_check"


def hurried(world: World, who: str, day: date) -> list[tuple[str, str]]:
    return [(item.thing, item.missing) for item in to_do(world.actor(who), day) if "立行立改" in item.missing]


def test_hours_that_went_by_stand_on_today_of_who_plans(world: World, settings: object) -> None:
    notice = world.received({"days": 20}, {"days": None, "hours": 24})
    assert hurried(world, "clerk", TODAY) == []
    late = settings.TODAY = TODAY + timedelta(days=2)  # type: ignore[attr-defined]
    assert hurried(world, "clerk", late) == [("开学工作督查", "1个立行立改的问题过了时限")]
    assert [hurried(world, who, late) for who in ("inspector", "head", "leader")] == [[], [], []]
    services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="当天已清除")
    assert hurried(world, "clerk", late) == []


def test_an_overdue_notice_tells_it_once(world: World) -> None:
    world.received({"days": None, "hours": 24})
    late = TODAY + timedelta(days=3)
    assert hurried(world, "clerk", late) == []
    assert "提醒学校" in [item.verb for item in to_do(world.actor("clerk"), late)]


def _of(visit: Visit, key: str, name: str) -> list[NewEntry]:
    """What stands of an item, so that the next entry replaces it."""
    rows = visit.entries.filter(path=answer_path(key, name))
    return [NewEntry(row.pk, row.path, row.value, (), row.made_at, "") for row in rows]


def test_a_finance_check_leads_to_a_notice_with_its_vouchers(world: World) -> None:
    pack = installed_packs().pack("finance-statistics")
    values = {
        "title": "学校财务检查", "theme": "finance", "mode": "scheduled", "first_on": date(2026, 4, 1),
        "last_on": date(2026, 4, 30), "number_prefix": "青财教",
    }  # fmt: skip
    campaign = services.create_campaign(
        actor=world.actor("clerk"),
        org_unit=world.units["DDS"],
        values=values,
        checklists=[(pack.id, pack.version, "finance_check")],
    )
    visit = world.visit(campaign.rounds.get())
    said = {
        "vouchers_sampled": 60, "sampled_yuan": "182000.50", "irregular_vouchers": 2, "irregular_yuan": "1860.00",
        "out_of_scope": 0, "out_of_scope_yuan": "0.00", "above_standard": 0, "above_standard_yuan": "0.00",
        "books_kept": "pass", "cash_agrees": "pass", "earmarked": "pass", "assets_booked": 0, "assets_yuan": "0.00",
    }  # fmt: skip
    entries = {answer_path(LIST, name): str(value) for name, value in said.items()}
    found = finding(
        of=item_path(LIST, "irregular_vouchers"), problem="2份票据不合规，涉及1860元", rule="voucher",
        opinion="换开合规票据", days=15,
    )  # fmt: skip
    photo = uuid.uuid4()
    shown = {photo_path(str(photo)): item_path(LIST, "irregular_vouchers")}
    wrong = entry(answer_path(LIST, "irregular_yuan"), "182000.51")
    world.enter(visit, {path: value for path, value in {**entries, **found, **shown}.items() if path != wrong.path})
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[wrong])
    services.add_photo(actor=world.actor("inspector"), visit=visit, photo_id=photo, data=picture(), name="凭证.png")
    with pytest.raises(InspectionError) as refused:
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    assert [problem.sentence() for problem in refused.value.problems] == [
        "票据不合规涉…：应为不大于“抽查凭证共多少元”；现为182000.51。请核对。"
    ]
    # The phone has said it already, in the same words.
    [told] = [
        item
        for checklist in queries.carried_visits([visit], VISIT_DAY)[0]["checklists"]
        for station in checklist["stations"]
        for item in station["items"]
        if item["path"] == item_path(LIST, "irregular_yuan")
    ]
    above, none, stray = told["numbers"]
    assert [rule["denied"] for rule in told["numbers"]] == ["above", "none", "stray"]
    seen = "182000.51"[: above["seen"]]
    where = shortened(told["text"], above["room"] - len(seen))
    assert above["path"] == item_path(LIST, "sampled_yuan")
    assert none["path"] == stray["path"] == item_path(LIST, "irregular_vouchers")
    assert above["words"].format(where=where, seen=seen) == refused.value.problems[0].sentence()
    assert "大于0，“票据不合规…”不是0；现为{seen}" in none["words"] and "应为0，“票据不合规…”是0" in stray["words"]
    right = entry(wrong.path, "1860.00", wrong)
    strays = {"out_of_scope_yuan": "500", "assets_yuan": "300", "above_standard": "1"}
    stray = [entry(answer_path(LIST, name), value, *_of(visit, LIST, name)) for name, value in strays.items()]
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[right, *stray])
    with pytest.raises(InspectionError) as refused:
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    sentences = [problem.sentence() for problem in refused.value.problems]
    for words in ("应为0，“超范围列支…”是0；现为500。", "应为0，“没有入账或…”是0；现为300。",
                  "应为大于0，“超标准列支…”不是0；现为0.00。"):  # fmt: skip
        assert [sentence for sentence in sentences if words in sentence and len(sentence) <= 40], sentences
    back = [entry(one.path, entries[one.path], one) for one in stray]
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=back)
    services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    one = Finding.objects.get()
    answers = dict(visit.answers.values_list("item", "value"))
    assert (one.item, answers["vouchers_sampled"], answers["irregular_yuan"]) == ("irregular_vouchers", "60", "1860.00")
    (notice,) = services.issue_notices(actor=world.actor("chief"), findings=[one], issued_on=date(2026, 4, 15))
    assert notice.number == "青财教〔2026〕1号"
    (document,) = queries.notice_documents([notice])
    words = str(document)
    assert "2份票据不合规，涉及1860元" in words and "换开合规票据" in words
