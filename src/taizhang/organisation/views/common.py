"""What the organisation's pages share: the day in the address, and one way to show and carry out a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.form_pages import sentences
from taizhang.core.htmx import redirect_after_post, render_bad_form, render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.organisation.forms import ActorForm


def viewer(request: HttpRequest, permission: Permission = Permission.VIEW_ORGANISATION) -> Actor:
    """The actor, who has the permission somewhere; NotAllowed otherwise."""
    actor = actor_of(request)
    actor.require(permission)
    return actor


def day_of(request: HttpRequest) -> date:
    """The day in the address, today without one or with one that is none."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent again with the last word."""
    own = ("csrfmiddlewaretoken", "confirm", "edit")
    return [(key, str(value)) for key, values in request.POST.lists() if key not in own for value in values]


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
    preview: Callable[[dict[str, Any]], Mapping[str, object]] | None = None,
) -> HttpResponse:
    """Show a form; a good one is run (returns where to go next), a bad or refused one comes back with its reasons.

    preview: what the page before the last word shows of a good form. The command is tried and undone first, so that
    nobody is asked to confirm what would be refused.
    """
    context = {"form": form, "heading": heading, "lead": lead, "submit": submit, "danger": danger, "back": back}
    if not form.is_bound:
        return render_page(request, "core/form.html", context)
    if "edit" in request.POST:
        return render_page(request, "core/form.html", context)
    if form.is_valid():
        asked = preview is not None and "confirm" not in request.POST
        try:
            with transaction.atomic():
                address = run(form.cleaned_data)
                transaction.set_rollback(asked)
        except TaizhangError as error:
            form.add_error(None, sentences(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if asked and preview is not None:
                context |= {"sent": _sent(request), **preview(form.cleaned_data)}
                return render_page(request, "organisation/preview.html", context)
            messages.success(request, _("Saved."))
            return redirect_after_post(request, address)
    return render_bad_form(request, "core/form.html", context)
