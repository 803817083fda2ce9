"""Who is acting, with everything that decides what this person may do. Built by `organisation.queries.actor_for`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext

from taizhang.core.permissions import NotAllowed, Permission, Role
from taizhang.engine.pack import Ledger

# What a section may do with a ledger that names it as its reviewer, and with its filings, whichever unit files.
REVIEWING = frozenset(
    {
        Permission.VIEW_LEDGER,
        Permission.VIEW_PERSONAL,
        Permission.REVIEW_LEDGER,
        Permission.ASK_LEDGER,
        Permission.DESIGN_LEDGER,
        Permission.EXPORT,
    }
)
COMMAND_LINE = "command line"  # the name of the machine's owner, who acts without signing in, in the audit chain
EVERY_LEDGER = "*"  # in `opened`: a program or a command gave its reason for all that it reads


def named_act(person: object, in_place_of: object) -> str:
    """Who did it, as every record and page names it: "甲", or "甲（代乙）" during somebody's leave."""
    if person is None or in_place_of is None:
        return str(person or "")
    return gettext("%(name)s (for %(giver)s)") % {"name": person, "giver": in_place_of}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a set of org unit codes (already spread over the subtree of the day).

    giver, giver_name: the person on leave whose role this is, when it was delegated; `only` then holds the permissions
    that were. county: of a role that reviews and was given at a section or above, every unit of its county.
    """

    role: Role
    org_unit: str
    scope: frozenset[str]
    ledger_group: str = ""
    giver: int | None = None
    giver_name: str = ""
    only: frozenset[Permission] | None = None
    county: frozenset[str] = frozenset()

    def reach(self, permission: Permission, ledger: Ledger | str | None = None) -> frozenset[str]:
        """The units on which the grant carries a permission, on a ledger or a group of ledgers when one is given.

        A ledger that names a reviewing section is reviewed by the people of that section, whichever unit files it, and
        by who stands above the section or over the whole county; by nobody else.
        """
        group = ledger.group if isinstance(ledger, Ledger) else ledger
        if group is not None and self.ledger_group not in ("", group):
            return frozenset()
        section = ledger.reviewer if isinstance(ledger, Ledger) else ""
        if not section or permission not in REVIEWING:
            return self.scope
        if self.org_unit == section and (self.only is None or Permission.REVIEW_LEDGER in self.only):
            return self.county or self.scope
        above = section in self.scope or (bool(self.county) and self.scope >= self.county)
        return self.scope if above or permission is not Permission.REVIEW_LEDGER else frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """user_id None: nobody signed in, nothing allowed. by_token: a program acts for this person; `name` says which.

    in_place_of: the person on leave for whom this one act is done (see `acting`). opened: keys of the ledgers whose
    personal columns the person asked to see whole, with a reason that stands in the audit log.
    """

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    permissions: Mapping[Role, frozenset[Permission]] = field(default_factory=dict)
    by_token: bool = False
    in_place_of: int | None = None
    opened: frozenset[str] = frozenset()

    def granting(self, permission: Permission, ledger: Ledger | str | None = None) -> list[Grant]:
        """The grants that carry a permission, on a ledger or a group of them when given; own ones first."""
        found = [
            grant
            for grant in self.grants
            if permission in self.permissions.get(grant.role, frozenset())
            and (grant.only is None or permission in grant.only)
            and (ledger is None or grant.reach(permission, ledger))
        ]
        return sorted(found, key=lambda grant: grant.giver is not None)

    def scope(self, permission: Permission, ledger: Ledger | str | None = None) -> frozenset[str]:
        """Codes of the org units on which the actor has the permission."""
        scopes = [grant.reach(permission, ledger) for grant in self.granting(permission, ledger)]
        return frozenset().union(*scopes) if scopes else frozenset()

    def can(self, permission: Permission, org_unit: str | None = None, ledger: Ledger | str | None = None) -> bool:
        """Without an org unit: anywhere at all."""
        if org_unit is None:
            return bool(self.granting(permission, ledger))
        return any(org_unit in grant.reach(permission, ledger) for grant in self.granting(permission, ledger))

    def require(self, permission: Permission, org_unit: str | None = None, ledger: Ledger | str | None = None) -> None:
        if not self.can(permission, org_unit, ledger):
            raise NotAllowed(permission)

    def lender(
        self, permission: Permission, org_unit: str | None = None, ledger: Ledger | str | None = None
    ) -> Grant | None:
        """The delegated grant by which the actor may do something; None when an own one reaches, or none does."""
        reaching = [
            grant
            for grant in self.granting(permission, ledger)
            if org_unit is None or org_unit in grant.reach(permission, ledger)
        ]
        return reaching[0] if reaching and reaching[0].giver is not None else None

    def acting(self, permission: Permission, org_unit: str | None = None, ledger: Ledger | str | None = None) -> Actor:
        """The actor with the permission here, as records and the audit log name it: "甲（代乙）" on a delegated right.
        Raises NotAllowed without the permission."""
        self.require(permission, org_unit, ledger)
        if self.in_place_of is not None:
            return self
        lent = self.lender(permission, org_unit, ledger)
        return self if lent is None else self.standing_in(lent.giver, lent.giver_name)

    def standing_in(self, giver: int | None, giver_name: str) -> Actor:
        """The actor doing one thing for somebody on leave."""
        return replace(self, in_place_of=giver, name=named_act(self.name, giver_name))

    def whole_units(self, ledger: Ledger) -> frozenset[str]:
        """Codes of the units whose personal columns in a ledger are shown whole: with the permission, the unit's own
        people, who wrote them; everybody else only after saying why (`opened`)."""
        may = self.scope(Permission.VIEW_PERSONAL, ledger)
        if EVERY_LEDGER in self.opened or ledger.key in self.opened:
            return may
        own: set[str] = set()
        for permission in (Permission.FILE_LEDGER, Permission.SIGN_OFF):
            for grant in self.granting(permission, ledger):
                if grant.role in (Role.SCHOOL_CLERK, Role.SCHOOL_HEAD):
                    own |= grant.scope
                own |= grant.scope & {grant.org_unit, *ledger.filed_by.codes}
        return may & own

    def with_opened(self, ledgers: frozenset[str]) -> Actor:
        """The same person with these ledgers' personal columns opened, and no other."""
        return replace(self, opened=ledgers)

    @property
    def sides(self) -> frozenset[int]:
        """The persons behind an act: who does it, and for whom. Four eyes need two acts without a common one."""
        return frozenset(person for person in (self.user_id, self.in_place_of) if person is not None)

    @property
    def roles(self) -> frozenset[Role]:
        """Own ones; a delegated role is the giver's."""
        return frozenset(grant.role for grant in self.grants if grant.giver is None)

    @property
    def home(self) -> str:
        """The org unit this person belongs to first; empty when there is no grant."""
        return self.grants[0].org_unit if self.grants else ""
