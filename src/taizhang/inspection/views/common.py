"""What the inspection pages share: who looks, the way here, and one way to show and carry out a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.htmx import redirect_after_post, render_bad_form, render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers.models import StoredFile
from taizhang.ledgers.services.evidence import file_path


def viewer(request: HttpRequest, permission: Permission = Permission.VIEW_INSPECTION) -> Actor:
    """The actor, who has the permission somewhere; NotAllowed otherwise."""
    actor = actor_of(request)
    actor.require(permission)
    return actor


def sentences(error: TaizhangError) -> list[str]:
    return [problem.sentence(language_of()).lstrip("：: ") for problem in error.problems]


def crumbs_to(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Inspection"), reverse("inspection:overview")), *more]


def form_page(
    request: HttpRequest,
    form: forms.Form,
    run: Callable[[], str],
    *,
    heading: object,
    submit: object,
    lead: object = "",
    back: str = "",
    template: str = "inspection/form.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; a good one is run (returns where to go next), a bad or refused one comes back with its reasons."""
    context = {"form": form, "heading": heading, "lead": lead, "submit": submit, "back": back, **(more or {})}
    if not form.is_bound:
        return render_page(request, template, context)
    if form.is_valid():
        try:
            address = run()
        except TaizhangError as error:
            form.add_error(None, sentences(error))
        else:
            messages.success(request, _("Saved."))
            return redirect_after_post(request, address)
    return render_bad_form(request, template, context)


def command(request: HttpRequest, run: Callable[[], object], address: str, done: object = "") -> HttpResponse:
    """A button: run it and go to `address`; what is refused is told there."""
    try:
        run()
    except TaizhangError as error:
        for sentence in sentences(error)[:10]:
            messages.error(request, sentence)
    else:
        messages.success(request, str(done) or _("Saved."))
    return redirect_after_post(request, address)


def picture(file: StoredFile, name: str) -> HttpResponseBase:
    """A photo for whoever a query let through; never as a page of its own. Raises Http404 when its bytes are gone."""
    path = file_path(file.sha256)
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=file.media_type)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
