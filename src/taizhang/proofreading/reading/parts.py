"""The parts of an office file that nobody has vouched for: sizes first, then one part at a time."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from lxml import etree

from taizhang.core.workbooks.guards import DAMAGED, MAX_UNPACKED, packs_too_well
from taizhang.proofreading.reading import problems

MOST_XML = 128 * 1024 * 1024  # of one part; ten million characters with the usual markup
_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1


class BadXml(Exception):
    """Not well-formed, or with a document type: office files have none, and entities can be bombs."""


class Parts:
    """Raises UnreadableFile, for the file as a whole or when a part is asked for."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (*DAMAGED, ValueError) as error:
            raise problems.damaged(name) from error
        entries = self._zip.infolist()
        stated = sum(entry.file_size for entry in entries)
        if stated > MAX_UNPACKED or any(map(packs_too_well, entries)):
            raise problems.bomb(name, stated)
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise problems.protected(name)
        self.names = frozenset(entry.filename for entry in entries)

    def size(self, part: str) -> int:
        """Bytes that the part says it unpacks to; 0 when there is none."""
        return self._zip.getinfo(part).file_size if part in self.names else 0

    def read(self, part: str) -> bytes | None:
        """None when there is no such part. zipfile stops at the stated size and compares the checksum there."""
        if part not in self.names:
            return None
        entry = self._zip.getinfo(part)
        if entry.file_size > MOST_XML:
            raise problems.bomb(self._name, entry.file_size)
        try:
            return self._zip.read(entry)
        except (*DAMAGED, ValueError) as error:
            raise problems.damaged(self._name) from error

    def tree(self, part: str) -> Any:
        """A small part (styles, relations) as a tree; None when it is not there."""
        data = self.read(part)
        if data is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise problems.damaged(self._name) from error
        if root.getroottree().docinfo.doctype:
            raise problems.damaged(self._name)
        return root

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """id -> (kind, the other part's name) of a part, "" for the file itself."""
        folder, own = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{own}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for item in root if root is not None else ():
            target = item.get("Target") or ""
            if item.get("TargetMode") != "External":
                joined = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[item.get("Id") or ""] = ((item.get("Type") or "").rpartition("/")[2], joined)
        return found

    def first_related(self, part: str, kind: str) -> str:
        return next((target for known, target in self.related(part).values() if known == kind), "")


def events(data: bytes, prepare: Callable[[Any], None]) -> None:
    """Runs expat over a part; prepare sets the handlers. Raises BadXml."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    prepare(parser)
    try:
        for place in range(0, len(data), _CHUNK):
            parser.Parse(data[place : place + _CHUNK], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise BadXml from error


def _no_doctype(*_facts: object) -> None:
    raise BadXml
