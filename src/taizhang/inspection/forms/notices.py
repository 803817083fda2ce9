"""Forms of what is done about a notice under way."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.inspection.forms import DayField, PlainForm


class DeliveryForm(PlainForm):
    on = DayField(label=_("Delivered on"))
    handed_to = forms.CharField(label=_("Handed to"), max_length=200, help_text=_("Whom, and how it was delivered."))
