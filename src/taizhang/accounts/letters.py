"""One letter a person and day: what every app reminds of, in one mail, sent once, and what became of it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import formataddr, parseaddr
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext as _

from taizhang.accounts.models import Letter, User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.jobs import start_job
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.progress import Progress

KIND = "daily-letters"
SHOWN = 100  # letters that the page lists


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One thing to be reminded of. subject: alone on the mail's subject line; text: the sentence; note: more words."""

    subject: str
    text: str
    url: str
    due: date | None = None
    note: str = ""


# day -> user id -> lines; the words are made inside `language(user)`
Maker = Callable[[User], Sequence[LetterLine]]
LineProvider = Callable[[date], Mapping[int, Maker]]
_providers: list[LineProvider] = []


def register_letter_lines(provider: LineProvider) -> None:
    """`provider(day)` says who is to be reminded, and for each a function that makes the lines in that language."""
    if provider not in _providers:
        _providers.append(provider)


def mail_is_set() -> bool:
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def begin_letters(day: date) -> None:
    """Daily work: the letters are written and sent once the day's other work is committed."""
    if mail_is_set():
        transaction.on_commit(partial(start_letters, day))


def start_letters(day: date) -> None:
    """Write what is not written yet for a day and send what is not out yet."""
    start_job(kind=KIND, title=_("Reminders by e-mail"), arguments={"day": day.isoformat()}, actor=None)


def write_letters(day: date) -> int:
    """A letter for everybody who has an address, wants it, and has something to be reminded of; none twice a day.
    Returns how many are new."""
    makers: dict[int, list[Maker]] = {}
    for provider in _providers:
        for user_id, maker in provider(day).items():
            makers.setdefault(user_id, []).append(maker)
    people = User.objects.filter(pk__in=makers, is_active=True, daily_mail=True).exclude(email="").order_by("pk")
    written = set(Letter.objects.filter(day=day).values_list("user_id", flat=True))
    fresh = [
        letter
        for user in people
        if user.pk not in written and (letter := _letter(user, day, makers[user.pk])) is not None
    ]
    return len(Letter.objects.bulk_create(fresh, ignore_conflicts=True))


def _letter(user: User, day: date, makers: Sequence[Maker]) -> Letter | None:
    with override(user.language or settings.LANGUAGE_CODE):
        lines = sorted(
            (line for maker in makers for line in maker(user)), key=lambda line: (line.due or date.max, line.text)
        )
        if not lines:
            return None
        late = sum(line.due is not None and line.due < day for line in lines)
        many = gettext("%(n)d things to do, %(late)d of them overdue") if late else gettext("%(n)d things to do")
        what = lines[0].subject if len(lines) == 1 else many % {"n": len(lines), "late": late}
        parts = [gettext("%(name)s, today you are reminded of:") % {"name": user}]
        for number, line in enumerate(lines, start=1):
            words = [f"{number}. {line.text}", line.note, f"{settings.BASE_URL}{line.url}"]
            parts.append("\n".join(word for word in words if word))
        parts.append(gettext("No more such mail? Switch it off under “My account”."))
        return Letter(
            user=user,
            day=day,
            address=user.email,
            subject=(gettext("Taizhang: %(what)s") % {"what": what})[:200],
            body="\n\n".join(parts),
            line_count=len(lines),
            made_at=clock.now(),
        )


def send_waiting(letters: QuerySet[Letter], progress: Progress) -> tuple[int, int]:
    """Send those that did not go out; returns how many did and how many failed. A letter is marked when it is gone, so
    that doing it again after a crash sends the others only. Each goes to the address that its person has now: the one
    before may be why it failed."""
    waiting = list(letters.filter(sent_at__isnull=True).select_related("user").order_by("pk"))
    sent = failed = 0
    for number, letter in enumerate(waiting, start=1):
        progress.check_cancelled()
        address = letter.user.email or letter.address
        error = _send(letter.subject, letter.body, address)
        now = None if error else clock.now()
        tried = {"address": address, "sent_at": now, "error": error, "tries": F("tries") + 1}
        Letter.objects.filter(pk=letter.pk).update(**tried)
        sent, failed = sent + (not error), failed + bool(error)
        progress.step(number, len(waiting))
    return sent, failed


def _send(subject: str, body: str, to: str) -> str:
    """Why it failed, in words that an administrator can act on; empty when it is gone."""
    try:
        with get_connection() as connection:
            EmailMessage(subject, body, from_email=_sender(), to=[to], connection=connection).send()
    except smtplib.SMTPAuthenticationError:
        return _("The mail server refuses user or password.")
    except smtplib.SMTPRecipientsRefused:
        return _("The mail server refuses this address.")
    except (socket.gaierror, ConnectionRefusedError):
        return _("Nothing answers at the mail server's address and port.")
    except TimeoutError:
        return _("The mail server did not answer in time.")
    except ssl.SSLError:
        return _("The encryption does not fit the mail server's port.")
    except (smtplib.SMTPException, OSError) as error:
        code = getattr(error, "smtp_code", "")
        return _("The mail server refused the letter (%(code)s).") % {"code": code or type(error).__name__}
    return ""


def _sender() -> str:
    """The address that letters come from, with the product's name where the setting gives none."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or gettext("Taizhang"), address))


def send_test(*, actor: Actor, to: str) -> str:
    """A letter to try the settings with; returns why it failed, empty when it is gone."""
    _require(actor)
    error = _send(_("Taizhang: test letter"), _("The settings for mail work."), to) if mail_is_set() else _not_set()
    audit.record(actor=actor, action="mail.test", obj="mail", detail={"sent": not error})
    return error


def _not_set() -> str:
    return _("No mail server is set: see TAIZHANG_EMAIL.")


def send_again(*, actor: Actor) -> int:
    """Ask for another try of what failed lately; returns how many letters wait."""
    _require(actor)
    waiting = latest_letters().filter(sent_at__isnull=True)
    days = sorted({letter.day for letter in waiting})
    for day in days:
        start_job(kind=KIND, title=_("Reminders by e-mail"), arguments={"day": day.isoformat()}, actor=actor)
    return len(waiting)


def latest_letters() -> QuerySet[Letter]:
    newest = Letter.objects.order_by("-day", "-pk").values("pk")[:SHOWN]
    return Letter.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).select_related("user")


def mail_settings() -> list[tuple[Any, str]]:
    """What is set, without the password."""
    secure = "SSL" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else _("none")
    return [
        (_("Mail server"), settings.EMAIL_HOST or "—"),
        (_("Port"), str(settings.EMAIL_PORT)),
        (_("User"), settings.EMAIL_HOST_USER or "—"),
        (_("Password"), _("set") if settings.EMAIL_HOST_PASSWORD else _("not set")),
        (_("Encryption"), secure),
        (_("Sender"), settings.DEFAULT_FROM_EMAIL),
    ]


@transaction.atomic
def set_mail(*, user: User, email: str, daily: bool) -> User:
    """One's own address and whether the daily letter is wanted. Raises ValidationError for an address that is none, and
    for a letter that would have nowhere to go."""
    if daily and not email.strip():
        raise ValidationError(_("A daily letter needs an address. Write yours first, or untick the letter."))
    user.email, user.daily_mail = email.strip(), daily
    user.clean_fields(exclude=["password"])
    user.save(update_fields=["email", "daily_mail"])
    audit.record(actor=user, action="account.mail", obj=user, detail={"daily": daily, "address": bool(user.email)})
    return user


def _require(actor: Actor) -> None:
    actor.require(Permission.MANAGE_ORGANISATION)
    if actor.by_token:
        raise NotAllowed(Permission.MANAGE_ORGANISATION)
