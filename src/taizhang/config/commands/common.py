"""What the commands share: starting Django, who acts, printing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from taizhang.core.actor import Actor

NOT_ALLOWED = 3


def language() -> str:
    """zh unless TAIZHANG_LANG (or the terminal's LANG) asks for English."""
    wanted = os.environ.get("TAIZHANG_LANG") or os.environ.get("LANG", "")
    return "en" if wanted.lower().startswith("en") else "zh"


def name_settings() -> None:
    """Enough for what reads settings only: Django's apps, and the two seconds that they take, are left out."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")


def start_django() -> None:
    name_settings()
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en" if language() == "en" else "zh-hans")


def say(zh: str, en: str, *, err: bool = False) -> None:
    click.echo(en if language() == "en" else zh, err=err)


def fail(zh: str, en: str, code: int = 2) -> NoReturn:
    say(zh, en, err=True)
    sys.exit(code)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot print {type(value).__name__}")


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def acting(username: str | None) -> Actor:
    """The actor of `--as USER`; without it the machine's owner, who reads everything and changes nothing."""
    from taizhang.accounts.models import User
    from taizhang.core.actor import COMMAND_LINE, Actor, Grant
    from taizhang.core.permissions import ROLE_PERMISSIONS, Role
    from taizhang.organisation import queries
    from taizhang.organisation.models import OrgUnit

    if username is None:
        codes = frozenset(OrgUnit.objects.values_list("code", flat=True))
        return Actor(None, COMMAND_LINE, (Grant(Role.AUDITOR, "", codes),), ROLE_PERMISSIONS)
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        fail(f"没有名为 {username} 的用户，请核对 --as。", f"There is no user named {username}; check --as.")
    return queries.actor_for(user)


def as_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--as", "username", metavar="USER", help="Act as this user (permissions as in the browser).")(
        function
    )


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
