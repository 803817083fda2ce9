"""What a pack (数据包) says, as frozen values. `taizhang.packs` reads files into these; nothing here reads files.

The nouns that have an engine so far: ledger, indicator, checklist, summary (as parsed template text), with parameters,
code lists and worked cases around them. The file format is told in `docs/reference/pack-format.md`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from taizhang.engine.checklist import Checklist
from taizhang.engine.circular import CircularTemplate
from taizhang.engine.notice import NoticeTemplate
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.engine.trace import Trace
from taizhang.engine.working_days import DatedDay


class FieldType(enum.StrEnum):
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"  # exact decimal with `decimals` places
    DATE = "date"
    BOOLEAN = "boolean"
    CODE = "code"  # one value of a code list


class Mask(enum.StrEnum):
    """How a personal field is shown to those who may not see it whole."""

    NONE = ""
    NAME = "name"  # 张*
    ID_NUMBER = "id_number"  # 35*************123
    PHONE = "phone"  # 138****1234
    ADDRESS = "address"  # to the township only
    HIDDEN = "hidden"  # not shown at all


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a ledger. `id` is snake_case; expressions may also use the Chinese title."""

    id: str
    title: Text
    type: FieldType
    required: bool = False
    unit: str = ""
    decimals: int = 0
    code_list: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str = ""
    format: str = ""  # id_number | school_code | credit_code | phone | document_number | org_unit; zone | base_unit: of
    # system ledgers only
    mask: Mask = Mask.NONE
    description: Text = Text("")
    example: str = ""
    aliases: tuple[str, ...] = ()  # other Chinese titles that mean this column, such as those of earlier years
    source_ledger: str = ""  # key of the ledger that already holds the value; it is offered from there, to be confirmed
    source_field: str = ""

    def may_take(self, other: Field) -> bool:
        """Whether a value of the other column can stand in this one: of the same type, or one of the two chooses from a
        list what the other writes as text."""
        return self.type is other.type or {self.type, other.type} == {FieldType.CODE, FieldType.STRING}


class CheckDepth(enum.StrEnum):
    ROW = "row"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Balance:
    """`value` over this ledger must equal `against` over another one (same org unit and period), within tolerance."""

    value: str
    ledger: str
    against: str
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Jump:
    """`value` may differ from the same aggregate of the last period's filing by at most `max_ratio` (0.3 = 30 %)."""

    value: str
    max_ratio: Decimal


@dataclass(frozen=True, slots=True)
class Check:
    """A row check (`expression` true or null passes) or a set check (exactly one of unique, expression, balance, jump).

    A set `expression` is a boolean over aggregates of the submission's rows. `level` is ``error`` or ``warning``;
    a warning passes with an explanation.
    """

    id: str
    depth: CheckDepth
    message: Text
    level: str = "error"
    expression: str = ""
    unique: tuple[str, ...] = ()
    balance: Balance | None = None
    jump: Jump | None = None
    field: str = ""  # the cell that a row check marks; empty: the whole row


class LedgerKind(enum.StrEnum):
    REGISTER = "register"  # what exists; each filing is the whole list; as of a day: the last filing up to that day
    JOURNAL = "journal"  # what happened, one dated row each
    RETURN = "return"  # one submission a period


