"""`::: list ledger=… columns=a,b where="…"`: one item a row of a ledger in scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from taizhang.analytics.drill import drill_rows
from taizhang.core.permissions import Permission
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Field, FieldType, Ledger, LedgerKind, Mask, Over, Term
from taizhang.engine.phrase import phrase
from taizhang.engine.text import Text
from taizhang.ledgers import projection
from taizhang.organisation import queries as org_queries
from taizhang.summaries.directives import directive_options
from taizhang.summaries.frame import Frame
from taizhang.summaries.models import Block
from taizhang.summaries.types import FindingKind
from taizhang.summaries.unreadable import sentence_and_cure

_DEFAULT_LIMIT = 50


def list_items(text: str, *, frame: Frame, block: Block) -> tuple[str, ...]:
    """The items as text: columns joined by “，”, or in the option `words`. Personal fields are never printed."""
    try:
        options = directive_options(text)
        ledger = frame.packs.ledgers[frame.key(options["ledger"])]
        return tuple(_rows(ledger, options, frame))
    except KeyError as error:
        message = Text(f"列表缺少或不认识 {error.args[0]}。", f"The list lacks or does not know {error.args[0]}.")
        cure = Text("核对台账名和列名。", "Check the ledger's and the columns' names.")
        frame.find(FindingKind.SYNTAX, block, "list", message, cure)
    except TaizhangError as error:
        frame.find(FindingKind.SYNTAX, block, "list", *sentence_and_cure(error.problems[0]))
    return ()


def _rows(ledger: Ledger, options: dict[str, str], frame: Frame) -> list[str]:
    where = options.get("where", "")
    over = Over.LAST_DAY if ledger.kind is LedgerKind.REGISTER else Over.PERIOD
    expression = f"count(*) filter (where {where})" if where else "count(*)"
    scope = frame.actor.scope(Permission.VIEW_FIGURE) & frozenset(
        org_queries.subtree(frame.org_code, day=frame.period.last)
    )
    table = drill_rows(
        term=Term(ledger.key, expression, Text(""), over),
        ledger=ledger,
        source=projection.source(ledger.key),
        period=frame.period,
        units=scope,
        parameters=frame.packs.parameters(ledger.pack)(frame.period),
        limit=int(options.get("limit", _DEFAULT_LIMIT)),
        offset=0,
    )
    fields = [_public_field(ledger, name.strip()) for name in options["columns"].split(",")]
    rows = table.select([field.id for field in fields]).to_pylist()
    names = _unit_names(rows, fields, frame)
    if "words" in options:
        return [_in_words(options["words"], row, fields, names, ledger, frame) for row in rows]
    titled = _titled(fields)
    return ["，".join(_words(row, fields, titled, names, ledger, frame)) for row in rows]


def _titled(fields: list[Field]) -> list[Field]:
    """Dates, and columns that share a code list (target and result), print their titles: nobody could tell else."""
    lists = [field.code_list for field in fields if field.type is FieldType.CODE]
    return [
        field
        for field in fields
        if field.type is FieldType.DATE or (field.type is FieldType.CODE and lists.count(field.code_list) > 1)
    ]


def _words(
    row: dict[str, object],
    fields: list[Field],
    titled: list[Field],
    names: Mapping[str, str],
    ledger: Ledger,
    frame: Frame,
) -> Iterator[str]:
    """One item's columns; a column that says the same as the one before it (stage and its detail) says it once."""
    before = ""
    for field in fields:
        shown = _shown(row[field.id], field, names, ledger, frame)
        if shown and (shown != before or field in titled):
            yield (field.title.get(frame.language) if field in titled else "") + shown
        before = shown


def _in_words(
    words: str, row: dict[str, object], fields: list[Field], names: Mapping[str, str], ledger: Ledger, frame: Frame
) -> str:
    """Columns in a sentence, as `engine.phrase` fills one."""
    return phrase(words, {field.id: _shown(row[field.id], field, names, ledger, frame) for field in fields})


def _unit_names(rows: list[dict[str, object]], fields: list[Field], frame: Frame) -> Mapping[str, str]:
    """Names of the org units that rows give by code; a document prints no codes."""
    columns = [field.id for field in fields if field.format == "org_unit"]
    codes = {str(row[column]) for column in columns for row in rows if row[column] is not None}
    return org_queries.names(codes, frame.period.last) if codes else {}


def _public_field(ledger: Ledger, name: str) -> Field:
    field = ledger.field(name)
    if field is None or field.mask is not Mask.NONE:
        raise KeyError(name)
    return field


def _shown(value: object, field: Field, names: Mapping[str, str], ledger: Ledger, frame: Frame) -> str:
    if value is None:
        return ""
    if field.format == "org_unit":
        return names.get(str(value), str(value))
    if field.type is FieldType.CODE:
        codes = frame.packs.code_list(ledger.pack, field.code_list).codes
        text = codes.get(str(value))
        return text.get(frame.language) if text is not None else str(value)
    if field.type is FieldType.BOOLEAN:
        return field.title.get(frame.language) if value else ""
    if isinstance(value, date) and frame.language != "en":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value}{field.unit}"
