"""The sheets put in front: what is wrong, and what was repaired, each line with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taizhang.core.packages.markup import MAIN, attribute, text
from taizhang.engine.text import Text
from taizhang.engine.text_width import line_count
from taizhang.ledgers.annotating.directory import NewSheet
from taizhang.ledgers.annotating.marks import EMPTY, Line, address
from taizhang.ledgers.annotating.styles import Styles
from taizhang.ledgers.reading.problems import column_letter
from taizhang.ledgers.reading.repairs import KINDS, Repair, shown_value
from taizhang.ledgers.reading.sheets import LIST_MARK

ERRORS, REPAIRS = Text("错误清单", "Errors"), Text("已修复", "Repaired")
MAX_LISTED = 50_000  # Excel takes 65,530 links in a sheet
_HEADING_ROW = 3
_MARK_COLUMN = 12  # hidden, right of every list
_CELL_CHARACTERS = 32_767
_TEAL = "FF0B5A63"
_ERROR_WORD, _WARNING_WORD = Text("错误", "error"), Text("提醒", "warning")
_WHOLE = Text("全表", "whole table")
_COVERED = Text("此格是公式，未改", "a formula; left as it is")


@dataclass(frozen=True, slots=True)
class Counts:
    """As the page counts them. Beyond the lines given, `wrong` is still the number of all."""

    wrong: int
    warned: int


@dataclass(frozen=True, slots=True)
class _Looks:
    title: int
    words: int
    head: int
    body: int
    middle: int
    link: int
    error: int
    warning: int


def errors_sheet(
    name: str, lines: Sequence[Line], counts: Counts, styles: Styles, *, language: str, keeps_look: bool, first: bool
) -> NewSheet:
    """One line an error or warning. keeps_look: the copy is the person's own workbook; else a sentence says it is not.
    first: it is the sheet that shows when the file is opened."""
    title = Text(
        f"错误清单：{counts.wrong} 处错误" + (f"，{counts.warned} 处提醒" if counts.warned else ""),
        f"{counts.wrong} errors" + (f", {counts.warned} warnings" if counts.warned else ""),
    )
    how = Text(
        "点“单元格”跳到该格（已涂色、加批注）；改好后把本文件再上传，本表不用删。",
        "Press a cell's address to go there (it is coloured and has a note). Mend it, save, and upload this file "
        "again. This sheet is passed over.",
    )
    lost = Text(
        "原文件不能就地修改，这里只有数值；格式、图表和其他工作表看原文件。",
        "The file is not an .xlsx that can be changed in place: here are its values alone; see the file for the rest.",
    )
    heads = [("序号", "No."), ("程度", "Kind"), ("工作表", "Sheet"), ("单元格", "Cell")]
    heads += [("现在是", "Found"), ("应当是", "Wanted"), ("怎么改", "How to mend it")]
    looks = _looks(styles)
    rows: list[list[tuple[str, int]]] = []
    links: list[tuple[str, str]] = []
    for line in lines[:MAX_LISTED]:
        kind, look = (_ERROR_WORD, looks.error) if line.is_error else (_WARNING_WORD, looks.warning)
        where = line.where or _WHOLE.get(language)
        cells = [(str(len(rows) + 1), looks.middle), (kind.get(language), look), (line.sheet, looks.body)]
        cells += [(where, looks.link), (line.found or EMPTY.get(language), looks.body)]
        cells += [(line.expected, looks.body), (line.cure, looks.body)]
        links.append((line.sheet, line.where or "A1"))
        rows.append(cells)
    left_out = counts.wrong + counts.warned - len(rows)
    if left_out > 0:
        words = Text(
            f"还有 {left_out} 处没有逐条列出，改好以上各处再上传即可看到。", f"{left_out} more are not listed."
        )
        rows.append([("", looks.body)] * 6 + [(words.get(language), looks.body)])
    notes = [how.get(language)] if keeps_look else [f"{how.get(language)}{lost.get(language)}"]
    layout = _Layout([6, 8, 16, 10, 24, 36, 44], [Text(*head).get(language) for head in heads])
    return _sheet(name, title.get(language), notes[0], layout, rows, links, styles, looks, shows=first)


def repairs_sheet(
    name: str, sheet: str, repairs: Sequence[Repair], left: set[str], styles: Styles, *, language: str, first: bool
) -> NewSheet:
    """One line a repaired cell. left: addresses whose value is a formula's, which were not written."""
    title = Text(f"已修复：{len(repairs)} 格", f"{len(repairs)} cells repaired")
    how = Text(
        "只改了写法（空格、全角、文本数字、日期），内容没变。点“单元格”核对。",
        "Only the form of these cells was changed (spaces, full-width characters, numbers as text, forms of dates).",
    )
    heads = [("序号", "No."), ("工作表", "Sheet"), ("单元格", "Cell"), ("列名", "Column")]
    heads += [("修复前", "Before"), ("修复后", "After"), ("修复内容", "What was done")]
    looks = _looks(styles)
    rows: list[list[tuple[str, int]]] = []
    links: list[tuple[str, str]] = []
    for repair in repairs[:MAX_LISTED]:
        said = "、".join(KINDS[kind].get(language) for kind in repair.kinds)
        if repair.address in left:
            said = f"{said}；{_COVERED.get(language)}"
        cells = [(str(len(rows) + 1), looks.middle), (sheet, looks.body), (repair.address, looks.link)]
        cells += [(Text(*repair.title).get(language), looks.body), (repair.before, looks.body)]
        cells += [(shown_value(repair.after), looks.body), (said, looks.body)]
        links.append((sheet, repair.address))
        rows.append(cells)
    layout = _Layout([6, 16, 10, 20, 30, 30, 32], [Text(*head).get(language) for head in heads], link_column=3)
    return _sheet(name, title.get(language), how.get(language), layout, rows, links, styles, looks, shows=first)


