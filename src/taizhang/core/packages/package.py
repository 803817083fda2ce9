"""A package such as an .xlsx or a .docx: its parts, how they are related, what kind each is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from taizhang.core.packages.markup import RELATIONS, Markup, Node, Unpatchable, attribute
from taizhang.core.packages.zips import Archive, Packed, pack, write

_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Relation:
    """From one part to another; target: the other's name, or as written when it lies outside."""

    id: str
    kind: str  # the last word of its type: worksheet, comments, vmlDrawing
    target: str
    node: Node


class Package:
    """Raises Unpatchable for what is not safe to change, zipfile's errors for a damaged file."""

    def __init__(self, data: bytes) -> None:
        self.archive = Archive(data)
        self._names = dict.fromkeys(self.archive.names)
        self._markups: dict[str, Markup] = {}
        self._written: dict[str, Packed] = {}
        if len(self._names) != len({name.lower() for name in self._names}):
            raise Unpatchable("two parts of one name")

    @property
    def names(self) -> list[str]:
        return list(self._names)

    def has(self, name: str) -> bool:
        return name in self._names

    def has_original(self, name: str) -> bool:
        """Whether the part came with the file."""
        return name in self._names and name in self.archive.names

    def markup(self, name: str) -> Markup:
        if name not in self._markups:
            if name not in self._names or name in self._written:
                raise Unpatchable(f"no part {name}")
            self._markups[name] = Markup(self.archive.read(name))
        return self._markups[name]

    def read(self, name: str) -> bytes:
        return self.archive.read(name)

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """A part's new content, instead of changes to its markup."""
        self._names[name] = None
        self._written[name] = pack(name, pieces)
        self._markups.pop(name, None)

    def add(self, name: str, xml: bytes, content_type: str = "") -> None:
        """A new part; content_type: named for it alone, "" when its ending tells."""
        self.write(name, [_DECLARATION + xml if xml.startswith(b"<") and name.endswith(".xml") else xml])
        if content_type:
            types = self.markup(_TYPES)
            tag = f"{types.root.prefix}Override".encode()
            named = b"<" + tag + b" PartName=" + attribute(f"/{name}") + b" ContentType=" + attribute(content_type)
            types.append(types.root, named + b"/>")

    def remove(self, name: str) -> None:
        self._names.pop(name, None)
        self._written.pop(name, None)
        self._markups.pop(name, None)
        types = self.markup(_TYPES)
        for node in types.root.all("Override"):
            if node.attributes.get("PartName") == f"/{name}":
                types.remove(node)

    def default_type(self, ending: str, content_type: str) -> None:
        types = self.markup(_TYPES)
        if all(node.attributes.get("Extension", "").lower() != ending for node in types.root.all("Default")):
            tag = f"{types.root.prefix}Default".encode()
            named = b"<" + tag + b" Extension=" + attribute(ending) + b" ContentType=" + attribute(content_type) + b"/>"
            first = next(iter(types.root.children), None)
            if first is None:
                raise Unpatchable("no content types")
            types.before(first, named)

    def free_name(self, pattern: str) -> str:
        """pattern: a part's name with {} for a number."""
        taken = {name.lower() for name in self._names}
        return next(name for number in range(1, 100_000) if (name := pattern.format(number)).lower() not in taken)

    def relations(self, part: str) -> list[Relation]:
        if not self.has(_relations_of(part)):
            return []
        found = []
        for node in self.markup(_relations_of(part)).root.all("Relationship"):
            target = node.attributes.get("Target", "")
            if node.attributes.get("TargetMode") != "External":
                target = target.lstrip("/") if target.startswith("/") else _joined(part, target)
            kind = node.attributes.get("Type", "").rpartition("/")[2]
            found.append(Relation(node.attributes.get("Id", ""), kind, target, node))
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """A new relation; returns its id, which nobody else has."""
        name = _relations_of(part)
        if not self.has(name):
            self._names[name] = None
            self._markups[name] = Markup(_DECLARATION + f'<Relationships xmlns="{_RELATIONSHIPS}"/>'.encode())
        markup = self.markup(name)
        written = markup.bytes()
        number = next(n for n in range(1, 100_000) if f'"rId{n}"'.encode() not in written.replace(b"'", b'"'))
        tag = f"{markup.root.prefix}Relationship".encode()
        facts = {
            "Id": f"rId{number}",
            "Type": f"{RELATIONS}/{kind}",
            "Target": posixpath.relpath(target, posixpath.dirname(part)),
        }
        pairs = b"".join(b" " + key.encode() + b"=" + attribute(value) for key, value in facts.items())
        markup.append(markup.root, b"<" + tag + pairs + b"/>")
        return f"rId{number}"

    def unrelate(self, part: str, relation: Relation) -> None:
        self.markup(_relations_of(part)).remove(relation.node)

    def finish(self) -> bytes:
        entries = []
        for name in self._names:
            markup = self._markups.get(name)
            if name in self._written:
                entries.append(self._written[name])
            elif markup is not None and (markup.is_changed or name not in self.archive.names):
                entries.append(pack(name, [markup.bytes()]))
            else:
                entries.append(self.archive.packed(name))
        return write(entries)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def relations_part(part: str) -> str:
    return _relations_of(part)


def _joined(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
