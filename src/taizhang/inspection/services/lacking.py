"""What keeps a visit that was begun from being filed, before anybody tries; nothing is changed."""

from __future__ import annotations

from taizhang.core.language import language_of
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.inspection.models import Visit
from taizhang.inspection.queries import asked_findings, day_of_visit, filed_beside, held_checklist, outcome_of
from taizhang.inspection.record import Record
from taizhang.inspection.services.gaps import gap_problems, photo_problems, recheck_problems, require_settled


def what_lacks(visit: Visit) -> list[str]:
    """In sentences, as of the day of its newest entry: what two people wrote differently, then items, stations and
    photos that are asked for, findings that nobody wrote out, and results of what is looked at again."""
    record, day = Record(visit.entries.select_related("by")), day_of_visit(visit)
    checklists = [held for version in visit.checklists.all() if (held := held_checklist(version)) is not None]
    problems: list[Problem] = []
    try:
        require_settled(visit, record, checklists)
    except TaizhangError as error:
        problems += error.problems
    # What is in conflict is not lacking too.
    values = {path: record.standing[path][-1].value for path in record.conflicts} | record.values
    items = [item for held in checklists for item in held.checklist.items]
    filed = filed_beside([visit.org_unit.code], items, day)[visit.org_unit.code]
    carried = {thing.said.get("carried_from") for thing in record.things("finding")}
    asked = [finding for finding in asked_findings([visit], day)[visit.pk] if finding.number not in carried]
    for held in checklists:
        problems += gap_problems(held, outcome_of(held, values, filed, day), record)
    problems += [*recheck_problems(visit, asked, record), *photo_problems(visit, record)]
    return [problem.sentence(language_of()) for problem in problems]
