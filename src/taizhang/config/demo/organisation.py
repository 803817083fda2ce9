"""Puts the tree, zones, posts, groups and people of the demo into the database."""

from __future__ import annotations

import random
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from taizhang.accounts.models import User
from taizhang.config.demo import county
from taizhang.config.demo.calendar import COUNTY_SINCE, MERGER_ON
from taizhang.config.demo.names import person_name
from taizhang.config.demo.people import PASSWORD, PEOPLE
from taizhang.core import audit, clock
from taizhang.core.permissions import Role
from taizhang.core.pinyin import initials
from taizhang.organisation.models import (
    GroupMember,
    GroupRole,
    LeadingGroup,
    OrgUnit,
    OrgUnitSpell,
    Post,
    PostHolding,
    PostKind,
    RoleGrant,
    Succession,
    SuccessionKind,
    Zone,
    ZoneMembership,
)

ZONES_SINCE = date(2026, 1, 1)
JOINING = ("DDS", "MBG", "JJS")  # sections whose heads go along on joint visits; that of JYG has a sign-in


@transaction.atomic
def load() -> None:
    if OrgUnit.objects.exists():
        return
    _tree()
    _zones()
    _people()
    _posts()
    audit.record(actor=None, action="demo.organisation", obj="demo", org_unit=county.COUNTY)


def _tree() -> None:
    OrgUnit.objects.bulk_create(OrgUnit(code=unit.code, kind=unit.kind) for unit in county.units())
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    OrgUnitSpell.objects.bulk_create(
        OrgUnitSpell(
            org_unit_id=ids[unit.code],
            parent_id=ids.get(unit.parent),
            name=unit.name,
            initials=initials(unit.name),
            stages=list(unit.stages),
            ownership=unit.ownership,
            rural=unit.rural,
            base_unit=unit.base_unit,
            longitude=unit.position[0] if unit.position else None,
            latitude=unit.position[1] if unit.position else None,
            valid_from=unit.valid_from,
            valid_to=MERGER_ON if unit.code == county.MERGED else None,
            sort_order=number,
        )
        for number, unit in enumerate(county.units())
    )
    Succession.objects.create(
        predecessor_id=ids[county.MERGED],
        successor_id=ids[county.SUCCESSOR],
        kind=SuccessionKind.MERGE,
        on=MERGER_ON,
        reason="生源减少，并入邻近小学",
    )


def _zones() -> None:
    """Nine zones since the half-year's start; before, the same schools stood in three larger ones."""
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    inspected = [unit for unit in county.units() if unit.zone]
    old = [
        Zone.objects.create(
            code=f"X{number}", name=f"原第{'一二三'[number - 1]}片区", valid_from=COUNTY_SINCE, valid_to=ZONES_SINCE
        )
        for number in (1, 2, 3)
    ]
    new = [
        Zone.objects.create(
            code=f"Z{number}", name=f"第{'一二三四五六七八九'[number - 1]}督学责任区", valid_from=ZONES_SINCE
        )
        for number in range(1, county.ZONES + 1)
    ]
    memberships = []
    for unit in inspected:
        end = MERGER_ON if unit.code == county.MERGED else ZONES_SINCE
        memberships.append(
            ZoneMembership(zone=old[unit.zone % 3], school_id=ids[unit.code], valid_from=COUNTY_SINCE, valid_to=end)
        )
        if unit.code != county.MERGED:
            memberships.append(
                ZoneMembership(zone=new[unit.zone - 1], school_id=ids[unit.code], valid_from=ZONES_SINCE)
            )
    ZoneMembership.objects.bulk_create(memberships)


def clerk_username(org_unit: str) -> str:
    """The clerk who files for a unit: a demo sign-in where there is one, else an account nobody can sign in to."""
    own = {person.org_unit: person.username for person in PEOPLE if person.role is Role.SCHOOL_CLERK}
    return own.get(org_unit, f"clerk-{org_unit.lower()}")


def _people() -> None:
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    zones = {zone.code: zone.pk for zone in Zone.objects.all()}
    # One salt for all, so that the load is repeatable; these are demo accounts with a printed password.
    password = make_password(PASSWORD, salt="taizhangdemo")
    User.objects.bulk_create(
        User(username=person.username, full_name=person.name, password=password, date_joined=clock.now())
        for person in PEOPLE
    )
    random_ = random.Random("青禾市填报员")
    filers = [unit.code for unit in county.units() if unit.kind in ("school", "section", "village")]
    User.objects.bulk_create(
        User(username=clerk_username(code), full_name=person_name(random_), password="!", date_joined=clock.now())
        for code in filers
        if clerk_username(code) not in {person.username for person in PEOPLE}
    )
    users = dict(User.objects.values_list("username", "pk"))
    RoleGrant.objects.bulk_create(
        RoleGrant(
            user_id=users[person.username],
            role=role.value,
            org_unit_id=ids[person.org_unit],
            ledger_group=person.ledger_group,
            zone_id=zones.get(f"Z{person.zone}"),
            valid_from=COUNTY_SINCE,
        )
        for person in PEOPLE
        for role in (person.role, person.also)
        if role is not None
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(
            user_id=users[clerk_username(code)],
            role=(Role.SECTION_CLERK if len(code) <= 3 and code != county.VILLAGE else Role.SCHOOL_CLERK).value,
            org_unit_id=ids[code],
            valid_from=COUNTY_SINCE,
        )
        for code in filers
        if clerk_username(code).startswith("clerk-")
    )


