"""Forms of zones: who stands aside, who keeps contact, and drawing zones anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.form_fields import DayField
from taizhang.inspection import queries
from taizhang.inspection.forms import PlainForm, choice
from taizhang.inspection.models import RecusalGround
from taizhang.inspection.queries.sending import inspectors_for
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitKind, Post, Zone

_OFFICES = (OrgUnitKind.COUNTY, OrgUnitKind.BUREAU, OrgUnitKind.SECTION, OrgUnitKind.TOWNSHIP)
_NEVER_VISITED = (*_OFFICES, OrgUnitKind.VILLAGE)


class EndForm(PlainForm):
    on = DayField(label=_("From which day"))


class ReachForm(PlainForm):
    """Units are those that the actor plans for."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def _units(self) -> list[tuple[str, str]]:
        spells = org_queries.spells_on(clock.today()).filter(org_unit__code__in=queries.planning_reach(self.actor))
        return [(spell.org_unit.code, spell.name) for spell in spells.exclude(org_unit__kind__in=_NEVER_VISITED)]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class RecusalForm(ReachForm):
    person = choice(_("Inspector"))
    org_unit = choice(_("Unit"))
    ground = forms.ChoiceField(label=_("Ground"), choices=RecusalGround.choices)
    valid_from = DayField(label=_("From"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def _fill(self) -> None:
        self.fields["person"].label = queries.called_by(self.actor).inspector
        people = inspectors_for(self.actor, clock.today())
        self._choose("person", [(str(person.pk), f"{person}（{name}）") for person, _unit, name in people])
        self._choose("org_unit", self._units())

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        found["person"] = User.objects.get(pk=found["person"])
        found["org_unit"] = OrgUnit.objects.get(code=found["org_unit"])
        return found


class LiaisonForm(ReachForm):
    """A post that keeps contact with a school; its holder of the day is shown beside it."""

    school = choice(_("School"))
    post = choice(_("Post that keeps contact"))
    valid_from = DayField(label=_("From"))

    def _fill(self) -> None:
        held = org_queries.holders(clock.today())
        offices = held.filter(post__org_unit__kind__in=_OFFICES)
        self._choose("post", [(str(item.post_id), f"{item.post.title}（{item.person_name}）") for item in offices])
        self._choose("school", self._units())

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        found["post"] = Post.objects.get(pk=found["post"])
        found["school"] = OrgUnit.objects.get(code=found["school"])
        return found


class RedrawForm(PlainForm):
    """Schools are ticked and moved, as often as one likes; what was moved so far goes along in the form."""

    on = DayField(label=_("From which day"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    zone = choice(_("Move the ticked ones to"), required=False)

    def __init__(self, *args: Any, zones: list[Zone], **kwargs: Any) -> None:
        self.zones = zones
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        self.fields["zone"].choices = [(zone.code, zone.name) for zone in self.zones]  # type: ignore[attr-defined]

    @property
    def act(self) -> str:
        return str(self.data.get("act", ""))

    def clean(self) -> dict[str, Any] | None:
        if self.act == "move" and not self._ticked:
            self.add_error(None, _("Tick the schools that move."))
        if self.act == "move" and not self.cleaned_data.get("zone"):
            self.add_error("zone", _("Choose a zone."))
        return self.cleaned_data

    @property
    def _ticked(self) -> list[str]:
        return self.data.getlist("selected") if hasattr(self.data, "getlist") else []

    @property
    def moves(self) -> dict[str, str]:
        """School -> zone, with what the pressed button adds or takes back."""
        sent = self.data.getlist("move") if hasattr(self.data, "getlist") else []
        pairs = (item.partition(":") for item in sent)
        known = {zone.code for zone in self.zones}
        found = {school: zone for school, _colon, zone in pairs if zone in known}
        if self.act == "move" and self.is_valid():
            found |= dict.fromkeys(self._ticked, self.cleaned_data["zone"])
        if self.act.startswith("back:"):
            found.pop(self.act.removeprefix("back:"), None)
        return found
