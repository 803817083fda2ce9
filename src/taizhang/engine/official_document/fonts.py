"""Kinds of type by the names under which they stand in offices' files."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator

from taizhang.engine.official_document.description import Paragraph, Run

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff〇]")


class Face(enum.StrEnum):
    """Value: how it is called, with the names that a person finds in the list of fonts."""

    FANG_SONG = "仿宋（仿宋_GB2312、仿宋、方正仿宋_GBK）"
    HEI = "黑体（黑体、方正黑体_GBK）"
    KAI = "楷体（楷体_GB2312、楷体、方正楷体_GBK）"
    TITLE = "小标宋（方正小标宋简体、方正小标宋_GBK）"
    SONG = "宋体"


# Parts of a name, in small letters without blanks, that tell the kind; what comes first is asked first.
_MARKS = (
    (Face.TITLE, ("小标宋", "简标宋", "xiaobiaosong", "xbsjw", "fzxbs")),
    (Face.FANG_SONG, ("仿宋", "fangsong", "fang_song", "fzfs")),
    (Face.HEI, ("黑体", "simhei", "fzhei", "stheiti", "heiti", "fzht")),
    (Face.KAI, ("楷体", "kaiti", "simkai", "fzkai", "stkaiti", "华文楷")),
    (Face.SONG, ("宋体", "simsun", "nsimsun", "stsong", "书宋", "songti")),
)
_NOT = {Face.HEI: ("雅黑", "yahei", "细黑"), Face.SONG: ("标宋", "仿宋")}


def face_of(name: str) -> Face | None:
    plain = name.lower().replace(" ", "").lstrip("@")
    for face, marks in _MARKS:
        if any(mark in plain for mark in marks) and not any(other in plain for other in _NOT.get(face, ())):
            return face
    return None


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def chinese_runs(paragraph: Paragraph) -> Iterator[Run]:
    return (run for run in paragraph.runs if has_han(run.text))


def other_fonts(runs: Iterator[Run], *allowed: Face) -> str:
    """Names of the fonts of Chinese characters that are of none of these kinds, in order; "" when all are."""
    found: dict[str, None] = {}
    for run in runs:
        if face_of(run.east_asian) not in allowed:
            found[run.east_asian or "没有指定字体"] = None
    return "、".join(found)


def is_black(colour: str) -> bool:
    """Automatic, or so dark that it prints as black."""
    return not colour or max(channels(colour)) <= 0x20


def is_red(colour: str) -> bool:
    red, green, blue = channels(colour) if colour else (0, 0, 0)
    return red >= 0xC0 and green <= 0x50 and blue <= 0x50


def channels(colour: str) -> tuple[int, int, int]:
    try:
        value = int(colour, 16)
    except ValueError:
        return 0, 0, 0
    return value >> 16 & 255, value >> 8 & 255, value & 255
