"""What a visit that was called off holds, taken over into another one to the same unit after a preview."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.form_pages import command
from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.inspection import queries, services
from taizhang.inspection.models import Visit
from taizhang.inspection.views.common import crumbs_to, viewer
from taizhang.organisation import queries as org_queries


def visit_over(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what is new, differs or has no place in the visit `to`, by default the next one. POST: taken over;
    place:PATH says finding or note of what has no place."""
    actor = viewer(request, Permission.INSPECT)
    source = queries.one_of(queries.visible_visits(actor), pk)
    if not queries.may_take_over(actor, source):
        raise Http404
    targets = queries.visits_to_take_over(actor, source)
    asked = request.POST.get("to") or request.GET.get("to", "")
    target = next((one for one in targets if str(one.pk) == asked), targets[0] if targets and not asked else None)
    if request.method == "POST":
        if target is None:
            raise Http404
        return _take(request, source, target)
    code = source.org_unit.code
    name = org_queries.names([code], clock.today()).get(code, code)
    back = reverse("inspection:visit-detail", args=[pk])
    context = {
        "tab": "visits",
        "whole": True,
        "name": name,
        "source": source,
        "targets": targets,
        "target": target,
        "over": queries.taking_over(source, target) if target is not None else None,
        "back": back,
        "crumbs": crumbs_to((name, back), (_("Take over"), "")),
    }
    return render_page(request, "inspection/visit_over.html", context)


def _take(request: HttpRequest, source: Visit, target: Visit) -> HttpResponse:
    chosen = request.POST
    places = {name.removeprefix("place:"): chosen.get(name, "") for name in chosen if name.startswith("place:")}
    actor = viewer(request, Permission.INSPECT)
    return command(
        request,
        lambda: services.take_over(actor=actor, source=source, target=target, places=places),
        reverse("inspection:visit-detail", args=[target.pk]),
        _("Taken over. What both say differently stands in the record: choose one before the visit is filed."),
        mark="#record",
        refused=reverse("inspection:visit-over", args=[source.pk]),
    )
