"""Whether a document is laid out as GB/T 9704-2012 asks: `check` takes its description and tells every departure.

A reader describes the document (`description`), `recognise` says what each paragraph is by position and form, each
rule of `rules` looks at the elements that it is about. Nothing is told to be missing unless the rest proves that it
must be there.
"""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.engine.official_document.description import Layout
from taizhang.engine.official_document.elements import Recognised
from taizhang.engine.official_document.recognise import recognise
from taizhang.engine.official_document.rule import Finding
from taizhang.engine.official_document.rules import RULES

__all__ = ["RULES", "Finding", "Report", "check"]


@dataclass(frozen=True, slots=True)
class Report:
    """findings: in the order of the rules, those of one rule in the order of the document."""

    recognised: Recognised
    findings: tuple[Finding, ...]


def check(layout: Layout) -> Report:
    recognised = recognise(layout)
    return Report(recognised, tuple(Finding(rule, found) for rule in RULES for found in rule.find(recognised)))
