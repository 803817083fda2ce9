"""The List pattern: a declarative table whose whole state (filters, sort, columns, page) lives in the address.

A view builds a `Table` over the rows its query allows the actor to see and ends with `table_response`. Works as plain
links and forms; htmx only makes it quick. What is exported is what is shown: same filter, order and columns, all pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from taizhang.core import clock, exports
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.names import is_named, other_spellings
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of
from taizhang.engine.rounding import round_half_up
from taizhang.engine.text import Text

Rows = QuerySet[Any] | Sequence[Any]
SORT, PAGE, COLUMNS, EXPORT = "sort", "page", "columns", "export"
REFUSED = "refused-of-list"  # in the session: what was ticked and typed for an action that was refused


@dataclass(frozen=True, slots=True)
class Column:
    """One column. key: attribute, mapping key or dotted path; title: (lazy) text without the unit.

    value: takes the row, overrides `key`. url: takes the row, makes the cell a link. template: draws the cell with
    `row` and `value`; exports still use the plain value. order_by: queryset ordering when it isn't `key`.
    total: a totals row sums this column (only where sums make sense). shown: in the first choice of columns.
    """

    key: str
    title: object
    numeric: bool = False
    unit: str = ""
    decimals: int = 0
    sortable: bool = True
    template: str = ""
    value: Callable[[Any], Any] | None = None
    url: Callable[[Any], str] | None = None
    total: bool = False
    shown: bool = True
    order_by: str = ""

    def read(self, row: Any) -> Any:
        """The plain value of this column in `row`; Text in the language of the page."""
        found = self.value(row) if self.value else _reach(row, self.key)
        return found.get(language_of()) if isinstance(found, Text) else found

    @property
    def heading(self) -> str:
        return f"{self.title}（{self.unit}）" if self.unit else str(self.title)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter in the address. kind: "choice" (a select), "search" (free text) or "date".

    apply(rows, value) narrows; without it a queryset is filtered by key=value, a sequence by equality, and a search
    looks into every shown text column. choices: (value, label) pairs.
    """

    key: str
    title: object
    choices: Sequence[tuple[str, object]] = ()
    kind: str = "choice"
    apply: Callable[[Any, str], Any] | None = None


