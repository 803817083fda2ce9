"""Writing and verifying the audit log (审计日志): a chain in which no event can be changed or taken out unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson
from django.db import connection, transaction
from django.db.models import Model

from taizhang.core import clock, moves
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent, AuditHead
from taizhang.engine.text import Text

_LOCK = 0x7A687A6C  # any number that nothing else in the database locks
_CHUNK = 4000
_PARTS = (
    "id",
    "at",
    "actor_id",
    "action",
    "object_type",
    "object_id",
    "org_unit",
    "canonical",
    "previous_hash",
    "hash",
)


class Person(Protocol):
    """What an audit event needs of a user; also met by the user model."""

    @property
    def pk(self) -> int | None: ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class ChainReport:
    """count: events read. first_broken: id of the first event that does not fit (for a cut-off end, the last one left;
    0 when nothing is left), None when all do. reason: what is wrong with it."""

    count: int
    first_broken: int | None = None
    reason: Text | None = None

    @property
    def intact(self) -> bool:
        return self.first_broken is None


def record(
    *,
    actor: Actor | Person | None,
    action: str,
    obj: Model | str,
    org_unit: str = "",
    detail: Mapping[str, object] | None = None,
) -> AuditEvent:
    """Append one event to the chain, in the caller's transaction: no event without its change, no change without it.

    action: `<noun>.<verb>`. obj: the row acted on, or a name for what is no row (a page, a file). detail: what JSON can
    hold, dates and decimals too; never personal data, because the log cannot be cleaned.
    Writers wait for each other from here to the end of their transaction, so call it last.
    """
    user_id, name = _who(actor)
    object_type, object_id = (obj._meta.label, str(obj.pk)) if isinstance(obj, Model) else ("", str(obj))
    at = clock.now().astimezone(UTC)
    with transaction.atomic():
        head = _locked_head()
        # Whoever computes figures waits at the head before locking them too, so neither can wait for the other.
        moves.follow(moves.Act(action, obj, org_unit, detail or {}))
        canonical = orjson.dumps(
            {
                "action": action,
                "actor": user_id,
                "at": at.isoformat(),
                "detail": dict(detail or {}),
                "name": name,
                "object": [object_type, object_id],
                "org_unit": org_unit,
            },
            default=str,
            option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS,
        )
        event = AuditEvent.objects.create(
            at=at,
            actor_id=user_id,
            action=action,
            object_type=object_type,
            object_id=object_id,
            org_unit=org_unit,
            canonical=canonical.decode(),
            previous_hash=head.hash,
            hash=_link(head.hash, canonical),
        )
        head.count += 1
        head.hash = event.hash
        head.save()
    return event


def queue_up() -> None:
    """Take one's turn at the chain's end before anything else is locked, until the transaction ends.

    For work that locks rows which others lock too, such as figures: two that take rows and chain in another order wait
    for each other, and PostgreSQL breaks one of them off.
    """
    _locked_head()


def record_personal_view(
    *, actor: Actor | Person | None, obj: Model | str, org_unit: str = "", fields: Sequence[str]
) -> None:
    """Note that somebody saw personal fields unmasked: which object, which fields, never their contents."""
    record(actor=actor, action="personal.view", obj=obj, org_unit=org_unit, detail={"fields": list(fields)})


def record_export(
    *, actor: Actor | Person | None, obj: Model | str, org_unit: str = "", rows: int, filters: Mapping[str, object]
) -> None:
    """Note that somebody took data along: what, how many rows, through which filters."""
    record(
        actor=actor, action="data.export", obj=obj, org_unit=org_unit, detail={"rows": rows, "filters": dict(filters)}
    )


def verify_chain() -> ChainReport:
    """Recompute the chain in one streaming pass and name the first link that does not fit, and why."""
    count, last, last_id = 0, "", 0
    for row in _events():
        event_id, previous, own = row[0], row[8], row[9]
        problem = _wrong_content(row)
        if problem is None and previous != last:
            problem = _wrong_place(previous, event_id)
        if problem is not None:
            return ChainReport(count, event_id, problem)
        count, last, last_id = count + 1, own, event_id
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if (head.count, head.hash) != (count, last):
        missing = head.count - count
        return ChainReport(
            count,
            last_id,
            Text(
                f"其后的记录不见了：应有{head.count}条，现有{count}条" if missing > 0 else "链尾标记与最后一条记录不符",
                f"events after it are gone: {head.count} expected, {count} left"
                if missing > 0
                else "the mark of the chain's end does not fit the last event",
            ),
        )
    return ChainReport(count)


def _events() -> Iterator[tuple[Any, ...]]:
    yield from AuditEvent.objects.order_by("id").values_list(*_PARTS).iterator(chunk_size=_CHUNK)


def _wrong_content(row: tuple[Any, ...]) -> Text | None:
    _id, at, actor, action, object_type, object_id, org_unit, canonical, previous, own = row
    body = str(canonical).encode()
    if _link(str(previous), body) != own:
        return Text("这条记录的内容被改过", "the event was changed")
    said = orjson.loads(body)
    shown = (
        actor,
        action,
        [object_type, object_id],
        org_unit,
        at.astimezone(UTC).isoformat() if isinstance(at, datetime) else "",
    )
    if shown != (said["actor"], said["action"], said["object"], said["org_unit"], said["at"]):
        return Text("列表中的人、事、时间与封存内容不一致", "the listed person, action, object or time was changed")
    return None


def _wrong_place(previous: object, event_id: object) -> Text:
    if previous == "" or AuditEvent.objects.filter(hash=previous).exists():
        return Text("记录的先后次序被调换", "events were put into another order")
    return Text(f"第{event_id}条之前的记录被删除", f"an event before {event_id} was deleted")


def _link(previous: str, canonical: bytes) -> str:
    return hashlib.sha256(previous.encode() + canonical).hexdigest()


def _locked_head() -> AuditHead:
    """The end of the chain, ours alone until the transaction ends. SQLite's transactions take the only write lock when
    they begin; PostgreSQL needs a lock by name."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return AuditHead.objects.get_or_create(pk=1)[0]


def _who(actor: Actor | Person | None) -> tuple[int | None, str]:
    if actor is None:
        return None, ""
    if isinstance(actor, Actor):
        return actor.user_id, actor.name
    return actor.pk, str(actor)
