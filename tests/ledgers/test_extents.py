"""How far a sheet's cells reach: the quick look never calls a wide sheet narrow."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from taizhang.core.workbooks import UnreadableFile, extents
from taizhang.ledgers.reading import sheets


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


ROLL = (Path(__file__).parent / "corpus" / "files" / "roll.xls").read_bytes()


def put(place: int, form: str, *values: int) -> bytes:
    """The good .xls with other numbers at one place."""
    changed = bytearray(ROLL)
    struct.pack_into(form, changed, place, *values)
    return bytes(changed)


def dimensions() -> int:
    """Where the first sheet states its extent: the record's kind and length are known, and one follows the other."""
    return ROLL.index(struct.pack("<HH", 0x0200, 14)) + 4


def chain_place(sector: int) -> int:
    """Where the table of the good file says which sector follows one."""
    [table] = struct.unpack_from("<I", ROLL, 76)
    return (table + 1) * 512 + 4 * sector


FIRST_OF_DIRECTORY = struct.unpack_from("<I", ROLL, 48)[0]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(put(dimensions(), "<II", 33024, 6), id="ends-before-it-begins"),
        pytest.param(put(44, "<I", 0xFFFFFFFF), id="billions-of-tables"),
        pytest.param(put(62, "<I", 0xFFFF0000), id="billions-of-small-tables"),
        pytest.param(put(chain_place(FIRST_OF_DIRECTORY), "<I", FIRST_OF_DIRECTORY), id="directory-in-a-circle"),
        pytest.param(put(68, "<I", 0)[:1020] + struct.pack("<I", 0) + ROLL[1024:], id="tables-in-a-circle"),
    ],
)
def test_an_xls_for_which_calamine_would_take_all_memory_is_refused(broken: bytes) -> None:
    """Each ends the process, or never ends, when it is opened: no exception could be caught."""
    assert len(broken) == len(ROLL) and broken != ROLL
    with pytest.raises(extents.Damaged):
        extents.of_xls(broken)


def test_an_xls_with_a_wide_stated_extent_counts_as_wide() -> None:
    assert extents.of_xls(ROLL) < 10_000
    assert extents.of_xls(put(dimensions(), "<IIHH", 0, 2**31, 0, 256)) > extents.MOST_CELLS


def test_more_columns_than_a_sheet_can_have_are_too_many() -> None:
    """A million of them are a few bytes of a file, and a minute of looking at blank cells."""
    far = '<row r="2"><c r="A2"><v>1</v></c><c r="{}2"><v>1</v></c></row>'
    assert extents.of_xml(sheet(range(1, 2), 1, far.format("XFD"))) <= extents.MOST_CELLS
    assert extents.of_xml(sheet(range(1, 2), 1, far.format("XFE"))) > extents.MOST_CELLS


def test_a_csv_with_more_columns_than_a_sheet_can_have_is_refused() -> None:
    narrow, wide = (f"学段{',' * count}\n小学{',' * count}\n".encode() for count in (16_383, 16_384))
    assert len(list(sheets.sheet("a", sheets.open_file("a.csv", narrow, "csv")).rows)) == 2
    with pytest.raises(UnreadableFile):
        list(sheets.sheet("a", sheets.open_file("a.csv", wide, "csv")).rows)
