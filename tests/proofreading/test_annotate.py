"""The person's own document back: comments where something is wrong, all else as it was."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document

from taizhang.core.workbooks.problems import UnreadableFile
from taizhang.engine.checker import Finding, check
from taizhang.engine.checker.types import Words
from taizhang.engine.text import Text
from taizhang.proofreading.annotate import annotated
from taizhang.proofreading.reading import read
from tests.proofreading import documents as made

WHEN = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)
BODY = "word/document.xml"


def finding(start: int, end: int, stated: str = "", words: str = "相加是 9") -> Finding:
    message, slip = Text(words, "the sum is 9"), Text("可能是 9", "perhaps 9")
    told = Words(stated, "9", message, ("4 + 5 = 9",), (), "10人 → 9人", (slip,))
    return Finding("sum", "sum.of_which", start, end, "contradiction", lambda words: words, told)


def over(data: bytes, words: str) -> Finding:
    start = read("a.docx", data).text.index(words)
    return finding(start, start + len(words), words)


def marked(data: bytes, *findings: Finding) -> bytes:
    return annotated("a.docx", data, findings, when=WHEN).data


def commented(data: bytes) -> list[str]:
    """The words that each comment stands over, in the order of their numbers."""
    xml = made.part(data, BODY).decode()
    found = []
    for number in sorted(set(re.findall(r'<w:commentRangeStart w:id="(\d+)"/>', xml)), key=int):
        inner = re.search(rf'<w:commentRangeStart w:id="{number}"/>(.*)<w:commentRangeEnd w:id="{number}"/>', xml, re.S)
        assert inner is not None
        assert f'<w:commentReference w:id="{number}"/>' in xml[inner.end() :]
        found.append("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", inner[1])))
    return found


def test_a_comment_stands_over_the_words_and_keeps_their_looks() -> None:
    bold = made.text_run("2", '<w:b/><w:color w:val="FF0000"/>')
    italic = made.text_run("0所，其中小学80所", "<w:i/>")
    data = made.docx(made.paragraph("概况：全县学校1", bold, italic, "、初中&30所。其他。"))
    result = marked(data, over(data, "120所，其中小学80所、初中&30所"))
    assert commented(result) == ["120所，其中小学80所、初中&amp;30所"]
    before, after = (Document(io.BytesIO(file)).paragraphs[0] for file in (data, result))
    assert after.text == before.text

    def looks(paragraph: object) -> list[tuple[str, bool | None, bool | None]]:
        return [(sign, run.bold, run.italic) for run in paragraph.runs for sign in run.text]

    assert looks(after) == looks(before)
    [comment] = Document(io.BytesIO(result)).comments
    assert (comment.author, comment.timestamp) == ("台账核对", WHEN)
    assert comment.text.split("\n") == ["相加是 9", "4 + 5 = 9", "改法：10人 → 9人", "可能是 9"]


def test_every_other_part_is_the_same_to_the_byte() -> None:
    data = made.docx(made.paragraph("共有10人，其中男4人"), numbering="")
    result = marked(data, over(data, "10人"))
    before, after = made.parts(data), made.parts(result)
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {BODY, "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert set(before) <= set(after)


def test_without_findings_the_file_is_the_same() -> None:
    data = made.docx(made.paragraph("共有10人"))
    assert annotated("a.docx", data, [], when=WHEN).data == data


def test_a_cell_of_a_table_is_marked_and_a_range_over_cells_at_its_number() -> None:
    data = made.docx(made.table([["类别", "数"], ["小学", "80所"], ["合计", "150所"]]))
    text = read("a.docx", data).text
    start, end = text.index("80所"), text.index("150所") + 4
    result = marked(data, over(data, "小学"), finding(start, end, "150所"), finding(0, len(text)))
    assert commented(result) == ["小学", "150所", "类别"]


def test_comments_that_are_there_stay() -> None:
    document = Document()
    paragraph = document.add_paragraph("共有10人，")
    document.add_comment(paragraph.runs, text="请复核", author="王科长", initials="王")
    paragraph.add_run("其中男4人、女5人。")
    data = made.saved(document)
    result = marked(data, over(data, "10人，其中男4人"))
    assert [(comment.author, comment.text.split("\n")[0]) for comment in Document(io.BytesIO(result)).comments] == [
        ("王科长", "请复核"), ("台账核对", "相加是 9"),
    ]  # fmt: skip
    assert commented(result) == ["共有10人，", "10人，其中男4人"]
    again = marked(result, over(result, "女5人"))
    assert len(list(Document(io.BytesIO(again)).comments)) == 3


def test_notes_boxes_and_automatic_numbers_are_marked_where_they_hang() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{made.paragraph('框内3所')}</w:txbxContent></w:pict></w:r>"
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2">{made.paragraph("不含村小2所")}</w:footnote>'
    data = made.docx(
        made.paragraph("学校", mark, "9所", box), made.paragraph("甲", properties='<w:pStyle w:val="ListNumber"/>'),
        footnotes=notes,
    )  # fmt: skip
    result = marked(data, over(data, "2所"), over(data, "3所"), over(data, "1."))
    xml = made.part(result, BODY).decode()
    assert f'<w:commentRangeStart w:id="0"/>{mark}<w:commentRangeEnd w:id="0"/>' in xml
    assert f'<w:commentRangeStart w:id="1"/>{box}<w:commentRangeEnd w:id="1"/>' in xml
    assert commented(result)[2] == "甲"
    assert made.part(result, "word/footnotes.xml") == made.part(data, "word/footnotes.xml")


def test_words_within_links_insertions_and_controls_are_marked() -> None:
    inserted = f'<w:ins w:id="5" w:author="x">{made.text_run("共有10人")}</w:ins>'
    control = f"<w:sdt><w:sdtContent>{made.text_run('其中男4人')}</w:sdtContent></w:sdt>"
    signs = "<w:r><w:tab/><w:t>女5人</w:t><w:br/><w:t>共 &lt;9&gt; 人 </w:t></w:r>"
    data = made.docx(made.paragraph(inserted, control, signs))
    result = marked(data, *(over(data, words) for words in ("有10人其中", "男4", "女5人", "<9>", "5人")))
    assert commented(result) == ["有10人其中", "男4", "女5人", "&lt;9&gt;", "5人"]
    assert read("a.docx", result).text == read("a.docx", data).text


def random_document(chance: random.Random) -> bytes:
    def run() -> str:
        signs = "共有学校其中小学初中0123456789所人，。 &<甲𠮷"
        words = "".join(chance.choice(signs) for _ in range(chance.randint(0, 9)))
        shape = chance.choice(["", "<w:b/>", '<w:sz w:val="28"/>'])
        inner = made.text_run(words, shape)
        if chance.random() < 0.2:
            inner = inner.replace("</w:t>", "</w:t><w:tab/><w:t>乙</w:t>")
        return f"<w:ins>{inner}</w:ins>" if chance.random() < 0.2 else inner

    blocks = []
    for _ in range(chance.randint(1, 4)):
        if chance.random() < 0.3:
            cells = [[made.paragraph(run(), run()) for _ in range(2)] for _ in range(2)]
            blocks.append(made.table(cells))
        else:
            blocks.append(made.paragraph(*(run() for _ in range(4))))
    return made.docx(*blocks, made.paragraph("末段"))


@pytest.mark.parametrize("seed", range(40))
def test_any_ranges_in_any_document_leave_its_text_and_looks_as_they_were(seed: int) -> None:
    chance = random.Random(seed)
    data = random_document(chance)
    text = read("a.docx", data).text
    findings = []
    for _ in range(6):
        start = chance.randrange(len(text))
        findings.append(finding(start, chance.randint(start + 1, min(len(text), start + 25))))
    done = annotated("a.docx", data, findings, when=WHEN)
    assert done.comments == 6
    assert read("a.docx", done.data).text == text
    before, after = (Document(io.BytesIO(file)) for file in (data, done.data))
    for old, new in zip(before.paragraphs, after.paragraphs, strict=True):
        assert [(sign, run.bold, run.font.size) for run in old.runs for sign in run.text] == [
            (sign, run.bold, run.font.size) for run in new.runs for sign in run.text
        ]
    xml = made.part(done.data, BODY).decode()
    for number in range(6):
        places = [xml.index(f'<w:comment{kind} w:id="{number}"/>') for kind in ("RangeStart", "RangeEnd", "Reference")]
        assert places == sorted(places)


def test_a_document_of_an_uncommon_form_is_refused_with_a_cure() -> None:
    data = made.docx(made.paragraph("共有10人"))
    body = made.part(data, BODY).decode()
    wide = made.replaced(data, {BODY: f'<?xml version="1.0" encoding="utf-16"?>{body}'.encode("utf-16")})
    strict = body.replace(made.W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    for odd in (wide, made.replaced(data, {BODY: strict.encode()})):
        assert read("a.docx", odd).text == "共有10人\n"
        with pytest.raises(UnreadableFile) as caught:
            marked(odd, over(odd, "10人"))
        assert caught.value.problems[0].code == "file.unusual"


def test_what_the_checker_finds_is_shown_by_an_office_program(tmp_path: Path) -> None:
    data = made.docx(
        made.paragraph("全县共有学校1", made.text_run("2", "<w:b/>"), "0所，其中小学80所、初中30所。"),
        made.table([["类别", "学校（所）"], ["小学", "80"], ["初中", "40"], ["合计", "150"]]),
    )
    wrong = [found for found in check(read("a.docx", data).text).findings if found.verdict == "contradiction"]
    assert {found.kind for found in wrong} >= {"sum"}
    file = tmp_path / "out.docx"
    file.write_bytes(marked(data, *wrong))
    office = shutil.which("soffice")
    assert office is not None, "LibreOffice opens what WPS opens; apt-get install libreoffice-writer"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fodt"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=120)
    shown = (tmp_path / "out.fodt").read_text(encoding="utf-8")
    assert shown.count("<office:annotation ") == shown.count("<office:annotation-end ") == len(wrong)
    assert shown.count("<dc:creator>台账核对</dc:creator>") == len(wrong)
    assert "80所 + 30所 = 110" in shown
