"""Figures taken along as a workbook or CSV: what the page shows, with title, unit, period, filter, maker and date."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.exports import CSV, XLSX, Cell, ExportColumn, Sheet, file_response, to_csv, to_xlsx
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.requests import actor_of
from taizhang.core.status import status_of
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.engine.rounding import round_half_up
from taizhang.figures import queries, services
from taizhang.figures.places import one_reading, places_on
from taizhang.figures.types import MISSING_SHOWN, FigureValue, RowPage
from taizhang.figures.views.catalogue import FILTERS, of_status, rows_of
from taizhang.figures.views.common import ORDERS, choice_of, figure_of, in_order

Above = list[tuple[str, str]]


@require_safe
@one_reading
def catalogue_export(request: HttpRequest) -> HttpResponse:
    choice, language = choice_of(request), language_of()
    rows = of_status(rows_of(request, choice.place.code, choice.period), request.GET.get("status", ""))
    filters = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    columns = [
        ExportColumn(_("Indicator"), width=36),
        ExportColumn(_("Value")),
        ExportColumn(_("Unit")),
        ExportColumn(_("Same period last year")),
        ExportColumn(_("Change")),
        ExportColumn(_("Status")),
        ExportColumn(_("Note"), width=30),
        ExportColumn(_("How it is counted"), width=60),
    ]
    cells: list[list[Cell]] = [
        [
            row.figure.indicator.title.get(language),
            rounded(row.figure),
            row.figure.indicator.unit,
            rounded(row.change.before) if row.change else MISSING_SHOWN,
            _rounded(row.change.amount, row.figure) if row.change else MISSING_SHOWN,
            status_word(row.figure),
            note_of(row.figure),
            row.figure.indicator.basis.get(language),
        ]
        for row in rows
    ]
    title = _("Figures of %(name)s") % {"name": choice.place.name}
    above: Above = [(_("Period"), choice.period.title.get(language)), *_filter_rows(named(filters)), *made_by(request)]
    return _respond(request, Sheet(title, above, columns, cells), "catalogue", choice.place.code, filters)


@require_safe
@one_reading
def figure_export(request: HttpRequest, indicator_key: str, org_unit: str, period: str, view: str) -> HttpResponse:
    """view: parts, series or rows:<term>. Others are 404."""
    figure = figure_of(request, indicator_key, org_unit, period)
    if view == "parts":
        sheet = _parts_sheet(request, figure)
    elif view == "series":
        sheet = _series_sheet(request, figure)
    elif view in ("value", "numerator", "denominator"):
        sheet = _rows_sheet(request, figure, view)
    else:
        raise Http404(_("There is no such table."))
    filters = {name: request.GET[name] for name in ("unit", "sort", "restated") if request.GET.get(name)}
    return _respond(request, sheet, f"{indicator_key}/{view}", org_unit, filters)


def _parts_sheet(request: HttpRequest, figure: FigureValue) -> Sheet:
    parts = queries.children(actor_of(request), figure.indicator_key, figure.org_unit, figure.period, whole=figure)
    order = request.GET.get("order", "")
    parts = list(in_order(parts, order))
    words = {"value": _("%(field)s, descending"), "-value": _("%(field)s, ascending")}
    narrowed = {"sort": words[order] % {"field": _("Value")}} if order in ORDERS else {}
    shares = any(part.share is not None for part in parts)
    columns = [ExportColumn(_("Org unit"), width=28), _value_column(figure)]
    columns += [ExportColumn(_("Share") + " (%)", decimals=1)] if shares else []
    columns += [
        ExportColumn(_("Status")),
        ExportColumn(_("Units missing"), decimals=0),
        ExportColumn(_("Note"), width=30),
    ]
    cells: list[list[Cell]] = []
    for part in parts:
        share: list[Cell] = [MISSING_SHOWN if part.share is None else round_half_up(part.share, 1)] if shares else []
        one = part.figure
        cells.append([part.place.name, rounded(one), *share, status_word(one), one.missing_count, note_of(one)])
    whole: list[Cell] = [Decimal(100) if figure.value else MISSING_SHOWN] if shares else []
    totals = [figure.place.name, rounded(figure), *whole, status_word(figure), figure.missing_count, note_of(figure)]
    return Sheet(_title(figure, _("by org unit")), _above(request, figure, narrowed), columns, cells, totals)


def _series_sheet(request: HttpRequest, figure: FigureValue) -> Sheet:
    series = queries.series(actor_of(request), figure.indicator_key, figure.org_unit, until=figure.period)
    columns = [ExportColumn(_("Period"), width=24), _value_column(figure), ExportColumn(_("Status"))]
    columns += [ExportColumn(_("Note"), width=30)]
    language = language_of()
    cells: list[list[Cell]] = [
        [item.period.title.get(language), rounded(item), status_word(item), note_of(item)] for item in series
    ]
    return Sheet(_title(figure, _("over time")), _above(request, figure), columns, cells)


def _rows_sheet(request: HttpRequest, figure: FigureValue, term: str) -> Sheet:
    """All pages of the rows, masked as on the page, numbers, dates and codes as such; personal data taken along is
    audited like a view."""
    actor, language = actor_of(request), language_of()
    filters = {name: request.GET.get(name, "") for name in ("unit", "sort")}
    page = queries.rows(actor, figure, term, 1, filters, size=queries.MAX_EXPORT)
    ledger = installed_packs().ledger(page.term.ledger_key)
    if fields := queries.personal_fields(page, ledger):
        services.record_personal_view(actor=actor, figure=figure, page=page, fields=fields)
    columns = [ExportColumn(_("Org unit"), width=24)]
    for _id, heading, unit in page.headings:
        columns.append(ExportColumn(heading.get(language) + (f" ({unit})" if unit else "")))
    columns += [ExportColumn(_("Period")), ExportColumn(_("Filed by")), ExportColumn(_("Filed at"), width=18)]
    columns += [ExportColumn(_("Version"), decimals=0), ExportColumn(_("Evidence"), decimals=0)]
    cells: list[list[Cell]] = [
        [
            row.org_name,
            *((cell.code or cell.shown) if cell.value is None else cell.value for cell in row.cells),
            Period.parse(row.period_code).title.get(language),
            row.filed_by,
            None if row.filed_at is None else localtime(row.filed_at),
            row.version or None,
            row.evidence_count,
        ]
        for row in page.rows
    ]
    narrowed = _narrowed(figure, page, filters["unit"])
    above = [*_above(request, figure, narrowed), (_("What is counted"), page.term.basis.get(language))]
    if page.total > len(page.rows):
        above.append((_("Rows"), _("the first %(n)d of %(all)d") % {"n": len(page.rows), "all": page.total}))
    expected = min(page.total, queries.MAX_EXPORT)
    return Sheet(_title(figure, _("rows")), above, columns, cells, expected=expected)


def _title(figure: FigureValue, what: str) -> str:
    title = figure.indicator.title.get(language_of())
    return _("%(name)s: %(title)s, %(what)s") % {"name": figure.place.name, "title": title, "what": what}


def _narrowed(figure: FigureValue, page: RowPage, unit: str) -> dict[str, str]:
    """What the rows are narrowed to and their order, in words; an order that was not followed is not claimed."""
    found = {"unit": figure_place(figure, unit)} if unit else {}
    if page.sort:
        titles = {name: title for name, title, _unit in page.headings}
        words = _("%(field)s, descending") if page.sort.startswith("-") else _("%(field)s, ascending")
        found["sort"] = words % {"field": titles[page.sort.removeprefix("-")].get(language_of())}
    return found


def figure_place(figure: FigureValue, code: str) -> str:
    places = places_on(figure.period.last)
    return places[code].name if code in places else code


def _above(request: HttpRequest, figure: FigureValue, narrowed: dict[str, str] | None = None) -> Above:
    language, as_of = language_of(), figure.restated_as_of
    return [
        (_("Period"), figure.period.title.get(language)),
        (_("Unit"), figure.indicator.unit or "—"),
        (_("How it is counted"), figure.indicator.basis.get(language)),
        *([(_("Restated"), _("counted in the org units of %(day)s") % {"day": as_of})] if as_of else []),
        *_filter_rows({"org": figure.place.name, **(narrowed or {})}),
        *made_by(request),
    ]


def named(filters: dict[str, str]) -> dict[str, str]:
    """The catalogue's filters as its page words them."""
    found = dict(filters)
    if filters.get("status") in {item.value for item in FigureStatus}:
        found["status"] = str(status_of(filters["status"], "figure").word)
    if pack := installed_packs().packs.get(filters.get("pack", "")):
        found["pack"] = pack.title.get(language_of())
    return found


