"""A rule of the layout, and what it says where a document departs from it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from taizhang.engine.official_document.description import Paragraph, Table
from taizhang.engine.official_document.elements import Recognised
from taizhang.engine.text import Text

_QUOTED = 14  # characters of a paragraph, enough to find it


class Severity(enum.StrEnum):
    """How sure the rule is: read in a text of the standard, or known by heart and by office practice."""

    CONFIRMED = "confirmed"
    FROM_MEMORY = "from_memory"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person finds it, however the pages break. Numbers count from 1; 0 is what does not apply."""

    words: str
    paragraph: int = 0
    table: int = 0
    section: int = 0


@dataclass(frozen=True, slots=True)
class Departure:
    where: Place
    found: str
    expected: str


Finder = Callable[[Recognised], Iterator[Departure]]


@dataclass(frozen=True, slots=True)
class Rule:
    """source: clause of GB/T 9704-2012, or what else it rests on. find: every departure from it."""

    id: str
    source: str
    severity: Severity
    text: Text
    find: Finder


def confirmed(id_: str, source: str, text: Text, find: Finder) -> Rule:
    return Rule(id_, source, Severity.CONFIRMED, text, find)


def remembered(id_: str, source: str, text: Text, find: Finder) -> Rule:
    return Rule(id_, source, Severity.FROM_MEMORY, text, find)


@dataclass(frozen=True, slots=True)
class Finding:
    """document: number of the document in a file of several, from 1; 0: the file is one."""

    rule: Rule
    departure: Departure
    document: int = 0


def place_of(item: Paragraph | Table) -> Place:
    if isinstance(item, Table):
        return Place(f"表{item.number}", table=item.number)
    words = item.words.replace("\n", " ").replace("\t", " ")
    quoted = f"“{words[:_QUOTED]}{'…' if len(words) > _QUOTED else ''}”" if words else ""
    if item.table:
        return Place(f"表{item.table}第{item.row}行{quoted}", table=item.table)
    if item.box:
        return Place(f"文本框{quoted}")
    return Place(f"第{item.number}段{quoted}", paragraph=item.number)


def place_in_section(read: Recognised, section: int, what: str) -> Place:
    """what: 纸张, 页边距, 页脚; the section's number in the file, in words only where there are several."""
    before = read.layout.before
    several, number = before is not None or len(read.layout.sections) > 1, (before or 0) + section + 1
    return Place(f"第{number}节{what}" if several else what, section=number)
