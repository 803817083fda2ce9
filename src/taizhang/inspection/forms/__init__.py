"""Forms of the inspection pages: they check shape, the services check rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.choosing import ManyOf, blank_first
from taizhang.core.form_fields import DayField
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.working_days import working_calendar
from taizhang.inspection import queries
from taizhang.inspection.ledger_words import themes
from taizhang.inspection.models import Campaign, Finding, Mode, Notice, Team
from taizhang.inspection.queries.sending import inspectors_for, inspectors_of
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitKind
from taizhang.organisation.types import STAGES
from taizhang.targets.models import BasisDocument
from taizhang.targets.queries import visible_documents

_RUNNING = (OrgUnitKind.BUREAU, OrgUnitKind.SECTION, OrgUnitKind.COUNTY, OrgUnitKind.TOWNSHIP, OrgUnitKind.VILLAGE)
_NEVER_VISITED = (OrgUnitKind.BUREAU, OrgUnitKind.SECTION, OrgUnitKind.COUNTY)


class PlainForm(forms.Form):
    """Fields look alike on all pages, and nothing is chosen by the order of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fill()
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _look(field))
        blank_first(self.fields.values())

    def _fill(self) -> None:
        """Choices that depend on who acts."""


def _look(field: forms.Field) -> str:
    if isinstance(
        field.widget, forms.CheckboxInput | forms.RadioSelect
    ):  # boxes of several are radio buttons to Django
        return "form-check-input"
    return "form-select" if isinstance(field.widget, forms.Select) else "form-control"


def choice(label: object, *, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, help_text=help_text)  # type: ignore[arg-type]


def many(label: object, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,  # type: ignore[arg-type]
        required=False,
        widget=ManyOf,
        help_text=help_text,
    )


