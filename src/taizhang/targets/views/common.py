"""What the target pages share: who looks, the way here, and one way to show and carry out a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.htmx import redirect_after_post, render_bad_form, render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.targets.forms import ActorForm, KeyField, key_choices


def viewer(request: HttpRequest, permission: Permission = Permission.VIEW_TARGETS) -> Actor:
    """The actor, who has the permission somewhere; NotAllowed otherwise."""
    actor = actor_of(request)
    actor.require(permission)
    return actor


def sentences(error: TaizhangError) -> list[str]:
    return [problem.sentence(language_of()).lstrip("：: ") for problem in error.problems]


def _leading_on(error: TaizhangError) -> list[str]:
    """The same, with a link to the document that a problem names."""
    told: list[str] = []
    for problem, sentence in zip(error.problems, sentences(error), strict=True):
        if (pk := problem.data.get("document")) is not None:
            address = reverse("targets:document-detail", args=[pk])
            told.append(format_html('{} <a href="{}">{}</a>', sentence, address, _("Open that document")))
        else:
            told.append(sentence)
    return told


def crumbs_to(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Targets and tasks"), reverse("targets:board")), *more]


def form_page(
    request: HttpRequest,
    form: ActorForm,
    run: Callable[[dict[str, Any]], str],
    *,
    heading: object,
    submit: object,
    lead: object = "",
    danger: bool = False,
    back: str = "",
) -> HttpResponse:
    """Show a form; a good one is run (returns where to go next), a bad or refused one comes back with its reasons."""
    context = {"form": form, "heading": heading, "lead": lead, "submit": submit, "danger": danger, "back": back}
    if any(isinstance(field, KeyField) for field in form.fields.values()):
        context["keys"] = key_choices()
    if not form.is_bound:
        return render_page(request, "targets/form.html", context)
    if form.is_valid():
        try:
            address = run(form.cleaned_data)
        except TaizhangError as error:
            form.add_error(None, _leading_on(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect_after_post(request, address)
    return render_bad_form(request, "targets/form.html", context)


def command(
    request: HttpRequest,
    run: Callable[[], object],
    address: str,
    done: object = "",
    *,
    mark: str = "",
    refused: str = "",
) -> HttpResponse:
    """A button: run it and go to `address`; what is refused is told there, or at `refused`."""
    try:
        run()
    except TaizhangError as error:
        for sentence in sentences(error)[:10]:
            messages.error(request, sentence)
        address = refused or address
    else:
        messages.success(request, str(done) or _("Saved."))
    return redirect_after_post(request, f"{address}{mark}")
