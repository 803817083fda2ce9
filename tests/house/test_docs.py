"""The documentation names what exists: every command with its options, every setting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def pages(folder: Path = DOCS) -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted(folder.rglob("*.md")))


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))
    else:
        yield " ".join(path), command


def all_commands() -> list[tuple[str, click.Command]]:
    from taizhang.config.cli import cli

    return list(commands(cli, ("taizhang",)))


def test_every_command_stands_in_the_reference() -> None:
    text = pages(DOCS / "reference")
    assert not [name for name, _command in all_commands() if name not in text]


def test_the_table_of_commands_tells_each_command_once() -> None:
    names = sorted((name for name, _command in all_commands()), key=len, reverse=True)
    rows = re.findall(r"^\| `(taizhang [^`]*)`", (DOCS / "reference" / "commands.md").read_text("utf-8"), re.M)
    told = [next((name for name in names if row == name or row.startswith(f"{name} ")), row) for row in rows]
    assert sorted(told) == sorted(names)


def test_every_option_stands_in_the_reference() -> None:
    text = pages(DOCS / "reference")
    missing = [
        f"{name} {option}"
        for name, command in all_commands()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--") and option not in text
    ]
    assert not missing


def test_every_setting_stands_in_the_reference() -> None:
    settings = (ROOT / "src" / "taizhang" / "config" / "settings.py").read_text("utf-8")
    names = set(re.findall(r"TAIZHANG_[A-Z_]*[A-Z]|DATABASE_URL", settings))
    text = (DOCS / "reference" / "settings.md").read_text("utf-8")
    assert not [name for name in sorted(names) if name not in text]


def _links() -> list[tuple[Path, str]]:
    files = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    found = []
    for file in files:
        text = re.sub(r"```.*?```", "", file.read_text("utf-8"), flags=re.S)
        found += [(file, target) for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)]
    return [(file, target) for file, target in found if "://" not in target and not target.startswith("mailto:")]


def test_links_between_pages_lead_somewhere() -> None:
    assert not [f"{file.name}: {target}" for file, target in _links() if not (file.parent / target).exists()]


@pytest.mark.parametrize("target", ["setup", "run", "test", "check", "messages", "lock", "assets"])
def test_make_targets_exist_and_are_told(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert f"make {target}" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
