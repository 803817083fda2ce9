"""Frozen values that queries hand to pages and services to their callers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

# Stage codes that a spell's `stages` may hold, with their words.
STAGES = (
    ("kindergarten", _("kindergarten")),
    ("primary", _("primary")),
    ("junior", _("junior secondary")),
    ("senior", _("senior secondary")),
    ("vocational", _("vocational")),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a leading group on a day. person: empty while the post is vacant."""

    member_id: int
    role: str
    role_label: str
    person: str
    post: str
    org_unit: str
    outside_body: str


@dataclass(frozen=True, slots=True)
class OpenFilings:
    """Filings of a closed or merged unit that still wait: who must file them now is for the ledgers to say."""

    org_unit: str
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A zone on a day, for the list."""

    code: str
    name: str
    schools: int
    inspectors: tuple[str, ...]
    valid_from: date
