"""A checked text cut at its findings, and the findings as a page tells them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from taizhang.engine.checker.types import Finding, Verdict
from taizhang.proofreading.report import Checked, sentence
from taizhang.proofreading.wording import VERDICTS, lines_of, stated_range


@dataclass(frozen=True, slots=True)
class Said:
    """Who said that a finding is no error. at None: on this page, not saved yet. own: the reader, who may take it
    back."""

    name: str
    at: datetime | None = None
    own: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """A finding for a panel. number: its anchor, from 1 in reading order; before, marked, behind: its sentence."""

    number: int
    key: str
    verdict: str
    verdict_words: str
    place: str
    message: str
    before: str
    marked: str
    behind: str
    lines: tuple[str, ...]
    said: Said | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text; number 0 where no finding stands."""

    text: str
    number: int = 0
    verdict: str = ""


def finding_key(text: str, finding: Finding) -> str:
    """The same finding over the same words, wherever they stand: a mend elsewhere in the document changes no key."""
    facts = f"{finding.kind}|{finding.stated}|{finding.computed}|{text[finding.start : finding.end]}"
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def findings_told(checked: Checked, said: Mapping[str, Said], language: str) -> list[Told]:
    """What is wrong and what cannot be decided; what agrees is only counted."""
    shown = [found for found in checked.report.findings if found.verdict != Verdict.OK]
    return [_told(number, found, checked, said, language) for number, found in enumerate(shown, start=1)]


def _told(number: int, found: Finding, checked: Checked, said: Mapping[str, Said], language: str) -> Told:
    before, marked, behind = sentence(checked.document.text, found)
    key = finding_key(checked.document.text, found)
    return Told(
        number=number,
        key=key,
        verdict=found.verdict,
        verdict_words=VERDICTS[found.verdict].get(language),
        place=checked.document.place_at(found.start).words.get(language),
        message=found.message.get(language),
        before=before,
        marked=marked,
        behind=behind,
        lines=tuple(lines_of(found, language)),
        said=said.get(key),
    )


def segments(text: str, findings: Sequence[Finding], told: Sequence[Told]) -> Iterator[Segment]:
    """The text with the stated number of each finding apart. Of findings over the same words the worst is marked."""
    shown = [found for found in findings if found.verdict != Verdict.OK]
    last = 0
    for start, end, item in _ranked(text, shown, told):
        if start > last:
            yield Segment(text[last:start])
        yield Segment(text[start:end], item.number, "said" if item.said is not None else item.verdict)
        last = end
    if last < len(text):
        yield Segment(text[last:])


def _ranked(text: str, findings: Sequence[Finding], told: Sequence[Told]) -> list[tuple[int, int, Told]]:
    """Ranges that do not meet, in order."""
    spans = [(*stated_range(text, found), item) for found, item in zip(findings, told, strict=True)]
    spans.sort(key=lambda span: (span[2].said is not None, span[2].verdict != Verdict.CONTRADICTION, span[0]))
    kept: list[tuple[int, int, Told]] = []
    taken: set[int] = set()
    for start, end, item in spans:
        if end > start and taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append((start, end, item))
    return sorted(kept, key=lambda span: span[0])
