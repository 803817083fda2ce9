"""What ends a document: 附件说明, signature and date, 附注, attachments, 版记. Found from the end, since only there are
they what they look like: a date alone on a line may be anything in the middle."""

from __future__ import annotations

from taizhang.engine.official_document import forms
from taizhang.engine.official_document.description import Alignment, Layout, Paragraph, Table
from taizhang.engine.official_document.elements import Role
from taizhang.engine.official_document.headings import heading_of
from taizhang.engine.official_document.measures import extent

_LONG = 60  # characters: longer than what stands behind a date
_MOST_SIGNERS, _MOST_ANNEXES = 6, 30
_FAR_IN = 8  # characters from the left: no paragraph of the text begins there


def closing_of(layout: Layout, flow: list[Paragraph | Table], start: int) -> dict[int, Role]:
    """Index in the flow -> what stands there. start: where the text of the document begins."""
    return _Closing(layout, flow, start).find()


class _Closing:
    def __init__(self, layout: Layout, flow: list[Paragraph | Table], start: int) -> None:
        self._layout, self._flow, self._start = layout, flow, start
        self._roles: dict[int, Role] = {}

    def find(self) -> dict[int, Role]:
        imprint = self._imprint()
        marks = self._attachment_marks(imprint)
        end = min([*marks, imprint])
        date = self._date(end)
        annexes_end = end
        if date is not None:
            annexes_end = self._signature(date)
            self._behind(date, end)
        self._annexes(annexes_end)
        return self._roles

    def _words(self, at: int) -> str:
        """Of a paragraph; "" for a table."""
        item = self._flow[at]
        return item.words if isinstance(item, Paragraph) else ""

    def _imprint(self) -> int:
        """Where it begins; behind the last one without any."""
        first = len(self._flow)
        for at in range(len(self._flow) - 1, self._start - 1, -1):
            words = self._words(at)
            if not words:
                continue
            copies, printed = forms.COPIES.match(words), forms.PRINTED.fullmatch(words)
            if copies and (copies["colon"] or len(words) < _LONG):
                self._roles[at], first = Role.COPIES, at
            elif printed and len(words) < _LONG:
                self._roles[at], first = Role.PRINTED, at
            elif first < len(self._flow) or len(words) > _LONG:
                break
        for at in range(first + 1, len(self._flow)):
            if self._words(at) and at not in self._roles:
                self._roles[at] = Role.IMPRINT_MORE
        return first

    def _attachment_marks(self, end: int) -> list[int]:
        marks = []
        for at in range(self._start, end):
            found = forms.ATTACHMENT_MARK.fullmatch(self._words(at))
            if found is not None and not self._heads_a_list(at, end, bool(found["colon"])):
                self._roles[at] = Role.ATTACHMENT_MARK
                marks.append(at)
        return marks

    def _heads_a_list(self, at: int, end: int, has_colon: bool) -> bool:
        """附件： with its names on the lines below, still before the date."""
        if not has_colon or self._words(at)[-1] not in "：:":
            return False
        for other in range(at + 1, end):
            item = self._flow[other]
            if isinstance(item, Table) or item.starts_page:
                return False
            if forms.DATE.fullmatch(item.words):
                return True
        return False

    def _date(self, end: int) -> int | None:
        """The last date alone on a line. With a table behind it, it must stand where a date does."""
        has_table = False
        for at in range(end - 1, self._start - 1, -1):
            words, item = self._words(at), self._flow[at]
            if isinstance(item, Table):
                has_table = True
                continue
            if forms.DATE.fullmatch(words):
                if item.table or not any(self._words(other) for other in range(self._start, at)):
                    return None
                if has_table and not self._is_far_in(item):
                    return None
                self._roles[at] = Role.DATE
                return at
            if len(words) > _LONG and not forms.REMARK.fullmatch(words):
                return None
            if heading_of(words, after_item=False) is not None:
                return None
        return None

    def _is_far_in(self, item: Paragraph) -> bool:
        room = extent(item, self._layout.sections[item.section])
        return room is not None and room.before >= _FAR_IN

    def _signature(self, date: int) -> int:
        first, seen = date, 0
        for at in range(date - 1, self._start, -1):
            item = self._flow[at]
            if isinstance(item, Table):
                break
            if item.is_blank:
                if seen or date - at > 4:
                    break
                continue
            if seen == _MOST_SIGNERS or not self._is_signature(item):
                break
            self._roles[at] = Role.SIGNATURE
            first, seen = at, seen + 1
        return first

    def _is_signature(self, item: Paragraph) -> bool:
        words = item.words
        if len(words) > 40 or any(sign in words for sign in "。：:；，") or heading_of(words, after_item=False):
            return False
        if forms.ANNEX_NOTE.match(words) or forms.REMARK.fullmatch(words):
            return False
        if item.alignment in {Alignment.RIGHT, Alignment.CENTRE}:
            return True
        return self._is_far_in(item) or (len(words) <= 24 and forms.ORGAN.search(words) is not None)

    def _behind(self, date: int, end: int) -> None:
        for at in range(date + 1, end):
            words = self._words(at)
            if words:
                is_remark = forms.REMARK.fullmatch(words) is not None
                self._roles[at] = Role.REMARK if is_remark else Role.TRAILING

    def _annexes(self, end: int) -> None:
        for at in range(end - 1, max(self._start - 1, end - _MOST_ANNEXES), -1):
            words = self._words(at)
            found = forms.ANNEX_NOTE.fullmatch(words) if at not in self._roles else None
            if found is None and forms.ATTACHMENT_MARK.fullmatch(words) is None:
                continue
            if found is not None and not (found["colon"] or found["gap"] or found["names"][0].isdigit()):
                continue
            if at in self._roles or "。" in words[:-1] or not words.startswith("附"):
                continue
            self._roles[at] = Role.ANNEX_NOTE
            for other in range(at + 1, end):
                if self._words(other) and other not in self._roles:
                    self._roles[other] = Role.ANNEX_MORE
            return
