"""Forms of complaints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from taizhang.core import clock
from taizhang.core.form_fields import DayField
from taizhang.inspection import queries
from taizhang.inspection.forms import VisitForm, choice
from taizhang.inspection.forms.zones import ReachForm
from taizhang.inspection.models import Complaint, ComplaintSource, Round
from taizhang.organisation.models import OrgUnit


class ComplaintForm(ReachForm):
    org_unit = choice(_("Unit"))
    received_on = DayField(label=pgettext_lazy("complaint", "Received on"))
    source = forms.ChoiceField(label=_("Source"), choices=ComplaintSource.choices)
    matter = forms.CharField(label=_("Matter"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    weight = forms.IntegerField(
        label=_("Weight in draws"), min_value=1, help_text=_("Tickets that the unit gets beyond its own.")
    )

    def _fill(self) -> None:
        self._choose("org_unit", self._units())

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "org_unit": OrgUnit.objects.get(code=self.cleaned_data["org_unit"])}


class ComplaintVisitForm(VisitForm):
    """A visit after a complaint, in a round that is not over."""

    org_unit = None  # type: ignore[assignment]
    round = choice(_("In which round"))
    field_order = ["round", "planned_on", "leader", "others"]

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        self.complaint = complaint
        super().__init__(*args, campaign=None, **kwargs)

    def _fill(self) -> None:
        rounds = queries.open_rounds(self.actor, self.complaint.org_unit.code, clock.today())
        self._rounds = {str(item.pk): item for item in rounds}
        self.fields["round"].choices = [  # type: ignore[attr-defined]
            (str(item.pk), round_words(item)) for item in rounds
        ]
        self._fill_people()

    def chosen_round(self) -> Round:
        return self._rounds[self.cleaned_data["round"]]


def round_words(item: Round) -> str:
    words = _("%(campaign)s, round %(number)d") % {"campaign": item.campaign.title, "number": item.number}
    return f"{words}（{item.first_on}–{item.last_on}）"
