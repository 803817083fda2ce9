"""Which paragraphs are headings (结构层次序数), and how much of them is the heading."""

from __future__ import annotations

from taizhang.engine.official_document.elements import Heading
from taizhang.engine.official_document.forms import HEADINGS

_LONGEST = 45  # characters of a heading; a longer one is a sentence of the text
_SENTENCE_ENDS = "。！？"


def heading_of(text: str, *, after_item: bool) -> Heading | None:
    """after_item: the paragraph of this level before it was an item of a list, so that this one ends the list.

    text: of the paragraph, from its first printed character. The heading of 一 and （一） ends with the first sentence
    when others follow: （一）加强领导。各校要……
    """
    lead = len(text) - len(text.lstrip())
    words = text[lead:]
    for level, form in HEADINGS:
        found = form.match(words)
        if found is None:
            continue
        end = min((at for sign in _SENTENCE_ENDS if (at := words.find(sign, found.end())) >= 0), default=-1)
        goes_on = 0 <= end < len(words.rstrip()) - 1
        length = end + 1 if goes_on else len(words.rstrip())
        is_item = words.rstrip().endswith(("；", ";")) or after_item
        if level == 1 and found["sign"].isspace() and (goes_on or end >= 0 or length > _LONGEST):
            return None  # 一 年来……: not a number at all
        counts = goes_on and any(
            letter.isdigit() for letter in words[found.end() : length]
        )  # （一）拨款11亿元，增长8%。
        is_short = found.end() < len(words.rstrip()) and length <= _LONGEST
        is_sure = not (is_item or counts) and is_short and (goes_on or end < 0)
        return Heading(level, found["mark"].strip(), found["number"], lead + length, is_sure)
    return None


def is_item(text: str) -> bool:
    return text.rstrip().endswith(("；", ";"))
