"""The photos of a visit with what each shows, and those of findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from taizhang.engine.checklist import item_path, photo_path
from taizhang.inspection.models import Finding, Moment, ReportPhoto, Visit, VisitEntry, VisitPhoto
from taizhang.inspection.queries.checklists import held_checklists
from taizhang.inspection.queries.record_words import RecordWords
from taizhang.inspection.record import Record
from taizhang.inspection.types import Shot


def visit_photos(visit: Visit) -> list[tuple[VisitPhoto, str]]:
    """(photo, the item, finding or other place that it belongs to, in words), as they came in. "": none is told."""
    photos = list(visit.photos.select_related("by", "file", "original"))
    if not photos:
        return []
    record = Record(visit.entries.all())
    words = RecordWords(record, held_checklists(visit), visit.org_unit)
    places = [str(record.values.get(photo_path(str(photo.pk)), photo.path)) for photo in photos]
    return [(photo, words.title(place) if place else "") for photo, place in zip(photos, places, strict=True)]


def shots_of(findings: Sequence[Finding]) -> dict[int, tuple[Shot, ...]]:
    """Finding -> its photos: taken on the spot of it or of its item, then the unit's before and after; their `photos`
    are loaded. Two queries more, however many findings."""
    visits = {finding.visit_id for finding in findings}
    photos = VisitPhoto.objects.filter(visit__in=visits).select_related("visit", "by", "file", "original")
    rows: dict[int, list[VisitEntry]] = defaultdict(list)
    for row in VisitEntry.objects.filter(visit__in=visits, path__startswith="photo/", late=False):
        rows[row.visit_id].append(row)
    records = {visit: Record(entries) for visit, entries in rows.items()}
    taken: dict[tuple[int, str], list[Shot]] = defaultdict(list)
    for photo in photos:
        path = photo_path(str(photo.pk))
        record = records.get(photo.visit_id)
        told = record is not None and path in record.standing
        place = record.values.get(path, "") if told and record is not None else photo.path
        taken[photo.visit_id, str(place)].append(_on_the_spot(photo))
    return {finding.pk: (*_taken(finding, taken), *_reported(finding)) for finding in findings}


def _taken(finding: Finding, taken: dict[tuple[int, str], list[Shot]]) -> list[Shot]:
    own = taken.get((finding.visit_id, f"finding/{finding.client_id}"), [])
    if finding.checklist is None or not finding.item:
        return own
    return [*own, *taken.get((finding.visit_id, item_path(finding.checklist.key, finding.item)), [])]


def _on_the_spot(photo: VisitPhoto) -> Shot:
    return Shot(
        "visit", photo.visit_id, str(photo.pk), photo.name, _("on the spot"), photo.taken_at,
        photo.doubted_since, photo.place,
        str(photo.by or ""), photo.file.sha256, photo.original_sha256, photo.unaltered is not None,
    )  # fmt: skip


def _reported(finding: Finding) -> list[Shot]:
    """Before, then after."""
    photos = sorted(finding.photos.all(), key=lambda photo: (photo.moment != Moment.BEFORE, photo.pk))
    return [_of_report(photo) for photo in photos]


def _of_report(photo: ReportPhoto) -> Shot:
    report = photo.report
    return Shot(
        "report", report.notice_id, str(photo.pk), photo.name, photo.get_moment_display(), report.at, None, "",
        report.by_whom, photo.file.sha256, "", unaltered=True,
    )  # fmt: skip
