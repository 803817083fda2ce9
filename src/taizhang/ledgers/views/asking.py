"""Filing tasks: sending one, and from the board adding units, moving deadlines, excusing, reminding, calling off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.core import clock
from taizhang.core.language import language_of
from taizhang.core.requests import actor_of
from taizhang.core.tables import back_to_list
from taizhang.core.working_days import working_calendar
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import forms, queries, services
from taizhang.ledgers.models import FilingTask
from taizhang.ledgers.views.common import crumbs_to, ledger_of, period_of, say_problems
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnitSpell


def _asked(request: HttpRequest, ledger_key: str, period: str) -> tuple[Ledger, Period]:
    """Raises Http404 for a ledger for which this actor cannot ask anybody."""
    ledger = ledger_of(request, ledger_key)
    wanted = period_of(period, ledger)
    if not queries.may_ask(actor_of(request), ledger, wanted):
        raise Http404
    return ledger, wanted


def _task(request: HttpRequest, ledger_key: str, period: str) -> FilingTask:
    task = queries.standing_task(*_asked(request, ledger_key, period))
    if task is None:
        raise Http404
    return task


@require_http_methods(["GET", "POST"])
def task_send(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    """Choose whom to ask and until when; with a task that stands, choose whom to ask beside those asked already."""
    ledger, wanted = _asked(request, ledger_key, period)
    task = queries.standing_task(ledger, wanted)
    initial = {
        "due_on": _day_wished(request) or queries.proposed_due_on(ledger, wanted, task, clock.today()),
        "remind_days": "3, 1",
        "minutes": request.GET.get("minutes") or queries.proposed_minutes(ledger, wanted) if task is None else None,
    }
    kind = forms.FilingTaskForm if task is None else forms.DeadlineForm
    form = kind(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, ledger, wanted, task, form)
        except TaizhangError as error:
            say_problems(request, error)
        else:
            return redirect(_board(ledger.key, wanted.code))
    status = 422 if request.method == "POST" else 200
    return render(request, "ledgers/task_send.html", _page(request, ledger, wanted, task, form), status=status)


def _day_wished(request: HttpRequest) -> date | None:
    """The deadline in the address: a press beside a unit that is closed before the proposed one."""
    try:
        return date.fromisoformat(request.GET.get("due_on", ""))
    except ValueError:
        return None


def _send(
    request: HttpRequest, ledger: Ledger, period: Period, task: FilingTask | None, form: django_forms.Form
) -> None:
    actor, units = actor_of(request), request.POST.getlist("unit")
    if task is None:
        services.send_filing_task(actor=actor, ledger=ledger, period=period, org_units=units, **form.cleaned_data)
        count = len(units)
    else:
        count = services.add_units(actor=actor, task=task, org_units=units, **form.cleaned_data)
    messages.success(request, ngettext("Sent to %(n)d unit.", "Sent to %(n)d units.", count) % {"n": count})
    _say_rest_day(request, form)


def _say_rest_day(request: HttpRequest, form: django_forms.Form) -> None:
    """A deadline on a day off is allowed, and told: who set it may not have looked at the calendar."""
    day = form.cleaned_data.get("due_on")
    if day is not None and not (kind := working_calendar().day(day)).working:
        words = _("The deadline %(day)s is no working day: %(why)s.")
        messages.info(request, words % {"day": day, "why": kind.words.get(language_of())})


def _page(
    request: HttpRequest, ledger: Ledger, period: Period, task: FilingTask | None, form: django_forms.Form
) -> dict[str, object]:
    askable = queries.askable_units(actor_of(request), ledger, period)
    due_on = (form.cleaned_data.get("due_on") if form.is_bound and form.is_valid() else None) or form.initial["due_on"]
    gone = org_queries.closed_by({unit.org_unit.code for unit in askable}, due_on)
    units = [unit for unit in askable if unit.org_unit.code not in gone]
    asked = queries.owed_codes(task) if task is not None else frozenset()
    if request.method == "POST":
        chosen = frozenset(request.POST.getlist("unit"))
    else:
        chosen = frozenset() if task is not None else frozenset(unit.org_unit.code for unit in units)
    open_to = [unit for unit in units if unit.org_unit.code not in asked]
    above = org_queries.names({unit.parent.code for unit in open_to if unit.parent}, period.last)
    return {
        "ledger": ledger,
        "period": period,
        "task": task,
        "form": form,
        "units": [
            (unit, above.get(unit.parent.code, "") if unit.parent else "", unit.org_unit.code in chosen)
            for unit in open_to
        ],
        "gone": [
            (unit.name, gone[unit.org_unit.code], gone[unit.org_unit.code] - timedelta(days=1))
            for unit in askable
            if unit.org_unit.code in gone.keys() - asked
        ],
        "today": clock.today(),
        "rehearsal": reverse("ledgers:task-rehearsal", args=[ledger.key, period.code]),
        "held": _held(ledger, period, units) if task is None else [],
        "crumbs": crumbs_to(
            ledger, (period.title.get(language_of()), _board(ledger.key, period.code)), (_("Send a task"), "")
        ),
    }


def _held(ledger: Ledger, period: Period, units: list[OrgUnitSpell]) -> list[tuple[queries.Held, str]]:
    language = language_of()
    comma = ", " if language == "en" else "、"
    found = queries.held_already(ledger, period, {unit.org_unit.code for unit in units})
    return [(item, comma.join(field.title.get(language) for field in item.fields)) for item in found]


def _board(ledger_key: str, period: str) -> str:
    return f"{reverse('ledgers:ledger-detail', args=[ledger_key])}?period={period}"


@require_POST
def task_deadline(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    """Move the deadline of the chosen units."""
    return _change(
        request,
        ledger_key,
        period,
        forms.DeadlineForm(request.POST),
        lambda task, units, values: (
            _("Deadlines moved: %(n)d.")
            % {"n": services.move_deadline(actor=actor_of(request), task=task, org_units=units, **values)}
        ),
    )


@require_POST
def task_excuse(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    """The chosen units need not file."""
    return _change(
        request,
        ledger_key,
        period,
        forms.ExcuseForm(request.POST),
        lambda task, units, values: (
            _("Units excused: %(n)d.")
            % {"n": services.excuse_units(actor=actor_of(request), task=task, org_units=units, **values)}
        ),
    )


def _change(
    request: HttpRequest,
    ledger_key: str,
    period: str,
    form: django_forms.Form,
    change: Callable[[FilingTask, list[str], dict[str, Any]], str],
) -> HttpResponse:
    task = _task(request, ledger_key, period)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form.fields[field].label}：{' '.join(map(str, errors))}")
        return back_to_list(request, _board(ledger_key, period))
    try:
        done = change(task, request.POST.getlist("selected"), form.cleaned_data)
    except TaizhangError as error:
        say_problems(request, error)
        return back_to_list(request, _board(ledger_key, period))
    messages.success(request, done)
    _say_rest_day(request, form)
    return redirect(_board(ledger_key, period))


@require_http_methods(["GET", "POST"])
def task_remind(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    """The words for the chat group. Looking at them notes nothing; who copies them says so, and it is noted at these
    units that they were reminded."""
    task, actor = _task(request, ledger_key, period), actor_of(request)
    if request.method == "POST" and (count := services.remind(actor=actor, task=task)[1]):
        said = ngettext("Noted: %(n)d unit reminded.", "Noted: %(n)d units reminded.", count)
        messages.success(request, said % {"n": count})
        return redirect(_board(ledger_key, period))
    late = queries.waited_for(actor, task)
    if not late:
        messages.info(request, _("Everybody has filed; there is nobody to remind."))
        return redirect(_board(ledger_key, period))
    ledger, wanted = _asked(request, ledger_key, period)
    context = {
        "ledger": ledger,
        "period": wanted,
        "words": queries.reminder_words(task, late),
        "count": len(late),
        "back": _board(ledger_key, period),
        "crumbs": crumbs_to(ledger, (wanted.title.get(language_of()), _board(ledger_key, period)), (_("Remind"), "")),
    }
    return render(request, "ledgers/task_remind.html", context)


@require_POST
def task_call_off(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    task = _task(request, ledger_key, period)
    try:
        services.call_off(actor=actor_of(request), task=task)
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.success(request, _("Called off; the ledger's own rule holds again. What was filed stays."))
    return redirect(_board(ledger_key, period))
