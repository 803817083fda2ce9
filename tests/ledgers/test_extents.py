"""How far a sheet's cells reach: the quick look never calls a wide sheet narrow."""

from __future__ import annotations

import random

import pytest

from taizhang.ledgers.reading import extents


def sheet(rows: range, columns: int, extra: str = "", style: int = 0) -> bytes:
    body = []
    for row in rows:
        letters = [chr(65 + at) if at < 26 else f"A{chr(65 + at - 26)}" for at in range(columns)]
        cells = "".join(f'<c r="{letter}{row}" s="{style or row}" t="s"><v>{row}</v></c>' for letter in letters)
        body.append(f'<row r="{row}" spans="1:{columns}">{cells}</row>')
    return f'<worksheet xmlns="x"><sheetData>{"".join(body)}{extra}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("rows", "columns"),
    [(range(1, 2_500), 20), (range(9_000, 11_000), 20), (range(19_500, 20_500), 20), (range(99_000, 99_900), 40)],
)
def test_an_ordinary_sheet_is_passed_at_a_glance(rows: range, columns: int) -> None:
    assert not extents.may_be_wide(sheet(rows, columns))


@pytest.mark.parametrize(
    "extra",
    [
        '<row r="5"><c r="XFD1048576" s="5"><v>1</v></c></row>',
        '<row r="5"><c r="A1048576" s="5"><v>1</v></c></row>',
        '<row r="2499"><c r="XFD2499"><v>1</v></c></row>',
        '<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row><row r="2500"><c r="A2500"><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="5"><c r = "XFD1048576"><v>1</v></c></row>',
        '<row r="5"><c r= "XFD1048576"><v>1</v></c></row>',
        '<row r="5"><c r\n="XFD1048576"><v>1</v></c></row>',
        '<row r="5"><c r="xfd1048576"><v>1</v></c></row>',
    ],
)
def test_a_far_corner_is_found_wherever_it_hides(extra: str) -> None:
    assert extents.of_xml(sheet(range(1, 2_500), 20, extra)) > 2_500 * 1_000


def test_what_the_quick_look_passes_is_never_too_wide() -> None:
    chance = random.Random(7)
    for _trial in range(300):
        rows = range(first := chance.randint(1, 60_000), first + chance.randint(1, 30))
        letters = "".join(chance.choice("ABXZ") for _letter in range(chance.randint(1, 3)))
        extra = f'<row r="{rows[-1]}"><c r="{letters}{chance.randint(1, 1_048_576)}"><v>1</v></c></row>'
        xml = sheet(rows, chance.randint(1, 30), extra)
        if not extents.may_be_wide(xml):
            places = {(len(a), a, int(b)) for a, b in extents._PLACE.findall(xml)}
            columns = max(extents._number(a) for _n, a, _b in places)
            height = max(b for _n, _a, b in places) - min(b for _n, _a, b in places) + 1
            assert columns * height <= extents.MOST_CELLS
