"""A recusal with the planned visits that it touches, and sending somebody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.form_pages import command
from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.inspection import queries, services
from taizhang.inspection.views.common import crumbs_to, inspecting_viewer, viewer
from taizhang.organisation import queries as org_queries


@require_safe
def recusal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stands aside where, and each planned visit on which they still go, to be put right in one press."""
    actor, day = inspecting_viewer(request), clock.today()
    recusal = queries.one_of(queries.visible_recusals(actor), pk)
    code = recusal.org_unit.code
    name = org_queries.names([code], day).get(code, code)
    visits = queries.visits_of_recusal(actor, recusal)
    barred = queries.standing_aside(visits)
    context = {
        "tab": "zones",
        "recusal": recusal,
        "name": name,
        "touched": [
            (visit, one, *queries.who_could_go(visit, day), queries.may_change_people(actor, visit))
            for visit in visits
            for one in barred.get(visit.pk, [])
            if one.user == recusal.person_id
        ],
        "plans": actor.can(Permission.PLAN_INSPECTION),
        "crumbs": crumbs_to(
            (_("Zones"), reverse("inspection:zone-list")), (_("Recusals"), reverse("inspection:recusal-list")),
            (str(recusal.person), ""),
        ),
    }  # fmt: skip
    return render_page(request, "inspection/recusal_detail.html", context)


@require_POST
def visit_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Posted: person, who is taken off; by, who goes instead, empty for nobody; recusal, where to go back to."""
    actor = viewer(request, Permission.INSPECT)
    visit = queries.one_of(queries.visible_visits(actor), pk)
    given = {name: request.POST.get(name, "") for name in ("person", "by", "recusal")}
    numbers = {name: int(value) if value.isdecimal() else None for name, value in given.items()}
    person = queries.one_of(User.objects.all(), numbers["person"])
    by = queries.one_of(User.objects.all(), numbers["by"]) if numbers["by"] is not None else None
    address = reverse("inspection:visit-detail", args=[pk])
    if numbers["recusal"] is not None:
        address = reverse("inspection:recusal-detail", args=[numbers["recusal"]])
    done = _("%(who)s goes instead.") % {"who": by} if by else _("%(who)s is taken off the visit.") % {"who": person}
    return command(
        request, lambda: services.replace_member(actor=actor, visit=visit, person=person, by=by), address, done
    )
