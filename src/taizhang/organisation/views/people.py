"""People, their roles, and the import of org units: for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from taizhang.accounts.models import User
from taizhang.accounts.services import create_user, set_active
from taizhang.core import clock
from taizhang.core.form_pages import sentences
from taizhang.core.htmx import redirect_after_post, render_bad_form, render_page
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.errors import TaizhangError
from taizhang.organisation import forms, queries, services
from taizhang.organisation.models import RoleGrant
from taizhang.organisation.views.common import form_page, viewer


def person_list(request: HttpRequest) -> HttpResponse:
    """Users with the roles they have today."""
    actor = viewer(request, Permission.MANAGE_ORGANISATION)
    names = queries.names(set(RoleGrant.objects.values_list("org_unit__code", flat=True)), clock.today())
    table = Table(
        request,
        queries.people(actor),
        [
            Column("full_name", _("Full name"), url=lambda user: reverse("organisation:person-detail", args=[user.pk])),
            Column("username", _("Sign-in name")),
            Column("roles", _("Roles"), value=lambda user: _roles(user, names), sortable=False),
            Column("is_active", _("Can sign in")),
        ],
        filters=[Filter("q", _("Full name"), kind="search", apply=lambda rows, text: queries.people(actor, text))],
        title=_("People and roles"),
        default_sort="username",
    )
    return table_response(request, "organisation/person_list.html", table)


def _roles(user: User, names: Mapping[str, str]) -> str:
    """Each role with the name of its unit: nobody knows schools by their codes."""
    grants: list[RoleGrant] = getattr(user, "current_grants", [])
    return "；".join(
        f"{grant.get_role_display()} {names.get(grant.org_unit.code, grant.org_unit.code)}" for grant in grants
    )


def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's roles, past ones too; GET shows, POST grants one more."""
    actor = viewer(request, Permission.MANAGE_ORGANISATION)
    person = get_object_or_404(queries.people(actor), pk=pk)
    form = forms.GrantForm(request.POST or None, actor=actor)
    if form.is_bound and form.is_valid():
        try:
            services.grant_role(actor=actor, user=person, **form.cleaned_data)
        except TaizhangError as error:
            form.add_error(None, sentences(error))
        else:
            messages.success(request, _now("Saved."))
            return redirect_after_post(request, reverse("organisation:person-detail", args=[pk]))
    grants = queries.user_grants(actor, person)
    context = {
        "person": person,
        "grants": grants,
        "names": queries.names({grant.org_unit.code for grant in grants}, clock.today()),
        "form": form,
        "itself": person.pk == actor.user_id,
        "crumbs": [(_("People and roles"), reverse("organisation:person-list")), (str(person), "")],
    }
    answer = render_bad_form if form.is_bound else render_page
    return answer(request, "organisation/person_detail.html", context)


def person_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.MANAGE_ORGANISATION)

    def run(values: dict[str, Any]) -> str:
        return reverse("organisation:person-detail", args=[create_user(actor=actor, **values).pk])

    return form_page(
        request,
        forms.PersonForm(request.POST or None, actor=actor),
        run,
        heading=_("New person"),
        lead=_("A new person can sign in and may do nothing until a role is granted."),
        submit=_("Create the account"),
        back=reverse("organisation:person-list"),
    )


@require_POST
def person_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person in, or keep the person out."""
    actor = viewer(request, Permission.MANAGE_ORGANISATION)
    person = get_object_or_404(queries.people(actor), pk=pk)
    set_active(actor=actor, user=person, active=request.POST.get("active") == "1")
    return redirect_after_post(request, reverse("organisation:person-detail", args=[pk]))


def grant_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.MANAGE_ORGANISATION)
    scope = actor.scope(Permission.MANAGE_ORGANISATION)
    grant = get_object_or_404(
        RoleGrant.objects.filter(org_unit__code__in=scope).select_related("user", "org_unit"), pk=pk
    )
    address = reverse("organisation:person-detail", args=[grant.user_id])

    def run(values: dict[str, Any]) -> str:
        services.revoke_role(actor=actor, grant=grant, **values)
        return address

    return form_page(
        request,
        forms.DayOnlyForm(request.POST or None, actor=actor),
        run,
        heading=_("Revoke %(role)s of %(name)s") % {"role": grant.get_role_display(), "name": grant.user},
        submit=_("Revoke the role"),
        danger=True,
        back=address,
    )


def unit_import(request: HttpRequest) -> HttpResponse:
    """Org units from a workbook: the button "check" shows what would happen, "import" does all of it or nothing."""
    actor = viewer(request, Permission.MANAGE_ORGANISATION)
    form = forms.ImportForm(request.POST or None, request.FILES or None, actor=actor)
    context: dict[str, Any] = {"form": form, "columns": services.IMPORT_COLUMNS}
    if not form.is_bound:
        return render_page(request, "organisation/unit_import.html", context)
    if form.is_valid():
        file, on = form.cleaned_data["file"], form.cleaned_data["on"]
        work = services.plan_import if "check" in request.POST else services.import_org_units
        try:
            context["plan"] = work(actor=actor, file=file, name=file.name, on=on)
        except TaizhangError as error:
            context["errors"] = sentences(error)
            return render_bad_form(request, "organisation/unit_import.html", context)
        if "check" not in request.POST:
            messages.success(request, _now("Imported."))
            return redirect_after_post(request, reverse("organisation:tree"))
        context["errors"] = sentences(TaizhangError(context["plan"].problems))
        return render_page(request, "organisation/unit_import.html", context)
    return render_bad_form(request, "organisation/unit_import.html", context)
