"""Columns are as wide as their usual value, in the grid and in the workbooks."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import CodeList, Field, FieldType
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.template import Filled, template_workbook
from taizhang.ledgers.usual_width import LEAST, MOST, usual_width
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import PERIOD, Desk

CODES = {"hardship": CodeList("p.hardship", Text("困难类别"), {"1": Text("脱贫不稳定家庭学生")})}


@pytest.mark.parametrize(
    ("facts", "width"),
    [
        ({"format": "id_number"}, 18),
        ({"pattern": r"[GLJ]\d{17}[\dX]"}, 19),
        ({"pattern": r"\d+"}, LEAST),  # without end: it says nothing of the usual
        ({"example": "青财教〔2026〕128号"}, 19),
        ({"example": "字" * 40}, MOST),
        ({"type": FieldType.DATE}, 10),
        ({"type": FieldType.CODE, "code_list": "hardship"}, 18),
        ({}, LEAST),
    ],
)
def test_a_column_is_as_wide_as_its_longest_usual_value(facts: dict[str, str], width: int) -> None:
    field = Field("x", Text("列"), **({"type": FieldType.STRING} | facts))  # type: ignore[arg-type]
    assert usual_width(field, CODES) == width


@pytest.mark.django_db
def test_the_grid_shows_all_digits_of_an_enrolment_number(desk: Desk) -> None:
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    page = client.get(reverse("ledgers:grid-page", args=["city-half-year.aid_needs", PERIOD.code, "S1"]))
    widths = dict(re.findall(r'id="h-(\w+)" class="k-\w+" style="--width: (\d+)"', page.content.decode()))
    assert int(widths["student_no"]) == 19


def sheet_of(key: str, rows: list[dict[str, str]]) -> Any:
    packs, ledger = installed_packs(), installed_packs().ledger(key)
    period = Period.parse("2026H1")
    data = template_workbook(
        ledger=ledger,
        period=period,
        pack_version="1",
        code_lists=code_lists_of(ledger, packs),
        rows=rows,
        filled=Filled.COPIED,
    )
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def test_a_template_shows_brought_values_whole(db: None) -> None:
    number = "G992001000000000680"
    sheet = sheet_of("city-half-year.aid_needs", [{"student_no": number, "name": "禾小满", "category": "poverty_risk"}])
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[2]}
    assert widths["学籍号＊"] > len(number)
    assert widths["困难类别＊"] > 18  # 残疾学生或残疾人子女


def test_a_heading_that_wraps_stands_under_the_title(db: None) -> None:
    sheet = sheet_of("city-half-year.canteen_accounts", [])
    assert sheet.row_dimensions[2].height >= 2 * 15
