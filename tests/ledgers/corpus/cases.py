"""The files of the corpus and what must come of each: rows stored, cells named, or the file refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from tests.ledgers.corpus.books import (
    bomb,
    book,
    csv,
    encrypted,
    file,
    formulas,
    old_with_password,
    parts,
    spread,
    strict,
)
from tests.ledgers.corpus.ledgers import FUNDS, HAZARD, ROLL

A = ["小学", 120, 4, 0, 20, 9]
B = ["初中", 90, 3, 30, 10, 8]
PRIMARY = ["primary", 120, 4, 0, 20, 9]
JUNIOR = ["junior", 90, 3, 30, 10, 8]
BOTH = [PRIMARY, JUNIOR]
POINT = ["YH-1", "水域", "河段", "禾守安", "巡查", "2026-06-03", "2026-06-25"]
STORED_POINT = ["YH-1", "water", "河段", "禾守安", "巡查", "2026-06-03", "2026-06-25", None]
MONEY = ["青禾一小", "330100201501010011", 98.5, 1200.5, "2024-03-05", "是"]
STORED_MONEY = ["青禾一小", "330100201501010011", "98.50", "1200.50", "2024-03-05", True]


@dataclass(frozen=True, slots=True)
class Case:
    """rows: as stored, by field in the ledger's order. wrong: (cell, what was found) and nothing stored. refused: the
    code and nothing stored. The rest is told beside: left_out (sheet row, kind), warned cells, repairs, sheets."""

    id: str
    build: Callable[[], bytes]
    ledger: str = "roll"
    name: str = "上报.xlsx"
    rows: Sequence[Sequence[Any]] = ()
    wrong: Sequence[tuple[str, str]] = ()
    refused: str = ""
    left_out: Sequence[tuple[int, str]] = ()
    warned: Sequence[str] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    unread: Sequence[str] = ()
    others: Sequence[str] = ()
    hidden: str = ""


def _money(*changes: Mapping[int, Any]) -> list[list[Any]]:
    """Rows of the ledger of funds, each with some cells changed."""
    return [[change.get(index, cell) for index, cell in enumerate(MONEY)] for change in changes]


def _stored(*changes: Mapping[int, Any]) -> list[list[Any]]:
    return [[change.get(index, cell) for index, cell in enumerate(STORED_MONEY)] for change in changes]


def _points(*days: Any) -> list[list[Any]]:
    return [[f"YH-{number}", *POINT[1:5], day, None] for number, day in enumerate(days, start=1)]


def _stored_points(*days: str) -> list[list[Any]]:
    return [[f"YH-{number}", *STORED_POINT[1:5], day, None, None] for number, day in enumerate(days, start=1)]


def hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["D"].hidden = True


def _trailing(sheet: Worksheet) -> None:
    for row in range(4, 40):
        for column in range(1, 12):
            sheet.cell(row, column, " " if row % 3 == 0 else None).number_format = "0.00"


TWO_ROWS = [
    ["学段", "规模", None, "其中", None, "专任教师数"],
    [None, "学生数", "班级数", "寄宿生数", "随迁子女数", None],
]
TWO_MERGES = ["A1:A2", "B1:C1", "D1:E1", "F1:F2"]
THREE_ROWS = [
    ["学校基本情况统计表"],
    ["学段", "规模", None, None, None, "专任教师数（人）"],
    [None, "学生数（人）", "班级数（个）", "其中", None, None],
    [None, None, None, "寄宿生数", "随迁子女数", None],
]
FOUR_ROWS = [
    ["学段", "基本情况", None, None, None, None],
    [None, "学生", None, None, None, "教师"],
    [None, "学生数", "班级数", "寄宿生", "随迁子女", "专任教师"],
    [None, None, None, "数", "数", "数"],
]
SAME_LEAVES = [["学段", "上年", "本年", *ROLL[2:]], [None, "学生数", "学生数"]]
NOTES_ABOVE = [["附件2"], [], ["青禾县学校基本情况"], ["填报单位：青禾一小", None, None, "单位：人"], [], ROLL]
SIGNED = ["单位负责人：周明", None, "填表人：禾守安", None, "填报日期：", date(2026, 7, 2)]
GROUPS = [
    ["序号", *FUNDS],
    [1, *_money({})[0]],
    [2, *_money({0: "青禾二小", 3: 100})[0]],
    [None, "小　计", None, None, 1300.5],
    [3, *_money({0: "合计小学", 3: 200})[0]],
    [None, "小计", None, None, 200],
    ["合 计", None, None, None, 1500.5],
]
GROUP_ROWS = _stored({}, {0: "青禾二小", 3: "100.00"}, {0: "合计小学", 3: "200.00"})
ROW_TEXT = [[*A[:1], *map(str, A[1:])], [*B[:1], *map(str, B[1:])]]

HEADINGS = [
    Case("one row of titles", lambda: book([ROLL, A, B]), rows=BOTH),
    Case("notes above the table", lambda: book([*NOTES_ABOVE, A, B], merges=["A3:F3"]), rows=BOTH),
    Case("two rows of titles with merges", lambda: book([*TWO_ROWS, A, B], merges=TWO_MERGES), rows=BOTH),
    Case(
        "three rows under a title",
        lambda: book([*THREE_ROWS, A, B], merges=["A1:F1", "A2:A4", "B2:E2", "F2:F4", "B3:B4", "C3:C4", "D3:E3"]),
        rows=BOTH,
    ),
    Case("titles spelled over four rows", lambda: book([*FOUR_ROWS, A, B], merges=["B1:F1", "B2:E2"]), rows=BOTH),
    Case("titles over rows without merges", lambda: book([*TWO_ROWS, A, B]), rows=BOTH),
    Case(
        "the same titles under two years",
        lambda: book([*SAME_LEAVES, ["小学", 118, *A[1:]]]),
        refused="file.missing-columns",
    ),
    Case(
        "columns in another order, one unknown",
        lambda: book([[*reversed(ROLL), "备注"], [*reversed(A), "无"], [*reversed(B), None]]),
        rows=BOTH,
    ),
    Case(
        "column numbers below the titles",
        lambda: book([ROLL, ["甲", 1, 2, 3, 4, 5], A, B]),
        rows=BOTH,
        left_out=[(2, "numbering")],
    ),
    Case(
        "units below the titles",
        lambda: book([[title.partition("（")[0] for title in ROLL], ["-", "人", "个", "人", "人", "人"], A, B]),
        rows=BOTH,
        left_out=[(2, "units")],
    ),
    Case("titles too far down", lambda: book([[f"第{n}条"] for n in range(14)] + [ROLL, A]), refused="file.no-heading"),
    Case("another ledger's columns", lambda: book([["书名", "作者"], ["春", "禾"]]), refused="file.no-heading"),
    Case("a required column missing", lambda: book([ROLL[:5], A[:5]]), refused="file.missing-columns"),
    Case("titles and no rows", lambda: book([ROLL]), refused="filing"),
]

LINES = [
    Case(
        "a total that is right",
        lambda: book([ROLL, A, B, ["合计", 210, 7, 30, 30, 17]]),
        rows=BOTH,
        left_out=[(4, "total")],
    ),
    Case(
        "a total that is wrong",
        lambda: book([ROLL, A, B, ["总  计", 310, 7, 30, 30, 18]]),
        rows=BOTH,
        left_out=[(4, "total")],
        warned=["B4", "F4"],
    ),
    Case(
        "totals of parts, and a school named 合计小学",
        lambda: book(GROUPS),
        ledger="funds",
        rows=GROUP_ROWS,
        left_out=[(4, "total"), (6, "total"), (7, "total")],
    ),
    Case(
        "a total on top",
        lambda: book([FUNDS, ["全县合计", None, None, 1300.5], *_money({}, {0: "青禾二小", 3: 100})]),
        ledger="funds",
        rows=_stored({}, {0: "青禾二小", 3: "100.00"}),
        left_out=[(2, "total")],
    ),
    Case(
        "means below a table",
        lambda: book([FUNDS, *_money({}), ["平均", None, "98.5", 1200.5]]),
        ledger="funds",
        rows=_stored({}),
        left_out=[(3, "average")],
    ),
    Case(
        "the titles again at a page break",
        lambda: book([ROLL, A, ["学校基本情况（续）"], ROLL, B]),
        wrong=[
            ("A3", "学校基本情况（续）"),
            ("B3", "空白"),
            ("C3", "空白"),
            ("D3", "空白"),
            ("E3", "空白"),
            ("F3", "空白"),
        ],
        left_out=[(4, "heading")],
    ),
    Case("the titles again", lambda: book([ROLL, A, ROLL, B]), rows=BOTH, left_out=[(3, "heading")]),
    Case(
        "signatures and notes below",
        lambda: book([ROLL, A, B, [], SIGNED, ["注：1.寄宿生含临时住宿的。"], ["（公章）"]]),
        rows=BOTH,
        left_out=[(5, "note"), (6, "note"), (7, "note")],
    ),
    Case(
        "signatures that no required column stops",
        lambda: book(
            [FUNDS, *_money({}), ["填表人：禾守安", None, None, None, "填报日期：2026年7月2日"], ["备注：见附件"]]
        ),
        ledger="funds",
        rows=_stored({}),
        left_out=[(3, "note"), (4, "note")],
    ),
    Case(
        "lines numbered in advance",
        lambda: book([["序号", *ROLL], [1, *A], [2, *B], [3], [4], [5]]),
        rows=BOTH,
        left_out=[(4, "blank"), (5, "blank"), (6, "blank")],
    ),
    Case(
        "blanks behind and below",
        lambda: book([ROLL, A, B], change=_trailing),
        rows=BOTH,
    ),
    Case(
        "one cell merged over two rows",
        lambda: book([ROLL, A, [None, *B[1:]]], merges=["A2:A3"]),
        wrong=[("A3", "空白")],
    ),
]

SHEETS = [
    Case(
        "a second sheet with a parent's key",
        lambda: book([ROLL, A, B], others={"班级明细": [["学段", "班级", "班主任"], ["小学", "一1班", "禾守安"]]}),
        rows=BOTH,
        others=["班级明细"],
    ),
    Case(
        "rows on two sheets",
        lambda: book([ROLL, A], others={"初中部": [ROLL, B], "说明": [["填表说明"], ["按期末数填。"]]}),
        rows=[PRIMARY],
        unread=["初中部"],
    ),
    Case(
        "hidden rows and columns",
        lambda: book([ROLL, A, B], change=hide),
        rows=BOTH,
        hidden="第 2 行（共 1 行），D 列",
    ),
]

CELLS = [
    Case("numbers kept as texts", lambda: book([ROLL, *ROW_TEXT]), rows=BOTH, repairs={"number-as-text": 10}),
    Case(
        "thousands and units in cells",
        lambda: book([ROLL, ["小学", "1,120人", "40 个", 0, 20, 9]]),
        rows=[["primary", 1120, 40, 0, 20, 9]],
        repairs={"number-as-text": 2},
    ),
    Case(
        "full-width digits",
        lambda: book([ROLL, ["小学", "１２０", "４", "０", "２０", "９"]]),
        rows=[PRIMARY],
        repairs={"number-as-text": 5, "full-width": 5},
    ),
    Case(
        "spaces of all kinds",
        lambda: book([ROLL, [" 小学　", "120\xa0", 4, 0, 20, "9\n"]]),
        rows=[PRIMARY],
        repairs={"spaces": 3, "number-as-text": 2},
    ),
    Case(
        "dates in five forms",
        lambda: book([HAZARD, *_points("2024年3月5日", "2024.3.5", "2024/3/5", "20240305", "2024-03-05")]),
        ledger="hazard",
        rows=_stored_points(*["2024-03-05"] * 5),
        repairs={"date-form": 4},
    ),
    Case(
        "dates as serial numbers and as dates",
        lambda: book(
            [HAZARD, *_points(45356, "45356", datetime(2024, 3, 5, 8, 30), date(2024, 3, 5))],
            formats={"F4": 'yyyy"年"m"月"d"日"', "F5": "yyyy/m/d"},
        ),
        ledger="hazard",
        wrong=[("F3", "45356")],
    ),
    Case(
        "a serial number in a date's column",
        lambda: book([HAZARD, *_points(45356)]),
        ledger="hazard",
        rows=_stored_points("2024-03-05"),
        repairs={"date-form": 1},
    ),
    Case(
        "a Mac's calendar",
        lambda: book([HAZARD, *_points(date(2024, 3, 5))], mac=True),
        ledger="hazard",
        rows=_stored_points("2024-03-05"),
    ),
    Case(
        "days that are none",
        lambda: book([HAZARD, *_points("2024年2月30日", "3月5日", "去年")]),
        ledger="hazard",
        wrong=[("F2", "2024年2月30日"), ("F3", "3月5日"), ("F4", "去年")],
    ),
    Case(
        "formulas with their results",
        lambda: formulas([ROLL, A, B], {"B2": ("=100+20", 120), "A3": ('="初"&"中"', "初中")}),
        rows=BOTH,
    ),
    Case(
        "formulas that failed",
        lambda: formulas([ROLL, A, B], {"B2": ("=1/0", "#DIV/0!"), "D3": ("=X", "#NAME?"), "F3": ("=Z9!A1", "#REF!")}),
        wrong=[("B2", "#DIV/0!"), ("D3", "#NAME?"), ("F3", "#REF!")],
    ),
    Case("formulas that nobody counted", lambda: book([ROLL, A, ["初中", "=60+30", *B[2:]]]), wrong=[("B3", "空白")]),
    Case(
        "ids that became numbers",
        lambda: book([FUNDS, *_money({1: 330100201501010011}, {1: 3.7e17})]),
        ledger="funds",
        wrong=[("B2", "3.3010020150101e+17"), ("B3", "3.7e+17")],
    ),
    Case(
        "ids that became texts of numbers",
        lambda: csv([FUNDS, *_money({1: "3.7E+17"}, {1: "3.301E+17"}, {})], "gbk"),
        ledger="funds",
        name="资金.csv",
        wrong=[("B2", "3.7E+17"), ("B3", "3.301E+17")],
    ),
    Case("ids kept as texts", lambda: book([FUNDS, *_money({})]), ledger="funds", rows=_stored({})),
    Case(
        "percents",
        lambda: book([FUNDS, *_money({2: 0.985}, {2: 0.9575}, {2: "97%"})], formats={"C2": "0.0%", "C3": "0%"}),
        ledger="funds",
        rows=_stored({}, {2: "95.75"}, {2: "97.00"}),
    ),
    Case(
        "yes and no in many words",
        lambda: book([FUNDS, *_money({5: "√"}, {5: "否"}, {5: "×"}, {5: True}, {5: "不知道"})]),
        ledger="funds",
        wrong=[("F6", "不知道")],
    ),
    Case(
        "words and halves where counts belong",
        lambda: book([ROLL, ["大学", "一百", 4.5, -1, None, 9]]),
        wrong=[("A2", "大学"), ("B2", "一百"), ("C2", "4.5"), ("D2", "-1"), ("E2", "空白")],
    ),
]

FORMATS = [
    Case("a CSV in GBK", lambda: csv([ROLL, A, B], "gbk"), name="上报.csv", rows=BOTH),
    Case("a CSV in UTF-8", lambda: csv([ROLL, A, B], "utf-8"), name="上报.csv", rows=BOTH),
    Case(
        "a CSV in UTF-8 with its mark and a total",
        lambda: csv([ROLL, A, B, ["合计", 210, 7, 30, 30, 17]], "utf-8-sig"),
        name="上报.csv",
        rows=BOTH,
        left_out=[(4, "total")],
    ),
    Case(
        "Unicode text named .xls",
        lambda: csv([ROLL, A, B], "utf-16", "\t"),
        name="上报.xls",
        rows=BOTH,
    ),
    Case("a CSV in no known encoding", lambda: b"\xff\xff\x81" * 9, name="上报.csv", refused="file.encoding"),
    *(
        Case(
            f"a table of WPS or Excel 2003, .{kind}",
            lambda kind=kind: file("roll.ods" if kind == "ods" else "roll.xls"),  # type: ignore[misc]
            name=f"上报.{kind}",
            rows=BOTH,
            left_out=[(5, "total"), (6, "note")],
            hidden="第 4 行（共 1 行），D 列",
        )
        for kind in ("xls", "et", "ods")
    ),
    *(
        Case(
            f"percents and dates in .{kind}",
            lambda kind=kind: file(f"funds.{kind}"),  # type: ignore[misc]
            ledger="funds",
            name=f"资金.{kind}",
            rows=_stored(
                {1: "G330100201501010011"},
                {0: "青禾二小", 1: "G330100201501010012", 2: "95.75", 3: "1200.00", 4: "2024-03-06", 5: False},
            ),
        )
        for kind in ("xls", "ods")
    ),
    *(
        Case(
            f"formulas that failed in .{kind}",
            lambda kind=kind: file(f"failed.{kind}"),  # type: ignore[misc]
            name=f"上报.{kind}",
            wrong=[("B2", "#DIV/0!"), ("C3", said), ("E2", "#N/A"), ("F3", "#NAME?")],
        )
        for kind, said in (("xls", "#VALUE!"), ("ods", "#Err:502"))
    ),
    Case("strict OOXML", lambda: strict(book([ROLL, A, B])), rows=BOTH),
]


def misplaced(old: bytes, new: bytes) -> bytes:
    return parts(book([ROLL, A]), lambda name, body: body.replace(old, new) if "worksheets/" in name else body)


REFUSED = [
    Case("nothing at all", lambda: b"", refused="file.empty"),
    Case("a workbook with a password", encrypted, refused="file.password"),
    Case(
        "an .xls with a password", lambda: old_with_password(file("roll.xls")), name="上报.xls", refused="file.password"
    ),
    Case("a workbook cut off", lambda: book([ROLL, A, B])[:-400], refused="file.truncated"),
    Case("an .xls cut off", lambda: file("roll.xls")[:3000], name="上报.xls", refused="file.unreadable"),
    Case("an .ods cut off", lambda: file("roll.ods")[:-900], name="上报.ods", refused="file.truncated"),
    Case("a picture", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, name="上报.xlsx", refused="file.kind"),
    Case(
        "another package",
        lambda: parts(book([ROLL]), lambda _name, body: body).replace(b"xl/workbook.xml", b"xl/wordbook.xml"),
        refused="file.kind",
    ),
    Case("200 MB of blanks in 200 KB", lambda: bomb(book([ROLL, A]), 200), refused="file.bomb"),
    Case(
        "a cell with a place of eleven digits", lambda: misplaced(b'r="C2"', b'r="C99999999999"'), refused="file.bomb"
    ),
    Case(
        "a row far below, its cells without places",
        lambda: misplaced(b'<row r="2"><c r="A2"', b'<row r="900000000"><c'),
        refused="file.bomb",
    ),
    Case("a cell in the farthest corner", lambda: spread(book([ROLL, A]), "XFD1048576"), refused="file.bomb"),
]

CASES = [*HEADINGS, *LINES, *SHEETS, *CELLS, *FORMATS, *REFUSED]
