"""Forms of the target pages: they check shape, the services check rules."""

from __future__ import annotations

import secrets
from typing import Any, cast

from django import forms
from django.db.models import Case, When
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.choosing import ManyOf, blank_first
from taizhang.core.form_fields import CountField, DayField
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.engine.periods import Period
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import LeadingGroup, OrgUnit, OrgUnitKind, Post
from taizhang.targets import keys, queries
from taizhang.targets.models import (
    BasisDocument,
    Comparison,
    Direction,
    DocumentKind,
    Meeting,
    MeetingKind,
    MeetingLevel,
    Milestone,
    Plan,
    Target,
    Visit,
)

# Who usually leads stands first: offices before villages and the hundred schools.
_OFFICES = (OrgUnitKind.BUREAU, OrgUnitKind.SECTION, OrgUnitKind.COUNTY)
_REASON_HELP = _("The plan is published: say why it changes. The old words stay readable.")


class UnitField(forms.ChoiceField):
    """One unit in the actor's reach; cleans to the OrgUnit or None."""

    def clean(self, value: Any) -> OrgUnit | None:
        code = super().clean(value)
        return OrgUnit.objects.get(code=code) if code else None


class UnitsField(forms.MultipleChoiceField):
    """Several units; cleans to OrgUnits."""

    widget = ManyOf

    def clean(self, value: Any) -> list[OrgUnit]:
        return list(OrgUnit.objects.filter(code__in=super().clean(value)))


class KeyField(forms.CharField):
    """A figure or ledger by its words, from a list that suggests."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=200, widget=forms.TextInput(attrs={"list": "keys", "autocomplete": "off"}), **kwargs
        )


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post, shown with who holds it today."""

    def label_from_instance(self, post: Post) -> str:
        held = getattr(post, "held", [])
        person = held[0].person_name if held else str(_("vacant"))
        return f"{post.title}（{person}）"


class ActorForm(forms.Form):
    """A form whose choices depend on who acts. published: a reason is asked."""

    def __init__(self, *args: Any, actor: Actor, published: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if published:
            self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=300, help_text=_REASON_HELP)
        self._fill()
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _look(field))
        blank_first(self.fields.values())

    def _fill(self) -> None:
        units: list[tuple[str, object]] | None = None
        for field in self.fields.values():
            if isinstance(field, UnitField | UnitsField):
                units = self._units() if units is None else units
                field.choices = units
            elif isinstance(field, PostField):
                office = Case(When(org_unit__kind__in=_OFFICES, then=0), default=1)
                field.queryset = org_queries.posts_of(self.actor, clock.today()).order_by(
                    office, "org_unit__code", "kind", "id"
                )
            elif isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                field.queryset = self._rows(field.queryset.model)

    def _units(self) -> list[tuple[str, object]]:
        spells = org_queries.org_units_as_of(clock.today(), self.actor, permission=Permission.WRITE_TARGETS)
        found = [(spell.org_unit.code, spell.name, spell.org_unit.kind in _OFFICES) for spell in spells]
        offices: list[tuple[str, object]] = [(code, name) for code, name, office in found if office]
        others: list[tuple[str, object]] = [(code, name) for code, name, office in found if not office]
        return [(str(_("Bureau and sections")), offices), (str(_("Schools and others")), others)] if others else offices

    def _rows(self, model: Any) -> Any:
        if model is BasisDocument:
            return queries.visible_documents(self.actor)
        if model is LeadingGroup:
            return org_queries.leading_groups(self.actor, clock.today())
        return model.objects.none()


def _look(field: forms.Field) -> str:
    if isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(field.widget, forms.Select) else "form-control"


def _optional_choice(label: object, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)  # type: ignore[arg-type]


def _basis() -> forms.ModelChoiceField:  # type: ignore[type-arg]
    return forms.ModelChoiceField(BasisDocument.objects.none(), label=_("Basis document"), required=False)


def _owner(help_text: Any = "") -> PostField:
    return PostField(Post.objects.none(), label=_("Owner, by post"), required=False, help_text=help_text)


def _plan_periods() -> list[tuple[str, str]]:
    """Last year, this one and the next, each with its halves: (code, title)."""
    year = clock.today().year
    codes = [f"{one}{part}" for one in range(year - 1, year + 2) for part in ("", "H1", "H2")]
    return [(code, Period.parse(code).title.get(language_of())) for code in codes]


class PlanForm(ActorForm):
    org_unit = UnitField(label=_("Org unit"))
    period = forms.ChoiceField(label=_("Period"), choices=_plan_periods)
    title = forms.CharField(label=_("Title"), max_length=200)
    basis = _basis()


