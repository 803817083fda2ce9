"""Reading what is kept: a person's own saved checks, and what was said of a text."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.proofreading.marks import Said
from taizhang.proofreading.models import NotAnError, SavedCheck


def own_checks(actor: Actor) -> QuerySet[SavedCheck]:
    """Without the documents themselves."""
    actor.require(Permission.CHECK_TEXT)
    return SavedCheck.objects.filter(owner_id=actor.user_id).defer("data")


def saved_for(actor: Actor, pk: int) -> SavedCheck:
    """Raises Http404 for one that is not there or another's, without telling which."""
    actor.require(Permission.CHECK_TEXT)
    saved = SavedCheck.objects.filter(pk=pk, owner_id=actor.user_id).first()
    if saved is None:
        raise Http404
    return saved


def said_of(actor: Actor, text_hash: str) -> dict[str, Said]:
    """What anybody who kept the same text said of its findings, and what the person said of the same words in another
    version; the first who did. Whoever holds the text may know."""
    same = Q(saved__text_hash=text_hash) | Q(saved__owner_id=actor.user_id)
    rows = NotAnError.objects.filter(same).select_related("actor").order_by("-id")
    return {row.finding: Said(str(row.actor), row.at, row.actor_id == actor.user_id) for row in rows}
