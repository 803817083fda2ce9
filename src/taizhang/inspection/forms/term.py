"""Forms of the plan of a term and of hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.core import clock
from taizhang.core.form_fields import DayField
from taizhang.inspection import queries
from taizhang.inspection.forms import PlainForm, VisitForm, choice
from taizhang.inspection.forms.complaints import round_words
from taizhang.inspection.models import Round
from taizhang.organisation.models import Zone


class TermPlanForm(VisitForm):
    """What a zone's schools are still due in a term, in a round that has days of it."""

    org_unit = None  # type: ignore[assignment]
    planned_on = None  # type: ignore[assignment]
    rest_day = None  # type: ignore[assignment]
    round = choice(_("In which round"))
    first_on = DayField(label=_("From"), required=False, help_text=_("Empty: the days of the round in the term."))
    last_on = DayField(label=_("To"), required=False)
    field_order = ["round", "first_on", "last_on", "leader", "others"]

    def __init__(self, *args: Any, zone: Zone, day: date, **kwargs: Any) -> None:
        """day: one of the term, today or later."""
        self.zone, self.day, self.term = zone, day, queries.term_of(day)
        super().__init__(*args, campaign=None, **kwargs)

    def _fill(self) -> None:
        schools = queries.schools_by_zone(self.actor, self.day)
        own = [code for code, zone in schools.items() if zone == self.zone.code]
        self.rounds = {str(item.pk): item for item in queries.term_rounds(self.actor, own, self.term)}
        self.fields["round"].choices = [  # type: ignore[attr-defined]
            (key, round_words(item)) for key, item in self.rounds.items()
        ]
        self._fill_people()
        self.initial.setdefault("leader", self._zone_inspector())

    def _zone_inspector(self) -> str:
        """Who leads unless another is chosen: of several the one who plans, or else the longest in the zone."""
        zones = queries.visible_zones(self.actor, self.day).filter(pk=self.zone.pk)
        there = [str(one.user) for one in queries.zone_inspectors(zones, self.day).get(self.zone.code, ())]
        offered = {key for key, _name in self.fields["leader"].choices}  # type: ignore[attr-defined]
        able = [key for key in there if key in offered]
        return next((key for key in able if key == str(self.actor.user_id)), next(iter(able), ""))

    def chosen_round(self) -> Round:
        return self.rounds[self.cleaned_data["round"]]

    def chosen_days(self) -> tuple[date, date]:
        """First and last; what was left empty is where the round begins or ends within the term, not before today."""
        round = self.chosen_round()
        first = self.cleaned_data["first_on"] or max(round.first_on, self.term.first, clock.today())
        return first, self.cleaned_data["last_on"] or min(round.last_on, self.term.last)


class HoursForm(PlainForm):
    opens = forms.TimeField(label=_("Can be visited from"), widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=_("Can be visited until"), widget=forms.TimeInput(attrs={"type": "time"}))
    valid_from = DayField(label=_("From which day"))
