"""What a unit reports on or asks more time for: the open findings of a notice, and which of them are meant first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from taizhang.core.working_days import working_calendar
from taizhang.inspection.models import Extension, Notice
from taizhang.inspection.queries.clocks import facts_of_finding, finding_standings
from taizhang.inspection.queries.lines import finding_lines
from taizhang.inspection.standing import standing
from taizhang.inspection.types import FindingLine, NoticeState


def findings_to_report(notice: Notice, day: date) -> tuple[list[FindingLine], frozenset[int]]:
    """The open ones, those that wait for the unit first, by deadline; and which of these end first of all."""
    lines = finding_lines(notice.findings.filter(closing__isnull=True), day)
    lines.sort(key=lambda line: (line.standing.answered, _ends(line), line.id))
    waiting = [line for line in lines if not line.standing.answered]
    return lines, frozenset(line.id for line in waiting if _ends(line) == _ends(waiting[0]))


def findings_to_extend(notice: Notice, day: date) -> tuple[list[FindingLine], frozenset[int]]:
    """The open ones that wait for the unit in time, by deadline; and which of them more time is for when nobody says:
    those with hours are put right within them, unless there are no others."""
    lines = [line for line in findings_to_report(notice, day)[0] if not line.standing.answered]
    lines = [line for line in lines if line.standing.state is not NoticeState.OVERDUE]
    hours = set(notice.findings.filter(hours__isnull=False).values_list("pk", flat=True))
    return lines, frozenset({line.id for line in lines} - hours or {line.id for line in lines})


def extension_moves(extension: Extension, day: date) -> list[tuple[str, date | None, date | None]]:
    """(problem, deadline now, deadline when what was asked is granted) of the open findings of its notice."""
    findings = list(extension.notice.findings.filter(closing__isnull=True))
    now, named, calendar = finding_standings(findings, day), set(extension.findings.all()), working_calendar()
    moves = []
    for finding in findings:
        facts = facts_of_finding(finding, day)
        if not named or finding in named:
            facts = replace(facts, extensions=(*facts.extensions, extension.asked_days))
        before, after = now[finding.pk].deadline, standing(facts, day, calendar).deadline
        moves.append((finding.problem, before, after if after != before else None))
    return moves


def _ends(line: FindingLine) -> tuple[date, float]:
    until = line.standing.until
    return line.standing.due or date.max, until.timestamp() if until is not None else float("inf")
