"""One way for all apps to show a form, carry it out, and tell in words what was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from taizhang.core.htmx import redirect_after_post, render_bad_form, render_page
from taizhang.core.language import language_of
from taizhang.engine.errors import TaizhangError

MOST_TOLD = 10  # of a button's reasons; a page full of red is not read


def sentences(error: TaizhangError) -> list[str]:
    """Its problems in the reader's language; one that names no place begins with what was expected."""
    return [problem.sentence(language_of()).lstrip("：: ") for problem in error.problems]


def form_page(
    request: HttpRequest,
    form: BaseForm,
    run: Callable[[], str],
    *,
    heading: object,
    submit: object,
    lead: object = "",
    danger: bool = False,
    back: str = "",
    template: str = "core/form.html",
    more: Mapping[str, Any] | None = None,
    told: Callable[[TaizhangError], Sequence[str]] = sentences,
) -> HttpResponse:
    """Show a form; a good one is run (returns where to go next), a bad or refused one comes back with its reasons.

    more: what the template needs beside these. told: how a refusal is put into words.
    """
    context = {"form": form, "heading": heading, "lead": lead, "submit": submit, "danger": danger, "back": back}
    context |= dict(more or {})
    if not form.is_bound:
        return render_page(request, template, context)
    if form.is_valid():
        try:
            address = run()
        except TaizhangError as error:
            add_problems(form, error, list(told(error)))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect_after_post(request, address)
    return render_bad_form(request, template, context)


def add_problems(form: BaseForm, error: TaizhangError, words: Sequence[str] = ()) -> None:
    """Beside the field that a problem names in its data (`field`), else above the form. words: of each, where they are
    not its own."""
    words = words or sentences(error)
    fields = [str(problem.data.get("field", "")) for problem in error.problems]
    if len(fields) != len(words):
        fields = [""] * len(words)
    for field, sentence in zip(fields, words, strict=True):
        form.add_error(field if field in form.fields else None, sentence)


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
        for sentence in sentences(error)[:MOST_TOLD]:
            messages.error(request, sentence)
        address = refused or address
    else:
        messages.success(request, str(done) or _("Saved."))
    return redirect_after_post(request, f"{address}{mark}")
