"""The proof-reader's page (校对): a file or pasted text in, marks and findings out; nothing is stored unless saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from taizhang.core import clock
from taizhang.core.exports import XLSX
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.engine.errors import TaizhangError
from taizhang.engine.text import Text
from taizhang.proofreading import queries, services
from taizhang.proofreading.annotate import annotated
from taizhang.proofreading.checking import Source, carried_source, checked, hash_of, pasted_source
from taizhang.proofreading.marks import Said, finding_key
from taizhang.proofreading.models import SavedCheck
from taizhang.proofreading.numbers_workbook import numbers_workbook
from taizhang.proofreading.report import Checked
from taizhang.proofreading.showing import findings_context, kept_keys, numbers_context
from taizhang.proofreading.uploads import InMemoryOnly

# Of files that are taken home.
_NAMES = {
    "text": Text("文字", "text"), "numbers": Text("全部数字", "numbers"), "annotated": Text("核对后", "checked"),
}  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@csrf_exempt  # the token is looked for below: doing so reads the form, and by then it must be known where files go
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    actor_of(request).require(Permission.CHECK_TEXT)
    request.upload_handlers = [InMemoryOnly(request)]
    return _check(request)


@csrf_protect
def _check(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    try:
        source = _source(request)
        done = checked(source)
        return _pressed(request, source, done)
    except TaizhangError as error:
        return _form(request, error)


def _form(request: HttpRequest, error: TaizhangError | None = None) -> HttpResponse:
    language = language_of()
    context = {
        "saved": queries.own_checks(actor_of(request)),
        "text": request.POST.get("text", ""),
        "problems": [
            (problem.where, problem.found.get(language), problem.cure.get(language))
            for problem in (error.problems if error is not None else ())
        ],
    }
    return render(request, "proofreading/check.html", context, status=422 if error is not None else 200)


def _source(request: HttpRequest) -> Source:
    """A chosen file before pasted text before what the page carried along."""
    upload = request.FILES.get("file")
    if upload is not None:
        return Source((upload.name or "file")[:200], upload.read())
    if request.POST.get("text", "").strip():
        return pasted_source(request.POST["text"])
    return carried_source(request.POST.get("name", ""), request.POST.get("carried", ""))


def _pressed(request: HttpRequest, source: Source, done: Checked) -> HttpResponse:
    press = request.POST.get("press", "")
    actor = actor_of(request)
    said = queries.said_of(actor, hash_of(done.document.text))
    keys = kept_keys(request.POST.getlist("not_error"), press)
    if press == "save":
        saved = services.save_check(actor=actor, source=source, checked=done, not_errors=keys)
        messages.success(request, _("Saved. Only you see it; what you called no error is told to whoever checks it."))
        return redirect("proofreading:saved-check", saved.pk)
    said = {**{key: Said(actor.name) for key in keys}, **said}
    if (answer := _file(press, source, done, said)) is not None:
        return answer
    context = {"source": source, "keys": sorted(keys), "saved": None}
    return _result(request, done, said, context)


def _result(request: HttpRequest, done: Checked, said: dict[str, Said], context: dict[str, Any]) -> HttpResponse:
    language = language_of()
    get = request.GET if context["saved"] is not None else request.POST
    view = "numbers" if get.get("view") == "numbers" else "text"
    context |= {
        "checked": done,
        "notes": [note.get(language) for note in done.document.notes],
        "view": view,
        **findings_context(done, said, language),
    }
    if view == "numbers":
        context |= numbers_context(done, get.get("sort", ""), whole_number(get.get("page", "")) or 1, language)
    return render(request, "proofreading/result.html", context)


def _file(press: str, source: Source, done: Checked, said: dict[str, Said]) -> HttpResponse | None:
    """What a press takes home: all numbers as a workbook, or the person's own document with comments."""
    language = language_of()
    stem = source.name.rpartition(".")[0] or source.name or _NAMES["text"].get(language)
    if press == "numbers":
        return _download(numbers_workbook(done, language), f"{stem}-{_NAMES['numbers'].get(language)}.xlsx", XLSX)
    if press == "annotated" and done.document.kind == "docx":
        findings = [found for found in done.contradictions if finding_key(done.document.text, found) not in said]
        marked = annotated(source.name, source.data, findings, language=language, when=clock.now())
        return _download(marked.data, f"{stem}-{_NAMES['annotated'].get(language)}.docx", DOCX)
    return None


def _download(data: bytes, name: str, media: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_http_methods(["GET", "POST"])
def saved_check(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept document as it is checked today."""
    actor = actor_of(request)
    saved = queries.saved_for(actor, pk)
    source = Source(saved.name, bytes(saved.data))
    done = checked(source)
    if request.method == "POST":
        return _answered(request, saved, source, done)
    said = queries.said_of(actor, saved.text_hash)
    context = {"source": source, "keys": [], "saved": saved}
    return _result(request, done, said, context)


def _answered(request: HttpRequest, saved: SavedCheck, source: Source, done: Checked) -> HttpResponse:
    actor, press = actor_of(request), request.POST.get("press", "")
    answer = _file(press, source, done, queries.said_of(actor, saved.text_hash))
    if answer is not None:
        return answer
    verb, _colon, key = press.partition(":")
    if verb == "say":
        services.say_not_an_error(actor=actor, saved=saved, checked=done, finding=key)
    elif verb == "unsay":
        services.take_back(actor=actor, saved=saved, finding=key)
    return redirect("proofreading:saved-check", saved.pk)


@require_POST
def saved_remove(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    services.remove_check(actor=actor, saved=queries.saved_for(actor, pk))
    messages.success(request, _("Removed, the document too."))
    return redirect("proofreading:check")
