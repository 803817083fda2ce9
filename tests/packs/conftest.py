"""Packs written into a folder, read as `pack check` reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from taizhang.core.expression_checker import CHECKER
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Pack
from taizhang.packs.loader import read_pack
from taizhang.packs.scaffold import new_pack

Change = Callable[..., list[Problem]]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The folder of a valid pack, free to be spoilt."""
    return new_pack(tmp_path / "sample", "sample")


@pytest.fixture
def problems_after(sample: Path) -> Change:
    """Replace texts in a file of the sample (or write a new file) and say what the checker finds."""

    def change(
        name: str, replacements: Mapping[str, str] | str, installed: Mapping[str, Pack] | None = None
    ) -> list[Problem]:
        path = sample / name
        if isinstance(replacements, str):
            path.parent.mkdir(exist_ok=True)
            path.write_text(replacements, encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
            for old, new in replacements.items():
                assert old in text, f"{old!r} is not in {name}"
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
        _, problems = read_pack(sample, installed=installed or {}, check_term=CHECKER)
        return problems

    return change
