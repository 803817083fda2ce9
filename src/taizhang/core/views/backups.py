"""Backups: the last ones, and the words of the two commands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from taizhang.core.backups import is_old, last_backups
from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of


@require_safe
def backup_page(request: HttpRequest) -> HttpResponse:
    """Read only: an archive holds everything, so it is written and brought back on the server, not from a browser."""
    actor_of(request).require(Permission.MANAGE_ORGANISATION)
    lines = last_backups()
    return render_page(request, "core/backup.html", {"lines": lines, "old": is_old(lines)})