class StepsField(forms.CharField):
    """One step a line, `5 tell the leader`; cleans to [[5, "tell the leader"], …]."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        steps = []
        for line in str(super().clean(value)).splitlines():
            after, _space, words = line.strip().partition(" ")
            if line.strip() and not after.isdigit():
                raise forms.ValidationError(_("Each line: working days, a space, what is done."))
            if line.strip():
                steps.append([int(after), words.strip()])
        return steps


class CampaignForm(PlainForm):
    org_unit = choice(_("Run by"))
    title = forms.CharField(label=_("Title"), max_length=200)
    theme = choice(_("Theme"), help_text=_("By it figures count the campaign."))
    mode = forms.ChoiceField(label=_("How the visits are made"), choices=Mode.choices)
    basis = forms.ModelChoiceField(BasisDocument.objects.none(), label=_("Basis document"), required=False)
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("To"))
    checklists = many(_("Checklists"), _("What each visit looks at, item by item."))
    units = many(_("Units, by name"), _("None: by the rule below."))
    zones = many(_("Zones"), _("None: all zones, and units without one."))
    townships = many(_("Townships"), _("None: all townships."))
    kinds = many(_("Kinds of unit"), _("None: those that the checklists are for."))
    stages = many(_("Units that teach"), _("None: all schools."))
    ownerships = many(_("Run by whom"), _("None: public and private ones."))
    number_prefix = forms.CharField(
        label=_("Letters of the issuing body"), max_length=20, required=False,
        help_text=_("They stand before the year in the number of a notice."),
    )  # fmt: skip
    overdue_steps = StepsField(
        label=_("What is done when a notice is overdue"),
        help_text=_("One step a line: working days late, a space, what is done."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        own, reach = self.actor.scope(Permission.PLAN_INSPECTION), queries.planning_reach(self.actor)
        spells = list(org_queries.spells_on(clock.today()).filter(org_unit__code__in=reach))
        offices = [
            (spell.org_unit.code, spell.name)
            for spell in spells
            if spell.org_unit.kind in _RUNNING and spell.org_unit.code in own
        ]
        others = [(spell.org_unit.code, spell.name) for spell in spells if spell.org_unit.kind not in _NEVER_VISITED]
        self._choose("org_unit", offices)
        self._choose("units", others)
        installed = installed_packs().checklists.values()
        self._choose("checklists", [(checklist.key, checklist.title.get(language_of())) for checklist in installed])
        zones = [(zone.code, zone.name) for zone in queries.visible_zones(self.actor, clock.today())]
        self._choose("zones", zones)
        townships = [spell for spell in spells if spell.org_unit.kind == OrgUnitKind.TOWNSHIP]
        self._choose("townships", [(spell.org_unit.code, spell.name) for spell in townships])
        self._choose("kinds", queries.INSPECTED_KINDS)
        if not queries.called_by(self.actor).schools:
            self._ask_nothing_of_schools()
        self._choose("stages", list(STAGES))
        self._choose("ownerships", list(queries.OWNERSHIPS))
        if known := themes():
            self._choose("theme", [(code, words.get(language_of())) for code, words in known.items()])
        else:  # no pack counts campaigns: a word of one's own
            self.fields["theme"] = forms.CharField(label=_("Theme"), max_length=40)
        self.fields["basis"].queryset = visible_documents(self.actor)  # type: ignore[attr-defined]

    def _ask_nothing_of_schools(self) -> None:
        schools = {OrgUnitKind.SCHOOL.value, OrgUnitKind.CAMPUS.value}
        self._choose("kinds", [(kind, words) for kind, words in queries.INSPECTED_KINDS if kind not in schools])
        others = [one for one in installed_packs().checklists.values() if set(one.kinds) - schools]
        self._choose("checklists", [(one.key, one.title.get(language_of())) for one in others])
        for name in ("zones", "townships", "stages", "ownerships"):
            del self.fields[name]

    def _choose(self, name: str, choices: list[Any]) -> None:
        if name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen_checklists(self) -> list[tuple[str, str, str]]:
        """(pack, its version now, checklist) of each that was chosen."""
        packs = installed_packs()
        chosen = [packs.checklists[key] for key in self.cleaned_data["checklists"]]
        return [(one.pack, packs.pack(one.pack).version, one.id) for one in chosen]

    def values(self) -> tuple[OrgUnit, dict[str, Any]]:
        """The unit that runs it, and the values of the service, checklists apart."""
        unit = OrgUnit.objects.get(code=self.cleaned_data["org_unit"])
        return unit, self.chosen_values()

    def chosen_values(self) -> dict[str, Any]:
        found = {name: value for name, value in self.cleaned_data.items() if name not in ("org_unit", "checklists")}
        chosen = {
            name: found.pop(name, []) for name in ("units", "zones", "townships", "kinds", "stages", "ownerships")
        }
        scope = {name: codes for name, codes in chosen.items() if codes}
        if "units" in scope:  # a list is a list, whatever else was ticked
            scope = {"units": scope["units"]}
        return {**found, "scope": scope}


class RoundForm(PlainForm):
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("To"))
    move_end = forms.BooleanField(label=_("The campaign ends with this round, later than so far"), required=False)


class VisitForm(PlainForm):
    """A visit of a round to a unit of its campaign's scope."""

    org_unit = choice(_("Unit"))
    planned_on = DayField(label=_("Planned for"))
    team = choice(_("Team"), required=False, help_text=_("All of it go; the people below are then left empty."))
    leader = choice(_("Led by"), required=False)
    others = many(_("Others who go"))
    rest_day = forms.BooleanField(
        label=_("They go on this rest day all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, campaign: Campaign | None, actor: Actor, **kwargs: Any) -> None:
        self.campaign, self.actor = campaign, actor
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        day = clock.today()
        codes = queries.units_to_plan(self.actor, self.campaign, day) if self.campaign is not None else []
        names = org_queries.names(codes, day)
        self.fields["org_unit"].choices = [  # type: ignore[attr-defined]
            (code, names.get(code, code)) for code in codes
        ]
        self._fill_people()

    def _fill_people(self) -> None:
        teams = self.campaign.teams.all() if self.campaign is not None else []
        self._teams = {str(team.pk): team for team in teams}
        self.fields["team"].choices = [(key, team.name) for key, team in self._teams.items()]  # type: ignore[attr-defined]
        if not self._teams:
            del self.fields["team"]
        leader = self.fields["leader"]
        leader.required, leader.error_messages["required"] = not self._teams, _("Choose who leads.")
        people = [(str(person.pk), f"{person}（{name}）") for person, _section, name in self.inspectors()]
        for name in ("leader", "others"):
            self.fields[name].choices = people  # type: ignore[attr-defined]

    def inspectors(self) -> list[tuple[User, OrgUnit, str]]:
        day = clock.today()
        return inspectors_for(self.actor, day) if self.campaign is None else inspectors_of(self.campaign, day)

    def clean(self) -> dict[str, Any] | None:
        if self._teams and not self.cleaned_data.get("leader") and not self.cleaned_data.get("team"):
            self.add_error("leader", _("Choose who leads."))
        day = self.cleaned_data.get("planned_on")
        if day is not None and not working_calendar().day(day).working:
            self._ask_about(day, kept=self.cleaned_data.get("rest_day", False))
        return self.cleaned_data

    def _ask_about(self, day: date, *, kept: bool) -> None:
        """A rest day may be meant: it is told, and the box that keeps it shows."""
        self.fields["rest_day"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
        if not kept:
            self.add_error("rest_day", _("%(day)s is a rest day: tick to keep it, or change the day.") % {"day": day})

    def chosen_team(self) -> Team | None:
        return self._teams.get(self.cleaned_data.get("team", ""))

    def members(self) -> list[tuple[User, OrgUnit | None]]:
        """(person, section), the leader first, each once; the team's when nobody is named."""
        team = self.chosen_team()
        if team is not None and not self.cleaned_data["leader"]:
            return [(member.person, member.section) for member in team.members.select_related("person", "section")]
        by_id = {str(person.pk): (person, section) for person, section, _name in self.inspectors()}
        chosen = dict.fromkeys([self.cleaned_data["leader"], *self.cleaned_data["others"]])
        return [by_id[key] for key in chosen]


class RecheckForm(VisitForm):
    """Follow-up visits for notices of earlier rounds, all on one day."""

    org_unit = None  # type: ignore[assignment]
    notices = many(_("Notices"), _("One visit each. A notice that has a visit planned gets no other."))
    field_order = ["notices", "planned_on", "team", "leader", "others"]

    def __init__(self, *args: Any, offered: list[Notice], **kwargs: Any) -> None:
        self.offered = offered
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        day = clock.today()
        names = org_queries.names({notice.addressee.code for notice in self.offered}, day)
        self.fields["notices"].required = True
        self.fields["notices"].choices = [  # type: ignore[attr-defined]
            (str(notice.pk), f"{names.get(notice.addressee.code, '')} {notice.number}") for notice in self.offered
        ]
        self._fill_people()

    def chosen(self) -> list[Notice]:
        wanted = set(self.cleaned_data["notices"])
        return [notice for notice in self.offered if str(notice.pk) in wanted]


class FileForm(PlainForm):
    visited_on = DayField(label=_("Visited on"))


class IssueForm(PlainForm):
    issued_on = DayField(label=_("Issued on"))


class NoticesForm(IssueForm):
    new_deadline = DayField(
        label=_("New deadline"), required=False, help_text=_("Only for findings whose own day is past by then.")
    )


class PauseForm(PlainForm):
    first_on = DayField(label=_("First day not counted"))
    last_on = DayField(
        label=_("Last day not counted"),
        help_text=_("Deadlines that count working days move; hours and days that were set stay."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)


class WithdrawForm(PlainForm):
    """dropped: findings that turned out to be none."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    dropped = many(
        _("Findings that were none"), _("They are dropped and count nowhere. The others wait for another notice.")
    )

    def __init__(self, *args: Any, findings: list[Finding], **kwargs: Any) -> None:
        self.findings = findings
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        self.fields["dropped"].choices = [  # type: ignore[attr-defined]
            (str(finding.pk), f"{finding.number} {finding.problem}") for finding in self.findings
        ]

    def chosen(self) -> list[Finding]:
        wanted = set(self.cleaned_data["dropped"])
        return [finding for finding in self.findings if str(finding.pk) in wanted]


class CorrectionForm(IssueForm):
    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)


class DecisionForm(PlainForm):
    granted_days = forms.IntegerField(label=_("Working days granted"), min_value=0, help_text=_("0 refuses."))
    answer = forms.CharField(label=_("Words to the unit"), max_length=300, required=False)
