"""The documents for pack writers say what the program does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from taizhang.core.expression_checker import CHECKER
from taizhang.core.pack_cases import run_cases
from taizhang.core.packs import InstalledPacks
from taizhang.engine.slot_text import slot_text
from taizhang.engine.summary import Human, Slot, Words, parse_inlines, parse_summary
from taizhang.engine.summary_options import BLOCKS, FORMATS, ORG_KINDS
from taizhang.packs.loader import load_pack
from taizhang.packs.schema_check import schema

from .conftest import Change

DOCS = Path(__file__).parents[2] / "docs"
FORMAT = (DOCS / "reference/pack-format.md").read_text(encoding="utf-8")
TUTORIAL = (DOCS / "tutorial/write-a-pack.md").read_text(encoding="utf-8")
KINDS = ("pack", "parameters", "ledgers", "indicators", "checklists", "traces", "cases", "summaries")


def keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        properties = node.get("properties")
        if isinstance(properties, dict):
            yield from properties
        for value in node.values():
            yield from keys(value)
    elif isinstance(node, list):
        for value in node:
            yield from keys(value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_schema_is_documented(kind: str) -> None:
    assert {key for key in keys(schema(kind)) if not re.search(rf"\b{key}\b", FORMAT)} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_valid_json_schema_files(kind: str) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema(kind))
    assert json.dumps(schema(kind))


def test_every_option_block_and_kind_is_documented() -> None:
    words = [*BLOCKS, *ORG_KINDS, *(f"format={name}" for name in FORMATS)]
    words += ["unit=", "decimals=", "round_to=", "period=", "org=", "thousands=yes"]
    assert [word for word in words if word not in FORMAT] == []


def test_the_example_summary_of_the_format_can_be_parsed() -> None:
    body = FORMAT.split("---\n# {{ org }}")[1].split("```")[0]
    assert len(parse_summary("# {{ org }}" + body).blocks) == 8


def test_the_tutorials_sentence_prints_what_it_says(sample: Path) -> None:
    pack = load_pack(sample, installed={}, check_term=CHECKER)
    values = {item.case: item.value for item in run_cases(InstalledPacks({"sample": pack}, {}))}
    template = next(line for line in TUTORIAL.split("\n") if line.startswith("本期共检查"))
    shown = "".join(
        slot_text(values[item.name], pack.indicators[item.name], item.options) if isinstance(item, Slot) else item.text
        for item in parse_inlines(template)
        if isinstance(item, Slot | Words)
    )
    assert shown == "本期共检查9次，比去年同期增长12.50%。"
    assert f"prints {shown}" in TUTORIAL


def test_the_tutorials_check_and_claim_are_valid(problems_after: Change) -> None:
    check = re.search(r"```yaml\n(    - id: passed_has_score.*?)```", TUTORIAL, re.DOTALL)
    claim = re.search(r"^\{\{\?.*\}\}$", TUTORIAL, re.MULTILINE)
    place = re.search(r"^\[\[.*\]\]$", TUTORIAL, re.MULTILINE)
    assert check
    assert claim
    assert place
    assert problems_after("ledgers/checks.yaml", {"  checks:\n": f"  checks:\n{check[1]}"}) == []
    assert problems_after("summaries/half-year.md", {"::: plan": claim[0]}) == []
    assert isinstance(parse_inlines(place[0])[0], Human)


def test_the_tutorials_message_is_the_checkers(problems_after: Change) -> None:
    [problem] = problems_after("indicators/checks.yaml", {"param.passing_score": "param.pasing_score"})
    told = " ".join(TUTORIAL.split("```\ncanteen-checks/")[1].split("```")[0].split())
    assert problem.sentence("en").endswith(told.split("canteen-checks/")[-1].removeprefix("indicators/"))
