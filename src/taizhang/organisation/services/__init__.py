"""Everything that changes the organisation: each one transaction, one permission check, one audit event."""

from taizhang.organisation.services.delegations import delegate, withdraw_delegation
from taizhang.organisation.services.groups import create_leading_group, end_group_member, set_group_member
from taizhang.organisation.services.importing import ImportPlan, import_org_units, plan_import
from taizhang.organisation.services.lifecycle import close_org_unit, merge_org_units, split_org_unit
from taizhang.organisation.services.planning import call_off_change
from taizhang.organisation.services.posts import assign_post, create_post, vacate_post
from taizhang.organisation.services.roles import grant_role, revoke_role
from taizhang.organisation.services.rotation import rotate_inspectors, withdraw_rotation
from taizhang.organisation.services.units import (
    change_org_unit,
    create_org_unit,
    found_county,
    move_org_unit,
    rename_org_unit,
)
from taizhang.organisation.services.workbook import COLUMNS as IMPORT_COLUMNS
from taizhang.organisation.services.zones import (
    assign_zone,
    close_zone,
    create_zone,
    redraw_zones,
    withdraw_zone_change,
)

__all__ = [
    "IMPORT_COLUMNS",
    "ImportPlan",
    "assign_post",
    "assign_zone",
    "call_off_change",
    "change_org_unit",
    "close_org_unit",
    "close_zone",
    "create_leading_group",
    "create_org_unit",
    "create_post",
    "create_zone",
    "delegate",
    "end_group_member",
    "found_county",
    "grant_role",
    "import_org_units",
    "merge_org_units",
    "move_org_unit",
    "plan_import",
    "redraw_zones",
    "rename_org_unit",
    "revoke_role",
    "rotate_inspectors",
    "set_group_member",
    "split_org_unit",
    "vacate_post",
    "withdraw_delegation",
    "withdraw_rotation",
    "withdraw_zone_change",
]
