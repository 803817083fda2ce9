"""The rows behind a figure: whose predicate is true, one page at a time, masked for those who may not see persons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from taizhang.analytics.drill import drill_count, drill_rows
from taizhang.analytics.engine_room import Source
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.masking import mask
from taizhang.core.packs import installed_packs
from taizhang.core.system_ledgers import system_ledgers
from taizhang.engine.figure import FigureStatus
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger, Mask, Term
from taizhang.engine.text import Text
from taizhang.figures.places import geography, places_on
from taizhang.figures.queries.naming import cell_names
from taizhang.figures.queries.tracing import TERM_NAMES, members_of, person, readable_units, terms_of
from taizhang.figures.queries.values import NotVisible, require_visible
from taizhang.figures.sources import source_of
from taizhang.figures.types import FigureRow, FigureValue, RowCell, RowPage
from taizhang.ledgers import projection
from taizhang.ledgers.models import SubmissionVersion
from taizhang.ledgers.queries import evidence_counts

CodeLists = Mapping[str, CodeList]
PAGE_SIZE = 50
MAX_EXPORT = 50_000


class _Filing(NamedTuple):
    org_unit: str
    filed_by: str
    filed_at: datetime | None


def rows(
    actor: Actor,
    figure: FigureValue,
    term: str = "value",
    page: int = 1,
    filters: Mapping[str, str] | None = None,
    *,
    size: int = PAGE_SIZE,
) -> RowPage:
    """One page of the rows that a term counts, read at the figure's own inputs when it is stale, else as accepted now.

    filters: ``unit`` narrows to an org unit below, ``sort`` names a field (a leading ``-`` turns it). A page beyond the
    last is the last. Rows of units outside the actor's scope of VIEW_LEDGER are not there. Raises NotVisible for an
    unknown term or unit.
    """
    require_visible(actor, figure.org_unit)
    packs = installed_packs()
    wanted: Term | None = getattr(figure.indicator, term) if term in TERM_NAMES else None
    if wanted is None:
        raise NotVisible(_("This figure has no such term."))
    ledger = packs.ledger(wanted.ledger)
    units = _units(actor, figure, ledger, (filters or {}).get("unit", ""))
    source = _source(figure, ledger, wanted)
    parameters = packs.parameters(figure.indicator.pack)(figure.period)
    gone = geography().tree(figure.period, figure.restated_as_of).gone
    sort = _order(actor, ledger, units, (filters or {}).get("sort"))
    total = drill_count(
        term=wanted,
        ledger=ledger,
        source=source,
        period=figure.period,
        units=units,
        parameters=parameters,
        gone=gone,
        seconds=settings.QUERY_SECONDS,
    )
    number = min(max(1, page), max(1, -(-total // size)))
    table = drill_rows(
        term=wanted,
        ledger=ledger,
        source=source,
        period=figure.period,
        units=units,
        parameters=parameters,
        gone=gone,
        limit=size,
        offset=(number - 1) * size,
        order_by=sort,
        seconds=settings.QUERY_SECONDS,
    )
    found = _read(actor, figure, ledger, packs.code_lists, table.to_pylist())
    trace = next(item for item in terms_of(figure, packs) if item.name == term)
    headings = tuple((field.id, field.title, field.unit) for field in ledger.fields)
    masked = any(cell.masked for row in found for cell in row.cells)
    return RowPage(trace, headings, tuple(found), total, number, size, masked, sort or "")


def _units(actor: Actor, figure: FigureValue, ledger: Ledger, unit: str) -> frozenset[str]:
    """Units whose rows are shown: below the figure's (or the narrower) unit, and the actor's to see."""
    tree = geography().tree(figure.period, figure.restated_as_of)
    below = tree.below.get(figure.org_unit, frozenset({figure.org_unit}))
    if unit:
        below &= tree.below.get(unit, frozenset())
    return below & readable_units(actor, ledger)


def _source(figure: FigureValue, ledger: Ledger, term: Term) -> Source:
    if figure.status is FigureStatus.STALE and not ledger.system:
        members = [(submission, version) for key, submission, version in members_of(figure) if key == ledger.key]
        return projection.rows_at(ledger.key, members)
    return source_of(ledger, term.over, figure.period)


def _order(actor: Actor, ledger: Ledger, units: frozenset[str], sort: str | None) -> str | None:
    """A field of the ledger, `-` first for descending; anything else is left out. So is a field that is masked for
    the reader: the order alone would tell whose number is larger."""
    field = ledger.field(sort.removeprefix("-")) if sort else None
    if field is None:
        return None
    whole = field.mask is Mask.NONE or units <= actor.whole_units(ledger)
    return sort if whole else None


def _read(
    actor: Actor, figure: FigureValue, ledger: Ledger, code_lists: CodeLists, found: list[dict[str, Any]]
) -> list[FigureRow]:
    filings = _filings({(row["_submission"], row["_version"]) for row in found})
    evidence = _evidence([row["_row_id"] for row in found], ledger)
    names = places_on(figure.period.last, {row["org_unit"] for row in found})
    openable, whole = readable_units(actor, ledger), actor.whole_units(ledger)
    own = system_ledgers().get(ledger.key)
    words = {name: told() for name, told in own.words.items()} if own is not None else {}
    named = cell_names(ledger, found, figure.period.last)
    return [
        FigureRow(
            row_id=row["_row_id"],
            submission=row["_submission"],
            version=row["_version"] or 0,
            org_unit=row["org_unit"],
            org_name=names[row["org_unit"]].name if row["org_unit"] in names else row["org_unit"],
            period_code=row["period_code"],
            filed_by=filings[pair].filed_by if (pair := (row["_submission"], row["_version"])) in filings else "",
            filed_at=filings[pair].filed_at if pair in filings else None,
            evidence_count=evidence.get(row["_row_id"], 0),
            cells=_cells(ledger, code_lists, {**row, **_in_words(row, words)}, named, whole=row["org_unit"] in whole),
            readable=pair in filings and filings[pair].org_unit in openable,
            address=own.address(row["_row_id"]) if own is not None and own.address is not None else "",
        )
        for row in found
    ]


def _filings(pairs: set[tuple[int | None, int | None]]) -> dict[tuple[int | None, int | None], _Filing]:
    versions = SubmissionVersion.objects.filter(submission__in={pair[0] for pair in pairs if pair[0] is not None})
    return {
        (item.submission_id, item.number): _Filing(item.submission.org_unit.code, item.by or person(None), item.at)
        for item in versions.select_related("actor", "in_place_of", "submission__org_unit")
        if (item.submission_id, item.number) in pairs
    }


def _evidence(row_ids: list[int], ledger: Ledger) -> dict[int, int]:
    return {} if ledger.system else evidence_counts(row_ids)


def _in_words(row: Mapping[str, Any], words: Mapping[str, Mapping[str, Text]]) -> dict[str, str]:
    """The columns of an app's row that hold codes."""
    told = {name: codes.get(row[name]) for name, codes in words.items() if row.get(name) is not None}
    return {name: title.get(language_of()) for name, title in told.items() if title is not None}


