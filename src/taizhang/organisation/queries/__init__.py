"""Who exists, under whom, and who may see it."""

from taizhang.organisation.queries.actors import actor_for, actor_for_token, scope_of_units
from taizhang.organisation.queries.closure import CLOSURE_SCHEMA, closure
from taizhang.organisation.queries.contacts import contact_lines, contact_list, may_call
from taizhang.organisation.queries.delegations import (
    delegations,
    duties_of_user,
    possible_givers,
    possible_takers,
    running_delegations,
)
from taizhang.organisation.queries.effects import unit_effects, zone_effects
from taizhang.organisation.queries.groups import leading_groups, roster
from taizhang.organisation.queries.people import people, user_grants
from taizhang.organisation.queries.planned import planned_changes, planned_for, planned_titles, planned_words
from taizhang.organisation.queries.posts import holders, post_history, posts_held, posts_held_by, posts_of, vacant_posts
from taizhang.organisation.queries.tree import (
    base_unit_names,
    closed_by,
    filing_units,
    filing_units_by_rule,
    names,
    org_unit_for,
    org_units_as_of,
    section_codes,
    spell,
    spells_named,
    spells_on,
    subtree,
    successions_of,
    tree_as_of,
    units_above,
    units_below,
)
from taizhang.organisation.queries.zones import (
    schools_of_zones,
    schools_without_zone,
    zone_lines,
    zone_names,
    zone_of,
    zone_schools,
    zones_of,
)

__all__ = [
    "CLOSURE_SCHEMA",
    "actor_for",
    "actor_for_token",
    "base_unit_names",
    "closed_by",
    "closure",
    "contact_lines",
    "contact_list",
    "delegations",
    "duties_of_user",
    "filing_units",
    "filing_units_by_rule",
    "holders",
    "leading_groups",
    "may_call",
    "names",
    "org_unit_for",
    "org_units_as_of",
    "people",
    "planned_changes",
    "planned_for",
    "planned_titles",
    "planned_words",
    "possible_givers",
    "possible_takers",
    "post_history",
    "posts_held",
    "posts_held_by",
    "posts_of",
    "roster",
    "running_delegations",
    "schools_of_zones",
    "schools_without_zone",
    "scope_of_units",
    "section_codes",
    "spell",
    "spells_named",
    "spells_on",
    "subtree",
    "successions_of",
    "tree_as_of",
    "unit_effects",
    "units_above",
    "units_below",
    "user_grants",
    "vacant_posts",
    "zone_effects",
    "zone_lines",
    "zone_names",
    "zone_of",
    "zone_schools",
    "zones_of",
]
