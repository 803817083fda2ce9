"""What the target pages share: who looks, the way here, and what their forms offer."""

from __future__ import annotations

from collections.abc import Callable
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
from taizhang.targets.forms import ActorForm, KeyField, key_choices


def viewer(request: HttpRequest, permission: Permission = Permission.VIEW_TARGETS) -> Actor:
    """The actor, who has the permission somewhere; NotAllowed otherwise."""
    actor = actor_of(request)
    actor.require(permission)
    return actor


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
    request: HttpRequest, form: ActorForm, run: Callable[[dict[str, Any]], str], **words: Any
) -> HttpResponse:
    """`core.form_pages.form_page` with what a key field offers, and links to documents that a refusal names."""
    offered = any(isinstance(field, KeyField) for field in form.fields.values())
    more = {"keys": key_choices()} if offered else {}
    return form_pages.form_page(request, form, lambda: run(form.cleaned_data), more=more, told=_leading_on, **words)
