"""The audit log."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from taizhang.core import audit, audit_log
from taizhang.core.audit_details import detail_words, value_words
from taizhang.core.audit_objects import ObjectNames, of_objects, of_units
from taizhang.core.audit_words import action_words
from taizhang.core.htmx import redirect_after_post, render_page
from taizhang.core.jobs import start_job
from taizhang.core.models import AuditHead
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import EXPORT, Column, Filter, Table, table_response

_AT_ONCE = 200_000  # events that one page request verifies; more become a job


def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what, when; filtered by person, action, object, unit and day."""
    actor = actor_of(request)
    actor.require(Permission.VIEW_AUDIT)
    names = ObjectNames(lambda: table.page if EXPORT not in request.GET else table.arranged)
    table = Table(
        request,
        audit_log.events_for(actor),
        [
            Column("at", _("Time"), url=lambda event: reverse("core:audit-detail", args=[event.pk])),
            Column("actor", _("Person"), value=audit_log.who, order_by="actor__full_name"),
            Column("action", _("Action"), value=lambda event: action_words(event.action)),
            Column("object_id", _("Object"), value=names.thing),
            Column("org_unit", _("Org unit"), value=names.unit),
            Column("id", _("Event number"), numeric=True),
        ],
        filters=[
            Filter(
                "person",
                _("Person"),
                kind="search",
                apply=lambda rows, text: rows.filter(
                    Q(actor__full_name__icontains=text) | Q(actor__username__iexact=text)
                ),
            ),
            Filter("action", _("Action"), audit_log.actions_seen(actor)),
            Filter("object", _("Object"), kind="search", apply=of_objects),
            Filter("org_unit", _("Org unit"), kind="search", apply=of_units),
            Filter("since", _("From"), kind="date", apply=audit_log.since),
            Filter("until", _("Until"), kind="date", apply=audit_log.until),
        ],
        title=_("Audit log"),
        default_sort="-id",
    )
    return table_response(request, "core/audit_list.html", table)


def audit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One event with everything it says."""
    actor = actor_of(request)
    actor.require(Permission.VIEW_AUDIT)
    event = get_object_or_404(audit_log.events_for(actor), pk=pk)
    names = ObjectNames(lambda: [event])
    context = {
        "event": event,
        "who": audit_log.who(event),
        "action": action_words(event.action),
        "object": names.thing(event),
        "org_unit": names.unit(event),
        "detail": [
            (detail_words(key), value_words(key, names.detail(key, value), event.object_id))
            for key, value in audit_log.detail_of(event).items()
        ],
        "crumbs": [(_("Audit log"), reverse("core:audit-list")), (str(event.pk), "")],
    }
    return render_page(request, "core/audit_detail.html", context)


@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Recompute the chain and show the first link that does not fit."""
    actor = actor_of(request)
    actor.require(Permission.VIEW_AUDIT)
    head = AuditHead.objects.filter(pk=1).first()
    if head is not None and head.count > _AT_ONCE:
        job = start_job(kind="audit-verify", title=str(_("Verify the audit log")), arguments={}, actor=actor)
        return redirect_after_post(request, reverse("core:job-detail", args=[job.pk]))
    report = audit.verify_chain()
    if report.intact:  # a broken chain must not grow over its wound as if nothing had happened
        audit.record(actor=actor, action="audit.verify", obj="audit-log", detail={"events": report.count})
    return render_page(request, "core/audit_verify.html", {"report": report})