class PlanChangeForm(ActorForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    basis = _basis()


class TargetForm(ActorForm):
    title = forms.CharField(label=_("Target"), max_length=300)
    parent = forms.ModelChoiceField(Target.objects.none(), label=_("Part of"), required=False)
    indicator_key = KeyField(
        label=_("Measured by the figure"), required=False, help_text=_("Type a few characters and choose.")
    )
    comparison = _optional_choice(_("Comparison"), Comparison.choices)
    number = forms.DecimalField(
        label=pgettext_lazy("to reach", "Number"), required=False, max_digits=20, decimal_places=6
    )
    measure = forms.CharField(
        label=_("or measured in words"), max_length=300, required=False, help_text=_("For example: rated first class.")
    )
    lead_unit = UnitField(label=_("Lead org unit"), required=False)
    owner = _owner()
    weight = forms.CharField(label=_("Weight"), max_length=40, required=False)

    def __init__(self, *args: Any, plan: Plan, target: Target | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = queries.plan_targets(plan).exclude(pk=target.pk if target else 0)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]


class TaskForm(ActorForm):
    title = forms.CharField(label=_("Task"), max_length=300)
    lead_unit = UnitField(label=_("Lead org unit"), required=False)
    owner = _owner()
    start = DayField(label=_("Start"), required=False)
    deadline = DayField(label=_("Deadline"), required=False)
    basis = _basis()
    cooperating = UnitsField(label=_("Units that help"), required=False)
    receiving = UnitsField(label=_("Units that it is for"), required=False)


class MilestoneForm(ActorForm):
    title = forms.CharField(label=_("Milestone"), max_length=200)
    days_before = CountField(label=_("Days before the deadline"), most=1000, required=False)
    working_days = forms.BooleanField(label=_("Count working days"), required=False, initial=True)
    on = DayField(label=_("or on the day"), required=False)


class ProofForm(ActorForm):
    key = KeyField(label=_("Figure or ledger"), help_text=_("Type a few characters and choose."))
    comparison = _optional_choice(_("Comparison"), Comparison.choices)
    number = forms.DecimalField(
        label=pgettext_lazy("to reach", "Number"), required=False, max_digits=20, decimal_places=6,
        help_text=_("Empty: having any is enough. Of a ledger, its rows are counted."),
    )  # fmt: skip


class ReportForm(ActorForm):
    text = forms.CharField(
        label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In words. How far it is follows from the milestones and figures."),
    )  # fmt: skip
    on = DayField(label=_("Day"), initial=clock.today)
    milestone = forms.ModelChoiceField(Milestone.objects.none(), label=_("Milestone reached"), required=False)
    evidence = forms.CharField(label=_("Evidence"), max_length=200, required=False)
    evidence_url = forms.CharField(label=_("Address of the evidence"), max_length=300, required=False)
    figure = KeyField(label=_("Figure that shows it"), required=False)
    finishes = forms.BooleanField(label=_("The task is done"), required=False)

    def __init__(self, *args: Any, milestones: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = milestones  # type: ignore[attr-defined]
        if not milestones:
            del self.fields["milestone"]


class ResultForm(ActorForm):
    met = forms.ChoiceField(
        label=_("Met?"),
        choices=(("yes", pgettext_lazy("target", "met")), ("no", pgettext_lazy("target", "not met"))),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("What came of it"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(ActorForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class DocumentForm(ActorForm):
    org_unit = UnitField(label=_("Registered by"))
    number = forms.CharField(
        label=_("Document number"),
        max_length=40,
        required=False,
        help_text=_("Such as 青教〔2026〕12号; empty: unknown."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    issuer = forms.CharField(label=_("Issuing body"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices)
    issued_on = DayField(label=_("Issued on"), required=False)
    valid_to = DayField(label=_("In force until"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class MeetingChangeForm(ActorForm):
    """What is put right later: whose it is stays."""

    kind = forms.ChoiceField(label=_("Type"), choices=MeetingKind.choices)
    level = forms.ChoiceField(label=_("Level"), choices=MeetingLevel.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = DayField(label=_("Held on"), initial=clock.today)
    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    chair = forms.CharField(label=_("Chair"), max_length=60)
    attendees = CountField(label=_("People present"), most=100000)
    participants = UnitsField(label=_("Units that took part"), required=False)
    group = forms.ModelChoiceField(LeadingGroup.objects.none(), label=_("Leading group"), required=False)
    agenda = forms.CharField(
        label=_("Agenda"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    minutes = forms.ModelChoiceField(BasisDocument.objects.none(), label=_("Minutes, as registered"), required=False)


class VisitChangeForm(ActorForm):
    """What is put right later: whose it is stays."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    on = DayField(label=_("Day"), initial=clock.today)
    partner = forms.CharField(label=_("Host or guest"), max_length=100, required=False)
    unit = UnitField(label=_("or a unit of ours"), required=False)
    leader = forms.CharField(label=_("Led by"), max_length=60, required=False)
    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    people = CountField(label=_("People"), most=100000)
    outcome = forms.CharField(
        label=_("What came of it"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )


def _new_token() -> str:
    return secrets.token_hex(16)


class OnceForm(ActorForm):
    """A form that registers one thing, however often it is sent."""

    token = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput, initial=_new_token)

    def renew(self) -> None:
        """Sent again after its refusal, it registers another thing."""
        data = cast(QueryDict, self.data).copy()
        data["token"] = _new_token()
        self.data = data


class MeetingForm(MeetingChangeForm, OnceForm):
    org_unit = UnitField(label=_("Held by"))
    field_order = ("org_unit",)


class VisitForm(VisitChangeForm, OnceForm):
    org_unit = UnitField(label=_("Registered by"))
    field_order = ("org_unit",)


def as_registered(row: Meeting | Visit) -> dict[str, object]:
    """What stands in the register, as the forms' fields begin with it."""
    values = model_to_dict(row)
    if isinstance(row, Meeting):
        return values | {"participants": [unit.code for unit in row.participants.all()]}
    return values | {"unit": row.unit.code if row.unit else ""}


class DecisionForm(ActorForm):
    text = forms.CharField(label=_("Decision"), max_length=300)
    lead_unit = UnitField(label=_("Lead org unit"), required=False)
    owner = _owner()
    deadline = DayField(label=_("Deadline"), required=False)


class DecisionTaskForm(ActorForm):
    """What the room left open when it decided."""

    lead_unit = UnitField(label=_("Lead org unit"))
    owner = _owner(_("Empty: the head of the lead org unit."))
    deadline = DayField(label=_("Deadline"))


def key_choices() -> list[tuple[str, str]]:
    return keys.offered(language_of())
