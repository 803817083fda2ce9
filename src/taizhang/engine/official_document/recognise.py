"""From a description to its elements, by position and form: what stands first, last, in red, before a colon."""

from __future__ import annotations

from taizhang.engine.official_document import forms
from taizhang.engine.official_document.closing import closing_of
from taizhang.engine.official_document.description import Alignment, Layout, Paragraph, Stroke, Table
from taizhang.engine.official_document.elements import HEAD, Element, Kind, Recognised, Role
from taizhang.engine.official_document.fonts import is_red
from taizhang.engine.official_document.headings import heading_of, is_item
from taizhang.engine.official_document.measures import SIZE_2, SIZE_3

_LONGEST_TITLE, _LONGEST_RECIPIENT, _LONGEST_PLAIN_TITLE = 90, 400, 50
_LARGE = 26.0  # points: larger than any title
_MOST_HEAD, _MOST_TITLE = 16, 5  # lines
_LONGEST_MARK = 60
_MARK_ENDS = ("文件", "命令", "令", "纪要")


def recognise(layout: Layout) -> Recognised:
    flow, laid_out = _flow(layout)
    return _Recogniser(layout, flow, laid_out).run()


def _flow(layout: Layout) -> tuple[list[Paragraph | Table], frozenset[int]]:
    flow: list[Paragraph | Table] = []
    laid_out: set[int] = set()
    for block in layout.blocks:
        flow.append(block)
        if isinstance(block, Table) and _lays_out(block):
            laid_out.add(block.number)
            flow.extend(block.paragraphs())
    return flow, frozenset(laid_out)


def _lays_out(table: Table) -> bool:
    """A table that holds a head (number and signer side by side) or an imprint."""
    if len(table.rows) > 8:
        return False
    texts = [paragraph.words for paragraph in table.paragraphs() if not paragraph.is_blank]
    return any(
        forms.NUMBER.fullmatch(text)
        or forms.SIGNER.match(text)
        or (forms.COPIES.match(text) and len(table.rows) <= 5)
        or (forms.PRINTED.fullmatch(text) and len(text) < 60)
        for text in texts
    )


