"""Sweeping a folder that others sweep, too."""

from __future__ import annotations

import os
from pathlib import Path

from taizhang.core.leftovers import untouched_since


def test_what_another_process_took_away_meanwhile_is_passed_over(tmp_path: Path) -> None:
    old, new, gone = tmp_path / "old", tmp_path / "new", tmp_path / "gone"
    old.touch()
    new.touch()
    os.utime(old, (1_000, 1_000))
    gone.symlink_to(tmp_path / "nowhere")  # listed, but no longer there when it is looked at
    assert list(untouched_since(tmp_path, 2_000)) == [old]
    assert list(untouched_since(tmp_path, 2_000, "n*")) == []
    assert list(untouched_since(tmp_path / "no-folder", 2_000)) == []
