"""`taizhang pack …`: check, test, list, coverage, new, diff. None of them needs a database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from taizhang.config.commands.common import json_option, language, print_json, say, start_django


@click.group()
def pack() -> None:
    """Data packs: check them, run their worked cases, compare versions."""
    start_django()


@pack.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@json_option
def check(folders: tuple[Path, ...], as_json: bool) -> None:
    """Check packs as a whole; every error at once. Without FOLDERS: all installed packs."""
    from taizhang.core.packs import check_folders
    from taizhang.organisation.queries import section_codes

    problems = check_folders(list(folders), section_codes())
    if as_json:
        print_json([problem_as_json(problem) for problem in problems])
    else:
        for problem in problems:
            warning = {"zh": "提醒 ", "en": "Warning: "}[language()] if problem.level != "error" else ""
            click.echo(f"{warning}{problem.sentence(language())}")
        errors = sum(problem.level == "error" for problem in problems)
        say(f"{errors} 个错误", f"{errors} error{'' if errors == 1 else 's'}")
    sys.exit(1 if any(problem.level == "error" for problem in problems) else 0)


def problem_as_json(problem: object) -> dict[str, object]:
    """A Problem as plain data, texts in both languages."""
    from taizhang.engine.errors import Problem

    assert isinstance(problem, Problem)
    texts = {name: getattr(problem, name) for name in ("expected", "found", "cure")}
    return {
        "code": problem.code,
        "file": problem.where,
        "line": problem.line,
        "key": problem.key,
        "level": problem.level,
        **{name: {"zh-hans": text.zh, "en": text.get("en")} for name, text in texts.items()},
    }


@pack.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@json_option
def test(folders: tuple[Path, ...], as_json: bool) -> None:
    """Run the worked cases: records in, figures out."""
    from taizhang.core.pack_cases import cases_as_json

    results = cases_as_json(list(folders))
    if as_json:
        print_json(results)
    else:
        for result in results:
            if not result["passed"]:
                click.echo(f"{result['case']}: {result['value']} {result['unit']} <> {result.get('expected')}")
        passed = sum(bool(result["passed"]) for result in results)
        say(f"{passed} 例通过，{len(results) - passed} 例不符", f"{passed} passed, {len(results) - passed} failed")
    sys.exit(0 if all(result["passed"] for result in results) else 1)


@pack.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the installed packs with what is in them."""
    from taizhang.core.packs import packs_as_json

    rows = packs_as_json()
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            click.echo(f"{row['id']} {row['version']}  {row['title_en' if language() == 'en' else 'title']}")


@pack.command()
@json_option
def coverage(as_json: bool) -> None:
    """Which mechanism is served by which pack items and pages."""
    from taizhang.core.packs import coverage_as_json

    rows = coverage_as_json()
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            served = row["served_by"]
            assert isinstance(served, list)
            click.echo(f"{'+' if served else '-'} {row['id']}: {', '.join(served)}")
        count = sum(bool(row["served_by"]) for row in rows)
        say(f"{len(rows)} 项机制，已支持 {count} 项", f"{count} of {len(rows)} mechanisms served")


@pack.command()
@click.argument("pack_id")
@click.option("--in", "parent", type=click.Path(path_type=Path, file_okay=False), default=Path())
def new(pack_id: str, parent: Path) -> None:
    """Write a small valid pack to start from."""
    from taizhang.packs.scaffold import new_pack

    folder = new_pack(parent / pack_id, pack_id)
    say(f"已建立 {folder}，下一步：taizhang pack check {folder}", f"Made {folder}; next: taizhang pack check {folder}")


@pack.command()
@click.argument("old", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("new_version", metavar="NEW", type=click.Path(path_type=Path, exists=True, file_okay=False))
@json_option
def diff(old: Path, new_version: Path, as_json: bool) -> None:
    """What changed from one version of a pack to another."""
    from taizhang.core.packs import diff_folders

    changes = diff_folders(old, new_version)
    if as_json:
        print_json(changes)
    else:
        for change in changes:
            click.echo(change["text_en" if language() == "en" else "text"])
