"""`taizhang demo`: load the demo county into an empty database."""

from __future__ import annotations

import os

import click

from taizhang.config.commands.common import fail, say, start_django


@click.command()
def demo() -> None:
    """Load the demo county 青禾市 (fictional) into an empty database; repeatable to the byte."""
    from taizhang.config.demo.calendar import DEMO_TODAY

    os.environ.setdefault("TAIZHANG_TODAY", DEMO_TODAY.isoformat())
    start_django()
    from taizhang.config.commands.serve import prepare
    from taizhang.config.demo.load import load_demo, sign_ins, standing
    from taizhang.organisation.models import OrgUnit

    with standing():
        prepare()
    if OrgUnit.objects.exists() and not OrgUnit.objects.filter(code="QH").exists():
        fail(
            "数据库里已有别的机构，演示只能装进空库。",
            "The database holds other org units; the demo needs an empty one.",
        )
    load_demo(show=True)
    say("演示县已就绪。", "The demo county is ready.")
    click.echo(sign_ins())
