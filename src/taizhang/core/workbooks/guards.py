"""Looks at an upload before any parser does: size, kind, password, truncation, bombs."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

from taizhang.core.workbooks import biff, extents, opendocument
from taizhang.core.workbooks.other_kinds import (
    WORKBOOK,
    archive_without_workbook,
    is_word,
    refuse_other_kinds,
    word_document,
)
from taizhang.core.workbooks.problems import UnreadableFile, unreadable
from taizhang.engine.text import Text

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")  # what Excel calls Unicode text, often named .xls
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 100  # of a large part; an honest sheet packs about 10 : 1
LONG_SHEET = 16 * 1024 * 1024  # bytes of XML; a shorter sheet is checked here and read whole
DAMAGED = (LookupError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)
ODD = (LookupError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError)  # what a package may run into
_CHUNK = 1024 * 1024
_JSON = re.compile(rb'\s*\{\s*"')
_COUNT = re.compile(rb"[cC]ount\s*=\s*[\"'](\d+)")
_WHOLE = Text("完整的工作簿", "a whole workbook")


def check_upload(name: str, data: bytes, *, max_bytes: int) -> str:
    """Returns the kind: xlsx, xls, ods, csv or ndjson. Raises UnreadableFile for anything that should not be parsed."""
    if not data:
        raise unreadable(
            name,
            "empty",
            WORKBOOK,
            Text("空文件", "an empty file"),
            Text("请重新选择文件。", "Choose the file again."),
        )
    if len(data) > max_bytes:
        limit = max_bytes // 1024 // 1024
        raise unreadable(
            name,
            "too-large",
            Text(f"不超过 {limit} MB 的文件", f"a file up to {limit} MB"),
            Text(f"{len(data) // 1024 // 1024} MB", f"{len(data) // 1024 // 1024} MB"),
            Text("删去图片，或分次上传。", "Take out pictures, or upload in parts."),
        )
    if data.startswith(_OLE):
        return _ole_kind(name, data)
    if data.startswith(_ZIP):
        return _check_zip(name, data)
    refuse_other_kinds(name, data)
    if b"\x00" in data[:4096] and not data.startswith(UTF16_MARKS):
        raise unreadable(
            name,
            "kind",
            WORKBOOK,
            Text("别种文件", "another kind of file"),
            Text("请用 WPS 另存为 .xlsx。", "Save it as .xlsx."),
        )
    return "ndjson" if _JSON.match(data) else "csv"


def is_misnamed(name: str, kind: str) -> bool:
    """Text that calls itself a workbook. With a heading it is read all the same: many systems name their CSV so."""
    return kind == "csv" and name.lower().endswith((".xlsx", ".xlsm", ".xls", ".et", ".ods"))


def text_under_another_name(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "kind",
        WORKBOOK,
        Text("文本，只是改成了工作簿的文件名", "text that is merely named as a workbook"),
        Text("用 WPS 打开原文件，另存为 .xlsx 再上传。", "Open the original, save it as .xlsx, and upload that."),
    )


def check_short_upload(name: str, data: bytes, *, max_bytes: int) -> str:
    """The same for a reader that reads a sheet whole: one too long to be looked at beforehand is refused, too."""
    kind = check_upload(name, data, max_bytes=max_bytes)
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if long := sum(entry.file_size for entry in archive.infolist() if is_long_sheet(entry)):
                raise bomb(name, long)
    return kind


@contextmanager
def no_panic() -> Iterator[None]:
    """calamine panics at some damaged files: its exception is no Exception, and would pass by all that catch one.
    Raises extents.Damaged instead."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise extents.Damaged(str(error)) from error


