"""Who exists, under whom, and who may see it."""

from taizhang.organisation.queries.actors import actor_for, actor_for_token, scope_of_units
from taizhang.organisation.queries.closure import CLOSURE_SCHEMA, closure
from taizhang.organisation.queries.groups import leading_groups, roster
from taizhang.organisation.queries.people import people, user_grants
from taizhang.organisation.queries.posts import holders, post_history, posts_held_by, posts_of
from taizhang.organisation.queries.tree import (
    filing_units,
    names,
    org_unit_for,
    org_units_as_of,
    spell,
    spells_on,
    subtree,
    successions_of,
    tree_as_of,
    units_below,
)
from taizhang.organisation.queries.zones import schools_without_zone, zone_lines, zone_of, zone_schools

__all__ = [
    "CLOSURE_SCHEMA",
    "actor_for",
    "actor_for_token",
    "closure",
    "filing_units",
    "holders",
    "leading_groups",
    "names",
    "org_unit_for",
    "org_units_as_of",
    "people",
    "post_history",
    "posts_held_by",
    "posts_of",
    "roster",
    "schools_without_zone",
    "scope_of_units",
    "spell",
    "spells_on",
    "subtree",
    "successions_of",
    "tree_as_of",
    "units_below",
    "user_grants",
    "zone_lines",
    "zone_of",
    "zone_schools",
]
