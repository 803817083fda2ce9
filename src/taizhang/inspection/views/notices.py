"""Notices: the list, one notice with its clock day by day, and what the unit and the bureau do with it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import clock
from taizhang.core.form_pages import command, form_page
from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.status import status_of
from taizhang.core.tables import BulkAction, Column, Filter, Table, table_response
from taizhang.core.templatetags.taizhang import shown
from taizhang.inspection import forms, queries, services
from taizhang.inspection.forms.reports import ExtensionForm, ReportForm
from taizhang.inspection.models import Extension, Finding, Moment, Notice
from taizhang.inspection.queries.reporting import extension_moves, findings_to_extend, findings_to_report
from taizhang.inspection.services.reports import MOST_PHOTOS, NewPhoto
from taizhang.inspection.types import NOTICE_STATES
from taizhang.inspection.views.common import crumbs_to, picture, small_picture, viewer
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES
from taizhang.organisation import queries as org_queries


def notice_table(request: HttpRequest, notices: Iterable[Notice], *, of_one_unit: bool = False) -> Table:
    """The list of notices, whose states are derived for today."""
    lines = queries.notice_lines(notices, clock.today())
    unit = Column("unit_name", _("Unit"), url=lambda row: reverse("inspection:school-detail", args=[row.unit]))
    return Table(
        request,
        lines,
        [
            Column("number", _("Number"), url=lambda row: reverse("inspection:notice-detail", args=[row.id])),
            *([] if of_one_unit else [unit]),
            Column("state", _("State"), template="inspection/_notice_state_cell.html"),
            Column("due", _("Due"), value=lambda row: row.nearest.due, template="inspection/_due_cell.html"),
            Column("findings", _("Findings"), numeric=True, total=True),
            Column("closed", _("Closed"), numeric=True, total=True),
            Column("dropped", pgettext("finding", "dropped"), numeric=True, total=True),
            Column("rebounds", _("Rebounds"), numeric=True, total=True),
            Column("issued_on", _("Issued on")),
            Column("received_on", _("Received on"), shown=False),
            Column("campaign", _("Campaign"), shown=not of_one_unit),
            Column("round", _("Round"), numeric=True, shown=False),
        ],
        filters=[
            Filter("state", _("State"), [(state.value, status_of(state.value, "notice").word)
                                         for state in NOTICE_STATES]),
            Filter("receipt", _("Receipt"), [("long", _("long unreceived"))],
                   apply=lambda rows, value: [row for row in rows if row.waits_long] if value == "long" else []),
            Filter("q", _("Search"), kind="search"),
        ],
        title=_("Rectification notices"),
        default_sort="-issued_on",
        empty=(_("No notice."), _("Notices are issued for the findings of a filed visit.")
               if queries.inspects(actor_of(request)) else _("A notice to your unit stands here."), "", ""),
        row_id=lambda row: row.id,
        actions=[
            BulkAction(_("One file to print (.docx)"), reverse("inspection:notices-take", args=["docx"]), primary=True),
            BulkAction(_("An archive, a file each (.zip)"), reverse("inspection:notices-take", args=["zip"])),
        ] if actor_of(request).can(Permission.EXPORT) else [],
    )  # fmt: skip


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    actor = viewer(request)
    table = notice_table(request, queries.visible_notices(actor))
    context = {"tab": "notices", "whole": queries.inspects(actor)}
    return table_response(request, "inspection/notice_list.html", table, context)


@require_safe
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The clock with its count day by day, the findings, and what was reported, asked and decided."""
    actor, day = viewer(request), clock.today()
    notice = queries.one_of(queries.visible_notices(actor), pk)
    line = queries.notice_lines([notice], day)[0]
    units = org_queries.names([notice.org_unit.code, notice.addressee.code], notice.issued_on)
    findings = queries.findings_of(notice)
    answers = queries.may_answer(actor, notice)
    issues = queries.may_issue(actor, notice.round.campaign, notice.org_unit.code)
    standing_open, withdrawal = line.standing.open, getattr(notice, "withdrawal", None)
    context = {
        "tab": "notices",
        "notice": notice,
        "line": line,
        "standing": line.standing,
        "unit_name": units.get(notice.org_unit.code, ""),
        "addressee_name": units.get(notice.addressee.code, ""),
        "findings": queries.finding_lines(findings, day),
        "closable": {one.pk for one in findings if queries.found_fixed(one, day) and queries.may_close(actor, one)},
        "extensions": notice.extensions.select_related(
            "by", "in_place_of", "decided_by", "decided_for"
        ).prefetch_related("findings"),
        "reports": notice.reports.select_related("by", "in_place_of").prefetch_related(
            "photos__finding", "about__finding"
        ),
        "steps": notice.round.campaign.steps,
        "answers": answers and line.standing.open,
        "asks": answers and line.standing.due is not None and not line.standing.late and line.standing.open,
        "decides": issues,
        "running": standing_open,
        "day": day,
        "recheck": None if withdrawal else queries.planned_recheck(notice),
        "rechecks": standing_open and queries.may_plan_recheck(actor, notice) and queries.left_to_recheck(notice, day),
        "deliveries": notice.deliveries.select_related("by", "in_place_of"),
        "pauses": notice.pauses.select_related("by", "in_place_of"),
        "withdrawal": withdrawal,
        "gone": issues and standing_open and bool(org_queries.closed_by([notice.addressee.code], day)),
        "takes": actor.can(Permission.EXPORT),
        "whole": queries.inspects(actor),
        "crumbs": crumbs_to((_("Notices"), reverse("inspection:notice-list")), (notice.number, "")),
    }
    return render_page(request, "inspection/notice_detail.html", context)


