"""A bounded number of damaged files: no exception but UnreadableFile. fuzzing.py runs on for longer."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers.corpus.books import book, csv, file
from tests.ledgers.corpus.fuzzing import damaged, read, seeds
from tests.ledgers.corpus.ledgers import FUNDS

REFUSED_OR_READ = ("read", "file.", "columns.unsure")
EACH = 2
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(
        ["合计", "小 计", "填表人：", "注：", "3.7E+17", "１２０", "2024.3.5", "98.5%", "#REF!", "甲", "平均"]
    ),
)


def test_damaged_files_of_the_corpus_are_refused_or_read() -> None:
    for index, (name, key, data) in enumerate(seeds()):
        for turn in range(EACH):
            came = read(name, damaged(data, random.Random(f"{index}-{turn}")), key)
            assert came.startswith(REFUSED_OR_READ)


@given(st.lists(st.lists(CELLS, max_size=8), max_size=8))
@settings(max_examples=40, deadline=None)
def test_any_cells_below_the_titles_are_rows_wrong_cells_or_named_lines(rows: list[list[object]]) -> None:
    assert read("资金.xlsx", book([FUNDS, *rows]), "funds") == "read"


@given(st.lists(st.lists(st.text(max_size=8), max_size=8), max_size=8))
@settings(max_examples=40, deadline=None)
def test_any_text_is_a_csv_or_refused(rows: list[list[str]]) -> None:
    assert read("资金.csv", csv([FUNDS, *rows], "utf-8-sig"), "funds").startswith(REFUSED_OR_READ)


@pytest.mark.parametrize("name", ["roll.xls", "roll.ods", "failed.xls", "funds.ods"])
def test_files_cut_anywhere_are_refused_or_read(name: str) -> None:
    data = file(name)
    for end in range(0, len(data), len(data) // 20):
        assert read(name, data[:end], "roll").startswith(REFUSED_OR_READ)
