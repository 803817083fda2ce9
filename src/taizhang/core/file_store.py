"""Where the bytes of files lie, by the hash of what they are: the data folder, or an S3-compatible store by setting.

Nobody outside reaches either: pages ask for the right and hand the bytes through; there are no links to the store.
A file is there whole or not at all, and once written it is never changed.
"""

from __future__ import annotations

import base64
import hashlib
import os
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import SplitResult, parse_qs, unquote

from django.conf import settings

CONNECT_SECONDS, READ_SECONDS = 3, 30  # a press waits for it; SQLite lets nobody else write meanwhile


class StoreAway(Exception):
    """The store of files does not answer, or not to us. Nothing was kept, and nothing is known to be lost."""


class FileStore(Protocol):
    def put(self, sha256: str, data: bytes) -> None:
        """Keep bytes under their hash; those that are there already stay. Raises StoreAway."""

    def opened(self, sha256: str) -> BinaryIO:
        """A stream of the bytes, from the start. Raises FileNotFoundError when they are gone, StoreAway."""

    def has(self, sha256: str) -> bool:
        """Raises StoreAway."""

    def drop(self, sha256: str) -> None:
        """Of bytes that nothing names any more. Raises StoreAway."""


def file_store() -> FileStore:
    """As the settings say."""
    address: SplitResult | None = settings.FILE_STORE
    return DiskStore(Path(settings.MEDIA_ROOT)) if address is None else _s3_store(address)


def files_on_disk() -> bool:
    """Whether the data folder holds the files, so that a copy of it has them."""
    return settings.FILE_STORE is None


class DiskStore:
    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def put(self, sha256: str, data: bytes) -> None:
        """Written beside and renamed, so a crash leaves no half file under a whole name."""
        path = self.path(sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.parent / f".{uuid.uuid4().hex}"
        partial.write_bytes(data)
        os.replace(partial, path)  # noqa: PTH105

    def opened(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def drop(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)


class S3Store:
    """One object a file, under the same names as on disk. The store takes an object whole or not at all, and checks its
    MD5 on the way in."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self.client, self.bucket, self.prefix = client, bucket, prefix

    def _key(self, sha256: str) -> str:
        return f"{self.prefix}{sha256[:2]}/{sha256}"

    def put(self, sha256: str, data: bytes) -> None:
        if self.has(sha256):
            return
        md5 = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        self._ask("put_object", sha256, Body=data, ContentMD5=md5, ContentType="application/octet-stream")

    def opened(self, sha256: str) -> BinaryIO:
        found = self._ask("get_object", sha256)
        if found is None:
            raise FileNotFoundError(sha256)
        body: BinaryIO = found["Body"]
        return body

    def has(self, sha256: str) -> bool:
        return self._ask("head_object", sha256) is not None

    def drop(self, sha256: str) -> None:
        self._ask("delete_object", sha256)

    def _ask(self, call: str, sha256: str, **more: Any) -> Any:
        """The answer; None for an object that is not there."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self.client, call)(Bucket=self.bucket, Key=self._key(sha256), **more)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code == "NoSuchKey" or (code == "404" and call == "head_object"):
                return None
            raise StoreAway(f"{call}: {code}") from error
        except BotoCoreError as error:
            raise StoreAway(f"{call}: {error}") from error


@lru_cache(maxsize=1)
def _s3_store(address: SplitResult) -> S3Store:
    """address: s3://KEY:SECRET@host:port/bucket/prefix?region=…&tls=0&style=virtual. One client a process: making one
    takes a tenth of a second, and threads may share it."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        raise StoreAway("the package boto3 is missing: pip install 'taizhang[s3]'") from error
    asked = {key: values[-1] for key, values in parse_qs(address.query).items()}
    bucket, _slash, prefix = address.path.strip("/").partition("/")
    host = address.netloc.rpartition("@")[2]
    client = boto3.client(
        "s3",
        endpoint_url=f"{'http' if asked.get('tls') == '0' else 'https'}://{host}",
        region_name=asked.get("region", "us-east-1"),
        aws_access_key_id=unquote(address.username or ""),
        aws_secret_access_key=unquote(address.password or ""),
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": 2},
            s3={"addressing_style": asked.get("style", "path")},
            # Stores other than Amazon's do not know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    return S3Store(client, bucket, f"{prefix}/" if prefix else "")
