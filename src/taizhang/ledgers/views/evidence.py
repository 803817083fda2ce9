"""Evidence: attached and fetched behind permission checks."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import audit
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.services.evidence import file_path
from taizhang.ledgers.views.common import say_problems, submission_of


@require_POST
def evidence_attach(request: HttpRequest, pk: int) -> HttpResponse:
    submission, ledger = submission_of(request, pk)
    upload = request.FILES.get("file")
    row_id = request.POST.get("row", "")
    row = get_object_or_404(submission.rows, pk=int(row_id)) if row_id.isdigit() else None
    if upload is None:
        messages.error(request, _("Choose a file first."))
        return redirect("ledgers:submission-detail", pk)
    try:
        services.attach_evidence(
            actor=actor_of(request),
            submission=submission,
            name=upload.name or "",
            data=upload.read(),
            row=row,
            group=ledger.group,
        )
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.success(request, _("The evidence is kept with its hash, time and your name."))
    return redirect("ledgers:submission-detail", pk)


@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Always as a download, never shown as a page of ours."""
    evidence = queries.evidence_for(actor_of(request), pk)
    path = file_path(evidence.file.sha256)
    if not path.exists():
        raise Http404
    audit.record(
        actor=actor_of(request),
        action="evidence.download",
        obj=evidence,
        org_unit=evidence.submission.org_unit.code,
        detail={"sha256": evidence.file.sha256},
    )
    response = FileResponse(path.open("rb"), content_type=evidence.file.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(evidence.name)}"
    return response


@require_POST
def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = queries.evidence_for(actor_of(request), pk)
    _submission, ledger = submission_of(request, evidence.submission_id)
    services.withdraw_evidence(actor=actor_of(request), evidence=evidence, group=ledger.group)
    return redirect("ledgers:submission-detail", evidence.submission_id)
