"""Org units in the site's search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.search import SearchHit
from taizhang.organisation import queries


def find(actor: Actor, text: str) -> list[SearchHit]:
    """Up to ten units in force today whose name, code or initials hold the text."""
    found = queries.org_units_as_of(clock.today(), actor, search=text)[:10]
    return [
        SearchHit(
            kind=_("Org unit"),
            title=spell.name,
            url=reverse("organisation:unit-detail", args=[spell.org_unit.code]),
            lead=f"{spell.org_unit.get_kind_display()} {spell.org_unit.code}",
        )
        for spell in found
    ]
