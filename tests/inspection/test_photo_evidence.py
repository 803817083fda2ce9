"""A photo taken on the spot as evidence: what is kept of it and shown, from the phone to the close-out."""

from __future__ import annotations

import hashlib
import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from taizhang.engine.checklist import item_path, photo_path
from taizhang.inspection import services
from taizhang.inspection.models import Finding, Notice, Visit, VisitPhoto
from taizhang.inspection.services.reports import NewPhoto
from tests.inspection.test_inspection_notices import recheck_visit
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_visit_phone import announced, send
from tests.inspection.world import KEY, TODAY, World, answered, finding

pytestmark = pytest.mark.django_db
WINDOW = item_path(KEY, "window")


def picture(size: tuple[int, int], colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", quality=95)
    return file.getvalue()


ORIGINAL, SMALL, AFTER = picture((2400, 1800), "red"), picture((1600, 1200), "red"), picture((900, 700), "green")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def noticed(world: World) -> tuple[Notice, VisitPhoto]:
    """A phone's photo of the window, made small there, and the notice about it, received."""
    visit, client, key = world.visit(), world.client("inspector"), uuid.uuid4()
    world.enter(visit, {**answered(finding()), photo_path(str(key)): WINDOW})
    about = announced(
        SMALL, key, original_sha256=digest(ORIGINAL), taken_at="2026-04-14T09:12:44+08:00", latitude="27.1234567",
        longitude="113.4",
    )  # fmt: skip
    assert send(client, visit, {**about, "offset": 0}, SMALL).json()["whole"]
    services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=visit.planned_on)
    found = Finding.objects.get()
    (notice,) = services.issue_notices(actor=world.actor("chief"), findings=[found], issued_on=TODAY)
    services.record_receipt(actor=world.actor("head"), notice=notice)
    return notice, VisitPhoto.objects.get()


def test_time_place_taker_and_both_hashes_stand_at_the_photo(world: World) -> None:
    notice, photo = noticed(world)
    facts = ("2026-04-14 09:12", "27.123457, 113.400000", "inspector", digest(SMALL), digest(ORIGINAL))
    for who, name, key in (
        ("clerk", "visit-detail", photo.visit_id), ("clerk", "notice-detail", notice.pk),
        ("head", "notice-detail", notice.pk), ("head", "visit-detail", photo.visit_id),
    ):  # fmt: skip
        text = page(world, who, name, key)
        assert [fact for fact in facts if fact not in text] == [], (who, name)
        assert "只存了原图的校验值" in text
    assert (
        page(world, "clerk", "visit-detail", photo.visit_id).count(digest(SMALL)) == 2
    )  # of the visit, of its finding


def test_the_thumbnail_is_small_and_the_photo_itself_unaltered(world: World) -> None:
    notice, photo = noticed(world)
    address = reverse("inspection:visit-photo", args=[photo.visit_id, photo.pk])
    assert f"{address}?small=1" in page(world, "head", "notice-detail", notice.pk)
    client = world.client("head")
    whole = b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]
    assert digest(whole) == photo.file.sha256
    answer = client.get(f"{address}?small=1")
    with Image.open(io.BytesIO(answer.content)) as small:
        assert (max(small.size), small.format) == (320, "JPEG")
    assert world.client("head2").get(f"{address}?small=1").status_code == 404


def test_it_pairs_with_the_photo_after_and_stays_when_the_finding_is_closed(world: World) -> None:
    notice, _photo = noticed(world)
    found = notice.findings.get()
    services.report_rectification(
        actor=world.actor("head"), notice=notice, kind="report", text="已更换",
        photos=[NewPhoto(found, "after", "换好.jpg", AFTER)],
    )  # fmt: skip
    visit = recheck_visit(world, notice)
    services.record_recheck(actor=world.actor("inspector"), visit=visit, finding=found, result="fixed")
    services.close_finding(actor=world.actor("inspector"), finding=found)
    text = page(world, "head", "notice-detail", notice.pk)
    before, after = text.index("现场照片"), text.index("整改后照片")
    shown = reverse("inspection:report-photo", args=[notice.pk, found.photos.get().pk])
    assert before < text.index(f"{shown}?small=1") < after < text.index(digest(AFTER))


def hand_in(world: World, visit: Visit, *files: bytes, who: str = "inspector") -> Any:
    sent = [SimpleUploadedFile(f"原图{at}.jpg", data, "image/jpeg") for at, data in enumerate(files)]
    address = reverse("inspection:visit-originals", args=[visit.pk])
    return world.client(who).post(address, {"originals": sent}, follow=True)


def test_the_originals_are_handed_in_known_by_their_hash_and_kept_unaltered(world: World) -> None:
    notice, photo = noticed(world)
    other = picture((800, 600), "blue")
    text = hand_in(world, photo.visit, ORIGINAL, other).content.decode()
    assert "1张原图已存" in text and "原图1.jpg" in text and "校验值" in text
    photo.refresh_from_db()
    assert photo.original is not None and photo.original.sha256 == digest(ORIGINAL)
    assert "1张原图已存" not in hand_in(world, photo.visit, ORIGINAL).content.decode()
    address = reverse("inspection:visit-photo", args=[photo.visit_id, photo.pk])
    kept = b"".join(world.client("head").get(f"{address}?original=1").streaming_content)  # type: ignore[attr-defined]
    assert kept == ORIGINAL
    text = page(world, "head", "notice-detail", notice.pk)
    assert f"{address}?original=1" in text and "只存了原图的校验值" not in text
    assert hand_in(world, photo.visit, ORIGINAL, who="head").status_code in (403, 404)


@pytest.mark.parametrize(
    ("taken_at", "doubted"),
    [("2026-04-14T09:12:44+08:00", False), ("2020-01-01T00:03:00+08:00", True), ("2036-04-14T09:12:44+08:00", True)],
)
def test_a_wrong_camera_clock_is_told_wherever_the_photo_is_shown(world: World, taken_at: str, doubted: bool) -> None:
    notice, photo = noticed(world)
    VisitPhoto.objects.update(taken_at=taken_at)
    for who, name, key in (
        ("clerk", "visit-detail", photo.visit_id), ("head", "visit-detail", photo.visit_id),
        ("head", "notice-detail", notice.pk),
    ):  # fmt: skip
        assert ("拍摄时间与检查不符" in page(world, who, name, key)) is doubted, (who, name)
