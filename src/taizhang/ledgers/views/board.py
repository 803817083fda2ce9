"""One ledger: what it asks, and the board of its units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.status import status_of
from taizhang.core.tables import BulkAction, Column, Filter, Table, table_response
from taizhang.engine.pack import Field, FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import queries
from taizhang.ledgers.models import SubmissionState
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.validation import code_lists_of
from taizhang.ledgers.views.common import crumbs_to, ledger_of, period_of

STANDINGS = [
    (standing, status_of(standing, "submission").word) for standing in ("missing", "overdue", *SubmissionState.values)
]


@require_safe
def ledger_detail(request: HttpRequest, ledger_key: str) -> HttpResponse:
    """What the ledger asks, and the board: units by state, whose counts filter the list below. A single unit sees its
    own periods instead."""
    actor, ledger = actor_of(request), ledger_of(request, ledger_key)
    periods = queries.filing_periods(ledger, clock.today(), 4)
    period = period_of(request.GET.get("period", periods[0].code), ledger)
    own = queries.is_one_unit(actor, ledger)
    lines = [line for item in (periods if own else [period]) for line in queries.expected_filings(actor, ledger, item)]
    counts = Counter(line.standing for line in lines)
    task = None if own else queries.standing_task(ledger, period)
    asks = not own and queries.may_ask(actor, ledger, period)
    context = {
        "ledger": ledger,
        "period": period,
        "periods": periods,
        "own": own,
        "board": [(value, label, counts[value]) for value, label in STANDINGS if counts[value]],
        "task": task,
        "excused": queries.excused_units(task) if task is not None and asks else [],
        "asks": asks,
        "reviews": not own and actor.can(Permission.REVIEW_LEDGER, ledger=ledger),
        "waits": any(line.waits_for_filer for line in lines),
        "asked": [line for line in lines if own and line.is_asked],
        "to_file": _to_file(actor, ledger, period, lines) if own else "",
        "fields": [(field, _how(field, ledger)) for field in ledger.fields],
        "has_units": any(field.unit for field in ledger.fields),
        "crumbs": crumbs_to(ledger),
    }
    actions = _task_actions(ledger, period) if task is not None and asks else []
    table = _line_table(request, ledger, period, lines, own=own, calls=asks, actions=actions)
    return table_response(request, "ledgers/ledger_detail.html", table, context)


@require_safe
def ledger_period(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    """What a link in a chat group opens, the same for all: whoever files for one unit comes to that filing, others to
    the board of the period."""
    actor, ledger = actor_of(request), ledger_of(request, ledger_key)
    asked = period_of(period, ledger)
    if queries.is_one_unit(actor, ledger):  # with its campuses, and with schools that were merged into it
        own = queries.own_units(actor, ledger)
        owed = {line.org_unit for line in queries.expected_filings(actor, ledger, asked)} & own
        if len(owed) == 1:
            return redirect("ledgers:filing-page", ledger.key, asked.code, owed.pop())
    kept = request.GET.copy()  # a filter of the board stays one
    kept["period"] = asked.code
    return redirect(f"{reverse('ledgers:ledger-detail', args=[ledger.key])}?{kept.urlencode()}")


def _task_actions(ledger: Ledger, period: Period) -> list[BulkAction]:
    where = [ledger.key, period.code]
    return [
        BulkAction(
            _("Move the deadline"),
            reverse("ledgers:task-deadline", args=where),
            field="due_on",
            field_kind="date",
            field_label=_("New deadline"),
        ),
        BulkAction(
            _("Excuse"),
            reverse("ledgers:task-excuse", args=where),
            field="reason",
            field_label=_("Why they need not file"),
        ),
    ]


def _line_table(
    request: HttpRequest,
    ledger: Ledger,
    period: Period,
    lines: list[FilingLine],
    *,
    own: bool,
    calls: bool,
    actions: list[BulkAction],
) -> Table:
    states, url = dict(STANDINGS), _line_url(actor_of(request))
    columns = [
        Column("org_name", _("Unit"), url=url),
        Column("standing", _("State"), value=lambda line: states[line.standing], template="ledgers/_state_cell.html"),
        Column("until", _("Deadline")),
        Column("handed_in_on", _("Handed in"), template="ledgers/_handed_in_cell.html"),
        Column("version", _("Version"), numeric=True, value=lambda line: line.version or None, shown=not calls),
    ]
    if calls:
        columns += [
            Column("contact", _("Contact"), shown=any(line.contact for line in lines)),
            Column(
                "reminders",
                _("Reminded"),
                numeric=True,
                value=lambda line: line.reminders or None,
                unit=gettext("times"),
            ),
        ]
    if own:
        one = len({line.org_unit for line in lines}) <= 1
        first = Column("period", _("Period"), value=lambda line: line.period.title, url=url, sortable=False)
        columns = [first, *columns[1 if one else 0 :]]
    chosen = Filter(
        "state",
        _("State"),
        choices=STANDINGS,
        apply=lambda rows, value: [row for row in rows if row.standing == value],
    )
    return Table(
        request,
        lines,
        columns,
        filters=[] if own else [Filter("q", _("Search"), kind="search"), chosen],
        title=ledger.title.get(language_of()),
        row_id=lambda line: line.org_unit if actions else f"{line.org_unit} {line.period.code}",
        actions=actions,
        empty=(
            _("No unit of yours files this ledger.")
            if own or ledger.asks_for(period)
            else _("This period ended before the ledger was asked for; nobody owes it."),
            _("Its columns and checks are told below."),
            reverse("ledgers:ledger-list"),
            _("All ledgers"),
        ),
    )


def _to_file(actor: Actor, ledger: Ledger, period: Period, lines: list[FilingLine]) -> str:
    """Where this person files the newest period; empty when nothing waits."""
    for line in lines:
        waits = line.period == period and line.waits_for_filer
        if waits and actor.can(Permission.FILE_LEDGER, line.org_unit, ledger):
            return reverse("ledgers:filing-page", args=[ledger.key, period.code, line.org_unit])
    return ""


def _how(field: Field, ledger: Ledger) -> str:
    """How a column is filled in, in words: what the pack says, the choices, the kind of value."""
    said = field.description.get(language_of())
    if field.type is FieldType.CODE:
        codes = code_lists_of(ledger, installed_packs())[field.code_list].codes.values()
        words = "、".join(text.get(language_of()) for text in list(codes)[:8])
        choice = gettext("one of: %(words)s") % {"words": f"{words}……" if len(codes) > 8 else words}
        return f"{said} {choice}".strip()
    kinds = {
        FieldType.INTEGER: gettext("whole number"),
        FieldType.NUMBER: gettext("number, up to %(n)d decimals") % {"n": field.decimals},
        FieldType.DATE: gettext("date"),
        FieldType.BOOLEAN: gettext("yes or no"),
    }
    return said or kinds.get(field.type, gettext("text"))


def _line_url(actor: Actor) -> Callable[[FilingLine], str]:
    """Where a line leads: to what is filed, else to filing it, for others nowhere."""

    def of(line: FilingLine) -> str:
        if line.submission is not None:
            return reverse("ledgers:submission-detail", args=[line.submission])
        if actor.can(Permission.FILE_LEDGER, line.org_unit, line.ledger):
            return reverse("ledgers:filing-page", args=[line.ledger.key, line.period.code, line.org_unit])
        return ""

    return of
