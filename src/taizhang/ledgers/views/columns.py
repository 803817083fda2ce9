"""The filer's answer on which column is which field."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import services
from taizhang.ledgers.tasks import page_of
from taizhang.ledgers.views.common import say_problems
from taizhang.ledgers.views.filing import filing_answer, filing_of
from taizhang.ledgers.views.gone import tells_when_gone


@require_POST
@tells_when_gone
def filing_columns(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """Remember the answers and check the kept upload with them. A refused answer stands as it was given."""
    filing = filing_of(request, ledger_key, period, org)
    actor = actor_of(request)
    upload = services.kept_upload(actor, request.POST.get("upload", ""), *filing)
    answers = {
        name.removeprefix("column-"): str(value) for name, value in request.POST.items() if name.startswith("column-")
    }
    try:
        upload = services.explain_columns(actor=actor, upload=upload, answers=answers)
    except TaizhangError as error:
        say_problems(request, error)
        upload.refresh_from_db()
        return filing_answer(request, filing, upload, status=422)
    if upload.job_id is not None and not upload.report:
        return redirect("core:job-detail", upload.job_id)
    if upload.report.get("wrong"):
        return filing_answer(request, filing, upload, status=422)
    return redirect(page_of(upload))
