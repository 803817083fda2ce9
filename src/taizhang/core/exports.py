"""What is on the screen as a workbook or CSV: same rows, same order, with title, filter, maker and date above.

Each file carries its data dictionary (a sheet of its own; in CSV the lines that begin with `#字段`) and ends with the
number of its rows, checked against the database's count: a file that would hold fewer or more is not handed out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from taizhang.engine.errors import ConflictError, Problem
from taizhang.engine.text import Text
from taizhang.engine.text_width import display_width, line_count

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# A text cell that begins so would be run as a formula by a spreadsheet that opens the CSV.
FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
# Lines of a CSV after its rows; a reader of ours knows them and takes none for a row.
FIELD_MARK, FACT_MARK, END_MARK = "#字段", "#台账", "#结束"
FACTS_SHEET = "_taizhang"  # hidden: what the file is, by which an import refuses a mix-up
DICTIONARY_FACT = "dictionary"  # name of the sheet that explains the columns, in the language of who took the file
WIDEST = 40  # half-width characters; a longer text wraps, in a row that is as high as its lines
LINE_HEIGHT, MOST_HEIGHT = 16, 400  # points
_UPRIGHT = 120  # characters that an upright A4 page holds at a size that is read
NUMBER_HEADING = "#"  # the first column of a filing's rows: each one's place
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))

Cell = str | int | Decimal | date | datetime | bool | None


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """heading with its unit; decimals for numbers, None for text and for numbers of which each shows its own; width:
    the least, in characters: a workbook's column is as wide as what stands in it, up to WIDEST. thousands: whether
    they are parted; those of a year or an order are not."""

    heading: str
    decimals: int | None = None
    width: int = 14
    thousands: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table to take along. above: (label, words) rows over the table; totals: one cell a column, or empty."""

    title: str
    above: Sequence[tuple[str, str]]
    columns: Sequence[ExportColumn]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] = ()
    dictionary: Sequence[Sequence[str]] = ()  # heading, then a line a column; empty: made from the columns
    facts: Mapping[str, str] = field(default_factory=dict)
    expected: int | None = None  # rows as the database counts them

    def dictionary_lines(self) -> Sequence[Sequence[str]]:
        if self.dictionary:
            return self.dictionary
        lines = [[_("Column"), _("Type"), _("Decimals")]]
        for column in self.columns:
            number = column.decimals is not None
            lines.append(
                [
                    column.heading,
                    pgettext("type", "number") if number else pgettext("type", "text"),
                    str(column.decimals) if number else "",
                ]
            )
        return lines


class Counted:
    """Rows on their way into a file, counted."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.count = sheet, 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self.sheet.rows:
            self.count += 1
            yield row

    def require_all(self) -> int:
        """Their number. Raises ConflictError when the database counts another: then no file is handed out."""
        require_count(self.sheet.title, self.count, self.sheet.expected)
        return self.count


def require_count(where: str, count: int, expected: int | None) -> None:
    if expected is not None and count != expected:
        wanted = Text(f"与数据库一致的 {expected} 行", f"{expected} rows, as the database counts")
        cure = Text("数据刚有变动，请再导出一次。", "The data just changed; export again.")
        raise ConflictError([Problem("export.count", where, wanted, Text(f"{count} 行", f"{count} rows"), cure)])


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A download whose Chinese name survives every browser (RFC 5987), with a plain name for old ones."""
    plain = "export." + name.rsplit(".", 1)[-1]
    header = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": header})


