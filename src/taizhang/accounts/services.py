"""Signing in at a human pace."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from taizhang.accounts.models import SignInLock, User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=1)
PREVIOUS_VISIT = "previous_visit"  # in the session: when the visit before this one began, as ISO text


def locked_until(username: str) -> datetime | None:
    """Until when sign-in with a name is locked; None when it is open."""
    lock = SignInLock.objects.filter(username=_key(username), locked_until__gt=timezone.now()).first()
    return lock.locked_until if lock else None


@transaction.atomic
def note_failure(username: str) -> datetime | None:
    """Count a failed sign-in; the fifth in a row locks the name for a minute. Returns until when, if locked."""
    now = timezone.now()
    SignInLock.objects.get_or_create(username=_key(username), defaults={"last_failure_at": now})
    lock = SignInLock.objects.select_for_update().get(username=_key(username))
    if now - lock.last_failure_at > LOCKED_FOR:
        lock.failures = 0
    lock.failures += 1
    lock.last_failure_at = now
    if lock.failures >= FAILURES_ALLOWED:
        lock.failures, lock.locked_until = 0, now + LOCKED_FOR
        audit.record(actor=None, action="account.locked", obj=f"sign-in:{_key(username)}")
    lock.save()
    return lock.locked_until if lock.locked_until and lock.locked_until > now else None


@transaction.atomic
def note_success(user: User) -> datetime | None:
    """Forget the failures, and keep when this visit began. Returns when the one before did: the Today page tells what
    changed since."""
    SignInLock.objects.filter(username=_key(user.username)).delete()
    before, user.last_visit_at = user.last_visit_at, clock.now()
    user.save(update_fields=["last_visit_at"])
    audit.record(actor=user, action="account.sign-in", obj=user)
    return before


@transaction.atomic
def create_user(
    *, actor: Actor, username: str, full_name: str, password: str, phone: str = "", email: str = ""
) -> User:
    """A person who can sign in and may do nothing yet. Raises ValidationError for a weak password or a taken name."""
    actor.require(Permission.MANAGE_ORGANISATION)
    user = _new_user(username, full_name, password, phone, email)
    audit.record(actor=actor, action="account.create", obj=user, detail={"username": user.username})
    return user


@transaction.atomic
def create_first_user(*, username: str, full_name: str, password: str) -> User:
    """The first person, whom nobody can be entitled to admit. Refused as soon as there is another.

    Raises ValidationError for a weak password or a name that is none.
    """
    if User.objects.exists():
        raise NotAllowed(_("There are accounts already. Let an administrator create more."))
    user = _new_user(username, full_name, password)
    audit.record(actor=user, action="account.create", obj=user, detail={"username": user.username})
    return user


@transaction.atomic
def set_active(*, actor: Actor, user: User, active: bool) -> User:
    """Let a person in or keep the person out; what the person did stays."""
    actor.require(Permission.MANAGE_ORGANISATION)
    if user.pk == actor.user_id:
        raise NotAllowed(_("Nobody closes one's own account. Ask another administrator."))
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.record(actor=actor, action="account.open" if active else "account.close", obj=user)
    return user


def _new_user(username: str, full_name: str, password: str, phone: str = "", email: str = "") -> User:
    user = User(username=username.strip(), full_name=full_name.strip(), phone=phone.strip(), email=email.strip())
    validate_password(password, user)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    return user


def _key(username: str) -> str:
    return username.strip().lower()[:150]
