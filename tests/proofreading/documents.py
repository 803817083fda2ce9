"""Documents as offices make them, made by code: nothing binary lies in the repository."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

import xlsxwriter
from docx import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
_HEAD += 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def replaced(data: bytes, parts: dict[str, bytes]) -> bytes:
    """An archive with some parts written anew or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry, old.read(entry))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def paragraph(*runs: str, properties: str = "") -> str:
    """Runs of text; a run that begins with < is markup already."""
    inner = "".join(run if run.startswith("<") else text_run(run) for run in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def text_run(words: str, properties: str = "") -> str:
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    props = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{words}</w:t></w:r>'


def table(rows: Sequence[Sequence[str]], *, row_properties: Sequence[str] = ()) -> str:
    """Cells are text, or their markup where they begin with <."""
    out = ""
    for at, row in enumerate(rows):
        props = f"<w:trPr>{row_properties[at]}</w:trPr>" if at < len(row_properties) and row_properties[at] else ""
        cells = "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row)
        out += f"<w:tr>{props}{cells}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{out}</w:tbl>"


def docx(*blocks: str, numbering: str = "", footnotes: str = "") -> bytes:
    """A document of these blocks, in the package that python-docx writes."""
    data = saved(Document())
    body = part(data, "word/document.xml").decode()
    section = re.search(r"<w:sectPr.*</w:sectPr>", body, re.DOTALL)
    changed = {"word/document.xml": f"{_HEAD}<w:body>{''.join(blocks)}{section[0]}</w:body></w:document>".encode()}
    if numbering:
        changed["word/numbering.xml"] = f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>'.encode()
    if footnotes:
        changed["word/footnotes.xml"] = f'<w:footnotes xmlns:w="{W}">{footnotes}</w:footnotes>'.encode()
        relations = part(data, "word/_rels/document.xml.rels").decode()
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        relation = f'<Relationship Id="rIdNotes" Type="{kind}" Target="footnotes.xml"/></Relationships>'
        changed["word/_rels/document.xml.rels"] = relations.replace("</Relationships>", relation).encode()
        types = part(data, "[Content_Types].xml").decode()
        notes = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        override = f'<Override PartName="/word/footnotes.xml" ContentType="{notes}"/></Types>'
        changed["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    return replaced(data, changed)


def xlsx(
    sheets: dict[str, Sequence[Sequence[object]]], formats: dict[tuple[str, int, int], str] | None = None
) -> bytes:
    """formats: (sheet, row, column) from 0 -> number format."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    code = (formats or {}).get((name, at, column))
                    if value is not None:
                        sheet.write(at, column, value, book.add_format({"num_format": code}) if code else None)
    return out.getvalue()


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], *, size: int = 12, fonts: bool = True) -> bytes:
    """Lines at (left, from below); Chinese by the predefined map UniGB-UCS2-H with no font within, as old programs
    write it: only who knows Adobe's character set reads it."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts["
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1[500]814 939 500]>>]>>"
    )
    objects.append(font)
    kids = []
    for lines in pages:
        drawn = b"".join(
            f"BT /F1 {size} Tf 1 0 0 1 {left} {below} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n".encode()
            for left, below, words in lines
        )
        packed = zlib.compress(drawn if fonts else b"0 0 100 100 re f")
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed))
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % len(objects)
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<</Type/Pages/Kids[%b]/Count %d>>" % (listed, len(kids))
    return _assembled(objects)


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def pdf_bomb(megabytes: int) -> bytes:
    """A page whose content unpacks to so much."""
    machine = zlib.compressobj(9)
    packed = b"".join([machine.compress(b"q " * (1 << 19)) for _ in range(megabytes)]) + machine.flush()
    return _assembled([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<<>>>>",
    ])  # fmt: skip