class _Recogniser:
    """Walks the flow once, from the head down; `_at` is where it stands."""

    def __init__(self, layout: Layout, flow: list[Paragraph | Table], laid_out: frozenset[int]) -> None:
        self._layout, self._flow, self._laid_out = layout, flow, laid_out
        self._elements: list[Element] = []
        self._at = 0
        self._items: dict[int, bool] = {}  # level -> whether the last one of it was an item of a list

    def run(self) -> Recognised:
        self._head()
        self._title(Role.TITLE)
        self._recipient()
        closing = closing_of(self._layout, self._flow, self._at)
        self._body(closing)
        return Recognised(self._layout, tuple(self._flow), tuple(self._elements), self._kind(), self._laid_out)

    # the head

    def _add(self, role: Role, at: int) -> None:
        paragraph = self._flow[at]
        assert isinstance(paragraph, Paragraph)
        self._elements.append(Element(role, paragraph, at))

    def _next(self) -> Paragraph | None:
        """The next paragraph with words, where the walk then stands; None at a table or the end."""
        while self._at < len(self._flow):
            item = self._flow[self._at]
            if isinstance(item, Table):
                if item.number not in self._laid_out:
                    return None
            elif not item.is_blank:
                return item
            self._at += 1
        return None

    def _head(self) -> None:
        for _ in range(_MOST_HEAD):
            item = self._next()
            if item is None:
                return
            role = self._head_role(item)
            if role is None:
                return
            self._add(role, self._at)
            self._at += 1
            if role is Role.ATTACHMENT_MARK:
                return

    def _head_role(self, item: Paragraph) -> Role | None:
        words = item.words
        mark = self._has(Role.ISSUER_MARK)
        if not self._elements and forms.ATTACHMENT_MARK.fullmatch(words):
            return Role.ATTACHMENT_MARK
        if not mark and forms.COPY_NUMBER.fullmatch(words):
            return Role.COPY_NUMBER
        if forms.SECRECY.fullmatch(words):
            return Role.SECRECY
        if forms.URGENCY.fullmatch(words):
            return Role.URGENCY
        signer = words.find("签发人")
        numbered = words[:signer].strip() if signer > 0 else words
        if number_match(numbered):
            return Role.NUMBER
        if forms.SIGNER.match(words) and len(words) < 30:
            return Role.SIGNER
        if mark and forms.ORDER_NUMBER.fullmatch(words):
            return Role.HEAD_REMARK
        if not self._has(Role.NUMBER) and self._is_issuer_mark(item):
            return Role.ISSUER_MARK
        if forms.REMARK.fullmatch(words) and item.alignment is Alignment.CENTRE and len(words) < 30:
            return Role.HEAD_REMARK
        return None

    def _is_issuer_mark(self, item: Paragraph) -> bool:
        """Large and red, or large and said to be one by its last words or by the number that follows."""
        words = "".join(item.words.split())
        if len(words) > _LONGEST_MARK or words.endswith(tuple(forms.TITLE_ENDS)):
            return False
        is_red_mark = any(is_red(run.colour) for run in item.shown_runs)
        if self._has(Role.ISSUER_MARK) and not is_red_mark:
            return False
        if words.endswith(_MARK_ENDS) and is_red_mark and item.size >= SIZE_3:
            return True
        if words.endswith("文件") and item.size >= _LARGE - 6:
            return True
        if is_red_mark and item.size > SIZE_2:
            return True
        return (is_red_mark or item.size >= _LARGE) and self._number_follows()

    def _number_follows(self) -> bool:
        """Whether the next words below, or those below further marks, are a number or a signer."""
        for other in self._flow[self._at + 1 : self._at + _MOST_HEAD]:
            if isinstance(other, Table):
                return other.number in self._laid_out
            if other.is_blank:
                continue
            words = other.words.partition("签发人")[0].strip()
            if number_match(words) or forms.SIGNER.match(other.words):
                return True
            if other.size < SIZE_2 and not any(is_red(run.colour) for run in other.shown_runs):
                return False
        return False

    def _has(self, *roles: Role) -> bool:
        return any(element.role in roles for element in self._elements)

    # title and recipient

    def _title(self, role: Role) -> None:
        item = self._next()
        if item is None or not self._is_title(item, role):
            return
        size = item.size
        self._add(role, self._at)
        self._at += 1
        for _ in range(_MOST_TITLE - 1):
            following = self._flow[self._at] if self._at < len(self._flow) else None
            if not isinstance(following, Paragraph) or following.is_blank or not _may_be_title(following):
                break
            if following.alignment is not Alignment.CENTRE or following.size != size:
                break
            self._add(role, self._at)
            self._at += 1
        under = self._next()
        if under is not None and under.alignment is Alignment.CENTRE and len(under.words) < 60:
            date = forms.DATE.fullmatch(under.words.strip("（）()"))
            if date or (forms.SUBTITLE.match(under.words) and heading_of(under.words, after_item=False) is None):
                self._add(Role.SUBTITLE, self._at)
                self._at += 1

    def _is_title(self, item: Paragraph, role: Role) -> bool:
        if not _may_be_title(item):
            return False
        if item.alignment is Alignment.CENTRE or item.size >= 18 or item.style.lower() in {"title", "标题"}:
            return True
        if role is Role.TITLE and self._has(*HEAD):
            return "。" not in item.words
        return len(item.words) <= _LONGEST_PLAIN_TITLE and not any(sign in item.words for sign in "。，；")

    def _recipient(self) -> None:
        item = self._next()
        if item is not None and self._has(Role.TITLE, Role.NUMBER) and is_recipient(item.words):
            self._add(Role.RECIPIENT, self._at)
            self._at += 1

    # the rest

    def _body(self, closing: dict[int, Role]) -> None:
        while self._at < len(self._flow):
            item = self._flow[self._at]
            role = closing.get(self._at)
            if isinstance(item, Table) or item.is_blank:
                self._at += 1
            elif role is Role.ATTACHMENT_MARK:
                self._add(role, self._at)
                self._at += 1
                self._items.clear()
                if closing.get(self._after_blanks()) is None:
                    self._title(Role.ATTACHMENT_TITLE)
            elif role is not None:
                self._add(role, self._at)
                self._at += 1
            else:
                self._text(item)
                self._at += 1

    def _after_blanks(self) -> int:
        at = self._at
        while at < len(self._flow) and isinstance(item := self._flow[at], Paragraph) and item.is_blank:
            at += 1
        return at

    def _text(self, item: Paragraph) -> None:
        if item.table:
            return
        if item.style.lower().startswith(("toc", "目录")):
            self._add(Role.CONTENTS, self._at)
        elif self._is_caption(item):
            self._add(Role.CAPTION, self._at)
        elif (heading := heading_of(item.text, after_item=False)) is not None:
            was_item = self._items.get(heading.level, False)
            self._items[heading.level] = is_item(item.text)
            heading = heading_of(item.text, after_item=was_item)
            self._elements.append(Element(Role.HEADING, item, self._at, heading))
        else:
            self._add(Role.BODY, self._at)

    def _is_caption(self, item: Paragraph) -> bool:
        """Words that belong to a table or picture beside them, and the titles of chapters."""
        if forms.CHAPTER.match(item.words) and item.alignment is Alignment.CENTRE:
            return True
        before, behind = (self._flow[at] if 0 <= at < len(self._flow) else None for at in (self._at - 1, self._at + 1))
        by_table = isinstance(behind, Table) and behind.number not in self._laid_out
        if not by_table and isinstance(behind, Paragraph) and self._at + 2 < len(self._flow):
            by_table = isinstance(self._flow[self._at + 2], Table) and _is_caption_words(behind)
        if by_table and _is_caption_words(item):
            return True
        after_table = isinstance(before, Table) or (isinstance(before, Paragraph) and before.has_picture)
        return item.has_picture or (after_table and forms.CAPTION_BEHIND.match(item.words) is not None)

    def _kind(self) -> Kind:
        marks = [element for element in self._elements if element.role is Role.ISSUER_MARK]
        if not marks:
            return Kind.HEADLESS
        words = "".join(marks[-1].paragraph.words.split())
        if words.endswith(("命令", "令")):
            return Kind.ORDER
        if words.endswith("纪要"):
            return Kind.MINUTES
        if not words.endswith("文件") and any(is_double(stroke) for stroke in self._head_strokes(marks[-1].at)):
            return Kind.LETTER
        return Kind.ORDINARY

    def _head_strokes(self, mark: int) -> list[Stroke]:
        title = next((item.at for item in self._elements if item.role is Role.TITLE), mark + 1)
        own = [stroke for item in self._flow[: title + 1] for stroke in item.strokes]
        return [*own, *(stroke for section in self._layout.sections[:1] for stroke in section.strokes)]


