"""Several files at once: each finds its place, whole or not at all, and none stops another."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.models import Job
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Role
from taizhang.engine.periods import Period
from taizhang.ledgers.models import DroppedFile, KeptUpload, Row, Submission, SubmissionState
from taizhang.ledgers.queries import filing_periods
from taizhang.ledgers.services import dropping, file_workbook, uploads
from taizhang.ledgers.services.refusing import FilingRefused
from taizhang.ledgers.template import Filled, template_workbook
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, RoleGrant
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import GOOD, HEADING, Desk, workbook
from tests.organisation.world import START

ROLL, ACCOUNTS = "county-base.school_roll", "city-half-year.canteen_accounts"


def owed(key: str = ROLL) -> Period:
    return filing_periods(installed_packs().ledger(key), clock.today(), 1)[0]


def template(key: str, rows: list[dict[str, object]], period: Period | None = None) -> bytes:
    ledger = installed_packs().ledger(key)
    codes = code_lists_of(ledger, installed_packs())
    return template_workbook(
        ledger=ledger, period=period or owed(key), pack_version="1", code_lists=codes, rows=rows, filled=Filled.FILED
    )


def roll(pupils: int = 120, period: Period | None = None) -> bytes:
    values = {"stage": "primary", "pupils": pupils, "classes": 4, "boarders": 0}
    return template(ROLL, [{**values, "migrant_pupils": 20, "full_time_teachers": 9}], period)


@pytest.fixture
def clerk(desk: Desk) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    return client


def send(client: Client, *files: tuple[str, bytes], address: str = "") -> HttpResponse:
    sent = {"workbook": [SimpleUploadedFile(name, data) for name, data in files]}
    return client.post(address or reverse("ledgers:files-drop"), sent)  # type: ignore[return-value]


def drop(client: Client, *files: tuple[str, bytes], address: str = "") -> tuple[str, list[str]]:
    """The drop's address, and each file's state."""
    answer = send(client, *files, address=address)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"], list(DroppedFile.objects.order_by("number").values_list("state", flat=True))


def test_each_file_finds_its_place_and_one_that_is_wrong_stops_no_other(clerk: Client) -> None:
    with zipfile.ZipFile(archive := io.BytesIO(), "w") as inside:
        inside.writestr("学校.xlsx", roll())
    same = roll()
    where, states = drop(
        clerk,
        ("学籍.xlsx", same),
        ("空.xlsx", b""),
        ("一包.zip", archive.getvalue()),
        ("照片.xlsx", b"\x89PNG\x00\x00"),
        ("又一份.xlsx", same),
        ("改过.xlsx", roll(121)),
        ("食堂.xlsx", template(ACCOUNTS, [{"canteen_no": "ST-01"}])),
        ("说明.csv", "甲,乙\n1,2\n".encode()),
    )
    assert states == ["taken", "refused", "refused", "refused", "same", "second", "taken", "unplaced"]
    page = clerk.get(where).content.decode()
    for words in (
        "1 行，没有错误",
        "空文件",
        "别种压缩文件",
        "与第 1 个是同一个文件",
        "与第 1 个填同一张台账",
        "处有误",
    ):
        assert words in page, words
    assert not Submission.objects.exists()
    clerk.post(f"{where}save/")
    assert [(item.ledger_key, item.state) for item in Submission.objects.all()] == [(ROLL, SubmissionState.DRAFT)]
    assert "已保存，第 1 版" in clerk.get(where).content.decode()
    clerk.post(f"{where}save/")
    assert Submission.objects.get().version == 1, "pressed twice"


def test_saving_and_handing_in_takes_one_press(clerk: Client) -> None:
    where, _states = drop(clerk, ("学籍.xlsx", roll()))
    clerk.post(f"{where}save/", {"hand-in": "yes"})
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


def test_what_needs_an_explanation_is_saved_and_not_handed_in(clerk: Client) -> None:
    where, _states = drop(clerk, ("学籍.xlsx", roll(600)))
    assert "条提醒要说明" in clerk.get(where).content.decode()
    clerk.post(f"{where}save/", {"hand-in": "yes"})
    assert Submission.objects.get().state == SubmissionState.DRAFT
    assert "条提醒要说明" in clerk.get(where).content.decode(), "why it is not handed in"


def test_an_own_workbook_is_placed_by_its_heading(clerk: Client) -> None:
    where, states = drop(clerk, ("学校自己的表.xlsx", workbook(GOOD)))
    assert states == ["taken"] and "按表头认出" in clerk.get(where).content.decode()
    assert KeptUpload.objects.get().period_code == owed().code


def test_the_person_says_where_a_file_belongs(clerk: Client) -> None:
    alike = workbook(GOOD, ["学段", "学生总数（人）", *HEADING[2:]])
    where, states = drop(clerk, ("学校.xlsx", alike))
    assert states == ["unplaced"]
    assert clerk.post(f"{where}1/", {"place": "nonsense"}).status_code == 422
    assert clerk.post(f"{where}1/", {"place": f"{ROLL}/{owed().code}/S1"}).status_code == 302
    assert "有 1 列要说明" in clerk.get(where).content.decode()
    kept = uploads.path_of(KeptUpload.objects.get())
    assert [path.name for path in kept.parent.iterdir()] == [kept.name], "the waiting bytes are gone"
    assert clerk.post(f"{where}1/", {"place": f"{ROLL}/{owed().code}/S1"}).status_code == 404


def test_a_file_for_another_filing_than_the_open_page_is_led_there(clerk: Client) -> None:
    here = reverse("ledgers:filing-page", args=[ACCOUNTS, owed(ACCOUNTS).code, "S1"])
    where, states = drop(clerk, ("学籍.xlsx", roll()), address=here)
    assert states == ["taken"] and KeptUpload.objects.get().ledger_key == ROLL
    assert reverse("ledgers:filing-page", args=[ROLL, owed().code, "S1"]) in clerk.get(where).content.decode()


def test_several_files_on_a_page_prefer_it_and_keep_their_own_word(clerk: Client) -> None:
    here = reverse("ledgers:filing-page", args=[ROLL, owed().code, "S1"])
    alike = workbook(GOOD, ["学段", "学生总数（人）", *HEADING[2:]])
    _where, states = drop(clerk, ("学校.xlsx", alike), ("上期.xlsx", roll(period=owed().previous())), address=here)
    assert states == ["taken", "taken"]
    assert {item.period_code for item in KeptUpload.objects.all()} == {owed().code, owed().previous().code}


def test_another_schools_export_is_not_placed(desk: Desk, clerk: Client) -> None:
    ledger = installed_packs().ledger(ROLL)
    stranger = {"ledger": ledger.key, "period": owed().code, "org_unit": "S2"}
    assert dropping.Places.of(desk.clerk)._by_meta(stranger) is None
    own = dropping.Places.of(desk.clerk)._by_meta(stranger | {"org_unit": "S1"})
    assert own is not None and own.org_unit == "S1"


def test_a_template_of_before_a_merger_belongs_to_the_school_that_still_is(desk: Desk) -> None:
    """Nothing is owed any more for that period, and the clerk of both files for either."""
    RoleGrant.objects.create(
        user_id=desk.clerk.user_id, role=Role.SCHOOL_CLERK, org_unit=OrgUnit.objects.get(code="S3"), valid_from=START
    )
    clerk, long_ago = actor_for(User.objects.get(pk=desk.clerk.user_id)), owed().previous().previous().previous()
    meta = {"ledger": ROLL, "period": long_ago.code}
    assert dropping.Places.of(clerk)._by_meta(meta) is None
    OrgUnitSpell.objects.filter(org_unit__code="S3").update(valid_to=long_ago.last + timedelta(days=40))
    place = dropping.Places.of(clerk)._by_meta(meta)
    assert place is not None and place.org_unit == "S1"


def test_more_files_than_may_come_at_once_are_refused_together(clerk: Client) -> None:
    files = [(f"{number}.csv", b"a,b\n") for number in range(dropping.MOST_FILES + 1)]
    answer = send(clerk, *files)
    assert answer.status_code == 422 and "1 至 30 个文件" in answer.content.decode()
    assert not DroppedFile.objects.exists()
    assert clerk.post(reverse("ledgers:files-drop")).status_code == 422


def test_a_large_file_goes_to_the_background_beside_small_ones(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropping, "AT_ONCE_BYTES", 10)
    where, states = drop(clerk, ("学籍.xlsx", roll()))
    job = Job.objects.get(kind="ledger-import")
    assert states == ["taken"] and reverse("core:job-detail", args=[job.pk]) in clerk.get(where).content.decode()
    assert not Row.objects.exists()


def test_a_drop_is_its_users_alone(desk: Desk, clerk: Client) -> None:
    where, _states = drop(clerk, ("说明.csv", "甲,乙\n1,2\n".encode()))
    other = Client()
    other.force_login(User.objects.get(username="other"))
    assert other.get(where).status_code == 404
    assert other.post(f"{where}save/").status_code == 404
    assert other.post(f"{where}1/", {"place": f"{ROLL}/{owed().code}/S2"}).status_code == 404


def test_old_drops_go_with_their_bytes(clerk: Client) -> None:
    drop(clerk, ("说明.csv", "甲,乙\n1,2\n".encode()))
    waiting = dropping._path(DroppedFile.objects.get())
    assert waiting.exists()
    DroppedFile.objects.update(created_at=clock.now() - 2 * uploads.KEPT_FOR_IMPORT)
    dropping.delete_old_drops()
    assert not waiting.exists() and not DroppedFile.objects.exists()


def test_the_page_of_many_files_asks_no_more_of_the_database(clerk: Client) -> None:
    counts = []
    for many in (2, 12):
        where, _states = drop(clerk, *((f"{at}.csv", f"甲,乙\n{many},{at}\n".encode()) for at in range(many)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            clerk.get(where)
        counts.append(len(queries))
        DroppedFile.objects.all().delete()
    assert counts[0] == counts[1]


def test_a_file_for_a_filing_that_is_shut_says_which_one_that_is(clerk: Client, desk: Desk) -> None:
    before = owed().previous()
    Submission.objects.create(
        org_unit=desk.school, ledger_key=ROLL, period_code=before.code, period_first=before.first,
        period_last=before.last, pack_version="1", state=SubmissionState.ACCEPTED,
    )  # fmt: skip
    here = reverse("ledgers:filing-page", args=[ROLL, owed().code, desk.school.code])
    where, states = drop(clerk, ("上期.xlsx", roll(period=before)), address=here)
    assert states == ["refused"]
    page = clerk.get(where).content.decode()
    assert f"学校基本情况表 · {before.title.zh}" in page and "已是“已通过”" in page
    assert f"不是填“学校基本情况表 · {owed().title.zh}”的" in page


def test_what_has_not_begun_is_filed_by_nobody(clerk: Client, desk: Desk) -> None:
    later = Period.containing(clock.today(), owed().kind).next()
    assert clerk.get(reverse("ledgers:filing-page", args=[ROLL, later.code, desk.school.code])).status_code == 404
    with pytest.raises(FilingRefused, match="has begun"):
        file_workbook(
            actor=desk.clerk,
            ledger=desk.ledger,
            org_unit=desk.school,
            period=later,
            name="上报.xlsx",
            data=workbook(GOOD),
        )


def test_lines_that_are_no_rows_are_told_before_all_are_saved(clerk: Client) -> None:
    with_total = workbook([*GOOD, ["合计", *(sum(row[at] for row in GOOD) for at in range(1, len(GOOD[0])))]])
    where, states = drop(clerk, ("学籍.xlsx", with_total))
    assert states == ["taken"] and "有 1 行没有当作数据读入" in clerk.get(where).content.decode()
