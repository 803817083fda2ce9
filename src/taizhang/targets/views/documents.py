"""The register of basis documents."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.organisation import queries as org_queries
from taizhang.targets import forms, queries, services
from taizhang.targets.models import DocumentKind
from taizhang.targets.views.common import crumbs_to, form_page, viewer

PARTS = ("number", "title", "issuer", "kind", "issued_on", "valid_to", "note")


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """By number; those whose number is not known are found by the filter."""
    actor = viewer(request)
    documents = queries.visible_documents(actor).annotate(
        cited=Count("plans", distinct=True) + Count("tasks", distinct=True) + Count("meetings", distinct=True)
    )
    table = Table(
        request,
        documents,
        [
            Column("title", _("Title"), url=lambda row: reverse("targets:document-detail", args=[row.pk])),
            Column("number", _("Document number"), template="targets/_number_cell.html"),
            Column("issuer", _("Issuing body")),
            Column("kind", _("Kind"), value=lambda row: row.get_kind_display()),
            Column("issued_on", _("Issued on")),
            Column("cited", _("Cited by"), numeric=True),
            Column("valid_to", _("In force until"), shown=False),
        ],
        filters=[
            Filter("kind", _("Kind"), DocumentKind.choices),
            Filter(
                "number",
                _("Document number"),
                (("missing", _("missing")), ("known", _("known"))),
                apply=lambda rows, value: rows.filter(number="") if value == "missing" else rows.exclude(number=""),
            ),
            Filter("q", _("Search"), kind="search", apply=lambda rows, text: rows.filter(
                title__icontains=text
            ) | rows.filter(number__icontains=text)),
        ],
        title=_("Basis documents"),
        default_sort="-issued_on",
        empty=(_("No document registered yet."), _("Plans and tasks name the document that they stand on."), "", ""),
    )  # fmt: skip
    context = {
        "tab": "documents",
        "writes": actor.can(Permission.WRITE_TARGETS),
        "unnumbered": documents.filter(number="").count(),
    }
    return table_response(request, "targets/document_list.html", table, context)


@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the document is, and everything that stands on it."""
    actor, day = viewer(request), clock.today()
    document = queries.one_of(queries.visible_documents(actor), pk)
    code = document.org_unit.code
    context = {
        "tab": "documents",
        "document": document,
        "plans": queries.visible_plans(actor).filter(basis=document),
        "tasks": queries.task_lines(actor, queries.visible_tasks(actor).filter(basis=document), day),
        "meetings": queries.visible_meetings(actor).filter(minutes=document),
        "unit_name": org_queries.names([code], day).get(code, code),
        "writes": actor.can(Permission.WRITE_TARGETS, code),
        "crumbs": crumbs_to((_("Basis documents"), reverse("targets:document-list")), (document.title, "")),
    }
    return render_page(request, "targets/document_detail.html", context)


def document_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)

    def run(values: dict[str, Any]) -> str:
        document = services.record_document(actor=actor, org_unit=values.pop("org_unit"), values=values)
        return reverse("targets:document-detail", args=[document.pk])

    form = forms.DocumentForm(request.POST or None, actor=actor, initial={"org_unit": actor.home})
    return form_page(
        request,
        form,
        run,
        heading=_("Register a document"),
        submit=_("Register"),
        back=reverse("targets:document-list"),
    )


def document_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)
    document = queries.one_of(queries.visible_documents(actor), pk)
    address = reverse("targets:document-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        values.pop("org_unit")
        services.change_document(actor=actor, document=document, values=values)
        return address

    initial = {name: getattr(document, name) for name in PARTS} | {"org_unit": document.org_unit.code}
    form = forms.DocumentForm(request.POST or None, actor=actor, initial=initial)
    form.fields["org_unit"].disabled = True
    return form_page(request, form, run, heading=_("Change the document"), submit=_("Save"), back=address)
