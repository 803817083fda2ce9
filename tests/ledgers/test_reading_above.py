"""What a sheet says above its heading: another unit of money is asked about, another school or month is told."""

from __future__ import annotations

from typing import Any

import pytest

from taizhang.core.packs import installed_packs
from taizhang.engine.errors import TaizhangError
from taizhang.engine.periods import Period
from taizhang.ledgers.reading import ReadWorkbook, read_workbook
from taizhang.ledgers.reading.refusals import ColumnsUnsure
from taizhang.ledgers.reading.whose import UnitNames
from taizhang.ledgers.services import file_workbook
from taizhang.ledgers.template import Filled, template_workbook
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import PERIOD, Desk, workbook

ACCOUNTS, JUNE = "city-half-year.canteen_accounts", Period.parse("2026-06")
NAMES = UnitNames(frozenset({"小麦穗小学"}), frozenset({"云雀小学", "云雀小学附属幼儿园"}))
TITLES = ["食堂编号", "收入", "食材支出", "人工和其他支出"]
ROW = ["ST-01", 16, 12, 3]


def read(above: list[list[str]], titles: list[str] = TITLES, **more: Any) -> ReadWorkbook:
    packs = installed_packs()
    ledger = packs.ledger(ACCOUNTS)
    first, *others = [*above, titles, ROW]
    return read_workbook(
        "食堂.xlsx",
        workbook(others, list(map(str, first)), above=0),
        ledger=ledger,
        period=JUNE,
        code_lists=code_lists_of(ledger, packs),
        org_units=frozenset(),
        max_bytes=1 << 20,
        units=lambda: NAMES,
        **more,
    )


def asked(above: list[list[str]], titles: list[str] = TITLES) -> list[str]:
    with pytest.raises(ColumnsUnsure) as caught:
        read(above, titles)
    return [str(problem.data["why"]) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "above",
    [
        [["食堂收支月报"], ["单位：万元"]],
        [["食堂收支月报（单位：万元）"]],
        [["食堂收支月报", "", "", "（万元）"]],
        [["食堂收支月报"], ["填报单位：小麦穗小学", "", "", "金额单位: 千元"]],
        [["食堂收支月报"], ["单位：人、万元"]],
    ],
)
def test_another_unit_of_money_above_the_heading_is_asked_of_every_column_of_money(above: list[list[str]]) -> None:
    assert asked(above) == ["unit"] * 3


def test_all_columns_of_money_in_another_unit_are_asked() -> None:
    titles = ["食堂编号", "收入（万元）", "食材支出（万元）", "人工和其他支出（万元）"]
    assert asked([["食堂收支月报"]], titles) == ["unit"] * 3


@pytest.mark.parametrize(
    ("above", "titles"),
    [
        ([["食堂收支月报"], ["单位：元"]], TITLES),
        ([["食堂收支月报"], ["单位：小麦穗小学"]], TITLES),
        ([["单位：万元"]], ["食堂编号", "收入（元）", "食材支出（元）", "人工和其他支出（元）"]),
        ([["食堂收支月报（2026年6月）"], ["填报单位：小麦穗小学", "填表日期：2026年7月"]], TITLES),
        ([["食堂收支月报"], ["学校：本校", "2026年7月3日"]], TITLES),
    ],
)
def test_what_fits_is_read_without_a_word(above: list[list[str]], titles: list[str]) -> None:
    found = read(above, titles)
    assert (found.table.num_rows, found.problems) == (1, [])


def test_what_was_said_of_a_column_in_another_unit_holds_for_this_file_alone() -> None:
    """The next month's file says 万元 again, and other numbers."""
    fields = installed_packs().ledger(ACCOUNTS).fields
    answers = {letter: field.id for letter, field in zip("ABCD", fields, strict=False)}
    found = read([["单位：万元"]], answers=answers)
    assert found.table.num_rows == 1
    remembered = {column.key: column.field for column in found.titles}
    assert read([["单位：万元"]], answers=remembered).table.num_rows == 1
    with pytest.raises(ColumnsUnsure):
        read([["单位：万元"], ["下个月的"]], answers=remembered)
    assert read([["单位：元"]], answers=remembered).table.num_rows == 1


def test_the_name_of_another_school_and_another_month_are_told_at_their_cells() -> None:
    found = read([["食堂收支月报（2026年5月）"], ["", "填报单位（公章）：云雀小学附属幼儿园"]])
    assert (
        "“云雀小学附属幼儿园”，请核对" in found.problems[0].cure.zh and "2026年5月，请核对" in found.problems[1].cure.zh
    )
    assert [(problem.code, problem.level, problem.key, problem.found.zh) for problem in found.problems] == [
        ("other-unit", "warning", "B2", "“云雀小学附属幼儿园”"),
        ("other-month", "warning", "A1", "“2026年5月”"),
    ]


def test_the_name_may_stand_in_the_cell_after() -> None:
    (told,) = read([["食堂收支月报"], ["填报单位：", "云雀小学"]]).problems
    assert (told.code, told.key) == ("other-unit", "B2")
    assert not read([["食堂收支月报"], ["填报单位：", "小麦穗小学"]]).problems


@pytest.mark.django_db
def test_the_file_of_another_unit_is_not_taken(desk: Desk) -> None:
    """A template with its values in it and an export say whose they are; without values it is anybody's."""
    packs = installed_packs()
    rows = [{field.id: None for field in desk.ledger.fields} | {"stage": "primary", "pupils": 120}]

    def refusal(org_unit: str, held: list[dict[str, Any]]) -> list[str]:
        body = template_workbook(
            ledger=desk.ledger,
            period=PERIOD,
            pack_version="1",
            code_lists=code_lists_of(desk.ledger, packs),
            rows=held,
            filled=Filled.FILED,
            org_unit=org_unit,
        )
        try:
            done = file_workbook(
                actor=desk.clerk, ledger=desk.ledger, org_unit=desk.school, period=PERIOD, name="学校.xlsx", data=body
            )
        except TaizhangError as error:
            return [problem.sentence("zh") for problem in error.problems]
        return [problem.code for problem in done.problems][:1]

    assert refusal("S2", rows) == ["学校.xlsx：应为S1小学的工作簿；现为S2小学的。换成本单位的，或到那个单位上传。"]
    assert not any("工作簿" in told for told in [*refusal("S1", rows), *refusal("S2", [])])
