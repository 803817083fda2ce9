"""Designing a ledger: begin, correct on one page, publish, and on to asking for it."""

from __future__ import annotations

import io
import zipfile

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.designed_packs import designed_files
from taizhang.core.exports import XLSX, file_response
from taizhang.core.htmx import redirect_after_post, wants_fragment
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.ledgers import queries, services
from taizhang.ledgers.designing.design import Design
from taizhang.ledgers.designing.pack_files import pack_id_of
from taizhang.ledgers.models import LedgerDesign
from taizhang.ledgers.template import template_workbook
from taizhang.ledgers.validation import code_lists_of
from taizhang.ledgers.views.common import say_problems, upload_bytes
from taizhang.ledgers.views.design_input import change, design_from
from taizhang.ledgers.views.design_page import page_of, stops_of
from taizhang.organisation.models import OrgUnit


@require_safe
def design_list(request: HttpRequest) -> HttpResponse:
    """Where to begin, the own drafts, and what the county published."""
    actor = actor_of(request)
    county = queries.county_of(actor)
    table = Table(
        request,
        queries.my_designs(actor),
        [
            Column("title", gettext_lazy("Draft"), url=_design_url, value=lambda row: row.title or _("without a name")),
            Column("source", gettext_lazy("Begun from"), value=_source),
            Column("fields", gettext_lazy("Columns"), numeric=True, sortable=False, value=_column_count),
            Column("saved_at", gettext_lazy("Saved")),
        ],
        filters=[Filter("q", gettext_lazy("Search"), kind="search")],
        title=_("Drafts of ledgers"),
        default_sort="-saved_at",
    )
    context = {
        "max_mb": settings.MAX_UPLOAD_BYTES // 1024 // 1024,
        "own": queries.own_ledgers(actor, county),
        "others": _others(actor, county),
        "crumbs": _crumbs(),
    }
    return table_response(request, "ledgers/design_list.html", table, context)


def _design_url(row: LedgerDesign) -> str:
    return reverse("ledgers:design-page", args=[row.pk])


def _source(row: LedgerDesign) -> str:
    ledger = installed_packs().ledgers.get(row.source)
    return ledger.title.get(language_of()) if ledger is not None else row.source or _("an empty page")


def _column_count(row: LedgerDesign) -> int:
    return len(Design.from_data(row.data).asked)


def _others(actor: Actor, county: OrgUnit) -> list[tuple[str, list[tuple[str, str]]]]:
    """Ledgers to copy, by the title of their pack; of the county's own those that may be changed."""
    packs, language, pack_id = installed_packs(), language_of(), pack_id_of(county.code)
    found: dict[str, list[tuple[str, str]]] = {}
    for ledger in queries.visible_ledgers(actor):
        if ledger.pack == pack_id and not actor.can(Permission.DESIGN_LEDGER, county.code, ledger):
            continue
        title = packs.pack(ledger.pack).title.get(language)
        found.setdefault(title, []).append((ledger.key, ledger.title.get(language)))
    return list(found.items())


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Ledgers"), reverse("ledgers:ledger-list")),
        (_("Design a ledger"), reverse("ledgers:design-list")),
        *more,
    ]


@require_POST
def design_begin(request: HttpRequest) -> HttpResponse:
    """From a workbook, a ledger (`ledger`), or an empty page (`empty`)."""
    actor = actor_of(request)
    actor.require(Permission.DESIGN_LEDGER)
    upload = request.FILES.get("workbook")
    try:
        if "ledger" in request.POST:
            ledger = installed_packs().ledgers.get(request.POST["ledger"])
            if ledger is None:
                raise Http404
            return redirect("ledgers:design-page", services.begin_from_ledger(actor=actor, ledger=ledger).pk)
        if "empty" in request.POST:
            return redirect("ledgers:design-page", services.begin_empty(actor=actor).pk)
        data = upload_bytes(upload)
        rows = services.begin_from_workbook(actor=actor, name=(upload.name if upload else "") or "", data=data)
    except TaizhangError as error:
        say_problems(request, error)
        return redirect("ledgers:design-list")
    if len(rows) > 1:
        words = ngettext(
            "One table of the workbook is a draft.", "%(n)d tables of the workbook: each is a draft.", len(rows)
        )
        messages.info(request, words % {"n": len(rows)})
    return redirect("ledgers:design-page", rows[0].pk)


