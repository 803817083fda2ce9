"""What a filed visit scored by the weights of its checklists, item by item."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import prefetch_related_objects

from taizhang.core.language import language_of
from taizhang.engine.checklist import AnswerKind, ChecklistItem, Score, answer_path
from taizhang.engine.entries import Value
from taizhang.inspection.models import Answer, ChecklistVersion, Finding, Result, Visit
from taizhang.inspection.queries.checklists import HeldChecklist, held_checklist, outcome_of


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item with a weight, as it was answered. earned: of its weight; None: it does not apply and is not counted."""

    checklist: str
    text: str
    answer: str
    weight: Decimal
    earned: Decimal | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class VisitScore:
    """score: None, nothing that has a weight was answered."""

    visit: Visit
    score: Score | None
    items: tuple[ScoredItem, ...]


def visit_scores(visits: Iterable[Visit]) -> list[VisitScore]:
    """In the order given, in a constant number of queries. An item whose finding was dropped counts as passed, one
    whose number did not fit what the unit had filed as failed: both by the findings on record."""
    found = list(visits)
    prefetch_related_objects(found, "checklists", "answers", "findings__closing", "findings__checklist")
    versions = {version.pk: version for visit in found for version in visit.checklists.all()}
    held = {key: one for key, version in versions.items() if (one := held_checklist(version)) is not None}
    return [_score(visit, [held[item.pk] for item in visit.checklists.all() if item.pk in held]) for visit in found]


def is_scored(version: ChecklistVersion) -> bool:
    """Whether a checklist has weights at all."""
    held = held_checklist(version)
    return held is not None and any(item.weight for item in held.checklist.items)


def mean_score(scores: Collection[Score]) -> Decimal | None:
    """Of 100, the mean of several visits, exact until it is written with 28 digits: equal shares are equal numbers."""
    if not scores:
        return None
    shares = [Fraction(score.earned) / Fraction(score.possible) for score in scores]
    mean = sum(shares, Fraction(0)) * 100 / len(shares)
    return Decimal(mean.numerator) / Decimal(mean.denominator)


def _score(visit: Visit, checklists: Sequence[HeldChecklist]) -> VisitScore:
    items = [item for held in checklists for item in _items(visit, held)]
    counted = [item for item in items if item.earned is not None]
    possible = sum((item.weight for item in counted), Decimal(0))
    earned = sum((item.earned for item in counted if item.earned is not None), Decimal(0))
    return VisitScore(visit, Score(earned, possible) if possible else None, tuple(items))


def _items(visit: Visit, held: HeldChecklist) -> list[ScoredItem]:
    answers = {answer.item: answer for answer in visit.answers.all() if answer.checklist_id == held.version.pk}
    values = {answer_path(held.checklist.key, item): _value(answer) for item, answer in answers.items()}
    day = visit.visited_on or visit.planned_on
    failing = {found.item.id for found in outcome_of(held, values, {}, day).findings}
    by_item: dict[str, list[Finding]] = {}
    for finding in visit.findings.all():
        if finding.checklist is not None and finding.checklist.key == held.checklist.key and finding.item:
            by_item.setdefault(finding.item, []).append(finding)
    language = language_of()
    return [
        ScoredItem(
            checklist=held.checklist.title.get(language),
            text=item.text.get(language),
            answer=_words(held, item, answers[item.id]),
            weight=item.weight,
            earned=_earned(item, answers[item.id], by_item.get(item.id, []), failing),
            findings=tuple(by_item.get(item.id, [])),
        )
        for item in held.checklist.items
        if item.weight and item.id in answers
    ]


def _value(answer: Answer) -> Value:
    value: Value = answer.result or answer.value
    return value


def _earned(
    item: ChecklistItem, answer: Answer, findings: Sequence[Finding], failing: Collection[str]
) -> Decimal | None:
    if answer.result == Result.NOT_APPLICABLE:
        return None
    if findings:
        return item.weight if all(finding.dropped for finding in findings) else Decimal(0)
    return Decimal(0) if item.id in failing else item.weight


def _words(held: HeldChecklist, item: ChecklistItem, answer: Answer) -> str:
    if answer.result:
        return str(answer.get_result_display())
    if item.kind is AnswerKind.CHOICE:
        text = held.packs.code_list(held.checklist.pack, item.code_list).codes.get(str(answer.value))
        return text.get(language_of()) if text is not None else str(answer.value)
    return f"{answer.value}{item.unit}"
