"""How a title is broken into lines: of about equal length, no word of its sense torn where that can be seen."""

from __future__ import annotations

from taizhang.engine.official_document.forms import TITLE_ENDS
from taizhang.engine.official_document.headings import heading_of

LONGEST_LINE = 20  # characters of size 2 in 156 mm
MOST_LINES = 5
_AWAY = 4  # characters from the even break
_GOOD_ENDS = "的和与、》"
_BAD_ENDS = f"{TITLE_ENDS}关《（(“〔"
# Words of the field that stand in titles; what is torn reads badly.
_WORDS = (
    "督查", "检查", "督导", "抽查", "复查", "视导", "工作", "学校", "教育", "问题", "发现", "整改", "通知", "安全",
    "专项", "开学", "校园", "食品", "卫生", "行动", "活动", "学期", "学年", "中学", "小学", "关于",
)  # fmt: skip
_BAD_STARTS = "的和与、》）)”〕。，；：于"


def title_lines(title: str) -> tuple[str, ...]:
    """The lines; () for a title that is too long for a page."""
    count = -(-len(title) // LONGEST_LINE)
    if count > MOST_LINES:
        return ()
    lines: list[str] = []
    rest = title
    for left in range(count, 1, -1):
        cut = _cut(rest, left)
        lines.append(rest[:cut])
        rest = rest[cut:]
    return (*lines, rest)


def _cut(rest: str, lines: int) -> int:
    """Where the first of so many lines ends."""
    even = -(-len(rest) // lines)
    least = max(1, len(rest) - LONGEST_LINE * (lines - 1))
    places = [at for at in range(even - _AWAY, even + _AWAY + 1) if least <= at <= LONGEST_LINE and at < len(rest)]
    return min(places, key=lambda at: (_cost(rest, at), abs(at - even)), default=even)


def _cost(rest: str, at: int) -> int:
    before, after = rest[at - 1], rest[at]
    torn = before.isascii() and after.isascii()  # a number or a word
    if (
        rest[at - 1 : at + 1] in _WORDS
        or torn
        or before in _BAD_ENDS
        or after in _BAD_STARTS
        or heading_of(rest[at:], after_item=False)
    ):
        return 2
    return 0 if before in _GOOD_ENDS else 1
