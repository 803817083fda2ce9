"""What the database holds against what was sent, read by plain SQL and nothing of the product."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from deadline.plan import LEDGER, PERIOD, Unit

_SUBMISSIONS = """
select u.code, s.id, s.state, s.version, s.accepted_version from ledgers_submission s
join organisation_orgunit u on u.id = s.org_unit_id where s.ledger_key = '{ledger}' and s.period_code = '{period}'
"""
_ROWS = "select submission_id, data from ledgers_row where removed_in is null order by submission_id, position, id"
_VERSIONS = "select submission_id, number, row_count from ledgers_submissionversion"
_HANDED_IN = "select submission_id, version from ledgers_submissionevent where to_state = 'submitted'"


@dataclass
class Tally:
    filed: int = 0
    rows: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


def tally(database: str, units: Iterable[Unit]) -> Tally:
    """database: path of the SQLite file, or a PostgreSQL address."""
    submissions, rows, versions, handed_in = (
        _read(database, statement)
        for statement in (_SUBMISSIONS.format(ledger=LEDGER, period=PERIOD), _ROWS, _VERSIONS, _HANDED_IN)
    )
    by_unit: dict[str, list[tuple[Any, ...]]] = {}
    for code, *facts in submissions:
        by_unit.setdefault(code, []).append(tuple(facts))
    stored: dict[int, list[dict[str, str]]] = {}
    for submission, data in rows:
        stored.setdefault(submission, []).append(json.loads(data))
    counted = Counter(submission for submission, _number, _count in versions)
    presses = Counter(handed_in)
    found = Tally()
    for unit in units:
        mine = by_unit.pop(unit.code, [])
        if not mine:
            found.lost.append(f"{unit.code} ({unit.way}): nothing is stored")
            continue
        if len(mine) > 1:
            found.doubled.append(f"{unit.code}: {len(mine)} filings")
        pk, state, version, _accepted = mine[0]
        found.states[state] += 1
        found.filed += state in ("submitted", "accepted")
        if state == "draft":
            found.lost.append(f"{unit.code} ({unit.way}): saved, but not handed in")
        _compare(unit, stored.get(pk, []), found)
        if (version, counted[pk]) != (unit.versions, unit.versions):
            found.doubled.append(f"{unit.code} ({unit.way}): {counted[pk]} versions, {unit.versions} sent")
        for number in range(1, unit.versions + 1):
            if presses[(pk, number)] != 1:
                found.doubled.append(f"{unit.code} ({unit.way}): handed in {presses[(pk, number)]} times")
    found.wrong += [f"{code}: filed by nobody" for code in by_unit]
    return found


def _compare(unit: Unit, stored: list[dict[str, str]], found: Tally) -> None:
    """Row by row, by the number that each row carries."""
    found.rows += len(stored)
    numbers = Counter(row.get("point_no") for row in stored)
    found.doubled += [f"{unit.code}: row {number} {count} times" for number, count in numbers.items() if count > 1]
    have = {row.get("point_no"): row for row in stored}
    for row in unit.rows:
        mine = have.pop(row["point_no"], None)
        if mine is None:
            found.lost.append(f"{unit.code} ({unit.way}): row {row['point_no']}")
        elif mine != row:
            found.wrong.append(f"{unit.code} ({unit.way}): {mine} stored for {row}")
    found.wrong += [f"{unit.code}: row {number} nobody sent" for number in have]


def _read(database: str, statement: str) -> list[tuple[Any, ...]]:
    if not database.startswith("postgres"):
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as line:
            return line.execute(statement).fetchall()
    import psycopg

    with psycopg.connect(database) as line:
        return line.execute(statement).fetchall()
