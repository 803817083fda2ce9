"""What of a visit is not here yet: photos that its record names, and phones that may still hold something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from taizhang.engine.checklist import photo_path
from taizhang.inspection.models import CarriedVisit, Visit, VisitPhoto
from taizhang.inspection.record import Record

Plain = dict[str, Any]  # what becomes JSON


def photos_there(visits: Sequence[Visit]) -> dict[int, list[str]]:
    """Visit -> ids of the photos that were handed over; one query."""
    found: dict[int, list[str]] = {visit.pk: [] for visit in visits}
    for key, visit in VisitPhoto.objects.filter(visit__in=visits).values_list("pk", "visit_id"):
        found[visit].append(str(key))
    return found


def photos_awaited(visit: Visit, record: Record) -> set[str]:
    """Ids of photos that the record names and nobody handed over."""
    named = {path.removeprefix(photo_path("")) for path in record.values if path.startswith(photo_path(""))}
    return named - set(photos_there([visit])[visit.pk]) if named else set()


def other_phones(visits: Sequence[Visit], device: str) -> dict[int, list[Plain]]:
    """Visit -> phones beside this one that carry it and did not say that they hold nothing more: whose, how many things
    were only there when it last told, None: it never did, and when that was; one query."""
    found: dict[int, list[Plain]] = {visit.pk: [] for visit in visits}
    carried = CarriedVisit.objects.filter(visit__in=visits).exclude(device=device).exclude(left=0)
    for phone in carried.select_related("person"):
        at = (phone.told_at or phone.carried_at).isoformat()
        found[phone.visit_id].append({"who": str(phone.person), "left": phone.left, "at": at})
    return found
