"""Personal columns shown whole for a while, to who said why (查看完整个人信息). The reason stands in the audit log, as
does every view; the opening itself lives in the session, so that it ends with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from taizhang.core import audit, clock
from taizhang.core.actor import EVERY_LEDGER, Actor
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger, Mask
from taizhang.engine.text import Text

KEY = "personal_opened"  # in the session: ledger key -> until when, as ISO text
FOR = timedelta(minutes=30)  # one sitting
LEAST_WORDS, MOST_WORDS = 4, 200


def opened_ledgers(session: SessionBase) -> frozenset[str]:
    now = timezone.now()
    return frozenset(key for key, until in session.get(KEY, {}).items() if datetime.fromisoformat(until) > now)


def unmask_state(actor: Actor, ledger: Ledger, org_unit: str = "") -> str:
    """What `core/_unmask.html` offers: "ask" where a reason would show more, "open" while one does, "" otherwise.
    Without a unit: anywhere in the ledger."""
    if all(field.mask is Mask.NONE for field in ledger.fields):
        return ""
    may = actor.scope(Permission.VIEW_PERSONAL, ledger)
    asked = {org_unit} & may if org_unit else may
    if asked - actor.whole_units(ledger):
        return "ask"
    return "open" if asked - actor.with_opened(frozenset()).whole_units(ledger) else ""


@transaction.atomic
def open_personal(*, actor: Actor, ledger: Ledger, reason: str, session: SessionBase) -> datetime:
    """Show the ledger's personal columns whole in this session for a while. Raises TaizhangError without a reason,
    NotAllowed for who may not see them anyway."""
    actor.require(Permission.VIEW_PERSONAL, ledger=ledger)
    words, until = require_reason(reason), timezone.now() + FOR
    session[KEY] = {**session.get(KEY, {}), ledger.key: until.isoformat()}
    fields = [field.id for field in ledger.fields if field.mask is not Mask.NONE]
    audit.record(
        actor=actor,
        action="personal.open",
        obj=ledger.key,
        detail={"reason": words, "until": (clock.now() + FOR).isoformat(), "fields": fields},  # by the log's own clock
    )
    return until


def close_personal(*, ledger_key: str, session: SessionBase) -> None:
    """Mask them again before the time is over."""
    session[KEY] = {key: until for key, until in session.get(KEY, {}).items() if key != ledger_key}


@transaction.atomic
def opened_for_all(*, actor: Actor, reason: str, what: str) -> Actor:
    """The actor of one request of a program, or of one command, that says why it reads personal columns whole."""
    words = require_reason(reason)
    audit.record(actor=actor, action="personal.open", obj=what, detail={"reason": words})
    return actor.with_opened(frozenset({EVERY_LEDGER}))


def require_reason(reason: str) -> str:
    words = " ".join(reason.split())[:MOST_WORDS]
    if len(words) < LEAST_WORDS:
        raise TaizhangError(
            [
                Problem(
                    "personal.reason",
                    "",
                    Text(f"至少 {LEAST_WORDS} 个字的事由", f"a reason of at least {LEAST_WORDS} characters"),
                    Text(f"“{words}”" if words else "空白", words or "nothing"),
                    Text("写明为什么要看，如“核对资助名单”。", "Say why, such as “checking the aid list”."),
                )
            ]
        )
    return words
