"""Files in an S3-compatible store: a real server of that protocol on loopback, and one that does not answer."""

from __future__ import annotations

import hashlib
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from taizhang.config import archive as archives
from taizhang.config.archive import read_backup, write_backup
from taizhang.core import file_store as stores
from taizhang.core.file_store import StoreAway, file_store
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import services
from taizhang.inspection.models import Visit, VisitPhoto
from taizhang.ledgers.models import StoredFile
from taizhang.ledgers.services.evidence import store_file
from tests.inspection import world as worlds
from tests.inspection.test_inspection_services import picture

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
SHA = hashlib.sha256(PNG).hexdigest()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings: Any) -> Iterator[Any]:
    """A client of an empty bucket, which the settings name."""
    settings.FILE_STORE = urlsplit(f"s3://key:se%2Fcret@{server}/files/tz?tls=0")
    client = file_store().client  # type: ignore[attr-defined]
    client.create_bucket(Bucket="files")
    yield client
    for item in client.list_objects_v2(Bucket="files").get("Contents", []):
        client.delete_object(Bucket="files", Key=item["Key"])
    client.delete_bucket(Bucket="files")


@pytest.fixture
def away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(stores, "CONNECT_SECONDS", 1)
    settings.FILE_STORE = urlsplit(f"s3://key:secret@127.0.0.1:{port}/files?tls=0")


def keys(client: Any) -> list[str]:
    return [item["Key"] for item in client.list_objects_v2(Bucket="files").get("Contents", [])]


def test_the_same_bytes_lie_there_once_under_their_hash(bucket: Any, db: None, settings: Any) -> None:
    assert store_file(PNG, "image/png") == store_file(PNG, "image/png")
    assert keys(bucket) == [f"tz/{SHA[:2]}/{SHA}"]
    assert not Path(settings.MEDIA_ROOT).exists()
    with file_store().opened(SHA) as stream:
        assert stream.read(8) + stream.read() == PNG
    file_store().drop(SHA)
    assert not file_store().has(SHA)
    with pytest.raises(FileNotFoundError):
        file_store().opened(SHA)


def test_a_store_without_the_bucket_is_away_and_not_empty(server: str, settings: Any) -> None:
    settings.FILE_STORE = urlsplit(f"s3://key:secret@{server}/nowhere?tls=0")
    with pytest.raises(StoreAway, match="NoSuchBucket"):
        file_store().opened(SHA)
    with pytest.raises(StoreAway, match="NoSuchBucket"):
        file_store().put(SHA, PNG)


def test_a_photo_goes_there_and_comes_back_only_through_the_right(bucket: Any, world: worlds.World) -> None:
    visit = world.visit()
    photo = _photo(world, visit)
    address = reverse("inspection:visit-photo", args=[visit.pk, photo.pk])
    answer = world.client("inspector").get(address)
    assert (answer.status_code, answer["Content-Length"]) == (200, str(photo.file.size))
    assert hashlib.sha256(answer.getvalue()).hexdigest() == photo.file.sha256
    assert world.client("head2").get(address).status_code == 404
    file_store().drop(photo.file.sha256)
    assert world.client("inspector").get(address).status_code == 404


def test_a_store_that_does_not_answer_is_told_and_nothing_is_kept(away: None, world: worlds.World) -> None:
    visit = world.visit()
    with pytest.raises(StoreAway):
        _photo(world, visit)
    assert not StoredFile.objects.exists() and not visit.photos.exists()
    stored = StoredFile.objects.create(sha256=SHA, size=len(PNG), media_type="image/png")
    photo = visit.photos.create(id=uuid.uuid4(), file=stored, original_sha256=SHA, name="照", received_at=worlds.AT)
    client = world.client("inspector")
    client.raise_request_exception = False
    answer = client.get(reverse("inspection:visit-photo", args=[visit.pk, photo.pk]))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "文件库没有应答" in answer.content.decode()


def test_a_backup_says_where_the_files_are(
    bucket: Any, db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("_copy_sqlite", "_put_sqlite", "_copy_tables_in"):  # the database is tried in tests of the archive
        monkeypatch.setattr(archives, part, lambda *places: None)
    monkeypatch.setattr(archives, "_copy_tables_out", lambda folder: {})
    store_file(PNG, "image/png")
    archive = tmp_path / "elsewhere.tar.gz"
    write_backup(archive)
    settings.FILE_STORE, store = None, settings.FILE_STORE
    with pytest.raises(TaizhangError, match="TAIZHANG_FILES"):
        read_backup(archive)
    store_file(PNG, "image/png")  # on disk now
    whole = tmp_path / "whole.tar.gz"
    write_backup(whole)
    settings.FILE_STORE = store
    file_store().drop(SHA)
    read_backup(whole)
    assert file_store().has(SHA)


def _photo(world: worlds.World, visit: Visit) -> VisitPhoto:
    return services.add_photo(
        actor=world.actor("inspector"), visit=visit, photo_id=uuid.uuid4(), data=picture(), name="照.png"
    )
