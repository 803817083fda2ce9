"""Frozen values that queries hand to pages and services to their callers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from taizhang.organisation.models import OrgUnit, OrgUnitSpell


@dataclass(frozen=True, slots=True)
class TreeNode:
    """An org unit at its place on a day. depth: 0 for a root; children: how many stand directly below."""

    spell: OrgUnitSpell
    depth: int
    children: int

    @property
    def code(self) -> str:
        return self.spell.org_unit.code

    @property
    def name(self) -> str:
        return self.spell.name

    @property
    def kind(self) -> str:
        return self.spell.org_unit.kind

    @property
    def kind_label(self) -> str:
        return self.spell.org_unit.get_kind_display()

    @property
    def parent(self) -> str:
        return self.spell.parent.code if self.spell.parent else ""


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
class MergeReport:
    """What a merge moved (codes of children, titles of posts), what ended, and which filings are still open."""

    successor: OrgUnit
    moved_children: tuple[str, ...] = ()
    moved_posts: tuple[str, ...] = ()
    ended_posts: tuple[str, ...] = ()
    open_filings: tuple[OpenFilings, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class UnitAttributes:
    """What a spell says of a unit besides its place."""

    name: str
    short_name: str = ""
    stages: tuple[str, ...] = ()
    ownership: str = ""
    rural: bool = False
    base_unit: str = ""
    longitude: object = None
    latitude: object = None
    sort_order: int = 0


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A zone on a day, for the list."""

    code: str
    name: str
    schools: int
    inspectors: tuple[str, ...]
    valid_from: date
