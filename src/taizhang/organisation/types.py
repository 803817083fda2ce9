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
class PostWork:
    """One thing that goes with a post when its holder changes. kind: of WORK_KINDS; state, note come translated."""

    kind: str
    title: str
    due: date | None = None
    state: str = ""
    note: str = ""
    url: str = ""


# What goes with a post, in the order of the handover sheet.
WORK_KINDS = (
    ("filing", _("Filings that wait")),
    ("review", _("Reviews that wait")),
    ("sent", _("Filing tasks sent out")),
    ("task", _("Tasks and milestones")),
    ("target", _("Targets")),
    ("year", _("Regular filings of the year")),
)


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A change of the organisation before it is carried out. kind: rename, move, close or merge."""

    kind: str
    org_unit: str
    on: date
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change touches, counted. stays: kept as it was with the tree of before. url: only where the reader may
    open it. decide: somebody must decide something about it."""

    what: str
    count: int
    note: str = ""
    url: str = ""
    stays: bool = False
    decide: bool = False


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A post on the contact list. phone: masked for who may not call; both empty while it is vacant."""

    post: str
    post_id: int
    person: str
    phone: str


@dataclass(frozen=True, slots=True)
class ContactUnit:
    """A unit on the contact list with its posts."""

    code: str
    name: str
    short_name: str
    kind_label: str
    parent: str
    lines: tuple[ContactLine, ...]


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A zone on a day, for the list."""

    code: str
    name: str
    schools: int
    inspectors: tuple[str, ...]
    valid_from: date
