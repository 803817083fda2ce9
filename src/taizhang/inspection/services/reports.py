"""What the inspected unit writes: its plan, that it is done, and the photos before and after, finding by finding."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.models import Finding, Moment, Notice, Report, ReportedFinding, ReportKind, ReportPhoto
from taizhang.inspection.services.photos import require_picture
from taizhang.inspection.services.rules import act_of, locked_notice, refuse, require_running, require_words
from taizhang.ledgers.services.evidence import store_file

MOST_PHOTOS = 40  # in one report
LONGEST = 4000
LONGEST_OF_ONE = 1000  # characters about one finding


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo of a finding that the report is about. moment: before | after."""

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
    about: Mapping[int, str] | None = None,
    photos: Sequence[NewPhoto] = (),
    client_id: uuid.UUID | None = None,
) -> Report:
    """kind: plan | report. about: primary key of each finding that it is about -> words of that one; None: all that are
    open. Those that are not named stay with the unit. text may be empty when each has words of its own.

    Only of a notice that was received and is open; the same client_id again gives the report of before. Whole or
    nothing: a photo that is none refuses the report, and so does one of a finding that it is not about.
    """
    acting = actor.acting(Permission.ANSWER_NOTICE, notice.addressee.code)
    locked = locked_notice(notice)
    known = Report.objects.filter(client_id=client_id, notice=locked).first() if client_id else None
    if known is not None:
        return known
    require_running(locked)
    _require_open(locked)
    words = {pk: said.strip() for pk, said in about.items()} if about is not None else dict.fromkeys(_open(locked), "")
    _require_of_notice(locked, words)
    _require_size(locked, kind, [text, *words.values()], len(photos))
    if not all(words.values()):
        require_words(text, "整改内容", "what was done", where=locked.number)
    report = Report.objects.create(
        client_id=client_id or uuid.uuid4(),
        notice=locked,
        kind=kind,
        on=clock.today(),
        text=text.strip(),
        **act_of(acting),
    )
    ReportedFinding.objects.bulk_create(
        [ReportedFinding(report=report, finding_id=pk, words=said) for pk, said in words.items()]
    )
    for photo in photos:
        _hang(report, photo, words)
    detail = {"number": locked.number, "kind": kind, "findings": len(words), "count": len(photos)}
    audit.record(actor=acting, action="notice.report", obj=locked, org_unit=locked.org_unit.code, detail=detail)
    return report


def _open(notice: Notice) -> list[int]:
    return list(notice.findings.filter(closing__isnull=True).order_by("pk").values_list("pk", flat=True))


def _require_open(notice: Notice) -> None:
    if notice.received_on is None:
        refuse(
            notice.number,
            ("先签收再报整改", "the receipt first"),
            ("还没有签收", "it was not received"),
            ("请先签收通知书。", "Receive the notice."),
            code="report.receipt",
        )
    if not _open(notice):
        refuse(
            notice.number,
            ("未销号的通知书", "an open notice"),
            ("已全部销号", "all is closed"),
            ("不用再报。", "Nothing more to report."),
            code="report.closed",
        )


def _require_of_notice(notice: Notice, words: Mapping[int, str]) -> None:
    if words and words.keys() <= set(_open(notice)):
        return
    refuse(
        notice.number,
        ("本通知书未销号的问题", "open findings of this notice"),
        ("一个也没选", "none was chosen") if not words else ("有已销号或别的问题", "closed or other findings"),
        ("请勾选这次报告的问题。", "Tick the findings that the report is about."),
        code="report.findings",
    )


def _require_size(notice: Notice, kind: str, texts: Sequence[str], photos: int) -> None:
    text, *others = (len(said) for said in texts)
    longest = max(others)
    if kind in ReportKind.values and photos <= MOST_PHOTOS and text <= LONGEST and longest <= LONGEST_OF_ONE:
        return
    refuse(
        notice.number,
        (
            f"{LONGEST}字内、每题{LONGEST_OF_ONE}字内、照片{MOST_PHOTOS}张内",
            f"{LONGEST} characters, {LONGEST_OF_ONE} about a finding, {MOST_PHOTOS} photos at most",
        ),
        (f"{text}字、{longest}字、{photos}张", f"{text} and {longest} characters, {photos} photos"),
        ("请删减后再报。", "Shorten it."),
        code="report.size",
    )


def _hang(report: Report, photo: NewPhoto, words: Mapping[int, str]) -> None:
    if photo.finding.pk not in words or photo.moment not in Moment.values:
        refuse(
            photo.name,
            ("所报问题整改前或整改后的照片", "a photo before or after, of a finding that is reported"),
            ("没有勾选的问题", "a finding that is not ticked"),
            ("请勾选它，或去掉照片。", "Tick it, or leave the photo out."),
            code="report.photo",
        )
    stored = store_file(photo.data, require_picture(photo.data, photo.name))
    ReportPhoto.objects.get_or_create(
        report=report, finding=photo.finding, moment=photo.moment, file=stored, defaults={"name": photo.name[:200]}
    )
