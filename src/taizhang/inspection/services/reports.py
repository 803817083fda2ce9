"""What the inspected unit writes: its plan, that it is done, and the photos before and after."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.models import Finding, Moment, Notice, Report, ReportKind, ReportPhoto
from taizhang.inspection.services.rules import act_of, locked_notice, refuse, require_running, require_words
from taizhang.inspection.services.visits import require_picture
from taizhang.ledgers.services.evidence import store_file

MOST_PHOTOS = 40  # in one report
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo of a finding of the notice. moment: before | after."""

    finding: Finding
    moment: str
    name: str
    data: bytes


@transaction.atomic
def report_rectification(
    *,
    actor: Actor,
    notice: Notice,
    kind: str,
    text: str,
    photos: Sequence[NewPhoto] = (),
    client_id: uuid.UUID | None = None,
) -> Report:
    """kind: plan | report. Only of a notice that was received and is open; the same client_id again gives the report of
    before. Whole or nothing: a photo that is none refuses the report."""
    acting = actor.acting(Permission.ANSWER_NOTICE, notice.addressee.code)
    locked = locked_notice(notice)
    known = Report.objects.filter(client_id=client_id, notice=locked).first() if client_id else None
    if known is not None:
        return known
    require_running(locked)
    _require_open(locked)
    if kind not in ReportKind.values or len(photos) > MOST_PHOTOS or len(text) > LONGEST:
        refuse(
            locked.number,
            (
                f"方案或报告，{LONGEST}字、{MOST_PHOTOS}张照片以内",
                f"{LONGEST} characters, {MOST_PHOTOS} photos at most",
            ),
            (f"{len(text)}字、{len(photos)}张", f"{len(text)} characters, {len(photos)} photos"),
            ("请删减后再报。", "Shorten it."),
            code="report.size",
        )
    report = Report.objects.create(
        client_id=client_id or uuid.uuid4(),
        notice=locked,
        kind=kind,
        on=clock.today(),
        text=require_words(text, "整改内容", "what was done", where=locked.number),
        **act_of(acting),
    )
    for photo in photos:
        _hang(report, photo)
    detail = {"number": locked.number, "kind": kind, "count": len(photos)}
    audit.record(actor=acting, action="notice.report", obj=locked, org_unit=locked.org_unit.code, detail=detail)
    return report


def _require_open(notice: Notice) -> None:
    if notice.received_on is None:
        refuse(
            notice.number,
            ("先签收再报整改", "the receipt first"),
            ("还没有签收", "it was not received"),
            ("请先签收通知书。", "Receive the notice."),
            code="report.receipt",
        )
    if not notice.findings.filter(closing__isnull=True).exists():
        refuse(
            notice.number,
            ("未销号的通知书", "an open notice"),
            ("已全部销号", "all is closed"),
            ("不用再报。", "Nothing more to report."),
            code="report.closed",
        )


def _hang(report: Report, photo: NewPhoto) -> None:
    if photo.finding.notice_id != report.notice_id or photo.moment not in Moment.values:
        refuse(
            photo.name,
            ("本通知书问题的整改前或整改后照片", "a photo before or after, of the notice's finding"),
            ("别的问题", "another finding"),
            ("请选择问题和整改前后。", "Choose the finding and the moment."),
            code="report.photo",
        )
    stored = store_file(photo.data, require_picture(photo.data, photo.name))
    ReportPhoto.objects.get_or_create(
        report=report, finding=photo.finding, moment=photo.moment, file=stored, defaults={"name": photo.name[:200]}
    )
