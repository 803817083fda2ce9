"""Filing: template out, workbook in, a look at what was found, filing it, handing in, taking back."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from taizhang.core import clock
from taizhang.core.exports import XLSX, file_response
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import queries, services
from taizhang.ledgers.explaining import words_again
from taizhang.ledgers.models import OPEN_STATES, KeptUpload, Submission, SubmissionState, VersionSource
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.reading.repairs import KINDS
from taizhang.ledgers.services import FilingPlace
from taizhang.ledgers.tasks import page_of
from taizhang.ledgers.views.came_back import came_back, cell_id
from taizhang.ledgers.views.column_choices import columns_page
from taizhang.ledgers.views.common import (
    count_words,
    crumbs_to,
    in_a_row,
    ledger_of,
    period_of,
    say_problems,
    submission_of,
    unit_name,
    upload_bytes,
)
from taizhang.ledgers.views.dropped import drop_of, is_elsewhere
from taizhang.ledgers.views.gone import tells_when_gone
from taizhang.ledgers.views.templates import brought_from, may_bring_last
from taizhang.organisation.models import OrgUnit

_NAMED = 20  # lines left out that a message names


def filing_of(request: HttpRequest, ledger_key: str, period: str, org: str) -> tuple[Ledger, Period, OrgUnit]:
    """Raises Http404 for a filing that is not this actor's to make."""
    ledger = ledger_of(request, ledger_key)
    if not actor_of(request).can(Permission.FILE_LEDGER, org, ledger):
        raise Http404
    wanted = period_of(period, ledger)
    if wanted.first > clock.today():
        raise Http404  # nobody files what has not begun
    return ledger, wanted, get_object_or_404(OrgUnit, code=org)