def _cells(
    ledger: Ledger,
    code_lists: CodeLists,
    row: Mapping[str, Any],
    named: Mapping[str, Mapping[str, str]],
    *,
    whole: bool,
) -> tuple[RowCell, ...]:
    return tuple(
        _cell(field, row.get(field.id), code_lists, named.get(field.id, {}), whole=whole) for field in ledger.fields
    )


def _cell(field: Field, value: object, code_lists: CodeLists, names: Mapping[str, str], *, whole: bool) -> RowCell:
    numeric = field.type in (FieldType.INTEGER, FieldType.NUMBER)
    if value is None:
        return RowCell(field.id, "", numeric)
    if field.mask is not Mask.NONE and not whole:
        return RowCell(field.id, mask(value, field.mask), numeric, masked=True)
    if (name := names.get(str(value))) is not None:
        return RowCell(field.id, name, numeric, code=str(value))
    typed = value if isinstance(value, int | Decimal | date) and not isinstance(value, bool) else None
    return RowCell(field.id, plain(value, field, code_lists), numeric, value=typed)


def plain(value: object, field: Field, code_lists: CodeLists) -> str:
    """A cell as people read it: dates as 2026-03-31, exact decimals, codes in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return format(value, ",f")
    if isinstance(value, date):
        return value.isoformat()
    if field.type is FieldType.CODE and field.code_list in code_lists:
        title = code_lists[field.code_list].codes.get(str(value))
        return title.get(language_of()) if title else str(value)
    return str(value)


def personal_fields(page: RowPage, ledger: Ledger) -> list[str]:
    """Ids of the personal fields that a page shows whole: such a view is audited."""
    personal = {field.id for field in ledger.fields if field.mask is not Mask.NONE}
    cells = (cell for row in page.rows for cell in row.cells)
    return sorted({cell.field for cell in cells if cell.field in personal and cell.shown and not cell.masked})
