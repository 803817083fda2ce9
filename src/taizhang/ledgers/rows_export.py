"""A filing's rows to take along: as on the page, personal fields as this reader may see them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.exports import CSV, XLSX, Cell, ExportColumn, Sheet, file_response, to_csv, to_xlsx
from taizhang.core.permissions import Permission
from taizhang.engine.pack import FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission
from taizhang.ledgers.queries import RowView
from taizhang.organisation.queries import spell

_WRITERS = {"xlsx": (to_xlsx, XLSX), "csv": (to_csv, CSV)}


def rows_file(actor: Actor, submission: Submission, ledger: Ledger, *, version: int, kind: str) -> HttpResponse:
    """A download of one version. Raises NotAllowed without EXPORT, Http404 for a kind that is not there."""
    code = submission.org_unit.code
    actor.require(Permission.EXPORT, code, ledger.group)
    if kind not in _WRITERS:
        raise Http404
    rows, count = queries.rows_of(actor, submission, ledger, version=version, size=None)
    audit.record_export(actor=actor, obj=submission, org_unit=code, rows=count, filters={"version": version})
    language = "en" if (get_language() or "").startswith("en") else "zh"
    period = Period.parse(submission.period_code)
    named = spell(submission.org_unit, period.last)
    numbers = [field.type in (FieldType.INTEGER, FieldType.NUMBER) for field in ledger.fields]
    columns = [ExportColumn("#", 0, 6)]
    for field, number in zip(ledger.fields, numbers, strict=True):
        heading = field.title.get(language) + (f"（{field.unit}）" if field.unit else "")
        columns.append(ExportColumn(heading, field.decimals if number else None))
    sheet = Sheet(
        title=ledger.title.get(language),
        above=[
            (_("Unit"), named.name if named is not None else code),
            (_("Period"), period.title.get(language)),
            (_("Version"), str(version)),
            (_("Made"), f"{actor.name} {clock.today().isoformat()}"),
        ],
        columns=columns,
        rows=_cells(rows, numbers),
    )
    write, media_type = _WRITERS[kind]
    return file_response(write(sheet), f"{ledger.title.zh}-{code}-{period.code}.{kind}", media_type)


def _cells(rows: list[RowView], numbers: list[bool]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [
            row.position,
            *(
                Decimal(cell) if number and cell and "*" not in cell else cell
                for cell, number in zip(row.cells, numbers, strict=True)
            ),
        ]
