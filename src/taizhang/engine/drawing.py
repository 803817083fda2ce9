"""Drawing by lot (双随机): which units are visited and who goes, so that anybody can do the draw again.

All chance is in SHA-256 of a published seed and a published list. A unit of weight w holds w tickets, and the units
with the smallest tickets are drawn. Inspectors go by the least load, and by lot where loads are equal. See
docs/algorithms/drawing.md, which has the same rules as a script of the standard library alone.
"""

from __future__ import annotations

import enum
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

SEPARATOR = "|"
MOST_TICKETS = 1_000  # more of one unit is a mistake of the list, and costs time


class DrawingError(TaizhangError):
    """A list from which nothing can be drawn as asked."""


class RecusalGround(enum.StrEnum):
    """Why a person may not inspect a unit (回避)."""

    OWN_SCHOOL = "own_school"
    RELATIVE = "relative"
    FORMER_POST = "former_post"

    @property
    def label(self) -> Text:
        return _GROUNDS[self]


_GROUNDS = {
    RecusalGround.OWN_SCHOOL: Text("本人所在学校", "own school"),
    RecusalGround.RELATIVE: Text("近亲属在该校", "close relative there"),
    RecusalGround.FORMER_POST: Text("曾在该校任职", "former post there"),
}


@dataclass(frozen=True, slots=True)
class DrawUnit:
    """weight: its tickets, 1 or more; complaints raise it."""

    code: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class DrawInspector:
    """load: visits that the inspector has already, such as those of the term."""

    code: str
    load: int = 0


@dataclass(frozen=True, slots=True)
class Recusal:
    inspector: str
    unit: str
    ground: RecusalGround


@dataclass(frozen=True, slots=True)
class Drawn:
    """One unit that was drawn. ticket: the hexadecimal digits of its smallest ticket. left_out: who may not go, with
    the reasons."""

    unit: str
    ticket: str
    inspectors: tuple[str, ...]
    left_out: tuple[Recusal, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawList:
    """All that a draw depends on: what is published. count: units to be drawn; per_unit: inspectors that go to each."""

    seed: str
    units: tuple[DrawUnit, ...]
    count: int
    inspectors: tuple[DrawInspector, ...] = ()
    per_unit: int = 0
    recusals: frozenset[Recusal] = frozenset()

    def as_json(self, drawn: Sequence[Drawn] = ()) -> dict[str, object]:
        """The published form, with the result: what the script of docs/algorithms/drawing.md reads."""
        barred = sorted(self.recusals, key=lambda item: (item.unit, item.inspector, item.ground))
        return {
            "seed": self.seed,
            "count": self.count,
            "per_unit": self.per_unit,
            "units": [{"code": unit.code, "weight": unit.weight} for unit in self.units],
            "inspectors": [{"code": item.code, "load": item.load} for item in self.inspectors],
            "recusals": [
                {"inspector": item.inspector, "unit": item.unit, "ground": item.ground.value} for item in barred
            ],
            "result": [{"unit": item.unit, "inspectors": list(item.inspectors)} for item in drawn],
        }


def draw(of: DrawList) -> tuple[Drawn, ...]:
    """The units in the order of their tickets, each with its inspectors.

    The order of the lists makes no difference. Raises DrawingError with every reason why it cannot be done: a list with
    a code twice, a weight below 1, fewer units than are to be drawn, or a unit that too few inspectors may visit.
    """
    _check_seed(of.seed)
    check_list(of)
    tickets = sorted((smallest_ticket(of.seed, unit), unit.code) for unit in of.units)[: of.count]
    loads = {inspector.code: inspector.load for inspector in of.inspectors}
    drawn: list[Drawn] = []
    short: list[Problem] = []
    for ticket, unit in tickets:
        barred = sorted(
            (item for item in of.recusals if item.unit == unit and item.inspector in loads),
            key=lambda item: (item.inspector, item.ground),
        )
        free = loads.keys() - {item.inspector for item in barred}
        if len(free) < of.per_unit:
            short.append(_too_few(unit, of.per_unit, len(free), barred))
            continue
        chosen = tuple(sorted(free, key=lambda code: (loads[code], lot(of.seed, unit, code), code))[: of.per_unit])
        for code in chosen:
            loads[code] += 1
        drawn.append(Drawn(unit, ticket, chosen, tuple(barred)))
    if short:
        raise DrawingError(short)
    return tuple(drawn)


def smallest_ticket(seed: str, unit: DrawUnit) -> str:
    """The smallest of a unit's tickets, each the SHA-256 of ``seed|code|n`` with n from 1 to its weight."""
    return min(lot(seed, unit.code, str(number)) for number in range(1, unit.weight + 1))


def lot(*parts: str) -> str:
    """64 hexadecimal digits; as texts they sort like the numbers that they are."""
    return hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()


def _check_seed(seed: str) -> None:
    if not seed or SEPARATOR in seed:
        expected = Text("不含“|”的种子", "a seed without a bar")
        raise DrawingError([_problem("seed", "", expected, Text(f"“{seed}”", repr(seed)))])


def check_list(of: DrawList) -> None:
    """Of a list before its seed is known. Raises DrawingError with all that is wrong, inspectors who may not go
    apart."""
    problems = []
    for items in (of.units, of.inspectors):
        for code, times in Counter(item.code for item in items).items():
            if times > 1 or not code or SEPARATOR in code:
                expected = Text("不重复、不含“|”的代码", "a code used once, without a bar")
                problems.append(
                    _problem("code", code, expected, Text(f"“{code}”{times} 次", f"{code!r} {times} times"))
                )
    for unit in of.units:
        if not 1 <= unit.weight <= MOST_TICKETS:
            expected = Text(f"1 到 {MOST_TICKETS} 的整数权重", f"a whole weight from 1 to {MOST_TICKETS}")
            problems.append(_problem("weight", unit.code, expected, Text(str(unit.weight), str(unit.weight))))
    if not of.units:
        expected = Text("名单上至少 1 个单位", "at least 1 unit on the list")
        problems.append(_problem("units", "", expected, Text("没有单位", "no unit")))
    elif not 1 <= of.count <= len(of.units):
        expected = Text(f"抽取数在 1 到 {len(of.units)} 之间", f"from 1 to {len(of.units)} to be drawn")
        problems.append(_problem("count", "", expected, Text(str(of.count), str(of.count))))
    if not 0 <= of.per_unit <= len(of.inspectors):
        expected = Text(f"每单位人数在 0 到 {len(of.inspectors)} 之间", f"from 0 to {len(of.inspectors)} people a unit")
        problems.append(_problem("people", "", expected, Text(str(of.per_unit), str(of.per_unit))))
    if problems:
        raise DrawingError(problems)


def _too_few(unit: str, wanted: int, free: int, barred: Sequence[Recusal]) -> Problem:
    """Told with who may not go and why."""
    why = Text(
        "；".join(f"{item.inspector}：{item.ground.label.zh}" for item in barred),
        "; ".join(f"{item.inspector}: {item.ground.label.en}" for item in barred),
    )
    return Problem(
        "draw-recused",
        unit,
        Text(f"{wanted} 名可去的督学", f"{wanted} inspectors who may go"),
        Text(f"只有 {free} 名（回避：{why.zh}）", f"{free} (recused: {why.en})"),
        Text("增加督学，或减少每单位人数。", "Add inspectors, or send fewer to a unit."),
    )


def _problem(code: str, where: str, expected: Text, found: Text) -> Problem:
    return Problem(
        f"draw-{code}", where, expected, found, Text("请改正名单后再抽。", "Correct the list and draw again.")
    )