def _filter_rows(filters: dict[str, str]) -> Above:
    words = {
        "q": _("Name or pinyin initials"),
        "pack": _("Pack"),
        "group": _("Heading"),
        "status": _("Status"),
        "org": _("Org unit"),
        "unit": _("Org unit below"),
        "sort": _("Order"),
    }
    shown = _("; ").join(_("%(name)s: %(value)s") % {"name": words[name], "value": filters[name]} for name in filters)
    return [(_("Filter"), shown or _("none"))]


def made_by(request: HttpRequest) -> Above:
    return [(_("Made by"), actor_of(request).name), (_("Made on"), clock.today().isoformat())]


def _value_column(figure: FigureValue) -> ExportColumn:
    indicator = figure.indicator
    title = f"{indicator.title.get(language_of())} ({indicator.unit})"
    return ExportColumn(title, decimals=indicator.decimals, width=20)


def rounded(figure: FigureValue) -> Decimal | str:
    return _rounded(figure.value, figure)


def _rounded(value: Decimal | None, figure: FigureValue) -> Decimal | str:
    """As on the page: a dash where there is none, never 0 and never blank; the note says why."""
    return MISSING_SHOWN if value is None else round_half_up(value, figure.indicator.decimals)


def note_of(figure: FigureValue) -> str:
    """Why there is no value, or why it may still move."""
    return "" if figure.status is FigureStatus.CONFIRMED else queries.status_reason(figure).get(language_of())


def status_word(figure: FigureValue) -> str:
    return str(status_of(figure.status.value, "figure").word)


def _respond(request: HttpRequest, sheet: Sheet, what: str, org_unit: str, filters: dict[str, str]) -> HttpResponse:
    rows: Sequence[Sequence[Cell]] = list(sheet.rows)
    services.record_export(actor=actor_of(request), what=what, org_unit=org_unit, rows=len(rows), filters=filters)
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    content = to_csv(sheet) if kind == "csv" else to_xlsx(sheet)
    return file_response(content, f"{sheet.title}.{kind}", CSV if kind == "csv" else XLSX)
