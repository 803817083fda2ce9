"""What a unit reports on: the open findings of a notice, and those that it is asked about first."""

from __future__ import annotations

from datetime import date

from taizhang.inspection.models import Notice
from taizhang.inspection.queries.lines import finding_lines
from taizhang.inspection.types import FindingLine


def findings_to_report(notice: Notice, day: date) -> tuple[list[FindingLine], frozenset[int]]:
    """The open ones, those that wait for the unit first, by deadline; and which of these end first of all."""
    lines = finding_lines(notice.findings.filter(closing__isnull=True), day)
    lines.sort(key=lambda line: (line.standing.answered, _ends(line), line.id))
    waiting = [line for line in lines if not line.standing.answered]
    return lines, frozenset(line.id for line in waiting if _ends(line) == _ends(waiting[0]))


def _ends(line: FindingLine) -> tuple[date, float]:
    until = line.standing.until
    return line.standing.due or date.max, until.timestamp() if until is not None else float("inf")
