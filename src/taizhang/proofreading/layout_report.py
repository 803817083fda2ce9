"""What a check of the layout found: as JSON for programs, as lines for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from taizhang.engine.official_document import Finding, Report
from taizhang.engine.official_document.elements import KIND_NAMES, NAMES, Role
from taizhang.engine.official_document.rule import Place, Severity, place_of
from taizhang.engine.text import Text

_PLENTY = frozenset({Role.BODY, Role.CAPTION, Role.CONTENTS, Role.IMPRINT_MORE})  # only counted
_MOST_PLACES = 5  # of equal findings in a line; the JSON has all
SEVERITIES = {
    Severity.CONFIRMED: Text("标准原文", "the standard's text"),
    Severity.FROM_MEMORY: Text("未核对原文", "not compared with its text"),
}


def as_json(name: str, report: Report, language: str) -> dict[str, Any]:
    """{file, findings: [{rule, text, where, at, found, expected, severity, source}], read}, and documents: how many
    they are, where the file is several."""
    return {
        "file": name,
        **({"documents": len(report.documents)} if len(report.documents) > 1 else {}),
        "findings": [finding_as_json(found, language) for found in report.findings],
        "read": _read(report),
    }


def finding_as_json(finding: Finding, language: str) -> dict[str, Any]:
    rule, departure = finding.rule, finding.departure
    return {
        "rule": rule.id,
        "text": rule.text.get(language),
        "where": departure.where.words,
        "at": {**({"document": finding.document} if finding.document else {}), **_facts(departure.where)},
        "found": departure.found,
        "expected": departure.expected,
        "severity": rule.severity.value,
        "source": rule.source,
    }


def _facts(place: Place) -> dict[str, int]:
    facts = {"paragraph": place.paragraph, "table": place.table, "section": place.section}
    return {name: number for name, number in facts.items() if number}


def _read(report: Report) -> dict[str, Any]:
    """kind: of the first document; all else of all."""
    elements = [element for read in report.documents for element in read.elements]
    counts = Counter(element.role for element in elements)
    return {
        "kind": report.documents[0].kind.value,
        "elements": [
            {
                "role": element.role.value,
                "name": NAMES[element.role],
                "where": place_of(element.paragraph).words,
                "text": element.paragraph.words,
            }
            for element in elements
            if element.role not in _PLENTY
        ],
        "counts": {role.value: counts[role] for role in Role if counts[role]},
        "sections": [
            {
                "paper_mm": [round(section.width, 1), round(section.height, 1)],
                "margins_mm": {side: round(getattr(section, side), 1) for side in ("top", "bottom", "left", "right")},
                "grid": section.grid,
                "line_pitch_points": round(section.pitch, 2),
            }
            for read in report.documents
            for section in read.layout.sections
        ],
    }


def told(name: str, report: Report, language: str) -> Iterator[str]:
    """What was recognised, then equal departures in one line each with their places."""
    kind, several = report.documents[0].kind, len(report.documents)
    named = dict.fromkeys(NAMES[element.role] for read in report.documents for element in read.elements)
    words = Text(f"{KIND_NAMES[kind]}；认出", f"{kind.value}; recognised").get(language)
    if several > 1:
        apart = Text(f"{several}份公文，逐份核对", f"{several} documents, each by itself").get(language)
        words = f"{apart}；{words}"
    yield f"{name} {words}：{'、'.join(named)}"
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        key = (finding.rule.id, finding.departure.found, finding.departure.expected)
        groups.setdefault(key, []).append(finding)
    for (_, found, expected), findings in groups.items():
        rule = findings[0].rule
        places = [finding.departure.where.words for finding in findings]
        shown = "、".join(places[:_MOST_PLACES])
        if len(places) > _MOST_PLACES:
            shown += Text(f"等{len(places)}处", f" … {len(places)} places").get(language)
        sure = SEVERITIES[rule.severity].get(language)
        yield f"{shown} [{rule.text.get(language)}]"
        yield Text(f"    现为 {found}，应为 {expected}", f"    found {found}, expected {expected}").get(language)
        yield f"    {rule.id}，{rule.source}（{sure}）"
