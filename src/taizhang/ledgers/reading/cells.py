"""Types cells column by column: whole columns of the right kind pass at once, odd cells are looked at one by one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, TypeAlias

import pyarrow as pa

from taizhang.analytics.schema import NUMBER_DIGITS, arrow_type
from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Field, FieldType
from taizhang.engine.text import Text
from taizhang.ledgers.formats import FORMATS, WARNING_FORMATS
from taizhang.ledgers.reading.columns import MAX_TEXT, SPACES, WIDE, clean_texts, decimals_of
from taizhang.ledgers.reading.days import written_day
from taizhang.ledgers.reading.failed import is_failed
from taizhang.ledgers.reading.problems import cell_problem
from taizhang.ledgers.reading.repairs import MAX_REPAIRED, Repair, holds_no_number, written_value

_LOST = re.compile(r"\d(?:\.\d+)?[Ee]\+\d{2,3}")  # digits that are gone: 3.7E+17
_DIGITS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WIDE_CODE = re.compile(f"[!-~！-～]*{WIDE}[!-~！-～]*")  # ＹＨ－０２ is the code YH-02; words keep their form
_EXCEL_EPOCH = date(1899, 12, 30)
_TRUE = frozenset({"是", "有", "对", "√", "y", "yes", "true", "1"})
_FALSE = frozenset({"否", "无", "没有", "×", "x", "n", "no", "false", "0"})
_PERCENT = "%"
_CHECK_IT = Text("核对数字和单位。", "Check the number and its unit.")

Cells: TypeAlias = (
    Sequence[Any] | pa.StringArray
)  # of a column: as calamine gives them, or texts (and blanks) that Arrow holds


class Wrong(Exception):
    """A cell that cannot be what its field wants."""

    def __init__(self, expected: Text, cure: Text) -> None:
        super().__init__(expected.en)
        self.expected, self.cure = expected, cure


class ColumnReader:
    """Types one field's cells. org_units: codes that exist in the period, for fields of that format. text_only: of a
    file in which a number is never anything but its digits.

    repairs: kind -> cells that were read in spite of their form. repaired: these cells; None when nobody asks.
    """

    def __init__(
        self, field: Field, codes: CodeList | None, org_units: Collection[str], *, text_only: bool = False
    ) -> None:
        self.field, self.codes, self.org_units, self.text_only = field, codes, org_units, text_only
        self.repairs: Counter[str] = Counter()
        self.repaired: list[Repair] | None = None
        self._pattern = re.compile(field.pattern) if field.pattern else None
        self._by_text = _code_names(codes)
        self._convert: Callable[[Any], object] = {
            FieldType.STRING: self._string,
            FieldType.INTEGER: self._integer,
            FieldType.NUMBER: self._number,
            FieldType.DATE: self._date,
            FieldType.BOOLEAN: self._boolean,
            FieldType.CODE: self._code,
        }[field.type]

    def read(self, cells: Cells, address: Callable[[int], str], sheet: str) -> tuple[pa.Array, list[Problem]]:
        """The typed column (null where a cell is wrong) and a problem a wrong cell. address: index -> cell address."""
        if isinstance(cells, pa.Array):
            typed = self._typed_texts(cells)
            if typed is not None:
                return typed, []
            cells = cells.to_pylist()
        kinds = set(map(type, cells))
        fast = self._fast(cells, kinds)
        if fast is not None:
            return fast, []
        # True equals 1 as a key but does not read like it: a column that mixes them is read cell by cell.
        if bool in kinds and len(kinds) > 1:
            return self.read_each(cells, address, sheet)
        return self._read_distinct(cells, address, sheet)

    def read_each(
        self, cells: Sequence[Any], address: Callable[[int], str], sheet: str
    ) -> tuple[pa.Array, list[Problem]]:
        """`read`, one cell after the other: what the faster ways must agree with."""
        values: list[object] = []
        problems: list[Problem] = []
        total, self.repairs = self.repairs, Counter()
        for index, cell in enumerate(cells):
            try:
                values.append(self._value(cell))
                if self.repairs:
                    self._note_repair(cell, values[-1], tuple(self.repairs), address(index))
                    total += self.repairs
            except Wrong as wrong:
                values.append(None)
                problems.append(self._problem(wrong, cell, address(index), sheet))
            self.repairs.clear()
        self.repairs = total
        return pa.array(values, arrow_type(self.field)), problems

    def _read_distinct(
        self, cells: Sequence[Any], address: Callable[[int], str], sheet: str
    ) -> tuple[pa.Array, list[Problem]]:
        """Converts each distinct cell once: codes, dates and units have few. Repairs still count cells."""
        values: dict[Any, object] = {}
        wrongs: dict[Any, Wrong] = {}
        kinds: dict[Any, tuple[str, ...]] = {}
        total, self.repairs = self.repairs, Counter()
        for cell, times in Counter(cells).items():
            try:
                values[cell] = self._value(cell)
            except Wrong as wrong:
                values[cell], wrongs[cell] = None, wrong
                self.repairs.clear()  # a wrong cell is not repaired
            if self.repairs:
                kinds[cell] = tuple(self.repairs)
                for kind, count in self.repairs.items():
                    total[kind] += count * times
                self.repairs.clear()
        self.repairs = total
        if self.repaired is not None and kinds:
            for index, cell in enumerate(cells):
                if cell in kinds:
                    self._note_repair(cell, values[cell], kinds[cell], address(index))
        array = pa.array(map(values.__getitem__, cells), arrow_type(self.field), size=len(cells))
        if not wrongs:
            return array, []
        return array, [
            self._problem(wrongs[cell], cell, address(index), sheet)
            for index, cell in enumerate(cells)
            if cell in wrongs
        ]

    def _note_repair(self, cell: Any, value: object, kinds: tuple[str, ...], address: str) -> None:
        if self.repaired is None or len(self.repaired) >= MAX_REPAIRED:
            return
        text = str(cell).strip(SPACES)
        if self.codes is None:  # a code's text is left as the list has it
            text = value if isinstance(value, str) else unicodedata.normalize("NFKC", text)
        before = self._clean(cell) if isinstance(cell, float) else str(cell)[:MAX_TEXT]
        title = (self.field.title.zh, self.field.title.get("en"))
        # A percent keeps its sign: as a number it would show a hundredfold in a cell that is formatted as percent.
        after = text if text.endswith(_PERCENT) else written_value(value, text)
        self.repaired.append(Repair(address, title, before, after, kinds))

    def _problem(self, wrong: Wrong, cell: Any, address: str, sheet: str) -> Problem:
        return _soften(cell_problem(sheet, address, self.field, cell, wrong.expected, wrong.cure), self.field)

    def _fast(self, cells: Sequence[Any], kinds: set[type]) -> pa.Array | None:
        """Whole columns that need no repair: numbers that are numbers, text that is clean."""
        field = self.field
        if field.type is FieldType.NUMBER and kinds and kinds <= {float, int}:
            typed = decimals_of(cells, field)
            inside = typed is not None and self._inside(Decimal(repr(min(cells))), Decimal(repr(max(cells))))
            return typed if inside else None
        if field.type is FieldType.INTEGER and kinds and kinds <= {float, int}:
            low, high = min(cells), max(cells)
            # Beyond 2^53 a float no longer holds every whole number; Arrow refuses it, the exact way decides.
            if low > -(2**53) and high < 2**53 and self._inside(low, high):
                whole = pa.array(cells, pa.float64())
                integers = whole.cast(pa.int64(), safe=False)
                if integers.cast(pa.float64()).equals(whole):
                    return integers
        if field.type is FieldType.STRING and kinds == {str} and not self._checked:
            return clean_texts(pa.array(cells, pa.string()))
        if field.type is FieldType.DATE and kinds == {date}:
            return pa.array(cells, pa.date32())
        return None

    def _typed_texts(self, texts: pa.StringArray) -> pa.Array | None:
        """The column when none of its texts is wrong or needs a repair; each distinct one is converted once."""
        if self.field.type is FieldType.STRING and not self._checked and texts.null_count == 0 < len(texts):
            clean = clean_texts(texts)
            if clean is not None:
                return clean
        encoded = texts.dictionary_encode(null_encoding="encode")
        kept, self.repairs = self.repairs, Counter()
        try:
            values = [self._value(cell) for cell in encoded.dictionary.to_pylist()]
            repaired = bool(self.repairs)
        except Wrong:
            repaired = True
        self.repairs = kept
        return None if repaired else pa.array(values, arrow_type(self.field)).take(encoded.indices)

    @property
    def _checked(self) -> bool:
        return bool(self.field.format or self._pattern)

    def _inside(self, low: float | Decimal, high: float | Decimal) -> bool:
        minimum, maximum = self.field.minimum, self.field.maximum
        return (minimum is None or low >= minimum) and (maximum is None or high <= maximum)

    def _value(self, cell: Any) -> object:
        if cell is None or (isinstance(cell, str) and not cell.strip(SPACES)):
            if self.field.required:
                raise Wrong(Text("必填", "a value"), Text("请补填。", "Fill it in."))
            return None
        if isinstance(cell, str) and is_failed(cell.strip(SPACES)):
            raise Wrong(
                Text("算得出结果的公式", "a formula that gives a result"),
                Text("改好公式，或直接填数。", "Mend the formula, or type the value."),
            )
        return self._convert(cell)

    def _clean(self, cell: Any) -> str:
        """Text without outer spaces; a number cell keeps all its digits, never 3.7E+17."""
        if isinstance(cell, float):
            return str(int(cell)) if cell.is_integer() else repr(cell)
        if isinstance(cell, datetime | date):
            return cell.isoformat()[:10]
        text = str(cell)
        stripped = text.strip(SPACES)
        if stripped != text:
            self.repairs["spaces"] += 1
        return stripped

    def _half_width(self, cell: Any) -> str:
        text = self._clean(cell)
        folded = unicodedata.normalize("NFKC", text)
        if folded != text:
            self.repairs["full-width"] += 1
        return folded

    def _string(self, cell: Any) -> str:
        wide = isinstance(cell, str) and _WIDE_CODE.fullmatch(cell.strip(SPACES))
        text = self._half_width(cell) if self._checked or wide else self._clean(cell)
        if (isinstance(cell, float) and abs(cell) >= 1e15) or _LOST.fullmatch(text):
            raise Wrong(
                Text("以文本保存的长号码", "a long number kept as text"),
                Text("把这一列设为文本，重新填写号码。", "Set the column to text and type the number again."),
            )
        if self.field.format in ("id_number", "credit_code"):
            text = text.upper()
        if len(text) > MAX_TEXT:
            raise Wrong(Text(f"不超过 {MAX_TEXT} 字", f"up to {MAX_TEXT} characters"), Text("请缩短。", "Shorten it."))
        if self._pattern is not None and not self._pattern.fullmatch(text):
            example = self.field.example
            raise Wrong(
                Text(f"规定的格式，如 {example}", f"the set form, such as {example}")
                if example
                else Text("规定的格式", "the set form"),
                Text("照说明改正。", "Follow the column's note."),
            )
        if self.field.format == "org_unit":
            if text not in self.org_units:
                raise Wrong(
                    Text("本期存在的机构代码", "the code of an org unit of the period"),
                    Text("核对机构代码。", "Check the code."),
                )
        elif self.field.format in FORMATS:
            fits, expected, cure = FORMATS[self.field.format]
            if not fits(text):
                raise Wrong(expected, cure)
        return text

    def _decimal(self, cell: Any) -> Decimal:
        if isinstance(cell, bool) or (isinstance(cell, float) and not isfinite(cell)):
            raise self._not_a_number()
        if isinstance(cell, int | float):
            return Decimal(repr(cell))
        text = self._half_width(cell).replace(",", "").replace("，", "")
        if self.field.unit and text.endswith(self.field.unit):
            text = text.removesuffix(self.field.unit).strip()
        # A percent with its sign (percents.py) is as it should be, and so are digits where no cell could hold a number;
        # the repaired copy of a text file is a workbook, where a cell can.
        if not (self.field.unit == _PERCENT and _PERCENT in str(cell)) and not (
            _DIGITS.fullmatch(str(cell)) and ((self.text_only and self.repaired is None) or holds_no_number(text))
        ):
            self.repairs["number-as-text"] += 1
        try:
            value = Decimal(text)
        except InvalidOperation as error:
            raise self._not_a_number() from error
        if not value.is_finite():
            raise self._not_a_number()
        return value

    def _not_a_number(self) -> Wrong:
        return Wrong(Text("一个数", "a number"), Text("只填数字，单位不要写进格子。", "Digits only, without the unit."))

    def _too_long(self, digits: int) -> Wrong:
        expected = Text(f"整数部分不超过 {digits} 位的数", f"a number of at most {digits} digits before the point")
        return Wrong(expected, _CHECK_IT)

    def _integer(self, cell: Any) -> int:
        value = self._decimal(cell)
        if value != value.to_integral_value():
            raise Wrong(
                Text("整数", "a whole number"), Text("去掉小数，或核对单位。", "Drop the decimals, or check the unit.")
            )
        self._bounds(value)
        if abs(value) >= 2**62:
            raise self._too_long(NUMBER_DIGITS)
        return int(value)

    def _number(self, cell: Any) -> Decimal:
        value = self._decimal(cell)
        places = self.field.decimals
        quantum = Decimal(1).scaleb(-places)
        digits = NUMBER_DIGITS - places
        if abs(value) >= Decimal(10) ** digits:
            raise self._too_long(digits)
        rounded = value.quantize(quantum)
        # A sum of binary floats carries noise in its last digits; what is a hundredth of the last place is none.
        noise = max(Decimal("1e-9"), Decimal("1e-12") * abs(value))
        if abs(rounded - value) > min(noise, quantum / 100):
            raise Wrong(
                Text(f"最多 {places} 位小数", f"at most {places} decimals"),
                Text("按单位四舍五入后再填。", "Round it to the unit first."),
            )
        if abs(rounded) >= Decimal(10) ** digits:
            raise self._too_long(digits)
        self._bounds(rounded)
        return rounded

    def _bounds(self, value: Decimal) -> None:
        low, high, unit = self.field.minimum, self.field.maximum, self.field.unit
        if low is not None and value < low:
            raise Wrong(Text(f"不小于 {low}{unit}", f"at least {low}"), _CHECK_IT)
        if high is not None and value > high:
            raise Wrong(Text(f"不大于 {high}{unit}", f"at most {high}"), _CHECK_IT)

    def _date(self, cell: Any) -> date:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            if 20000 <= cell <= 80000:  # an Excel serial of 1954 to 2119
                self.repairs["date-form"] += 1
                return _EXCEL_EPOCH + timedelta(days=int(cell))
            cell = self._clean(cell)
        text = self._half_width(cell).replace(" ", "")
        found = written_day(text)
        if found is not None:
            if text != found.isoformat():
                self.repairs["date-form"] += 1
            return found
        raise Wrong(
            Text("日期，如 2026-03-31", "a date such as 2026-03-31"), Text("改成年-月-日。", "Write year-month-day.")
        )

    def _boolean(self, cell: Any) -> bool:
        if isinstance(cell, bool):
            return cell
        text = self._half_width(cell).lower()
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        raise Wrong(Text("是 或 否", "yes or no"), Text("从下拉框里选。", "Choose from the list."))

    def _code(self, cell: Any) -> str:
        text = self._clean(cell)
        found = self._by_text.get(text) or self._by_text.get(unicodedata.normalize("NFKC", text).lower())
        if found is None:
            choices = [name.zh for name in self.codes.codes.values()] if self.codes else []
            listed = "、".join(choices[:6]) + ("…" if len(choices) > 6 else "")
            raise Wrong(
                Text(f"其中之一：{listed}", f"one of {listed}"), Text("从下拉框里选。", "Choose from the list.")
            )
        return found


def _code_names(codes: CodeList | None) -> dict[str, str]:
    """Code, Chinese and English text -> code."""
    names: dict[str, str] = {}
    for code, text in (codes.codes if codes else {}).items():
        for name in (code, text.zh, text.get("en"), code.lower(), text.get("en").lower()):
            names.setdefault(name, code)
    return names


def _soften(problem: Problem, field: Field) -> Problem:
    if field.format not in WARNING_FORMATS:
        return problem
    from dataclasses import replace

    return replace(problem, level="warning")


def readers_for(
    fields: Sequence[Field], code_lists: Mapping[str, CodeList], org_units: Collection[str], *, text_only: bool = False
) -> dict[str, ColumnReader]:
    return {
        field.id: ColumnReader(field, code_lists.get(field.code_list), org_units, text_only=text_only)
        for field in fields
    }
