"""What changes of the organisation move: the registers of it, and with units every figure."""

from __future__ import annotations

from datetime import date

from taizhang.core.moves import Act, Moved, register_acts

_UNITS = (
    "org_unit.create", "org_unit.found", "org_unit.close", "org_unit.merge", "org_unit.split", "org_unit.move",
    "org_unit.change", "org_unit.call_off", "org_unit.import",
)  # fmt: skip
_ZONES = (
    "zone.create", "zone.assign", "zone.close", "zone.redraw", "zone.withdraw", "zone.rotate", "zone.rotate-withdraw",
)  # fmt: skip
_POSTS = ("post.create", "post.assign", "post.vacate")
_GROUPS = ("group.create", "group.seat", "group.leave")


def register_all() -> None:
    register_acts(_UNITS, lambda act: Moved((), _since(act)))
    register_acts(("org_unit.rename",), lambda act: Moved(("organisation.org_units",), _since(act)))
    zones = ("organisation.zones", "organisation.zone_memberships")
    register_acts(_ZONES, lambda act: Moved((*zones, "organisation.posts"), _since(act)))
    register_acts(_POSTS, lambda act: Moved(("organisation.posts", "organisation.zones"), _since(act)))
    groups = ("organisation.leading_groups", "organisation.group_members")
    register_acts(_GROUPS, lambda act: Moved(groups, _since(act)))


def _since(act: Act) -> date | None:
    """The day from which it holds, where the act says one."""
    on = act.detail.get("on")
    return on if isinstance(on, date) else None
