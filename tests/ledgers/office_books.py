"""Workbooks as offices make them, with all that must come back untouched; and what tests ask of a copy."""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from taizhang.ledgers.annotating import Annotated, annotated_workbook
from taizhang.ledgers.reading.repairs import Repair
from tests.ledgers.conftest import HEADING

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")
SHEET = "上报"
WRONG = {"B4": "九十", "F5": None, "A6": "大学", "D7": -1}
ROWS: list[list[object]] = [
    ["小学", 120, 4, 0, 20, 9],
    ["初中", "九十", 3, 30, 10, 8],
    ["小学", 60, 2, 0, 5, None],
    ["大学", 40, 2, 0, 5, 4],
    ["小学", 60, 2, -1, 5, 4],
]
# Parts that name the sheets, the styles, or the sheet that is marked.
DIRECTORY = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "docProps/app.xml",
}


def picture() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">2I5B", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\x00\x00\x00\xff\x00" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def office_book(rows: Sequence[Sequence[object]] = ROWS) -> bytes:
    """A cover with a picture, the sheet to read with about everything, a sheet with a table, a hidden one."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        yellow = book.add_format({"bg_color": "#FFEB3B", "bold": True, "border": 1, "num_format": "#,##0.00"})
        stripes = book.add_format({"pattern": 9, "fg_color": "#00AA00", "bg_color": "#FFFFFF"})
        cover = book.add_worksheet("说明")
        cover.write(0, 0, "填报说明")
        cover.write_comment("B2", "封面上的批注", {"author": "教务"})
        cover.insert_image("C3", "picture.png", {"image_data": io.BytesIO(picture())})
        sheet = book.add_worksheet(SHEET)
        sheet.merge_range("A1:F1", "学校基本情况", book.add_format({"align": "center", "bold": True}))
        sheet.write_row(1, 0, HEADING)
        for at, row in enumerate(rows, start=2):
            for column, value in enumerate(row):
                if value is not None:
                    look = yellow if (at, column) == (3, 1) else stripes if (at, column) == (6, 3) else None
                    sheet.write(at, column, value, look)
        sheet.write_formula(2, 7, "=SUM(B3:B3)", None, 120)
        sheet.write_rich_string(2, 8, "加", book.add_format({"bold": True}), "粗", "字")
        sheet.write_comment("B4", "请教务处核实", {"author": "教务"})
        sheet.write_comment("A3", "老师写的", {"author": "教务"})
        sheet.conditional_format("B3:B9", {"type": "data_bar"})
        sheet.data_validation("A3:A99", {"validate": "list", "source": ["小学", "初中"]})
        sheet.autofilter("A2:F7")
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(0, 1)
        sheet.set_column("A:A", 18)
        sheet.set_row(3, 30)
        sheet.activate()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"='{SHEET}'!$B$3:$B$7"})
        sheet.insert_chart("H2", chart)
        table = book.add_worksheet("花名册")
        table.add_table("A1:B3", {"columns": [{"header": "姓名"}, {"header": "班级"}], "data": [["甲", 1], ["乙", 2]]})
        table.print_area("A1:B3")
        hidden = book.add_worksheet("底表")
        hidden.hide()
        hidden.write(0, 0, 1)
        book.define_name("人数", f"='{SHEET}'!$B$3:$B$7")
    return buffer.getvalue()


def problem(key: str, found: str = "甲", *, position: int | None = None, check: bool = False) -> dict[str, Any]:
    """As kept with an upload."""
    texts = {"expected": "“学生数”：一个数", "found": found, "cure": "只填数字，单位不要写进格子。"}
    return {
        "where": SHEET,
        "key": key,
        "is_check": check,
        "position": position,
        **{name: {"zh": words, "en": f"en {words}"} for name, words in texts.items()},
    }


def problems_of(wrong: Collection[str] = tuple(WRONG)) -> list[dict[str, Any]]:
    return [problem(key, str(WRONG.get(key) or "")) for key in wrong]


def annotated(
    data: bytes,
    problems: Sequence[Mapping[str, Any]] | None = None,
    warnings: Sequence[Mapping[str, Any]] = (),
    *,
    name: str = "上报.xlsx",
    where: str = SHEET,
    repairs: Sequence[Repair] | None = None,
    language: str = "zh",
) -> Annotated:
    listed = problems_of() if problems is None else problems
    return annotated_workbook(
        name,
        data,
        listed,
        warnings,
        where=where,
        wrong=len(listed),
        warned=len(warnings),
        language=language,
        repairs=repairs,
    )


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def packed_of(data: bytes) -> dict[str, bytes]:
    """The packed bytes of each part, as they lie in the file."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            named, extra = struct.unpack_from("<2H", data, entry.header_offset + 26)
            start = entry.header_offset + 30 + named + extra
            found[entry.filename] = data[start : start + entry.compress_size]
    return found


def part_of_sheet(data: bytes, name: str) -> str:
    parts = parts_of(data)
    book, links = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
    sheet = re.search(rf"<(?:\w+:)?sheet [^>]*name=\"{re.escape(name)}\"[^>]*>", book)
    assert sheet is not None
    link = re.search(r":id=\"(\w+)\"", sheet[0])
    assert link is not None
    line = next(line for line in re.findall(r"<(?:\w+:)?Relationship [^>]*>", links) if f'Id="{link[1]}"' in line)
    target = re.search(r"Target=\"([^\"]+)\"", line)
    assert target is not None
    return target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"


def touched(data: bytes, sheet: str = SHEET) -> set[str]:
    """The parts that marking a sheet may change: the directory, the sheet, its relations, its notes."""
    part = part_of_sheet(data, sheet)
    folder, name = posixpath.split(part)
    links = f"{folder}/_rels/{name}.rels"
    found = {*DIRECTORY, part, links}
    body = parts_of(data).get(links, b"").decode()
    for line in re.findall(r"<Relationship [^>]*>", body):
        if "/comments" in line or "vmlDrawing" in line:
            target = re.search(r"Target=\"([^\"]+)\"", line)
            assert target is not None
            found.add(posixpath.normpath(posixpath.join(folder, target[1])) if target[1][0] != "/" else target[1][1:])
    return found


def open_book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def listed(data: bytes, sheet: str = "错误清单") -> list[list[str]]:
    """The lines of a list, without title and heading."""
    page = open_book(data)[sheet]
    return [[str(cell or "") for cell in row[:7]] for row in page.iter_rows(min_row=4, values_only=True)]


def converted(data: bytes, kind: str, folder: Path) -> bytes:
    """The file as LibreOffice loads and writes it."""
    assert OFFICE is not None
    source = folder / "in.xlsx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    out = folder / "out"
    command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / f"in.{kind.partition(':')[0]}").read_bytes()