def number_match(words: str) -> bool:
    return bool(forms.NUMBER.fullmatch(words) or forms.BARE_NUMBER.fullmatch(words))


def is_double(stroke: Stroke) -> bool:
    return stroke.form in {"thickThin", "thinThick", "double"}


def _may_be_title(item: Paragraph) -> bool:
    words = item.words
    if len(words) > _LONGEST_TITLE or words.endswith(tuple(forms.TITLE_ENDS)):
        return False
    return not forms.DATE.fullmatch(words) and heading_of(words, after_item=False) is None


def is_recipient(words: str) -> bool:
    """Whether the words below a title name whom the document goes to."""
    if len(words) > _LONGEST_RECIPIENT or not words.endswith(("：", ":")) or heading_of(words, after_item=False):
        return False
    if forms.NO_RECIPIENT.search(words):
        return False
    parts = words.rstrip("：:").replace("，", "、").replace(",", "、").split("、")
    return all(forms.ORGAN.search(part.strip()) for part in parts) or not any(sign in words for sign in "，。的了")


def _is_caption_words(item: Paragraph) -> bool:
    if item.is_blank or len(item.words) > 60:
        return False
    if item.alignment in {Alignment.CENTRE, Alignment.RIGHT}:
        return not item.words.endswith("。")
    return forms.CAPTION_BEFORE.match(item.words) is not None
