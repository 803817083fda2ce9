"""Shapes of what people send; rules are the services'."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.core import clock
from taizhang.engine.pack import SummaryTemplate
from taizhang.engine.periods import Period, PeriodError, PeriodKind
from taizhang.organisation.models import OrgUnit
from taizhang.summaries.models import CommitmentKind


def recent_periods(kind: PeriodKind, day: date, count: int = 6) -> list[Period]:
    """The period that holds the day and those before it, newest first."""
    periods = [Period.containing(day, kind)]
    while len(periods) < count:
        periods.append(periods[-1].previous())
    return periods


class CreateForm(forms.Form):
    """Template and org unit come as one choice, since not every template fits every unit."""

    choice = forms.ChoiceField(label=_("Summary"))
    period = forms.ChoiceField(label=_("Period"))

    def __init__(
        self,
        *args: object,
        offers: list[tuple[SummaryTemplate, list[OrgUnit]]],
        names: dict[str, str],
        language: str,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (f"{template.key}@{unit.code}", f"{names.get(unit.code, unit.code)} · {template.title.get(language)}")
            for template, units in offers
            for unit in units
        ]
        kinds = dict.fromkeys(template.period_kind for template, _units in offers)
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (period.code, period.title.get(language))
            for kind in kinds
            for period in recent_periods(kind, clock.today())
        ]

    def clean_period(self) -> Period:
        try:
            return Period.parse(self.cleaned_data["period"])
        except PeriodError as error:
            raise forms.ValidationError(_("This is not a period.")) from error


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
    indicator_key = forms.CharField(label=_("Figure that proves it"), required=False)
    promised = forms.DecimalField(label=_("Promised value"), required=False)


class AnswerForm(forms.Form):
    met = forms.ChoiceField(label=_("Met?"), choices=[("yes", _("met")), ("no", _("not met"))])
    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 2}))


class IssueForm(forms.Form):
    number = forms.CharField(label=_("Document number"), max_length=40)
