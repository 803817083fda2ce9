"""Forms of filing tasks: they check shape, the services check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class _DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "form-control"})


class _Days(forms.CharField):
    """“3、1” or “3, 1”: whole numbers of days; cleans to a list."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        parts = [part for part in text.replace("、", ",").replace("，", ",").replace(" ", ",").split(",") if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            raise forms.ValidationError(_("Write whole numbers of days, such as 3, 1."))
        return [int(part) for part in parts]


def _deadline() -> forms.DateField:
    return forms.DateField(
        label=_("Deadline"), widget=_DayInput(), error_messages={"required": _("Choose the day by which to file.")}
    )


class FilingTaskForm(forms.Form):
    """What a task says; whom it asks is chosen in the table of units."""

    note = forms.CharField(
        label=_("What it is about"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        help_text=_("Each unit reads it beside the task."),
    )
    due_on = _deadline()
    remind_days = _Days(
        label=_("Remind so many days before"),
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text=_("Several with commas; empty for none."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes that one filing takes"),
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )


class DeadlineForm(forms.Form):
    due_on = _deadline()


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why they need not file"),
        max_length=200,
        error_messages={"required": _("Say why in a line; it is kept with the task.")},
    )
