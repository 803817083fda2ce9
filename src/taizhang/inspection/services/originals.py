"""What the camera made of photos that a phone made small: handed in later, known by its hash, kept unaltered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.inspection.models import Visit
from taizhang.inspection.services.photos import require_picture
from taizhang.inspection.services.rules import problem, require_entering
from taizhang.ledgers.services.evidence import store_file


@transaction.atomic
def keep_originals(*, actor: Actor, visit: Visit, files: Sequence[tuple[str, bytes]]) -> tuple[int, list[Problem]]:
    """files: (name, bytes), which belong to the photos of the visit that tell their hash. Returns how many are kept now
    that were not, and what is wrong with the others: one that belongs to no photo keeps no other from being kept."""
    require_entering(actor, visit)
    locked = Visit.objects.select_for_update(of=("self",)).select_related("org_unit").get(pk=visit.pk)
    wanted = {photo.original_sha256: photo for photo in locked.photos.select_related("file", "original")}
    kept, problems = 0, list[Problem]()
    for name, data in files:
        photo = wanted.get(hashlib.sha256(data).hexdigest())
        if photo is None:
            problems.append(_unknown(name))
            continue
        if photo.unaltered is not None:
            continue
        try:
            photo.original = store_file(data, require_picture(data, name))
        except TaizhangError as error:
            problems += error.problems
            continue
        photo.save(update_fields=["original"])
        kept += 1
        detail = {"sha256": photo.original_sha256}
        audit.record(
            actor=actor, action="visit.photo_original", obj=locked, org_unit=locked.org_unit.code, detail=detail
        )
    return kept, problems


def _unknown(name: str) -> Problem:
    return problem(
        name[-12:],
        ("本次走访照片的原图", "the original of a photo"),
        ("校验值对不上", "its hash is of none"),
        ("请选没改过的原图。", "Choose the unaltered file."),
        code="photo.original",
    )
