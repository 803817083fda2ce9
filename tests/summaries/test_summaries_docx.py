"""The official .docx: page, fonts, lines, tables, links, and that LibreOffice opens it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import summaries_world as world

from taizhang.core.permissions import Role
from taizhang.engine.official_document import check
from taizhang.figures import services as figure_services
from taizhang.ledgers.models import Submission
from taizhang.proofreading.reading.layout import read_layout
from taizhang.summaries import queries, services
from taizhang.summaries.frozen import thaw
from taizhang.summaries.models import Summary
from taizhang.summaries.render import render

pytestmark = pytest.mark.django_db

TWIPS_A_MM = 1440 / 25.4
OFFICE = shutil.which("libreoffice") or shutil.which("soffice")


@pytest.fixture
def parts(issued: Summary) -> dict[str, str]:
    archive = zipfile.ZipFile(io.BytesIO(to_docx(issued)))
    return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def to_docx(summary: Summary) -> bytes:
    return render(world.actor(Role.AUDITOR), summary, thaw(summary.issued_json), "docx")


def test_the_page_is_a4_with_the_margins_of_the_standard(parts: dict[str, str]) -> None:
    body = parts["word/document.xml"]
    margins = dict(re.findall(r'w:(top|bottom|left|right)="(\d+)"', re.search(r"<w:pgMar [^>]*>", body)[0]))  # type: ignore[index]
    wanted = {"top": 37, "bottom": 35, "left": 28, "right": 26}
    for side, millimetres in wanted.items():
        assert abs(int(margins[side]) - millimetres * TWIPS_A_MM) < 2, side
    size = re.search(r'<w:pgSz w:w="(\d+)" w:h="(\d+)"', body)
    assert size is not None and abs(int(size[1]) - 210 * TWIPS_A_MM) < 2 and abs(int(size[2]) - 297 * TWIPS_A_MM) < 2


def test_twenty_two_lines_of_twenty_eight_characters_fill_the_type_area(parts: dict[str, str]) -> None:
    normal = re.search(r'<w:style [^>]*w:styleId="Normal">.*?</w:style>', parts["word/styles.xml"], re.S)
    assert normal is not None and 'w:lineRule="exact"' in normal[0]
    line = re.search(r'w:line="(\d+)"', normal[0])
    assert line is not None and abs(22 * int(line[1]) - 225 * TWIPS_A_MM) < 22
    tighter = re.search(r'<w:spacing w:val="(-?\d+)"/>', normal[0])
    assert tighter is not None
    width = 28 * (16 * 20 + int(tighter[1]))
    assert 155 * TWIPS_A_MM < width <= 156 * TWIPS_A_MM


def test_title_headings_and_body_have_their_fonts_and_sizes(parts: dict[str, str]) -> None:
    body = parts["word/document.xml"]
    for font, size, words in (("方正小标宋简体", 44, "青禾县2026年上半年工作总结"), ("仿宋_GB2312", 32, "在校学生")):
        run = next(run for run in re.findall(r"<w:r>.*?</w:r>", body, re.S) if words in run)
        assert f'w:eastAsia="{font}"' in run and f'<w:sz w:val="{size}"/>' in run, words


def test_the_page_number_stands_outside_on_odd_and_even_pages(parts: dict[str, str]) -> None:
    assert "<w:evenAndOddHeaders" in parts["word/settings.xml"]
    footers = [text for name, text in parts.items() if name.startswith("word/footer")]
    assert len(footers) == 2
    assert all("PAGE" in text and "— " in text and 'w:val="28"' in text for text in footers)
    assert {re.search(r'<w:jc w:val="(\w+)"', text)[1] for text in footers} == {"left", "right"}  # type: ignore[index]


def test_table_columns_have_explicit_widths_that_fill_the_type_area(parts: dict[str, str]) -> None:
    columns = [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', parts["word/document.xml"])]
    assert len(columns) == 2 and abs(sum(columns) - 156 * TWIPS_A_MM) < 4
    cells = [int(width) for width in re.findall(r'<w:tcW w:type="dxa" w:w="(\d+)"', parts["word/document.xml"])]
    assert cells == columns * 2


def test_headings_and_words_before_a_list_never_end_a_page(parts: dict[str, str]) -> None:
    paragraphs = re.findall(r"<w:p>.*?</w:p>", parts["word/document.xml"], re.S)
    kept = {re.sub(r"<[^>]+>", "", text) for text in paragraphs if "<w:keepNext/>" in text}
    assert any("规模扩大" in words for words in kept)  # the table follows
    assert any(words.startswith("青禾县") for words in kept)  # the issuer stays with the date
    style = re.search(r'<w:style [^>]*w:styleId="Normal">.*?</w:style>', parts["word/styles.xml"], re.S)
    assert style is not None and '<w:widowControl w:val="0"/>' in style[0]


def test_a_row_of_a_table_is_never_cut_and_its_heading_repeats(parts: dict[str, str]) -> None:
    rows = re.findall(r"<w:tr>.*?</w:tr>", parts["word/document.xml"], re.S)
    assert rows and all('<w:cantSplit w:val="true"/>' in row for row in rows)
    assert ['<w:tblHeader w:val="true"/>' in row for row in rows] == [True, *[False] * (len(rows) - 1)]


def test_every_figure_is_a_link_to_its_trace(parts: dict[str, str], issued: Summary) -> None:
    targets = re.findall(r'Target="([^"]*#figure-\d+)"', parts["word/_rels/document.xml.rels"])
    assert sorted(target.rpartition("#")[2] for target in targets) == [f"figure-{number}" for number in range(1, 6)]
    assert parts["word/document.xml"].count("<w:hyperlink ") == issued.slots.count()
    assert all(f"/summaries/{issued.pk}/" in target for target in targets)


def test_number_issuer_date_and_code_are_there(issued: Summary, parts: dict[str, str]) -> None:
    body = parts["word/document.xml"]
    day = issued.issued_at
    assert day is not None
    assert "教总〔2026〕1号" in body and "青禾县</w:t>" in body and "扫码或打开" in body
    archive = zipfile.ZipFile(io.BytesIO(to_docx(issued)))
    assert any(name.startswith("word/media/") for name in archive.namelist())


def test_the_number_stands_over_the_title(parts: dict[str, str]) -> None:
    body = parts["word/document.xml"]
    assert body.index("教总〔2026〕1号") < body.index("工作总结</w:t>")


def test_the_files_properties_name_issuer_and_day_and_no_program(issued: Summary, parts: dict[str, str]) -> None:
    properties = parts["docProps/core.xml"]
    assert f"<dc:title>{issued.title}</dc:title>" in properties and "<dc:creator>青禾县</dc:creator>" in properties
    assert issued.issued_at is not None and f"{issued.issued_at:%Y-%m-%d}" in properties
    assert "python-docx" not in properties and "2013" not in properties


def test_a_draft_says_that_it_is_one(draft: Summary) -> None:
    office = world.actor(Role.OFFICE)
    body = render(office, draft, queries.document(office, draft, "zh"), "docx")
    assert "草稿，未印发" in zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()


def test_it_is_laid_out_as_the_standard_asks(issued: Summary) -> None:
    """`taizhang document check` finds nothing in it."""
    assert [finding.departure for finding in check(read_layout("a.docx", to_docx(issued))).findings] == []


def test_a_draft_is_laid_out_so_too(draft: Summary) -> None:
    office = world.actor(Role.OFFICE)
    body = render(office, draft, queries.document(office, draft, "zh"), "docx")
    assert [finding.departure for finding in check(read_layout("a.docx", body)).findings] == []


if OFFICE:  # CI and developers' machines have it; a reader's installation needs none

    def test_libreoffice_opens_it_and_keeps_the_text(issued: Summary, tmp_path: Path) -> None:
        source = tmp_path / "summary.docx"
        source.write_bytes(to_docx(issued))
        profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        command = [OFFICE, profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        text = (tmp_path / "summary.txt").read_text(encoding="utf-8-sig")
        assert "在校学生300人，去年同期250人，同比增长20%" in text


def test_the_day_of_issue_is_the_one_in_china(issued: Summary) -> None:
    """Before eight in the morning it is still yesterday by the clock of Greenwich."""
    issued.issued_at = datetime(2026, 7, 5, 17, 30, tzinfo=UTC)
    body = zipfile.ZipFile(io.BytesIO(to_docx(issued))).read("word/document.xml").decode()
    assert "2026年7月6日" in body and "2026年7月5日" not in body


def test_figures_that_were_provisional_at_issue_are_told_under_the_document(draft: Summary) -> None:
    """In the .docx, on the page (and so in print) and in the web page taken along, also after all have filed."""
    Submission.objects.filter(org_unit__code="S2", period_code="2026H1").update(accepted_version=None, state="draft")
    figure_services.compute(period=world.H1)
    office = world.actor(Role.OFFICE)
    note = "印发时为暂定数，松岭中学当时尚未报齐。"
    assert note not in page_of(draft)
    for finding in queries.document(office, draft, "zh").open_findings:
        services.answer_finding(actor=office, summary=draft, finding=finding.id, reason="按当时的记录先行印发")
    issued = world.issue(draft)
    world.file("S2", world.H1, ("1", 90))
    figure_services.compute(period=world.H1)
    frozen = sum(1 for slot in issued.slots.all() if slot.status == "provisional")
    assert frozen > 1
    body = zipfile.ZipFile(io.BytesIO(to_docx(issued))).read("word/document.xml").decode()
    alone = render(world.actor(Role.AUDITOR), issued, thaw(issued.issued_json), "html").decode()
    for text in (body, page_of(issued), alone):
        assert text.count(f"注：文中{frozen}个数字{note}") == 1


def test_no_note_stands_under_a_document_whose_figures_were_final(issued: Summary, parts: dict[str, str]) -> None:
    alone = render(world.actor(Role.AUDITOR), issued, thaw(issued.issued_json), "html").decode()
    assert all("暂定数" not in text for text in (parts["word/document.xml"], page_of(issued), alone))


def page_of(summary: Summary) -> str:
    return world.client(Role.OFFICE).get(f"/summaries/{summary.pk}/").content.decode()