def _account(username: str, name: str, role: Role, org_unit: int, zone: Zone | None = None) -> User:
    """Somebody who inspects, without a sign-in of the demo."""
    user = User.objects.create(username=username, full_name=name, password="!", date_joined=clock.now())
    RoleGrant.objects.create(user=user, role=role.value, org_unit_id=org_unit, zone=zone, valid_from=COUNTY_SINCE)
    return user


def office_phone(number: int) -> str:
    """A line on the desk that nobody has: no place in the country has the area code 0380."""
    return f"0380-{5_000_000 + (7_919 * (number + 1)) % 1_000_000}"


def _head_of(name: str) -> str:
    return "园长" if name.endswith("幼儿园") else "校长"


def _posts() -> None:
    """A head for every school and section, a director inspector, an inspector a zone, and the leading groups."""
    random_ = random.Random("青禾市岗位")
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    users = {person.username: User.objects.get(username=person.username) for person in PEOPLE}
    seats: list[tuple[Post, str, User | None]] = []
    for unit in county.units():
        if unit.kind in ("school", "section") and unit.code != county.MERGED:
            kind = PostKind.UNIT_HEAD if unit.kind == "school" else PostKind.SECTION_HEAD
            title = f"{unit.name}{_head_of(unit.name) if unit.kind == 'school' else '负责人'}"
            drawn = person_name(random_)  # drawn for every post, so that the names of others do not depend on ours
            user = users.get({county.SUCCESSOR: "head", "JYG": "sectionhead"}.get(unit.code, ""))
            if unit.code in JOINING:
                user = _account(f"head-{unit.code.lower()}", drawn, Role.SECTION_HEAD, ids[unit.code])
            name = user.full_name if user is not None else drawn
            seats.append((Post(org_unit_id=ids[unit.code], kind=kind, title=title), name, user))
    director = _account("director-dds", person_name(random_), Role.SECTION_HEAD, ids["DDS"])
    post = Post(org_unit_id=ids["DDS"], kind=PostKind.DIRECTOR_INSPECTOR, title="主任督学")
    seats.append((post, director.full_name, director))
    leader = users["leader"]
    head = Post(org_unit_id=ids[county.BUREAU], kind=PostKind.UNIT_HEAD, title="教育局局长")
    seats.append((head, leader.full_name, leader))
    for number, zone in enumerate(Zone.objects.filter(valid_to__isnull=True), start=1):
        post = Post(org_unit_id=ids["DDS"], kind=PostKind.ZONE_INSPECTOR, title=f"{zone.name}责任督学", zone=zone)
        user = users["inspector"]
        if number > 1:
            sign_in = f"inspector-{zone.code.lower()}"
            user = _account(sign_in, person_name(random_), Role.ZONE_INSPECTOR, ids[county.COUNTY], zone)
        seats.append((post, user.full_name, user))
    for code, username, title in (("BGS", "office", "办公室文书"), ("JYG", "section", "教育股干事")):
        clerk = Post(org_unit_id=ids[code], kind=PostKind.CLERK, title=title)
        seats.append((clerk, users[username].full_name, users[username]))
    Post.objects.bulk_create(post for post, _, _ in seats)
    PostHolding.objects.bulk_create(
        PostHolding(post=post, person_name=name, user=user, phone=office_phone(number), valid_from=_since(post, number))
        for number, (post, name, user) in enumerate(seats)
    )
    _groups(ids, head)


def _since(post: Post, number: int) -> date:
    """Inspectors came in the autumns of four years, so that some are due for rotation and some are not."""
    return date(2021 + number % 4, 9, 1) if post.kind == PostKind.ZONE_INSPECTOR else COUNTY_SINCE


def _groups(ids: dict[str, int], head: Post) -> None:
    sections = list(Post.objects.filter(kind=PostKind.SECTION_HEAD))
    for name, topic, unit, outside in (
        ("政务公开领导小组", "政务公开", county.BUREAU, ""),
        ("留守儿童关爱领导小组", "留守儿童", county.BUREAU, "市妇女联合会"),
        ("食品安全领导小组", "食品安全", county.VILLAGE, ""),
    ):
        group = LeadingGroup.objects.create(name=name, topic=topic, org_unit_id=ids[unit], valid_from=COUNTY_SINCE)
        dated = {"group": group, "valid_from": COUNTY_SINCE}
        if unit == county.VILLAGE:
            GroupMember.objects.create(role=GroupRole.HEAD, person_name="谷见山", **dated)
            GroupMember.objects.create(role=GroupRole.MEMBER, person_name="麦清和", **dated)
            continue
        GroupMember.objects.create(role=GroupRole.HEAD, post=head, **dated)
        GroupMember.objects.bulk_create(
            GroupMember(role=GroupRole.DEPUTY if number == 0 else GroupRole.MEMBER, post=post, **dated)
            for number, post in enumerate(sections[:5])
        )
        if outside:
            GroupMember.objects.create(role=GroupRole.MEMBER, person_name="阚晚晴", outside_body=outside, **dated)
