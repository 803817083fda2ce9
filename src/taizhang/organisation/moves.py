"""What changes of the organisation move: the registers of it, and with units every figure."""

from __future__ import annotations

from datetime import date

from taizhang.core.moves import Act, Moved, Teller, register_acts
from taizhang.engine.pack import Ledger
from taizhang.organisation.system_ledgers import (
    GROUP_MEMBERS,
    LEADING_GROUPS,
    ORG_UNITS,
    POSTS,
    ZONE_MEMBERSHIPS,
    ZONES,
)

_UNITS = (
    "org_unit.create", "org_unit.found", "org_unit.close", "org_unit.merge", "org_unit.split", "org_unit.move",
    "org_unit.change", "org_unit.call_off", "org_unit.import",
)  # fmt: skip
_ZONES = (
    "zone.create", "zone.assign", "zone.close", "zone.redraw", "zone.withdraw", "zone.rotate", "zone.rotate-withdraw",
)  # fmt: skip
_POST_ACTS = ("post.create", "post.assign", "post.vacate")
_GROUPS = ("group.create", "group.seat", "group.leave")


def register_all() -> None:
    register_acts(_UNITS, _teller())
    register_acts(("org_unit.rename",), _teller(ORG_UNITS))
    register_acts(_ZONES, _teller(ZONES, ZONE_MEMBERSHIPS, POSTS))
    register_acts(_POST_ACTS, _teller(POSTS, ZONES))
    register_acts(_GROUPS, _teller(LEADING_GROUPS, GROUP_MEMBERS))


def _teller(*ledgers: Ledger) -> Teller:
    """Without a ledger: who stands where."""
    keys = tuple(ledger.key for ledger in ledgers)
    return lambda act: Moved(keys, _since(act))


def _since(act: Act) -> date | None:
    """The day from which it holds, where the act says one."""
    on = act.detail.get("on")
    return on if isinstance(on, date) else None
