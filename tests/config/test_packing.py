"""An archive tells of each of its bytes that they are as they were written."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from taizhang.config.packing import SUMS, UNREADABLE, damaged, pack, unpack


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "one").write_bytes(random.Random(7).randbytes(3000))
    (folder / "ab" / "two").write_text("台账" * 500)
    (tmp_path / "about.json").write_text("{}")
    found = tmp_path / "whole.tar.gz"
    pack(found, {"about.json": tmp_path / "about.json", "media": folder, "none": tmp_path / "none"})
    return found


def out_of(archive: Path, data: bytes, folder: Path) -> str | None:
    """What is told of these bytes as an archive; "unread" where they are none."""
    shutil.rmtree(folder, ignore_errors=True)
    archive.write_bytes(data)
    try:
        unpack(archive, folder)
    except UNREADABLE:
        return "unread"
    return damaged(folder)


def test_what_was_packed_comes_out(archive: Path, tmp_path: Path) -> None:
    assert out_of(archive, archive.read_bytes(), tmp_path / "out") is None
    assert (tmp_path / "out" / "media" / "ab" / "one").read_bytes() == (tmp_path / "media" / "ab" / "one").read_bytes()
    (tmp_path / "out" / "media" / "ab" / "one").unlink()
    assert damaged(tmp_path / "out") == "media/ab/one"
    (tmp_path / "out" / SUMS).unlink()
    assert damaged(tmp_path / "out") == SUMS


def test_no_changed_byte_and_no_cut_passes_unless_every_file_is_as_it_was(archive: Path, tmp_path: Path) -> None:
    """A changed byte that says nothing of the files, such as a time, may pass, and so may a cut in the empty end."""
    whole, kept = archive.read_bytes(), (tmp_path / "media" / "ab" / "one").read_bytes()
    passed = 0
    for at in range(0, len(whole), 11):
        spoilt = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        for data in (spoilt, whole[:at]):
            if out_of(archive, data, tmp_path / "out") is None:
                passed += 1
                assert (tmp_path / "out" / "media" / "ab" / "one").read_bytes() == kept, at
                assert (tmp_path / "out" / "media" / "ab" / "two").read_text() == "台账" * 500, at
    assert passed < 20
