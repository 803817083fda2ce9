"""The form of a campaign's team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.inspection.forms import PlainForm, choice, many
from taizhang.inspection.models import Campaign
from taizhang.inspection.queries.sending import inspectors_of
from taizhang.organisation.models import OrgUnit


class TeamForm(PlainForm):
    """kept: people of the team whose right to inspect has ended since; they may stay."""

    name = forms.CharField(label=_("Name of the team"), max_length=40)
    members = many(_("Members"), _("Of any section: each comes with the section in which they hold a post."))
    leader = choice(_("Led by"), required=False, help_text=_("Nobody: the first of the list."))

    def __init__(
        self, *args: Any, campaign: Campaign, kept: Sequence[tuple[User, OrgUnit, str]] = (), **kwargs: Any
    ) -> None:
        found = {str(person.pk): (person, section, name) for person, section, name in kept}
        found |= {
            str(person.pk): (person, section, name) for person, section, name in inspectors_of(campaign, clock.today())
        }
        self._people = found
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        people = [(key, f"{person}（{name}）") for key, (person, _section, name) in self._people.items()]
        for name in ("members", "leader"):
            self.fields[name].choices = people  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the service takes beside actor, campaign and team; who leads is a member."""
        chosen = dict.fromkeys([*filter(None, [self.cleaned_data["leader"]]), *self.cleaned_data["members"]])
        members = [self._people[key][:2] for key in chosen]
        leader = self._people[self.cleaned_data["leader"]][0] if self.cleaned_data["leader"] else None
        return {"name": self.cleaned_data["name"], "members": members, "leader": leader}
