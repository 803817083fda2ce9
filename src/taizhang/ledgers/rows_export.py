"""A filing's rows to take along: with the dictionary, the count of the database, and in a form that files again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import orjson
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.exports import (
    CSV,
    NUMBER_HEADING,
    XLSX,
    Cell,
    ExportColumn,
    Sheet,
    file_response,
    require_count,
    to_csv,
    to_xlsx,
)
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.engine.rounding import has_thousands
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission
from taizhang.ledgers.queries import RowValues
from taizhang.ledgers.table_schema import table_schema
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.queries import spell

NDJSON = "application/x-ndjson"
_WRITERS = {"xlsx": (to_xlsx, XLSX), "csv": (to_csv, CSV)}
KINDS = (*_WRITERS, "ndjson")
NUMERIC = (FieldType.INTEGER, FieldType.NUMBER)


@dataclass(frozen=True, slots=True)
class RowsFile:
    """One version as a file."""

    name: str
    media_type: str
    content: bytes
    count: int


def rows_file(actor: Actor, submission: Submission, ledger: Ledger, *, version: int, kind: str) -> HttpResponse:
    """A download of one version. Raises as `exported_rows`."""
    file = exported_rows(actor, submission, ledger, version=version, kind=kind)
    return file_response(file.content, file.name, file.media_type)


def exported_rows(actor: Actor, submission: Submission, ledger: Ledger, *, version: int, kind: str) -> RowsFile:
    """kind: xlsx, csv or ndjson. Raises NotAllowed without EXPORT, Http404 for a kind that is not there, ConflictError
    when the rows written are not those that the version counts."""
    _may_export(actor, submission, ledger)
    if kind not in KINDS:
        raise Http404
    stated = _stated(submission, version)
    if kind == "ndjson":
        content, media_type = b"".join(_ndjson(actor, submission, ledger, version, stated)), NDJSON
    else:
        write, media_type = _WRITERS[kind]
        rows = queries.row_values(actor, submission, ledger, version=version)
        masked = queries.masked_fields(actor, submission, ledger)
        content = write(_sheet(actor, submission, ledger, version, rows, masked, stated))
    _note(actor, submission, version, stated)
    code = submission.org_unit.code
    return RowsFile(f"{ledger.title.zh}-{code}-{submission.period_code}.{kind}", media_type, content, stated)


def streamed_rows(actor: Actor, submission: Submission, ledger: Ledger, *, version: int) -> StreamingHttpResponse:
    """The NDJSON of `exported_rows`, sent while it is read; should a count differ, it breaks off without its end."""
    _may_export(actor, submission, ledger)
    stated = _stated(submission, version)
    require_count(ledger.key, queries.rows_alive(submission, version).count(), stated)
    lines = _ndjson(actor, submission, ledger, version, stated)
    _note(actor, submission, version, stated)
    return StreamingHttpResponse(lines, content_type=NDJSON)


def _ndjson(actor: Actor, submission: Submission, ledger: Ledger, version: int, stated: int) -> Iterator[bytes]:
    """First a line with the Table Schema, then a line a row, last the count."""
    rows = queries.row_values(actor, submission, ledger, version=version)
    head = {
        "schema": table_schema(ledger, code_lists_of(ledger, installed_packs())),
        "org_unit": submission.org_unit.code,
        "period": submission.period_code,
        "version": version,
        "masked": queries.masked_fields(actor, submission, ledger),
    }

    def lines() -> Iterator[bytes]:
        yield orjson.dumps(head) + b"\n"
        count = 0
        for row in rows:
            count += 1
            yield orjson.dumps({"position": row.number, "values": row.values}) + b"\n"
        require_count(ledger.key, count, stated)
        yield orjson.dumps({"end": True, "rows": count}) + b"\n"

    return lines()


def _may_export(actor: Actor, submission: Submission, ledger: Ledger) -> None:
    actor.require(Permission.EXPORT, submission.org_unit.code, ledger)


def _stated(submission: Submission, version: int) -> int:
    """Rows of a version, as it was stored."""
    return submission.versions.filter(number=version).values_list("row_count", flat=True).first() or 0


def _note(actor: Actor, submission: Submission, version: int, rows: int) -> None:
    code = submission.org_unit.code
    audit.record_export(actor=actor, obj=submission, org_unit=code, rows=rows, filters={"version": version})


def _sheet(
    actor: Actor,
    submission: Submission,
    ledger: Ledger,
    version: int,
    rows: Iterator[RowValues],
    masked: Sequence[str],
    stated: int,
) -> Sheet:
    language = language_of()
    period, code = Period.parse(submission.period_code), submission.org_unit.code
    named = spell(submission.org_unit, period.last)
    columns = [ExportColumn(NUMBER_HEADING, 0, 6)]
    for field in ledger.fields:
        heading = field.title.get(language) + (f"（{field.unit}）" if field.unit else "")
        decimals = field.decimals if field.type in NUMERIC else None
        columns.append(ExportColumn(heading, decimals, thousands=bool(field.unit) and has_thousands(field.unit)))
    names = [field.title.get(language) for field in ledger.fields if field.id in masked]
    facts = {"pack": ledger.pack, "ledger": ledger.key, "title": ledger.title.zh, "period": period.code}
    facts |= {"org_unit": code, "version": str(version), "masked": "、".join(names)}
    codes = code_lists_of(ledger, installed_packs())
    return Sheet(
        title=ledger.title.get(language),
        above=[
            (_("Unit"), named.name if named is not None else code),
            (_("Period"), period.title.get(language)),
            (_("Version"), str(version)),
            (_("Made"), f"{actor.name} {clock.today().isoformat()}"),
        ],
        columns=columns,
        rows=([row.number, *_cells(row.values, ledger, codes)] for row in rows),
        dictionary=dictionary(ledger, codes, language),
        facts={key: value for key, value in facts.items() if value},
        expected=stated,
    )


def _cells(values: Mapping[str, object], ledger: Ledger, codes: Mapping[str, CodeList]) -> Iterator[Cell]:
    for field in ledger.fields:
        value = values[field.id]
        if value is None:
            yield None
        elif field.type is FieldType.BOOLEAN:
            yield "是" if value else "否"
        elif field.type is FieldType.CODE:
            yield _word_of(str(value), codes[field.code_list])
        elif field.type in NUMERIC and "*" not in str(value):
            yield Decimal(str(value))
        else:
            yield str(value)


def _word_of(code: str, codes: CodeList) -> str:
    """The code's word, or the code itself where another one has the same word."""
    text = codes.codes.get(code)
    if text is None:
        return code
    first = next(item for item, words in codes.codes.items() if text.zh in (item, words.zh, words.get("en")))
    return text.zh if first == code else code


def dictionary(ledger: Ledger, codes: Mapping[str, CodeList], language: str) -> list[list[str]]:
    """A line a column: what it is called, holds and means; the heading first."""
    head = [
        _("Column"),
        _("Field"),
        _("Type"),
        _("Unit of measure"),
        _("Required"),
        _("Decimals"),
        _("Codes"),
        _("Notes"),
    ]
    return [head, *(_line(field, codes, language) for field in ledger.fields)]


def _line(field: Field, codes: Mapping[str, CodeList], language: str) -> list[str]:
    listed = codes[field.code_list].codes.items() if field.code_list else ()
    return [
        field.title.get(language),
        field.id,
        field.type.value,
        field.unit,
        _("yes") if field.required else "",
        str(field.decimals) if field.type is FieldType.NUMBER else "",
        "；".join(f"{code} {text.get(language)}" for code, text in listed),
        field.description.get(language),
    ]
