"""What is chosen in a form is chosen by a person, never by the order of a list."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

BLANK = ("", "—")


class ManyOf(forms.CheckboxSelectMultiple):
    """Several of a long list: boxes that keep what is chosen at every press, narrowed by words (`core/_many.html`)."""

    is_long = True


def blank_first(fields: Iterable[forms.Field]) -> None:
    """A blank choice before all others in every list of which one is chosen: a browser presets the first, and what
    nobody looked at would be saved as chosen."""
    for field in fields:
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = BLANK[1]
        elif isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
            offered = list(field.choices)  # type: ignore[arg-type]  # a list by the time of use
            if not field.widget.allow_multiple_selected and BLANK[0] not in (value for value, _label in offered[:1]):
                field.choices = [BLANK, *offered]
