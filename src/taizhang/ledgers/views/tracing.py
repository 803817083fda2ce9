"""Tracing: a search for what to begin with, and the rows that it leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.core.tables import Column, Table, table_response
from taizhang.engine.pack import CodeList, Field, FieldType
from taizhang.engine.periods import Period
from taizhang.engine.trace import Told, Trace, TraceStart, WarningKind, kept_until
from taizhang.ledgers import queries
from taizhang.ledgers.queries import Traced, TraceLine
from taizhang.ledgers.reading.days import written_day
from taizhang.ledgers.reading.line_words import squeezed
from taizhang.ledgers.showing import shown
from taizhang.ledgers.validation import code_lists_of
from taizhang.ledgers.views.reading import NUMERIC, ROWS_PER_PAGE

MOST_ONWARD = 10  # values that a trace offers to go on with, of each kind
LEAST_WORDS = 2  # characters of a search
NARROWING = ("step", "unit", "warning")


@require_safe
def trace_list(request: HttpRequest) -> HttpResponse:
    """The traces that the actor may follow; where there is one, that one."""
    actor = actor_of(request)
    if not actor.can(Permission.VIEW_LEDGER):
        raise NotAllowed(Permission.VIEW_LEDGER)
    traces = queries.visible_traces(actor)
    if len(traces) == 1:
        return redirect("ledgers:trace-detail", traces[0].key)
    crumbs = [(gettext("Ledgers"), reverse("ledgers:ledger-list")), (gettext("Tracing"), "")]
    return render(request, "ledgers/trace_list.html", {"traces": traces, "crumbs": crumbs})


@require_safe
def trace_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The search; with a value or a row to begin with, the lines that lead on from it and back."""
    actor = actor_of(request)
    trace = queries.trace_for(actor, key)
    start = trace.start(request.GET.get("by", "")) or trace.starts[0]
    words, value = request.GET.get("find", "").strip(), request.GET.get("value", "").strip()
    of_days = queries.begins_with_days(trace, start)
    if of_days and (day := written_day(squeezed(words))) is not None:
        words = day.isoformat()
    context: dict[str, object] = {"trace": trace, "start": start, "words": value or words, "crumbs": _crumbs(trace)}
    context["of_days"] = of_days
    if row := whole_number(request.GET.get("row", "")):
        found = queries.traced_from(actor, trace, row)
        line = next(line for line in found.lines if line.row.id == row)
        return _traced(request, found, f"{line.unit_name} {_words(line, trace)}", context)
    if not value and len(words) >= LEAST_WORDS:
        listed = queries.values_like(actor, trace, start, words)
        if len(listed) == 1:
            value = listed[0].value
        context["listed"] = [(item, "?" + urlencode({"by": start.id, "value": item.value})) for item in listed]
    elif words and not value:
        context["short"] = LEAST_WORDS
    if not value:
        context["searched"] = "listed" in context
        return render(request, "ledgers/trace_detail.html", context)
    found = queries.traced(actor, trace, start, value)
    return _traced(request, found, f"{start.title.get(language_of())} {value}", context)


def _traced(request: HttpRequest, found: Traced, title: str, context: dict[str, object]) -> HttpResponse:
    """The counts over all lines, each a link to its own; the table of those that are asked for."""
    narrow = {name: request.GET.get(name, "") for name in NARROWING}
    lines = [line for line in found.lines if _fits(line, narrow)]
    whole = {name: value for name, value in request.GET.items() if name in ("by", "find", "value", "row")}

    def address(**more: str) -> str:
        return "?" + urlencode({**whole, **more})

    steps = Counter(line.step.id for line in found.lines)
    told = Counter(item.warning.id for line in found.lines for item in line.told)
    context |= {
        "title": title,
        "lines": found.lines,
        "all_address": address(),
        "narrowed": any(narrow.values()),
        "narrow": narrow,
        "steps": [(step, steps[step.id], address(step=step.id)) for step in found.trace.steps],
        "reached": [(step.reached, count) for step, count in found.reached() if step.reached is not None],
        "warnings": [(item, told[item.id], address(warning=item.id)) for item in found.trace.warnings if told[item.id]],
        "units": [
            _unit(lines_of, address(unit=code), current=code == narrow["unit"])
            for code, lines_of in found.by_unit().items()
        ],
        "unread": found.unread,
        "today": clock.today(),
        "onward": _onward(found, str(context["words"])),
        "cut": found.cut,
    }
    return table_response(request, "ledgers/trace_detail.html", _table(request, found, lines, title), context)


def _onward(found: Traced, value: str) -> list[tuple[TraceStart, list[tuple[str, str]]]]:
    """What the first step's rows hold that other units may hold too: from a meal to all that took its batches."""
    first = found.trace.steps[0]
    starts = [(start, start.fields[first.id]) for start in found.trace.starts if first.id in start.fields]
    rows = [line.row for line in found.lines if line.step.id == first.id]
    onward = []
    for start, name in starts:
        values = dict.fromkeys(str(row.values[name]) for row in rows if row.values.get(name) is not None)
        others = [item for item in values if item != value][:MOST_ONWARD]
        if others:
            onward.append((start, [(item, "?" + urlencode({"by": start.id, "value": item})) for item in others]))
    return onward


def _fits(line: TraceLine, narrow: dict[str, str]) -> bool:
    return (
        narrow["step"] in ("", line.step.id)
        and narrow["unit"] in ("", line.row.unit)
        and (not narrow["warning"] or any(item.warning.id == narrow["warning"] for item in line.told))
    )


def _unit(found: Traced, address: str, *, current: bool) -> dict[str, object]:
    """A line of the table of units. found: its lines alone."""
    steps = Counter(line.step.id for line in found.lines)
    return {
        "name": found.lines[0].unit_name,
        "address": address,
        "counts": [steps[step.id] for step in found.trace.steps],
        "reached": [count for _step, count in found.reached()],
        "told": sum(len(line.told) for line in found.lines),
        "current": current,
    }


