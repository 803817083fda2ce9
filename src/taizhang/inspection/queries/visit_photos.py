"""The photos of a visit with what each shows."""

from __future__ import annotations

from taizhang.engine.checklist import photo_path
from taizhang.inspection.models import Visit, VisitPhoto
from taizhang.inspection.queries.checklists import held_checklists
from taizhang.inspection.queries.record_words import RecordWords
from taizhang.inspection.record import Record


def visit_photos(visit: Visit) -> list[tuple[VisitPhoto, str]]:
    """(photo, the item, finding or other place that it belongs to, in words), as they came in. "": none is told."""
    photos = list(visit.photos.select_related("by"))
    if not photos:
        return []
    record = Record(visit.entries.all())
    words = RecordWords(record, held_checklists(visit), visit.org_unit)
    places = [str(record.values.get(photo_path(str(photo.pk)), photo.path)) for photo in photos]
    return [(photo, words.title(place) if place else "") for photo, place in zip(photos, places, strict=True)]
