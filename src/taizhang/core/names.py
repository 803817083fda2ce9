"""How people search for a unit: by a part of its name, its pinyin initials, or with the wrong kind of school."""

from __future__ import annotations

from taizhang.core.pinyin import initials

# Longest first: 中心小学 is one word, not 小学 after 中心.
KINDS_OF_SCHOOL = (
    "九年一贯制学校",
    "中心小学", "中心学校", "中心校", "教学点", "幼儿园",
    "完小", "小学", "初中", "高中", "中学", "学校",
)  # fmt: skip


def other_spellings(text: str) -> tuple[str, ...]:
    """小麦穗学校 -> 小麦穗小学, 小麦穗中学, …: for when nothing bears the name as it was typed.

    Empty when no kind of school is in the text, or nothing else.
    """
    kind = next((kind for kind in KINDS_OF_SCHOOL if kind in text), "")
    if not kind or text.strip() == kind:
        return ()
    return tuple(text.replace(kind, other) for other in KINDS_OF_SCHOOL if other != kind)


def is_named(name: str, wanted: str) -> bool:
    """Whether a text holds what is looked for (in lower case), or has these letters among its pinyin initials."""
    if wanted in name.lower():
        return True
    return wanted.isascii() and wanted.isalpha() and not name.isascii() and wanted in initials(name)
