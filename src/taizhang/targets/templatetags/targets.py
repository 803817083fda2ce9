"""`{% load targets %}`: words for field names and keys."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from taizhang.core.language import language_of
from taizhang.targets import keys

register = template.Library()
_FIELDS: dict[str, Promise] = {
    "added": _("added"),
    "answer": _("answer"),
    "basis": _("basis document"),
    "comparison": _("comparison"),
    "cooperating": _("units that help"),
    "deadline": _("deadline"),
    "dropped": _("taken out"),
    "indicator_key": _("figure"),
    "lead_unit": _("lead org unit"),
    "measure": _("measure in words"),
    "milestone": _("milestone"),
    "number": _("number"),
    "owner": _("owner"),
    "parent": _("part of"),
    "proof": _("proof"),
    "receiving": _("units that it is for"),
    "start": _("start"),
    "title": _("title"),
    "weight": _("weight"),
}


@register.filter
def field_words(name: str) -> str:
    """The name of a changed field for its reader."""
    return str(_FIELDS.get(name, name))


@register.filter
def key_words(key: str) -> str:
    """The title of a figure or ledger."""
    return keys.key_title(key, language_of())
