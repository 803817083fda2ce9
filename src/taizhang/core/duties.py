"""What somebody on leave hands to a colleague (代理): each duty is a few of the giver's own permissions."""

from __future__ import annotations

import enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission

_SEE = frozenset({Permission.VIEW_LEDGER, Permission.VIEW_PERSONAL})


class Duty(enum.StrEnum):
    FILING = "filing"
    REVIEW = "review"
    SIGNING = "signing"

    @property
    def label(self) -> Promise:
        return _WORDS[self]

    @property
    def core(self) -> frozenset[Permission]:
        """What the duty is about: who has none of it has nothing to hand over."""
        return _CORE[self]

    @property
    def permissions(self) -> frozenset[Permission]:
        """The core, and what must be seen to do it."""
        return _CORE[self] | _SEEING[self]


_WORDS: dict[Duty, Promise] = {
    Duty.FILING: _("filing ledgers and reporting tasks"),
    Duty.REVIEW: _("reviewing what was filed"),
    Duty.SIGNING: _("signing and issuing"),
}
_CORE: dict[Duty, frozenset[Permission]] = {
    Duty.FILING: frozenset({Permission.FILE_LEDGER, Permission.REPORT_TASK, Permission.ANSWER_NOTICE}),
    Duty.REVIEW: frozenset({Permission.REVIEW_LEDGER, Permission.ASK_LEDGER}),
    Duty.SIGNING: frozenset(
        {Permission.SIGN_OFF, Permission.PUBLISH_PLAN, Permission.ISSUE_SUMMARY, Permission.ISSUE_NOTICE}
    ),
}
_SEEING: dict[Duty, frozenset[Permission]] = {
    Duty.FILING: _SEE | {Permission.VIEW_TARGETS, Permission.VIEW_INSPECTION},
    Duty.REVIEW: _SEE | {Permission.VIEW_FIGURE},
    Duty.SIGNING: _SEE
    | {Permission.VIEW_FIGURE, Permission.VIEW_SUMMARY, Permission.VIEW_TARGETS, Permission.VIEW_INSPECTION},
}


def duties_of(actor: Actor) -> list[Duty]:
    """What the actor could hand over: duties of own roles, never a delegated one."""
    held = frozenset().union(
        *(actor.permissions.get(grant.role, frozenset()) for grant in actor.grants if grant.giver is None)
    )
    return [duty for duty in Duty if duty.core & held]


def may_delegate(actor: Actor) -> bool:
    """Whether the actor has duties to hand over, or manages those of others."""
    return not actor.by_token and (actor.can(Permission.MANAGE_ORGANISATION) or bool(duties_of(actor)))
