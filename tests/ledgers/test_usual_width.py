"""Columns are as wide as their usual value, in the grid and in the workbooks."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.engine.pack import CodeList, Field, FieldType
from taizhang.engine.text import Text
from taizhang.ledgers.usual_width import LEAST, MOST, usual_width
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