@dataclass(frozen=True, slots=True)
class _Layout:
    widths: list[int]
    heads: list[str]
    link_column: int = 4


def _sheet(
    name: str,
    title: str,
    how: str,
    layout: _Layout,
    rows: Sequence[Sequence[tuple[str, int]]],
    links: Sequence[tuple[str, str]],
    styles: Styles,
    looks: _Looks,
    *,
    shows: bool,
) -> NewSheet:
    last = _HEADING_ROW + len(rows)
    right = column_letter(len(layout.heads) - 1)
    out = [
        f'<worksheet xmlns="{MAIN}"><sheetPr><tabColor rgb="FFC0392B"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{column_letter(_MARK_COLUMN - 1)}{last}"/>'
        f'<sheetViews><sheetView showGridLines="0"{" tabSelected=" + chr(34) + "1" + chr(34) if shows else ""} '
        f'workbookViewId="0"><pane ySplit="{_HEADING_ROW}" topLeftCell="A{_HEADING_ROW + 1}" activePane="bottomLeft" '
        'state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="16"/><cols>'.encode()
    ]
    out += [
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'.encode()
        for at, width in enumerate(layout.widths, start=1)
    ]
    out.append(f'<col min="{_MARK_COLUMN}" max="{_MARK_COLUMN}" width="9" hidden="1"/></cols><sheetData>'.encode())
    whole = sum(layout.widths)
    covered = b"\n".join(styles.covered).decode()
    out.append(_row(1, 26, [(title, looks.title)], (LIST_MARK, looks.words)))
    out.append(_row(2, 17 * line_count(how, whole - 4) + 4, [(how, looks.words)], (covered, looks.words)))
    out.append(_row(3, 24, [(head, looks.head) for head in layout.heads], None))
    out += [
        _row(at, _height(cells, layout.widths), cells, None) for at, cells in enumerate(rows, start=_HEADING_ROW + 1)
    ]
    out.append(b"</sheetData>")
    out.append(f'<autoFilter ref="A{_HEADING_ROW}:{right}{last}"/>'.encode())
    out.append(
        f'<mergeCells count="2"><mergeCell ref="A1:{right}1"/><mergeCell ref="A2:{right}2"/></mergeCells>'.encode()
    )
    if links:
        out += [b"<hyperlinks>", *_links(links, layout.link_column), b"</hyperlinks>"]
    out.append(
        b'<printOptions horizontalCentered="1"/>'
        b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        b"<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )
    names = {
        "_xlnm._FilterDatabase": (f"$A${_HEADING_ROW}:${right}${last}", True),
        "_xlnm.Print_Titles": (f"${_HEADING_ROW}:${_HEADING_ROW}", False),
    }
    return NewSheet(name, b"".join(out), names)


def _links(links: Sequence[tuple[str, str]], column: int) -> Iterator[bytes]:
    for at, (sheet, place) in enumerate(links, start=_HEADING_ROW + 1):
        target = "'" + sheet.replace("'", "''") + f"'!{place}"
        yield f'<hyperlink ref="{address(at, column)}" location='.encode() + attribute(target) + b"/>"


def _row(number: int, height: int, cells: Sequence[tuple[str, int]], hidden: tuple[str, int] | None) -> bytes:
    out = [f'<row r="{number}" ht="{height}" customHeight="1">'.encode()]
    placed = list(enumerate(cells, start=1))
    if hidden is not None:
        placed.append((_MARK_COLUMN, hidden))
    for column, (words, look) in placed:
        said = text(words[:_CELL_CHARACTERS])
        head = f'<c r="{address(number, column)}" s="{look}"'.encode()
        if said:
            out.append(head + b' t="inlineStr"><is><t xml:space="preserve">' + said + b"</t></is></c>")
        else:
            out.append(head + b"/>")
    out.append(b"</row>")
    return b"".join(out)


def _height(cells: Sequence[tuple[str, int]], widths: Sequence[int]) -> int:
    """Points: WPS does not fit a row to its wrapped text by itself when it opens a file."""
    lines = max(line_count(words, width - 4) for (words, _), width in zip(cells, widths, strict=True))
    return min(16 * lines + 6, 400)


def _looks(styles: Styles) -> _Looks:
    name = styles.font_name
    border = "".join(
        f'<{side} style="thin"><color rgb="FFD5DDE0"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    border = f"<border>{border}<diagonal/></border>"

    def font(size: int, colour: str, more: str = "") -> str:
        return f'<font>{more}<sz val="{size}"/><color rgb="{colour}"/><name val="{name}"/></font>'

    def alignment(across: str, down: str = "center") -> str:
        indent = ' indent="1"' if across == "left" else ""
        return f'<alignment horizontal="{across}" vertical="{down}" wrapText="1"{indent}/>'

    def fill(colour: str) -> str:
        solid = f'<fgColor rgb="{colour}"/><bgColor indexed="64"/>'
        return f'<fill><patternFill patternType="solid">{solid}</patternFill></fill>'

    plain, centred, left = font(10, "FF1F2A2E"), alignment("center"), alignment("left")
    return _Looks(
        title=styles.look(font=font(16, _TEAL, "<b/>"), alignment=alignment("left", "center")),
        words=styles.look(font=font(10, "FF5A6A70"), alignment=left),
        head=styles.look(
            font=font(10, "FFFFFFFF", "<b/>"), fill=fill(_TEAL), border=border, alignment=alignment("center", "center")
        ),
        body=styles.look(font=plain, border=border, alignment=left),
        middle=styles.look(font=plain, border=border, alignment=centred),
        link=styles.look(font=font(10, _TEAL, "<u/>"), border=border, alignment=centred),
        error=styles.look(font=font(10, "FFA61B12", "<b/>"), border=border, alignment=centred),
        warning=styles.look(font=font(10, "FF7A5200", "<b/>"), border=border, alignment=centred),
    )
