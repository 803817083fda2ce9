"""Whether a document is laid out as GB/T 9704-2012 asks: `check` takes its description and tells every departure.

A reader describes the document (`description`), `recognise` says what each paragraph is by position and form, each
rule of `rules` looks at the elements that it is about. Nothing is told to be missing unless the rest proves that it
must be there. Of a file with several documents each is judged by itself (`apart`).
"""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.engine.official_document.apart import documents_of
from taizhang.engine.official_document.description import Layout
from taizhang.engine.official_document.elements import Recognised
from taizhang.engine.official_document.recognise import recognise
from taizhang.engine.official_document.rule import Finding
from taizhang.engine.official_document.rules import RULES

__all__ = ["RULES", "Finding", "Report", "check"]


@dataclass(frozen=True, slots=True)
class Report:
    """documents: of the file, mostly one. findings: document by document in the order of the rules, those of one rule
    in the order of the document."""

    documents: tuple[Recognised, ...]
    findings: tuple[Finding, ...]


def check(layout: Layout) -> Report:
    documents = tuple(recognise(part) for part in documents_of(layout))
    numbered = enumerate(documents, 1) if len(documents) > 1 else [(0, documents[0])]
    findings = [Finding(rule, found, at) for at, one in numbered for rule in RULES for found in rule.find(one)]
    return Report(documents, tuple(findings))
