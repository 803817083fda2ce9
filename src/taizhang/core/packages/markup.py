"""XML changed where it stands: a tree of byte places, and splices; what is not spliced stays as it was written.

A parser that writes its tree out again loses prefixes, the order of attributes and what it does not know; offices'
programs are particular about all three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TAG = re.compile(rb"<([^\s/>]+)(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unpatchable(Exception):
    """The package is written in a way that is not safe to change in place."""


@dataclass(slots=True, eq=False)
class Node:
    """An element. start: of its tag; inner, close: of what stands in it; end: behind it. An empty element `<a/>` has
    inner, close and end in one place. Attributes of a namespace have the key "uri name"."""

    name: str
    space: str
    prefix: str  # with its colon, or ""
    attributes: dict[str, str]
    start: int
    inner: int
    empty: bool
    close: int = 0
    end: int = 0
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Node]:
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Node | None:
        return next(self.all(name), None)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


class Markup:
    """One small XML part with the changes made to it."""

    def __init__(self, data: bytes) -> None:
        require_plain(data)
        self.data = data
        self.root = _parse(data)
        self._edits: list[tuple[int, int, bytes]] = []
        self._appended: dict[Node, list[bytes]] = {}

    @property
    def is_changed(self) -> bool:
        return bool(self._edits or self._appended)

    def raw(self, node: Node) -> bytes:
        return self.data[node.start : node.end]

    def replace(self, node: Node, xml: bytes) -> None:
        self._edits.append((node.start, node.end, xml))

    def remove(self, node: Node) -> None:
        self.replace(node, b"")

    def before(self, node: Node, xml: bytes) -> None:
        self._edits.append((node.start, node.start, xml))

    def after(self, node: Node, xml: bytes) -> None:
        self._edits.append((node.end, node.end, xml))

    def append(self, node: Node, xml: bytes) -> None:
        self._appended.setdefault(node, []).append(xml)

    def set_text(self, node: Node, words: str) -> None:
        if node.empty:
            self.append(node, text(words))
        else:
            self._edits.append((node.inner, node.close, text(words)))

    def set(self, node: Node, name: str, value: str | None) -> None:
        """An attribute without a namespace; None takes it away."""
        tag = self.data[node.start : node.inner]
        found = re.search(rb"\s+" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", tag)
        new = b"" if value is None else b" " + name.encode() + b"=" + attribute(value)
        if found is not None:
            self._edits.append((node.start + found.start(), node.start + found.end(), new))
        elif value is not None:
            place = node.start + len(tag) - (2 if node.empty else 1)
            self._edits.append((place, place, new))

    def bytes(self) -> bytes:
        edits = list(self._edits)
        for node, pieces in self._appended.items():
            xml = b"".join(pieces)
            if node.empty:
                name = f"{node.prefix}{node.name}".encode()
                edits.append((node.inner - 2, node.end, b">" + xml + b"</" + name + b">"))
            else:
                edits.append((node.close, node.close, xml))
        done = 0
        out: list[bytes] = []
        for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1])):
            if start < done:
                raise Unpatchable("changes that overlap")
            out += [self.data[done:start], new]
            done = end
        new = b"".join([*out, self.data[done:]])
        if edits:
            watched(new)
        return new


def _parse(data: bytes) -> Node:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = Node("", "", "", {}, 0, 0, empty=False)
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        place = parser.CurrentByteIndex
        tag = tag_at(data, place)
        space, _, local = name.rpartition(" ")
        prefix = tag[1].decode().rpartition(":")
        node = Node(local, space, prefix[0] + prefix[1], attributes, place, tag.end(), bool(tag[2]))
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        node = stack.pop()
        node.close = node.inner if node.empty else parser.CurrentByteIndex
        node.end = node.inner if node.empty else data.index(b">", node.close) + 1

    def characters(words: str) -> None:
        stack[-1].text += words

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unpatchable("not well-formed") from error
    return top.children[0]


def require_plain(data: bytes) -> None:
    """Raises Unpatchable for XML that cannot be changed by byte places."""
    head = data[:200].lower()
    if b"\x00" in head or (b"encoding=" in head and not re.search(rb"encoding=[\"'](utf-8|us-ascii)", head)):
        raise Unpatchable("encoding")
    if b"<!DOCTYPE" in data:
        raise Unpatchable("document type")


def tag_at(data: bytes, place: int) -> re.Match[bytes]:
    """The tag that begins at a byte: its name, and whether it closes itself."""
    found = _TAG.match(data, place)
    if found is None:
        raise Unpatchable("a tag")
    return found


def watched(data: bytes) -> None:
    """Raises Unpatchable for what no reader would take."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    except expat.ExpatError as error:
        raise Unpatchable("not well-formed") from error


def text(words: str) -> bytes:
    return escape(_NOT_XML.sub("", words)).encode()


def attribute(words: str) -> bytes:
    return quoteattr(_NOT_XML.sub("", words)).encode()


def with_attributes(raw: bytes, values: dict[str, str | None]) -> bytes:
    """An element's bytes with attributes of its own tag set, or taken away."""
    tag = _TAG.match(raw)
    if tag is None:
        raise Unpatchable("a tag")
    head, rest = tag[0], raw[tag.end() :]
    for name, value in values.items():
        head = re.sub(rb"\s+" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", head)
        if value is not None:
            place = len(head) - (2 if tag[2] else 1)
            head = head[:place].rstrip() + b" " + name.encode() + b"=" + attribute(value) + head[place:]
    return head + rest
