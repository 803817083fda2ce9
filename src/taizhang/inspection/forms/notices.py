"""Forms of what is done about a notice under way."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.core.form_fields import DayField
from taizhang.inspection.forms import PlainForm, VisitForm


class DeliveryForm(PlainForm):
    on = DayField(label=_("Delivered on"))
    handed_to = forms.CharField(label=_("Handed to"), max_length=200, help_text=_("Whom, and how it was delivered."))


class NoticeRecheckForm(VisitForm):
    """The re-check of one notice; its day says in which round."""

    org_unit = None  # type: ignore[assignment]

    def _fill(self) -> None:
        self._fill_people()