@never_cache
@require_http_methods(["GET", "POST"])
def design_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The design, to be corrected. POST `do`: "" (keep), "preview", "publish", or a button of `design_input.change`."""
    actor = actor_of(request)
    if key := queries.published_as(actor, pk):
        messages.info(request, _("This draft is published: here is the ledger that it became."))
        return redirect_after_post(request, reverse("ledgers:ledger-detail", args=[key]))
    row = queries.design_for(actor, pk)
    design = Design.from_data(row.data)
    if request.method == "GET":
        return render(request, "ledgers/design_page.html", _context(request, row, design))
    wish = request.POST.get("do", "")
    design = design_from(request.POST, design)
    focus = change(design, wish)
    try:
        row = services.keep_design(
            actor=actor,
            row=row,
            design=design,
            window=request.POST.get("window", "")[:40],
            revision=_revision(request),
        )
        if wish == "publish":
            ledger = services.publish_design(actor=actor, row=row)
            messages.success(request, _("Published. Choose whom to ask and until when."))
            return redirect_after_post(request, _after(request, ledger, design.rows_each))
    except services.DesignMoved as error:
        say_problems(request, error)
        return render(request, "ledgers/design_page.html", _context(request, row, design), status=409)
    except TaizhangError as error:
        context = _context(request, row, Design.from_data(row.data), problems=error)
        return render(request, "ledgers/design_page.html", context, status=422)
    if wants_fragment(request):
        template = "ledgers/_design_side.html" if wish in ("", "keep") else "ledgers/_design_form.html"
        return render(request, template, _context(request, row, design, focus))
    messages.success(request, _("Draft saved at %(time)s.") % {"time": f"{timezone.localtime(row.saved_at):%H:%M:%S}"})
    return redirect(f"{_design_url(row)}{'#' + focus if focus else ''}")


def _revision(request: HttpRequest) -> int:
    revision = whole_number(request.POST.get("revision", ""))
    return -1 if revision is None else revision


def _context(
    request: HttpRequest, row: LedgerDesign, design: Design, focus: str = "", problems: TaizhangError | None = None
) -> dict[str, object]:
    window = request.POST.get("window", "")[:40] or services.new_window()
    context = page_of(actor_of(request), row, design, problems=problems)
    return context | {"window": window, "focus": focus, "crumbs": _crumbs((row.title or _("without a name"), ""))}


def _after(request: HttpRequest, ledger: Ledger, rows: int) -> str:
    """On to sending the task with what it costs; for one who may not send, to the ledger."""
    if actor_of(request).can(Permission.ASK_LEDGER, ledger=ledger):
        period = queries.filing_periods(ledger, clock.today(), 1)[0]
        minutes = queries.proposed_minutes(ledger, period, rows=rows)
        return f"{reverse('ledgers:task-send', args=[ledger.key, period.code])}?minutes={minutes}"
    return reverse("ledgers:ledger-detail", args=[ledger.key])


@require_POST
def design_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.design_for(actor_of(request), pk)
    services.delete_design(actor=actor_of(request), row=row)
    messages.success(request, _("Draft deleted."))
    return redirect("ledgers:design-list")


@require_safe
def design_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook that units would get."""
    actor = actor_of(request)
    row = queries.design_for(actor, pk)
    found = queries.outlook(actor, row, Design.from_data(row.data))
    if found.ledger is None or found.packs is None or found.period is None:
        why = [words for _place, words in stops_of(row, found)[:3]]
        messages.error(request, " ".join([_("There is no template yet. Correct what is marked first."), *why]))
        return redirect("ledgers:design-page", pk)
    pack = found.packs.pack(found.ledger.pack)
    body = template_workbook(
        ledger=found.ledger,
        period=found.period,
        pack_version=pack.version,
        code_lists=code_lists_of(found.ledger, found.packs),
    )
    return file_response(body, f"{found.ledger.title.zh}-{found.period.code}.xlsx", XLSX)


@require_safe
def design_export(request: HttpRequest) -> HttpResponse:
    """The county's own pack as files, which `taizhang pack check` and a pack folder take as they are."""
    actor = actor_of(request)
    pack_id = pack_id_of(queries.county_of(actor).code)
    files = designed_files(pack_id)
    if not files:
        raise Http404
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{pack_id}/{name}", text)
    version = installed_packs().pack(pack_id).version
    return file_response(buffer.getvalue(), f"{pack_id}-{version}.zip", "application/zip")