def _printed(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run it; with the apostrophes before it, so that taking one off gives the text."""
    return text.lstrip("'").startswith(FORMULA_START)


def to_csv(sheet: Sheet) -> bytes:
    """UTF-8 with byte order mark, CRLF: opens rightly in WPS and Excel. Text that looks like a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([sheet.title])
    writer.writerows(sheet.above)
    writer.writerow([column.heading for column in sheet.columns])
    rows = Counted(sheet)
    writer.writerows([_printed(cell) for cell in row] for row in rows)
    if sheet.totals:
        writer.writerow([_printed(cell) for cell in sheet.totals])
    writer.writerows(_csv_end(sheet, rows.require_all()))
    return out.getvalue().encode("utf-8-sig")


def _csv_end(sheet: Sheet, count: int) -> list[list[str]]:
    """The lines after the rows: dictionary, facts, count."""
    lines = [[FIELD_MARK, *line] for line in sheet.dictionary_lines()]
    lines += [[FACT_MARK, key, value] for key, value in sheet.facts.items()]
    return [*lines, [END_MARK, _("Rows"), str(count), _checked(sheet)]]


def _checked(sheet: Sheet) -> str:
    """A table of computed values has no rows in the database to compare with."""
    return "" if sheet.expected is None else _("checked against the database")


def sheet_name(title: str, *, taken: Sequence[str] = ()) -> str:
    """A title as a spreadsheet lets a sheet be called: at most 31 characters, seven of them never. taken: names of the
    workbook's other sheets."""
    name = title.translate(_NOT_IN_SHEET_NAMES)[:31].strip("' ") or "Sheet1"
    reserved = {"history", *(other.lower() for other in taken)}  # Excel keeps History for itself
    return name if name.lower() not in reserved else f"{name[:30]}_"


def to_xlsx(sheet: Sheet) -> bytes:
    """An office table on A4: title across, facts above, head repeated on every page, one page wide; nothing that
    stands in it is cut."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet_name(sheet.title, taken=(FACTS_SHEET, _("Data dictionary"))))
    last = max(len(sheet.columns) - 1, 0)
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E6F1F2", "text_wrap": True, "valign": "vcenter"})
    if last:
        page.merge_range(0, 0, 0, last, sheet.title, title)
    else:
        page.write_string(0, 0, sheet.title, title)
    page.set_row(0, 24)
    for at, (label, words) in enumerate(sheet.above, start=1):
        page.write_string(at, 0, f"{label}：{words}" if words else label)
    top = len(sheet.above) + 1
    for at, column in enumerate(sheet.columns):
        page.write_string(top, at, column.heading, head)
    page.repeat_rows(top)
    page.freeze_panes(top + 1, 1)
    writer = _CellWriter(book, page, sheet.columns)
    page.set_row(top, writer.row_height([column.heading for column in sheet.columns]))
    row_at, rows = top, Counted(sheet)
    for row_at, row in enumerate(rows, start=top + 1):
        writer.write(row_at, row)
    if sheet.totals:
        writer.write(row_at + 1, sheet.totals, bold=True)
    _set_up(page, writer.widths)
    _dictionary_sheet(book, sheet, head, rows.require_all())
    book.close()
    return out.getvalue()


def _set_up(page: xlsxwriter.worksheet.Worksheet, widths: Sequence[int]) -> None:
    """widths: of the columns from the left, in characters."""
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    if sum(widths) > _UPRIGHT:
        page.set_landscape()
    for at, width in enumerate(widths):
        page.set_column(at, at, width)


def _number_shape(cell: int | Decimal, column: ExportColumn) -> str:
    """As the column says; a number that shows itself keeps its own decimals, and a whole one (a year, a grade) no
    thousands, as on the page."""
    decimals = column.decimals
    if decimals is None:
        if isinstance(cell, int):
            return "0"
        decimals = max(0, -int(cell.as_tuple().exponent))
    return ("#,##0" if column.thousands else "0") + ("." + "0" * decimals if decimals else "")


def _dictionary_sheet(book: xlsxwriter.Workbook, sheet: Sheet, head: object, count: int) -> None:
    """What each column means, and last the number of rows; before it, hidden, what the file is."""
    name = _("Data dictionary")
    if sheet.facts:
        facts = book.add_worksheet(FACTS_SHEET)
        facts.very_hidden()
        for at, (key, value) in enumerate({**sheet.facts, DICTIONARY_FACT: name}.items()):
            facts.write_string(at, 0, key)
            facts.write_string(at, 1, value)
    page = book.add_worksheet(name)
    lines = sheet.dictionary_lines()
    writer = _CellWriter(book, page, [ExportColumn("", width=8) for _at in lines[0]])
    for at, line in enumerate(lines):
        writer.write(at, line)
    for column, words in enumerate(lines[0]):
        page.write_string(0, column, words, head)
    page.freeze_panes(1, 0)
    page.write_string(len(lines) + 1, 0, _("Rows"))
    page.write_number(len(lines) + 1, 1, count)
    page.write_string(len(lines) + 1, 2, _checked(sheet))
    _set_up(page, writer.widths)


class _CellWriter:
    """Writes typed cells; a number keeps its decimals as a cell format, so that sums in the workbook stay exact."""

    def __init__(
        self, book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, columns: Sequence[ExportColumn]
    ) -> None:
        self.book, self.page, self.columns = book, page, columns
        self.formats: dict[tuple[str, bool], object] = {}
        self.widths = [max(column.width, min(WIDEST, display_width(column.heading) + 2)) for column in columns]

    def _format(self, number: str, bold: bool) -> object:
        key = (number, bold)
        if key not in self.formats:
            shape = {"border": 1, "bold": bold, "valign": "vcenter"}
            shape |= {"num_format": number} if number else {"text_wrap": True}
            self.formats[key] = self.book.add_format(shape)
        return self.formats[key]

    def row_height(self, row: Sequence[Cell]) -> int | None:
        """Points for the lines of its texts, since no office program fits a row by itself when it opens the file; None
        for one line. Widens the columns for them first."""
        lines = 1
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                most = max(self.columns[at].width, WIDEST)
                if 2 * len(cell) + 2 > self.widths[at]:
                    longest = max(map(display_width, cell.split("\n"))) + 2
                    self.widths[at] = max(self.widths[at], min(most, longest))
                lines = max(lines, line_count(cell, most - 2))
        return min(LINE_HEIGHT * lines + 3, MOST_HEIGHT) if lines > 1 else None

    def write(self, at: int, row: Sequence[Cell], *, bold: bool = False) -> None:
        if (height := self.row_height(row)) is not None:
            self.page.set_row(at, height)
        for column_at, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            if isinstance(cell, datetime):
                plain = cell.replace(tzinfo=None)
                self.page.write_datetime(at, column_at, plain, self._format("yyyy-mm-dd hh:mm", bold))
            elif isinstance(cell, date):
                moment = datetime(cell.year, cell.month, cell.day)
                self.page.write_datetime(at, column_at, moment, self._format("yyyy-mm-dd", bold))
            elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
                if Decimal(repr(float(cell))) != cell:  # more digits than a spreadsheet's number holds
                    self.page.write_string(at, column_at, format(cell, "f"), self._format("", bold))
                else:
                    self.page.write_number(at, column_at, float(cell), self._format(_number_shape(cell, column), bold))
            else:
                self.page.write_string(at, column_at, "" if cell is None else str(cell), self._format("", bold))
