"""Uploads of strangers stay in memory: nothing of a file that is only checked ever touches the disk."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from taizhang.proofreading.checking import MOST_BYTES


class InMemoryOnly(FileUploadHandler):
    """Keeps one byte more than is taken, which tells that it is too large, and counts no further."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._kept += raw_data[: MOST_BYTES + 1 - len(self._kept)]
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return InMemoryUploadedFile(
            file=io.BytesIO(bytes(self._kept)),
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
