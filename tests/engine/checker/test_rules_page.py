"""The page that lists the rules is true: each example is found by its rule, each counter-example is left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from taizhang.engine.checker import check

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/checker-rules.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([a-z_.]+)` \| (.+?) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def lines(cell: str) -> str:
    return cell.replace("⏎", "\n").replace("→", "\t")


@pytest.mark.parametrize(("rule", "found", "alone"), [row[:3] for row in ROWS], ids=[row[0] for row in ROWS])
def test_examples_of_the_page(rule: str, found: str, alone: str) -> None:
    if found != "-":
        assert rule in {f.rule for f in check(lines(found)).findings if f.verdict == "contradiction"}
    assert [f for f in check(lines(alone)).findings if f.verdict == "contradiction"] == []


def test_every_rule_is_on_the_page() -> None:
    source = "".join(p.read_text("utf-8") for p in (ROOT / "src/taizhang/engine/checker/rules").glob("*.py"))
    named = set(re.findall(r'"((?:sum|division|table|share|growth|difference|average|ratio|product|list|repeat|date'
                           r'|document|pairing|wording)\.[a-z_]+)"', source))  # fmt: skip
    assert named <= {row[0] for row in ROWS}
