"""Which column of a heading is which field: sure where the titles say so, a question to the filer where they do not.

Sure is a title that equals a field's, one of its aliases, or what the file's own template called it, apart from spaces,
width, brackets and units; and what this filer answered before. Everything else that could be a field is asked.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from taizhang.core.exports import NUMBER_HEADING
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.ledgers.reading.problems import column_letter

SIMILAR = 0.6  # share of characters in common (difflib's ratio) from which a title may mean a field
SAMPLES = 3
LAST_PREFIX = "上期:"  # our template's grey columns with last period's values, as folded
CHECKED_TITLE = "已核对"  # our template's column that confirms copied values
_NOTE = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")
_BRACKETS = re.compile(r"[(\[【](.*?)[)\]】]")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
_DAY = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}(\s*[-./月]\s*\d{1,2}\s*日?)?")
_SCALES = (
    ("元", "千元", "万元", "百万元", "亿元"),
    ("平方米", "㎡", "亩", "公顷"),
    ("千克", "公斤", "斤", "克", "吨"),
    ("米", "千米", "公里"),
    ("%", "‰"),
)
_SAME = {"㎡": "平方米", "千克": "公斤", "千米": "公里"}


class Why(enum.StrEnum):
    """What makes a column's field sure, or why it is asked."""

    SURE = "sure"
    REMEMBERED = "remembered"
    SIMILAR = "similar"  # asked: the title is merely alike
    TWICE = "twice"  # asked: two columns could be one field
    UNIT = "unit"  # asked: counted in another unit
    KIND = "kind"  # asked: a required column is missing, and this one holds what it wants
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. title: "" for one without. key: by which an answer is remembered. field: id, or "" for none; a
    proposal when asked. means: the field that the title names, counted in another unit."""

    index: int
    title: str
    key: str
    field: str = ""
    why: Why = Why.UNKNOWN
    asked: bool = False
    samples: tuple[str, ...] = ()
    means: str = ""

    @property
    def letter(self) -> str:
        return column_letter(self.index)


def plain(text: object) -> str:
    """A heading without unit in brackets, marks, spaces and width differences."""
    folded = unicodedata.normalize("NFKC", str(text or ""))
    return re.sub(r"\s+", "", _NOTE.sub("", folded)).lower()


def folded(text: object) -> str:
    """The same with what stands in brackets: 学生数(小学) and 学生数(初中) are two titles."""
    return re.sub(r"[\s*＊]+", "", unicodedata.normalize("NFKC", str(text or ""))).lower()


def names_of(ledger: Ledger, template_titles: Mapping[str, str]) -> dict[str, str]:
    """Plain title -> field id. template_titles: field id -> title in the file's own template, which may be older."""
    names: dict[str, str] = {}
    known = {field.id for field in ledger.fields}
    for field in ledger.fields:
        for name in (field.id, field.title.zh, field.title.en):
            if name:
                names.setdefault(plain(name), field.id)
    for field in ledger.fields:
        for name in field.aliases:
            names.setdefault(plain(name), field.id)
    for own, title in template_titles.items():
        if own in known:
            names.setdefault(plain(title), own)
    return names


def is_ours(title: object) -> bool:
    """A column that our own templates and exports add to the ledger's: never read as one, nor as a reason to keep a
    row."""
    key = folded(title)
    return key.startswith(LAST_PREFIX) or key in (CHECKED_TITLE, NUMBER_HEADING)


def number_column(row: Sequence[Any]) -> int | None:
    """Where a heading row of our own exports has the place of each row."""
    return next((index for index, cell in enumerate(row) if folded(cell) == NUMBER_HEADING), None)


def columns_of(row: Sequence[Any]) -> list[Column]:
    """The titled columns of a heading row, without those that our own files add."""
    titles = {index: str(cell).strip() for index, cell in enumerate(row) if cell is not None and str(cell).strip()}
    count = Counter(folded(title) for title in titles.values())
    found = []
    for index, title in titles.items():
        key = folded(title)
        if is_ours(title):
            continue
        # Two columns with one title differ by their place only, so an answer holds for this place.
        found.append(Column(index, title, key if count[key] == 1 else f"{key}@{column_letter(index)}"))
    return found


def untitled_columns(rows: Sequence[Sequence[Any]], at: int) -> list[Column]:
    """Columns that say something below the heading row `at` and have no title. An answer holds for one in its place
    after the same title only."""
    heading = [str(cell or "").strip() for cell in rows[at]]
    width = max(map(len, rows[at:]))
    heading += [""] * (width - len(heading))
    found, before = [], ""
    for index, title in enumerate(heading):
        before = folded(title) or before
        if not title and any(index < len(row) and str(row[index] or "").strip() for row in rows[at + 1 :]):
            found.append(Column(index, "", f"{before}|@{column_letter(index)}"))
    return found


