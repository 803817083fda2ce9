"""What the summaries say of a unit that is merged, moved, renamed or closed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.queries import units_above
from taizhang.organisation.types import Effect, UnitChange
from taizhang.summaries.models import Summary, SummaryState


def effects(actor: Actor, change: UnitChange) -> list[Effect]:
    """Summaries of the unit and of those above it count its rows. Issued ones are frozen; drafts read the new tree."""
    counting = Summary.objects.filter(org_unit__code__in=units_above(change.org_unit, change.on))
    url = reverse("summaries:summary-list") if actor.can(Permission.VIEW_SUMMARY) else ""
    drafts = counting.filter(state=SummaryState.DRAFT).count()
    issued = counting.exclude(state=SummaryState.DRAFT).count()
    return [
        Effect(
            _("issued summaries that count it"), issued, _("They stay as issued and still verify."), url, stays=True
        ),
        Effect(_("drafts that count it"), drafts, _("They read the tree of their period."), url),
    ]