@dataclass(frozen=True, slots=True)
class BulkAction:
    """Something done to all chosen rows: a button that posts their ids as `selected` to `url`. primary: filled.

    field, field_kind, field_label: a value that it asks for beside the button, as an input's name, type and label.
    """

    label: object
    url: str
    primary: bool = False
    field: str = ""
    field_kind: str = "text"
    field_label: object = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell ready to show."""

    column: Column
    value: Any
    url: str


@dataclass(frozen=True, slots=True)
class HeadCell:
    """aria_sort: "ascending", "descending" or "none"; next_sort: what pressing the heading asks for."""

    column: Column
    aria_sort: str
    next_sort: str


@dataclass(frozen=True, slots=True)
class FilterState:
    filter: Filter
    value: str

    @property
    def label(self) -> str:
        """The chosen choice in words, or the typed text."""
        return str(next((label for value, label in self.filter.choices if str(value) == self.value), self.value))


def _reach(row: Any, path: str) -> Any:
    for step in path.split("."):
        row = row.get(step) if isinstance(row, Mapping) else getattr(row, step, None)
        if callable(row):
            row = row()
    return row


def _order(value: Any) -> tuple[bool, bool, Any]:
    """None last, numbers before words; so a mixed column still sorts."""
    is_text = not isinstance(value, int | float | Decimal) and not hasattr(value, "toordinal")
    return value is None, is_text, str(value) if is_text else value


def _sum(values: Iterable[Any]) -> Decimal:
    """What is missing adds nothing."""
    return sum((Decimal(str(value)) for value in values if value is not None), Decimal(0))


@dataclass
class Table:
    """See the module. rows are already narrowed to what the actor may see."""

    request: HttpRequest
    rows: Rows
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    title: object = ""
    lead: object = ""
    per_page: int = 50
    default_sort: str = ""
    empty: Sequence[object] = field(default_factory=tuple)
    id: str = "table"
    actions: Sequence[BulkAction] = ()
    row_id: Callable[[Any], object] = lambda row: row.pk

    @cached_property
    def shown_columns(self) -> list[Column]:
        chosen = self.request.GET.getlist(COLUMNS)
        wanted = [column for column in self.columns if (column.key in chosen if chosen else column.shown)]
        return wanted or list(self.columns)

    @property
    def column_choice(self) -> list[tuple[Column, bool]]:
        keys = {column.key for column in self.shown_columns}
        return [(column, column.key in keys) for column in self.columns]

    @cached_property
    def filter_states(self) -> list[FilterState]:
        return [FilterState(item, self.request.GET.get(item.key, "").strip()) for item in self.filters]

    @property
    def filtered(self) -> bool:
        return any(state.value for state in self.filter_states)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Query parts that belong to the page and not to this table; forms carry them along."""
        own = {item.key for item in self.filters} | {PAGE, COLUMNS, EXPORT, SORT}
        return [(key, value) for key, values in self.request.GET.lists() if key not in own for value in values]

    @cached_property
    def sort(self) -> tuple[str, bool]:
        """(column key, descending); a key that is no sortable column falls back to the default."""
        sortable = {column.key for column in self.columns if column.sortable}
        asked = self.request.GET.get(SORT, "")
        wanted = asked if asked.lstrip("-") in sortable else self.default_sort
        return wanted.lstrip("-"), wanted.startswith("-")

    @property
    def sort_parameter(self) -> str:
        key, descending = self.sort
        return f"{'-' if descending else ''}{key}"

    @cached_property
    def arranged(self) -> Rows:
        """All rows, filtered and sorted."""
        rows: Any = self.rows
        for state in self.filter_states:
            if state.value:
                rows = self._narrow(rows, state)
        key, descending = self.sort
        column = next((column for column in self.columns if column.key == key), None)
        if column is None:
            return rows  # type: ignore[no-any-return]
        if isinstance(rows, QuerySet):
            path = column.order_by or key.replace(".", "__")
            return rows.order_by(f"{'-' if descending else ''}{path}", "pk")
        present = [row for row in rows if column.read(row) is not None]
        absent = [row for row in rows if column.read(row) is None]  # last whichever way one sorts
        return sorted(present, key=lambda row: _order(column.read(row)), reverse=descending) + absent

    def _narrow(self, rows: Any, state: FilterState) -> Any:
        choices = {str(value) for value, _label in state.filter.choices}
        if choices and state.value not in choices:  # an address that somebody mistyped; no query could answer it
            return rows.none() if isinstance(rows, QuerySet) else []
        if state.filter.apply:
            return state.filter.apply(rows, state.value)
        if isinstance(rows, QuerySet):
            return rows.filter(**{state.filter.key.replace(".", "__"): state.value})
        if state.filter.kind == "search":
            return self._named(rows, state.value.strip().lower())
        return [row for row in rows if str(_reach(row, state.filter.key)) == state.value]

    def _named(self, rows: Sequence[Any], wanted: str) -> list[Any]:
        """Rows of which a text column holds the words; of none, those with another kind of school in the name."""
        texts = [column for column in self.columns if not column.numeric]
        read = [(row, [str(column.read(row) or "") for column in texts]) for row in rows]
        found = [row for row, cells in read if any(is_named(cell, wanted) for cell in cells)]
        others = () if found else other_spellings(wanted)
        return found or [row for row, cells in read if any(other in cell for cell in cells for other in others)]

    @cached_property
    def page(self) -> Page[Any]:
        """An address with a page too far shows the last one."""
        return Paginator(self.arranged, self.per_page).get_page(self.request.GET.get(PAGE))

    @property
    def head(self) -> list[HeadCell]:
        key, descending = self.sort
        cells = []
        for column in self.shown_columns:
            here = column.key == key
            state = ("descending" if descending else "ascending") if here else "none"
            cells.append(HeadCell(column, state, f"-{column.key}" if here and not descending else column.key))
        return cells

    @property
    def body(self) -> list[tuple[Any, str, bool, list[Cell]]]:
        """(row, its id when rows can be chosen, whether it is chosen already, cells) of this page."""
        chosen = set(self._refused["selected"])
        lines = [(row, str(self.row_id(row)) if self.actions else "") for row in self.page]
        return [
            (row, row_id, row_id in chosen, [self._cell(row, column) for column in self.shown_columns])
            for row, row_id in lines
        ]

    @property
    def action_states(self) -> list[tuple[BulkAction, str]]:
        """Each action with what was typed beside its button before it was refused."""
        return [(action, self._refused["typed"].get(action.field, "")) for action in self.actions]

    @cached_property
    def _refused(self) -> dict[str, Any]:
        """What `back_to_list` kept for this page; shown once."""
        found = getattr(self.request, "session", {}).get(REFUSED) if self.actions else None
        if found is None or found["path"] != self.request.path:
            return {"selected": [], "typed": {}}
        del self.request.session[REFUSED]
        return dict(found)

    def _cell(self, row: Any, column: Column) -> Cell:
        return Cell(column, column.read(row), column.url(row) if column.url else "")

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Sums over all pages by column key; empty when no shown column asks for one or there is nothing to add."""
        wanted = [column for column in self.shown_columns if column.total]
        if not wanted or not self.page.paginator.count:
            return {}
        if isinstance(self.arranged, QuerySet):
            plain = {column.key: Sum(column.key) for column in wanted if column.value is None and "." not in column.key}
            sums = dict(self.arranged.aggregate(**{f"total_{key}": term for key, term in plain.items()}))
            return {key: sums[f"total_{key}"] for key in plain}
        rows = list(self.arranged)
        return {column.key: _sum(column.read(row) for row in rows) for column in wanted}

    @property
    def totals_row(self) -> list[tuple[Column, Any]]:
        """One (column, sum or None) a shown column; empty when there are no totals."""
        return [(column, self.totals.get(column.key)) for column in self.shown_columns] if self.totals else []

    @property
    def may_export(self) -> bool:
        """What decides whether an export is offered decides whether it answers."""
        return actor_of(self.request).can(Permission.EXPORT)

    def sheet(self, maker: str) -> exports.Sheet:
        """All pages of what is shown, for a workbook or CSV."""
        filters = "；".join(f"{state.filter.title}：{state.label}" for state in self.filter_states if state.value)
        above = [(gettext("Filter"), filters)] if filters else []
        above += [(gettext("Made by"), maker), (gettext("Date"), clock.today().isoformat())]
        columns = self.shown_columns
        totals: list[exports.Cell] = []
        if self.totals:
            totals = [self._number(column, value) for column, value in self.totals_row]
            if totals[0] is None:
                totals[0] = gettext("Total")
        return exports.Sheet(
            title=str(self.title),
            above=above,
            columns=[exports.ExportColumn(c.heading, c.decimals if c.numeric else None) for c in columns],
            rows=[[self._number(column, column.read(row)) for column in columns] for row in self.arranged],
            totals=totals,
            expected=self.page.paginator.count,
        )

    @staticmethod
    def _number(column: Column, value: Any) -> exports.Cell:
        """As shown on the page: numbers rounded half up, once; times those of the place, since a cell names no zone."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
        if not column.numeric or value is None:
            return value if value is None or hasattr(value, "toordinal") else str(value)
        return round_half_up(Decimal(str(value)), column.decimals)


