"""`taizhang audit …`."""

from __future__ import annotations

import sys

import click

from taizhang.config.commands.common import json_option, language, print_json, say, start_django


@click.group()
def audit() -> None:
    """The hash-chained audit log."""
    start_django()


@audit.command()
@json_option
def verify(as_json: bool) -> None:
    """Recompute the chain; name the first broken link."""
    from taizhang.core.audit import verify_chain

    report = verify_chain()
    if as_json:
        print_json(
            {
                "events": report.count,
                "intact": report.first_broken is None,
                "first_broken": report.first_broken,
                "reason": report.reason and {"zh-hans": report.reason.zh, "en": report.reason.get("en")},
            }
        )
    elif report.first_broken is None:
        say(f"{report.count} 条审计记录完整无缺。", f"{report.count} audit events, chain intact.")
    else:
        reason = report.reason.get(language()) if report.reason else ""
        say(f"第 {report.first_broken} 条审计记录不符：{reason}", f"Event {report.first_broken} is broken: {reason}")
    sys.exit(0 if report.first_broken is None else 1)
