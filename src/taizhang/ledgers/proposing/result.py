"""What is proposed, as frozen values and as the plain data that `taizhang ledger propose --json` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taizhang.engine.pack import FieldType, Mask
from taizhang.ledgers.reading.problems import column_letter

SAMPLE_ROWS = 20
_PACK_TYPES = {
    "text": FieldType.STRING,
    "integer": FieldType.INTEGER,
    "number": FieldType.NUMBER,
    "money": FieldType.NUMBER,
    "percent": FieldType.NUMBER,
    "date": FieldType.DATE,
    "month": FieldType.STRING,
    "year": FieldType.INTEGER,
    "boolean": FieldType.BOOLEAN,
    "code": FieldType.STRING,
    "id_number": FieldType.STRING,
    "phone": FieldType.STRING,
}


@dataclass(frozen=True, slots=True)
class ProposedField:
    """column: 0-based. path: titles from the top heading row down. type: as the office uses the column: text integer
    number money percent date month year boolean code id_number phone. id: snake_case, from the title's pinyin.
    words: of a column of few repeated words, for a code list. required: the heading says so; always_filled: no row is
    blank. numbered: a running number that a ledger does not need. sample: its first SAMPLE_ROWS cells as the office
    wrote them; never printed."""

    column: int
    id: str
    path: tuple[str, ...]
    name: str
    type: str
    unit: str = ""
    decimals: int = 0
    words: tuple[str, ...] = ()
    required: bool = False
    always_filled: bool = False
    hidden: bool = False
    numbered: bool = False
    format: str = ""
    mask: Mask = Mask.NONE
    example: str = ""
    sample: tuple[object, ...] = ()

    @property
    def title(self) -> str:
        return "-".join(self.path)

    @property
    def pack_type(self) -> FieldType:
        """The type of a pack's field that holds it."""
        return FieldType.CODE if self.words and self.type == "text" else _PACK_TYPES[self.type]

    def as_json(self) -> dict[str, object]:
        return {
            "column": column_letter(self.column),
            "id": self.id,
            "title": self.title,
            "path": list(self.path),
            "type": self.type,
            "pack_type": self.pack_type.value,
            "unit": self.unit or None,
            "decimals": self.decimals,
            "codes": list(self.words),
            "required": self.required or None,
            "always_filled": self.always_filled,
            "hidden": self.hidden,
            "format": self.format or None,
            "mask": self.mask.value or None,
            "example": self.example or None,
        }


@dataclass(frozen=True, slots=True)
class ProposedSheet:
    """One table of a sheet, or a sheet without one. Rows are 1-based, as the office sees them."""

    name: str
    is_data: bool
    hidden: bool = False
    title: str | None = None
    heading_rows: tuple[int, int] | None = None
    data_rows: tuple[int, int] | None = None
    row_count: int = 0
    total_rows: tuple[int, ...] = ()
    notes_rows: tuple[int, ...] = ()
    head_lines: tuple[int, ...] = ()
    group_rows: tuple[int, ...] = ()
    repeated_heading_rows: tuple[int, ...] = ()
    numbered_only_rows: tuple[int, ...] = ()
    blank_rows: tuple[int, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    fields: tuple[ProposedField, ...] = ()

    def as_json(self) -> dict[str, object]:
        rows = {
            name: list(getattr(self, name))
            for name in (
                "total_rows",
                "notes_rows",
                "head_lines",
                "group_rows",
                "repeated_heading_rows",
                "numbered_only_rows",
                "blank_rows",
                "hidden_rows",
            )
        }
        return {
            "name": self.name,
            "is_data": self.is_data,
            "hidden": self.hidden,
            "title": self.title,
            "heading_rows": list(self.heading_rows) if self.heading_rows else None,
            "data_rows": list(self.data_rows) if self.data_rows else None,
            "rows": self.row_count,
            **rows,
            "fields": [field.as_json() for field in self.fields],
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a workbook's sheets are."""

    file: str
    sheets: Sequence[ProposedSheet]

    def as_json(self) -> dict[str, object]:
        return {"file": self.file, "sheets": [sheet.as_json() for sheet in self.sheets]}
