"""Posts and who holds them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from taizhang.core import audit
from taizhang.core.htmx import render_page
from taizhang.core.masking import mask
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.pack import Mask
from taizhang.organisation import forms, queries, services
from taizhang.organisation.models import Post, PostKind
from taizhang.organisation.views.common import day_of, form_page, viewer


def post_list(request: HttpRequest) -> HttpResponse:
    """Every post with its holder as of a day."""
    actor, day = viewer(request), day_of(request)
    posts = queries.posts_of(actor, day)
    names = queries.names(list(posts.values_list("org_unit__code", flat=True)), day)
    table = Table(
        request,
        posts,
        [
            Column("title", _("Post"), url=lambda post: reverse("organisation:post-detail", args=[post.pk])),
            Column("kind", _("Kind"), value=lambda post: post.get_kind_display()),
            Column(
                "org_unit",
                _("Org unit"),
                value=lambda post: names.get(post.org_unit.code, post.org_unit.code),
                order_by="org_unit__code",
            ),
            Column("holder", _("Holder"), value=lambda post: _holder(post, "person_name"), sortable=False),
            Column("since", _("Since"), value=lambda post: _holder(post, "valid_from"), sortable=False),
            Column("zone", _("Zone"), value=lambda post: post.zone.name if post.zone else "", order_by="zone__code"),
        ],
        filters=[
            Filter("kind", _("Kind"), PostKind.choices),
            Filter("q", _("Post"), kind="search", apply=lambda rows, text: rows.filter(title__icontains=text)),
        ],
        title=_("Posts"),
        default_sort="org_unit",
    )
    context = {"day": day, "manages": actor.can(Permission.MANAGE_ORGANISATION)}
    return table_response(request, "organisation/post_list.html", table, context)


def _holder(post: Post, field: str) -> object:
    held = getattr(post, "held", [])
    return getattr(held[0], field) if held else ""


def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who held the post. Phone numbers are whole only for those who may see personal data."""
    actor = viewer(request)
    post = get_object_or_404(queries.posts_of(actor, day_of(request)), pk=pk)
    history = list(queries.post_history(post))
    whole = actor.can(Permission.VIEW_PERSONAL, post.org_unit.code)
    if whole and any(holding.phone for holding in history):
        audit.record_personal_view(actor=actor, obj=post, org_unit=post.org_unit.code, fields=["phone"])
    context = {
        "post": post,
        "history": [(holding, holding.phone if whole else mask(holding.phone, Mask.PHONE)) for holding in history],
        "unit_name": queries.names([post.org_unit.code], day_of(request)).get(post.org_unit.code, post.org_unit.code),
        "manages": actor.can(Permission.MANAGE_ORGANISATION, post.org_unit.code),
        "crumbs": [(_("Posts"), reverse("organisation:post-list")), (post.title, "")],
    }
    return render_page(request, "organisation/post_detail.html", context)


def post_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.MANAGE_ORGANISATION)

    def run(values: dict[str, Any]) -> str:
        return reverse("organisation:post-detail", args=[services.create_post(actor=actor, **values).pk])

    return form_page(
        request,
        forms.PostForm(request.POST or None, actor=actor, initial={"org_unit": request.GET.get("unit", "")}),
        run,
        heading=_("New post"),
        submit=_("Create the post"),
        back=reverse("organisation:post-list"),
    )


def post_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """A person takes the post; with nobody named on the vacate page the post is empty from that day."""
    actor = actor_of(request)
    post = get_object_or_404(Post.objects.filter(org_unit__code__in=actor.scope(Permission.MANAGE_ORGANISATION)), pk=pk)
    address = reverse("organisation:post-detail", args=[pk])
    leave = request.GET.get("leave") == "1"

    def run(values: dict[str, Any]) -> str:
        if leave:
            services.vacate_post(actor=actor, post=post, **values)
        else:
            services.assign_post(actor=actor, post=post, **values)
        return address

    form_class = forms.DayOnlyForm if leave else forms.HolderForm
    return form_page(
        request,
        form_class(request.POST or None, actor=actor),
        run,
        heading=_("Vacate: %(post)s") % {"post": post.title}
        if leave
        else _("New holder: %(post)s") % {"post": post.title},
        lead=_("Whoever holds the post leaves it that day."),
        submit=_("Vacate the post") if leave else _("Assign the post"),
        danger=leave,
        back=address,
    )
