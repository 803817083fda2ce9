"""A batch from its supplier to schools, meals and samples, and back; each reader within the own scope."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.engine.trace import Trace
from taizhang.ledgers import queries
from taizhang.ledgers.models import Row, Submission, SubmissionState
from taizhang.ledgers.queries import Traced
from taizhang.ledgers.services import BulkFiling, load_submissions
from tests.ledgers.conftest import Desk

pytestmark = pytest.mark.django_db
KEY = "city-half-year.school_food"
PERIOD = Period.parse("2026-06")
AT = datetime(2026, 7, 3, 2, tzinfo=UTC)
TOFU, EGGS = "GY/260608", "JD260611"


def file(ledger: str, unit: str, *rows: dict[str, object]) -> Submission:
    packs = installed_packs()
    found = packs.ledger(f"city-half-year.{ledger}")
    filing = BulkFiling(
        org_unit=unit, period=PERIOD, rows=list(rows), filed_at=AT, accepted_at=AT, filed_by=None, accepted_by=None
    )
    load_submissions(ledger=found, pack_version=packs.pack(found.pack).version, filings=[filing])
    return Submission.objects.get(ledger_key=found.key, org_unit__code=unit)


def bought(batch: str, product: str, kg: str, supplier: str = "谷雨食品配送站") -> dict[str, object]:
    return {
        "bought_on": date(2026, 6, 9), "product": product, "batch": batch, "quantity": kg, "supplier": supplier,
        "use_by": date(2026, 6, 12), "supplier_phone": "13900000001",
    }  # fmt: skip


def dish(day: int, name: str, **more: object) -> dict[str, object]:
    return {"served_on": date(2026, 6, day), "meal": "lunch", "dish": name, **more}


@dataclass
class Food:
    desk: Desk
    trace: Trace

    def by(self, actor: Actor, start: str, value: str) -> Traced:
        found = self.trace.start(start)
        assert found is not None
        return queries.traced(actor, self.trace, found, value)


@pytest.fixture
def food(desk: Desk) -> Food:
    """The batch at S1 and S2; at S2 it is used after its day, more than came in, without a sample and with eggs that
    nobody checked in."""
    file("food_purchases", "S1", bought(TOFU, "豆腐", "40.00"))
    file("dish_ingredients", "S1", dish(10, "豆腐羹", product="豆腐", batch=TOFU, quantity="22.00"))
    file("school_meals", "S1", dish(10, "豆腐羹", eaters=600), dish(10, "米饭", eaters=610))
    file("food_samples", "S1", dish(10, "豆腐羹", grams=150, kept_at="11:40"))
    file("food_purchases", "S2", bought(TOFU, "豆腐", "5.00"))
    file(
        "dish_ingredients",
        "S2",
        dish(13, "蛋羹", product="豆腐", batch=TOFU, quantity="6.00"),
        dish(13, "蛋羹", product="鸡蛋", batch=EGGS, quantity="3.00"),
    )
    file("school_meals", "S2", dish(13, "蛋羹", eaters=40))
    return Food(desk, installed_packs().traces[KEY])


def lines(found: Traced) -> list[tuple[str, str, object]]:
    return [(line.row.unit, line.step.id, line.row.values.get("dish")) for line in found.lines]


def told(found: Traced) -> set[tuple[str, str]]:
    return {(line.row.unit, item.warning.id) for line in found.lines for item in line.told}


def test_a_batch_leads_to_schools_dishes_meals_and_samples(food: Food) -> None:
    found = food.by(food.desk.reviewer, "batch", TOFU)
    assert lines(found) == [
        ("S1", "bought", None),
        ("S2", "bought", None),
        ("S1", "used", "豆腐羹"),
        ("S2", "used", "蛋羹"),
        ("S1", "served", "豆腐羹"),
        ("S2", "served", "蛋羹"),
        ("S1", "sampled", "豆腐羹"),
    ]
    assert told(found) == {("S2", "late"), ("S2", "too_much"), ("S2", "no_sample")}
    assert [count for _step, count in found.reached()] == [640]


def test_a_supplier_leads_to_the_same_and_a_meal_back_to_all_its_batches(food: Food) -> None:
    reviewer = food.desk.reviewer
    assert lines(food.by(reviewer, "supplier", "谷雨食品配送站")) == lines(food.by(reviewer, "batch", TOFU))
    meal = next(line for line in food.by(reviewer, "dish", "蛋羹").lines if line.step.id == "served")
    found = queries.traced_from(reviewer, food.trace, meal.row.id)
    assert [(step, batch) for _unit, step, _dish, batch in _with_batches(found)] == [
        ("bought", TOFU),
        ("used", TOFU),
        ("used", EGGS),
        ("served", None),
    ]
    # How much was used in all was not read from here, so nothing is said of amounts.
    assert told(found) == {("S2", "late"), ("S2", "unchecked"), ("S2", "no_sample")}


def _with_batches(found: Traced) -> list[tuple[object, ...]]:
    return [
        (line.row.unit, line.step.id, line.row.values.get("dish"), line.row.values.get("batch")) for line in found.lines
    ]


def test_a_batch_that_came_from_two_suppliers_is_used_up_as_one(food: Food) -> None:
    file("food_purchases", "S3", bought("R1", "米", "10.00", "甲粮店"), bought("R1", "米", "10.00", "乙粮店"))
    file("dish_ingredients", "S3", dish(12, "饭", product="米", batch="R1", quantity="15.00"))
    found = food.by(food.desk.reviewer, "supplier", "甲粮店")
    assert [line.row.values["supplier"] for line in found.lines if line.step.id == "bought"] == ["甲粮店", "乙粮店"]
    assert told(found) == set()


def test_a_school_sees_its_own_and_what_is_being_written_nobody_else(food: Food) -> None:
    clerk, reviewer = food.desk.clerk, food.desk.reviewer
    assert {unit for unit, *_rest in lines(food.by(clerk, "batch", TOFU))} == {"S1"}
    theirs = Row.objects.filter(submission__org_unit__code="S2").order_by("pk").values_list("pk", flat=True)[0]
    with pytest.raises(Http404):
        queries.traced_from(clerk, food.trace, theirs)
    Submission.objects.filter(org_unit__code="S1").update(state=SubmissionState.DRAFT, accepted_version=None)
    assert {unit for unit, *_rest in lines(food.by(reviewer, "batch", TOFU))} == {"S2"}
    own = food.by(clerk, "batch", TOFU)
    assert {line.row.unit for line in own.lines} == {"S1"}
    assert not any(line.accepted for line in own.lines)


def test_rows_that_a_correction_took_away_are_not_followed(food: Food) -> None:
    submission = Submission.objects.get(ledger_key="city-half-year.food_purchases", org_unit__code="S1")
    Row.objects.filter(submission=submission).update(removed_in=2)
    Submission.objects.filter(pk=submission.pk).update(version=2, accepted_version=2)
    found = food.by(food.desk.reviewer, "batch", TOFU)
    assert ("S1", "bought", None) not in lines(found)
    assert ("S1", "unchecked") in told(found)


def test_a_part_is_enough_and_each_value_says_where_it_is(food: Food) -> None:
    start = food.trace.start("batch")
    assert start is not None
    found = queries.values_like(food.desk.reviewer, food.trace, start, "y/26")
    assert [(item.value, item.rows, item.units) for item in found] == [(TOFU, 4, 2)]
    assert (found[0].first, found[0].last) == (date(2026, 6, 9), date(2026, 6, 13))
    assert [item.rows for item in queries.values_like(food.desk.clerk, food.trace, start, TOFU)] == [2]
    assert queries.values_like(food.desk.reviewer, food.trace, start, "%") == []


def test_queries_do_not_grow_with_schools(food: Food) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            food.by(food.desk.reviewer, "batch", TOFU)
        return len(caught)

    before = count()
    for unit in ("S3", "S4"):
        file("food_purchases", unit, bought(TOFU, "豆腐", "4.00"))
        file("dish_ingredients", unit, dish(11, "汤", product="豆腐", batch=TOFU, quantity="4.00"))
        file("school_meals", unit, dish(11, "汤", eaters=9))
        file("food_samples", unit, dish(11, "汤", grams=130, kept_at="11:30"))
    assert count() == before


def page(name: str, **asked: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=name))
    response = client.get(reverse("ledgers:trace-detail", args=[KEY]), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_counts_and_each_count_opens_into_its_lines(food: Food) -> None:
    whole = page("reviewer", by="batch", find="260608")  # one value fits: it is traced at once
    for words in ("S1小学", "S2小学", "过保质期使用", "没有留样记录", "用量多于进货", "640"):
        assert words in whole
    assert "warning=no_sample" in whole
    assert "?by=supplier&amp;value=" in whole  # on to what else came from there
    narrow = page("reviewer", by="batch", value=TOFU, warning="no_sample")
    assert narrow.count('role="rowheader"') == 1
    line = next(line for line in food.by(food.desk.reviewer, "batch", TOFU).lines if line.row.unit == "S2")
    assert f"/ledgers/submissions/{line.submission}/?version=1&amp;page=1#row-{line.row.id}" in whole
    assert "13900000001" not in whole


def test_what_is_not_there_is_told_in_words(food: Food) -> None:
    assert "批号“没有的批号”" in page("reviewer", by="batch", find="没有的批号")
    assert "批号 没有的批号" in page("reviewer", by="batch", value="没有的批号")
    assert "2" in page("reviewer", by="batch", find="x")
    assert "日期请写成 2026-06-10" in page("reviewer", by="day", find="六月十日")


def test_a_day_is_found_however_it_is_written(food: Food) -> None:
    day = str(next(line.row.values["served_on"] for line in food.by(food.desk.reviewer, "batch", TOFU).lines
                   if line.step.id == "served"))  # fmt: skip
    year, month, number = (int(part) for part in day.split("-"))
    whole = page("reviewer", by="day", value=day)
    assert page("reviewer", by="day", find=f"{year}年{month}月{number}日").count('role="rowheader"') == whole.count(
        'role="rowheader"'
    )
    assert whole.count('role="rowheader"') > 0


def test_what_is_shown_is_taken_along_and_noted(food: Food) -> None:
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    asked = {"by": "batch", "value": TOFU, "step": "bought", "export": "xlsx"}
    response = client.get(reverse("ledgers:trace-detail", args=[KEY]), asked)
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert sum("豆腐" in str(cell) for cell in cells) == 2
    assert AuditEvent.objects.filter(action="export.table").count() == 1


def test_the_only_trace_opens_at_once(food: Food) -> None:
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    assert client.get(reverse("ledgers:trace-list"))["Location"] == reverse("ledgers:trace-detail", args=[KEY])
