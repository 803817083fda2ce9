"""Web pages: the text that a browser would show, paragraph by paragraph, tables by rows, lists with their numbers."""

from __future__ import annotations

import re

from lxml import etree

from taizhang.engine.text import Text
from taizhang.proofreading.reading import plain, problems
from taizhang.proofreading.reading.blocks import Blocks
from taizhang.proofreading.reading.document import Document, TooMuch
from taizhang.proofreading.reading.numbering import written

_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LEFT_OUT = frozenset({
    "script", "style", "head", "title", "template", "noscript", "select", "textarea", "iframe", "object", "svg",
    "del", "s", "strike", "audio", "video", "canvas", "rt", "rp", "button",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "q", "ruby", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img",
    "input", "o:p", "html", "body", "tbody", "thead", "tfoot", "colgroup", "col",
})  # fmt: skip
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BLANK = re.compile(r"[ \t\n\r\f]+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef、。〈-】]"
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t]*\n\s*(?={_WIDE})")  # a line of the source that ends between characters
_CHUNK = 1 << 20
_MOST_ROWS = 65_534  # that one cell may reach down, as browsers have it


def read(name: str, data: bytes) -> Document:
    text = _decoded(name, data)
    if not text.strip():
        raise problems.empty(name)
    target = _Page()
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True, no_network=True)
    encoded = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        for place in range(0, len(encoded), _CHUNK):
            parser.feed(encoded[place : place + _CHUNK])
        parser.close()
    except TooMuch as error:
        raise problems.too_much(name, error) from error
    except etree.LxmlError as error:
        raise problems.damaged(name) from error
    done = target.blocks.finish()
    notes = (Text("隐藏的内容没有核对。", "Hidden content was not checked."),) if target.is_hiding else ()
    return Document(done.text, tuple(done.pieces), "html", name, notes)


def _decoded(name: str, data: bytes) -> str:
    """What the page says of its encoding counts, unless its bytes say otherwise."""
    said = _CHARSET.search(data[:4096])
    if said is not None and said[1].decode().lower() in _CHINESE and not data.startswith(b"\xef\xbb\xbf"):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return plain.decoded(name, data)


class _List:
    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        start = attributes.get("start", "")
        self.is_numbered = tag == "ol"
        self.next = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
        self.form = _FORMS.get(attributes.get("type", ""), "decimal")


class _Grid:
    """Which columns of the next rows are taken by cells that reach down into them."""

    def __init__(self) -> None:
        self.down: dict[int, int] = {}
        self.column = 0


class _Page:
    """lxml calls start, data, end in the order of the page."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.is_hiding = False
        self._open: list[str] = []  # what is open within what is left out
        self._lists: list[_List] = []
        self._grids: list[_Grid] = []
        self._pre = 0
        self._space = False
        self._words: list[str] = []  # text comes in bits, a < that begins no tag by itself

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._say()
        if self._open:
            if tag not in _VOID:
                self._open.append(tag)
            return
        hidden = "hidden" in attributes or (_HIDDEN.search(attributes.get("style", "")) is not None)
        if tag in _LEFT_OUT or hidden:
            self.is_hiding |= hidden
            if tag not in _VOID:
                self._open.append(tag)
            return
        if tag == "br":
            self.blocks.text("\n")
            self._space = False
        elif tag not in _INLINE:
            self._block(tag, attributes)

    def _block(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self._grids.append(_Grid())
            self.blocks.begin_table()
        elif tag == "tr" and self._grids:
            self._grids[-1].column = 0
            self.blocks.begin_row()
        elif tag in {"td", "th"} and self._grids:
            self._cell(attributes)
        else:
            self._end_paragraph()
        if tag in {"ol", "ul"}:
            self._lists.append(_List(tag, attributes))
        elif tag == "pre":
            self._pre += 1
        elif tag == "li" and self._lists and self._lists[-1].is_numbered:
            self._item(self._lists[-1], attributes.get("value", ""))

    def _item(self, items: _List, value: str) -> None:
        if value.isascii() and value.isdigit() and len(value) < 7:
            items.next = int(value)
        self.blocks.text(f"{written(items.next, items.form)}. ")
        items.next += 1

    def _cell(self, attributes: dict[str, str]) -> None:
        grid = self._grids[-1]
        self._skip_taken(grid)
        span, down = (_count(attributes.get(name, "")) for name in ("colspan", "rowspan"))
        span = min(span, 1000)
        self._space = False
        self.blocks.begin_cell(span)
        if down > 1:
            for column in range(grid.column, grid.column + span):
                grid.down[column] = min(down, _MOST_ROWS) - 1
        grid.column += span

    def _skip_taken(self, grid: _Grid) -> None:
        while grid.down.get(grid.column):
            grid.down[grid.column] -= 1
            grid.column += 1
            self.blocks.begin_cell()

    def end(self, tag: str) -> None:
        self._say()
        if self._open:
            if tag not in _VOID:
                self._open.pop()
            return
        if tag in _INLINE or tag in _VOID:
            return
        if tag == "table" and self._grids:
            self._grids.pop()
            self.blocks.end_table()
        elif tag == "tr" and self._grids:
            self._skip_taken(self._grids[-1])
            self.blocks.end_row()
        elif tag in {"td", "th"} and self._grids:
            self.blocks.end_cell()
        else:
            self._end_paragraph()
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        elif tag == "pre" and self._pre:
            self._pre -= 1
        self._space = False

    def _end_paragraph(self) -> None:
        self.blocks.end_paragraph()
        self._space = False

    def data(self, words: str) -> None:
        self._words.append(words)

    def _say(self) -> None:
        if not self._words:
            return
        words, self._words = "".join(self._words), []
        if self._open:
            return
        if self._pre:
            self.blocks.text(words)
            return
        words = _BLANK.sub(" ", _WRAPPED.sub("", words)).replace("\xa0", " ")
        if self._space or self.blocks.is_paragraph_empty:
            words = words.lstrip(" ")
        if words:
            self._space = words.endswith(" ")
            self.blocks.text(words)

    def comment(self, _words: str) -> None:
        """Not shown."""

    def close(self) -> None:
        self._say()
        self._end_paragraph()


def _count(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 1