def export_response(request: HttpRequest, table: Table, kind: str) -> HttpResponse:
    """The shown rows as a file; only for those who may take data out, and the audit log says who did."""
    from taizhang.core import audit

    if not table.may_export:
        raise NotAllowed(Permission.EXPORT)
    sheet = table.sheet(maker=actor_of(request).name)
    name = f"{table.title}_{clock.today():%Y%m%d}.{kind}"
    content = exports.to_xlsx(sheet) if kind == "xlsx" else exports.to_csv(sheet)
    audit.record(
        actor=request.user if request.user.is_authenticated else None,
        action="export.table",
        obj=str(table.title)[:128],
        detail={"address": request.get_full_path(), "rows": table.page.paginator.count},
    )
    return exports.file_response(content, name, exports.XLSX if kind == "xlsx" else exports.CSV)


def back_to_list(request: HttpRequest, address: str) -> HttpResponse:
    """To the list whose action was refused, on the page and with the filters from which it was pressed: what was ticked
    and typed stands there again. address: the list, for a form that does not say where it stood."""
    path, stood = address.partition("?")[0], request.POST.get("list", "")
    typed = {
        key: value for key, value in request.POST.items() if key not in ("selected", "list", "csrfmiddlewaretoken")
    }
    request.session[REFUSED] = {"path": path, "selected": request.POST.getlist("selected"), "typed": typed}
    return redirect(stood if stood.partition("?")[0] == path else address)


def table_response(
    request: HttpRequest,
    template: str,
    table: Table,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str = "core/_table.html",
) -> HttpResponse:
    """The page, the table alone for htmx, or the export: whichever the request asks for. The context gets `table`."""
    kind = request.GET.get(EXPORT, "")
    if kind in ("xlsx", "csv"):
        return export_response(request, table, kind)
    return render_page(request, template, {**(context or {}), "table": table}, fragment=fragment)
