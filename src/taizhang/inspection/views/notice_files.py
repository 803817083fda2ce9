"""Notices as official documents: on paper, as a file, many at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core.exports import file_response
from taizhang.core.form_pages import sentences
from taizhang.core.htmx import redirect_after_post, render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.core.tables import back_to_list
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.views.common import crumbs_to, viewer


@require_safe
def notice_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it is printed, and read on a screen."""
    actor = viewer(request)
    notice = queries.one_of(queries.visible_notices(actor), pk)
    address = reverse("inspection:notice-detail", args=[pk])
    try:
        document = queries.notice_documents([notice])[0]
    except TaizhangError as error:
        messages.error(request, sentences(error)[0])
        return redirect(address)
    context = {
        "document": document,
        "notice": notice,
        "takes": actor.can(Permission.EXPORT),
        "crumbs": crumbs_to(
            (_("Notices"), reverse("inspection:notice-list")), (notice.number, address), (_("Document"), "")
        ),
    }
    return render_page(request, "inspection/notice_print.html", context)


@require_safe
def notice_docx(request: HttpRequest, pk: int) -> HttpResponse:
    notice = queries.one_of(queries.visible_notices(viewer(request)), pk)
    return _file(request, [notice.pk], "docx", reverse("inspection:notice-detail", args=[pk]))


@require_safe
def round_notices(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """All notices of a round that the actor sees, in one file."""
    round = queries.visible_round(viewer(request), pk)
    notices = queries.visible_notices(actor_of(request)).filter(round=round).order_by().values_list("pk", flat=True)
    return _file(request, notices, form, reverse("inspection:campaign-detail", args=[round.campaign_id]))


@require_POST
def notices_take(request: HttpRequest, form: str) -> HttpResponse:
    """Those that were ticked in a list."""
    viewer(request)
    chosen = [pk for value in request.POST.getlist("selected") if (pk := whole_number(value, digits=18)) is not None]
    return _file(request, chosen, form, reverse("inspection:notice-list"))


@require_safe
def notice_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """What background work made, for who asked for it, while they still see all that is in it."""
    kept = queries.notice_files_of(viewer(request), token)
    path = services.kept_path(kept.token)
    if not path.exists():
        raise Http404
    name = _("Rectification notices") + f".{kept.form}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=services.MEDIA[kept.form])


def _file(request: HttpRequest, notices: Iterable[int], form: str, back: str) -> HttpResponse:
    """The file, or the page of the work that makes it; what is refused is told where it was asked."""
    if form not in services.MEDIA:
        raise Http404
    actor, wanted = actor_of(request), list(notices)
    try:
        if len(wanted) > services.AT_ONCE:
            job = services.start_notice_files(actor=actor, notices=wanted, form=form)
            return redirect_after_post(request, reverse("core:job-detail", args=[job.pk]))
        file = services.notice_file(actor=actor, notices=wanted, form=form)
    except TaizhangError as error:
        for sentence in sentences(error):
            messages.error(request, sentence)
        return back_to_list(request, back) if request.method == "POST" else redirect(back)
    return file_response(file.content, file.name, file.media_type)
