"""Lists from outside: taken in, matched, looked through, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.opening import unmask_state
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import queries, services
from taizhang.ledgers.matching import Pair
from taizhang.ledgers.models import MatchKind, OutsideList, OutsideMatch
from taizhang.ledgers.services.evidence import opened_file
from taizhang.ledgers.views.common import crumbs_to, in_a_row, ledger_of, period_of, say_problems
from taizhang.organisation import queries as org_queries

LISTED_MOST = 100_000  # names of units that one page looks up


@require_http_methods(["GET", "POST"])
def outside_list(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    """The lists laid beside a ledger's period, and the form that takes another in."""
    actor, ledger = actor_of(request), ledger_of(request, ledger_key)
    wanted = period_of(period, ledger)
    if not actor.can(Permission.REVIEW_LEDGER, ledger=ledger):
        raise Http404
    status = 200
    if request.method == "POST":
        try:
            return redirect("ledgers:outside-detail", _taken(request, ledger, wanted).pk)
        except TaizhangError as error:
            say_problems(request, error)
            status = 422
    context = {
        "ledger": ledger,
        "period": wanted,
        "lists": queries.outside_lists(actor, ledger, wanted),
        "source": request.POST.get("source", "")[:100],
        "crumbs": crumbs_to(ledger, (_("Lists from outside"), "")),
    }
    return render(request, "ledgers/outside_list.html", context, status=status)


def _taken(request: HttpRequest, ledger: Ledger, period: Period) -> OutsideList:
    upload = request.FILES.get("file")
    if upload is None:
        expected, found = Text("一个表格文件", "a spreadsheet"), Text("没有选文件", "none chosen")
        raise TaizhangError(
            [Problem("outside.file", "", expected, found, Text("选 .xlsx 或 .csv。", "Choose an .xlsx or a .csv."))]
        )
    return services.take_outside(
        actor=actor_of(request),
        ledger=ledger,
        period=period,
        source=request.POST.get("source", ""),
        name=upload.name or "",
        data=upload.read(settings.MAX_UPLOAD_BYTES + 1),
    )


