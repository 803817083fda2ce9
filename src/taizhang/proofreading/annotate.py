"""A person's own Word document back, with a comment at each finding and else as it was.

Four parts change: the document's text gets the ranges of the comments, the comments are added behind those that are
there, and where there were none the list of parts and the document's relations name the new one. All else is copied as
it is packed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from taizhang.core.packages.markup import Unpatchable, attribute, text
from taizhang.core.packages.package import Package
from taizhang.core.workbooks.guards import ODD
from taizhang.core.workbooks.problems import UnreadableFile, unreadable
from taizhang.engine.checker.types import Finding
from taizhang.engine.text import Text
from taizhang.proofreading.anchors import Anchors
from taizhang.proofreading.reading.docx import Parsed, parse
from taizhang.proofreading.reading.docx_walker import STRICT, WORD
from taizhang.proofreading.wording import lines_of, stated_range

AUTHOR, _INITIALS = "台账核对", "核"
MOST_COMMENTS = 2_000  # WPS slows down with more
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_NUMBERED = re.compile(rb"<\w*:?comment(?:RangeStart|RangeEnd|Reference)?\b[^<>]*?\bid\s*=\s*[\"'](\d{1,9})[\"']")


@dataclass(frozen=True, slots=True)
class Marked:
    """data: the document; comments: how many of the findings have one."""

    data: bytes
    comments: int


def annotated(name: str, data: bytes, findings: Sequence[Finding], *, language: str = "zh", when: datetime) -> Marked:
    """findings: of the text that `read` gives for the same file. Raises UnreadableFile."""
    parsed = parse(name, data)
    try:
        return _marked(parsed, data, findings, language, when)
    except (Unpatchable, *ODD) as error:
        raise _unusual(name) from error


def _marked(parsed: Parsed, data: bytes, findings: Sequence[Finding], language: str, when: datetime) -> Marked:
    if STRICT.encode() in parsed.xml[:4096]:
        raise Unpatchable("strict form")
    if not findings:
        return Marked(data, 0)
    package = Package(data)
    known = [item.target for item in package.relations(parsed.part) if item.kind == "comments"]
    existing = package.read(known[0]) if known else b""
    numbers = [int(number) for xml in (parsed.xml, existing) for number in _NUMBERED.findall(xml)]
    first = max(numbers, default=-1) + 1
    anchors = Anchors(parsed)
    placed: list[tuple[int, Finding]] = []
    for finding in findings[:MOST_COMMENTS]:
        number = first + len(placed)
        if anchors.put(*_range(parsed, finding), number):
            placed.append((number, finding))
    if not placed:
        return Marked(data, 0)
    package.write(parsed.part, [anchors.written()])
    stamp = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if known:
        markup = package.markup(known[0])
        prefix = markup.root.prefix.encode()
        for number, finding in placed:
            markup.append(markup.root, _comment(number, finding, language, stamp, prefix))
    else:
        part = package.free_name("word/comments{}.xml") if package.has("word/comments.xml") else "word/comments.xml"
        body = b"".join(_comment(number, finding, language, stamp, b"w:") for number, finding in placed)
        package.add(part, b'<w:comments xmlns:w="%b">%b</w:comments>' % (WORD.encode(), body), _TYPE)
        package.relate(parsed.part, "comments", part)
    return Marked(package.finish(), len(placed))


def _range(parsed: Parsed, finding: Finding) -> tuple[int, int]:
    """What the comment stands over: the finding's words, or its stated number where they go over a border."""
    start, end = finding.start, finding.end
    first, last = (parsed.document.piece_at(place) for place in (start, max(end - 1, start)))
    return (start, end) if first is last else stated_range(parsed.document.text, finding)


def _comment(number: int, finding: Finding, language: str, stamp: str, prefix: bytes) -> bytes:
    def named(tag: bytes) -> bytes:
        return prefix + tag

    lines = [finding.message.get(language), *lines_of(finding, language)]
    shown = b"".join(
        b'<%b><%b><%b xml:space="preserve">%b</%b></%b></%b>'
        % (named(b"p"), named(b"r"), named(b"t"), text(line), named(b"t"), named(b"r"), named(b"p"))
        for line in lines
    )
    facts = {b"id": str(number), b"author": AUTHOR, b"date": stamp, b"initials": _INITIALS}
    pairs = b"".join(b" " + named(key) + b"=" + attribute(value) for key, value in facts.items())
    return b"<%b%b>%b</%b>" % (named(b"comment"), pairs, shown, named(b"comment"))


def _unusual(name: str) -> UnreadableFile:
    return unreadable(
        name,
        "unusual",
        Text("WPS 或 Word 存成的 .docx", "a .docx as WPS or Word saves it"),
        Text("写法少见，加批注可能损坏", "an uncommon form that marking might damage"),
        Text("用 WPS 另存为 .docx，再核对一次。", "Save it as .docx once more and check that."),
    )
