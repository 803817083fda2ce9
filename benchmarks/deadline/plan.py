"""Who files what, when and how: drawn from a seed, so that the tally knows every row before it is sent."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

LEDGER, PERIOD, COUNTY = "city-half-year.hazard_points", "2026H1", "JC"
TODAY = "2026-07-06"  # the ledger's deadline is four days off
PASSWORD = "一个长口令12345"
FIELDS = ("point_no", "kind", "place", "responsible", "measure", "found_on", "checked_on")
TITLES = ("隐患点编号", "隐患类型", "位置", "责任人", "防范措施", "发现日期", "最近巡查日期")
KINDS = {"water": "水域", "traffic": "交通事故多发地段", "building": "校舍周边", "other": "其他"}
# Of a hundred units, as the office knows its schools: most have a workbook, the small ones a phone.
WAYS = ("workbook",) * 40 + ("grid",) * 30 + ("phone",) * 15 + ("api",) * 15
LONGEST = {"workbook": 30, "grid": 10, "phone": 3, "api": 30}
REVIEWERS, READERS = 5, 20
LOST_SHARE, DOUBLE_SHARE, WARNED_SHARE, RETURNED_SHARE = 0.15, 0.25, 0.10, 0.05


@dataclass
class Unit:
    """One school's filing. starts_at: seconds after the hour begins. rows: what it must have stored at the end."""

    number: int
    way: str
    starts_at: float
    rows: list[dict[str, str]]
    warned: bool  # a row that nobody checked in the period: handed in with words
    loses_answer: bool
    double_click: bool
    token: str = ""
    versions: int = 1
    done_at: float | None = None
    corrections: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        return f"S{self.number:04}"

    @property
    def username(self) -> str:
        return f"clerk{self.number:04}"


def units(count: int, seconds: float, seed: int) -> list[Unit]:
    """Arrivals grow towards the end, as they do on a last day; the last tenth of the time is left to finish."""
    dice = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        way = WAYS[(number * 37) % 100]
        warned = dice.random() < WARNED_SHARE
        rows = [_row(dice, number, line) for line in range(1, dice.randint(1, LONGEST[way]) + 1)]
        if warned:
            rows[0].pop("checked_on")
        starts_at = dice.random() ** 0.7 * seconds * 0.88
        loses, doubles = dice.random() < LOST_SHARE, dice.random() < DOUBLE_SHARE
        made.append(Unit(number, way, starts_at, rows, warned, loses, doubles))
    return made


def _row(dice: random.Random, number: int, line: int) -> dict[str, str]:
    found = date(2026, 1, 5) + timedelta(days=dice.randrange(150))
    return {
        "point_no": f"YH-{number}-{line:02}",
        "kind": dice.choice(list(KINDS)),
        "place": f"校门{dice.choice('东西南北')}侧{dice.randrange(20, 900)}米",
        "responsible": dice.choice(("禾守安", "麦知秋", "桑云舒", "谷见山")),
        "measure": dice.choice(("设警示牌，专人巡查", "上下学时段值守", "加装护栏", "已报乡镇，限期排除")),
        "found_on": found.isoformat(),
        "checked_on": (date(2026, 6, 1) + timedelta(days=dice.randrange(29))).isoformat(),
    }


def shown(row: dict[str, str]) -> dict[str, str]:
    """As a person types it: the code by its Chinese word."""
    return {**row, "kind": KINDS[row["kind"]]}
