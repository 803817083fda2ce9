"""Milestones and deadlines of tasks in the daily letter, in the words of the start page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from taizhang.accounts.letters import LetterLine, Maker
from taizhang.accounts.models import User
from taizhang.core.duties import Duty
from taizhang.core.templatetags.taizhang import due_words
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import Delegation, PostHolding
from taizhang.targets.standing import late_steps
from taizhang.targets.today import own_steps

# Rarely enough to be read: before the day as a wall calendar warns, on the day after it, and then once a week.
BEFORE = (7, 3, 1, 0)
WEEKS_AFTER = 4


def lines(day: date) -> Mapping[int, Maker]:
    """Who holds a post, or stands in for who does, with a step that is spoken of on this day."""
    posts = {task.owner_id for task, when, _step in late_steps(day, max(BEFORE)) if spoken_of((when - day).days)}
    holders = set(
        PostHolding.objects.on(day).filter(post__in=posts, user__isnull=False).values_list("user_id", flat=True)
    )
    lent = Delegation.objects.on(day).filter(giver__in=holders, withdrawn_at__isnull=True)
    takers = {item.taker_id for item in lent if Duty.FILING in item.duties}
    return {user_id: lambda user: _of_user(user, day) for user_id in holders | takers if user_id is not None}


def spoken_of(days_left: int) -> bool:
    late = -days_left
    return days_left in BEFORE or late == 1 or (0 < late <= 7 * WEEKS_AFTER and late % 7 == 0)


def _of_user(user: User, day: date) -> Sequence[LetterLine]:
    found = []
    for item in own_steps(org_queries.actor_for(user), day):
        if item.due is None or not spoken_of((item.due - day).days):
            continue
        head = _("Overdue: %(thing)s") if item.due < day else _("Due: %(thing)s")
        whom = " " + _("for %(name)s") % {"name": item.in_place_of} if item.in_place_of else ""
        words = f"{item.verb} {item.thing}{whom} · {item.due.isoformat()} {due_words(item.due)} · {item.missing}"
        found.append(LetterLine(head % {"thing": item.thing}, words, item.url, item.due))
    return found
