"""The contact list: one page that prints."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from taizhang.core import audit
from taizhang.core.htmx import render_page
from taizhang.organisation import queries
from taizhang.organisation.models import OrgUnitKind
from taizhang.organisation.views.common import day_of, viewer


def contact_list(request: HttpRequest) -> HttpResponse:
    """Every unit with its posts, holders and numbers as of a day; searched by name, initials, code or person. That
    whole numbers were seen is one event, however many there are."""
    actor, day = viewer(request), day_of(request)
    text, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    known = kind if kind in OrgUnitKind.values else ""
    units = queries.contact_list(actor, day, search=text, kind=known)
    calls = queries.may_call(actor)
    if any(line.phone for unit in units if unit.code in calls for line in unit.lines):
        audit.record_personal_view(actor=actor, obj="contact-list", fields=["phone"])
    context = {
        "units": units,
        "day": day,
        "q": text,
        "kind": known,
        "kinds": OrgUnitKind.choices,
    }
    return render_page(request, "organisation/contact_list.html", context)
