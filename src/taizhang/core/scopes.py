"""What a token of a program may be used for (权限范围): each scope is a few of its owner's permissions, never more."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission, Role


class Scope(enum.StrEnum):
    ORGANISATION_READ = "organisation:read"
    LEDGERS_READ = "ledgers:read"
    PERSONAL_READ = "personal:read"
    LEDGERS_FILE = "ledgers:file"
    LEDGERS_REVIEW = "ledgers:review"
    INSPECTION_READ = "inspection:read"
    INSPECTION_ENTER = "inspection:enter"
    FIGURES_READ = "figures:read"
    SUMMARIES_READ = "summaries:read"
    TEXTS_CHECK = "texts:check"

    @property
    def label(self) -> Promise:
        return _WORDS[self]

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset(_PERMISSIONS[self])

    def of_use_to(self, actor: Actor) -> bool:
        """Whether its owner may do anywhere what it is for."""
        return actor.can(_PERMISSIONS[self][0])


_WORDS: dict[Scope, Promise] = {
    Scope.ORGANISATION_READ: _("read the org units"),
    Scope.LEDGERS_READ: _("read ledgers, filings and their rows, personal columns masked"),
    Scope.PERSONAL_READ: _(
        "see personal columns whole, with a reason in each request (parameter reason); "
        "every view is written to the audit log"
    ),
    Scope.LEDGERS_FILE: _("file, hand in, take back, attach evidence"),
    Scope.LEDGERS_REVIEW: _("accept, return and reopen filings"),
    Scope.INSPECTION_READ: _("read inspection visits"),
    Scope.INSPECTION_ENTER: _("enter and file inspection visits"),
    Scope.FIGURES_READ: _("read figures and what is behind them"),
    Scope.SUMMARIES_READ: _("read summaries"),
    Scope.TEXTS_CHECK: _("have texts and files proof-read"),
}
# First what it is for; the others go along, where the owner has them.
_PERMISSIONS: dict[Scope, tuple[Permission, ...]] = {
    Scope.ORGANISATION_READ: (Permission.VIEW_ORGANISATION,),
    Scope.LEDGERS_READ: (Permission.VIEW_LEDGER, Permission.EXPORT),
    Scope.PERSONAL_READ: (Permission.VIEW_PERSONAL,),
    Scope.LEDGERS_FILE: (Permission.FILE_LEDGER,),
    Scope.LEDGERS_REVIEW: (Permission.REVIEW_LEDGER,),
    Scope.INSPECTION_READ: (Permission.VIEW_INSPECTION,),
    Scope.INSPECTION_ENTER: (Permission.INSPECT,),
    Scope.FIGURES_READ: (Permission.VIEW_FIGURE, Permission.EXPORT),
    Scope.SUMMARIES_READ: (Permission.VIEW_SUMMARY, Permission.VIEW_FIGURE, Permission.EXPORT),
    Scope.TEXTS_CHECK: (Permission.CHECK_TEXT,),
}


def narrowed(
    permissions: Mapping[Role, frozenset[Permission]], scopes: Iterable[str]
) -> dict[Role, frozenset[Permission]]:
    """The roles' permissions that the scopes let through; a scope that is no longer known lets nothing through."""
    known = {scope.value: scope for scope in Scope}
    wanted = frozenset().union(*(known[name].permissions for name in scopes if name in known))
    return {role: held & wanted for role, held in permissions.items()}
