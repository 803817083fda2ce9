"""A ledger designed from a workbook becomes data of the county's own pack, by the same loader, versions and log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import Http404
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import clock, designed_packs, packs
from taizhang.core.models import AuditEvent, InstalledPack
from taizhang.core.packs import check_folders, installed_packs, sync_installed_packs
from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import queries, services
from taizhang.ledgers.designing.design import ASK_AGAIN, DesignCheck
from taizhang.ledgers.models import GridDraft, LedgerDesign, Submission
from taizhang.ledgers.queries.duties import owed_by
from taizhang.ledgers.services.drafts import Filing
from taizhang.organisation.models import OrgUnit
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.designs import ROWS, begun, design_of, kept, office_workbook, titled

pytestmark = pytest.mark.django_db
Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of designed packs of one's own."""
    settings.DESIGNED_PACKS_DIR = tmp_path / "packs"
    monkeypatch.setattr(django_settings, "TODAY", date(2026, 7, 6))
    yield tmp_path / "packs"
    packs.look_again()


@pytest.fixture
def publish(django_capture_on_commit_callbacks: Committed) -> Callable[..., Ledger]:
    def run(desk: Desk, row: LedgerDesign) -> Ledger:
        with django_capture_on_commit_callbacks(execute=True):
            return services.publish_design(actor=desk.reviewer, row=row)

    return run


def told_of(error: pytest.ExceptionInfo[TaizhangError]) -> str:
    return " ".join(problem.sentence("zh") for problem in error.value.problems)


def test_a_two_level_heading_becomes_columns_with_types_units_and_choices(desk: Desk) -> None:
    row = begun(desk.reviewer)
    design = design_of(row)
    assert design.title == "校内午托情况统计表"
    assert [(item.title, item.kind) for item in design.fields] == [
        ("学段", "code"), ("午托人数", "integer"), ("其中:留守儿童", "integer"), ("随迁子女数", "integer"),
        ("每生收费", "number"), ("开始日期", "date"), ("供餐方式", "code"),
    ]  # fmt: skip
    assert titled(design, "午托人数").path == ["午托学生", "午托人数"]
    assert titled(design, "每生收费").unit == "元"
    assert [word for _code, word in titled(design, "供餐方式").codes] == ["自营", "配送"]
    assert row.sample[titled(design, "随迁子女数").uid] == [12, 9, "八", 7, 6, 3]


def test_the_first_rows_are_read_as_a_filing_would_be(desk: Desk) -> None:
    row = begun(desk.reviewer)
    view = queries.outlook(desk.reviewer, row, design_of(row))
    assert [(cell.row, cell.problem.found.zh) for cell in view.wrong] == [(3, "八")]


def test_days_that_a_sheet_keeps_as_numbers_are_read_in_the_preview_as_in_a_filing(desk: Desk) -> None:
    rows = [(*row[:5], 46083 + at, row[6]) for at, row in enumerate(ROWS)]
    (row,) = services.begin_from_workbook(actor=desk.reviewer, name="午托.xlsx", data=office_workbook(rows))
    design = design_of(row)
    day = titled(design, "开始日期")
    day.kind = FieldType.DATE.value
    row = kept(desk.reviewer, row, design)
    assert row.sample[day.uid][0] == 46083
    view = queries.outlook(desk.reviewer, row, design)
    assert [(cell.row, cell.uid) for cell in view.wrong if cell.uid == day.uid] == []


@pytest.mark.parametrize("data", [b"", b"no workbook", office_workbook()[:900]])
def test_what_is_no_workbook_is_refused_and_begins_nothing(desk: Desk, data: bytes) -> None:
    with pytest.raises(TaizhangError):
        services.begin_from_workbook(actor=desk.reviewer, name="坏.xlsx", data=data)
    assert not LedgerDesign.objects.exists()


def test_a_table_without_headings_is_told_what_is_missing(desk: Desk) -> None:
    with pytest.raises(TaizhangError) as error:
        services.begin_from_workbook(actor=desk.reviewer, name="空.csv", data=b"1.5,2.5\n3.5,4.5\n")
    assert "没找到表头" in told_of(error)


