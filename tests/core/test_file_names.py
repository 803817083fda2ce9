"""Names that every system can hold."""

from __future__ import annotations

from taizhang.core.file_names import file_names


def test_signs_that_no_file_name_holds_become_dashes() -> None:
    assert file_names(['甲/乙\\丙:*?"<>|丁\n戊\x00'], ".docx") == ["甲-乙-丙-------丁 戊.docx"]


def test_equal_names_are_counted_whatever_their_case() -> None:
    assert file_names(["a", "A", "a"], ".zip") == ["a.zip", "A (2).zip", "a (3).zip"]


def test_a_long_or_reserved_or_empty_name_can_be_written() -> None:
    long, reserved, empty = file_names(["校" * 200, "con", " . "], ".docx")
    assert len(long.encode()) <= 255 and long.startswith("校校")
    assert (reserved, empty) == ("_con.docx", "_.docx")
