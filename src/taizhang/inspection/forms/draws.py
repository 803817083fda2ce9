"""Forms of the random draw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.core import clock
from taizhang.core.form_fields import DayField
from taizhang.inspection import queries
from taizhang.inspection.forms import PlainForm, many
from taizhang.inspection.models import Round
from taizhang.inspection.queries.sending import inspectors_of


class DrawListForm(PlainForm):
    """The list that is published before the draw."""

    count = forms.IntegerField(label=_("How many units are drawn"), min_value=1)
    without_visited = forms.BooleanField(
        label=_("Leave out units that have a visit in this round"), required=False, initial=True
    )
    complaints_since = DayField(
        label=_("Complaints count since"), help_text=_("Each adds its weight to the tickets of its unit.")
    )
    inspectors = many(_("Inspectors who are drawn"), _("None: only units are drawn."))
    per_unit = forms.IntegerField(
        label=_("How many inspectors go to each unit"), min_value=0, required=False,
        help_text=_("Only where inspectors are chosen above."),
    )  # fmt: skip

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        self.round = round
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        people = inspectors_of(self.round.campaign, clock.today())
        named = [(str(person.pk), f"{person}（{name}）") for person, _unit, name in people]
        self.fields["inspectors"].choices = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        people, each = self.cleaned_data.get("inspectors"), self.cleaned_data.get("per_unit")
        if people and each is None:
            self.add_error("per_unit", _("Say how many of the chosen inspectors go."))
        if not people and each:
            self.add_error("inspectors", _("Choose who is drawn, or leave their number empty."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What the service takes beside actor and round."""
        found = dict(self.cleaned_data)
        without, people = found.pop("without_visited"), found.pop("inspectors")
        units = queries.units_to_draw(self.round, clock.today(), without_visited=without)
        found["per_unit"] = found["per_unit"] or 0
        return {**found, "units": units, "people": [int(key) for key in people]}


class SeedForm(PlainForm):
    seed = forms.CharField(
        label=_("Seed"), max_length=64, required=False,
        help_text=_("A number that nobody could choose, read out in public. Empty: the computer takes one."),
    )  # fmt: skip
    seed_from = forms.CharField(
        label=_("Where the seed comes from"), max_length=100, required=False,
        help_text=_("Such as dice thrown before witnesses, or a closing figure named beforehand."),
    )  # fmt: skip


class SpanForm(PlainForm):
    """Days over which visits are spread."""

    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("To"))
