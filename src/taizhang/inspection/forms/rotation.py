"""The form in which inspectors are given other zones."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from taizhang.core.form_fields import DayField
from taizhang.inspection import queries
from taizhang.inspection.forms import PlainForm


class RotationDayForm(PlainForm):
    on = DayField()


class RotationForm(PlainForm):
    """One choice of a seat for each inspector of `plan`; what nobody chose is what the plan has."""

    on = DayField()
    reason = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, plan: queries.RotationPlan, **kwargs: Any) -> None:
        self.plan = plan
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        zones = Counter(seat.zone for seat in self.plan.seats)
        seats = [
            (str(seat.id), seat.zone_name if zones[seat.zone] == 1 else f"{seat.zone_name}（{seat.title}）")
            for seat in self.plan.seats
        ]
        for line in self.plan.lines:
            own = str(line.before.id)
            choices = [(own, _("stays")), *(pair for pair in seats if pair[0] != own)]
            self.fields[f"seat-{own}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=str(line.after.id),
                widget=forms.Select(attrs={"aria-label": _("New zone of %(name)s") % {"name": line.who.name}}),
            )

    @property
    def act(self) -> str:
        return str(self.data.get("act", ""))

    @property
    def moves(self) -> dict[int, int]:
        """Post of before -> post of after, of a form that is good."""
        chosen = {line.before.id: self.cleaned_data.get(f"seat-{line.before.id}") for line in self.plan.lines}
        return {old: int(new) for old, new in chosen.items() if new}
