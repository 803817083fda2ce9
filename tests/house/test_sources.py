"""House rules that a reviewer should not have to look for."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "taizhang"
FULL_FILE = 400
# What changes data: a view calls a service for it.
WRITES = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "asave", "acreate",
    "adelete",
}  # fmt: skip
TEXT_SUFFIXES = {".py", ".html", ".js", ".css", ".yaml", ".yml", ".toml", ".md", ".json", ".po", ".csv", ".lock", ""}


def tracked() -> list[Path]:
    """Files that belong to the repository; without git (a source archive) all but the made ones."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [file for name in listed.stdout.split("\0") if name and (file := ROOT / name).is_file()]
    made = {".venv", "node_modules", "build", "dist", "data", "out"}
    return [file for file in ROOT.rglob("*") if file.is_file() and not made & set(file.relative_to(ROOT).parts)]


def python_sources() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def _relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_no_source_file_is_over_four_hundred_lines() -> None:
    written = [file for file in python_sources() if file.parent.name != "migrations"]  # those are made, and read whole
    files = [*written, *SOURCE.glob("*/static-src/*"), *(ROOT / "tools").glob("*.py")]
    long = {
        _relative(file): count for file in files if (count := len(file.read_text("utf-8").splitlines())) > FULL_FILE
    }
    assert not long


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _views() -> list[Path]:
    return [*SOURCE.glob("*/views.py"), *SOURCE.glob("*/views/**/*.py")]


def _is_write(call: ast.Call) -> bool:
    """`obj.save()`, `Model.objects.create(...)`, `….filter(...).update(...)`; a dict's update is not meant."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr in WRITES:
        return not _is_service(call.func.value)
    return call.func.attr == "update" and "objects" in ast.unparse(call.func.value)


def _is_service(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and (value.id == "services" or value.id.endswith("_services"))


def test_views_write_nothing_themselves() -> None:
    writes = [
        f"{_relative(file)}:{call.lineno}: {ast.unparse(call)[:80]}"
        for file in _views()
        for call in _calls(ast.parse(file.read_text("utf-8")))
        if _is_write(call)
    ]
    assert not writes


def test_no_rule_hides_in_a_signal() -> None:
    named = re.compile(r"@receiver\b|\b(pre|post)_(save|delete|init)\.connect|m2m_changed\.connect")
    found = [_relative(file) for file in python_sources() if named.search(file.read_text("utf-8"))]
    assert not found


def test_no_file_is_a_drawer_for_everything() -> None:
    assert not [_relative(file) for file in python_sources() if file.name in {"utils.py", "helpers.py", "misc.py"}]


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError|pass\s*# stub")
    found = [
        f"{_relative(file)}:{number}"
        for file in python_sources()
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert not found


def test_no_machine_path_in_the_repository() -> None:
    machine = re.compile(r"/(?:root|home/\w+|Users/\w+|work/main|work/shared)/|\bshared/seed\b")
    found = []
    for file in tracked():
        if file.suffix not in TEXT_SUFFIXES or file == Path(__file__):
            continue
        text = file.read_text("utf-8", errors="replace")
        found += [f"{_relative(file)}: {hit.group()}" for hit in [machine.search(text)] if hit]
    assert not found


@pytest.mark.parametrize("name", ["package-lock.json", "requirements.lock", "requirements-dev.lock", ".npmrc"])
def test_locks_name_no_host_and_no_path(name: str) -> None:
    foreign = re.compile(r"https?://|\bfile:|index-url|find-links|registry=", re.IGNORECASE)
    text = (ROOT / name).read_text("utf-8")
    # "funding" and homepage addresses are facts about a package, not places to fetch from.
    lines = [line for line in text.splitlines() if '"url":' not in line]
    assert not [line for line in lines if foreign.search(line)]


def test_every_python_requirement_is_pinned_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
        assert entries
        assert not [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]


def test_pages_load_nothing_from_elsewhere() -> None:
    outside = re.compile(r"""(?:src|href)=["'](?:https?:)?//|@import\s+["']https?:|url\(["']?https?:""")
    files = [*SOURCE.rglob("*.html"), *SOURCE.glob("*/static-src/*")]
    assert not [_relative(file) for file in files if outside.search(file.read_text("utf-8"))]


def test_templates_hold_no_script_of_their_own() -> None:
    """Inline handlers and scripts would forbid a strict content security policy."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)|\son(?:click|change|submit|load)=", re.I
    )
    assert not [_relative(file) for file in SOURCE.rglob("*.html") if inline.search(file.read_text("utf-8"))]