@require_POST
def notice_receive(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.ANSWER_NOTICE)
    notice = queries.one_of(queries.visible_notices(actor), pk)
    address = reverse("inspection:notice-detail", args=[pk])
    done = _received_words(notice)
    return command(request, lambda: services.record_receipt(actor=actor, notice=notice), address, done)


def _received_words(notice: Notice) -> str:
    """Until when: the clock of working days begins now, hours and days that were set run whatever the receipt."""
    lines = queries.finding_lines(queries.findings_of(notice), clock.today())
    counted = any(line.days is not None for line in lines)
    fixed = sorted(str(shown(line.standing.deadline)) for line in lines if line.days is None)
    words = {"at": "、".join(dict.fromkeys(fixed))}
    if not fixed:
        return _("Received. The clock runs from the next working day.")
    if counted:
        return _("Received. The clock runs from the next working day; the other findings are due by %(at)s.") % words
    return _("Received. To be put right by %(at)s.") % words


def extension_ask(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.ANSWER_NOTICE)
    notice = queries.one_of(queries.visible_notices(actor), pk)
    address = reverse("inspection:notice-detail", args=[pk])
    lines, most = findings_to_extend(notice, clock.today())
    form = ExtensionForm(request.POST or None, lines=lines, proposed=most)

    def run() -> str:
        services.ask_extension(actor=actor, notice=notice, **form.values())
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Ask for more time"),
        lead=notice.number,
        submit=_("Send the request"),
        back=address,
    )


def extension_decide(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.ISSUE_NOTICE)
    visible = queries.visible_notices(actor).order_by().values("pk")
    extension = queries.one_of(Extension.objects.filter(notice__in=visible).select_related("notice"), pk)
    address = reverse("inspection:notice-detail", args=[extension.notice_id])
    form = forms.DecisionForm(request.POST or None, initial={"granted_days": extension.asked_days})

    def run() -> str:
        services.decide_extension(actor=actor, extension=extension, **form.cleaned_data)
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Decide on more time"),
        lead=extension.reason,
        submit=_("Decide"),
        back=address,
        template="inspection/extension_decide.html",
        more={"moves": extension_moves(extension, clock.today()), "asked": extension.asked_days},
    )


def notice_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's plan or report, with photos before and after of each finding."""
    actor = viewer(request, Permission.ANSWER_NOTICE)
    notice = queries.one_of(queries.visible_notices(actor), pk)
    address = reverse("inspection:notice-detail", args=[pk])
    lines, nearest = findings_to_report(notice, clock.today())
    initial = {"client_id": uuid.uuid4()}
    form = ReportForm(request.POST or None, initial=initial, lines=lines, proposed=nearest)

    def run() -> str:
        photos = _photos(request, notice.findings.filter(closing__isnull=True))
        services.report_rectification(actor=actor, notice=notice, photos=photos, **form.values())
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Report rectification"),
        lead=notice.number,
        submit=_("Send the report"),
        back=address,
        template="inspection/report_form.html",
        more={"moments": Moment.choices},
    )


def _photos(request: HttpRequest, findings: Iterable[Finding]) -> list[NewPhoto]:
    """What was chosen for each finding; one byte more than is taken, so that a service can say that it is too big."""
    return [
        NewPhoto(finding, moment, file.name or "", file.read(MAX_EVIDENCE_BYTES + 1))
        for finding in findings
        for moment in Moment.values
        for file in request.FILES.getlist(f"{moment}-{finding.pk}")
    ][: MOST_PHOTOS + 1]


@require_safe
def report_photo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    photo = queries.report_photo(viewer(request), pk, photo_pk)
    if "small" in request.GET:
        return small_picture(photo.file, photo.name)
    return picture(photo.file, photo.name)


@require_POST
def finding_close(request: HttpRequest, pk: int, finding_pk: int) -> HttpResponse:
    actor = viewer(request)
    notice = queries.one_of(queries.visible_notices(actor), pk)
    finding = queries.one_of(queries.visible_findings(actor).filter(notice=notice), finding_pk)
    address = reverse("inspection:notice-detail", args=[pk])
    done = _("The finding is closed.")
    return command(request, lambda: services.close_finding(actor=actor, finding=finding), address, done)
