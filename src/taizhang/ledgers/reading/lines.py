"""Lines of a table that are no rows: totals, notes and signatures, the heading again, column numbers, units, blanks.

Such a line is left out of the rows and named to the filer (aside.py). Rules, with what speaks against each:
docs/algorithms/lines-left-out.md. A row that any rule doubts stays a row: then its wrong cells are named.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.reading.line_words import NOTE, SEQUENCE, SIGNATURE, is_numbering, is_total, squeezed
from taizhang.ledgers.reading.unit_titles import own_column
from taizhang.ledgers.reading.whose import NO_UNITS, UnitNames


class Line(enum.StrEnum):
    TOTAL = "total"
    AVERAGE = "average"
    NOTE = "note"
    HEADING = "heading"
    NUMBERING = "numbering"
    UNITS = "units"
    BLANK = "blank"
    OTHER = "other"


KINDS = {
    Line.TOTAL: Text("合计行", "total"),
    Line.AVERAGE: Text("统计行", "mean or statistic"),
    Line.NOTE: Text("说明或落款", "note or signature"),
    Line.HEADING: Text("重复的表头", "the heading again"),
    Line.NUMBERING: Text("栏次行", "column numbers"),
    Line.UNITS: Text("单位行", "units"),
    Line.BLANK: Text("没有数据", "nothing in the ledger's columns"),
    Line.OTHER: Text("其他单位的行", "of another unit"),
}
# Words that stand for a total whatever else the row says; others need a wrong cell beside them.
_BARE_TOTAL = re.compile(r"(?:合计|小计|总计|共计|累计|总和|汇总数)(?:数|金额)?:?|计:?|总|合")
_SURE_TOTAL = re.compile(
    rf".{{0,10}}(?:合计|小计|总计|共计|总和|汇总数)(?:数|金额)?(?:\(.{{1,8}}\))?:?|{_BARE_TOTAL.pattern}"
)
_SURE_AVERAGE = re.compile(r"平均(?:分|值|数)?|均值|人均|校均|最[高低](?:分|值)")
_PERSON = re.compile(r"姓名|名字|[人长员师生]$")
_SURE_NOTE = re.compile(r"(?:备?注|说明|填表说明|填报说明|填写说明|注意事项|温馨提示|附注)\d*:.+")
_SIGNER = (
    r"(?:填表|填报|制表|审核|复核|经办|负责|报送|统计|记录|登记)(?:单位)?(?:负责)?(?:人|日期|时间)|(?:填报|填表|制表|报送)单位|"
    r"(?:单位|学校)?(?:主要)?负责人|校长|园长|主管领导|分管领导|(?:联系)?电话|手机|(?:填报|填表|制表|报送|统计)?(?:日期|时间)"
)
_SIGNED = re.compile(rf"(?:单位|学校)?(?:{_SIGNER})(?:\(.{{1,8}}\))?:")
_SIGNED_ANYHOW = re.compile(rf"(?:{_SIGNER})(?:\(.{{1,8}}\))?[:(]?.{{0,30}}")
_SEALED = re.compile(r"\(?(?:公章|盖章|签章|签字)\)?:?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FIRST_MARK = re.compile(r"[甲乙丙]|栏次|列次")
_NO_UNIT = frozenset({"-", "/", "—", "单位", "计量单位"})
_BRACKETS = "()[]"


@dataclass(frozen=True, slots=True)
class Table:
    """What is needed to tell lines apart. titles: column -> squeezed titles over it, the last its own; fields: column
    -> its field; names: column -> what its code list calls a value; first: 0-based row below the heading. own: the
    column that names the school of each row and is none of the ledger's; units: who is called what, squeezed."""

    titles: Mapping[int, tuple[str, ...]]
    fields: Mapping[int, Field]
    names: Mapping[int, frozenset[str]]
    first: int
    own: int | None = None
    units: UnitNames = NO_UNITS

    @property
    def leading(self) -> tuple[int, ...]:
        """Columns in which a total is called one."""
        columns = sorted(self.titles)
        return tuple(columns[: max(4, len(columns) // 3)])

    def title(self, column: int) -> str:
        return self.titles[column][-1] if column in self.titles else ""


def table_of(
    titles: Sequence[Any],
    paths: Mapping[int, tuple[str, ...]],
    columns: Mapping[str, int],
    ledger: Ledger,
    codes: Mapping[str, CodeList],
    *,
    first: int,
    units: Callable[[], UnitNames] | None = None,
) -> Table:
    """units: asked for only where a column names units."""
    fields = {columns[field.id]: field for field in ledger.fields if field.id in columns}
    said = {column: (*paths.get(column, ()), squeezed(cell)) for column, cell in enumerate(titles) if squeezed(cell)}
    for column, field in fields.items():
        said.setdefault(column, (squeezed(field.title.zh),))
    names = {
        column: frozenset(
            squeezed(name) for code, text in codes[field.code_list].codes.items() for name in (code, text.zh)
        )
        for column, field in fields.items()
        if field.code_list in codes
    }
    own = own_column(said, fields)
    return Table(said, fields, names, first, own, units() if units is not None and own is not None else NO_UNITS)


def line_of(row: Sequence[Any], number: int, table: Table, *, odd: bool) -> Line | None:
    """What the row is when it is no row of data. number: 0-based. odd: it has a wrong cell."""
    cells = {column: cell for column, cell in enumerate(row) if cell is not None and squeezed(cell)}
    texts = {column: squeezed(cell) for column, cell in cells.items() if isinstance(cell, str)}
    if not cells:
        return Line.BLANK  # of spaces
    if _repeats(texts, table):
        return Line.HEADING
    if table.own is not None and texts.get(table.own) in table.units.others:
        return Line.OTHER
    if number == table.first and (below := _below_heading(row, texts, cells, table, odd=odd)):
        return below
    if _identified(cells, table):
        return None
    if (total := _total(cells, texts, table, odd=odd)) is not None:
        return total
    if _is_note(cells, texts, table, odd=odd):
        return Line.NOTE
    filled = [column for column in cells if column in table.fields]
    if not filled or (odd and all(SEQUENCE.fullmatch(table.title(column)) for column in filled)):
        return Line.BLANK
    return None


def _repeats(texts: Mapping[int, str], table: Table) -> bool:
    same = sum(text in table.titles.get(column, ()) for column, text in texts.items())
    return same >= 2 and same >= 0.6 * len(texts)


def _below_heading(
    row: Sequence[Any], texts: Mapping[int, str], cells: Mapping[int, Any], table: Table, *, odd: bool
) -> Line | None:
    units = [
        (text.strip(_BRACKETS), field)
        for column, text in texts.items()
        if (field := table.fields.get(column)) is not None
    ]
    named = sum(bool(field.unit) and text == field.unit for text, field in units)
    if len(texts) == len(cells) and named and all(text in (field.unit, *_NO_UNIT) for text, field in units):
        return Line.UNITS
    # By itself 1 2 3 may be a row; 甲 乙 1 2 3 is none.
    if (odd or any(_FIRST_MARK.fullmatch(text) for text in texts.values())) and is_numbering(
        [cell if cell != "" else None for cell in row], len(table.titles)
    ):
        return Line.NUMBERING
    return None


def _identified(cells: Mapping[int, Any], table: Table) -> bool:
    """A number of a person or an institution, or a day, makes a row of data whatever its words are."""
    return any(
        column in cells and (field.format or field.type is FieldType.DATE) and any(map(str.isdigit, str(cells[column])))
        for column, field in table.fields.items()
    ) and not any(SIGNATURE.fullmatch(squeezed(cell)) for cell in cells.values() if isinstance(cell, str))


def _total(cells: Mapping[int, Any], texts: Mapping[int, str], table: Table, *, odd: bool) -> Line | None:
    place = next((column for column in table.leading if column in texts and is_total(cells[column])), None)
    if place is None or texts[place] in table.names.get(place, ()):
        return None
    behind = [cell for column, cell in cells.items() if column > place]
    words = [cell for cell in behind if isinstance(cell, str) and _HAN.search(cell)]
    if len(words) > max(1, 0.4 * len(behind)):
        return None
    text = texts[place]
    # Behind another text only the bare word is one: 青禾镇 | 小计, but not 青禾小学 | 王小计.
    named = any(column < place for column in texts) or bool(_PERSON.search(table.title(place)))
    if (_BARE_TOTAL if named else _SURE_TOTAL).fullmatch(text):
        return Line.TOTAL
    if _SURE_AVERAGE.fullmatch(text):
        return Line.AVERAGE
    if odd:
        return Line.TOTAL if text.startswith("全") else Line.AVERAGE
    return None


def _is_note(cells: Mapping[int, Any], texts: Mapping[int, str], table: Table, *, odd: bool) -> bool:
    if not texts or not all(isinstance(cell, str | date) for cell in cells.values()):
        return False
    if len(cells) == 1:
        [text] = texts.values()
        if _SURE_NOTE.fullmatch(text) or _SIGNED.match(text) or _SEALED.fullmatch(text):
            return True
        said = NOTE.fullmatch(text) or SIGNATURE.fullmatch(text) or _SIGNED_ANYHOW.fullmatch(text)
        return odd and bool(said or "。" in text or len(text) > 30)
    first = texts.get(min(cells), "")
    if odd and len(cells) == 2 and (_SURE_NOTE.fullmatch(first) or re.fullmatch(r"(?:备?注|说明|附注):?", first)):
        return True
    signed, covered = 0, 0
    waits = False  # for the name behind a label that stands alone
    for column in sorted(cells):
        text = texts.get(column, "")
        if _SIGNED.match(text) or _SEALED.fullmatch(text) or (odd and _SIGNED_ANYHOW.fullmatch(text)):
            signed += 1
            waits = text.endswith(":") or ":" not in text
        elif waits:
            waits = False
        else:
            continue
        covered += 1
    return signed > 0 and covered >= 0.8 * len(cells) and (odd or signed > 1)
