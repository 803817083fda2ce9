"""`pack new`: a small pack that passes `pack check` and `pack test`, to be changed into one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from taizhang.engine.errors import Problem
from taizhang.engine.text import Text
from taizhang.packs.problems import PackError, quote

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def new_pack(folder: Path, pack_id: str) -> Path:
    """Write a small valid pack into `folder`, which must be empty or absent. Returns the folder.

    Raises PackError for an id that is not lower case with hyphens, and for a folder with files in it.
    """
    if not _ID.fullmatch(pack_id):
        expected = Text("小写字母、数字和连字符", "lower case letters, digits and hyphens")
        cure = Text("例如 school-canteen。", "Such as school-canteen.")
        raise PackError([Problem("pack-id", folder.as_posix(), expected, quote(pack_id), cure)])
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        cure = Text("换一个名字，或先清空文件夹。", "Choose another name, or empty the folder.")
        found = Text("已有内容", "something in it")
        raise PackError([Problem("folder", folder.as_posix(), Text("空文件夹", "an empty folder"), found, cure)])
    for name, text in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("<pack-id>", pack_id), encoding="utf-8", newline="\n")
    return folder


_FILES: Mapping[str, str] = {
    "pack.yaml": """\
# 数据包的说明。编号与文件夹同名。 / What this pack is. The id is the folder's name.
id: <pack-id>
version: 0.1.0
title: {zh-hans: 我的数据包, en: My pack}
description: {zh-hans: 一个台账、三个指标、一份总结。, en: 'One ledger, three indicators, one summary.'}
authority: 填写发布单位或文号
effective_from: 2025-01-01
requires: []   # 用到别的包时写在这里 / packs whose ledgers, indicators or code lists this one uses
""",
    "parameters/limits.yaml": """\
# 政策数字都有日期和依据；统计期最后一天决定用哪个值。
# Numbers of policy are dated and sourced; the period's last day picks the value.
passing_score:
  title: {zh-hans: 合格分数线, en: Passing score}
  unit: 分
  values:
    - {from: 2025-01-01, value: 60, reference: 填写文件名称}
""",
    "codelists/check_kind.csv": """\
code,zh,en
daily,日常检查,Daily check
special,专项检查,Special check
""",
    "ledgers/checks.yaml": """\
# 台账：谁报、多久报一次、有哪些字段。journal 每行有一个日期。
# A ledger: who files it, how often, and its fields. A journal's rows each have a day.
school_checks:
  title: {zh-hans: 学校检查台账, en: Checks of schools}
  description: {zh-hans: 每次检查一行。, en: One row a check.}
  kind: journal
  period: half-year
  filed_by: {kinds: [school]}
  date_field: held_on
  row_key: [check_no]
  deadline_days: 10
  fields:
    - {id: check_no, title: {zh-hans: 检查编号, en: Number}, type: string, required: true, example: JC-001}
    - {id: held_on, title: {zh-hans: 检查日期, en: Held on}, type: date, required: true, example: '2025-03-12'}
    - {id: kind, title: {zh-hans: 检查类型, en: Kind}, type: code, codes: check_kind, required: true}
    - {id: score, title: {zh-hans: 得分, en: Score}, type: number, decimals: 1, unit: 分, min: 0, max: 100}
  checks:
    - id: held_in_period
      depth: row
      expression: held_on between period_first and period_last
      field: held_on
      message: {zh-hans: 检查日期不在本期，请核对。, en: The day is not in this period. Check it.}
    - id: one_row_a_check
      depth: set
      unique: [check_no]
      message: {zh-hans: 检查编号重复，请删去多余的行。, en: The number is repeated. Delete the extra row.}
""",
    "indicators/checks.yaml": """\
# 指标三种写法：value，numerator 加 denominator，formula。 / Three forms: value, two parts, or a formula.
checks_total:
  title: {zh-hans: 检查次数, en: Checks}
  unit: 次
  decimals: 0
  basis: {zh-hans: 检查日期在本期的检查，每次计一次。, en: 'Checks held in the period, each counted once.'}
  ledger: school_checks
  value: count(*)
  larger_is_better: true
checks_passed_rate:
  title: {zh-hans: 检查合格率, en: Share of checks passed}
  unit: '%'
  decimals: 1
  basis: {zh-hans: 合格次数占检查次数的比例。, en: Checks passed as a share of all.}
  numerator:
    ledger: school_checks
    value: count(*) filter (where score >= param.passing_score)
    basis: {zh-hans: 得分不低于合格分数线的检查。, en: Checks at or above the passing score.}
  denominator:
    ledger: school_checks
    value: count(*)
    basis: {zh-hans: 本期全部检查。, en: All checks of the period.}
  larger_is_better: true
checks_growth:
  title: {zh-hans: 检查次数增幅, en: Growth of checks}
  unit: '%'
  decimals: 2
  basis: {zh-hans: 与去年同期相比。, en: Against the same period last year.}
  formula: 100 * (checks_total - last_year(checks_total)) / last_year(checks_total)
""",
    "summaries/half-year.md": """\
---
# 双花括号是数字，双方括号由人填写。 / Double braces are figures; double brackets are written by a person.
id: half-year
title: {zh-hans: 检查工作总结, en: Summary of checks}
period: half-year
org_kinds: [county]
---
# {{ org }}{{ period }}检查工作总结

## 一、总体情况

本期共检查 {{ checks_total }}，比去年同期{{ checks_growth format=change }}，合格率 {{ checks_passed_rate }}。
[[ highlights! | 用一两句话写出主要做法 ]]

## 二、问题和措施

::: problems

## 三、下期打算

::: plan
""",
    "cases/checks.yaml": """\
# 算例：给定记录，应得的数。taizhang pack test 逐个核对。 / Worked cases: records in, figures out.
title: 检查次数和合格率
period: 2025H1
org_unit: C
parents: {S1: C, S2: C}
records:
  school_checks:
    - {_org: S1, repeat: 7, check_no: {seq: 'A{}'}, held_on: 2025-03-12, kind: daily, score: 88.5}
    - {_org: S2, repeat: 2, check_no: {seq: 'B{}'}, held_on: 2025-04-02, kind: special, score: 52}
    - {_org: S2, repeat: 8, _period: 2024H1, check_no: {seq: 'Z{}'}, held_on: 2024-04-02, kind: daily, score: 70}
cases:
  - {id: checks_total, indicator: checks_total, expect: 9}
  - {id: checks_of_one_school, indicator: checks_total, org_unit: S2, expect: 2}
  - {id: checks_passed_rate, indicator: checks_passed_rate, expect: 77.8}
  - {id: checks_growth, indicator: checks_growth, expect: 12.50}
  - {id: checks_growth_without_last_year, indicator: checks_growth, period: 2024H1, expect: null}
""",
}
