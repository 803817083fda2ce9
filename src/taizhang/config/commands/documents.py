"""`taizhang document check`: the layout of official documents. Needs no database and does not start Django."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from taizhang.config.commands.common import json_option, language, say

_UNREADABLE = 2


@click.group()
def document() -> None:
    """Official documents (公文) as files."""


@document.command()
@click.argument("file", metavar="FILE")
@json_option
def check(file: str, as_json: bool) -> None:
    """Compare a .docx with the layout that GB/T 9704-2012 asks of official documents: every departure, with its place.
    Exit 0 nothing departs, 1 departures, 2 unreadable."""
    from taizhang.core.workbooks.problems import UnreadableFile
    from taizhang.engine.official_document import check as check_layout
    from taizhang.proofreading import layout_report
    from taizhang.proofreading.reading.layout import read_layout

    try:
        report = check_layout(read_layout(file, Path(file).read_bytes()))
    except UnreadableFile as error:
        for problem in error.problems:
            click.echo(problem.sentence(language()), err=True)
        sys.exit(_UNREADABLE)
    except OSError:
        say(
            f"{file}：没有这个文件，或不能读取。请核对路径和权限。",
            f"{file}: there is no such file, or it cannot be read; check its path and permissions.",
            err=True,
        )
        sys.exit(_UNREADABLE)
    if as_json:
        click.echo(json.dumps(layout_report.as_json(file, report, language()), ensure_ascii=False, indent=2))
    else:
        for line in layout_report.told(file, report, language()):
            click.echo(line)
        count, rules = len(report.findings), len({finding.rule.id for finding in report.findings})
        if count:
            say(
                f"{file}：{count} 处不合版式，涉及 {rules} 条规则",
                f"{file}: {count} departures from {rules} rules",
            )
        else:
            say(f"{file}：版式合乎 GB/T 9704-2012", f"{file}: laid out as GB/T 9704-2012 asks")
    sys.exit(int(bool(report.findings)))
