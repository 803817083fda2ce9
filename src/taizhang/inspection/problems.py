"""What the findings of a period say of each item of the checklists, offered to summaries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.problems_found import FoundProblem
from taizhang.engine.checklist import AnswerKind, Checklist, ChecklistItem
from taizhang.engine.periods import Period
from taizhang.inspection.item_figures import figure_key
from taizhang.inspection.models import Finding
from taizhang.inspection.queries.checklists import basis_words
from taizhang.inspection.queries.counting import DROPPED, OVERDUE, FindingRow, finding_rows
from taizhang.organisation import queries as org_queries


def problems(actor: Actor, org_unit: str, period: Period) -> list[FoundProblem]:
    """By item of an installed checklist; what no item asked, and items that are no more, are left out: no figure counts
    them."""
    units = org_queries.scope_of_units([org_unit])
    by_item: dict[str, list[FindingRow]] = defaultdict(list)
    for row in finding_rows(actor, period=period):
        if row.item and row.outcome != DROPPED and row.unit in units:
            by_item[row.item].append(row)
    opinions = _opinions(row.id for rows in by_item.values() for row in rows)
    checklists = installed_packs().checklists
    found = []
    for key, rows in by_item.items():
        checklist = checklists.get(key.rpartition("/")[0])
        items = checklist.items if checklist is not None else ()
        item = next((one for one in items if one.id == key.rpartition("/")[2] and one.can_fail), None)
        if checklist is not None and item is not None:
            measure = _shared([opinions[row.id] for row in rows]) or _cure(item)
            found.append(_problem(figure_key(key), checklist, item, rows, measure))
    return found


def _problem(
    figure: str, checklist: Checklist, item: ChecklistItem, rows: Sequence[FindingRow], measure: str
) -> FoundProblem:
    closed = sum(row.closed_on is not None for row in rows)
    basis = checklist.basis(item)
    return FoundProblem(
        figure=figure,
        title=item.text.zh,
        basis=basis_words(basis),
        measure=measure,
        units=len({row.unit for row in rows}),
        closed=closed,
        open=len(rows) - closed,
        overdue=sum(row.outcome == OVERDUE for row in rows),
        rebounds=sum(row.rebound == "yes" for row in rows),
    )


def _opinions(findings: Iterable[int]) -> dict[int, str]:
    return dict(Finding.objects.filter(pk__in=list(findings)).values_list("pk", "opinion"))


def _shared(opinions: Sequence[str]) -> str:
    """The opinion that most findings have, if it is not one among several: what one school was told is no measure."""
    opinion, times = Counter(opinions).most_common(1)[0]
    return opinion if times > 1 or len(opinions) == 1 else ""


def _cure(item: ChecklistItem) -> str:
    """What the item asks for, where it says so itself; a number or a choice is asked about, not asked for."""
    if item.kind is AnswerKind.PASS_FAIL:
        return f"督促有关单位限期整改，做到“{item.text.zh}”"
    return "督促有关单位按规定限期整改"
