"""What the pack loader finds wrong, brought to the place on the page where it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from taizhang.engine.errors import Problem
from taizhang.engine.pack import FieldType
from taizhang.engine.text import Text
from taizhang.ledgers.designing.check_names import gone_columns, in_titles
from taizhang.ledgers.designing.check_words import is_complete
from taizhang.ledgers.designing.design import LIMITS, Design, DesignField

_NUMBERS = {
    "deadline_days": Text("期末后天数", "days after the period"),
    "rows_each": Text("每单位行数", "rows a unit fills in"),
    "decimals": Text("小数位数", "decimals"),
}
# Left out, by the loader's code: what the page calls it, and where it is put right.
_LEFT_OUT = {
    "ledger-date": (
        Text("流水的日期栏", "the column with a journal's day"),
        Text("选日期栏，或改类别。", "Choose it, or another kind."),
    ),
    "ledger-key": (
        Text("名册的主键", "a register's key"),
        Text("给认行的栏勾主键，或改类别。", "Tick Key at a column that tells rows apart, or choose another kind."),
    ),
    "field-codes": (Text("可选的词", "choices"), Text("每行写一个。", "Write one a line.")),
}
_PLACE = re.compile(r"\.(fields|checks)\[(\d+)\](?:\.(.*))?$")


@dataclass(slots=True)
class Places:
    """Sentences by uid of a field or check, by name of a number of the ledger, and the rest."""

    fields: dict[str, list[Problem]] = field(default_factory=dict)
    checks: dict[str, list[Problem]] = field(default_factory=dict)
    numbers: dict[str, Problem] = field(default_factory=dict)
    ledger: list[Problem] = field(default_factory=list)

    @property
    def count(self) -> int:
        placed = sum(map(len, (*self.fields.values(), *self.checks.values())))
        return placed + len(self.numbers) + len(self.ledger)


def place_problems(problems: Iterable[Problem], design: Design) -> Places:
    """Only errors of this ledger's own files, and whatever concerns the pack as a whole."""
    found = Places()
    asked = design.asked
    lists = {f"codelists/{design.id}__{item.name}.csv": item.uid for item in asked}
    unfinished = {check.uid for check in design.checks if not is_complete(check, design)}
    for uid in unfinished:
        expected, missing = Text("选定的栏目", "columns to be chosen"), Text("没有选全", "some are not")
        cure = Text("从下拉框里选。", "Choose from the list.")
        found.checks[uid] = [Problem("check-columns", "", expected, missing, cure)]
    for check in design.checks:
        if gone := gone_columns(check, design):
            unfinished.add(check.uid)
            found.checks[check.uid] = [_without_column(gone[0])]
    for name, problem in unread_numbers(design).items():
        uid, dash, _rest = name.partition("-")
        if dash:
            found.fields.setdefault(uid, []).append(problem)
        else:
            found.numbers[name] = problem
    for problem in map(_without_yaml, problems):
        if problem.level != "error":
            continue
        match = _PLACE.search(problem.key)
        listed = next((uid for name, uid in lists.items() if problem.where.endswith(name)), "")
        if listed:
            found.fields.setdefault(listed, []).append(problem)
        elif match and match[1] == "fields" and int(match[2]) < len(asked):
            found.fields.setdefault(asked[int(match[2])].uid, []).append(problem)
        elif match and match[1] == "checks" and int(match[2]) < len(design.checks):
            check = design.checks[int(match[2])]
            if check.uid not in unfinished:
                found.checks.setdefault(check.uid, []).append(_in_titles(problem, design))
        else:
            found.ledger.append(problem)
    return found


def unread_numbers(design: Design) -> dict[str, Problem]:
    """What was typed in place of numbers that the ledger or a column that is asked would use, by name on the page."""
    used = {"deadline_days", "rows_each"}
    used |= {f"{item.uid}-decimals" for item in design.asked if item.kind == FieldType.NUMBER}
    found = {}
    for name, text in design.unread.items():
        if name not in used:
            continue
        last = name.rpartition("-")[2]
        least, most = LIMITS[last]
        words = _NUMBERS[last]
        expected = Text(f"{words.zh} {least} 到 {most}", f"{words.en} from {least} to {most}")
        seen = Text(f"“{text}”", f"“{text}”") if text else Text("空白", "nothing")
        found[name] = Problem("number", "", expected, seen, Text("改成整数。", "Type a whole number."))
    return found


def _without_yaml(problem: Problem) -> Problem:
    """What is empty or left out, in the page's words: its reader never saw a pack's file."""
    if problem.code in _LEFT_OUT:
        expected, cure = _LEFT_OUT[problem.code]
        return replace(problem, expected=expected, found=Text("没有", "none"), cure=cure)
    if problem.code != "structure-empty":
        return problem
    missing, match = Text("空白", "nothing"), _PLACE.search(problem.key)
    if match and match[1] == "fields" and match[3] == "title":
        place = int(match[2]) + 1
        expected = Text(f"第 {place} 栏的栏名", f"a name for column {place}")
        cure = Text("写上栏名，或去掉这一栏。", "Type one, or take the column out.")
    elif match is None and problem.key.endswith(".title"):
        expected, cure = Text("台账的名称", "a name for the ledger"), Text("写上名称。", "Type one.")
    elif problem.key.endswith(".kinds"):
        expected, cure = Text("填报单位的类别", "kinds of units that file"), Text("至少勾一类。", "Tick at least one.")
    else:
        expected, cure = Text("内容", "some content"), problem.cure
    return replace(problem, expected=expected, found=missing, cure=cure)


def _without_column(item: DesignField) -> Problem:
    expected = Text("这里还在填的栏", "columns that are asked")
    found = Text(f"用到去掉的“{item.title}”", f"“{item.title}”, which was taken out")
    cure = Text("去掉这条规则，或恢复那一栏。", "Take the check out, or put the column back.")
    return Problem("check-gone", "", expected, found, cure)


def _in_titles(problem: Problem, design: Design) -> Problem:
    """Columns by the titles that a clerk knows, not by ids; also those offered where nothing is like a name."""
    expected, found, cure = (
        Text(in_titles(text.zh, design), in_titles(text.get("en"), design))
        for text in (problem.expected, problem.found, problem.cure)
    )
    problem = replace(problem, expected=expected, found=found, cure=cure)
    if problem.code != "unknown-name" or problem.data.get("nearest"):
        return problem
    some = "、".join(item.title for item in design.asked[:6])
    return replace(problem, cure=Text(f"可用的栏：{some}……", f"Columns: {some}…"))
