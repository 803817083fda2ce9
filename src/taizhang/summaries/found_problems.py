"""Problems that were found in a summary's period, as pairs that its writer may take; each is offered until it is taken.

The sentence of a pair holds the figure that counts the findings, so that the number follows them until the issue and
opens into them for ever.
"""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.problems_found import FoundProblem, problems_found
from taizhang.engine.periods import Period
from taizhang.summaries.as_printed import slots_in
from taizhang.summaries.figure_source import FigureSource
from taizhang.summaries.models import CommitmentKind, Summary
from taizhang.summaries.types import SlotRef, SlotValue


@dataclass(frozen=True, slots=True)
class OfferedProblem:
    """count: the figure that the pair will print."""

    found: FoundProblem
    count: SlotValue

    @property
    def words(self) -> str:
        """The problem's sentence, with the place of the figure."""
        basis = f"，依据{self.found.basis}" if self.found.basis else ""
        return f"“{self.found.title}”一项不合要求，督查发现问题{{{{ {self.found.figure} }}}}{basis}。"


def offered_problems(actor: Actor, summary: Summary, language: str) -> list[OfferedProblem]:
    """Within what the actor may see, the commonest first; those that a pair of the summary prints are left out."""
    code, period = summary.org_unit.code, summary.period_code
    taken = _printed(summary)
    found = [item for item in problems_found(actor, code, Period.parse(period)) if item.figure not in taken]
    figures = FigureSource(actor, installed_packs())
    refs = {item.figure: SlotRef(item.figure, code, period) for item in found}
    figures.want(refs.values())
    figures.load()
    counts = ((item, figures.slot(refs[item.figure], {}, language)) for item in found)
    offered = [OfferedProblem(item, count) for item, count in counts if count is not None and count.value]
    return sorted(offered, key=lambda item: (-(item.count.value or 0), -item.found.units, item.found.figure))


def _printed(summary: Summary) -> set[str]:
    """Keys of the figures that the summary's problems print."""
    written = summary.commitments.filter(kind=CommitmentKind.PROBLEM).values_list("problem", flat=True)
    return {slot.name for words in written for slot in slots_in(words)}
