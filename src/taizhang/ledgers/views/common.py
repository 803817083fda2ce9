"""What the views of ledgers share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.requests import actor_of, whole_number
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.text import Text
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit


def ledger_of(request: HttpRequest, key: str) -> Ledger:
    """Raises Http404 for a ledger that is not there or not this actor's."""
    ledger = installed_packs().ledgers.get(key)
    if ledger is None or ledger not in queries.visible_ledgers(actor_of(request)):
        raise Http404
    return ledger


def period_of(code: str, ledger: Ledger) -> Period:
    try:
        period = Period.parse(code)
    except PeriodError as error:
        raise Http404 from error
    if period.kind is not ledger.period_kind:
        raise Http404
    return period


def unit_name(unit: OrgUnit, period: Period) -> str:
    """As it was called at the end of the period, or last before it was closed."""
    return org_queries.names([unit.code], period.last).get(unit.code, unit.code)


def crumbs_to(ledger: Ledger, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here: (title, address) from the list of ledgers on."""
    return [
        (_("Ledgers"), reverse("ledgers:ledger-list")),
        (ledger.title.get(language_of()), reverse("ledgers:ledger-detail", args=[ledger.key])),
        *more,
    ]


def submission_of(request: HttpRequest, pk: int) -> tuple[Submission, Ledger]:
    return queries.submission_for(actor_of(request), pk)


def version_of(request: HttpRequest) -> int:
    """The version that the person had before them when pressing; 0 when the form names none."""
    return whole_number(request.POST.get("version", "")) or 0


def say_problems(request: HttpRequest, error: TaizhangError) -> None:
    """At most ten lines; a page full of red is not read. A file that cannot be taken is named."""
    for problem in error.problems[:10]:
        expected, found, cure = (text.get(language_of()) for text in (problem.expected, problem.found, problem.cure))
        key = f"{problem.key} " if problem.key else ""
        if problem.where and problem.code.startswith("file."):
            key = f"“{problem.where}” {key}"
        if language_of() == "zh":
            messages.error(request, f"{key}应为{expected}，现为{found}。{cure}")
        else:
            messages.error(request, f"{key}expected {expected}; found {found}. {cure}")


def count_words(wrong: int, warned: int) -> str:
    """Errors and warnings apart, in the words of the marked workbook."""
    errors = ngettext("%(n)d error", "%(n)d errors", wrong) % {"n": wrong}
    if not warned:
        return errors
    warnings = ngettext("%(n)d warning", "%(n)d warnings", warned) % {"n": warned}
    return _("%(errors)s, %(warnings)s") % {"errors": errors, "warnings": warnings}


def in_a_row(words: Iterable[str]) -> str:
    """Joined by the comma of lists in the reader's language."""
    return pgettext("list", ", ").join(words)


def upload_bytes(upload: UploadedFile[Any] | None) -> bytes:
    """Read only what may be taken, so that a huge file never fills the memory."""
    if upload is None:
        raise TaizhangError([_none_chosen()])
    size, limit = upload.size or 0, settings.MAX_UPLOAD_BYTES // 1024 // 1024
    if size > settings.MAX_UPLOAD_BYTES:
        found = Text(f"{-(-size // 1024 // 1024)} MB")
        cure = Text("删去图片，或分次上传。", "Take out pictures, or upload in parts.")
        expected = Text(f"不超过 {limit} MB 的文件", f"a file up to {limit} MB")
        raise TaizhangError([Problem("file.too-large", upload.name or "", expected, found, cure)])
    upload.seek(0)  # it may have been read before, to see where it belongs
    return bytes(upload.read())


def _none_chosen() -> Problem:
    return Problem(
        "file.none",
        "",
        Text("一个工作簿", "a workbook"),
        Text("没有选文件", "no file chosen"),
        Text("请先选文件，再上传。", "Choose the file, then upload."),
    )
