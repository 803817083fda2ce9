"""Reading the audit log: who sees which events, and what one says."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from taizhang.core.actor import COMMAND_LINE, Actor
from taizhang.core.audit_words import action_choices
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import Permission


def events_for(actor: Actor) -> QuerySet[AuditEvent]:
    """Events on units in the actor's reach, and those on no unit (sign-ins, jobs, packs)."""
    scope = actor.scope(Permission.VIEW_AUDIT)
    if not scope:
        return AuditEvent.objects.none()
    return AuditEvent.objects.filter(Q(org_unit="") | Q(org_unit__in=scope)).select_related("actor")


def actions_seen(actor: Actor) -> list[tuple[str, str]]:
    """Every action in the events that the actor may see, with its words, for a filter."""
    return action_choices(list(events_for(actor).order_by().values_list("action", flat=True).distinct()))


def since(events: QuerySet[AuditEvent], text: str) -> QuerySet[AuditEvent]:
    """Events from a day on; any other text leaves all."""
    day = _day(text)
    return events.filter(at__date__gte=day) if day else events


def until(events: QuerySet[AuditEvent], text: str) -> QuerySet[AuditEvent]:
    """Events up to a day, that day included."""
    day = _day(text)
    return events.filter(at__date__lte=day) if day else events


def detail_of(event: AuditEvent) -> dict[str, Any]:
    """What the event says beyond its columns; empty when its text was tampered with."""
    try:
        detail = orjson.loads(event.canonical).get("detail", {})
    except (orjson.JSONDecodeError, AttributeError):
        return {}
    return detail if isinstance(detail, dict) else {}


def who(event: AuditEvent) -> str:
    """The name that the person acted under: one's own, "甲（代乙）" for a colleague on leave, the command line's."""
    try:
        said = str(orjson.loads(event.canonical).get("name", ""))
    except (orjson.JSONDecodeError, AttributeError):
        said = ""
    if event.actor_id is None and said == COMMAND_LINE:
        return _("command line")
    return said or str(event.actor or "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
