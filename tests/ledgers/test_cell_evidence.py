"""Evidence on a cell; the same photo at two places; what broken uploads leave behind."""

from __future__ import annotations

import hashlib
import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, ImageDraw

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers import queries, services
from taizhang.ledgers.drafting import draft_of
from taizhang.ledgers.models import DraftPhoto, Evidence, Row, Submission, VersionSource
from taizhang.ledgers.services.photos import path_of
from taizhang.ledgers.services.pictures import look_of
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_evidence import GOOD, JUNIOR, PRIMARY, file

pytestmark = pytest.mark.django_db


def photo(seed: int = 0, *, width: int = 800, kind: str = "JPEG", quality: int = 90) -> bytes:
    """A made-up scene; the same seed is the same scene at any size."""
    scene = Image.new("RGB", (800, 600), (40 + 9 * seed, 90, 120))
    draw = ImageDraw.Draw(scene)
    for step in range(12):
        left, top = (131 * (step + 1) * (seed + 3)) % 700, (97 * (step + 2) * (seed + 5)) % 500
        draw.rectangle((left, top, left + 160, top + 120), fill=((step * 53) % 256, (seed * 71 + step * 31) % 256, 60))
    out = io.BytesIO()
    scene.resize((width, width * 3 // 4)).save(out, kind, **({"quality": quality} if kind == "JPEG" else {}))
    return out.getvalue()


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def attach(desk: Desk, submission: Submission, data: bytes, position: int = 3, field: str = "") -> Evidence:
    row = Row.objects.get(submission=submission, position=position, removed_in=None) if position else None
    return services.attach_evidence(
        actor=desk.clerk, submission=submission, name="照片.jpg", data=data, row=row, field=field
    )


def test_a_cell_has_its_evidence_beside_it_also_after_a_correction(desk: Desk) -> None:
    submission = file(desk, GOOD)
    evidence = attach(desk, submission, photo(), field="pupils")
    submission = file(desk, [[*PRIMARY[:1], 130, *PRIMARY[2:]], JUNIOR])
    page = client_of("clerk").get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
    found = re.search(r">\s*130\b", page)  # a filing's own number may hold the same digits
    assert found is not None
    cell = page[found.start() : found.start() + 400]
    assert reverse("ledgers:evidence-detail", args=[evidence.pk]) in cell.partition("</td>")[0]
    row = Row.objects.get(submission=submission, position=3, removed_in=None)
    of_row = client_of("reviewer")
    services.submit(
        actor=desk.clerk,
        submission=submission,
        explanations={str(item["check"]): "属实" for item in submission.versions.latest("number").warnings},
    )
    answer = of_row.get(reverse("ledgers:row-evidence", args=[submission.pk, row.pk])).content.decode()
    assert "学生数" in answer and evidence.file.sha256[:12] in answer


def test_a_cell_needs_a_row_and_a_column_of_the_ledger(desk: Desk) -> None:
    submission = file(desk, GOOD)
    for position, field in ((0, "pupils"), (3, "no_such_column")):
        with pytest.raises(TaizhangError):
            attach(desk, submission, photo(), position, field)
    answer = client_of("clerk").post(
        reverse("ledgers:evidence-attach", args=[submission.pk]),
        {"file": SimpleUploadedFile("a.jpg", photo()), "field": "pupils"},
        follow=True,
    )
    assert "补上行号" in answer.content.decode() and not Evidence.objects.exists()


def test_a_photo_of_the_grid_hangs_on_its_cell_once_filed(desk: Desk) -> None:
    submission = file(desk, GOOD)
    filing = services.Filing(desk.clerk, desk.ledger, PERIOD, desk.school)
    codes = code_lists_of(desk.ledger, installed_packs())
    rows = draft_of(queries.current_rows(submission), desk.ledger, codes)
    rows[0]["v"]["pupils"] = "125"
    draft, data = services.stored_draft(filing), photo()
    for field in ("pupils", ""):
        key = f"key-{field or 'row'}-0000"
        digest = hashlib.sha256(data).hexdigest()
        services.begin_photo(
            draft, key=key, row=rows[0]["id"], field=field, name="a.jpg", size=len(data), sha256=digest
        )
        services.receive_piece(draft, key=key, offset=0, data=data)
    with pytest.raises(TaizhangError):
        services.begin_photo(draft, key="key-bad-000", row="r1", field="x", name="a", size=1, sha256="0" * 64)
    done = services.file_draft(filing, services.Handed(rows, 1, 0), token="t", source=VersionSource.GRID)
    assert done.result.submission is not None, done.result.problems
    assert sorted(Evidence.objects.values_list("field", "row__position")) == [("", 1), ("pupils", 1)]


def test_a_photo_is_known_again_smaller_and_saved_anew_and_another_scene_is_not() -> None:
    look = int(look_of(photo(1)), 16)
    for again in (photo(1, width=320, quality=60), photo(1, width=1600, quality=80), photo(1, kind="PNG")):
        assert (look ^ int(look_of(again), 16)).bit_count() <= 3
    assert all((look ^ int(look_of(photo(seed)), 16)).bit_count() > 3 for seed in range(2, 20))
    blank = io.BytesIO()
    Image.new("L", (600, 800), 255).save(blank, "PNG")
    assert look_of(blank.getvalue()) == "" and look_of(b"\xff\xd8\xff no picture") == ""


def test_the_reviewer_is_shown_both_places_of_a_photo(desk: Desk) -> None:
    submission = file(desk, GOOD)
    first = attach(desk, submission, photo(1), 3, "pupils")
    second = attach(desk, submission, photo(1, width=400, quality=70), 4)
    attach(desk, submission, photo(2), 4)
    checks = {str(item["check"]): "属实" for item in submission.versions.latest("number").warnings}
    submission = services.submit(actor=desk.clerk, submission=submission, explanations=checks)
    assert queries.exceptions_of([submission], None)[submission.pk].same_files == 2
    assert len(queries.same_file_places(desk.reviewer, submission.pk)) == 1
    page = client_of("reviewer").get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
    told = page[page.index("两处照片几乎相同") :][:1500]
    for evidence in (first, second):
        assert reverse("ledgers:evidence-detail", args=[evidence.pk]) in told
    services.withdraw_evidence(actor=desk.clerk, evidence=second)
    assert queries.exceptions_of([submission], None)[submission.pk].same_files == 0


def test_queries_do_not_grow_with_the_photos(desk: Desk) -> None:
    submission = file(desk, GOOD)
    for count in (2, 12):
        for seed in range(count):
            attach(desk, submission, photo(seed), 3)
            attach(desk, submission, photo(seed, width=400), 4)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.same_file_places(desk.clerk, submission.pk)
        if count == 2:
            few = len(asked)
    assert len(asked) == few


def test_leftovers_of_broken_uploads_go_after_a_time_and_what_is_typed_stays(desk: Desk) -> None:
    filing = services.Filing(desk.clerk, desk.ledger, PERIOD, desk.school)
    draft, data = services.stored_draft(filing), photo()
    digest = hashlib.sha256(data).hexdigest()
    services.begin_photo(draft, key="key-broken-1", row="n1", name="a.jpg", size=len(data), sha256=digest)
    services.receive_piece(draft, key="key-broken-1", offset=0, data=data[:100])
    broken = DraftPhoto.objects.get()
    orphan = Path(settings.DATA_DIR) / "uploads" / "photo-0-nobody"
    orphan.write_bytes(b"left")
    assert services.delete_leftovers(clock.now()) == 0 and path_of(broken).exists()
    long_ago = clock.now() - timedelta(days=15)
    DraftPhoto.objects.update(created_at=long_ago)
    os.utime(orphan, (long_ago.timestamp(), long_ago.timestamp()))
    services.keep_draft(filing, services.Handed([{"id": "n1", "v": {"pupils": "1"}, "c": []}], 0, 0))
    assert services.delete_leftovers(clock.now()) == 1 and not orphan.exists()
    assert DraftPhoto.objects.exists()
    assert services.delete_leftovers(clock.now() + timedelta(days=20)) == 1
    assert not DraftPhoto.objects.exists()
