"""Who exists, when, under whom, and who holds which post."""

from taizhang.organisation.models.delegation import Delegation
from taizhang.organisation.models.group import GroupMember, GroupRole, LeadingGroup
from taizhang.organisation.models.org_unit import OrgUnit, OrgUnitKind, OrgUnitSpell, Succession, SuccessionKind
from taizhang.organisation.models.planned import PlannedChange, PlannedKind
from taizhang.organisation.models.post import Post, PostHolding, PostKind
from taizhang.organisation.models.role import RoleGrant
from taizhang.organisation.models.zone import Zone, ZoneMembership

__all__ = [
    "Delegation",
    "GroupMember",
    "GroupRole",
    "LeadingGroup",
    "OrgUnit",
    "OrgUnitKind",
    "OrgUnitSpell",
    "PlannedChange",
    "PlannedKind",
    "Post",
    "PostHolding",
    "PostKind",
    "RoleGrant",
    "Succession",
    "SuccessionKind",
    "Zone",
    "ZoneMembership",
]
