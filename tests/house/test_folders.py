"""A test run beside a county of the same clone leaves that county's data alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings as configured

# Read when the process starts and written by nobody after.
AT_THE_START = {"SECRET_KEY_FILE", "STATIC_ROOT"}


def test_every_folder_of_the_data_is_the_tests_own(settings: Any, tmp_path: Path) -> None:
    from taizhang.config import settings as written

    shared = Path(written.DATA_DIR)
    for name in dir(written):
        value = getattr(written, name)
        if name.isupper() and isinstance(value, Path) and value.is_relative_to(shared) and name not in AT_THE_START:
            assert getattr(configured, name).is_relative_to(tmp_path), name