@require_http_methods(["GET", "POST"])
@tells_when_gone
def filing_page(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """Upload a workbook; it is checked and kept. Wrong cells are named and nothing is saved; a right one is shown with
    what it would change, and filed without being sent again."""
    ledger, wanted, unit = filing_of(request, ledger_key, period, org)
    upload: KeptUpload | None = None
    if token := request.GET.get("upload"):
        upload = services.kept_upload(actor_of(request), token, ledger, wanted, unit)
        if upload.submission_id is not None:
            return redirect("ledgers:submission-detail", upload.submission_id)
    status = 200
    if request.method == "POST":
        try:
            if len(request.FILES.getlist("workbook")) > 1:
                return drop_of(request, FilingPlace(ledger, wanted, org))
            upload = _receive(request, ledger, wanted, unit)
        except TaizhangError as error:
            if is_elsewhere(request, error):
                here = f"{ledger.title.get(language_of())} · {wanted.title.get(language_of())}"
                messages.warning(request, _("The file says that it is not for %(here)s; see below.") % {"here": here})
                return drop_of(request, None)
            say_problems(request, error)
        else:
            if upload.job_id is not None:
                return redirect("core:job-detail", upload.job_id)
            if upload.report.get("asking") or not upload.report["wrong"]:
                return redirect(page_of(upload))
        status = 422
    return filing_answer(request, (ledger, wanted, unit), upload, status=status)


def filing_answer(
    request: HttpRequest, filing: tuple[Ledger, Period, OrgUnit], upload: KeptUpload | None, *, status: int = 200
) -> HttpResponse:
    return render(request, "ledgers/filing_page.html", _page(request, *filing, upload), status=status)


def _receive(request: HttpRequest, ledger: Ledger, period: Period, unit: OrgUnit) -> KeptUpload:
    upload = request.FILES.get("workbook")
    data = upload_bytes(upload)
    return services.receive(
        actor=actor_of(request),
        ledger=ledger,
        org_unit=unit,
        period=period,
        name=(upload.name if upload else "") or "",
        data=data,
        reason=request.POST.get("reason", ""),
    )


def _page(
    request: HttpRequest, ledger: Ledger, period: Period, unit: OrgUnit, upload: KeptUpload | None
) -> dict[str, object]:
    submission = Submission.objects.filter(org_unit=unit, ledger_key=ledger.key, period_code=period.code).first()
    report = upload.report if upload is not None else {}
    checks: dict[str, dict[str, object]] = {}
    for item in report.get("warnings", []):
        line = checks.setdefault(item["check"], {"check": item["check"], "text": item["cure"], "cells": ""})
        line["cells"] = f"{line['cells']} {item['key']}".strip()[:120]
    may_see = queries.sees_personal(actor_of(request), ledger, unit.code) or not queries.personal_fields(ledger)
    return {
        "ledger": ledger,
        "period": period,
        "org": unit.code,
        "org_name": unit_name(unit, period),
        "submission": submission,
        "is_open": submission is None or submission.state in OPEN_STATES,
        "correcting": submission is not None and submission.accepted_version is not None,
        "correction_reason": queries.correction_reason(submission) if submission is not None else "",
        "line": queries.filing_line(ledger, period, unit),
        "grid": may_see,
        "nil_locked": bool(services.locked_changes(submission, ledger, [])),
        **came_back(actor_of(request), submission, ledger, _cell_of(ledger, period, unit, submission, may_see)),
        "has_draft": queries.has_draft(actor_of(request), ledger, period, unit),
        "upload": upload,
        "report": report,
        "counts": count_words(report.get("wrong", 0), report.get("warned", 0)),
        "warnings": list(checks.values()),
        "brought_from": brought_from(actor_of(request), ledger, period, unit),
        "has_last": may_see and may_bring_last(ledger, period, unit),
        "max_mb": settings.MAX_UPLOAD_BYTES // 1024 // 1024,
        "language": language_of(),
        "job": queries.last_import(actor_of(request), ledger, period, unit),
        "mapping": columns_page(report, ledger, change="columns" in request.GET, said=request.POST),
        "repairs": _repairs(report.get("repairs", {})),
        "crumbs": crumbs_to(ledger, (_("File this period"), "")),
    }


def _cell_of(
    ledger: Ledger, period: Period, unit: OrgUnit, submission: Submission | None, grid: bool
) -> Callable[[queries.Mark], str]:
    """Where a marked cell is mended; it is only shown to who may not see the rows whole."""
    if grid or submission is None:
        there = reverse("ledgers:grid-page", args=[ledger.key, period.code, unit.code])
        return lambda mark: f"{there}?view=grid#{cell_id(mark, ledger)}"
    there = reverse("ledgers:submission-detail", args=[submission.pk])
    return lambda mark: f"{there}#row-{mark.row}"


def _repairs(counts: dict[str, int]) -> str:
    words = {kind: text.get(language_of()) for kind, text in KINDS.items()}
    return in_a_row(f"{words.get(kind, kind)} {count}" for kind, count in sorted(counts.items()))


@require_POST
@tells_when_gone
def filing_save(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """File the kept upload; with `hand-in` also hand it in with the words given for its warnings."""
    ledger, wanted, unit = filing_of(request, ledger_key, period, org)
    actor, reason = actor_of(request), request.POST.get("reason", "")
    upload = services.kept_upload(actor, request.POST.get("upload", ""), ledger, wanted, unit)
    if upload.job_id is not None and upload.submission_id is None:
        return redirect("core:job-detail", services.file_later(actor=actor, upload=upload, reason=reason).pk)
    try:
        result = services.file_kept(actor=actor, upload=upload, nil=request.POST.get("nil") == "yes", reason=reason)
    except TaizhangError as error:
        say_problems(request, error)
        return filing_answer(request, (ledger, wanted, unit), upload, status=422)
    if result.submission is None:
        return redirect(page_of(upload))
    if not result.repeated:
        _say_saved(request, result)
    return _after_saving(request, result.submission)


@require_POST
@tells_when_gone
def filing_discard(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    ledger, wanted, unit = filing_of(request, ledger_key, period, org)
    actor = actor_of(request)
    services.discard(
        actor=actor, upload=services.kept_upload(actor, request.POST.get("upload", ""), ledger, wanted, unit)
    )
    messages.info(request, _("The upload was thrown away; nothing was saved."))
    return redirect("ledgers:filing-page", ledger_key, period, org)


@require_POST
def filing_nil(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """A nil report (零报告): said with words, kept as a version without rows and handed in. `seen`: the version that
    its page showed; a page that names none has seen none."""
    ledger, wanted, unit = filing_of(request, ledger_key, period, org)
    try:
        result = services.save_rows(
            actor=actor_of(request),
            ledger=ledger,
            org_unit=unit,
            period=wanted,
            rows=[],
            source=VersionSource.GRID,
            reason=request.POST.get("reason", ""),
            seen=whole_number(request.POST.get("seen", "")) or 0,
        )
        if result.submission is None:
            raise TaizhangError(result.problems)
    except TaizhangError as error:
        if isinstance(error, services.FilingMoved) and (same := queries.kept_as_nil(ledger, wanted, unit)):
            return redirect("ledgers:submission-detail", same.pk)  # pressed twice
        say_problems(request, error)
        return redirect("ledgers:filing-page", ledger_key, period, org)
    return submission_submit(request, result.submission.pk)


def _after_saving(request: HttpRequest, submission: Submission) -> HttpResponse:
    if "hand-in" in request.POST:
        return submission_submit(request, submission.pk)
    services.keep_words(actor=actor_of(request), submission=submission, explanations=_words(request))
    return redirect("ledgers:submission-detail", submission.pk)


def _say_saved(request: HttpRequest, result: FilingResult) -> None:
    if result.unchanged:
        messages.info(request, _("The workbook says the same as the last version; nothing was added."))
        return
    messages.success(
        request,
        _("Saved %(rows)d rows as version %(version)d.") % {"rows": result.row_count, "version": result.version},
    )
    if result.left_out:
        rows = in_a_row(str(line.row) for line in result.left_out[:_NAMED])
        more = "……" if len(result.left_out) > _NAMED else ""
        told = _("%(n)d lines not read as rows (totals, notes, other units): sheet rows %(rows)s.")
        messages.info(request, told % {"n": len(result.left_out), "rows": rows + more})


@require_safe
@tells_when_gone
def marked_download(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """The actor's own upload back, wrong cells coloured and noted."""
    return _copy(request, filing_of(request, ledger_key, period, org), _("(errors marked)"), repaired=False)


@require_safe
@tells_when_gone
def repaired_download(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """The same with the safe repairs made and listed."""
    return _copy(request, filing_of(request, ledger_key, period, org), _("(repaired)"), repaired=True)


def _copy(request: HttpRequest, filing: tuple[Ledger, Period, OrgUnit], suffix: str, *, repaired: bool) -> HttpResponse:
    actor = actor_of(request)
    upload = services.kept_upload(actor, request.GET.get("upload", ""), *filing)
    try:
        copy = services.marked_copy(actor=actor, upload=upload, language=language_of(), repaired=repaired)
    except TaizhangError as error:
        raise Http404 from error
    return file_response(copy.body, services.copy_name(upload, copy, suffix), XLSX)


def _words(request: HttpRequest) -> dict[str, str]:
    """Explanations by check."""
    given = {key: str(value) for key, value in request.POST.items() if key.startswith("explain-")}
    return {key.removeprefix("explain-"): words for key, words in given.items()}


@require_POST
def submission_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """The saved version. `aside`: the revision of the person's own draft that is put aside; without it a draft that
    says something else stops the handing in, and the page asks. So it does without `unchanged` where nothing was mended
    since it came back."""
    submission, ledger = submission_of(request, pk)
    given = _words(request)
    try:
        services.keep_words(actor=actor_of(request), submission=submission, explanations=given)
        moved = services.submit_saved(
            services.Filing(actor_of(request), ledger, Period.parse(submission.period_code), submission.org_unit),
            submission,
            explanations=given,
            reason=request.POST.get("reason", ""),
            aside=whole_number(request.POST.get("aside", "")),
            unchanged=bool(request.POST.get("unchanged")),
        )
    except services.Unmended:
        why = _("Not handed in: it says what it said before. Mend it, or hand it in unchanged below.")
        messages.warning(request, why)
        return redirect(f"{reverse('ledgers:submission-detail', args=[pk])}#hand-in")
    except TaizhangError as error:
        if not queries.moved_by(actor_of(request), pk, SubmissionState.SUBMITTED, SubmissionState.SIGNING):
            _say_why_not(request, submission, error)
            if any("check" in problem.data for problem in error.problems):
                return redirect(f"{reverse('ledgers:submission-detail', args=[pk])}#explain-1")
    else:
        if moved.state == SubmissionState.SIGNING:
            messages.success(request, _("Handed in; it waits for the head. You can take it back until it is reviewed."))
        else:
            messages.success(request, _("Handed in. You can take it back until somebody reviews it."))
    return redirect("ledgers:submission-detail", pk)


def _say_why_not(request: HttpRequest, submission: Submission, error: TaizhangError) -> None:
    """Where all that is missing are words that were given before, and stand in their fields, only a look is asked."""
    again = words_again(list(submission.versions.order_by("-number")))
    if error.problems and all(problem.data.get("check") in again for problem in error.problems):
        messages.warning(request, _("Your words of before stand at the warnings: look at them, then hand in."))
        return
    say_problems(request, error)


@require_POST
def submission_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    submission, _ledger = submission_of(request, pk)
    try:
        services.withdraw(actor=actor_of(request), submission=submission)
    except TaizhangError as error:
        if not queries.moved_by(actor_of(request), pk, *OPEN_STATES):
            say_problems(request, error)
    else:
        messages.success(request, _("Taken back; you can change it again."))
    return redirect("ledgers:submission-detail", pk)
