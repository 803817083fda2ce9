"""What is typed after a filing was handed in, from another window or by a press whose answer was lost."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.ledgers import services
from taizhang.ledgers.models import OPEN_STATES, GridDraft, Submission


def handed_in(filing: services.Filing) -> Submission | None:
    """The filing where it is no longer open: handed in from another window, or by a press whose answer was lost."""
    found = services.filed_submission(filing)
    return found if found is not None and found.state not in OPEN_STATES else None


def late_words(submission: Submission) -> dict[str, str]:
    """What a page is told that goes on typing: late, in words, and to, where the filing is."""
    words = _("Handed in already as version %(number)d; what you changed since is not in it. Take it back to go on.")
    there = reverse("ledgers:submission-detail", args=[submission.pk])
    return {"late": words % {"number": submission.version}, "to": there}


def gone_words(filing: services.Filing, draft: GridDraft) -> str:
    """Why there is no draft any more beside which a page could put what it holds; "" where there is one."""
    if draft.rows is not None:
        return ""
    found = services.filed_submission(filing)
    if found is None or draft.filed_version != found.version:
        return _("The draft was thrown away in another window. What stands here can still be kept.")
    words = _("Saved already as version %(number)d; what you changed since is not in it, but stands here.")
    return words % {"number": found.version}
