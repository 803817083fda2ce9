"""What a failed check says it expected: the rule's own limit with its numbers, not only that there is a rule."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest

from taizhang.analytics.checks import run_row_checks, run_set_checks
from taizhang.engine.pack import Check, CheckDepth, CodeList, Field, FieldType, Ledger, Mask
from taizhang.engine.text import Text
from taizhang.ledgers.hit_words import words_of_hit
from tests.analytics.sample import ledger

CODES = {"steps": CodeList("steps", Text("环节"), {"in": Text("到账", "received"), "out": Text("下拨", "passed on")})}
FIELDS = (
    Field("pupils", Text("学生数", "pupils"), FieldType.INTEGER),
    Field("classes", Text("班级数", "classes"), FieldType.INTEGER),
    Field("income", Text("收入", "income"), FieldType.NUMBER),
    Field("food", Text("食材支出", "food"), FieldType.NUMBER),
    Field("step", Text("环节", "step"), FieldType.CODE, code_list="steps"),
)
PARAMETERS = {"most": Decimal(45), "share": Decimal(3)}
ROW = {"pupils": [200], "classes": [4], "income": [Decimal(12000)], "food": [Decimal(10000)], "step": ["in"]}


def said(rule: str, *, field: str = "pupils", depth: CheckDepth = CheckDepth.ROW, **rows: list[object]) -> list[Text]:
    book = made(Check("it", depth, Text("请核对。"), expression=rule, field=field))
    table = pa.table({"_position": [1] if not rows else list(range(1, 1 + len(next(iter(rows.values()))))),
                      **(rows or ROW)})  # fmt: skip
    if depth is CheckDepth.ROW:
        hits = run_row_checks(table, book, PARAMETERS, CODES)
        values = {name: cells[0] for name, cells in (rows or ROW).items()}
    else:
        hits = run_set_checks(
            table, book, previous=None, others={}, ledgers={}, parameters=PARAMETERS, code_lists=CODES
        )
        values = {}
    (hit,) = hits
    return list(words_of_hit(hit, book.checks[0], book, values, CODES))


def made(check: Check, fields: tuple[Field, ...] = FIELDS) -> Ledger:
    return replace(ledger(checks=(check,)), fields=fields)


@pytest.mark.parametrize(
    ("rule", "field", "expected", "found"),
    [
        ("pupils <= classes * param.most", "pupils", "不大于“班级数” × 45（=180）", "学生数 200、班级数 4"),
        ("classes * 45 >= pupils", "pupils", "不大于“班级数” × 45（=180）", "学生数 200、班级数 4"),
        ("pupils <= param.most", "pupils", "不大于 45", "200"),
        ("pupils is null or pupils <= classes * 45", "pupils", "不大于“班级数” × 45（=180）", "学生数 200、班级数 4"),
        ("step <> 'in' or pupils <= classes", "pupils", "不大于“班级数”（4）", "200"),
        (
            "income - food <= income * param.share / 100",
            "income",
            "“收入” − “食材支出”不大于“收入” × 3 ÷ 100（=360）",
            "2000（收入 12000、食材支出 10000）",
        ),
        (
            "pupils = case when step = 'in' then param.share else param.most end",
            "pupils",
            "等于 3",
            "学生数 200、环节 到账",
        ),
        ("pupils < 9 or classes < 2", "pupils", "合乎规则的“学生数”", "学生数 200、班级数 4"),
    ],
)
def test_a_row_is_told_the_rules_own_limit(rule: str, field: str, expected: str, found: str) -> None:
    told = said(rule, field=field)
    assert [text.zh for text in told] == [expected, found]


def test_a_rule_over_the_filing_tells_its_sums_and_what_they_are() -> None:
    rows: dict[str, list[object]] = {
        "step": ["in", "out", "out"],
        "income": [Decimal(300), Decimal(250), Decimal(150)],
    }
    rule = "coalesce(sum(income) filter (where step = 'out'), 0) <= coalesce(sum(income) filter (where step = 'in'), 0)"
    expected, found = said(rule, field="", depth=CheckDepth.SET, **rows)
    assert expected.zh == "“收入”合计（“环节” = 下拨）不大于“收入”合计（“环节” = 到账）（=300）"
    assert found.zh == "“收入”合计（“环节” = 下拨） 400、“收入”合计（“环节” = 到账） 300"
    expected, found = said("count(*) = param.share * count(distinct step)", field="", depth=CheckDepth.SET, **rows)
    assert (expected.zh, found.zh) == ("行数等于 3 × 不同“环节”的个数（=6）", "行数 3、不同“环节”的个数 2")
    expected, found = said("coalesce(sum(income), 0) = 0", field="", depth=CheckDepth.SET, **rows)
    assert (expected.zh, found.zh) == ("“收入”合计等于 0", "“收入”合计 700")
    expected, found = said(
        "count(*) = 0 or (min(income) = 1 and max(income) = 2)", field="", depth=CheckDepth.SET, **rows
    )
    assert found.zh == "行数 3、“收入”最小 150、“收入”最大 300"


def test_a_formula_of_a_personal_column_is_not_worked_out() -> None:
    hidden = (replace(FIELDS[0], mask=Mask.HIDDEN), *FIELDS[1:])
    check = Check("it", CheckDepth.ROW, Text("请核对。"), expression="classes >= pupils * 2", field="classes")
    book = made(check, hidden)
    table = pa.table({"_position": [1], **ROW})
    (hit,) = run_row_checks(table, book, PARAMETERS, CODES)
    expected, found = words_of_hit(hit, check, book, {name: cells[0] for name, cells in ROW.items()}, CODES)
    assert "400" not in expected.zh + found.zh and "200" not in expected.zh + found.zh
