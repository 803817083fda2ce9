"""Each rule of the layout finds its departure, and nothing else, in a document that conforms but for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from taizhang.engine.official_document import RULES
from tests.proofreading.official_examples import EXAMPLES, LETTER, NOTICE, PLAIN, UP, Example

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/official-document-rules.md"
SURE = {"confirmed": "标准原文", "from_memory": "未核对原文"}


def ids(example: Example) -> str:
    return example[0]


def found_in(example: Example, at: int) -> set[str]:
    made = example[1]()
    example[at](made)  # type: ignore[operator]
    return {finding.rule.id for finding in made.report().findings}


@pytest.mark.parametrize("base", [NOTICE, UP, LETTER, PLAIN])
def test_a_conforming_document_is_left_alone(base: object) -> None:
    assert [finding.departure for finding in base().report().findings] == []  # type: ignore[operator]


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_the_departure_is_found_and_nothing_else(example: Example) -> None:
    assert found_in(example, 3) == {example[0]}


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_what_is_alike_but_in_order_is_left_alone(example: Example) -> None:
    assert found_in(example, 5) == set()


def test_the_reference_lists_every_rule_with_its_examples() -> None:
    rows = re.findall(
        r"^\| `([a-z_.]+)` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    wanted = {example[0]: (example[2], example[4]) for example in EXAMPLES}
    assert rows == [
        (rule.id, rule.text.zh, *wanted[rule.id], f"{rule.source}；{SURE[rule.severity.value]}") for rule in RULES
    ]
