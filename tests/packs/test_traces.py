"""Traces of a pack: what is read, and what the checker refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from taizhang.core.expression_checker import CHECKER
from taizhang.engine.trace import Keeping, WarningKind
from taizhang.packs.diff import diff_packs
from taizhang.packs.loader import load_pack

from .conftest import Change

FILE = "traces/food.yaml"
LEDGER = """\
  title: {zh-hans: %s, en: Rows}
  kind: journal
  period: month
  filed_by: {kinds: [school]}
  date_field: day
  row_key: [day, batch]
  fields:
    - {id: day, title: 日期, type: date, required: true}
    - {id: batch, title: 批号, type: string, required: true}
    - {id: kg, title: 数量, type: number, decimals: 2}
    - {id: at, title: 时间, type: string}
    - {id: person, title: 经手人, type: string, mask: name}
"""
LEDGERS = "bought:\n" + LEDGER % "进货" + "used:\n" + LEDGER % "用料"
TRACE = """\
food:
  title: {zh-hans: 追溯, en: Trace}
  steps:
    - {id: bought, title: 进货, ledger: bought, shows: [batch, kg]}
    - id: used
      title: 用料
      ledger: used
      after: bought
      by: {batch: batch}
      shows: [kg]
      reached: {title: 公斤, field: kg, once_per: [day]}
      keeping: {hours: param.passing_score, time: at}
  starts:
    - {id: batch, title: 批号, fields: {bought: batch, used: batch}}
  warnings:
    - {id: late, title: 过期, kind: later, step: used, of: bought, field: day, than: day}
    - {id: more, title: 用多了, kind: exceeds, step: used, of: bought, field: kg, than: kg}
    - {id: left, title: 没有用, kind: without, step: bought, of: used}
"""


def test_a_trace_is_read_as_it_is_written_and_a_change_is_one_change(sample: Path) -> None:
    (sample / "traces").mkdir()
    (sample / "ledgers/food.yaml").write_text(LEDGERS, encoding="utf-8")
    (sample / FILE).write_text(TRACE, encoding="utf-8")
    old = load_pack(sample, installed={}, check_term=CHECKER)
    food = old.traces["food"]
    used = food.step("used")
    assert (food.key, used.ledger, used.by) == ("sample.food", "sample.used", {"batch": "batch"})
    assert used.keeping == Keeping("passing_score", "at")
    assert [item.id for item in food.following("bought")] == ["used"]
    assert [item.kind for item in food.warnings] == [WarningKind.LATER, WarningKind.EXCEEDS, WarningKind.WITHOUT]
    (sample / FILE).write_text(TRACE.replace("time: at", "time: batch"), encoding="utf-8")
    changes = diff_packs(old, load_pack(sample, installed={}, check_term=CHECKER))
    assert [item.text.zh for item in changes] == ["追溯“追溯”：环节的“用料”的保存的“time”由“at”改为“batch”"]


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ("ledger: used", "ledger: usd", "food.steps[1].ledger", "unknown-ledgers"),
        ("shows: [batch, kg]", "shows: [bach]", "food.steps[0].shows[0]", "unknown-field"),
        ("shows: [batch, kg]", "shows: [person]", "food.steps[0].shows[0]", "trace-personal"),
        ("by: {batch: batch}", "by: {batch: person}", "food.steps[1].by.batch", "trace-personal"),
        ("by: {batch: batch}", "by: {batch: day}", "food.steps[1].by.batch", "field-type"),
        ("by: {batch: batch}", "by: {kg: kg}", "food.steps[1].by.kg", "field-type"),
        ("      after: bought\n      by: {batch: batch}\n", "", "food.steps[1]", "trace-order"),
        ("after: bought", "after: bougt", "food.steps[1].after", "unknown-step"),
        ("field: kg, once_per", "field: batch, once_per", "food.steps[1].reached.field", "field-type"),
        ("once_per: [day]", "once_per: [dy]", "food.steps[1].reached.once_per[0]", "unknown-field"),
        ("param.passing_score", "param.pasing_score", "food.steps[1].keeping.hours", "unknown-parameters"),
        ("fields: {bought: batch,", "fields: {bougt: batch,", "food.starts[0].fields.bougt", "unknown-step"),
        ("fields: {bought: batch,", "fields: {bought: kg,", "food.starts[0].fields.bought", "field-type"),
        ("of: bought, field: day", "of: used, field: day", "food.warnings[0].of", "trace-neighbour"),
        ("of: bought, field: day, than: day", "of: bought", "food.warnings[0]", "trace-compare"),
        ("field: kg, than: kg", "field: kg, than: day", "food.warnings[1].than", "field-type"),
        ("kind: without", "kind: missing", "food.warnings[2].kind", "structure-choice"),
        ("id: more", "id: late", "food.warnings[1].id", "duplicate-id"),
    ],
)
def test_each_mistake_is_told_at_its_place(problems_after: Change, old: str, new: str, key: str, code: str) -> None:
    assert TRACE.count(old) == 1
    problems_after("ledgers/food.yaml", LEDGERS)
    problems = problems_after(FILE, TRACE.replace(old, new))
    assert (key, code) in {(problem.key, problem.code) for problem in problems}
    for problem in problems:
        assert problem.line
        assert problem.cure.zh.endswith(("。", "？", "…"))
        assert problem.cure.en
