"""Notices as official documents: what they say, that they conform, and that nobody takes what they do not see."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from taizhang.core.installed import InstalledPacks
from taizhang.core.jobs import run_one
from taizhang.core.models import AuditEvent, Job
from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.engine.official_document import Report, check
from taizhang.engine.official_document.elements import Kind
from taizhang.inspection import queries, services
from taizhang.inspection.models import Campaign, Finding, Notice, Visit
from taizhang.inspection.notice_docx import to_docx
from taizhang.organisation.models import OrgUnitSpell, Succession
from taizhang.proofreading.reading.layout import read_layout
from tests.inspection.world import VISIT_DAY, World

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")
ISSUED = date(2026, 4, 15)
LONG = "食堂仓库东侧三排货架上存放的散装食品没有标签，也没有登记供货单位和生产批次。" * 12


def checked(content: bytes) -> Report:
    return check(read_layout("a.docx", content))


def departures(content: bytes) -> list[str]:
    return [f"{item.rule.id} {item.departure.where.words}" for item in checked(content).findings]


def docx_of(world: World, notice: Notice, who: str = "chief") -> bytes:
    return services.notice_file(actor=world.actor(who), notices=[notice.pk], form="docx").content


def words_of(content: bytes) -> str:
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", xml, re.S)
    return "\n".join("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", item)) for item in paragraphs)


def several(world: World, count: int) -> list[Notice]:
    """Notices of one round, all to S1, each of a visit of its own."""
    only = world.campaign().rounds.get()
    for at in range(count):
        day = VISIT_DAY - timedelta(days=at)
        world.filed({"problem": f"第{at + 1}次检查门窗破损"}, visit=world.visit(only, planned_on=day), on=day)
    found = list(Finding.objects.order_by("pk"))
    return [services.issue_notices(actor=world.actor("chief"), findings=[item], issued_on=ISSUED)[0] for item in found]


def test_a_notice_conforms_and_says_who_what_until_when(world: World) -> None:
    notice = world.issued(
        {}, {"problem": "过期食品2件。", "severity": "serious", "responsible_heads": True, "days": None, "hours": 24}
    )
    Visit.objects.update(filed_at=datetime(2026, 4, 14, 18, 26, tzinfo=timezone.get_default_timezone()))
    content = docx_of(world, notice)
    assert departures(content) == []
    read = checked(content).documents[0]
    assert read.kind.value == "letter"
    text = words_of(content)
    for words in (
        "青禾县教育局", "青教督〔2026〕1号", "松岭小学：", "（一）过期食品2件。", "（二）食堂纱窗破损。",
        "卫生管理制度第三条", "责任人：禾望舒。整改期限：收到本通知书次日起5个工作日内。",
        "立行立改，现场告知后24小时内（2026年4月15日18时26分前）", "问题性质：严重。", "2026年4月15日",
        "附件：送达回执", "送达回执",
    ):  # fmt: skip
        assert words in text, words
    assert "收到本通知书次日起5个工作日内书面报送整改报告" in text  # the longest of the two
    assert "。。" not in text


def test_findings_with_a_day_and_long_texts_with_odd_signs_conform(world: World) -> None:
    typed: list[dict[str, Any]] = [
        {
            "problem": LONG[:480],
            "opinion": f"　1、{LONG[:400]}；\n2.立即下架。\x0b",
            "rule_source": "、《办法》第3条，",
        },
        {"problem": "一、附件：抄送", "days": None, "deadline": "2026-05-20", "opinion": "2026年4月20日"},
        {"problem": "（附注）", "action": "已当场拆除"},
    ]
    notice = world.issued(*typed)
    Campaign.objects.update(title="全县中小学幼儿园春季学期开学工作暨校园安全食品安全卫生防疫后勤保障专项督查")
    content = docx_of(world, notice)
    assert departures(content) == []
    assert "2026年5月20日前" in words_of(content) and "现场处理：已当场拆除。" in words_of(content)
    Campaign.objects.update(title="很长的活动名称" * 25)
    content = docx_of(world, notice)
    assert departures(content) == [] and "\n整改通知书\n" in words_of(content)


def test_a_notice_to_a_merged_school_names_both(world: World) -> None:
    findings = list(Finding.objects.filter(visit=world.filed({})))
    OrgUnitSpell.objects.filter(org_unit__code="S1").update(valid_to=ISSUED)
    Succession.objects.create(
        predecessor=world.units["S1"], successor=world.units["S2"], kind="merge", on=ISSUED, reason="布局调整"
    )
    notice = services.issue_notices(actor=world.actor("chief"), findings=findings, issued_on=ISSUED)[0]
    content = docx_of(world, notice, "head2")
    assert departures(content) == []
    assert "松岭中学（原松岭小学）：" in words_of(content) and "对松岭小学开展" in words_of(content)


def test_a_name_that_changed_later_stays_as_it_was_issued(world: World) -> None:
    notice = world.issued()
    before = words_of(docx_of(world, notice))
    OrgUnitSpell.objects.filter(org_unit__code="S1").update(valid_to=date(2026, 4, 18))
    OrgUnitSpell.objects.create(
        org_unit=world.units["S1"], parent=world.units["C"], name="新名小学", valid_from=date(2026, 4, 18)
    )
    assert words_of(docx_of(world, notice)) == before


def test_several_in_one_file_begin_each_on_a_new_sheet_with_its_own_head(world: World) -> None:
    made = several(world, 3)
    file = services.notice_file(actor=world.actor("chief"), notices=[item.pk for item in made], form="docx")
    xml = zipfile.ZipFile(io.BytesIO(file.content)).read("word/document.xml").decode()
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", xml, re.S)
    assert len(sections) == 3
    assert all('<w:pgNumType w:start="1"/>' in item and "<w:titlePg/>" in item for item in sections)
    assert not any("continuous" in item for item in sections)  # what is not told begins a page
    text = words_of(file.content)
    assert [text.count(item.number) for item in made] == [2, 2, 2]  # head and receipt
    assert text.count("\n附件\n") == xml.count("<w:pageBreakBefore/>") == 3
    assert file.name == "整改通知书 青教督〔2026〕1号等3份.docx"


def test_an_archive_holds_a_conforming_file_each_named_by_number_and_school(world: World) -> None:
    made = several(world, 2)
    OrgUnitSpell.objects.filter(org_unit__code="S1").update(name='松岭小学/东"校区"?')
    file = services.notice_file(actor=world.actor("chief"), notices=[item.pk for item in made], form="zip")
    archive = zipfile.ZipFile(io.BytesIO(file.content))
    assert archive.namelist() == [
        "青教督〔2026〕1号 松岭小学-东-校区--.docx", "青教督〔2026〕2号 松岭小学-东-校区--.docx",
    ]  # fmt: skip
    assert [departures(archive.read(name)) for name in archive.namelist()] == [[], []]
    assert f"{made[1].number}" in words_of(archive.read(archive.namelist()[1]))


def test_who_does_not_see_a_notice_takes_nothing(world: World) -> None:
    notice = world.issued()
    for name in ("head2", "other", "stranger"):
        with pytest.raises(TaizhangError, match="Issue some first"):
            services.notice_file(actor=world.actor(name), notices=[notice.pk], form="docx")
        assert world.client(name).get(reverse("inspection:notice-docx", args=[notice.pk])).status_code == 404
        assert world.client(name).get(reverse("inspection:notice-print", args=[notice.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        services.notice_file(actor=world.actor("admin"), notices=[notice.pk], form="docx")
    assert not AuditEvent.objects.filter(action="notice.export").exists()


def test_the_school_takes_its_own_and_the_log_says_so(world: World) -> None:
    notice = world.issued()
    answer = world.client("head").get(reverse("inspection:notice-docx", args=[notice.pk]))
    assert answer.status_code == 200 and departures(answer.content) == []
    assert "%E9%9D%92%E6%95%99%E7%9D%A3" in answer.headers["Content-Disposition"]  # 青教督
    event = AuditEvent.objects.get(action="notice.export")
    assert (event.actor, event.org_unit) == (world.people["head"], "S1")


def test_a_round_is_taken_in_one_press_and_one_without_notices_says_so(world: World) -> None:
    visit = world.filed({})
    address = reverse("inspection:round-notices", args=[visit.round_id, "docx"])
    empty = world.client("chief").get(address, follow=True)
    assert "请先下发" in empty.content.decode()
    services.issue_notices(actor=world.actor("chief"), findings=list(visit.findings.all()), issued_on=ISSUED)
    assert world.client("chief").get(address).headers["Content-Type"] == services.MEDIA["docx"]
    page = world.client("chief").get(reverse("inspection:campaign-detail", args=[visit.round.campaign_id]))
    assert address in page.content.decode()
    assert world.client("chief").get(address.replace(".docx", ".exe")).status_code == 404
    assert world.client("head").get(address).status_code == 404


def test_a_selection_is_taken_from_the_list_and_nothing_chosen_says_so(world: World) -> None:
    notice = world.issued()
    address = reverse("inspection:notices-take", args=["zip"])
    taken = world.client("chief").post(address, {"selected": [str(notice.pk), "x", "²"]})
    assert zipfile.ZipFile(io.BytesIO(taken.content)).namelist() == ["青教督〔2026〕1号 松岭小学.docx"]
    assert "请先下发，或选定几份" in world.client("chief").post(address, follow=True).content.decode()


def test_many_are_work_in_the_background_for_who_asked(
    world: World, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(services, "AT_ONCE", 1)
    made = several(world, 2)
    chosen = {"selected": [str(item.pk) for item in made]}
    world.client("chief").post(reverse("inspection:notices-take", args=["zip"]), chosen)
    job = Job.objects.get(kind="notice-files")
    run_one(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 2, 2), job.log
    answer = world.client("chief").get(job.result_url)
    assert len(zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()) == 2  # type: ignore[attr-defined]
    assert world.client("leader").get(job.result_url).status_code == 404
    assert world.client("chief").get(reverse("inspection:notice-file", args=["x"])).status_code == 404


def test_the_page_reads_like_the_document(world: World) -> None:
    notice = world.issued({"problem": "<b>窗</b>破损"})
    text = world.client("head").get(reverse("inspection:notice-print", args=[notice.pk])).content.decode()
    for words in ("青教督〔2026〕1号", "松岭小学：", "（一）&lt;b&gt;窗&lt;/b&gt;破损。", "附件：送达回执", "签收时间"):
        assert words in text, words


def test_the_queries_do_not_grow_with_the_notices(world: World) -> None:
    made = several(world, 4)
    found = [
        list(queries.visible_notices(world.actor("chief")).filter(pk__in=[i.pk for i in made[:n]])) for n in (1, 4)
    ]
    counts = []
    for notices in found:
        with CaptureQueriesContext(connection) as seen:
            queries.notice_documents(notices)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_prints_two_pages(world: World, tmp_path: Path) -> None:
    made = several(world, 2)
    documents = queries.notice_documents(made)
    (tmp_path / "two.docx").write_bytes(to_docx(documents))
    command = [
        str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
        "--outdir", str(tmp_path), str(tmp_path / "two.docx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = (tmp_path / "two.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) >= 4


def test_a_file_of_several_notices_is_judged_notice_by_notice(world: World) -> None:
    documents = queries.notice_documents(several(world, 3))
    report = checked(to_docx(documents))
    assert [f"{item.rule.id} {item.departure.where.words}" for item in report.findings] == []
    assert [read.kind for read in report.documents] == [Kind.LETTER] * 3
    first, second, third = documents
    wrong = replace(second, number=second.number.replace("〔", "[").replace("〕", "]"))
    found = checked(to_docx([first, wrong, third])).findings
    assert [(item.document, item.departure.where.words.partition("“")[2][:-1]) for item in found] == [(2, wrong.number)]


def test_a_pack_without_a_template_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = world.issued()
    monkeypatch.setattr(InstalledPacks, "rectification_notice", lambda self, pack: None)
    with pytest.raises(TaizhangError) as error:
        docx_of(world, notice)
    assert "整改通知书模板" in error.value.problems[0].sentence()
    shown = world.client("chief").get(reverse("inspection:notice-print", args=[notice.pk]), follow=True)
    assert "整改通知书模板" in shown.content.decode()
