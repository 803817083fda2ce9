"""`{% called as words %}`: what the inspected and the inspectors are called on the reader's pages."""

from __future__ import annotations

from typing import Any

from django import template

from taizhang.core.requests import actor_of
from taizhang.inspection.queries import Called, called_at, called_by
from taizhang.organisation.models import OrgUnit

register = template.Library()


@register.simple_tag(takes_context=True)
def called(context: dict[str, Any], unit: OrgUnit | None = None) -> Called:
    """Of one unit, else of all that the reader looks after."""
    return called_at(unit) if unit is not None else called_by(actor_of(context["request"]))
