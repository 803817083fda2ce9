"""Posts and who holds them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from taizhang.core import audit, clock
from taizhang.core.exports import file_response
from taizhang.core.htmx import render_page
from taizhang.core.masking import mask
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.pack import Mask
from taizhang.organisation import forms, queries, services
from taizhang.organisation.handover import DOCX, handover_sheet, places, sheet_docx
from taizhang.organisation.hooks import post_work
from taizhang.organisation.models import Post, PostKind
from taizhang.organisation.types import WORK_KINDS, PostWork
from taizhang.organisation.views.common import day_of, form_page, viewer


def post_list(request: HttpRequest) -> HttpResponse:
    """Every post with its holder as of a day."""
    actor, day = viewer(request), day_of(request)
    posts = queries.posts_of(actor, day)
    names = queries.names(list(posts.values_list("org_unit__code", flat=True)), day)
    calls = queries.may_call(actor)

    def of_units(rows: QuerySet[Post], text: str) -> QuerySet[Post]:
        return rows.filter(org_unit__in=queries.org_units_as_of(day, actor, search=text).values("org_unit_id"))

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
            Column("phone", _("Phone"), value=lambda post: _phone(post, calls), sortable=False),
            Column("since", _("Since"), value=lambda post: _holder(post, "valid_from"), sortable=False),
            Column("zone", _("Zone"), value=lambda post: post.zone.name if post.zone else "", order_by="zone__code"),
        ],
        filters=[
            Filter("kind", _("Kind"), PostKind.choices),
            Filter(
                "vacant",
                _("Vacant"),
                (("1", _("vacant")), ("0", _("held"))),
                apply=lambda rows, text: queries.vacant_posts(rows, day, vacant=text == "1"),
            ),
            Filter("unit", _("Unit: name, code or initials"), kind="search", apply=of_units),
            Filter("q", _("Post"), kind="search", apply=lambda rows, text: rows.filter(title__icontains=text)),
        ],
        title=_("Posts"),
        default_sort="org_unit",
    )
    if any(post.org_unit.code in calls and _holder(post, "phone") for post in table.page):
        audit.record_personal_view(actor=actor, obj="post-list", fields=["phone"])
    context = {"day": day, "manages": actor.can(Permission.MANAGE_ORGANISATION)}
    return table_response(request, "organisation/post_list.html", table, context)


def _holder(post: Post, field: str) -> object:
    held = getattr(post, "held", [])
    return getattr(held[0], field) if held else ""


def _phone(post: Post, calls: frozenset[str]) -> str:
    phone = str(_holder(post, "phone"))
    return phone if post.org_unit.code in calls else mask(phone, Mask.PHONE)


def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who held the post. Phone numbers are whole only for those who may see personal data."""
    actor = viewer(request)
    post = get_object_or_404(queries.posts_of(actor, day_of(request)), pk=pk)
    history = list(queries.post_history(post))
    whole = post.org_unit.code in queries.may_call(actor)
    if whole and any(holding.phone for holding in history):
        audit.record_personal_view(actor=actor, obj=post, org_unit=post.org_unit.code, fields=["phone"])
    context = {
        "post": post,
        "history": [(holding, holding.phone if whole else mask(holding.phone, Mask.PHONE)) for holding in history],
        "unit_name": queries.names([post.org_unit.code], day_of(request)).get(post.org_unit.code, post.org_unit.code),
        "manages": actor.can(Permission.MANAGE_ORGANISATION, post.org_unit.code),
        "holds": pk in queries.posts_held_by(actor.user_id, clock.today()),
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
        preview=lambda values: _preview(post, values),
    )


def _preview(post: Post, values: dict[str, Any]) -> dict[str, object]:
    """Who leaves, who comes, and what stays with the post."""
    holding = queries.holders(values["on"]).filter(post=post).first()
    user = values.get("user")
    return {
        "facts": [
            (_("Post"), post.title),
            (_("Leaves the post"), holding.person_name if holding else _("nobody")),
            (_("Takes the post"), values.get("person_name") or user or _("nobody: the post is vacant")),
            (_("From which day"), values["on"]),
        ],
        "work": _with_titles(post_work(post, holding.user_id if holding else None, clock.today())),
        "without_account": "person_name" in values and user is None,
        "final": _("Roles of an account do not change with a post: grant and revoke them under people and roles."),
    }


def _with_titles(work: dict[str, list[PostWork]]) -> list[tuple[object, list[PostWork]]]:
    return [(title, work[kind]) for kind, title in WORK_KINDS if work[kind]]


def post_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """All that goes with the post on one sheet, for giver, taker and witness; the holder's own, or of who manages."""
    actor, day = actor_of(request), clock.today()
    post = get_object_or_404(Post.objects.select_related("org_unit", "zone"), pk=pk)
    holding = queries.holders(day).filter(post=post).first()
    mine = holding is not None and holding.user_id is not None and holding.user_id == actor.user_id
    if not mine and not actor.can(Permission.MANAGE_ORGANISATION, post.org_unit.code):
        raise Http404
    sheet = handover_sheet(post, holding, day)
    if request.GET.get("as") == "docx":
        audit.record_export(
            actor=actor, obj=post, org_unit=post.org_unit.code, rows=sheet.count, filters={"sheet": "handover"}
        )
        return file_response(sheet_docx(sheet), f"{_now('Handover sheet')}-{post.title}.docx", DOCX)
    if any(line.phone for line in sheet.contacts):
        audit.record_personal_view(actor=actor, obj=post, org_unit=post.org_unit.code, fields=["phone"])
    return render_page(request, "organisation/post_handover.html", {"sheet": sheet, "post": post, "places": places()})
