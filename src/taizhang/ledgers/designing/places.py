"""What the pack loader finds wrong, brought to the place on the page where it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from taizhang.engine.errors import Problem
from taizhang.engine.text import Text
from taizhang.ledgers.designing.check_words import is_complete
from taizhang.ledgers.designing.design import Design

_PLACE = re.compile(r"\.(fields|checks)\[(\d+)\](?:\.(.*))?$")


@dataclass(slots=True)
class Places:
    """Sentences by uid of a field or check, those of the ledger itself under its key, and the rest."""

    fields: dict[str, list[Problem]] = field(default_factory=dict)
    checks: dict[str, list[Problem]] = field(default_factory=dict)
    ledger: list[Problem] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, (*self.fields.values(), *self.checks.values()))) + len(self.ledger)


def place_problems(problems: Iterable[Problem], design: Design) -> Places:
    """Only errors of this ledger's own files, and whatever concerns the pack as a whole."""
    found = Places()
    asked = design.asked
    lists = {f"codelists/{design.id}__{item.id}.csv": item.uid for item in asked}
    unfinished = {check.uid for check in design.checks if not is_complete(check, design)}
    for uid in unfinished:
        expected, missing = Text("选定的栏目", "columns to be chosen"), Text("没有选全", "some are not")
        cure = Text("从下拉框里选。", "Choose from the list.")
        found.checks[uid] = [Problem("check-columns", "", expected, missing, cure)]
    for problem in problems:
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


def _in_titles(problem: Problem, design: Design) -> Problem:
    """A name that nothing is like: the columns are offered by their titles, which a clerk knows, not by their ids."""
    if problem.code != "unknown-name" or problem.data.get("nearest"):
        return problem
    some = "、".join(item.title for item in design.asked[:6])
    return replace(problem, cure=Text(f"可用的栏：{some}……", f"Columns: {some}…"))
