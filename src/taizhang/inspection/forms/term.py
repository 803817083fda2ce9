"""Forms of the plan of a term and of hours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.core import clock
from taizhang.inspection import queries
from taizhang.inspection.forms import DayField, PlainForm, VisitForm, choice
from taizhang.inspection.forms.complaints import round_words
from taizhang.inspection.models import Round
from taizhang.organisation.models import Zone


class TermPlanForm(VisitForm):
    """What a zone's schools are still due, in a round that is not over."""

    org_unit = None  # type: ignore[assignment]
    planned_on = None  # type: ignore[assignment]
    rest_day = None  # type: ignore[assignment]
    round = choice(_("In which round"))
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("To"))
    field_order = ["round", "first_on", "last_on", "leader", "others"]

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(*args, campaign=None, **kwargs)

    def _fill(self) -> None:
        day = clock.today()
        schools = queries.schools_by_zone(self.actor, day)
        one = next((code for code, zone in schools.items() if zone == self.zone.code), "")
        rounds = queries.open_rounds(self.actor, one, day)
        self._rounds = {str(item.pk): item for item in rounds}
        self.fields["round"].choices = [  # type: ignore[attr-defined]
            (key, round_words(item)) for key, item in self._rounds.items()
        ]
        self._fill_people()

    def chosen_round(self) -> Round:
        return self._rounds[self.cleaned_data["round"]]


class HoursForm(PlainForm):
    opens = forms.TimeField(label=_("Can be visited from"), widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=_("Can be visited until"), widget=forms.TimeInput(attrs={"type": "time"}))
    valid_from = DayField(label=_("From which day"))
