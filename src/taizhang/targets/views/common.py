"""What the target pages share: who looks, the way here, and what their forms offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from taizhang.core import form_pages
from taizhang.core.actor import Actor
from taizhang.core.form_pages import sentences
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.targets.forms import ActorForm, KeyField, OnceForm, key_choices


def viewer(request: HttpRequest, permission: Permission = Permission.VIEW_TARGETS) -> Actor:
    """The actor, who has the permission somewhere; NotAllowed otherwise."""
    actor = actor_of(request)
    actor.require(permission)
    return actor


def _leading_on(error: TaizhangError) -> list[str]:
    """The same, with a link to the document, meeting or visit that a problem names."""
    opened = {"document": _("Open that document"), "meeting": _("Open that meeting"), "visit": _("Open that visit")}
    told: list[str] = []
    for problem, sentence in zip(error.problems, sentences(error), strict=True):
        kind = next((kind for kind in opened if kind in problem.data), "")
        if kind:
            address = reverse(f"targets:{kind}-detail", args=[problem.data[kind]])
            told.append(format_html('{} <a href="{}">{}</a>', sentence, address, opened[kind]))
        else:
            told.append(sentence)
    return told


@contextmanager
def renewing(form: OnceForm) -> Iterator[None]:
    """Of a form that was sent before with another content: refused once, it may then register another thing."""
    try:
        yield
    except TaizhangError as error:
        if any(problem.code == "register.again" for problem in error.problems):
            form.renew()
        raise


def crumbs_to(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Targets and tasks"), reverse("targets:board")), *more]


def form_page(
    request: HttpRequest, form: ActorForm, run: Callable[[dict[str, Any]], str], **words: Any
) -> HttpResponse:
    """`core.form_pages.form_page` with what a key field offers, and links to documents that a refusal names."""
    offered = any(isinstance(field, KeyField) for field in form.fields.values())
    more = {"keys": key_choices()} if offered else {}
    return form_pages.form_page(request, form, lambda: run(form.cleaned_data), more=more, told=_leading_on, **words)