def test_publishing_writes_what_pack_check_passes_and_every_part_of_the_product_reads(
    desk: Desk, place: Path, publish: Callable[..., Ledger]
) -> None:
    row = begun(desk.reviewer)
    ledger = publish(desk, row)
    assert ledger.key in installed_packs().ledgers
    assert ledger in queries.visible_ledgers(desk.clerk)
    assert [problem for problem in check_folders([place / "own-qh"]) if problem.level == "error"] == []
    version = InstalledPack.objects.get(pack_id="own-qh")
    assert (version.version, version.designed, version.current) == ("1.0.0", True, True)
    assert version.content_hash == installed_packs().packs["own-qh"].content_hash
    event = AuditEvent.objects.filter(action="pack.install").latest("pk")
    assert ledger.key in event.canonical
    assert sync_installed_packs() is not None
    assert InstalledPack.objects.filter(pack_id="own-qh").count() == 1  # a start finds it installed already


def test_a_new_ledger_is_owed_from_the_day_it_was_published_also_when_it_is_changed_later(
    desk: Desk, publish: Callable[..., Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = publish(desk, begun(desk.reviewer))
    published, period = clock.today(), Period.containing(clock.today(), ledger.period_kind)
    monkeypatch.setattr(django_settings, "TODAY", period.next().last)
    again = publish(desk, services.begin_from_ledger(actor=desk.reviewer, ledger=ledger))
    assert again.asked_from == ledger.asked_from == published
    owed = owed_by([(again, item) for item in (period.previous(), period)])
    assert [bool(owed[again.key, item.code]) for item in (period.previous(), period)] == [False, True]
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    board = client.get(reverse("ledgers:ledger-detail", args=[again.key]), {"period": period.previous().code})
    assert "这一期在台账开始填报之前" in board.content.decode()
    copy = services.begin_from_ledger(actor=actor_for(desk.world.person(Role.SECTION_HEAD, "QH")), ledger=desk.ledger)
    assert "from" not in design_of(copy).kept


def test_the_uploaded_rows_go_when_the_design_is_published(desk: Desk, publish: Callable[..., Ledger]) -> None:
    row = begun(desk.reviewer)
    publish(desk, row)
    assert LedgerDesign.objects.get(pk=row.pk).sample == {}
    with pytest.raises(Http404):
        queries.design_for(desk.reviewer, row.pk)


def test_a_school_files_a_designed_ledger_and_its_checks_hold(desk: Desk, publish: Callable[..., Ledger]) -> None:
    row = begun(desk.reviewer)
    design = design_of(row)
    design.kind = "return"
    part, whole = titled(design, "其中:留守儿童"), titled(design, "午托人数")
    design.checks = [DesignCheck("c1", "at_most", [part.uid, whole.uid])]
    ledger = publish(desk, kept(desk.reviewer, row, design))
    values = {item.id: None for item in ledger.fields}
    values |= {titled(design, "学段").id: "小学", whole.id: 10, part.id: 11, titled(design, "随迁子女数").id: 1}
    values |= {titled(design, "每生收费").id: "8.5", titled(design, "开始日期").id: "2026-03-02"}
    values |= {titled(design, "供餐方式").id: "自营"}
    filing = {"actor": desk.clerk, "ledger": ledger, "org_unit": desk.school, "period": PERIOD}
    refused = services.save_rows(**filing, rows=[values], source="grid")  # type: ignore[arg-type]
    assert [problem.cure.zh for problem in refused.problems] == ["“其中:留守儿童”不应大于“午托人数”，请核对。"]
    saved = services.save_rows(**filing, rows=[{**values, part.id: 3}], source="grid")  # type: ignore[arg-type]
    assert saved.submission is not None and saved.row_count == 1


def test_what_was_filed_in_a_column_that_is_no_longer_asked_is_still_shown(
    desk: Desk, publish: Callable[..., Ledger]
) -> None:
    row = begun(desk.reviewer)
    design = design_of(row)
    design.kind = "return"
    ledger = publish(desk, kept(desk.reviewer, row, design))
    fee, meals = titled(design, "每生收费").id, titled(design, "供餐方式").id
    values = {item.id: None for item in ledger.fields}
    values |= {titled(design, "学段").id: "小学", titled(design, "午托人数").id: 10, fee: "8.5", meals: "自营"}
    values |= {titled(design, name).id: 1 for name in ("其中:留守儿童", "随迁子女数")}
    values[titled(design, "开始日期").id] = "2026-03-02"
    filing = {"actor": desk.clerk, "ledger": ledger, "org_unit": desk.school, "period": PERIOD}
    saved = services.save_rows(**filing, rows=[values], source="grid")  # type: ignore[arg-type]
    assert saved.submission is not None, [problem.sentence() for problem in saved.problems]

    again = services.begin_from_ledger(actor=desk.reviewer, ledger=ledger)
    design = design_of(again)
    titled(design, "每生收费").dropped = titled(design, "供餐方式").dropped = True
    narrower = publish(desk, kept(desk.reviewer, again, design))
    assert {fee, meals}.isdisjoint(item.id for item in narrower.fields)
    seen = queries.as_filed(saved.submission, narrower)
    assert [item.id for item in seen.fields if item not in narrower.fields] == [fee, meals]
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    page = client.get(reverse("ledgers:submission-detail", args=[saved.submission.pk])).content.decode()
    assert "每生收费（不再填报）" in page and "供餐方式（不再填报）" in page and "8.5" in page


def test_every_mistake_is_told_at_its_column_and_nothing_is_published(desk: Desk) -> None:
    row = begun(desk.reviewer)
    design = design_of(row)
    titled(design, "供餐方式").codes = []
    whole = titled(design, "午托人数")
    whole.low, whole.high = "9", "1"
    design.checks = [DesignCheck("c1", "row", [], expression="午托人数 > 午脱"), DesignCheck("c2", "sum", [whole.uid])]
    row = kept(desk.reviewer, row, design)
    places = queries.outlook(desk.reviewer, row, design).places
    assert set(places.fields) == {titled(design, "供餐方式").uid, whole.uid}
    assert "午托人数" in places.checks["c1"][0].cure.zh
    assert places.checks["c2"][0].found.zh == "没有选全"
    with pytest.raises(TaizhangError):
        services.publish_design(actor=desk.reviewer, row=row)
    assert not InstalledPack.objects.filter(pack_id="own-qh").exists()


def test_a_changed_ledger_is_a_new_version_with_its_difference_and_filed_rows_keep_their_type(
    desk: Desk, publish: Callable[..., Ledger]
) -> None:
    first = publish(desk, begun(desk.reviewer))
    second = services.begin_from_ledger(actor=desk.reviewer, ledger=first)
    assert services.begin_from_ledger(actor=desk.reviewer, ledger=first).pk == second.pk
    design = design_of(second)
    titled(design, "午托人数").high = "2000"
    assert [change.key for change in queries.changes_of(second, design)] == [
        f"fields.{titled(design, '午托人数').id}.maximum"
    ]
    design.checks = [DesignCheck(f"c{number}", "unique", [titled(design, "午托人数").uid]) for number in (1, 2, 3)]
    del design.checks[1]
    again = publish(desk, kept(desk.reviewer, second, design))
    assert again.key == first.key
    assert [check.uid for check in design_of(services.begin_from_ledger(actor=desk.reviewer, ledger=again)).checks] == [
        "c1",
        "c3",
    ], "one that was taken out renames none of the others"
    assert [row.version for row in InstalledPack.objects.filter(pack_id="own-qh").order_by("pk")] == ["1.0.0", "1.1.0"]
    Submission.objects.create(
        org_unit=desk.school, ledger_key=again.key, period_code=PERIOD.code, period_first=PERIOD.first,
        period_last=PERIOD.last, pack_version="1.1.0",
    )  # fmt: skip
    third = services.begin_from_ledger(actor=desk.reviewer, ledger=installed_packs().ledger(again.key))
    design = design_of(third)
    titled(design, "午托人数").kind = "string"
    with pytest.raises(TaizhangError) as error:
        services.publish_design(actor=desk.reviewer, row=kept(desk.reviewer, third, design))
    assert "“午托人数”" in told_of(error) and "另加一栏" in told_of(error)


def test_a_second_ledger_of_one_name_is_refused_and_a_change_of_the_first_is_not(
    desk: Desk, publish: Callable[..., Ledger]
) -> None:
    first = publish(desk, begun(desk.reviewer))
    with pytest.raises(TaizhangError) as error:
        publish(desk, begun(desk.reviewer))
    assert "已有同名台账" in told_of(error)
    assert publish(desk, services.begin_from_ledger(actor=desk.reviewer, ledger=first)).key == first.key


def test_the_address_of_a_published_draft_leads_its_writer_to_the_ledger(
    desk: Desk, publish: Callable[..., Ledger]
) -> None:
    row = begun(desk.reviewer)
    ledger = publish(desk, row)
    address = reverse("ledgers:design-page", args=[row.pk])
    for username, status in (("reviewer", 302), ("clerk", 404)):
        client = Client()
        client.force_login(User.objects.get(username=username))
        answer = client.get(address)
        assert answer.status_code == status
        assert status == 404 or answer["Location"] == reverse("ledgers:ledger-detail", args=[ledger.key])


def test_a_ledger_published_anew_meanwhile_is_not_overwritten(desk: Desk, publish: Callable[..., Ledger]) -> None:
    ledger = publish(desk, begun(desk.reviewer))
    other = actor_for(desk.world.person(Role.SECTION_HEAD, "QH", username="sectionhead"))
    mine = services.begin_from_ledger(actor=desk.reviewer, ledger=ledger)
    theirs = services.begin_from_ledger(actor=other, ledger=ledger)
    design = design_of(mine)
    titled(design, "午托人数").high = "900"
    publish(desk, kept(desk.reviewer, mine, design))
    with pytest.raises(services.DesignMoved):
        services.publish_design(actor=other, row=theirs)


def test_the_folder_is_laid_out_anew_from_the_database(desk: Desk, place: Path, publish: Callable[..., Ledger]) -> None:
    ledger = publish(desk, begun(desk.reviewer))
    for path in sorted(place.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (place / "own-left").mkdir()
    designed_packs.lay_out()
    assert not (place / "own-left").exists()
    assert installed_packs().ledger(ledger.key) == ledger


def test_a_copied_ledger_of_a_pack_keeps_its_columns_checks_and_codes(
    desk: Desk, publish: Callable[..., Ledger]
) -> None:
    original = desk.ledger
    row = services.begin_from_ledger(actor=desk.reviewer, ledger=original)
    design = design_of(row)
    for item in queries.outlook(desk.reviewer, row, design).told:
        field = next(one for one in design.fields if one.id == item.field.id)
        field.told, field.reason = ASK_AGAIN, "另有口径"
    copy = publish(desk, kept(desk.reviewer, row, design))
    assert [(item.id, item.type, item.required) for item in copy.fields] == [
        (item.id, item.type, item.required) for item in original.fields
    ]
    assert len(copy.checks) == len(original.checks)
    mine = [item for item in copy.fields if item.type is FieldType.CODE]
    theirs = [item for item in original.fields if item.type is FieldType.CODE]
    codes = installed_packs().code_lists
    assert mine
    for own, other in zip(mine, theirs, strict=True):
        assert list(codes[own.code_list].codes) == list(codes[other.code_list].codes)


def accept_roll(desk: Desk, classes: int = 4) -> None:
    """School S1 filed its roll, and it was accepted."""
    rows = [
        {
            "stage": "小学",
            "pupils": 120,
            "classes": classes,
            "boarders": 0,
            "migrant_pupils": 20,
            "full_time_teachers": 9,
        }
    ]
    filed = services.save_rows(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=PERIOD,
        rows=rows,
        source="grid",  # type: ignore[arg-type]
    )
    assert filed.submission is not None, filed.problems
    services.submit(actor=desk.clerk, submission=filed.submission, explanations={})
    services.accept(actor=desk.reviewer, submission=filed.submission)


def test_a_column_that_is_held_must_be_taken_or_asked_again_with_a_reason(
    desk: Desk, publish: Callable[..., Ledger]
) -> None:
    accept_roll(desk)
    row = begun(desk.reviewer)
    design = design_of(row)
    design.kind = "return"
    titled(design, "学段").key = True
    asked = titled(design, "随迁子女数")
    view = queries.outlook(desk.reviewer, kept(desk.reviewer, row, design), design)
    assert view.told == []  # one of four schools is chance
    for unit in OrgUnit.objects.filter(code__in=("S2", "S3")):
        Submission.objects.create(
            org_unit=unit, ledger_key=desk.ledger.key, period_code=PERIOD.code, period_first=PERIOD.first,
            period_last=PERIOD.last, pack_version="1", submitted_at=clock.now(),
        )  # fmt: skip
    (held,) = queries.outlook(desk.reviewer, row, design).told
    assert (held.field.title.zh, held.ledger.key, held.units, held.how) == ("随迁子女数", desk.ledger.key, 3, "title")
    assert queries.told_samples(desk.reviewer, [held]) == {(desk.ledger.key, "migrant_pupils"): "20"}
    with pytest.raises(TaizhangError) as error:
        services.publish_design(actor=desk.reviewer, row=kept(desk.reviewer, row, design))
    assert "“随迁子女数”" in told_of(error)
    asked.told = f"{desk.ledger.key}|migrant_pupils"
    ledger = publish(desk, kept(desk.reviewer, row, design))
    field = next(item for item in ledger.fields if item.title.zh == "随迁子女数")
    assert (field.source_ledger, field.source_field) == (desk.ledger.key, "migrant_pupils")
    draft = services.draft_for(Filing(desk.clerk, ledger, PERIOD, desk.school))
    key = next(item for item in ledger.fields if item.title.zh == "学段")
    assert draft.rows is not None
    assert [(line["v"], sorted(line["c"])) for line in draft.rows] == [
        ({key.id: "小学", field.id: "20"}, sorted([key.id, field.id]))
    ]
    assert not GridDraft.objects.exists()  # only shown so far
    assert queries.taken(ledger, PERIOD, OrgUnit.objects.get(code="S4")).rows == []


def test_only_those_who_may_design_do_and_nobody_sees_anothers_draft(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        services.begin_empty(actor=desk.clerk)
    row = begun(desk.reviewer)
    office = actor_for(desk.world.person(Role.OFFICE, "QH", username="office"))
    assert list(queries.my_designs(office)) == []
    with pytest.raises(Http404):
        queries.design_for(office, row.pk)


def test_of_two_pages_the_second_to_write_is_told_and_a_lost_answer_is_no_second_page(desk: Desk) -> None:
    row = begun(desk.reviewer)
    design = design_of(row)
    design.title = "第一页"
    services.keep_design(actor=desk.reviewer, row=row, design=design, window="one", revision=0)
    services.keep_design(actor=desk.reviewer, row=row, design=design, window="one", revision=0)  # its answer was lost
    design.title = "第二页"
    with pytest.raises(services.DesignMoved):
        services.keep_design(actor=desk.reviewer, row=row, design=design, window="two", revision=0)
    assert LedgerDesign.objects.get(pk=row.pk).title == "第一页"


def test_two_first_versions_at_the_same_moment_do_not_overwrite_each_other(
    desk: Desk, publish: Callable[..., Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = begun(desk.reviewer), begun(desk.reviewer)
    publish(desk, first)
    monkeypatch.setattr("taizhang.ledgers.services.designing.designed_files", lambda _pack: {})
    with pytest.raises(TaizhangError):
        services.publish_design(actor=desk.reviewer, row=second)
    assert InstalledPack.objects.filter(pack_id="own-qh").count() == 1
