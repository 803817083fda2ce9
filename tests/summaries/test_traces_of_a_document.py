"""Freezing a document reads what is behind its figures together, and finds the same as one by one."""

from __future__ import annotations

import pytest
import summaries_world as world
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taizhang.core.permissions import Role
from taizhang.figures import queries as figure_queries
from taizhang.figures.places import reading_once
from taizhang.summaries import queries
from taizhang.summaries.models import Summary

pytestmark = pytest.mark.django_db

WANTED = [
    ("t.pupils", "C", "2026H1"),
    ("t.pupils", "S1", "2026H1"),
    ("t.pupils", "C", "2025H1"),
    ("t.growth", "C", "2026H1"),
    ("t.pupils", "D", "2026H1"),
    ("t.pupils", "C", "2024H1"),  # never computed
]


def test_traces_read_together_are_those_read_one_by_one(draft: Summary) -> None:
    auditor = world.actor(Role.AUDITOR)
    together = figure_queries.traces_as_json(auditor, WANTED)
    for ref in WANTED:
        if ref in together:
            key, unit, period = ref
            assert together[ref] == figure_queries.trace_as_json(auditor, indicator=key, org=unit, period=period)
    assert set(WANTED) - set(together) <= {("t.pupils", "D", "2026H1")}  # another county, out of the actor's scope


def test_the_queries_do_not_grow_with_the_figures_of_a_unit(draft: Summary) -> None:
    auditor = world.actor(Role.AUDITOR)

    def cost(refs: list[tuple[str, str, str]]) -> int:
        figure_queries.traces_as_json(auditor, refs)  # what is kept for the process is read once
        with CaptureQueriesContext(connection) as seen:
            figure_queries.traces_as_json(auditor, refs)
        return len(seen)

    one = cost([("t.pupils", "C", "2026H1")])
    assert cost([("t.pupils", "C", "2026H1"), ("t.pupils", "C", "2026H1"), ("t.growth", "C", "2026H1")]) <= one + 2


def test_the_figures_of_a_draft_are_known_without_reading_them(draft: Summary) -> None:
    leader = world.actor(Role.BUREAU_LEADER)
    printed = queries.printed_figures(leader, draft)
    with reading_once():
        document = queries.document(leader, draft, "zh")
    assert {piece.slot.ref for piece in document.slots() if piece.slot} <= set(printed)
