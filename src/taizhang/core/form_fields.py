"""Form fields that more than one app asks with."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from taizhang.engine.phone_numbers import is_phone


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class PhoneField(forms.CharField):
    """A mobile, or a landline with its area code; spaces and full-width signs are put right."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}), **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return "".join(unicodedata.normalize("NFKC", text).split())

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_phone(value):
            words = _("Expected a mobile of 11 digits, or a landline as 0380-5110866; found “%(found)s”.")
            raise ValidationError(words % {"found": value})


class CountField(forms.IntegerField):
    """A whole number between two; whatever else comes is told with what it should be."""

    def __init__(self, *, least: int = 0, most: int, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=most, **kwargs)
        self.least, self.most = least, most

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as error:
            if value in self.empty_values:
                raise
            facts = {"least": self.least, "most": self.most, "found": str(value)[:20]}
            raise ValidationError(
                _("Expected a whole number from %(least)d to %(most)d; found %(found)s.") % facts
            ) from error