@dataclass(frozen=True, slots=True)
class FiledBy:
    """Which org units file: by kind, and optionally by stage, ownership or code (empty: any)."""

    kinds: tuple[str, ...]
    stages: tuple[str, ...] = ()
    ownerships: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A ratio by which a reviewer compares units of a kind: the sum of `field` over the sum of `per`, both columns of
    the filing. unit: as shown behind the ratio."""

    id: str
    title: Text
    field: str
    per: str
    unit: str = ""
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Ledger:
    """A typed table that org units file.

    key: `<pack>.<id>`, unique over all installed packs. date_field: day of a journal row. valid_from/valid_to: fields
    that bound a register row's life. unit_field: the row's own org unit code when a section files for many schools;
    empty: the filing unit. deadline_days: calendar days after the period's last day. asked_from: no period that ended
    before this day is owed by rule.
    """

    id: str
    pack: str
    title: Text
    kind: LedgerKind
    period_kind: PeriodKind
    filed_by: FiledBy
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    description: Text = Text("")
    date_field: str = ""
    valid_from: str = ""
    valid_to: str = ""
    unit_field: str = ""
    row_key: tuple[str, ...] = ()
    deadline_days: int = 10
    asked_from: date | None = None
    reviewer: str = ""  # org unit code of the section that reviews
    sign_off: str = ""  # "head": the filing unit's head signs before it reaches the reviewer
    compare: tuple[Comparison, ...] = ()
    group: str = ""  # ledger group for permissions
    reference: str = ""
    serves: tuple[str, ...] = ()
    system: bool = False  # rows come from an app, not from submissions

    @property
    def key(self) -> str:
        return f"{self.pack}.{self.id}"

    def field(self, name: str) -> Field | None:
        """The field with this id or Chinese title."""
        return next((item for item in self.fields if name in (item.id, item.title.zh)), None)

    def asks_for(self, period: Period) -> bool:
        """Whether its own rule asks for this period at all."""
        return self.asked_from is None or period.last >= self.asked_from

    @property
    def keeps_rows(self) -> bool:
        """Whether a row of one period is expected in the next: in a list of what exists, and in a return with one row
        for each class of a code list. What happened, or who was counted once, is another row each time."""
        keys = [self.field(name) for name in self.row_key]
        classes = bool(keys) and all(key is not None and key.type is FieldType.CODE for key in keys)
        return bool(keys) and (self.kind is LedgerKind.REGISTER or (self.kind is LedgerKind.RETURN and classes))


class Over(enum.StrEnum):
    """Which rows of a ledger count for a period."""

    PERIOD = "period"  # journal rows dated inside; returns of periods inside
    LAST_DAY = "last_day"  # register rows that exist on the period's last day
    LAST_RETURN = "last_return"  # each unit's last return of a period inside


@dataclass(frozen=True, slots=True)
class Term:
    """An aggregate over one ledger with its counting basis (口径) in words."""

    ledger: str  # key, already qualified
    expression: str
    basis: Text
    over: Over


@dataclass(frozen=True, slots=True)
class Indicator:
    """A named figure: exactly one of `value`, `numerator` with `denominator`, or `formula` is set.

    unit: as printed; a ratio in ``%`` is multiplied by 100, in ``‰`` by 1000. decimals: shown places, half up, once.
    formula: over indicators of the same or a required pack, ``param.name``, and the functions told in
    `docs/reference/expressions.md`. larger_is_better: None when it means nothing.
    zero_needs: key of the indicator that must be above 0 where the value is 0; elsewhere nothing was checked, and there
    is no value.
    """

    id: str
    pack: str
    title: Text
    unit: str
    decimals: int
    basis: Text
    value: Term | None = None
    numerator: Term | None = None
    denominator: Term | None = None
    formula: str = ""
    larger_is_better: bool | None = None
    zero_needs: str = ""
    group: str = ""  # heading in the catalogue
    reference: str = ""
    serves: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.pack}.{self.id}"

    @property
    def never_negative(self) -> bool:
        """What is counted is never below nothing; what is computed, such as a growth, may be."""
        return not self.formula

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for term in (self.value, self.numerator, self.denominator) if term)


ParameterKind = Literal["number", "string", "date", "any"]


@dataclass(frozen=True, slots=True)
class DatedValue:
    value: Decimal | str | date
    from_: date
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of policy: the value in force on a day is the last one dated on or before it."""

    id: str
    title: Text
    unit: str
    values: tuple[DatedValue, ...]  # ascending by date

    @property
    def kind(self) -> ParameterKind:
        """What its values are; "any" while it has none."""
        if not self.values:
            return "any"
        value = self.values[0].value
        return "number" if isinstance(value, Decimal) else "date" if isinstance(value, date) else "string"

    def on(self, day: date) -> DatedValue | None:
        return next((item for item in reversed(self.values) if item.from_ <= day), None)


@dataclass(frozen=True, slots=True)
class CodeList:
    id: str
    title: Text
    codes: Mapping[str, Text]  # in file order


@dataclass(frozen=True, slots=True)
class SummaryTemplate:
    """A summary as the pack states it; `body` is parsed by `taizhang.engine.summary`."""

    id: str
    pack: str
    title: Text
    period_kind: PeriodKind
    org_kinds: tuple[str, ...]
    body: str
    line: int = 1  # where the body starts in its file
    file: str = ""
    reference: str = ""
    serves: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.pack}.{self.id}"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """`repeat` equal rows. A field value of the form ``{seq: "A{}"}`` gives each row its own number from 1."""

    values: Mapping[str, object]
    repeat: int = 1
    org_unit: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: records in, one figure out. Expected None means: no value, and `reason` says why."""

    id: str
    pack: str
    indicator: str
    org_unit: str
    period: str
    records: Mapping[str, Sequence[CaseRow]]  # by ledger key
    expected: Decimal | None
    parents: Mapping[str, str] = field(default_factory=dict)  # org unit code -> parent code
    title: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    id: str
    version: str
    title: Text
    authority: str
    effective_from: date
    requires: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    code_lists: Mapping[str, CodeList]
    ledgers: Mapping[str, Ledger]
    indicators: Mapping[str, Indicator]
    summaries: Mapping[str, SummaryTemplate]
    cases: Sequence[Case]
    content_hash: str
    description: Text = Text("")
    calendars: Mapping[str, Mapping[date, DatedDay]] = field(default_factory=dict)  # by file name
    checklists: Mapping[str, Checklist] = field(default_factory=dict)
    notices: Mapping[str, NoticeTemplate] = field(default_factory=dict)
    circulars: Mapping[str, CircularTemplate] = field(default_factory=dict)
    traces: Mapping[str, Trace] = field(default_factory=dict)