@dataclass(frozen=True, slots=True)
class Titles:
    """What titles are compared with. answers: Column.key or column letter -> field id, "" for not needed. scale: the
    unit that a line above the heading gives for all columns, or "". file: what tells this file from others; what is
    said of a column in another unit holds for its numbers alone, and is asked anew with the next ones."""

    ledger: Ledger
    names: Mapping[str, str]
    answers: Mapping[str, str]
    scale: str = ""
    file: str = ""

    def mapped(self, columns: Sequence[Column]) -> list[Column]:
        """Each column with its field by answer or by title; titles that claim one field twice are asked."""
        found = [self._claim(column) for column in columns]
        claims: dict[str, list[Column]] = defaultdict(list)
        for column in found:
            if column.field:
                claims[column.field].append(column)
        twice = {column.index for same in claims.values() if len(same) > 1 for column in same}
        return [self._doubled(column) if column.index in twice else column for column in found]

    def _claim(self, column: Column) -> Column:
        field = self.ledger.field(self.names.get(plain(column.title), ""))
        other_scale = field is not None and _other_scale(column.title, field, self.scale)
        if other_scale:
            column = replace(column, key=f"{column.key}#{self.file}")
        answer = self.answers.get(column.letter, self.answers.get(column.key))
        if answer is not None and (not answer or self.ledger.field(answer) is not None):
            return replace(column, field=answer, why=Why.REMEMBERED)
        if field is None:
            return column
        if other_scale:
            # No proposal: pressing on would take it as it is.
            return replace(column, why=Why.UNIT, asked=True, means=field.id)
        return replace(column, field=field.id, why=Why.SURE)

    def _doubled(self, column: Column) -> Column:
        """Of two columns for one field the one that says the unit, or just the title, is the likely one."""
        field = self.ledger.field(column.field)
        assert field is not None
        likely = folded(column.title) in {folded(field.title.zh), folded(f"{field.title.zh}({field.unit})")}
        proposal = column.field if likely or column.why is Why.REMEMBERED else ""
        return replace(column, field=proposal, why=Why.TWICE, asked=True)

    def similar(self, columns: Sequence[Column]) -> list[Column]:
        """Columns that nothing claims, with the field that their title resembles most; a field is proposed once."""
        taken = {column.field for column in columns if column.field}
        open_ = [column for column in columns if column.why is Why.UNKNOWN and column.title]
        free = [field for field in self.ledger.fields if field.id not in taken]
        pairs = sorted(
            (
                (likeness(column.title, field), column.index, field.id)
                for column in open_
                for field in free
                if likeness(column.title, field) >= SIMILAR
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )
        asked = {index for _ratio, index, _field in pairs}
        chosen: dict[int, str] = {}
        for _ratio, index, own in pairs:
            if index not in chosen and own not in chosen.values():
                chosen[index] = own
        return [
            replace(column, field=chosen.get(column.index, ""), why=Why.SIMILAR, asked=True)
            if column.index in asked
            else column
            for column in columns
        ]


def of_the_kind(columns: Sequence[Column], ledger: Ledger, code_lists: Mapping[str, CodeList]) -> list[Column]:
    """Required fields that no column is for: unknown columns that hold what one of them wants are asked."""
    taken = {column.field for column in columns if column.field}
    missing = [field for field in ledger.fields if field.required and field.id not in taken]
    fitting = {
        column.index: [field.id for field in missing if fits(column.samples, field, code_lists)]
        for column in columns
        if column.why is Why.UNKNOWN and column.title
    }
    wanted = Counter(own for fields in fitting.values() for own in fields)
    return [_of_kind(column, fitting.get(column.index, []), wanted) for column in columns]


def _of_kind(column: Column, fields: Sequence[str], wanted: Counter[str]) -> Column:
    if not fields:
        return column
    alone = len(fields) == 1 and wanted[fields[0]] == 1
    return replace(column, field=fields[0] if alone else "", why=Why.KIND, asked=True)


def likeness(title: str, field: Field) -> float:
    """0 to 1: how much a column's title resembles a field's, or the nearest of its aliases."""
    own = plain(title)
    return max(
        SequenceMatcher(None, own, plain(name), autojunk=False).ratio() for name in (field.title.zh, *field.aliases)
    )


def fits(samples: Sequence[str], field: Field, code_lists: Mapping[str, CodeList]) -> bool:
    """Whether all that stands in the first rows of a column could be values of a field. An empty column could not."""
    texts = [unicodedata.normalize("NFKC", text).strip() for text in samples if text.strip()]
    if not texts:
        return False
    if field.type in (FieldType.INTEGER, FieldType.NUMBER):
        return all(_NUMBER.fullmatch(text) for text in texts)
    if field.type is FieldType.DATE:
        return all(_DAY.match(text) for text in texts)
    if field.type is FieldType.BOOLEAN:
        return all(text in ("是", "否", "有", "无", "√", "×") for text in texts)
    if field.type is FieldType.CODE:
        codes = code_lists[field.code_list].codes
        labels = {*codes, *(text.zh for text in codes.values())}
        return all(text in labels for text in texts)
    return not all(_NUMBER.fullmatch(text) for text in texts) or bool(field.format or field.pattern)


def _other_scale(title: str, field: Field, above: str) -> bool:
    """A title that counts in 万元 what the ledger counts in 元: taken as it is, it would be wrong by a factor. above:
    the unit that holds where the title gives none."""
    words = _BRACKETS.findall(unicodedata.normalize("NFKC", title))
    scale = next((scale for scale in _SCALES if field.unit in scale), ())
    units = [unit for word in words if (unit := word.strip().removeprefix("单位:").strip()) in scale]
    counted = units or [unit for unit in (above,) if unit in scale]
    return any(_SAME.get(unit, unit) != _SAME.get(field.unit, field.unit) for unit in counted)
