"""What nobody should have to read: refused in a sentence, within bounds."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from taizhang.core.workbooks.problems import UnreadableFile
from taizhang.engine.errors import Problem
from taizhang.proofreading.reading import blocks, read, xlsx
from taizhang.proofreading.reading.document import MOST_PIECES, MOST_TEXT
from tests.proofreading import documents as made

GOOD = {
    "a.docx": made.docx(made.paragraph("全县共有学校120所"), made.table([["甲", "1"], ["乙", "2"]])),
    "a.xlsx": made.xlsx({"一": [["甲", 1], ["乙", 2]]}),
}


def refusal(name: str, data: bytes) -> Problem:
    with pytest.raises(UnreadableFile) as caught:
        read(name, data)
    [problem] = caught.value.problems
    for text in (problem.expected, problem.found, problem.cure):
        assert text.zh and text.en
        assert len(text.zh) <= 40
    return problem


def with_document(xml: bytes) -> bytes:
    return made.replaced(GOOD["a.docx"], {"word/document.xml": xml})


def bomb(name: str, megabytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _ in range(megabytes):
            part.write(b" " * (1 << 20))
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">%b]><d>&z;</d>' % b"".join(
    b'<!ENTITY %c "&%c;&%c;">' % (98 + at, 97 + at, 97 + at) for at in range(25)
)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "file.empty"),
        ("a.txt", b" \n\n ", "file.empty"),
        ("a.docx", made.docx(made.paragraph(" ")), "file.empty"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.kind"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file.password"),
        ("a.bin", bytes(range(256)) * 9, "file.kind"),
        ("a.txt", bytes(range(128, 256)) * 9, "file.encoding"),
        ("a.docx", "只是改了名字的文本".encode(), "file.truncated"),
        ("a.docx", GOOD["a.docx"][:2000], "file.truncated"),
        ("a.xlsx", GOOD["a.xlsx"][:2000], "file.truncated"),
        ("a.docx", with_document(b"<w:document><w:body>"), "file.truncated"),
        ("a.docx", with_document(ENTITIES), "file.truncated"),
        ("a.docx", made.replaced(GOOD["a.docx"], {"word/styles.xml": ENTITIES}), "file.truncated"),
        ("a.docx", bomb("word/document.xml", 500), "file.bomb"),
        ("a.docx", bomb("word/document.xml", 120), "file.bomb"),
        ("a.zip", bomb("a.txt", 1), "file.kind"),
        ("a.pdf", made.pdf([[(100, 700, "甲")]])[:200], "file.truncated"),
        ("a.pdf", made.pdf([[(1, 1, "甲")]], fonts=False), "file.no-text"),
        ("a.pdf", b"%PDF-1.7\n", "file.truncated"),
        ("a.txt", ("甲" * (MOST_TEXT + 1)).encode(), "file.too-long"),
        ("a.html", ("<p>" + "甲" * (MOST_TEXT + 1)).encode(), "file.too-long"),
        ("a.xlsx", made.xlsx({"一": [["甲" * 30_000] * 400]}), "file.too-long"),
        ("a.txt", b"1\n" * (MOST_PIECES + 1), "file.too-long"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_a_cure(name: str, data: bytes, code: str) -> None:
    assert refusal(name, data).code == code


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<table>" + b"<td>" * 200),
        ("a.docx", made.docx(made.table([["甲"] * 20] * 10))),
        ("a.xlsx", made.xlsx({"一": [["甲"] * 20] * 10})),
    ],
)
def test_a_file_of_too_many_cells_is_refused(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (blocks, xlsx):
        monkeypatch.setattr(module, "MOST_PIECES", 150)
    assert refusal(name, data).code == "file.too-long"


def test_a_pdf_that_unpacks_to_gigabytes_is_ended() -> None:
    assert refusal("a.pdf", made.pdf_bomb(1200)).code == "file.bomb"


def test_a_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("a.docx", GOOD["a.docx"], most_bytes=1000)
    assert caught.value.problems[0].code == "file.too-large"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 50_000 + "3所", "<ol><li>1" * 1000, "<" * 1_000_000, "<table><tr><td>3所" * 2000,
        '<table><tr><td colspan="99999999" rowspan="999999">3所<tr><td>4所</table>', "&#" * 200_000,
        "<ol>" * 5000 + "x", "3所<!--" * 50_000,
    ],
)  # fmt: skip
def test_odd_web_pages_are_read_or_refused(page: str) -> None:
    try:
        assert len(read("a.html", page.encode()).text) < 2_000_000
    except UnreadableFile as error:
        assert error.problems[0].code in {"file.empty", "file.damaged"}


def test_tables_within_tables_a_thousand_deep_are_read() -> None:
    deep = "3所"
    for _ in range(1000):
        deep = made.table([[made.paragraph(deep) if not deep.startswith("<") else deep + made.paragraph("层")]])
    text = read("a.docx", made.docx(deep)).text
    assert text.count("层") == 999
    assert "3所" in text


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    chance = random.Random(name)
    for _ in range(150):
        data = bytearray(GOOD[name])
        for _ in range(chance.choice([1, 3, 30])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read(name, bytes(data))
        except UnreadableFile as error:
            assert error.problems


@pytest.mark.parametrize("part", ["word/document.xml", "word/numbering.xml", "word/styles.xml"])
def test_markup_in_another_order_is_read_or_refused(part: str) -> None:
    xml = made.part(GOOD["a.docx"], part)
    tags = xml.split(b"<")
    chance = random.Random(part)
    for _ in range(60):
        mixed = list(tags)
        for _ in range(chance.choice([1, 4])):
            at, other = (chance.randrange(2, len(mixed)) for _ in range(2))
            mixed[at], mixed[other] = mixed[other], mixed[at]
        try:
            read("a.docx", made.replaced(GOOD["a.docx"], {part: b"<".join(mixed)}))
        except UnreadableFile as error:
            assert error.problems
