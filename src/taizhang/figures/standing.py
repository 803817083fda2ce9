"""What the figures say of a unit that is merged, moved, renamed or closed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.figures.models import Figure
from taizhang.organisation.types import Effect, UnitChange


def effects(actor: Actor, change: UnitChange) -> list[Effect]:
    """Figures of the unit itself: of periods that are over by then, which keep the tree of then, and of later ones."""
    own = Figure.objects.filter(org_unit__code=change.org_unit)
    url = reverse("figures:indicator-list") if actor.can(Permission.VIEW_FIGURE, change.org_unit) else ""
    kept = _("They keep the tree of their period.")
    return [
        Effect(_("figures of earlier periods"), own.filter(period_last__lt=change.on).count(), kept, url, stays=True),
        Effect(
            _("figures of periods that are not over"),
            own.filter(period_last__gte=change.on).count(),
            _("Their next computation uses the new tree."),
            url,
        ),
    ]
