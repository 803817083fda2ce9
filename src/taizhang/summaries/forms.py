"""Shapes of what people send; rules are the services'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from taizhang.core import clock
from taizhang.engine.pack import Indicator, SummaryTemplate
from taizhang.engine.periods import Period, PeriodKind
from taizhang.organisation.models import OrgUnit
from taizhang.summaries.models import CommitmentKind, Summary


def recent_periods(kind: PeriodKind, day: date, count: int = 6) -> list[Period]:
    """The period that holds the day and those before it, newest first."""
    periods = [Period.containing(day, kind)]
    while len(periods) < count:
        periods.append(periods[-1].previous())
    return periods


class CreateForm(forms.Form):
    """One template: the units that may have it, the periods of its kind; the newest finished period stands first."""

    template = forms.CharField(widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=_("Unit"))
    period = forms.ChoiceField(label=_("Period"))
    issued: Summary | None = None  # the document in force of what was chosen, to be told before a second is begun

    def __init__(
        self,
        *args: object,
        template: SummaryTemplate,
        units: list[OrgUnit],
        names: dict[str, str],
        language: str,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        today = clock.today()
        periods = recent_periods(template.period_kind, today)
        self.fields["unit"].choices = [(unit.code, names.get(unit.code, unit.code)) for unit in units]  # type: ignore[attr-defined]
        self.fields["period"].choices = [(period.code, period.title.get(language)) for period in periods]  # type: ignore[attr-defined]
        self.fields["period"].initial = next((item.code for item in periods if item.last <= today), periods[0].code)
        self.fields["template"].initial = template.key
        self.single_unit = len(units) == 1

    def clean_period(self) -> Period:
        return Period.parse(self.cleaned_data["period"])


class BlockForm(forms.Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 5}))


class CommitmentForm(forms.Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=CommitmentKind.choices, widget=forms.HiddenInput)
    problem = forms.CharField(label=_("Problem"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    cause = forms.CharField(label=_("Cause"), required=False, widget=forms.Textarea(attrs={"rows": 1}))
    measure = forms.CharField(label=_("Measure"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.CharField(label=_("Owner"), required=False, max_length=60)
    deadline = forms.DateField(label=_("Deadline"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    figure = forms.CharField(label=_("Figure promised (optional)"), required=False)
    promised = forms.DecimalField(
        label=pgettext_lazy("promised number", "to reach"), required=False, max_digits=26, decimal_places=12
    )

    def __init__(self, data: QueryDict, *, figures: Mapping[str, Indicator]) -> None:
        """figures: what may be promised, by the names that the page offers."""
        super().__init__(data)
        self.figures = figures

    def clean_figure(self) -> str:
        """The indicator's key. The name as it is offered, or the key itself."""
        typed = self.cleaned_data["figure"].strip()
        found = self.figures.get(typed) or next((one for one in self.figures.values() if one.key == typed), None)
        if typed and found is None:
            raise forms.ValidationError(
                _("There is no figure “%(name)s”; choose from the list."), params={"name": typed}
            )
        return found.key if found is not None else ""

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if "figure" in values and "promised" in values and bool(values["figure"]) != (values["promised"] is not None):
            lacking = "promised" if values["figure"] else "figure"
            self.add_error(lacking, _("A figure and the number that it is to reach belong together; fill in both."))
        self._require_printable(values)
        return values

    def _require_printable(self, values: Mapping[str, Any]) -> None:
        """A count is whole and not below nothing, and nobody promises more digits than the figure prints."""
        promised = values.get("promised")
        found = next((one for one in self.figures.values() if one.key == values.get("figure")), None)
        if found is None or not isinstance(promised, Decimal):
            return
        exponent = promised.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > found.decimals:
            words = _("The figure prints %(n)d decimals; write the number with as many at most.")
            self.add_error("promised", words % {"n": found.decimals})
        if promised < 0 and found.never_negative:
            self.add_error("promised", _("This figure is never below 0."))


class AnswerForm(forms.Form):
    met = forms.ChoiceField(label=_("Met?"), choices=[("yes", _("met")), ("no", _("not met"))])
    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 2}))


class IssueForm(forms.Form):
    number = forms.CharField(label=_("Document number"), max_length=40)
    read = forms.BooleanField(error_messages={"required": _("Read it whole, then tick that you have.")})
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # the mark of the document that was read
