"""Units as people write them."""

from __future__ import annotations

from taizhang.core import clock
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit


def unit_called(name: str, within: OrgUnit) -> OrgUnit | None:
    """The one unit below another whose name or short name today is the one written; None for none or several."""
    words = name.strip()
    if not words:
        return None
    nodes = org_queries.tree_as_of(clock.today(), root=within.code)
    found = [node.spell.org_unit for node in nodes if words in (node.spell.name, node.spell.short_name)]
    return found[0] if len(found) == 1 else None
