"""Visits by program: read, entered, filed, each thing once; with the same refusals as on the phone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from taizhang.inspection.models import Finding, VisitEntry, VisitPhoto
from tests.api.conftest import Program, program_of
from tests.inspection.test_visit_phone import entry, picture
from tests.inspection.world import GOOD, World, answered, finding

pytestmark = pytest.mark.django_db
SCOPES = ["inspection:read", "inspection:enter"]


@pytest.fixture
def program(world: World) -> Program:
    return program_of(world.people["inspector"], SCOPES)


def enter(program: Program, pk: int, entries: list[dict[str, Any]]) -> Any:
    return program.post(f"visits/{pk}/entries", {"device": "程序", "entries": entries})


def photo(program: Program, pk: int, id: uuid.UUID, data: bytes) -> Any:
    body = encode_multipart(BOUNDARY, {"id": str(id), "file": SimpleUploadedFile("照.jpg", data), "latitude": "30.5"})
    return program.call("POST", f"visits/{pk}/photos", body, content_type=MULTIPART_CONTENT)


def test_a_visit_is_read_entered_and_filed_by_program(world: World, program: Program) -> None:
    visit = world.visit()
    [told] = program.get("visits?state=planned&org=S1").json()["items"]
    assert (told["id"], told["state"]) == (visit.pk, "planned")
    carried = program.get(f"visits/{visit.pk}/carried").json()
    assert carried["checklists"][0]["key"] and carried["rechecks"] == []
    sent = [entry(path, value) for path, value in answered(finding()).items()]
    for _time in range(2):
        assert len(enter(program, visit.pk, sent).json()["accepted"]) == len(sent)
    assert VisitEntry.objects.count() == len(sent)
    key = uuid.uuid4()
    hashes = {photo(program, visit.pk, key, data).json()["sha256"] for data in (picture(), picture("blue"))}
    assert len(hashes) == 1 and VisitPhoto.objects.get().pk == key
    for _time in range(2):
        assert program.post(f"visits/{visit.pk}/file", {}).json()["state"] == "filed"
    assert Finding.objects.count() == 1
    assert program.get(f"visits/{visit.pk}/carried").status_code == 404


def test_what_is_wrong_is_told_in_words_and_nothing_else_is_lost(world: World, program: Program) -> None:
    visit = world.visit()
    good, bad = [entry(path, value) for path, value in list(GOOD.items())[1:]], entry("nowhere/at/all", "x")
    told = enter(program, visit.pk, [good[0], bad, *good[1:]]).json()
    assert len(told["accepted"]) == len(good)
    assert [one["id"] for one in told["refused"]] == [bad["id"]] and told["refused"][0]["problems"][0]["expected"]
    missing = program.post(f"visits/{visit.pk}/file", {})
    assert missing.status_code == 422 and len(missing.json()["problems"]) == 1
    assert photo(program, visit.pk, uuid.uuid4(), b"no picture").status_code == 422
    assert enter(program, visit.pk, [{**bad, "at": "2026-04-14T10:00:00"}]).status_code == 422


def test_others_and_narrower_tokens_do_no_more_than_on_the_pages(world: World, program: Program) -> None:
    visit = world.visit()
    reads = program_of(world.people["inspector"], SCOPES[:1])
    assert reads.get(f"visits/{visit.pk}").status_code == 200
    assert enter(reads, visit.pk, [entry("met/pupils", 1)]).status_code == 403
    for name, status in (("other", 404), ("stranger", 404), ("head", 403), ("auditor", 403)):
        told = enter(program_of(world.people[name], SCOPES), visit.pk, [entry("met/pupils", 1)])
        assert told.status_code == status, name
    assert program_of(world.people["head"], SCOPES).get("visits").json()["items"] == []
    assert not VisitEntry.objects.exists()
