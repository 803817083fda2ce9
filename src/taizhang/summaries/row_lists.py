"""`::: list ledger=… columns=a,b where="…"`: one item a row of a ledger in scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taizhang.analytics.drill import drill_rows
from taizhang.core.permissions import Permission
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Field, FieldType, Ledger, LedgerKind, Mask, Over, Term
from taizhang.engine.text import Text
from taizhang.ledgers import projection
from taizhang.organisation import queries as org_queries
from taizhang.summaries.directives import directive_options
from taizhang.summaries.models import Block
from taizhang.summaries.types import FindingKind

if TYPE_CHECKING:
    from taizhang.summaries.document import DocumentBuilder

_DEFAULT_LIMIT = 50


def list_items(text: str, *, builder: DocumentBuilder, block: Block) -> tuple[str, ...]:
    """The items as text, columns joined by “，”. Personal fields are never printed in a document."""
    try:
        options = directive_options(text)
        ledger = builder.packs.ledgers[builder.key(options["ledger"])]
        return tuple(_rows(ledger, options, builder))
    except KeyError as error:
        message = Text(f"列表缺少或不认识 {error.args[0]}。", f"The list lacks or does not know {error.args[0]}.")
        cure = Text("核对台账名和列名。", "Check the ledger's and the columns' names.")
        builder.find(FindingKind.SYNTAX, block, "list", message, cure)
    except TaizhangError as error:
        problem = error.problems[0]
        builder.find(
            FindingKind.SYNTAX, block, "list", Text(problem.sentence("zh"), problem.sentence("en")), problem.cure
        )
    return ()


def _rows(ledger: Ledger, options: dict[str, str], builder: DocumentBuilder) -> list[str]:
    where = options.get("where", "")
    over = Over.LAST_DAY if ledger.kind is LedgerKind.REGISTER else Over.PERIOD
    expression = f"count(*) filter (where {where})" if where else "count(*)"
    scope = builder.actor.scope(Permission.VIEW_FIGURE) & frozenset(
        org_queries.subtree(builder.org_code, day=builder.period.last)
    )
    table = drill_rows(
        term=Term(ledger.key, expression, Text(""), over),
        ledger=ledger,
        source=projection.source(ledger.key),
        period=builder.period,
        units=scope,
        parameters=builder.packs.parameters(ledger.pack)(builder.period),
        limit=int(options.get("limit", _DEFAULT_LIMIT)),
        offset=0,
    )
    fields = [_public_field(ledger, name.strip()) for name in options["columns"].split(",")]
    rows = table.select([field.id for field in fields]).to_pylist()
    return ["，".join(shown for field in fields if (shown := _shown(row[field.id], field, ledger, builder))) for row in rows]


def _public_field(ledger: Ledger, name: str) -> Field:
    field = ledger.field(name)
    if field is None or field.mask is not Mask.NONE:
        raise KeyError(name)
    return field


def _shown(value: object, field: Field, ledger: Ledger, builder: DocumentBuilder) -> str:
    if value is None:
        return ""
    if field.type is FieldType.CODE:
        codes = builder.packs.code_list(ledger.pack, field.code_list).codes
        text = codes.get(str(value))
        return text.get(builder.language) if text is not None else str(value)
    if field.type is FieldType.BOOLEAN:
        return field.title.get(builder.language) if value else ""
    return f"{value}{field.unit}"
