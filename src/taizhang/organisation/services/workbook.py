"""Reading the workbook of org units: columns by their Chinese titles, every wrong cell named."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from django.conf import settings
from python_calamine import CalamineError, CalamineWorkbook

from taizhang.core.workbooks import check_short_upload
from taizhang.core.workbooks.extents import Damaged
from taizhang.core.workbooks.guards import is_misnamed, no_panic, text_under_another_name, unopenable
from taizhang.engine.errors import Problem
from taizhang.organisation.models import OrgUnitKind
from taizhang.organisation.services.rules import OrganisationError, problem

MAX_ROWS = 20_000
_KINDS = {
    "县": OrgUnitKind.COUNTY, "市": OrgUnitKind.COUNTY, "区": OrgUnitKind.COUNTY, "教育局": OrgUnitKind.BUREAU,
    "股室": OrgUnitKind.SECTION, "科室": OrgUnitKind.SECTION, "乡镇": OrgUnitKind.TOWNSHIP,
    "街道": OrgUnitKind.TOWNSHIP, "村": OrgUnitKind.VILLAGE, "社区": OrgUnitKind.VILLAGE,
    "学校": OrgUnitKind.SCHOOL, "幼儿园": OrgUnitKind.SCHOOL, "校区": OrgUnitKind.CAMPUS,
    "教学点": OrgUnitKind.CAMPUS, "外部单位": OrgUnitKind.EXTERNAL,
}  # fmt: skip
_STAGES = {
    "幼儿园": "kindergarten", "学前": "kindergarten", "小学": "primary", "初中": "junior", "高中": "senior",
    "普通高中": "senior", "中职": "vocational",
}  # fmt: skip
_OWNERSHIP = {"公办": "public", "民办": "private", "": ""}
_YES = {"是": True, "否": False, "农村": True, "城区": False, "城镇": False, "": False}


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    field: str
    read: Callable[[str], Any]
    expected: tuple[str, str]
    required: bool = False


def _one_of(values: dict[str, Any]) -> Callable[[str], Any]:
    return lambda text: values[text]


def _stages(text: str) -> list[str]:
    return list(
        dict.fromkeys(_STAGES[part] for part in text.replace("，", "、").replace(",", "、").split("、") if part)
    )


def _degrees(limit: int) -> Callable[[str], Decimal | None]:
    def read(text: str) -> Decimal | None:
        if not text:
            return None
        value = Decimal(text)
        if abs(value) > limit:
            raise ValueError(text)
        return value.quantize(Decimal("0.000001"))

    return read


def _day(text: str) -> date | None:
    return date.fromisoformat(text.replace("/", "-")) if text else None


def _short(length: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > length:
            raise ValueError(text)
        return text

    return read


def _listed(values: dict[str, Any]) -> tuple[str, str]:
    words = "、".join(value for value in values if value)
    return words, f"one of {words}"


COLUMNS = (
    Column("代码", "code", _short(32), ("1至32位代码", "a code of up to 32 characters"), required=True),
    Column("类别", "kind", _one_of(_KINDS), _listed(_KINDS), required=True),
    Column("名称", "name", _short(100), ("不超过100字的名称", "a name of up to 100 characters"), required=True),
    Column("简称", "short_name", _short(40), ("不超过40字的简称", "a short name of up to 40 characters")),
    Column("上级代码", "parent", _short(32), ("上级机构的代码", "the code of the parent unit"), required=True),
    Column("学段", "stages", _stages, _listed(_STAGES)),
    Column("办学性质", "ownership", _one_of(_OWNERSHIP), _listed(_OWNERSHIP)),
    Column("农村", "rural", _one_of(_YES), ("是或否", "是 or 否 (yes or no)")),
    Column("基层单位", "base_unit", _short(32), ("基层单位代码", "the code of the base unit")),
    Column("督学责任区", "zone", _short(32), ("责任区代码", "the code of a zone")),
    Column("经度", "longitude", _degrees(180), ("-180到180的度数", "degrees from -180 to 180")),
    Column("纬度", "latitude", _degrees(90), ("-90到90的度数", "degrees from -90 to 90")),
    Column("起始日期", "valid_from", _day, ("日期，如2026-09-01", "a date such as 2026-09-01")),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the sheet: its number as the person sees it, and its values by field (of columns that are there)."""

    line: int
    values: dict[str, Any]


def read_org_units(file: IO[bytes], name: str) -> tuple[list[SheetRow], list[Problem], dict[str, str]]:
    """Rows of the first sheet, the problems of single cells, and the letter of each field's column.

    Raises UnreadableFile for what no reader takes, OrganisationError for another kind, too many rows or a lacking
    column.
    """
    cells = _cells(file, name)
    header = [_text(cell) for cell in cells[0]] if cells else []
    places = {column: header.index(column.title) for column in COLUMNS if column.title in header}
    missing = [column.title for column in COLUMNS if column.required and column not in places]
    if missing:
        titles = "、".join(missing)
        _refuse(
            name,
            (f"有{titles}列", f"the columns {titles}"),
            ("缺少", "missing"),
            ("请照下面所列的列名写表头。", "Head the columns as listed below."),
        )
    letters = {column.field: _letter(index) for column, index in places.items()}
    rows: list[SheetRow] = []
    problems: list[Problem] = []
    for number, line in enumerate(cells[1:], start=2):
        texts = [_text(cell) for cell in line]
        if not any(texts):
            continue
        values: dict[str, Any] = {}
        for column, index in places.items():
            text = texts[index] if index < len(texts) else ""
            wrong = _read(column, text, values)
            if wrong is not None:
                problems.append(cell_problem(number, letters[column.field], column.expected, wrong))
        rows.append(SheetRow(number, values))
    return rows, problems, letters


def _read(column: Column, text: str, values: dict[str, Any]) -> tuple[str, str] | None:
    """Puts the value into `values`; returns what was found when it is wrong."""
    if column.required and not text:
        return ("空", "nothing")
    try:
        values[column.field] = column.read(text)
    except (KeyError, ValueError, InvalidOperation):
        return (text, text)
    return None


def cell_problem(line: int, letter: str, expected: tuple[str, str], found: tuple[str, str]) -> Problem:
    return problem(
        f"{letter}{line}", expected, found, ("请改正此单元格。", "Correct this cell."), code="import.cell", key=""
    )


def _cells(file: IO[bytes], name: str) -> Sequence[Sequence[Any]]:
    data = file.read(settings.MAX_UPLOAD_BYTES + 1)
    kind = check_short_upload(name, data, max_bytes=settings.MAX_UPLOAD_BYTES)
    if is_misnamed(name, kind):
        raise text_under_another_name(name)
    if kind != "xlsx":
        cure = ("请用 WPS 另存为 .xlsx。", "Save it as .xlsx.")
        _refuse(name, (".xlsx工作簿", "an .xlsx workbook"), ("别种文件", "another kind of file"), cure)
    try:
        with no_panic():
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MAX_ROWS + 2)
    except (CalamineError, Damaged, OSError, IndexError) as error:
        raise unopenable(name) from error
    if len(cells) > MAX_ROWS + 1:
        too_many = (f"不超过{MAX_ROWS}行", f"at most {MAX_ROWS} rows")
        _refuse(name, too_many, ("更多", "more"), ("请分次导入。", "Import in parts."))
    return cells


def _refuse(where: str, expected: tuple[str, str], found: tuple[str, str], cure: tuple[str, str]) -> None:
    raise OrganisationError([problem(where, expected, found, cure, code="import.file")])


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).strip() if cell is not None else ""


def _letter(index: int) -> str:
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