def _table(request: HttpRequest, found: Traced, lines: list[TraceLine], title: str) -> Table:
    trace, language = found.trace, language_of()
    detail = reverse("ledgers:trace-detail", args=[trace.key])
    kept = _kept_words(trace)
    columns = [
        Column("step", _("Step"), value=lambda line: line.step.title),
        Column("unit_name", _("Unit")),
        Column("day", _("Day"), template="ledgers/_trace_day.html"),
        Column("words", pgettext("of a traced row", "What"), value=lambda line: _words(line, trace), sortable=False),
        Column("state", _("State"), value=_state(kept), template="ledgers/_trace_state.html", sortable=False),
        Column("row", _("Row of the ledger"), value=_row, url=_row_address, sortable=False),
        Column(
            "from",
            _("Trace from here"),
            value=lambda line: _("trace"),
            url=lambda line: f"{detail}?row={line.row.id}",
            sortable=False,
        ),
    ]
    columns += _field_columns(found)
    return Table(request, lines, columns, title=f"{trace.title.get(language)} {title}", per_page=200)


def _field_columns(found: Traced) -> list[Column]:
    """Each column of the ledgers by itself, to sort by and to take along; those of one title are one."""
    titles: dict[str, tuple[Field, dict[str, Field]]] = {}
    packs = installed_packs()
    for step in found.trace.steps:
        ledger = packs.ledgers.get(step.ledger)
        for name in step.shows if ledger is not None and step not in found.unread else ():
            field = ledger.field(name) if ledger is not None else None
            if field is not None:
                titles.setdefault(field.title.get(language_of()), (field, {}))[1][step.id] = field
    return [
        Column(
            f"c{number}",
            title,
            numeric=first.type in NUMERIC,
            unit=first.unit,
            decimals=first.decimals,
            value=_reader(fields),
            shown=False,
        )
        for number, (title, (first, fields)) in enumerate(titles.items())
    ]


def _reader(fields: dict[str, Field]) -> Callable[[TraceLine], object]:
    def read(line: TraceLine) -> object:
        field = fields.get(line.step.id)
        value = line.row.values.get(field.id) if field is not None else None
        if field is None or value is None:
            return None
        return Decimal(str(value)) if field.type in NUMERIC else shown(value, field, _codes(line), whole=False)

    return read


def _codes(line: TraceLine) -> dict[str, CodeList]:
    return dict(code_lists_of(line.ledger, installed_packs()))


def _words(line: TraceLine, trace: Trace) -> str:
    """What the row says, in one line: text as it is, numbers with their name and unit."""
    codes, parts = _codes(line), []
    for name in trace.step(line.step.id).shows:
        field = line.ledger.field(name)
        text = shown(line.row.values.get(name), field, codes, whole=False) if field is not None else ""
        if field is not None and text:
            plain = field.type in (FieldType.STRING, FieldType.CODE)
            parts.append(text if plain else f"{field.title.get(language_of())} {text}{field.unit}")
    return " · ".join(parts)


def _kept_words(trace: Trace) -> Callable[[TraceLine], str]:
    """Whether what a row tells of is still there; by the rule of the row's own day."""
    packs, now = installed_packs(), clock.local(clock.now())
    assert now is not None
    present = now.replace(tzinfo=None)

    def words(line: TraceLine) -> str:
        keeping = line.step.keeping
        if keeping is None or line.day is None:
            return ""
        hours = packs.parameters_on(trace.pack, line.day).get(keeping.hours)
        ended = line.row.values.get(keeping.ended) if keeping.ended else None
        if ended:
            return gettext("thrown away on %(day)s") % {"day": ended}
        until = kept_until(keeping, line.row, line.ledger.date_field, Decimal(str(hours))) if hours else None
        if until is None:
            return ""
        said = f"{until:%Y-%m-%d %H:%M}"
        if until >= present:
            return gettext("to be kept until %(moment)s") % {"moment": said}
        return gettext("was to be kept until %(moment)s") % {"moment": said}

    return words


def _state(kept: Callable[[TraceLine], str]) -> Callable[[TraceLine], str]:
    """What needs a look, and whether it is still kept."""
    return lambda line: "；".join([*(_warning_words(item) for item in line.told), *filter(None, [kept(line)])])


def _warning_words(item: Told) -> str:
    title = item.warning.title.get(language_of())
    if item.warning.kind is WarningKind.LATER:
        return gettext("%(what)s (%(day)s is after %(last)s)") % {
            "what": title,
            "day": item.found,
            "last": item.than,
        }
    if item.warning.kind is WarningKind.EXCEEDS:
        return gettext("%(what)s (%(found)s are more than %(there)s)") % {
            "what": title,
            "found": item.found,
            "there": item.than,
        }
    return title


def _row(line: TraceLine) -> str:
    words = gettext("%(period)s, row %(n)d") % {
        "period": Period.parse(line.period_code).title.get(language_of()),
        "n": line.number,
    }
    return words if line.accepted else gettext("%(row)s (not accepted yet)") % {"row": words}


def _row_address(line: TraceLine) -> str:
    page = (line.number - 1) // ROWS_PER_PAGE + 1
    asked = urlencode({"version": line.version, "page": page})
    return f"{reverse('ledgers:submission-detail', args=[line.submission])}?{asked}#row-{line.row.id}"


def _crumbs(trace: Trace) -> list[tuple[str, str]]:
    return [
        (gettext("Ledgers"), reverse("ledgers:ledger-list")),
        (trace.title.get(language_of()), reverse("ledgers:trace-detail", args=[trace.key])),
    ]
