"""The form on which a campaign is corrected."""

from __future__ import annotations

from typing import Any

from taizhang.core.packs import installed_packs
from taizhang.inspection.forms import CampaignForm
from taizhang.inspection.models import Campaign

_RULE = ("units", "zones", "townships", "kinds", "stages", "ownerships")


class CampaignChangeForm(CampaignForm):
    """Who runs it, its mode and its days stay: visits were planned by them."""

    org_unit = mode = first_on = last_on = None  # type: ignore[assignment]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        self.campaign = campaign
        self._versions = {version.key: version for version in campaign.checklists.all()}
        initial = {
            "title": campaign.title, "theme": campaign.theme, "basis": campaign.basis_id,
            "checklists": list(self._versions), "number_prefix": campaign.number_prefix,
            "overdue_steps": "\n".join(f"{after} {words}" for after, words in campaign.steps),
            **{name: campaign.scope.get(name, []) for name in _RULE},
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)

    def _fill(self) -> None:
        super()._fill()
        gone = [key for key in self._versions if key not in installed_packs().checklists]
        kept = list(self.fields["checklists"].choices)  # type: ignore[attr-defined]
        self._choose("checklists", [*kept, *((key, str(self._versions[key])) for key in gone)])

    def chosen_checklists(self) -> list[tuple[str, str, str]]:
        """As they stand in the packs of today; one whose pack is gone as the campaign holds it."""
        packs, chosen = installed_packs(), []
        for key in self.cleaned_data["checklists"]:
            if (one := packs.checklists.get(key)) is not None:
                chosen.append((one.pack, packs.pack(one.pack).version, one.id))
            else:
                held = self._versions[key]
                chosen.append((held.pack_id, held.pack_version, held.checklist_id))
        return chosen
