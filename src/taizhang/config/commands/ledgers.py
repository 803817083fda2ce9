"""`taizhang file`: a workbook in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from taizhang.config.commands.common import (
    acting,
    as_option,
    fail,
    json_option,
    language,
    print_json,
    say,
    start_django,
)
from taizhang.config.commands.packs import problem_as_json


@click.command()
@click.argument("workbook", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True))
@click.option("--ledger", required=True, help="Ledger key, such as county-base.school_roll.")
@click.option("--org", required=True, help="Code of the org unit that files.")
@click.option("--period", required=True, help="Period code, such as 2026H1.")
@click.option("--reason", default="", help="Why, when it changes an accepted filing.")
@click.option("--column", "columns", multiple=True, help="Which field a column is, such as B=pupils; B= leaves it out.")
@click.option("--nil", is_flag=True, help="A nil report: there was nothing in this period.")
@click.option("--submit", is_flag=True, help="Submit when there is no error.")
@as_option
@json_option
def file(
    workbook: Path | None,
    ledger: str,
    org: str,
    period: str,
    reason: str,
    columns: tuple[str, ...],
    nil: bool,
    submit: bool,
    username: str | None,
    as_json: bool,
) -> None:
    """File a WORKBOOK: saved whole, or not at all with every wrong cell named. With --nil no workbook is needed."""
    start_django()
    from taizhang.ledgers.services import file_from_command

    if username is None:
        fail("填报必须写明填报人：--as 用户名。", "Filing needs a person: --as USER.")
    if workbook is None and not nil:
        fail("请写明工作簿；本期确无数据，请加 --nil。", "Name a workbook; if there was nothing, say --nil.")
    result = file_from_command(
        actor=acting(username),
        path=workbook,
        ledger_key=ledger,
        org=org,
        period=period,
        reason=reason,
        submit=submit,
        nil=nil,
        columns=columns,
    )
    if as_json:
        print_json(
            {
                "saved": result.submission is not None,
                "rows": result.row_count,
                "version": result.version,
                "unchanged": result.unchanged,
                "problems": [problem_as_json(problem) for problem in result.problems],
                "other_sheets": [*result.unread_sheets, *result.other_sheets],
                "hidden": result.hidden.words(),
                "left_out": [line.as_json() for line in result.left_out],
            }
        )
    else:
        for problem in result.problems:
            click.echo(problem.sentence(language()))
        for line in result.left_out:
            click.echo(line.sentence(language()))
        if others := "、".join([*result.unread_sheets, *result.other_sheets]):
            say(f"没有读的工作表：{others}。", f"Sheets that were not read: {others}.")
        if hidden := result.hidden.words():
            say(f"隐藏的也照常读入：{hidden['zh']}。", f"Hidden, read all the same: {hidden['en']}.")
        if result.unchanged:
            say(
                f"与第 {result.version} 版相同，没有改动。", f"The same as version {result.version}; nothing was added."
            )
        elif result.submission is not None:
            say(
                f"已保存 {result.row_count} 行，第 {result.version} 版。",
                f"Saved {result.row_count} rows, version {result.version}.",
            )
        else:
            say("没有保存任何内容。", "Nothing was saved.")
    sys.exit(0 if result.submission is not None else 1)
