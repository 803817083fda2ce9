"""Cells formatted as percent, in sheets read whole and in slices."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from taizhang.core.packs import installed_packs
from taizhang.core.workbooks import guards
from taizhang.ledgers.reading import ReadWorkbook, read_workbook
from taizhang.ledgers.reading.percents import percents_as_texts
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import PERIOD

HEADING = ["要点编号", "内容", "对应任务", "完成进度（%）"]
CELLS = [(0.85, "0%"), (1, "0.00%"), (0.57, '"约"0%'), (85, "0"), (85, '0"%"'), ("85%", "@"), (0.29, "0%")]


def read(cells: list[tuple[object, str]], *, details: bool = False) -> ReadWorkbook:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("上报")
        sheet.write_row(0, 0, HEADING)
        for row, (value, code) in enumerate(cells, start=1):
            sheet.write_row(row, 0, [f"2026-{row}", "走访", "走访学校"])
            form = book.add_format({"num_format": code})
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, 3, value, form, 0.42)
            else:
                sheet.write(row, 3, value, form)
    packs = installed_packs()
    ledger = packs.ledger("county-supervision.work_points")
    lists = code_lists_of(ledger, packs)
    return read_workbook(
        "上报.xlsx",
        buffer.getvalue(),
        ledger=ledger,
        period=PERIOD,
        code_lists=lists,
        org_units=frozenset(),
        max_bytes=1_000_000,
        details=details,
    )


@pytest.mark.parametrize("long", [False, True])
def test_a_percent_is_read_as_it_is_shown(long: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if long:
        monkeypatch.setattr(guards, "LONG_SHEET", 0)
    found = read([*CELLS, ("=21/50", "0%")])
    assert found.problems == [] and not found.repairs  # nothing that a safe repair would write anew
    assert found.table["percent"].to_pylist() == [85, 100, 57, 85, 85, 85, 29, 42]


def test_a_repaired_percent_keeps_its_sign() -> None:
    found = read([("８５％", "0%")], details=True)
    assert found.table["percent"].to_pylist() == [85]
    assert [(repair.before, repair.after) for repair in found.repaired] == [("８５％", "85%")]


def test_a_percent_that_is_not_whole_is_named_as_it_is_shown() -> None:
    [problem] = read([(0.855, "0%")]).problems
    assert (problem.key, problem.found.zh) == ("D2", "85.5%")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b'<c r="A1" s="2"><v>0.85000000000000009</v></c>', b'<c r="A1" s="2" t="str"><v>85%</v></c>'),
        (b'<c s="2" r="A1" t="n"><v>1E-2</v></c>', b'<c s="2" r="A1" t="str"><v>1%</v></c>'),
        (b'<x:c r="A1" s="2"><x:f>1/4</x:f><x:v>0.25</x:v></x:c>', b'<x:c r="A1" s="2" t="str"><x:v>25%</x:v></x:c>'),
        (b'<c r="A1" s="2" t="str"><v>0.85</v></c>', None),
        (b'<c r="A1" s="2" t="s"><v>0</v></c>', None),
        (b'<c r="A1" s="2" t="e"><v>#N/A</v></c>', None),
        (b'<c r="A1" s="2"/><c r="B1" s="1"><v>3</v></c>', None),
        (b'<c r="A1" s="2"><v>x</v></c>', None),
        (b'<c r="A1" s="22"><v>3</v></c>', None),
    ],
)
def test_only_numbers_in_these_formats_become_texts(cell: bytes, text: bytes | None) -> None:
    assert percents_as_texts(cell, frozenset({"2"})) == (text or cell)
