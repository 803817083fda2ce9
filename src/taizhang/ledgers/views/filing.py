"""Filing: template out, workbook in, handing in, taking back."""

from __future__ import annotations

from urllib.parse import quote

import orjson
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.template import template_workbook
from taizhang.ledgers.validation import code_lists_of
from taizhang.ledgers.views.common import language_of, ledger_of, period_of, say_problems, submission_of
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def filing_page(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """Upload a workbook; wrong cells are named one by one and nothing is saved."""
    actor, ledger = actor_of(request), ledger_of(request, ledger_key)
    wanted = period_of(period, ledger)
    if not actor.can(Permission.FILE_LEDGER, org, ledger.group):
        raise Http404
    unit = get_object_or_404(OrgUnit, code=org)
    submission = Submission.objects.filter(org_unit=unit, ledger_key=ledger.key, period_code=wanted.code).first()
    result: FilingResult | None = None
    if request.method == "POST":
        upload = request.FILES.get("workbook")
        if upload is None:
            messages.error(request, _("Choose a workbook first."))
        else:
            try:
                result = services.file_workbook(
                    actor=actor,
                    ledger=ledger,
                    org_unit=unit,
                    period=wanted,
                    name=upload.name or "",
                    data=upload.read(),
                    reason=request.POST.get("reason", ""),
                )
            except TaizhangError as error:
                say_problems(request, error)
            else:
                if result.submission is not None:
                    _say_saved(request, result)
                    return redirect("ledgers:submission-detail", result.submission.pk)
    spell = org_queries.spell(unit, wanted.last)
    context = {
        "ledger": ledger,
        "period": wanted,
        "org": org,
        "org_name": spell.name if spell is not None else org,
        "submission": submission,
        "due": queries.due_date(ledger, wanted),
        "result": result,
        "language": language_of(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "ledgers/filing_page.html", context, status=status)


def _say_saved(request: HttpRequest, result: FilingResult) -> None:
    if result.unchanged:
        messages.info(request, _("The workbook says the same as the last version; nothing was added."))
        return
    messages.success(
        request,
        _("Saved %(rows)d rows as version %(version)d.") % {"rows": result.row_count, "version": result.version},
    )
    if result.repairs:
        kinds = {
            "spaces": _("spaces taken off"),
            "full-width": _("full-width characters made plain"),
            "number-as-text": _("numbers kept as text read"),
            "date-form": _("dates brought to one form"),
        }
        done = "、".join(f"{kinds.get(kind, kind)} {count}" for kind, count in sorted(result.repairs.items()))
        messages.info(request, _("Repaired: %(what)s") % {"what": done})
    if result.unknown_columns:
        messages.warning(
            request,
            _("Columns that the ledger does not have were left out: %(names)s")
            % {"names": "、".join(result.unknown_columns)},
        )


@require_safe
def template_download(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    """The template; with `org` and `from=last` the unit's last filing is in it."""
    actor, ledger = actor_of(request), ledger_of(request, ledger_key)
    wanted = period_of(period, ledger)
    packs = installed_packs()
    org = request.GET.get("org", "")
    rows: list[dict[str, object]] = []
    if request.GET.get("from") == "last" and actor.can(Permission.FILE_LEDGER, org, ledger.group):
        last = Submission.objects.filter(
            org_unit__code=org, ledger_key=ledger.key, period_last__lte=wanted.last, version__gt=0
        ).order_by("-period_last")[:1]
        found = Row.objects.filter(submission__in=list(last), removed_in__isnull=True).order_by("position", "pk")
        rows = [orjson.loads(data) for data in found.values_list("data", flat=True)]
    body = template_workbook(
        ledger=ledger,
        period=wanted,
        pack_version=packs.pack(ledger.pack).version,
        code_lists=code_lists_of(ledger, packs),
        rows=rows,
    )
    response = HttpResponse(body, content_type=_XLSX)
    name = quote(f"{ledger.title.zh}-{wanted.code}")
    response["Content-Disposition"] = f"attachment; filename=template.xlsx; filename*=UTF-8''{name}.xlsx"
    return response


@require_POST
def submission_submit(request: HttpRequest, pk: int) -> HttpResponse:
    submission, _ledger = submission_of(request, pk)
    given = {key.removeprefix("explain-"): value for key, value in request.POST.items() if key.startswith("explain-")}
    try:
        services.submit(
            actor=actor_of(request), submission=submission, explanations={k: str(v) for k, v in given.items()}
        )
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.success(request, _("Handed in. You can take it back until somebody reviews it."))
    return redirect("ledgers:submission-detail", pk)


@require_POST
def submission_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    submission, _ledger = submission_of(request, pk)
    try:
        services.withdraw(actor=actor_of(request), submission=submission)
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.success(request, _("Taken back; you can change it again."))
    return redirect("ledgers:submission-detail", pk)
