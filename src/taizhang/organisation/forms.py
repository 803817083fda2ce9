"""Forms of the organisation pages: they check shape, the services check rules."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.choosing import ManyOf, blank_first
from taizhang.core.duties import Duty, duties_of
from taizhang.core.form_fields import PhoneField
from taizhang.core.permissions import Permission, Role
from taizhang.organisation import queries
from taizhang.organisation.models import GroupRole, OrgUnit, OrgUnitKind, Post, PostKind, Zone
from taizhang.organisation.types import STAGES


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: object) -> forms.DateField:
    return forms.DateField(label=label, initial=clock.today, widget=DayInput())  # type: ignore[arg-type]


class ActorForm(forms.Form):
    """A form whose choices depend on who acts."""

    def __init__(self, *args: Any, actor: Actor, unit: OrgUnit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.unit = actor, unit
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.choices = self._units()
            field.widget.attrs.setdefault("class", _look(field))
        blank_first(self.fields.values())

    def _units(self) -> list[tuple[str, str]]:
        spells = queries.org_units_as_of(clock.today(), self.actor, permission=Permission.MANAGE_ORGANISATION)
        offered = (spell for spell in spells if self.may_offer(spell.org_unit))
        return [(spell.org_unit.code, f"{spell.name} {spell.org_unit.code}") for spell in offered]

    def may_offer(self, unit: OrgUnit) -> bool:
        return unit != self.unit


def _look(field: forms.Field) -> str:
    if isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(field.widget, forms.Select) else "form-control"


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """One account; namesakes are told apart by their sign-in names."""

    def label_from_instance(self, obj: object) -> str:
        if not hasattr(self, "names"):
            self.names = Counter(map(str, self.queryset or ()))
        return f"{obj}（{getattr(obj, 'username', '')}）" if self.names[str(obj)] > 1 else str(obj)


class UnitField(forms.ChoiceField):
    """One unit in the actor's reach; cleans to the OrgUnit or None."""

    def clean(self, value: Any) -> OrgUnit | None:
        code = super().clean(value)
        return OrgUnit.objects.get(code=code) if code else None


class ReasonForm(ActorForm):
    on = day_field(_("From which day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RenameForm(ReasonForm):
    name = forms.CharField(label=_("New name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    field_order = ("name", "short_name", "on", "reason")


class MoveForm(ReasonForm):
    parent = UnitField(label=_("New parent"))
    field_order = ("parent", "on", "reason")


class MergeForm(ReasonForm):
    successor = UnitField(label=_("Merge into"))

    def may_offer(self, unit: OrgUnit) -> bool:
        return self.unit is None or self.unit.merges_into(unit)

    field_order = ("successor", "on", "reason")


class UnitForm(ActorForm):
    code = forms.CharField(label=_("Code"), max_length=32)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrgUnitKind.choices)
    name = forms.CharField(label=_("Name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    stages = forms.MultipleChoiceField(
        label=_("Stages"), choices=STAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    ownership = forms.ChoiceField(
        label=_("Ownership"), choices=(("", "—"), ("public", _("public")), ("private", _("private"))), required=False
    )
    rural = forms.BooleanField(label=_("Rural"), required=False)
    valid_from = day_field(_("From which day"))


class ZoneForm(ActorForm):
    code = forms.CharField(label=_("Code"), max_length=32)
    name = forms.CharField(label=_("Name"), max_length=60)
    valid_from = day_field(_("From which day"))


class AssignZoneForm(ReasonForm):
    schools = forms.MultipleChoiceField(label=_("Schools"), widget=ManyOf)
    field_order = ("schools", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spells = queries.org_units_as_of(clock.today(), self.actor, permission=Permission.MANAGE_ORGANISATION)
        schools = spells.filter(org_unit__kind=OrgUnitKind.SCHOOL)
        self.fields["schools"].choices = [  # type: ignore[attr-defined]
            (spell.org_unit.code, f"{spell.name} {spell.org_unit.code}") for spell in schools
        ]


class PostForm(ActorForm):
    org_unit = UnitField(label=_("Org unit"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PostKind.choices)
    title = forms.CharField(label=_("Post title"), max_length=60)
    zone = forms.ModelChoiceField(label=_("Zone"), queryset=Zone.objects.all(), required=False)


class HolderForm(ActorForm):
    user = PersonField(
        label=_("Account"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("With an account the new holder finds the tasks of the post on the start page."),
    )
    person_name = forms.CharField(label=_("Full name"), max_length=60, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    on = day_field(_("From which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.people(self.actor).filter(is_active=True)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class DelegationForm(ActorForm):
    giver = PersonField(label=_("Who is away"), queryset=User.objects.none())
    taker = PersonField(label=_("Who stands in"), queryset=User.objects.none())
    duties = forms.MultipleChoiceField(
        label=_("Which duties"),
        choices=[(duty.value, duty.label) for duty in Duty],
        widget=forms.CheckboxSelectMultiple,
    )
    first = day_field(_("First day"))
    last = day_field(_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].queryset = queries.possible_givers(self.actor)  # type: ignore[attr-defined]
        self.fields["taker"].queryset = queries.possible_takers(self.actor)  # type: ignore[attr-defined]
        if not self.actor.can(Permission.MANAGE_ORGANISATION):  # who manages acts for somebody, and says for whom
            self.fields["giver"].initial = self.actor.user_id
        self.fields["duties"].choices = [  # type: ignore[attr-defined]
            (duty.value, duty.label)
            for duty in Duty
            if self.actor.can(Permission.MANAGE_ORGANISATION) or duty in duties_of(self.actor)
        ]


class GroupForm(ActorForm):
    org_unit = UnitField(label=_("Org unit"))
    name = forms.CharField(label=_("Name"), max_length=100)
    topic = forms.CharField(label=_("Topic"), max_length=100)
    head_post = forms.ModelChoiceField(label=_("Head, by post"), queryset=Post.objects.none(), required=False)
    head_name = forms.CharField(label=_("or by name"), max_length=60, required=False)
    valid_from = day_field(_("From which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head_post"].queryset = queries.posts_of(self.actor, clock.today())  # type: ignore[attr-defined]


class SeatForm(ActorForm):
    role = forms.ChoiceField(label=_("Role"), choices=GroupRole.choices, initial=GroupRole.MEMBER)
    post = forms.ModelChoiceField(label=_("Post"), queryset=Post.objects.none(), required=False)
    person_name = forms.CharField(label=_("or by name"), max_length=60, required=False)
    outside_body = forms.CharField(label=_("Outside body"), max_length=100, required=False)
    on = day_field(_("From which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = queries.posts_of(self.actor, clock.today())  # type: ignore[attr-defined]


class GrantForm(ActorForm):
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in Role])
    org_unit = UnitField(label=_("Org unit"))
    ledger_group = forms.CharField(label=_("Ledger group only"), max_length=40, required=False)
    zone = forms.ModelChoiceField(label=_("Zone"), queryset=Zone.objects.all(), required=False)
    on = day_field(_("From which day"))


class PersonForm(ActorForm):
    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    full_name = forms.CharField(label=_("Full name"), max_length=60)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; the person changes it."),
    )


class DayOnlyForm(ActorForm):
    on = day_field(_("From which day"))


class ImportForm(ActorForm):
    file = forms.FileField(label=_("Workbook"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
    on = day_field(_("From which day"))
