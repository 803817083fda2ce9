"""Numbers as addresses and forms send them."""

from __future__ import annotations

import pytest

from taizhang.core.requests import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("17", 17),
        ("007", 7),
        ("", None),
        ("-1", None),
        ("²", None),
        ("１２", None),
        ("1.5", None),
        ("9" * 10, None),
    ],
)
def test_what_is_no_number_is_none(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def test_a_key_may_be_longer_but_never_longer_than_a_column_holds() -> None:
    assert whole_number("9" * 18, digits=18) == 10**18 - 1
    assert whole_number("9" * 19, digits=18) is None
