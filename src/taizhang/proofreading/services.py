"""Keeping a check, saying that a finding is no error, taking both back. One transaction and one audit event each."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.proofreading.checking import Source, hash_of
from taizhang.proofreading.marks import finding_key
from taizhang.proofreading.models import NotAnError, SavedCheck
from taizhang.proofreading.report import Checked

MOST_SAVED = 50  # of one person


@transaction.atomic
def save_check(*, actor: Actor, source: Source, checked: Checked, not_errors: Iterable[str] = ()) -> SavedCheck:
    """Keep a document with what was said of its findings (their keys); the same one again changes nothing but that.

    Raises NotAllowed, TaizhangError when a person keeps too many.
    """
    actor.require(Permission.CHECK_TEXT)
    text_hash = hash_of(checked.document.text)
    saved = SavedCheck.objects.filter(owner_id=actor.user_id, text_hash=text_hash, name=source.name).first()
    if saved is None:
        if SavedCheck.objects.filter(owner_id=actor.user_id).count() >= MOST_SAVED:
            raise TaizhangError([_too_many()])
        saved = SavedCheck.objects.create(
            owner_id=_person(actor),
            name=source.name,
            data=source.data,
            text_hash=text_hash,
            numbers=len(checked.report.numbers),
            contradictions=len(checked.contradictions),
            saved_at=clock.now(),
        )
    _say(actor, saved, checked, not_errors)
    detail = {"text": text_hash, "contradictions": saved.contradictions}
    audit.record(actor=actor, action="check.save", obj=saved, detail=detail)
    return saved


@transaction.atomic
def say_not_an_error(*, actor: Actor, saved: SavedCheck, checked: Checked, finding: str) -> None:
    """Raises NotAllowed for another's; a key that is none of the document's findings changes nothing."""
    _require_own(actor, saved)
    if _say(actor, saved, checked, [finding]):
        audit.record(actor=actor, action="check.answer", obj=saved, detail={"finding": finding})


@transaction.atomic
def take_back(*, actor: Actor, saved: SavedCheck, finding: str) -> None:
    """In every version of the document that the person keeps. Raises NotAllowed for another's."""
    _require_own(actor, saved)
    gone, _rows = NotAnError.objects.filter(saved__owner_id=saved.owner_id, finding=finding).delete()
    if gone:
        audit.record(actor=actor, action="check.withdraw", obj=saved, detail={"finding": finding})


@transaction.atomic
def remove_check(*, actor: Actor, saved: SavedCheck) -> None:
    """The document and what its owner said of it are gone; the audit log keeps that there was one."""
    _require_own(actor, saved)
    audit.record(actor=actor, action="check.remove", obj=saved, detail={"text": saved.text_hash})
    saved.delete()


def _say(actor: Actor, saved: SavedCheck, checked: Checked, findings: Iterable[str]) -> int:
    known = {finding_key(checked.document.text, found) for found in checked.report.findings}
    have = set(saved.not_errors.values_list("finding", flat=True))
    new = sorted(known.intersection(findings) - have)
    now = clock.now()
    rows = [NotAnError(saved=saved, finding=key, actor_id=_person(actor), at=now) for key in new]
    NotAnError.objects.bulk_create(rows)
    return len(new)


def _require_own(actor: Actor, saved: SavedCheck) -> None:
    actor.require(Permission.CHECK_TEXT)
    if saved.owner_id != actor.user_id:
        raise NotAllowed(str(saved.pk))


def _person(actor: Actor) -> int:
    assert actor.user_id is not None  # nobody has a permission without an account
    return actor.user_id


def _too_many() -> Problem:
    return Problem(
        "check.too-many",
        "",
        Text(f"最多保存 {MOST_SAVED} 份", f"at most {MOST_SAVED} saved documents"),
        Text(f"您已保存 {MOST_SAVED} 份。", f"You keep {MOST_SAVED} already."),
        Text("请先删去不用的。", "Remove some first."),
    )
