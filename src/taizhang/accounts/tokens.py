"""Making, finding and revoking the tokens of programs."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from taizhang.accounts.models import ApiToken, StoredAnswer
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.scopes import Scope
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

MOST_DAYS = 366  # a forgotten token ends by itself
_MARK = "tz_"  # what scanners for leaked secrets look for
_SHOWN = 8
_TOUCH_EVERY = timedelta(minutes=1)  # so that reading a thousand pages does not write a thousand times
_ANSWERS_KEPT = timedelta(days=7)


@transaction.atomic
def issue_token(
    *, actor: Actor, name: str, scopes: Collection[str], days: int, org_unit: str = ""
) -> tuple[ApiToken, str]:
    """The token and its secret, which nobody sees again. Raises TaizhangError naming everything that is wrong."""
    if actor.user_id is None or actor.by_token:
        raise NotAllowed(_("A person makes tokens, not a program."))
    problems = [*_wrong_name(name), *_wrong_scopes(scopes), *_wrong_days(days), *_wrong_unit(actor, org_unit)]
    if problems:
        raise TaizhangError(problems)
    secret, now = _MARK + secrets.token_urlsafe(32), timezone.now()
    token = ApiToken.objects.create(
        owner_id=actor.user_id,
        name=name.strip(),
        prefix=secret[:_SHOWN],
        hash=hash_of(secret),
        scopes=sorted(set(scopes)),
        org_unit=org_unit,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    facts = {
        "name": token.name,
        "scopes": token.scopes,
        "until": timezone.localdate(token.expires_at),
        "below": org_unit,
    }
    audit.record(actor=actor, action="token.create", obj=token, org_unit=org_unit, detail=facts)
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """At once and for good. One's own, or anybody's for an administrator."""
    if token.owner_id != actor.user_id or actor.by_token:
        actor.require(Permission.MANAGE_ORGANISATION)
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        audit.record(actor=actor, action="token.revoke", obj=token, detail={"name": token.name})


def useful_scopes(actor: Actor) -> list[Scope]:
    """Those with which a token could do anything for its owner today; others do no harm, they let nothing through."""
    return [scope for scope in Scope if scope.of_use_to(actor)]


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(owner_id=actor.user_id).select_related("owner")


def all_tokens(actor: Actor) -> QuerySet[ApiToken]:
    actor.require(Permission.MANAGE_ORGANISATION)
    return ApiToken.objects.select_related("owner")


def token_for(actor: Actor, pk: int) -> ApiToken:
    """One's own; anybody's for an administrator. Raises Http404 otherwise, without telling whether it is there."""
    found = all_tokens(actor) if actor.can(Permission.MANAGE_ORGANISATION) else tokens_of(actor)
    token = found.filter(pk=pk).first()
    if token is None:
        raise Http404
    return token


def token_of_secret(secret: str) -> ApiToken | None:
    """The token that a program shows, with its owner; also one that is over, so that the program can be told."""
    return ApiToken.objects.select_related("owner").filter(hash=hash_of(secret)).first()


def why_over(token: ApiToken) -> str:
    """ "" for a token in force, else revoked, expired or closed (its owner may not sign in any more).

    By the real clock, not core.clock: where the product's day stands still, no token would ever end."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= timezone.now():
        return "expired"
    return "" if token.owner.is_active else "closed"


def note_use(token: ApiToken) -> None:
    """When it was last used, to the minute."""
    now = timezone.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _TOUCH_EVERY)
    if token.last_used_at is None or token.last_used_at < now - _TOUCH_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def delete_old_answers() -> int:
    """Answers that no retry will ask for any more."""
    return StoredAnswer.objects.filter(at__lt=timezone.now() - _ANSWERS_KEPT).delete()[0]


def hash_of(secret: str) -> str:
    """Plain SHA-256: the secret is 256 random bits, so there is nothing that a slow hash would protect."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _wrong_name(name: str) -> list[Problem]:
    if 1 <= len(name.strip()) <= 60:
        return []
    expected = Text("1 到 60 个字的名称", "a name of 1 to 60 characters")
    found = Text("空白" if not name.strip() else f"{len(name)} 个字", "nothing" if not name.strip() else f"{len(name)}")
    return [_problem("name", expected, found, Text("写明给哪个程序用。", "Say which program it is for."))]


def _wrong_scopes(scopes: Collection[str]) -> list[Problem]:
    known = [scope.value for scope in Scope]
    unknown = [name for name in scopes if name not in known]
    expected = Text("至少一项用途", "at least one scope")
    cure = Text(f"可选：{'、'.join(known)}。", f"One of: {', '.join(known)}.")
    if unknown:
        return [_problem("scopes", expected, Text("、".join(unknown), ", ".join(unknown)), cure)]
    return [] if scopes else [_problem("scopes", expected, Text("一项也没有", "none"), cure)]


def _wrong_days(days: int) -> list[Problem]:
    if 1 <= days <= MOST_DAYS:
        return []
    expected = Text(f"1 到 {MOST_DAYS} 天", f"1 to {MOST_DAYS} days")
    return [
        _problem("days", expected, Text(f"{days} 天", f"{days}"), Text("到期前再新建一个。", "Make a new one then."))
    ]


def _wrong_unit(actor: Actor, org_unit: str) -> list[Problem]:
    if not org_unit or any(org_unit in grant.scope for grant in actor.grants):
        return []
    expected = Text("您权限内的机构代码", "the code of an org unit of yours")
    return [
        _problem(
            "org_unit", expected, Text(org_unit, org_unit), Text("核对代码，或留空。", "Check it, or leave it empty.")
        )
    ]


def _problem(key: str, expected: Text, found: Text, cure: Text) -> Problem:
    return Problem(f"token.{key}", "", expected, found, cure, key=key)