@require_safe
def outside_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How a list is matched, and the result: counts first, then row by row."""
    actor = actor_of(request)
    outside, ledger = queries.outside_for(actor, pk)
    period = Period.parse(outside.period_code)
    found = queries.matches_of(actor, outside, ledger)
    whole = queries.sees_list(actor, outside, ledger)
    if whole and outside.compared_at is not None and outside.deleted_at is None:
        queries.note_list_view(actor, outside, ledger)
    here = reverse("ledgers:outside-list", args=[ledger.key, outside.period_code])
    context = {
        "outside": outside,
        "ledger": ledger,
        "period": period,
        "fields": _fields(outside, ledger),
        "columns": list(enumerate(outside.columns)),
        "matched_by": _pairs_in_words(outside, ledger, outside.keys),
        "unit_by": outside.columns[outside.unit_column] if outside.unit_column is not None else "",
        "compared_in": _pairs_in_words(outside, ledger, outside.compared),
        "counts": [(kind, MatchKind(kind).label, n) for kind, n in queries.match_counts(found).items()],
        "masked": not whole,
        "unmask": unmask_state(actor, ledger) if queries.personal_columns(outside, ledger) else "",
        "changing": outside.compared_at is None or "change" in request.GET,
        "running": outside.job is not None and outside.job.state in ("queued", "running"),
        "may_download": outside.file_id is not None and _may_download(actor, outside, ledger),
        "crumbs": crumbs_to(ledger, (_("Lists from outside"), here), (outside.source, "")),
    }
    return table_response(
        request, "ledgers/outside_detail.html", _table(request, found, ledger, period, whole=whole), context
    )


def _fields(outside: OutsideList, ledger: Ledger) -> list[tuple[Any, int | None, str]]:
    """Each field with the column of the list that it goes with, and as what: key, compare or nothing."""
    keys = {str(name): int(column) for name, column in outside.keys}
    compared = {str(name): int(column) for name, column in outside.compared}
    return [
        (
            field,
            keys.get(field.id, compared.get(field.id)),
            "key" if field.id in keys else "compare" if field.id in compared else "",
        )
        for field in ledger.fields
    ]


def _pairs_in_words(outside: OutsideList, ledger: Ledger, pairs: Sequence[tuple[str, int]]) -> str:
    """The ledger's column, and the list's where it is called otherwise."""
    titles = {field.id: field.title.get(language_of()) for field in ledger.fields}
    words = []
    for name, at in pairs:
        own, theirs = titles.get(name, name), outside.columns[at] if at < len(outside.columns) else ""
        words.append(own if theirs in ("", own) else f"{own} ↔ {theirs}")
    return in_a_row(words)


def _table(
    request: HttpRequest, found: QuerySet[OutsideMatch], ledger: Ledger, period: Period, *, whole: bool
) -> Table:
    units = set(found.order_by().values_list("org_unit__code", flat=True).distinct()[:LISTED_MOST]) - {None}
    names = org_queries.names(units, period.last)
    language = language_of()

    def differences(match: OutsideMatch) -> str:
        told = queries.differences_of(match, ledger, whole=whole)
        empty = _("(empty)")
        words = [f"{item.title.get(language)} {item.ours or empty} → {item.theirs}" for item in told]
        return "；".join(words)

    def unit(match: OutsideMatch) -> str:
        if match.org_unit is not None:
            return names.get(match.org_unit.code, match.org_unit.code)
        if written := queries.unit_words(match, whole=whole):
            return _("“%(name)s”: unknown here") % {"name": written}
        return _("no unit named")

    def filing(match: OutsideMatch) -> str:
        return reverse("ledgers:submission-detail", args=[match.submission_id]) if match.submission_id else ""

    def search(rows: QuerySet[OutsideMatch], words: str) -> QuerySet[OutsideMatch]:
        by_unit = Q(org_unit__code__in=queries.units_named(words, period))
        in_words = Q(key_text__icontains=words) | Q(unit_text__icontains=words)
        return rows.filter(by_unit | in_words if whole else by_unit)

    kinds = dict(MatchKind.choices)
    return Table(
        request,
        found,
        [
            Column("unit", gettext_lazy("Unit"), value=unit, url=filing, order_by="org_unit__code"),
            Column("kind", gettext_lazy("Result"), value=lambda match: kinds[match.kind], order_by="kind"),
            Column(
                "key",
                gettext_lazy("Matched by"),
                value=lambda match: queries.key_words(match, ledger, whole=whole),
                sortable=False,
            ),
            Column("differences", gettext_lazy("Ours → theirs"), value=differences, sortable=False),
            Column("line", gettext_lazy("Line of the list"), numeric=True),
        ],
        filters=[
            Filter(
                "q",
                gettext_lazy("Unit, number or name") if whole else gettext_lazy("Unit"),
                kind="search",
                apply=search,
            ),
            Filter("kind", gettext_lazy("Result"), choices=MatchKind.choices),
        ],
        title=gettext_lazy("Comparison with a list from outside"),
        empty=(gettext_lazy("Nothing was compared yet."), gettext_lazy("Say what matches what, then compare."), "", ""),
    )


@require_POST
def outside_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """`as-<field>`: key or compare; `column-<field>`: of the list; `unit`: the column that names the unit. Without any
    of them: once more as before."""
    outside, ledger = queries.outside_for(actor_of(request), pk)
    if "again" in request.POST:
        keys = [(str(name), int(column)) for name, column in outside.keys]
        compared = [(str(name), int(column)) for name, column in outside.compared]
        unit = outside.unit_column
    else:
        keys, compared = _pairs(request, ledger, "key"), _pairs(request, ledger, "compare")
        unit = whole_number(request.POST.get("unit", ""))
    try:
        done = services.compare_outside(
            actor=actor_of(request), outside=outside, keys=keys, compared=compared, unit_column=unit
        )
    except TaizhangError as error:
        say_problems(request, error)
        return redirect(f"{reverse('ledgers:outside-detail', args=[pk])}?change=1")
    if done.job_id is not None and done.job != outside.job:
        messages.info(request, _("A long list: it is compared in the background, you may leave this page."))
    else:
        messages.success(request, _("Compared. What does not match is told below and at each filing."))
    if to := whole_number(request.POST.get("back", ""), digits=18):
        return redirect("ledgers:submission-detail", to)
    return redirect("ledgers:outside-detail", pk)


def _pairs(request: HttpRequest, ledger: Ledger, role: str) -> list[Pair]:
    found = []
    for field in ledger.fields:
        column = whole_number(request.POST.get(f"column-{field.id}", ""))
        if request.POST.get(f"as-{field.id}") == role and column is not None:
            found.append((field.id, column))
    return found


@require_POST
def outside_delete(request: HttpRequest, pk: int) -> HttpResponse:
    outside, ledger = queries.outside_for(actor_of(request), pk)
    try:
        services.delete_outside(actor=actor_of(request), outside=outside)
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.info(request, _("The list and its result are gone; that it was here, and its hash, stay on record."))
    return redirect("ledgers:outside-list", ledger.key, outside.period_code)


@require_safe
def outside_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it came, for those who may see all of it."""
    actor = actor_of(request)
    outside, ledger = queries.outside_for(actor, pk)
    if outside.file is None or not _may_download(actor, outside, ledger):
        raise Http404
    stream = opened_file(outside.file)
    queries.note_list_view(actor, outside, ledger)
    audit.record_export(actor=actor, obj=outside, rows=outside.row_count, filters={"list": outside.pk})
    response = FileResponse(stream, as_attachment=True, filename=outside.name, content_type="application/octet-stream")
    response["Content-Length"] = outside.file.size
    return response


def _may_download(actor: Actor, outside: OutsideList, ledger: Ledger) -> bool:
    """A list may hold more persons and columns than the comparison shows."""
    scope, may_see = actor.scope(Permission.REVIEW_LEDGER, ledger), actor.scope(Permission.VIEW_PERSONAL, ledger)
    seen = actor.whole_units(ledger) if queries.personal_fields(ledger) else may_see
    return scope <= actor.scope(Permission.EXPORT, ledger) & seen & may_see
