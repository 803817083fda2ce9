"""Role grants: a bundle of permissions on an org unit's subtree."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.core.permissions import Role
from taizhang.organisation.models.dated import Dated, DatedQuerySet
from taizhang.organisation.models.org_unit import OrgUnit
from taizhang.organisation.models.zone import Zone


class RoleGrant(Dated):
    """`user` acts in `role` on `org_unit` and all below it; `ledger_group` narrows to ledgers of that group; a zone
    inspector's grant names the zone, whose schools of the day are the scope."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("role"), max_length=24, choices=[(role.value, role.label) for role in Role])
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    ledger_group = models.CharField(_("ledger group"), max_length=40, blank=True)
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("user", "role")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "role", "org_unit", "ledger_group"],
                condition=models.Q(valid_to__isnull=True, zone__isnull=True),
                name="grant_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "org_unit", "zone"],
                condition=models.Q(valid_to__isnull=True, zone__isnull=False),
                name="zone_grant_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.org_unit_id}"
