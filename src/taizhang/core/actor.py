"""Who is acting, with everything that decides what this person may do. Built by `organisation.queries.actor_for`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from taizhang.core.permissions import NotAllowed, Permission, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a set of org unit codes (already spread over the subtree of the day)."""

    role: Role
    org_unit: str
    scope: frozenset[str]
    ledger_group: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """user_id None: nobody signed in, nothing allowed. by_token: a program acts for this person; `name` says which."""

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    permissions: Mapping[Role, frozenset[Permission]] = field(default_factory=dict)
    by_token: bool = False

    def _granting(self, permission: Permission, ledger_group: str | None) -> list[Grant]:
        return [
            grant
            for grant in self.grants
            if permission in self.permissions.get(grant.role, frozenset())
            and (ledger_group is None or not grant.ledger_group or grant.ledger_group == ledger_group)
        ]

    def scope(self, permission: Permission, ledger_group: str | None = None) -> frozenset[str]:
        """Codes of the org units on which the actor has the permission."""
        scopes = [grant.scope for grant in self._granting(permission, ledger_group)]
        return frozenset().union(*scopes) if scopes else frozenset()

    def can(self, permission: Permission, org_unit: str | None = None, ledger_group: str | None = None) -> bool:
        """Without an org unit: anywhere at all."""
        grants = self._granting(permission, ledger_group)
        return bool(grants) if org_unit is None else any(org_unit in grant.scope for grant in grants)

    def require(self, permission: Permission, org_unit: str | None = None, ledger_group: str | None = None) -> None:
        if not self.can(permission, org_unit, ledger_group):
            raise NotAllowed(permission.value)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def home(self) -> str:
        """The org unit this person belongs to first; empty when there is no grant."""
        return self.grants[0].org_unit if self.grants else ""
