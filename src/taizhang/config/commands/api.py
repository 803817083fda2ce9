"""`taizhang token | api`: who may call the API, and how it is described."""

from __future__ import annotations

import json

import click

from taizhang.config.commands.common import acting, as_option, fail, json_option, print_json, say, start_django


@click.group()
def token() -> None:
    """Tokens with which programs act for a person."""
    start_django()


@token.command()
@click.option("--name", required=True, help="Which program it is for.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="Such as ledgers:read; may be given several times."
)
@click.option("--days", default=180, show_default=True, help="How long it is valid; at most 366.")
@click.option("--below", default="", help="Code of an org unit: only it and what stands below it.")
@as_option
@json_option
def new(name: str, scopes: tuple[str, ...], days: int, below: str, username: str | None, as_json: bool) -> None:
    """Make a token for the user of --as; its secret is printed this once."""
    from django.utils.timezone import localdate

    from taizhang.accounts import tokens

    if username is None:
        fail("令牌必须属于一个人：--as 用户名。", "A token belongs to a person: --as USER.")
    made, secret = tokens.issue_token(actor=acting(username), name=name, scopes=scopes, days=days, org_unit=below)
    if as_json:
        print_json({"id": made.pk, "token": secret, "expires_at": made.expires_at.isoformat()})
    else:
        click.echo(secret)
        say(
            f"编号 {made.pk}，有效期至 {localdate(made.expires_at)}。请马上保存，以后不再显示。",
            f"Number {made.pk}, valid until {localdate(made.expires_at)}. Keep it now; it is not shown again.",
            err=True,
        )


@token.command("list")
@as_option
@json_option
def list_(username: str | None, as_json: bool) -> None:
    """The tokens of the user of --as; without it everybody's."""
    from taizhang.accounts import tokens
    from taizhang.accounts.models import ApiToken

    found = ApiToken.objects.select_related("owner") if username is None else tokens.tokens_of(acting(username))
    rows = [
        {
            "id": item.pk,
            "name": item.name,
            "owner": item.owner.username,
            "begins": item.prefix,
            "scopes": item.scopes,
            "below": item.org_unit,
            "expires_at": item.expires_at.isoformat(),
            "last_used_at": item.last_used_at.isoformat() if item.last_used_at else None,
            "over": tokens.why_over(item),
        }
        for item in found
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        state = row["over"] or "ok"
        click.echo(f"{row['id']}\t{row['begins']}…\t{row['owner']}\t{row['name']}\t{row['expires_at']}\t{state}")


@token.command()
@click.argument("number", type=int)
@as_option
def revoke(number: int, username: str | None) -> None:
    """Revoke a token by its NUMBER, at once and for good: one's own, or anybody's for an administrator."""
    from taizhang.accounts import tokens

    if username is None:
        fail("请写明谁作废令牌：--as 用户名。", "Say who revokes it: --as USER.")
    actor = acting(username)
    tokens.revoke_token(actor=actor, token=tokens.token_for(actor, number))
    say("令牌已作废。", "The token is revoked.")


@click.group()
def api() -> None:
    """The REST API."""


@api.command()
def schema() -> None:
    """Print the API's OpenAPI description."""
    start_django()
    from django.conf import settings

    from taizhang.config.api import api as composed

    described = {**composed.get_openapi_schema(), "servers": [{"url": settings.BASE_URL}]}
    click.echo(json.dumps(described, ensure_ascii=False, indent=2, default=str))
