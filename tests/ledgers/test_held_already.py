"""A designed ledger beside what schools filed already: the warning offers only what arrives, and says from where."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import clock, packs
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Role
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import queries, services
from taizhang.ledgers.designing.design import ASK_AGAIN, DesignField
from taizhang.ledgers.models import LedgerDesign, Submission, VersionSource
from taizhang.ledgers.services.drafts import Filing
from taizhang.organisation.models import OrgUnit
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import PERIOD, Desk, workbook
from tests.ledgers.designs import design_of, kept, titled
from tests.ledgers.test_designing import accept_roll

pytestmark = pytest.mark.django_db
Publish = Callable[[Desk, LedgerDesign], Ledger]
HEADING = ("学段", "学生数（人）", "参加课后服务学生数（人）", "寄宿生数（人）")
STAGES = (("小学", 812, 600, 0), ("初中", 300, 200, 40))
INSURANCE = "finance-statistics.medical_insurance"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.DESIGNED_PACKS_DIR = tmp_path / "packs"
    monkeypatch.setattr(django_settings, "TODAY", date(2026, 7, 6))
    yield
    packs.look_again()


@pytest.fixture
def publish(django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]) -> Publish:
    def run(desk: Desk, row: LedgerDesign) -> Ledger:
        with django_capture_on_commit_callbacks(execute=True):
            return services.publish_design(actor=desk.reviewer, row=row)

    return run


def begun(desk: Desk, rows: Sequence[Sequence[object]] = STAGES, heading: Sequence[str] = HEADING) -> LedgerDesign:
    data = workbook([list(row) for row in rows], heading)
    (row,) = services.begin_from_workbook(actor=desk.reviewer, name="课后服务.xlsx", data=data)
    return row


def filed(ledger: str, period: Period, units: Sequence[str] = ("S1", "S2", "S3")) -> None:
    """Handed in by these units, not accepted."""
    for unit in OrgUnit.objects.filter(code__in=units):
        Submission.objects.get_or_create(
            org_unit=unit, ledger_key=ledger, period_code=period.code,
            defaults={"period_first": period.first, "period_last": period.last, "pack_version": "1",
                      "submitted_at": clock.now()},
        )  # fmt: skip


def told(desk: Desk, row: LedgerDesign) -> dict[str, queries.Told]:
    view = queries.outlook(desk.reviewer, row, design_of(row))
    return {item.field.title.zh: item for item in view.told}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["S1小学", 812, 41], ["S2小学", 700, 0]], []),
        ([["S1小学", 812, 41], ["S2小学", 700, 0], ["S1小学", 812, 41]], [("A5", "unit-twice")]),
        ([["S1小学", 812, 41], ["S1小学", 9, 1], ["S2小学", 700, 0], ["S2小学", 7, 0]], []),  # several rows a school
        ([["某某学校", 812, 41], ["S2小学", 700, 0], ["", 5, 0]], [("A3", "unit-name"), ("A5", "unit-name")]),
        ([["本校", 812, 41]], []),  # names nobody else: no list that went round
    ],
)
def test_a_row_of_such_a_list_that_may_be_anothers_is_a_warning(
    desk: Desk, publish: Publish, rows: list[list[object]], told: list[tuple[str, str]]
) -> None:
    heading = ("学校名称", "学生数（人）", "寄宿生数（人）")
    ledger = publish(desk, begun(desk, [("S1小学", 900, 40), ("S2小学", 700, 0)], heading))
    result = services.file_workbook(
        actor=desk.clerk, ledger=ledger, org_unit=desk.school, period=PERIOD, name="名单.xlsx",
        data=workbook(rows, heading),
    )  # fmt: skip
    assert [(item.key, item.code) for item in result.warnings if item.code.startswith("unit-")] == told
    assert not result.problems and result.submission is not None


def taking(desk: Desk, publish: Publish) -> Ledger:
    """Published, with every column that is held taken from where the page offers it."""
    row = begun(desk)
    design = design_of(row)
    for title, held in told(desk, row).items():
        titled(design, title).told = f"{held.ledger.key}|{held.other.id}"
    return publish(desk, kept(desk.reviewer, row, design))


def test_the_words_at_the_left_of_a_return_are_proposed_as_its_key(desk: Desk) -> None:
    proposed = design_of(begun(desk))
    assert ([item.title for item in proposed.asked if item.key], proposed.rows_each) == (["学段"], 2)
    twice = begun(desk, (*STAGES, ("小学", 1, 1, 1)))
    assert [item.title for item in design_of(twice).asked if item.key] == []
    units = begun(desk, heading=("学校", *HEADING[1:]))
    assert not any(item.key for item in design_of(units).asked)  # each school files one row


def test_a_list_of_schools_by_name_is_a_return_of_each_and_what_they_told_already_is_named(desk: Desk) -> None:
    filed(desk.ledger.key, PERIOD)
    row = begun(desk, [("甲小学", *STAGES[0]), ("乙小学", "小学", 300, 200, 40)], ("学校名称", *HEADING))
    assert design_of(row).kind == "return" and not any(item.key for item in design_of(row).asked)
    assert set(told(desk, row)) == {"学生数", "寄宿生数"}
    named = [item.title for item in design_of(row).fields if item.dropped]
    assert named == ["学校名称"], "whose row it is stands over it"
    without = begun(desk, [("甲小学", 900, 40), ("乙小学", 700, 0)], ("学校全称", "学生数（人）", "寄宿生数（人）"))
    assert design_of(without).kind == "return" and set(told(desk, without)) == {"学生数", "寄宿生数"}


def test_a_bare_word_of_what_is_counted_is_not_the_same_column_in_two_lists_without_a_key(
    desk: Desk, publish: Publish
) -> None:
    first = publish(
        desk, begun(desk, [("电脑", 3, "旧"), ("电脑", 2, "新"), ("电脑", 3, "旧")], ("设备", "数量", "设备成色"))
    )
    assert not first.row_key
    filed(first.key, PERIOD)
    again = begun(desk, [("床", 30, "旧"), ("床", 20, "新"), ("床", 30, "旧")], ("家具", "数量", "设备成色"))
    assert set(told(desk, again)) == {"设备成色"}


def test_a_list_with_codes_or_with_several_rows_a_school_is_each_schools_return_too(desk: Desk) -> None:
    coded = [(1, "稻香镇", "甲小学", "2133000001", 900), (2, "稻香镇", "乙小学", "2133000002", 700)]
    design = design_of(begun(desk, coded, ("序号", "镇街", "单位名称", "学校代码", "学生数（人）")))
    assert (design.kind, [item.title for item in design.asked if item.key]) == ("return", [])
    assert {item.title for item in design.fields if item.dropped} == {"单位名称", "学校代码"}
    classes = [("甲小学", "一班", 40), ("甲小学", "二班", 41), ("乙小学", "一班", 39), ("乙小学", "二班", 38)]
    design = design_of(begun(desk, classes, ("学校名称", "班级", "学生数（人）")))
    assert [item.title for item in design.fields if item.dropped] == ["学校名称"] and design.rows_each == 2


def test_of_a_list_that_went_round_a_school_files_its_own_row(desk: Desk, publish: Publish) -> None:
    heading = ("学校名称", "学生数（人）", "寄宿生数（人）")
    ledger = publish(desk, begun(desk, [("S1小学", 900, 40), ("S2小学", 700, 0)], heading))
    data = workbook([["S1小学", 812, 41], ["S2小学", 700, 0], ["S3小学", 500, 0], ["合计", 2012, 41]], heading)
    result = services.file_workbook(
        actor=desk.clerk, ledger=ledger, org_unit=desk.school, period=PERIOD, name="名单.xlsx", data=data
    )
    assert result.submission is not None and result.submission.versions.get().row_count == 1
    assert [(line.row, str(line.kind)) for line in result.left_out] == [(4, "other"), (5, "other"), (6, "total")]
    assert not result.problems and not result.left_out[-1].differs, "the total was of all"
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    place = [ledger.key, PERIOD.code, "S1"]
    strangers = SimpleUploadedFile("名单.xlsx", workbook([["S2小学", 700, 0]], heading))
    answer = client.post(reverse("ledgers:filing-page", args=place), {"workbook": strangers}, follow=True)
    sent = answer.content.decode()
    assert "名单里都是其他单位的行，没有本单位" in sent and "只有本单位的行报在这里" in sent


def test_what_is_offered_from_a_ledger_that_writes_the_key_as_a_code_arrives(desk: Desk, publish: Publish) -> None:
    accept_roll(desk)
    filed(desk.ledger.key, PERIOD)
    ledger = taking(desk, publish)
    key, pupils = (next(item for item in ledger.fields if item.title.zh == title) for title in ("学段", "学生数"))
    assert (key.type.value, pupils.source_ledger) == ("string", desk.ledger.key)
    (line,) = services.draft_for(Filing(desk.clerk, ledger, PERIOD, desk.school)).rows or []
    assert (line["v"][key.id], line["v"][pupils.id]) == ("小学", "120")


def test_a_draft_says_from_which_ledger_and_period_a_value_came(desk: Desk, publish: Publish) -> None:
    accept_roll(desk)
    filed(desk.ledger.key, PERIOD)
    ledger = taking(desk, publish)
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    place = [ledger.key, PERIOD.code, "S1"]
    phone = client.get(reverse("ledgers:phone-form", args=place)).content.decode()
    assert phone.count("带自《学校基本情况表》2026年上半年，待确认") == 3  # the key, too
    assert "上期带入" not in phone
    page = client.get(reverse("ledgers:filing-page", args=place)).content.decode()
    assert "已知：《学校基本情况表》2026年上半年的数据以灰字填好" in page
    client.cookies["django_language"] = "en"
    english = client.get(reverse("ledgers:filing-page", args=place)).content.decode()
    client.cookies["django_language"] = "zh-hans"
    assert "Known: values from Return on every school, first half of 2026 stand in grey" in english
    with_known = f"{reverse('ledgers:template-download', args=place[:2])}?org=S1"
    assert with_known in page
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(with_known).content)).worksheets[0]
    assert 120 in [cell.value for cell in sheet[3]]
    grid = client.get(reverse("ledgers:grid-page", args=place)).content.decode()
    assert "灰色的学段、学生数、寄宿生数带自《学校基本情况表》2026年上半年，核对后确认" in grid


def test_a_brought_value_that_was_changed_is_named_to_the_reviewer(desk: Desk, publish: Publish) -> None:
    accept_roll(desk)
    filed(desk.ledger.key, PERIOD)
    ledger = taking(desk, publish)
    ids = {item.title.zh: item.id for item in ledger.fields}
    (known,) = queries.taken(ledger, PERIOD, desk.school).rows
    desk.world.person(Role.SCHOOL_CLERK, "S2", username="stranger")
    for pupils, apart in ((125, 1), (120, 0)):
        rows = [known | {ids["学生数"]: pupils, ids["参加课后服务学生数"]: 100}]
        place = {"actor": desk.clerk, "ledger": ledger, "org_unit": desk.school, "period": PERIOD}
        submission = services.save_rows(**place, rows=rows, source=VersionSource.API).submission
        assert submission is not None
        services.submit(actor=desk.clerk, submission=submission, explanations={})
        found = queries.exceptions_of([submission], desk.reviewer.user_id)[submission.pk]
        assert (found.brought, found.clean) == (apart, not apart)
        client = Client()
        client.force_login(User.objects.get(username="reviewer"))
        page = client.get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
        assert ("小学，学生数：这里 125；《学校基本情况表》2026年上半年为 120" in page) == bool(apart)
        stranger = actor_for(User.objects.get(username="stranger"))
        assert [cell.held for cell in queries.brought_cells(stranger, submission, ledger)] == [""] * apart
        services.withdraw(actor=desk.clerk, submission=submission)


def test_a_column_is_told_without_a_key_when_the_other_ledger_has_one_that_stands_here_too(desk: Desk) -> None:
    filed(desk.ledger.key, PERIOD)
    row = begun(desk)
    design = design_of(row)
    titled(design, "学段").key = False
    row = kept(desk.reviewer, row, design)
    assert [(title, item.arrives) for title, item in told(desk, row).items()] == [("学生数", True), ("寄宿生数", True)]


def test_of_two_ledgers_that_hold_it_the_one_of_the_newest_ended_period_is_named(desk: Desk) -> None:
    filed(INSURANCE, Period.parse("2025"))
    assert told(desk, begun(desk))["学生数"].ledger.key == INSURANCE
    filed(desk.ledger.key, PERIOD)
    found = told(desk, begun(desk))["学生数"]
    assert (found.ledger.key, found.period) == (desk.ledger.key, PERIOD)
    filed(INSURANCE, Period.parse("2026"))  # goes on until December
    assert told(desk, begun(desk))["学生数"].period == PERIOD


def test_of_two_periods_of_one_ledger_the_newest_that_most_filed_is_named(desk: Desk) -> None:
    filed(desk.ledger.key, PERIOD.previous())
    filed(desk.ledger.key, PERIOD, ["S1"])
    assert told(desk, begun(desk))["学生数"].period == PERIOD.previous()


def test_a_journal_beside_a_journal_is_warned_of_but_not_offered(desk: Desk, publish: Publish) -> None:
    heading, rows = ("检查日期", "检查人次数"), (("2026-03-01", 3), ("2026-03-02", 4))
    first = publish(desk, begun(desk, rows, heading))
    assert (first.kind.value, first.row_key) == ("journal", ())
    filed(first.key, PERIOD)
    row = begun(desk, rows, heading)
    assert [item.arrives for item in told(desk, row).values()] == [False, False]
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    page = client.get(reverse("ledgers:design-page", args=[row.pk])).content.decode()
    assert "从那里带入：" not in page and "带不过来" in page


def test_a_rehearsal_is_of_the_same_filings_on_the_page_of_the_design_and_of_the_task(
    desk: Desk, publish: Publish
) -> None:
    accept_roll(desk)
    filed(desk.ledger.key, PERIOD)
    filed(INSURANCE, Period.parse("2025"))
    Submission.objects.filter(ledger_key=INSURANCE).update(accepted_version=1)
    row = begun(desk)
    design = design_of(row)
    for title in told(desk, row):
        titled(design, title).told, titled(design, title).reason = ASK_AGAIN, "口径不同"
    row = kept(desk.reviewer, row, design)
    on_design = services.wanted_of_design(desk.reviewer, row.pk)
    ledger = publish(desk, row)
    on_task = services.wanted_of_task(desk.reviewer, ledger, PERIOD)
    assert on_design is not None and on_design.source is not None and on_task.source is not None
    assert on_design.source.ledger.key == on_task.source.ledger.key == desk.ledger.key
    assert on_design.source.period == on_task.source.period
    assert installed_packs().ledger(ledger.key) == ledger


def test_a_rehearsal_of_a_published_copy_is_still_tried_on_what_it_was_copied_from(
    desk: Desk, publish: Publish
) -> None:
    accept_roll(desk)
    row = services.begin_from_ledger(actor=desk.reviewer, ledger=desk.ledger)
    ledger = publish(desk, row)
    found = services.wanted_of_task(desk.reviewer, ledger, PERIOD)
    assert found.source is not None and found.source.ledger.key == desk.ledger.key


def test_the_sum_of_what_another_return_has_of_each_of_a_units_things_is_told_but_not_offered(desk: Desk) -> None:
    filed("city-half-year.canteen_accounts", Period.parse("2026-06"))
    row = begun(
        desk, [("甲小学", 900, 800, 3), ("乙小学", 700, 600, 2)], ("学校名称", "收入（元）", "食材支出（元）", "食堂数")
    )
    assert {title: item.arrives for title, item in told(desk, row).items()} == {"收入": False, "食材支出": False}
    other = begun(desk, [("甲小学", 900), ("乙小学", 700)], ("学校名称", "收入（万元）"))
    assert told(desk, other) == {}


def test_a_column_without_a_name_yet_hides_nothing_of_what_the_others_told(desk: Desk) -> None:
    filed(desk.ledger.key, PERIOD)
    row = begun(desk)
    design = design_of(row)
    design.fields.append(DesignField("f99"))
    row = kept(desk.reviewer, row, design)
    assert set(told(desk, row)) == {"学生数", "寄宿生数"}
