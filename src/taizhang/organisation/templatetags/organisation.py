"""`{% load organisation %}`: names for codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template

from taizhang.organisation.types import STAGES

register = template.Library()


@register.filter
def name_of(names: Mapping[str, str], code: str) -> str:
    """The name of a unit, or its code when it has none."""
    return names.get(code, code)


@register.filter
def stage_names(stages: Sequence[str]) -> str:
    """Stage codes in words."""
    words = dict(STAGES)
    return "、".join(str(words.get(stage, stage)) for stage in stages)
