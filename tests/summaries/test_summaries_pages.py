"""Pages and exports: who may open what, and what they say."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
import summaries_world as world
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.core.permissions import Role
from taizhang.summaries.models import FrozenSlot, Summary, SummaryState

pytestmark = pytest.mark.django_db

READERS = {Role.SCHOOL_HEAD, Role.SECTION_CLERK, Role.SECTION_HEAD, Role.OFFICE, Role.BUREAU_LEADER, Role.AUDITOR}
WRITERS = {Role.OFFICE}
ISSUERS = {Role.BUREAU_LEADER}
VERIFIERS = {Role.OFFICE, Role.BUREAU_LEADER, Role.AUDITOR}
EVERYBODY = set(Role)


def address(name: str, *arguments: object) -> str:
    return reverse(f"summaries:{name}", args=arguments)


@pytest.mark.parametrize("role", Role)
def test_each_role_reads_an_issued_summary_or_finds_nothing(issued: Summary, role: Role) -> None:
    client = world.client(role)
    expected = 200 if role in READERS else 404
    for url in (
        address("summary-detail", issued.pk),
        address("slot-trace", issued.pk, 1),
        address("slot-rows", issued.pk, 1, 0, "value"),
        address("summary-export", issued.pk, "docx"),
        address("summary-export", issued.pk, "html"),
        address("summary-export", issued.pk, "json"),
    ):
        assert client.get(url).status_code == expected, (role, url)
    assert client.get(address("summary-list")).status_code == (200 if role in READERS else 403)
    assert client.get(address("figure-search"), {"q": "学生"}).status_code == (200 if role in WRITERS else 403)
    assert client.get(address("summary-create")).status_code == (200 if role in WRITERS else 403)
    verified = client.post(address("summary-verify", issued.pk)).status_code
    assert verified == (302 if role in VERIFIERS else 403 if role in READERS else 404)
    corrected = client.post(address("summary-correct", issued.pk)).status_code
    assert corrected == (302 if role in WRITERS else 403 if role in READERS else 404)


@pytest.mark.parametrize("role", Role)
def test_each_role_writes_or_issues_a_draft_or_finds_nothing(draft: Summary, role: Role) -> None:
    client = world.client(role)
    block = world.place_of(draft, "opening")
    hands = WRITERS | ISSUERS
    assert client.get(address("summary-detail", draft.pk)).status_code == (200 if role in hands else 404)
    assert client.get(address("summary-edit", draft.pk)).status_code == _may(role, WRITERS, 200)
    assert client.get(address("block-edit", draft.pk, block.pk)).status_code == _may(role, WRITERS, 200)
    assert client.get(address("summary-issue", draft.pk)).status_code == _may(role, ISSUERS, 200)
    for name, *more in (
        ("block-add",), ("block-bind", block.pk), ("finding-answer",), ("commitment-save",), ("block-remove", block.pk),
    ):  # fmt: skip
        answer = client.post(address(name, draft.pk, *more), {"kind": "plan", "measure": "做一件事"})
        assert answer.status_code in ({302, 403} if role in WRITERS else {_may(role, WRITERS, 302)}), (role, name)
    assert Summary.objects.get(pk=draft.pk).state == SummaryState.DRAFT


def _may(role: Role, allowed: set[Role], status: int) -> int:
    return status if role in allowed else 403 if role in WRITERS | ISSUERS else 404


def test_another_units_summary_is_not_there(issued: Summary) -> None:
    stranger = world.client(Role.OFFICE, "D")
    for name, *more in (
        ("summary-detail",), ("summary-edit",), ("slot-trace", 1), ("summary-export", "json"), ("summary-issue",),
    ):  # fmt: skip
        assert stranger.get(address(name, issued.pk, *more)).status_code == 404
    assert issued.title not in stranger.get(address("summary-list")).content.decode()


def test_nobody_reads_without_signing_in(issued: Summary) -> None:
    from django.test import Client

    answer = Client().get(address("summary-detail", issued.pk))
    assert answer.status_code == 302 and "sign-in" in answer["Location"]


def test_json_has_value_words_unit_status_and_trace_for_every_slot(issued: Summary) -> None:
    answer = world.client(Role.AUDITOR).get(address("summary-export", issued.pk, "json"))
    slots = orjson.loads(answer.content)["slots"]
    assert [(slot["value"], slot["shown"], slot["unit"], slot["status"]) for slot in slots][:2] == [
        ("300", "300人", "人", "confirmed"),
        ("250", "250人", "人", "confirmed"),
    ]
    assert all(slot["trace"]["basis"] and slot["org"] and slot["period"] for slot in slots)


def test_a_draft_as_json_has_the_traces_too(draft: Summary) -> None:
    answer = world.client(Role.OFFICE).get(address("summary-export", draft.pk, "json"))
    slots = orjson.loads(answer.content)["slots"]
    assert len(slots) == 5 and all(slot["trace"]["filing_count"] for slot in slots)


def test_a_number_tells_its_state_to_mouse_and_screen_reader(county: Any) -> None:
    following = world.create(world.H2)
    page = world.client(Role.OFFICE).get(address("summary-detail", following.pk)).content.decode()
    assert 'data-status="no_data"' in page and 'aria-description="在校学生数：无数据' in page
    assert '<span class="visually-hidden">（无数据）</span>' in page


def test_the_trace_of_a_printed_number_is_the_one_at_issue(issued: Summary) -> None:
    world.file("S2", world.H1, ("1", 95))
    client = world.client(Role.AUDITOR)
    page = client.get(address("slot-trace", issued.pk, 1), headers={"HX-Request": "true"}).content.decode()
    assert "300人" in page and "在校学生数的口径" in page and "松岭镇" in page and "<html" not in page
    rows = client.get(address("slot-rows", issued.pk, 1, 0, "value")).content.decode()
    assert ">90<" in rows and ">95<" not in rows


def test_a_use_or_term_that_is_not_there_is_not_found(issued: Summary) -> None:
    client = world.client(Role.AUDITOR)
    assert client.get(address("slot-rows", issued.pk, 1, 7, "value")).status_code == 404
    assert client.get(address("slot-rows", issued.pk, 1, 0, "nothing")).status_code == 404


def test_a_bad_number_leaves_the_draft_and_says_why(draft: Summary) -> None:
    answer = world.client(Role.BUREAU_LEADER).post(address("summary-issue", draft.pk), {"number": "一号", "read": "on"})
    assert answer.status_code == 422 and "六角括号" in answer.content.decode()


def test_a_used_number_asks_for_the_next_one(issued: Summary) -> None:
    sent, other = {"number": issued.number, "read": "on"}, world.create(world.H2)
    page = world.client(Role.BUREAU_LEADER).post(address("summary-issue", other.pk), sent).content.decode()
    assert "已用过" in page and "换下一个没用过的序号" in page and "六角括号" not in page


def test_nothing_is_issued_unread(draft: Summary) -> None:
    sent = {"number": "教总〔2026〕1号"}
    answer = world.client(Role.BUREAU_LEADER).post(address("summary-issue", draft.pk), sent)
    assert answer.status_code == 422 and "读完全文，再勾选" in answer.content.decode()
    assert Summary.objects.get(pk=draft.pk).state == "draft"


def test_the_list_is_found_by_words_and_state(issued: Summary) -> None:
    world.create(world.H2)
    client = world.client(Role.OFFICE)
    page = client.get(address("summary-list"), {"state": "issued"}).content.decode()
    assert issued.title in page and "2026年下半年半年总结" not in page
    page = client.get(address("summary-list"), {"q": "下半年"}).content.decode()
    assert issued.title not in page


def test_today_asks_for_each_periods_summary_and_not_for_circulars(county: Any, use_packs: Any) -> None:
    from dataclasses import replace
    from datetime import date

    from taizhang.summaries.today import to_do

    office, day = world.actor(Role.OFFICE), date(2026, 7, 6)
    assert [item.thing for item in to_do(office, day)] == ["2026年上半年 半年总结"]
    circular = replace(world.TEMPLATE, serves=("feature-school-commendation",))
    use_packs(replace(world.PACK, summaries={"half": circular}))
    assert to_do(office, day) == []


def test_a_conflict_shows_both_texts(draft: Summary) -> None:
    block = world.place_of(draft, "opening")
    world.write(draft, "甲的文字。")
    answer = world.client(Role.OFFICE).post(
        address("block-edit", draft.pk, block.pk), {"version": block.version, "human-opening": "乙的文字。"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "甲的文字。" in page and "乙的文字。" in page


def test_the_page_of_an_issued_summary_costs_the_same_whatever_its_slots(county: Any, use_packs: Any) -> None:
    counts = []
    for serial, slots in enumerate((1, 40), start=1):
        use_packs(world.pack_with_body("共{{ pupils }}。" * slots))
        summary = world.issue(world.create(), f"教总〔2026〕{serial}号")
        assert FrozenSlot.objects.filter(summary=summary).count() == slots
        client = world.client(Role.AUDITOR)
        client.get(address("summary-detail", summary.pk))
        with CaptureQueriesContext(connection) as captured:
            client.get(address("summary-detail", summary.pk))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_says_which_issue_is_in_force(issued: Summary) -> None:
    from taizhang.summaries import services

    correction = services.correct_summary(actor=world.actor(Role.OFFICE), summary=issued)
    world.issue(correction, "教总〔2026〕2号")
    page = world.client(Role.AUDITOR).get(address("summary-detail", issued.pk)).content.decode()
    assert "教总〔2026〕2号" in page and "起草更正件" not in page


def test_after_a_conflict_the_next_press_saves_knowingly(draft: Summary) -> None:
    """The form comes back with the words typed and the newest version: one more press, and nothing conflicts."""
    block = world.place_of(draft, "opening")
    world.write(draft, "甲的文字。")
    office = world.client(Role.OFFICE)
    sent = {"version": block.version, "human-opening": "乙的文字。", "text": block.text}
    answer = office.post(address("block-edit", draft.pk, block.pk), sent)
    assert answer.context["theirs"] == [("写两三句开头", "甲的文字。")]
    again = {**sent, "version": answer.context["form"]["version"].value(), "human-opening": "甲的文字。乙的文字。"}
    assert office.post(address("block-edit", draft.pk, block.pk), again).status_code == 302
    block.refresh_from_db()
    assert block.humans == {"opening": "甲的文字。乙的文字。"}


def test_a_place_emptied_during_a_conflict_stays_empty_in_the_form(draft: Summary) -> None:
    block = world.place_of(draft, "opening")
    world.write(draft, "甲的文字。")
    sent = {"version": block.version, "human-opening": ""}
    answer = world.client(Role.OFFICE).post(address("block-edit", draft.pk, block.pk), sent)
    assert [words for _human, words in answer.context["places"]] == [""]


def test_the_filing_behind_a_row_opens_in_the_panel(issued: Summary) -> None:
    """Asked by the panel it is a fragment with its versions and its evidence; as a page it is the whole filing."""
    auditor = world.client(Role.AUDITOR)
    panel = {"HX-Request": "true"}
    rows = auditor.get(address("slot-rows", issued.pk, 1, 0, "value"), headers=panel).content.decode()
    found = re.search(r'<a [^>]*data-panel[^>]* href="(/ledgers/submissions/\d+/)"', rows)
    assert found is not None
    brief = auditor.get(found[1], headers=panel).content.decode()
    assert "<html" not in brief and "学生台账" in brief and "佐证" in brief and f'href="{found[1]}"' in brief
    assert "<html" in auditor.get(found[1]).content.decode()


def test_an_old_bookmark_of_the_editor_leads_to_the_issued_document(issued: Summary) -> None:
    office = world.client(Role.OFFICE)
    block = issued.blocks.first()
    assert block is not None
    for path in (f"/summaries/{issued.pk}/edit/", f"/summaries/{issued.pk}/blocks/{block.pk}/"):
        answer = office.get(path, follow=True)
        assert answer.redirect_chain == [(f"/summaries/{issued.pk}/", 302)]
        assert issued.number in answer.content.decode()


def test_the_same_template_and_period_lead_to_the_draft_begun_before(draft: Summary) -> None:
    office, sent = world.client(Role.OFFICE), {"template": "t.half", "unit": "C", "period": "2026H1"}
    for _ in range(2):
        answer = office.post(address("summary-create"), sent, follow=True)
        assert answer.redirect_chain == [(address("summary-edit", draft.pk), 302)]
        assert "本单位这一期已有一份草稿" in answer.content.decode()
    assert Summary.objects.count() == 1
    answer = office.post(address("summary-create"), {**sent, "period": "2025H2"}, follow=True)
    assert Summary.objects.count() == 2 and "已有一份草稿" not in answer.content.decode()


def test_a_second_draft_of_an_issued_period_is_begun_only_after_it_was_told(issued: Summary) -> None:
    office, sent = world.client(Role.OFFICE), {"template": "t.half", "unit": "C", "period": "2026H1"}
    told = office.post(address("summary-create"), sent)
    page = told.content.decode()
    assert told.status_code == 422 and f"已印发，文号为{issued.number}" in page
    assert f'href="{address("summary-detail", issued.pk)}">打开已印发的文件</a>' in page
    assert office.post(address("summary-create"), {**sent, "beside": issued.pk + 1}).status_code == 422
    assert Summary.objects.count() == 1
    begun = office.post(address("summary-create"), {**sent, "beside": issued.pk})
    assert begun.status_code == 302
    assert begun["Location"] == address("summary-edit", Summary.objects.exclude(pk=issued.pk).get().pk)


def test_a_leader_is_led_to_what_stands_in_the_way_until_nothing_does(county: Any) -> None:
    unfinished = world.create()
    leader, writer = world.client(Role.BUREAU_LEADER), world.client(Role.OFFICE)
    page = leader.get(address("summary-detail", unfinished.pk)).content.decode()
    way = address("summary-issue", unfinished.pk)
    assert re.search(rf'<a class="btn" href="{way}">签发前还有 1 处</a>', page)
    assert re.search(rf'<a href="{way}#findings">还有 1 处要先处理，才能签发。</a>', page)
    assert 'id="findings"' in leader.get(way).content.decode()
    own = writer.get(address("summary-detail", unfinished.pk)).content.decode()
    assert f'<a href="{address("summary-edit", unfinished.pk)}#findings">还有 1 处' in own
    world.write(unfinished, "本期各项工作平稳推进。")
    page = leader.get(address("summary-detail", unfinished.pk)).content.decode()
    assert f'<a class="btn btn-primary" href="{way}">签发</a>' in page and "处要先处理" not in page


def test_the_panel_of_an_issued_ratio_shows_its_division_with_the_numbers_of_then(county: Any, use_packs: Any) -> None:
    from dataclasses import replace

    from taizhang.figures import services as figure_services

    share = replace(world.INDICATORS["pupils"], unit="%", decimals=1, value=None, numerator=world.PUPILS,
                    denominator=world.PUPILS)  # fmt: skip
    template = replace(world.TEMPLATE, body="占{{ pupils }}。")
    use_packs(replace(world.PACK, indicators={"pupils": share}, summaries={"half": template}))
    figure_services.compute(period=world.H1)
    issued = world.issue(world.create())
    world.file("S2", world.H1, ("1", 95))
    panel = world.client(Role.AUDITOR).get(address("slot-trace", issued.pk, 1), headers={"HX-Request": "true"})
    assert "300 ÷ 300 = 100.0%" in panel.content.decode()


@pytest.mark.parametrize("sent", [{"text": "共{{ pupils 。"}, {"human-opening": "共{{ pupils 。"}])
def test_a_paragraph_that_cannot_be_read_is_not_saved_and_stays_in_its_box(
    draft: Summary, sent: dict[str, str]
) -> None:
    block = world.place_of(draft, "opening")
    address_of = address("block-edit", draft.pk, block.pk)
    answer = world.client(Role.OFFICE).post(address_of, {"version": block.version, "human-opening": "好。", **sent})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count("请补上") == 1
    assert "“{{ pupils 。”后面少了 }}，请补上。" in page and ">共{{ pupils 。</textarea>" in page
    kept = draft.blocks.get(pk=block.pk)
    assert (kept.text, kept.humans, kept.version) == (block.text, block.humans, block.version)
