"""What was found in a document: as JSON for programs, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.engine.checker.types import Finding, Number, Report, Verdict
from taizhang.proofreading.reading.document import Document
from taizhang.proofreading.wording import VERDICTS, flat, lines_of, stated_range

_ENDS = "。！？；\n"
_MOST_SHOWN = 120  # characters of a sentence; of a longer one what stands around the number
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with what the checker says of its text."""

    document: Document
    report: Report

    @property
    def contradictions(self) -> list[Finding]:
        return [found for found in self.report.findings if found.verdict == Verdict.CONTRADICTION.value]

    def wanted(self, *, everything: bool) -> Sequence[Finding]:
        return self.report.findings if everything else self.contradictions


def as_json(checked: Checked, language: str) -> dict[str, Any]:
    """Offsets are code points of `text`, which is given along: the text of a .docx or .pdf stands nowhere else."""
    document = checked.document
    return {
        "file": document.name,
        "kind": document.kind,
        "text": document.text,
        "notes": [note.get(language) for note in document.notes],
        "numbers": [
            _placed(number_as_json(number), number.start, document, language) for number in checked.report.numbers
        ],
        "findings": [
            _placed(finding_as_json(found, language), stated_range(document.text, found)[0], document, language)
            for found in checked.report.findings
        ],
    }


def _placed(facts: dict[str, Any], offset: int, document: Document, language: str) -> dict[str, Any]:
    place = document.place_at(offset)
    return {**facts, "where": place.words.get(language), "at": place.facts}


def finding_as_json(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "rule": finding.rule,
        "start": finding.start,
        "end": finding.end,
        "verdict": finding.verdict,
        "stated": finding.stated,
        "computed": finding.computed,
        "message": finding.message.get(language),
        "derivation": list(finding.derivation),
        "parts": [list(part) for part in finding.parts],
        "cure": finding.cure,
        "slips": [slip.get(language) for slip in finding.slips],
    }


def number_as_json(number: Number) -> dict[str, Any]:
    shown = {name: getattr(number, name) for name in ("start", "end", "text", "unit", "qualifier", "notation")}
    exact = {name: format(getattr(number, name), "f") for name in ("value", "scale", "low", "high")}
    told = {name: getattr(number, name) for name in ("role", "subject", "time", "place")}
    return {**shown, **exact, **told}


def told(checked: Checked, finding: Finding, language: str, mark: Callable[[str], str]) -> Iterator[str]:
    """A finding in lines: place and message, the sentence with the stated number marked, the arithmetic, the cure."""
    document = checked.document
    place = document.place_at(stated_range(document.text, finding)[0]).words.get(language)
    verdict = VERDICTS[finding.verdict].get(language)
    yield f"{document.name} {place} [{verdict}] {finding.message.get(language)}"
    before, marked, behind = sentence(document.text, finding)
    yield f"    {before}{mark(marked)}{behind}"
    for line in lines_of(finding, language):
        yield f"    {line}"


def sentence(text: str, finding: Finding) -> tuple[str, str, str]:
    """The words before the stated number, that number, the words behind it; tabs and line ends as blanks."""
    start, end = finding.start, finding.end
    low = max(text.rfind(sign, max(0, start - _MOST_SHOWN), start) for sign in _ENDS) + 1
    low = low or max(0, start - _MOST_SHOWN)
    ends = [at for sign in _ENDS if (at := text.find(sign, end, end + _MOST_SHOWN)) >= 0]
    high = min(ends, default=end + _MOST_SHOWN)
    high = min(high + (text[high : high + 1] != "\n"), len(text))
    first, last = stated_range(text, finding)
    before, marked, behind = text[low:first], text[first:last], text[last:high]
    if len(before) + len(marked) + len(behind) > _MOST_SHOWN:
        before = before if len(before) <= _AROUND else f"… {before[-_AROUND:]}"
        marked = marked if len(marked) <= _MOST_SHOWN else f"{marked[:_AROUND]} … {marked[-_AROUND:]}"
        behind = behind if len(behind) <= _AROUND * 2 else f"{behind[: _AROUND * 2]} …"
    return flat(before).lstrip(), flat(marked), flat(behind).rstrip()
