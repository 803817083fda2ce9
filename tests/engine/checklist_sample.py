"""A small checklist with an item of each kind, for tests of what follows from answers."""

from __future__ import annotations

from decimal import Decimal

from taizhang.engine.checklist import (
    AnswerKind,
    Basis,
    Beside,
    Checklist,
    ChecklistItem,
    Passes,
    PhotoRule,
    Severity,
    Station,
)
from taizhang.engine.text import Text


def item(name: str, station: str, kind: AnswerKind = AnswerKind.PASS_FAIL, **more: object) -> ChecklistItem:
    return ChecklistItem(name, station, Text(name), "rule", kind, **more)  # type: ignore[arg-type]


EXITS = item(
    "exits", "gate", severity=Severity.SERIOUS, hours=4, photo=PhotoRule.FAILING, notice=True, weight=Decimal(3)
)
PATROLS = item(
    "patrols", "gate", AnswerKind.COUNT, passes=Passes(least="patrols_a_day"), severity=Severity.ORDINARY, days=7
)
BOARDERS = item(
    "boarders",
    "dormitory",
    AnswerKind.COUNT,
    severity=Severity.MINOR,
    days=7,
    beside=Beside("base.roll", "sum(boarders)", Text("自报"), Decimal(2)),
)
BEDS = item("beds", "dormitory", severity=Severity.ORDINARY, days=15, not_applicable=True, weight=Decimal(1))
INHIBITION = item(
    "inhibition",
    "kitchen",
    AnswerKind.NUMBER,
    decimals=1,
    passes=Passes(below=Decimal(50)),
    severity=Severity.SERIOUS,
    hours=2,
)
GRADE = item(
    "grade",
    "kitchen",
    AnswerKind.CHOICE,
    code_list="base.grade",
    passes=Passes(codes=("a", "b")),
    severity=Severity.ORDINARY,
    days=30,
    weight=Decimal(1),
)
WORDS = item("words", "kitchen", AnswerKind.TEXT, photo=PhotoRule.ALWAYS)
CHECKLIST = Checklist(
    id="visit",
    pack="base",
    title=Text("走访"),
    kinds=("school",),
    bases=(Basis("rule", "某规定"),),
    stations=(
        Station("gate", Text("校门"), True),
        Station("dormitory", Text("宿舍")),
        Station("kitchen", Text("食堂")),
    ),
    items=(EXITS, PATROLS, BOARDERS, BEDS, INHIBITION, GRADE, WORDS),
)
LIMITS = {"patrols_a_day": Decimal(5)}
CODES = {"base.grade": {"a": Text("优"), "b": Text("良"), "c": Text("差")}}
