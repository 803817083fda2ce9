"""Evidence: attached and fetched behind permission checks."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import audit
from taizhang.core.requests import actor_of
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.services.evidence import file_path
from taizhang.ledgers.views.common import say_problems, submission_of


@require_POST
def evidence_attach(request: HttpRequest, pk: int) -> HttpResponse:
    submission, ledger = submission_of(request, pk)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise TaizhangError([_problem(Text("一个文件", "a file"), Text("没有选文件", "none chosen"), _CHOOSE)])
        data = upload.read(services.MAX_EVIDENCE_BYTES + 1)
        row = _row_of(submission, request.POST.get("position", "").strip())
        services.attach_evidence(
            actor=actor_of(request),
            submission=submission,
            name=upload.name or "",
            data=data,
            row=row,
            group=ledger.group,
        )
    except TaizhangError as error:
        say_problems(request, error)
    else:
        messages.success(request, _("The evidence is kept with its hash, time and your name."))
    return redirect("ledgers:submission-detail", pk)


_CHOOSE = Text("请先选文件。", "Choose a file first.")


def _row_of(submission: Submission, position: str) -> Row | None:
    """The row of the newest version in this place; None when no place is named."""
    if not position:
        return None
    number = int(position[:9]) if position.isascii() and position.isdigit() else 0
    found = submission.rows.filter(position=number, removed_in__isnull=True).first()
    if found is None:
        cure = Text("看表格左边的序号，或留空。", "See the numbers on the left, or leave it empty.")
        raise TaizhangError([_problem(Text("本表已有的行号", "the number of a row"), Text(position[:20]), cure)])
    return found


def _problem(expected: Text, found: Text, cure: Text) -> Problem:
    return Problem("evidence.row", "", expected, found, cure)


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
    messages.info(request, _("The evidence was withdrawn; the record of it stays."))
    return redirect("ledgers:submission-detail", evidence.submission_id)
