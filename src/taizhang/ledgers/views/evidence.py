"""Evidence: attached and fetched behind permission checks."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import audit
from taizhang.core.htmx import render_page, wants_fragment
from taizhang.core.language import language_of
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import queries, services
from taizhang.ledgers.services.evidence import opened_evidence, opened_file
from taizhang.ledgers.views.common import crumbs_to, say_problems, submission_of, unit_name


@require_POST
def evidence_attach(request: HttpRequest, pk: int) -> HttpResponse:
    submission, ledger = submission_of(request, pk)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise TaizhangError([_problem(Text("一个文件", "a file"), Text("没有选文件", "none chosen"), _CHOOSE)])
        data = upload.read(services.MAX_EVIDENCE_BYTES + 1)
        row = services.row_at(submission, request.POST.get("position", "").strip())
        services.attach_evidence(
            actor=actor_of(request),
            submission=submission,
            name=upload.name or "",
            data=data,
            row=row,
            field=request.POST.get("field", ""),
            group=ledger.group,
        )
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.success(request, _("The evidence is kept with its hash, time and your name."))
    return redirect("ledgers:submission-detail", pk)


_CHOOSE = Text("请先选文件。", "Choose a file first.")


def _problem(expected: Text, found: Text, cure: Text) -> Problem:
    return Problem("evidence.row", "", expected, found, cure)


PICTURES = ("image/jpeg", "image/png")


@require_safe
def evidence_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who attached it, when, to what; a picture is shown. In the side panel or as a page."""
    evidence = queries.evidence_for(actor_of(request), pk)
    submission, ledger = submission_of(request, evidence.submission_id)
    period = Period.parse(submission.period_code)
    here = reverse("ledgers:submission-detail", args=[submission.pk])
    context = {
        "evidence": evidence,
        "row": dict(queries.evidence_of(submission, submission.version)).get(evidence),
        "field": ledger.field(evidence.field) if evidence.field else None,
        "ledger": ledger,
        "period": period,
        "org_name": unit_name(submission.org_unit, period),
        "is_picture": evidence.file.media_type in PICTURES,
        "fragment": wants_fragment(request),
        "crumbs": crumbs_to(ledger, (period.title.get(language_of()), here), (_("Evidence"), "")),
    }
    return render_page(request, "ledgers/evidence_detail.html", context, fragment="ledgers/_evidence.html")


@require_safe
def row_evidence(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """What backs one row, cell by cell: where the number of files beside a row leads, also from a figure's rows."""
    submission, ledger = submission_of(request, pk)
    found = get_object_or_404(submission.rows, pk=row, added_in__lte=submission.version)
    period = Period.parse(submission.period_code)
    here = reverse("ledgers:submission-detail", args=[submission.pk])
    context = {
        "number": queries.numbers_where_they_stood([found], {submission.pk: submission.version})[found.pk],
        "files": [
            (item, ledger.field(item.field) if item.field else None, item.file.media_type in PICTURES)
            for item in queries.evidence_of_row(found)
        ],
        "submission": submission,
        "ledger": ledger,
        "period": period,
        "org_name": unit_name(submission.org_unit, period),
        "fragment": wants_fragment(request),
        "crumbs": crumbs_to(ledger, (period.title.get(language_of()), here), (_("Evidence"), "")),
    }
    return render_page(request, "ledgers/row_evidence.html", context, fragment="ledgers/_row_evidence.html")


@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """As a download; only a picture may be shown inside a page of ours, and never as a page of its own."""
    evidence = queries.evidence_for(actor_of(request), pk)
    show = request.GET.get("show") == "picture" and evidence.file.media_type in PICTURES
    stream = opened_evidence(actor=actor_of(request), evidence=evidence, show=show)
    response = FileResponse(stream, content_type=evidence.file.media_type)
    response["Content-Length"] = evidence.file.size
    how = "inline" if show else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(evidence.name)}"
    if show:
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def version_file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The workbook of a version as it was uploaded, for those who see its personal columns whole."""
    actor = actor_of(request)
    submission, ledger = submission_of(request, pk)
    handed_in = submission.versions.filter(number__lte=submission.version).select_related("file")
    version = get_object_or_404(handed_in, number=number, file__isnull=False)
    code = submission.org_unit.code
    actor.require(Permission.EXPORT, code, ledger)
    if queries.personal_fields(ledger) and not queries.sees_personal(actor, ledger, code):
        raise NotAllowed(Permission.VIEW_PERSONAL)
    assert version.file is not None
    with opened_file(version.file) as stream:
        suffix = _suffix(stream.read(8))
    audit.record_export(
        actor=actor, obj=submission, org_unit=code, rows=version.row_count, filters={"workbook": number}
    )
    name = quote(f"{ledger.title.zh}-{code}-{submission.period_code}-v{number}{suffix}")
    response = FileResponse(opened_file(version.file), content_type="application/octet-stream")
    response["Content-Length"] = version.file.size
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _suffix(head: bytes) -> str:
    """By the first bytes: names of uploads are not kept."""
    return ".xlsx" if head.startswith(b"PK") else ".xls" if head.startswith(b"\xd0\xcf\x11\xe0") else ".csv"


@require_POST
def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = queries.evidence_for(actor_of(request), pk)
    _submission, ledger = submission_of(request, evidence.submission_id)
    services.withdraw_evidence(actor=actor_of(request), evidence=evidence, group=ledger.group)
    messages.info(request, _("The evidence was withdrawn; the record of it stays."))
    return redirect("ledgers:submission-detail", evidence.submission_id)
