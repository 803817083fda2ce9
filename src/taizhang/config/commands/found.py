"""`taizhang found`: the first org unit and its administrator, so that an empty installation can be used at all."""

from __future__ import annotations

import click

from taizhang.config.commands.common import fail, language, say, start_django


@click.command()
@click.argument("code")
@click.argument("name")
@click.option("--admin", "username", required=True, help="Sign-in name of the first administrator.")
@click.option("--full-name", default="", help="The administrator's name; without it the sign-in name.")
@click.option("--from", "first_day", type=click.DateTime(["%Y-%m-%d"]), help="First day of the tree.")
@click.option("--password", help="Asked for when it is not given.")
def found(code: str, name: str, username: str, full_name: str, first_day: object, password: str | None) -> None:
    """Found the county CODE called NAME in an empty installation, with its first administrator."""
    start_django()
    from datetime import date, datetime

    from django.core.exceptions import ValidationError
    from django.db import transaction

    from taizhang.accounts.services import create_first_user
    from taizhang.config.commands.serve import prepare
    from taizhang.core.clock import today
    from taizhang.organisation.services import found_county

    prepare()
    since = first_day.date() if isinstance(first_day, datetime) else date(today().year - 1, 1, 1)
    ask, again = ("设置密码", "再输入一次") if language() == "zh" else ("Password", "Once more")
    chosen = password or click.prompt(ask, hide_input=True, confirmation_prompt=again)
    try:
        with transaction.atomic():
            user = create_first_user(username=username, full_name=full_name or username, password=chosen)
            found_county(administrator=user, code=code, name=name, valid_from=since)
    except ValidationError as error:
        why = "".join(error.messages)
        fail(f"不能建立账号 {username}：{why}", f"Cannot make the account {username}: {why}")
    say(
        f"已建立 {name}（{code}）和管理员 {username}。登录后在“组织”里导入机构、给人授权；先运行 taizhang run。",
        f"Founded {name} ({code}) with the administrator {username}. "
        "Start taizhang run, sign in, import units and give people their roles.",
    )