def _ole_kind(name: str, data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _protected(name)
    if is_word(data):
        raise word_document(name)
    try:
        if biff.asks_for_password(data):
            raise _protected(name)
        if extents.of_xls(data) > extents.MOST_CELLS:
            raise too_wide(name)
    except extents.Damaged as error:
        raise unopenable(name) from error
    return "xls"


def unopenable(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "unreadable",
        Text("能打开的工作簿", "a workbook that opens"),
        Text("文件损坏或加了密码", "a damaged or protected file"),
        Text("用 WPS 打开另存一次再上传。", "Open it, save it again, and upload."),
    )


def _protected(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "password",
        Text("没有密码的工作簿", "a workbook without a password"),
        Text("加了打开密码的文件", "a file that asks for a password"),
        Text("在 WPS 里去掉密码，保存后再上传。", "Take the password off, save, and upload again."),
    )


def _check_zip(name: str, data: bytes) -> str:
    """Returns xlsx or ods. Sizes as stated, then as found, since a bomb may lie in its directory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            stated = sum(entry.file_size for entry in entries)
            if stated > MAX_UNPACKED or any(map(packs_too_well, entries)):
                raise bomb(name, stated)
            other = opendocument.is_spreadsheet(archive)
            if not other and not any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise archive_without_workbook(name, archive)
            for entry in entries:
                if not (entry.filename.startswith("xl/media/") or is_long_sheet(entry)):
                    check_part(name, archive, entry)
                    _check_count(name, archive, entry)
                    if entry.filename.startswith("xl/worksheets/"):
                        check_extent(name, archive.read(entry))
            if other:
                opendocument.check(archive)
            return "ods" if other else "xlsx"
    except opendocument.Protected as error:
        raise _protected(name) from error
    except opendocument.TooManyCells as error:
        raise too_wide(name) from error
    except (*DAMAGED, ElementTree.ParseError, ValueError) as error:
        raise damaged(name) from error


def check_extent(name: str, xml: bytes) -> None:
    """Raises UnreadableFile for a worksheet whose cells lie too far apart to be held."""
    if extents.of_xml(xml) > extents.MOST_CELLS:
        raise too_wide(name)


def is_long_sheet(entry: zipfile.ZipInfo) -> bool:
    """Long sheets are looked at while they are read (reading/slices.py), so that they are inflated once."""
    return entry.filename.startswith("xl/worksheets/") and entry.file_size >= LONG_SHEET


def packs_too_well(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size >= LONG_SHEET and entry.file_size > MAX_RATIO * entry.compress_size


def check_part(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Inflates a part to its end. Raises one of DAMAGED, or UnreadableFile when it holds more than it states."""
    stated, seen = entry.file_size, 0
    entry.file_size = MAX_UNPACKED + 1  # or zipfile would stop at the stated size, where other readers go on
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                seen += len(chunk)
                if seen > stated:
                    raise bomb(name, max(seen, MAX_UNPACKED))
    finally:
        entry.file_size = stated


def _check_count(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Shared texts said to be more than the part has bytes: calamine would make room for all of them at once."""
    if entry.filename.lower().endswith("sharedstrings.xml"):
        with archive.open(entry) as stream:
            counts = _COUNT.findall(stream.read(4096))
        if any(int(count) > entry.file_size for count in counts):
            raise damaged(name)


def damaged(name: str, wanted: Text = _WHOLE) -> UnreadableFile:
    return unreadable(
        name,
        "truncated",
        wanted,
        Text("文件不完整或已损坏", "a file that is cut off or damaged"),
        Text("请重新导出或重新下载后再上传。", "Export or download it again."),
    )


def too_wide(name: str) -> UnreadableFile:
    """For a sheet whose cells lie so far apart that the rectangle between them cannot be held."""
    return unreadable(
        name,
        "bomb",
        Text("单元格挨在一起的表", "a sheet whose cells stand together"),
        Text("最远处还有单元格的表", "cells in its farthest corner"),
        Text(
            "删去数据以外的行和列，保存后再上传。",
            "Delete rows and columns outside the data and upload again.",
        ),
    )


def bomb(name: str, size: int) -> UnreadableFile:
    megabytes = size // 1024 // 1024
    return unreadable(
        name,
        "bomb",
        Text("正常大小的工作簿", "a workbook of ordinary size"),
        Text(f"展开后 {megabytes} MB 的文件", f"a file that unpacks to {megabytes} MB"),
        Text("请新建工作簿，只粘贴需要的行。", "Make a new workbook and paste only the rows needed."),
    )
