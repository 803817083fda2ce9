"""What the API of ledgers takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from taizhang.core.rest import OneProblem, ProblemAnswer, Words
from taizhang.core.rest_route import said

Value = str | int | float | bool | None


class LedgerLine(Schema):
    key: str
    title: Words
    pack: str
    kind: str = Field(description=said("`register`, `journal` or `return`."))
    period_kind: str
    group: str
    field_count: int


class LedgerList(Schema):
    items: list[LedgerLine]


class FieldOut(Schema):
    id: str
    title: Words
    type: str
    required: bool
    unit: str
    decimals: int
    code_list: str
    minimum: str | None
    maximum: str | None
    pattern: str
    format: str
    mask: str = Field(description=said("How a personal column is masked; empty for one that is not personal."))
    description: Words
    example: str


class CheckOut(Schema):
    id: str
    depth: str = Field(description=said("`row` or `set`."))
    level: str = Field(description=said("`error`, or `warning` that an explanation passes."))
    message: Words
    field: str


class CodeOut(Schema):
    code: str
    title: Words


class CodeListOut(Schema):
    name: str
    title: Words
    codes: list[CodeOut]


class FiledByOut(Schema):
    kinds: list[str]
    stages: list[str]
    ownerships: list[str]
    codes: list[str]


class LedgerOut(LedgerLine):
    description: Words
    reference: str
    row_key: list[str]
    date_field: str
    unit_field: str
    deadline_days: int
    filed_by: FiledByOut
    fields: list[FieldOut]
    checks: list[CheckOut]
    code_lists: list[CodeListOut]


class TableSchemaField(Schema):
    name: str
    title: str
    title_en: str
    type: str
    format: str
    description: str
    example: str
    unit: str
    decimals: int
    value_format: str
    mask: str
    code_list: str
    codes: list[dict[str, str]]
    constraints: dict[str, Any]


class TableSchemaOut(Schema):
    __doc__ = said("A Frictionless Table Schema.")

    schema_: str = Field(alias="$schema")
    name: str
    title: str
    title_en: str
    description: str
    fields: list[TableSchemaField]
    primaryKey: list[str]  # noqa: N815  the standard's word
    missingValues: list[str]  # noqa: N815


class FilingOut(Schema):
    ledger: str
    title: Words
    period: str
    org_unit: str
    org_name: str
    due: date | None
    state: str = Field(description=said("Empty when nothing was filed yet."))
    submission: int | None
    version: int


class FilingList(Schema):
    items: list[FilingOut]


class SubmissionOut(Schema):
    id: int
    ledger: str
    period: str
    org_unit: str
    state: str
    version: int = Field(description=said("The newest that this reader may see; send it as If-Match."))
    accepted_version: int | None = Field(description=said("The one that figures read."))
    pack_version: str
    submitted_at: datetime | None
    submitted_by: str
    accepted_at: datetime | None
    accepted_by: str


class SubmissionList(Schema):
    items: list[SubmissionOut]
    next: str = Field(description=said("Send it as `cursor` for the next page; empty on the last one."))


class VersionOut(Schema):
    number: int
    at: datetime
    by: str
    reason: str
    source: str
    row_count: int
    content_hash: str
    warnings: list[dict[str, Any]]
    explanations: dict[str, str]


class VersionList(Schema):
    items: list[VersionOut]


class EventOut(Schema):
    version: int
    from_state: str
    to_state: str
    at: datetime
    by: str
    comment: str
    cells: list[list[int | str]] = Field(description=said("Returned cells: [row id, field id]."))


class EventList(Schema):
    items: list[EventOut]


class RowOut(Schema):
    id: int
    position: int = Field(description=said("The row's number in this version, from 1."))
    values: dict[str, Value] = Field(
        description=said("By field id: dates as ISO text, exact decimals as text, codes as codes.")
    )


class RowPage(Schema):
    submission: int
    version: int
    count: int = Field(description=said("Rows of the whole version."))
    masked: list[str] = Field(description=said("Fields shown masked; rows that hold any do not file again."))
    rows: list[RowOut]
    next: str


class EvidenceOut(Schema):
    id: int
    name: str
    sha256: str
    size: int
    media_type: str
    row: int | None = Field(description=said("Id of the row it hangs on."))
    field: str
    uploaded_at: datetime
    uploaded_by: str


class EvidenceList(Schema):
    items: list[EvidenceOut]


class PushIn(Schema):
    __doc__ = said("The whole filing: rows that are left out are gone in the new version.")

    rows: list[dict[str, Value]] = Field(
        description=said("By field id or Chinese title; typed as a workbook's cells are.")
    )
    explanations: dict[str, str] = Field(
        {}, description=said("With `submit`: check id -> words, one for each warning.")
    )


_SUM = said("What the rows add up to.")  # below, `said` is a field


class TotalDiffers(Schema):
    cell: str
    said: str = Field(description=said("What the total says."))
    sum: str = Field(description=_SUM)


class LineOut(Schema):
    row: int = Field(description=said("Row of the sheet, from 1."))
    kind: str = Field(
        description=said("total, average, note, heading, numbering, units, blank or other (of another unit)")
    )
    title: dict[str, str] = Field(description=said("The kind in words: zh, en."))
    text: str
    differs: list[TotalDiffers]
    compared: int = Field(description=said("Numbers of a total that were held against the rows; 0 where none were."))


class HowRead(Schema):
    __doc__ = said("How rows or a workbook were understood.")

    repairs: dict[str, int]
    unknown_columns: list[str] = Field(description=said("Named in the body and by no field; they were not read."))
    other_sheets: list[str] = Field(description=said("Sheets of a workbook that hold a table and were not read."))
    hidden: dict[str, str] = Field(
        description=said("Hidden rows and columns that were read, in words: zh, en; empty for none.")
    )
    left_out: list[LineOut] = Field(
        description=said("Lines of a workbook that are no rows: totals, notes and the like.")
    )


class PushOut(HowRead):
    __doc__ = said("A filing that was saved, and how it was read.")

    submission: int
    version: int
    state: str
    rows: int
    unchanged: bool = Field(description=said("The newest version says the same; none was added."))
    warnings: list[OneProblem]


class RefusedOut(ProblemAnswer):
    __doc__ = said("A filing that was not saved.")

    read: HowRead | None = Field(None, description=said("How it was read; missing when it was not read so far."))


class ExplainIn(Schema):
    explanations: dict[str, str] = {}
    reason: str = Field(
        "", max_length=300, description=said("Why an accepted filing is corrected; the version keeps it.")
    )


class AcceptIn(Schema):
    version: int = Field(description=said("The version that was looked at."))
    comment: str = Field("", max_length=500)


class CellIn(Schema):
    row: int = Field(description=said("Id of the row."))
    field: str = Field("", description=said("Field id; empty for the whole row."))


class ReturnIn(Schema):
    version: int
    comment: str = Field(description=said("What is wrong and how to mend it."), max_length=500)
    cells: list[CellIn] = []


class ReopenIn(Schema):
    reason: str = Field(max_length=500)
