"""What the figures app hands to pages, summaries and commands: frozen values, no models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from taizhang.engine.figure import FigureStatus, TermValue
from taizhang.engine.pack import Indicator
from taizhang.engine.periods import Period
from taizhang.engine.rounding import show_amount
from taizhang.engine.text import Text

MISSING_SHOWN = "—"


@dataclass(frozen=True, slots=True)
class Place:
    """An org unit as it stood on a day. `position` is (longitude, latitude) in degrees, or None."""

    code: str
    name: str
    kind: str
    parent: str = ""
    sort_order: int = 0
    position: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One figure. `value` is in the indicator's unit and unrounded; None with a `reason` when there is none.

    expected, filed: org units that should have filed, and those whose filings are all accepted. missing: codes of the
    others, at most 200 of them. inputs: hashes of the InputSets read; input_hash is the hash over them. stored: False
    when it was computed for this reading only. restated_as_of: the day whose tree was used instead of the period's own.
    """

    indicator: Indicator
    place: Place
    period: Period
    value: Decimal | None
    status: FigureStatus
    pack_version: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rows: int = 0
    terms: Mapping[str, TermValue] = field(default_factory=dict)
    reason: Text | None = None
    filed: int = 0
    expected: int = 0
    missing: tuple[str, ...] = ()
    missing_names: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    input_hash: str = ""
    computed_at: datetime | None = None
    stored: bool = False
    restated_as_of: date | None = None

    @property
    def indicator_key(self) -> str:
        return self.indicator.key

    @property
    def org_unit(self) -> str:
        return self.place.code

    @property
    def period_code(self) -> str:
        return self.period.code

    @property
    def reason_zh(self) -> str:
        return self.reason.zh if self.reason else ""

    @property
    def reason_en(self) -> str:
        return self.reason.get("en") if self.reason else ""

    @property
    def missing_count(self) -> int:
        return self.expected - self.filed

    @property
    def shown(self) -> str:
        """The number alone, rounded once, thousands separated; a dash when there is none."""
        if self.value is None:
            return MISSING_SHOWN
        return show_amount(self.value, self.indicator.decimals, self.indicator.unit)

    @property
    def shown_with_unit(self) -> str:
        return f"{self.shown}{self.indicator.unit}" if self.value is not None else MISSING_SHOWN


@dataclass(frozen=True, slots=True)
class Change:
    """This period against another one. amount: in the indicator's unit (percentage points for %); ratio: in %."""

    before: FigureValue
    amount: Decimal | None
    ratio: Decimal | None
    in_points: bool

    @property
    def direction(self) -> str:
        if self.amount is None:
            return ""
        return "up" if self.amount > 0 else "down" if self.amount < 0 else "same"


@dataclass(frozen=True, slots=True)
class Merger:
    """A succession of org units between two compared periods."""

    predecessor: str
    successor: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Part:
    """One org unit of the next level. share: of the whole in %, for figures that add up; None for ratios."""

    place: Place
    figure: FigureValue
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class TermTrace:
    """A counted term: what is counted, in words and as an expression, over which ledger. `over`: engine.pack.Over."""

    name: str
    basis: Text
    ledger_key: str
    ledger_title: Text
    over: str
    expression: str
    value: Decimal | None
    rows: int


@dataclass(frozen=True, slots=True)
class InputFigure:
    """A figure that a formula used. function: self, last_year, previous, earlier_max or count_units."""

    function: str
    figure: FigureValue


@dataclass(frozen=True, slots=True)
class ParameterUse:
    id: str
    title: Text
    value: str
    unit: str
    since: date
    reference: str


@dataclass(frozen=True, slots=True)
class FilingTrace:
    """An accepted version of a submission that the figure read.

    readable: the reader may open it; if not, its counts are None.
    """

    submission: int
    version: int
    ledger_key: str
    ledger_title: Text
    org_unit: str
    org_name: str
    period_code: str
    filed_by: str
    filed_at: datetime | None
    accepted_by: str
    accepted_at: datetime | None
    row_count: int | None
    evidence_count: int | None
    newest_version: int
    readable: bool = True

    @property
    def moved(self) -> bool:
        """A newer version than the one read has been filed."""
        return self.newest_version > self.version


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything behind one figure. Formulas open into `inputs`, each a figure with a trace of its own."""

    figure: FigureValue
    terms: tuple[TermTrace, ...]
    formula: Text | None
    formula_with_numbers: Text | None
    inputs: tuple[InputFigure, ...]
    parts: tuple[Part, ...]
    filings: tuple[FilingTrace, ...]
    filing_count: int
    parameters: tuple[ParameterUse, ...]
    status_reason: Text
    data_as_of: datetime | None


@dataclass(frozen=True, slots=True)
class RowCell:
    """One shown cell. masked: it was masked for this reader. value: a number or date as such, for a table taken along;
    None for text and for what is masked. code: what stands in the row, where the cell shows its name."""

    field: str
    shown: str
    numeric: bool = False
    masked: bool = False
    value: int | Decimal | date | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row behind a figure, with where it came from. readable: the reader may open its filing. address: of its own
    page, for a row that an app holds itself."""

    row_id: int
    submission: int | None
    version: int
    org_unit: str
    org_name: str
    period_code: str
    filed_by: str
    filed_at: datetime | None
    evidence_count: int
    cells: tuple[RowCell, ...]
    readable: bool = True
    address: str = ""


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page of the rows whose predicate holds. number counts from 1; sort: the order in which they really stand."""

    term: TermTrace
    headings: tuple[tuple[str, Text, str], ...]  # field id, title, unit
    rows: tuple[FigureRow, ...]
    total: int
    number: int
    size: int
    masked: bool
    sort: str = ""

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class CellChange:
    field: str
    title: Text
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row, or a whole filing, that is not what it was.

    kind: tampered (data does not match its hash; the cells tell what it says now, and what it said where another
    version proves it), taken_out (gone from the version that held it), rows_exchanged (a row taken out or slipped in,
    nobody knows which), changed, added, removed (by a newer accepted version); and of whole filings, position 0: filed
    (first accepted since), withdrawn (counted then, no more accepted). ledger_title, org_name: as people read them.
    label: the cells by which people know the row, personal ones masked; empty when the ledger has no such columns.
    """

    submission: int
    version: int
    ledger_key: str
    org_unit: str
    position: int
    row_id: int
    kind: str
    cells: tuple[CellChange, ...] = ()
    ledger_title: Text | None = None
    org_name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """stored: the value as frozen; recomputed: from the frozen inputs under the packs of then; now: from what is
    accepted today, under the same packs.

    ok: the frozen inputs are whole and give the frozen value. differences: rows changed behind the system's back.
    moved: newer accepted versions and filings, which is no fault. pack_changed: the indicator's pack is another one by
    now.
    """

    ok: bool
    stored: Decimal | None
    recomputed: Decimal | None
    now: Decimal | None
    differences: tuple[RowDifference, ...] = ()
    moved: tuple[RowDifference, ...] = ()
    pack_changed: bool = False
    missing_inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    figure: FigureValue
    change: Change | None


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the drill path, from the top of what the actor may see down to the org unit."""

    place: Place
    current: bool
