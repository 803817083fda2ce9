"""The tree of 青禾市 as plain values: 12 townships, 13 sections, 77 schools in 39 base units, 43 kindergartens, a
village with its food places."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from taizhang.config.demo import names
from taizhang.config.demo.calendar import COUNTY_SINCE, MERGER_ON

COUNTY, BUREAU, VILLAGE = "QH", "QHJY", "MTC"
# What the village looks after: code, name. Shops first, then the canteen and the bean-product maker.
FOOD_PLACES = (
    ("MTC-01", "麦香便民店"), ("MTC-02", "稻花粮油店"), ("MTC-03", "村东杂货店"), ("MTC-04", "晨露小卖部"),
    ("MTC-05", "风车农机厂食堂"), ("MTC-06", "村口豆腐坊"),
)  # fmt: skip
MERGED, SUCCESSOR = "2133000046", "2133000003"  # both in 稻香镇
ZONES = 9
_CODE_KINDS = {"kindergarten": "11", "primary": "21", "junior": "31", "senior": "34", "vocational": "36"}


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """An org unit of the demo; `zone` counts from 1, 0 for units that no zone inspects."""

    code: str
    kind: str
    name: str
    parent: str
    stages: tuple[str, ...] = ()
    ownership: str = ""
    rural: bool = False
    base_unit: str = ""
    position: tuple[Decimal, Decimal] | None = None
    valid_from: date = COUNTY_SINCE
    zone: int = 0


@cache
def units() -> tuple[DemoUnit, ...]:
    """Parents before children; the same on every call and machine."""
    random_ = random.Random("青禾市机构")
    tree = [
        DemoUnit(COUNTY, "county", "青禾市", ""),
        DemoUnit(BUREAU, "bureau", "青禾市教育局", COUNTY),
        *(DemoUnit(code, "section", name, BUREAU) for code, name in names.SECTIONS),
        *(DemoUnit(code, "township", name, COUNTY, rural=rural) for code, name, rural in names.TOWNSHIPS),
        DemoUnit(VILLAGE, "village", "麦田村", "T04", rural=True),
    ]
    tree += _schools(random_)
    tree += [DemoUnit(code, "external", name, VILLAGE, rural=True) for code, name in FOOD_PLACES]
    return tuple(tree)


def _schools(random_: random.Random) -> list[DemoUnit]:
    wanted: list[tuple[str, str, str]] = []  # stage, name, ownership
    wanted += [("senior", f"青禾市第{'一二三四五六七'[n]}高级中学", "public") for n in range(7)]
    wanted += [("vocational", f"青禾市第{'一二三'[n]}职业学校", "public") for n in range(3)]
    wanted += [("junior", f"{name}初级中学", "private" if n >= 19 else "public") for n, name in enumerate(names.JUNIOR)]
    wanted += [("primary", f"{name}小学", "private" if n >= 37 else "public") for n, name in enumerate(names.PRIMARY)]
    schools: list[DemoUnit] = []
    serial = dict.fromkeys(_CODE_KINDS, 0)
    for number, (stage, name, ownership) in enumerate(wanted):
        serial[stage] += 1
        township, rural = _township(stage, serial[stage])
        schools.append(
            DemoUnit(
                code=f"{_CODE_KINDS[stage]}33{serial[stage]:06}",
                kind="school",
                name=name,
                parent=township,
                stages=(stage,),
                ownership=ownership,
                rural=rural,
                base_unit=f"B{number // 2 + 1:02}",
                position=_position(random_, township),
                zone=number % ZONES + 1,
            )
        )
    schools.append(
        DemoUnit(
            MERGED,
            "school",
            "枇杷湾小学",
            "T04",
            ("primary",),
            "public",
            True,
            "B39",
            _position(random_, "T04"),
            zone=1,
        )
    )
    for number, name in enumerate(names.KINDERGARTEN, start=1):
        township, rural = _township("kindergarten", number)
        ownership = "public" if number <= 25 else "private"
        position = _position(random_, township)
        code = f"1133{number:06}"
        schools.append(
            DemoUnit(code, "school", f"{name}幼儿园", township, ("kindergarten",), ownership, rural, "", position)
        )
    return schools


def _township(stage: str, number: int) -> tuple[str, bool]:
    """Senior and vocational schools stand in the city; the others go round all townships."""
    places = names.TOWNSHIPS[:3] if stage in ("senior", "vocational") else names.TOWNSHIPS
    code, _, rural = places[number % len(places)]
    return code, rural


def _position(random_: random.Random, township: str) -> tuple[Decimal, Decimal]:
    number = int(township[1:]) - 1
    longitude = 110 + 0.12 * (number % 4) + random_.uniform(-0.05, 0.05)
    latitude = 30 + 0.10 * (number // 4) + random_.uniform(-0.04, 0.04)
    return Decimal(f"{longitude:.6f}"), Decimal(f"{latitude:.6f}")


def schools_on(
    day: date, *, stages: tuple[str, ...] = (), ownership: str = "", rural: bool | None = None
) -> list[DemoUnit]:
    """Schools that exist on a day, in code order; empty filters mean any."""
    return sorted(
        (
            unit
            for unit in units()
            if unit.kind == "school"
            and (unit.code != MERGED or day < MERGER_ON)
            and (not stages or set(stages) & set(unit.stages))
            and ownership in ("", unit.ownership)
            and rural in (None, unit.rural)
        ),
        key=lambda unit: unit.code,
    )
