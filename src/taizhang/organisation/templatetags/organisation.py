"""`{% load organisation %}`: names for codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template

from taizhang.core import clock
from taizhang.core.actor import Grant
from taizhang.organisation.queries import names
from taizhang.organisation.types import STAGES

register = template.Library()


@register.filter
def name_of(known: Mapping[str, str], code: str) -> str:
    """The name of a unit, or its code when it has none."""
    return known.get(code, code)


@register.simple_tag
def grant_units(grants: Sequence[Grant]) -> dict[str, str]:
    """Today's names of the units that a person's roles are for, by code."""
    return names({grant.org_unit for grant in grants}, clock.today())


@register.filter
def stage_names(stages: Sequence[str]) -> str:
    """Stage codes in words."""
    words = dict(STAGES)
    return "、".join(str(words.get(stage, stage)) for stage in stages)
