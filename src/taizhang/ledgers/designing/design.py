"""What a design holds: a ledger as its page shows it, in any half-finished state, as plain data for a JSON column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from taizhang.engine.pack import FieldType

# What the page offers as type: a field's type, or a text with one of these formats.
FORMATS = ("id_number", "phone", "org_unit", "school_code", "credit_code", "document_number")
FORMAT_MASKS = {"id_number": "id_number", "phone": "phone"}
TYPES = (*FieldType, *FORMATS)
NUMERIC = (FieldType.INTEGER.value, FieldType.NUMBER.value)
MOST_FIELDS = 200  # as packs/schemas/ledgers.json has it
MOST_CHECKS = 60
ASK_AGAIN = "again"
LIMITS = {"deadline_days": (0, 366), "rows_each": (1, 9_999), "decimals": (0, 8)}

_D = TypeVar("_D")


@dataclass(slots=True)
class DesignField:
    """uid: its name on the page, for ever. path: the titles of the workbook's heading. kind: one of TYPES. codes: of a
    code field, (code, word). low, high: as typed. told: how an answer that is held elsewhere is dealt with: "" not
    decided, ASK_AGAIN with a reason, or "ledger key|field id" to take it from. fixed: rows were filed under its id."""

    uid: str
    id: str = ""
    title: str = ""
    kind: str = FieldType.STRING.value
    unit: str = ""
    decimals: int = 0
    required: bool = False
    key: bool = False
    mask: str = ""
    codes: list[list[str]] = field(default_factory=list)
    low: str = ""
    high: str = ""
    about: str = ""
    example: str = ""
    pattern: str = ""
    path: list[str] = field(default_factory=list)
    told: str = ""
    reason: str = ""
    dropped: bool = False
    fixed: bool = False

    @property
    def name(self) -> str:
        """Its id, or what stands for it in a trial while it has no title to be named by."""
        return self.id or self.uid

    @property
    def type(self) -> FieldType:
        return FieldType.STRING if self.kind in FORMATS else FieldType(self.kind)

    @property
    def format(self) -> str:
        return self.kind if self.kind in FORMATS else ""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def source(self) -> tuple[str, str] | None:
        """(ledger key, field id) that the value is taken from."""
        ledger, bar, name = self.told.partition("|")
        return (ledger, name) if bar else None


@dataclass(slots=True)
class DesignCheck:
    """kind: "at_most" (a <= b), "sum" (the others add up to the first), "filled_when" (b is filled when a is, or when a
    is `value`), "unique", "row" or "set" (an expression), or "kept" (from a pack, as it was). columns: uids."""

    uid: str
    kind: str
    columns: list[str] = field(default_factory=list)
    value: str = ""
    expression: str = ""
    message: str = ""
    level: str = "error"
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Design:
    """id: of the ledger in its pack; empty until it is published or named. kept: what a ledger of a pack says and the
    page does not show. rows_each: how many rows one unit will fill in, for what it costs. unread: what was typed in
    place of a number that LIMITS allow, by its name on the page; the number stays as it was until that is mended."""

    title: str = ""
    id: str = ""
    about: str = ""
    kind: str = "return"
    period: str = "half-year"
    kinds: list[str] = field(default_factory=lambda: ["school"])
    stages: list[str] = field(default_factory=list)
    deadline_days: int = 10
    reviewer: str = ""
    group: str = ""
    date_field: str = ""
    rows_each: int = 1
    fields: list[DesignField] = field(default_factory=list)
    checks: list[DesignCheck] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> list[DesignField]:
        return [item for item in self.fields if not item.dropped]

    def field(self, uid: str) -> DesignField | None:
        return next((item for item in self.asked if item.uid == uid), None)

    def named(self, uid: str) -> DesignField | None:
        """Also one that is taken out."""
        return next((item for item in self.fields if item.uid == uid), None)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Design:
        """What `as_data` gave, also of an older program: unknown keys are left, missing ones have their default."""
        design = _made(cls, data)
        design.fields = [_made(DesignField, item) for item in data.get("fields", ())]
        design.checks = [_made(DesignCheck, item) for item in data.get("checks", ())]
        return design


def _made(kind: type[_D], data: Mapping[str, Any]) -> _D:
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in data.items() if name in known})


def new_uid(taken: Iterable[str], letter: str) -> str:
    """The next free name: f1, f2 … for fields, c1 … for checks."""
    numbers = [int(uid[1:]) for uid in taken if uid[:1] == letter and uid[1:].isdigit()]
    return f"{letter}{max(numbers, default=0) + 1}"
