"""Where a comment begins and ends in a Word document's markup: between runs, or within one that is then parted.

A parted run is written as two with the same properties, so that no letter changes its looks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from taizhang.core.packages.markup import Unpatchable, require_plain, tag_at, watched
from taizhang.proofreading.reading.blocks import NO_SOURCE
from taizhang.proofreading.reading.docx import Parsed
from taizhang.proofreading.reading.docx_bits import Bit, Run

_CHARACTER = re.compile(rb"&[^;]+;|\r\n|[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]*")
_PRESERVE = b' xml:space="preserve"'


@dataclass(slots=True)
class _Here:
    """What is put in at one byte: ends of comments before beginnings, and the run parted around them."""

    closing: bytes = b""
    opening: bytes = b""
    ends: list[bytes] = field(default_factory=list)
    starts: list[bytes] = field(default_factory=list)


class Anchors:
    """Collects the places of one part, and writes it anew with them."""

    def __init__(self, parsed: Parsed) -> None:
        require_plain(parsed.xml)
        self._parsed, self._xml, self._bits = parsed, parsed.xml, parsed.bits
        self._starts = [start for start, _source in parsed.marks]
        self._here: defaultdict[int, _Here] = defaultdict(_Here)
        self._preserved: set[int] = set()
        self._prefix: bytes | None = None

    def put(self, start: int, end: int, number: int) -> bool:
        """A comment over the text from start to end; False where the file has no text to hang it on."""
        found = self._marks(start, end)
        if found and self._place(found[0]) != self._place(found[-1]):
            # Word takes no comment across cells: the part before the border is marked.
            found = [mark for mark in found if self._place(mark) == self._place(found[0])]
        found = found or self._nearest(start)
        if not found:
            return False
        first, last = found[0], found[-1]
        prefix = self._word_prefix(self._bits[self._source(first)].run)
        tag = b'<%bcomment%%b %bid="%d"/>' % (prefix, prefix, number)
        reference = b"<%br>%b</%br>" % (prefix, tag % b"Reference", prefix)
        self._at(first, max(start - self._starts[first], 0), is_end=False).starts.append(tag % b"RangeStart")
        self._at(last, end - self._starts[last], is_end=True).ends.append(tag % b"RangeEnd" + reference)
        return True

    def written(self) -> bytes:
        """The part with all comments; raises Unpatchable when it would not be well-formed."""
        out, done = [], 0
        for place in sorted({*self._here, *self._preserved}):
            here = self._here.get(place)
            new = _PRESERVE if here is None else b"".join([here.closing, *here.ends, *here.starts, here.opening])
            out += [self._xml[done:place], new]
            done = place
        new = b"".join([*out, self._xml[done:]])
        watched(new)
        return new

    def _source(self, mark: int) -> int:
        return self._parsed.marks[mark][1]

    def _place(self, mark: int) -> int:
        return self._bits[self._source(mark)].run.cell

    def _marks(self, start: int, end: int) -> list[int]:
        """The marks over a range whose text lies in the file."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        behind = bisect_left(self._starts, end)
        return [mark for mark in range(first, behind) if self._source(mark) != NO_SOURCE and self._ends(mark) > start]

    def _ends(self, mark: int) -> int:
        return self._starts[mark + 1] if mark + 1 < len(self._starts) else len(self._parsed.document.text)

    def _nearest(self, start: int) -> list[int]:
        """For a number that Word writes itself: the text behind it, or else before it."""
        here = bisect_right(self._starts, start) - 1
        order = (*range(max(here, 0), len(self._starts)), *range(here, -1, -1))
        return [mark for mark in order[:1000] if self._source(mark) != NO_SOURCE][:1]

    def _word_prefix(self, run: Run) -> bytes:
        if self._prefix is None:
            head, colon, _local = tag_at(self._xml, run.start)[1].rpartition(b":")
            self._prefix = head + colon
        return self._prefix

    def _at(self, mark: int, offset: int, *, is_end: bool) -> _Here:
        """The byte before the character at `offset` of a mark, or behind the one before it."""
        bit = self._bits[self._source(mark)]
        length = self._ends(mark) - self._starts[mark]
        if bit.whole or offset <= 0 or offset >= length:
            return self._beside(bit, is_end=is_end)
        tag = tag_at(self._xml, bit.start)
        raw = self._xml[tag.end() : bit.close]
        if b"<" in raw:  # text in another notation
            return self._beside(bit, is_end=is_end)
        return self._within(bit, tag, self._byte_of(raw, tag.end(), offset))

    def _byte_of(self, raw: bytes, inner: int, offset: int) -> int:
        for count, found in enumerate(_CHARACTER.finditer(raw)):
            if count == offset:
                return inner + found.start()
        raise Unpatchable("text of another length")

    def _beside(self, bit: Bit, *, is_end: bool) -> _Here:
        """Before or behind a bit: outside of its run where it is the run's first or last."""
        run = bit.run
        head = tag_at(self._xml, run.start).end()
        content = self._behind(run.content) if run.content else head
        if is_end:
            place = self._behind(bit.close) if not bit.whole else run.end
            if place >= run.end:
                return self._here[self._behind(run.end)]
        else:
            place = bit.start
            if bit.whole or place <= content:
                return self._here[run.start]
        here = self._here[place]
        here.closing, here.opening = self._parted(run)
        return here

    def _within(self, bit: Bit, tag: re.Match[bytes], place: int) -> _Here:
        closing, opening = self._parted(bit.run)
        here = self._here[place]
        here.closing = b"</%b>%b" % (tag[1], closing)
        here.opening = opening + b"<%b%b>" % (tag[1], _PRESERVE)
        if b"xml:space" not in tag[0]:
            self._preserved.add(bit.start + 1 + len(tag[1]))
        return here

    def _parted(self, run: Run) -> tuple[bytes, bytes]:
        head = tag_at(self._xml, run.start)
        properties = self._xml[head.end() : self._behind(run.content)] if run.content else b""
        return b"</%b>" % head[1], head[0] + properties

    def _behind(self, place: int) -> int:
        """The byte behind the tag that begins here."""
        return self._xml.index(b">", place) + 1
