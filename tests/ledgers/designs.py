"""A section clerk's own workbook with a two-level heading, and designs made of it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from taizhang.core.actor import Actor
from taizhang.ledgers import queries, services
from taizhang.ledgers.designing.design import Design, DesignField
from taizhang.ledgers.models import LedgerDesign

ROWS: Sequence[Sequence[object]] = (
    ("小学", 120, 30, 12, 8.5, "2026年3月2日", "自营"),
    ("初中", 86, 20, 9, 9, "2026.3.2", "配送"),
    ("小学", 64, 11, "八", 8, "2026-03-09", "自营"),
    ("初中", 77, 13, 7, 9, "2026年3月2日", "配送"),
    ("小学", 90, 22, 6, 8, "2026-03-09", "自营"),
    ("初中", 55, 8, 3, 9, "2026-03-09", "配送"),
)


def office_workbook(rows: Sequence[Sequence[object]] = ROWS) -> bytes:
    """A title, a line of units, two heading rows with merges, rows, a total and a note."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet("午托统计"), book.add_format({"bold": True})
        sheet.merge_range("A1:H1", "校内午托情况统计表", bold)
        sheet.write("A2", "填报单位：")
        for column, title in ((0, "序号"), (1, "学段"), (5, "每生收费（元）"), (6, "开始日期"), (7, "供餐方式")):
            sheet.merge_range(2, column, 3, column, title, bold)
        sheet.merge_range("C3:E3", "午托学生", bold)
        sheet.write_row("C4", ["午托人数", "其中：留守儿童", "随迁子女数"], bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(3 + number, 0, [number, *row])
        sheet.write_row(4 + len(rows), 0, ["合计", "", 347])
        sheet.write(5 + len(rows), 0, "注：收费以备案为准。")
    return buffer.getvalue()


def begun(actor: Actor) -> LedgerDesign:
    (row,) = services.begin_from_workbook(actor=actor, name="午托.xlsx", data=office_workbook())
    return row


def design_of(row: LedgerDesign) -> Design:
    return Design.from_data(LedgerDesign.objects.get(pk=row.pk).data)


def titled(design: Design, title: str) -> DesignField:
    return next(item for item in design.fields if item.title == title)


def kept(actor: Actor, row: LedgerDesign, design: Design) -> LedgerDesign:
    fresh = queries.design_for(actor, row.pk)
    return services.keep_design(actor=actor, row=fresh, design=design, window="w", revision=fresh.revision)
