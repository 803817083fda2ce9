"""Each role on each page and command of figures; one school's people cannot see or guess another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import figures_world as world
import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from figures_world import H1, H1_BEFORE

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.errors import TaizhangError
from taizhang.figures import queries, services
from taizhang.figures.today import found
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, RoleGrant, Zone, ZoneMembership
from taizhang.organisation.queries import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
COUNTY_WIDE = {Role.SECTION_CLERK, Role.SECTION_HEAD, Role.OFFICE, Role.BUREAU_LEADER, Role.AUDITOR}
SCHOOL = {Role.SCHOOL_CLERK, Role.SCHOOL_HEAD}
COMPUTES = {Role.SECTION_HEAD, Role.OFFICE}
WHOLE_PERSONS = {Role.SCHOOL_CLERK, Role.SCHOOL_HEAD, Role.SECTION_CLERK, Role.SECTION_HEAD, Role.AUDITOR}
ABROAD = ("S2", "S3", "T1", "T2", "C", "SEC", "nowhere")


@pytest.fixture
def computed(filed: dict[str, Any]) -> dict[str, Any]:
    """Every figure stored; S1 stands in a zone of its own."""
    services.compute(period=H1_BEFORE)
    services.compute(period=H1)
    zone = Zone.objects.create(code="Z1", name="第一责任区", valid_from=world.ALWAYS)
    ZoneMembership.objects.create(zone=zone, school=filed["S1"], valid_from=world.ALWAYS)
    return filed


def person(role: Role) -> User:
    """Somebody with the role where people of this role have it: school staff at S1, an inspector on S1's zone."""
    user = User.objects.create_user(username=f"p-{role.value}", password="a-long-enough-word")
    zone = Zone.objects.get(code="Z1") if role is Role.ZONE_INSPECTOR else None
    unit = "S1" if role in SCHOOL else "C"
    RoleGrant.objects.create(
        user=user, role=role.value, org_unit=OrgUnit.objects.get(code=unit), zone=zone, valid_from=date(2020, 1, 1)
    )
    return user


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def pages(org: str) -> dict[str, str]:
    """Every address of the app for one org unit."""
    query = f"?org={org}&period={H1.code}"
    here = ["t.pupils", org, H1.code]
    found = {
        "indicator-list": reverse("figures:indicator-list") + query,
        "catalogue-export": reverse("figures:catalogue-export") + f"{query}&format=csv",
        "indicator-detail": reverse("figures:indicator-detail", args=["t.pupils"]) + query,
        "figure-trace": reverse("figures:figure-trace", args=here),
        "figure-rows": reverse("figures:figure-rows", args=[*here, "value"]),
        "figure-export": reverse("figures:figure-export", args=[*here, "parts"]) + "?format=csv",
    }
    named = {name for name in get_resolver("taizhang.figures.urls").reverse_dict if isinstance(name, str)}
    assert named == {*found, "period-compute"}  # which asks for a run and shows nothing
    return found


def exports(org: str) -> list[str]:
    return [
        reverse("figures:figure-export", args=["t.pupils", org, H1.code, view]) + f"?format={kind}"
        for view in ("parts", "series", "value")
        for kind in ("csv", "xlsx")
    ]


@pytest.mark.parametrize("role", Role)
def test_each_role_on_each_page_at_school_and_county(computed: dict[str, Any], role: Role) -> None:
    client = client_of(person(role))
    sees_school = role is not Role.ADMINISTRATOR
    for org, sees in (("S1", sees_school), ("S2", role in COUNTY_WIDE), ("C", role in COUNTY_WIDE)):
        for name, url in pages(org).items():
            assert client.get(url).status_code == (200 if sees else 404), (role, org, name)
        for url in exports(org):
            assert client.get(url).status_code == (200 if sees else 404), (role, url)


@pytest.mark.parametrize("role", Role)
def test_nothing_is_written_through_these_pages(computed: dict[str, Any], role: Role) -> None:
    client = client_of(person(role))
    for name, url in pages("S1").items():
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(url).status_code == 405, (role, name, method)


@pytest.mark.parametrize("role", Role)
def test_persons_are_whole_only_for_those_who_may_see_them(computed: dict[str, Any], role: Role) -> None:
    client = client_of(person(role))
    if role is Role.ADMINISTRATOR:
        return
    if role in WHOLE_PERSONS - SCHOOL:  # all but the unit's own people say why first
        assert "陶晓禾" not in client.get(pages("S1")["figure-rows"]).content.decode()
        client.post(reverse("ledgers:personal-open", args=["t.roll"]), {"reason": "核对名单"})
    shown = client.get(pages("S1")["figure-rows"]).content.decode()
    taken = client.get(exports("S1")[4]).content.decode("utf-8-sig")
    assert ("陶晓禾" in shown, "陶晓禾" in taken) == (role in WHOLE_PERSONS, role in WHOLE_PERSONS)
    audited = AuditEvent.objects.filter(action="personal.view").count()
    assert audited == (2 if role in WHOLE_PERSONS else 0)


@pytest.mark.parametrize("role", sorted(SCHOOL))
def test_a_school_cannot_see_or_guess_another(computed: dict[str, Any], role: Role) -> None:
    """A unit that is not theirs answers as one that is not there, to the byte: neither names nor numbers leak."""
    client = client_of(person(role))
    nowhere = {name: client.get(url).content for name, url in pages("nowhere").items()}
    for org in ABROAD:
        for name, url in pages(org).items():
            answer = client.get(url)
            assert answer.status_code == 404, (org, name)
            assert _plain(answer.content, org) == _plain(nowhere[name], "nowhere"), (org, name)
        for url in exports(org):
            assert client.get(url).status_code == 404, url


def _plain(page: bytes, org: str) -> str:
    """A page without what differs on every request or repeats the address."""
    lines = page.decode().replace(f"/{org}/", "/").replace(f"org={org}", "org=").splitlines()
    return "\n".join(line for line in lines if "csrf" not in line)


def test_a_schools_own_pages_tell_nothing_of_others(computed: dict[str, Any]) -> None:
    client = client_of(person(Role.SCHOOL_CLERK))
    for name, url in pages("S1").items():
        text = client.get(url, headers={"hx-request": "true"} if name == "figure-trace" else None).content.decode()
        for foreign in ("松岭中学", "柳溪小学", "松岭镇", "青禾县", "org=S2", "org=T1", "org=C"):
            assert foreign not in text, (name, foreign)


@pytest.mark.parametrize("unit", ABROAD)
def test_narrowing_and_sorting_do_not_widen(computed: dict[str, Any], unit: str) -> None:
    """`?unit=` picks among the rows one may see; it never adds any."""
    client = client_of(person(Role.SCHOOL_CLERK))
    url = f"{pages('S1')['figure-rows']}?unit={unit}&sort=-pupils"
    text = client.get(url).content.decode()
    assert "松岭中学" not in text and "柳溪小学" not in text
    own = f"{pages('S1')['figure-rows']}?unit=S1"
    assert client.get(own).status_code == 200


def test_rows_of_a_county_stop_at_the_ledgers_that_one_may_read(computed: dict[str, Any]) -> None:
    """Figures of the county and rows of one school: the number is whole, the rows are one's own."""
    seen = Actor(
        None,
        "x",
        (
            *world.actor(Role.BUREAU_LEADER, *world.UNITS, group="other").grants,
            *world.actor(Role.SCHOOL_CLERK, "S1").grants,
        ),
        world.ROLE_PERMISSIONS,
    )
    figure = queries.figure(seen, "t.pupils", "C", H1)
    assert figure.value == 300
    assert {row.org_unit for row in queries.rows(seen, figure).rows} == {"S1"}


def test_a_section_of_one_group_reads_no_rows_of_another(computed: dict[str, Any]) -> None:
    other = world.actor(Role.SECTION_CLERK, *world.UNITS, group="finance")
    page = queries.rows(other, queries.figure(other, "t.pupils", "C", H1))
    assert page.rows == () and page.total == 0


def test_a_unit_moved_out_of_reach_is_gone_at_once(computed: dict[str, Any]) -> None:
    user = User.objects.create_user(username="township", password="a-long-enough-word")
    RoleGrant.objects.create(
        user=user, role=Role.SECTION_CLERK.value, org_unit=computed["T1"], valid_from=date(2020, 1, 1)
    )
    client = client_of(user)
    assert client.get(pages("S2")["indicator-detail"]).status_code == 200
    OrgUnitSpell.objects.filter(org_unit__code="S2").update(parent=computed["T2"])
    for name, url in pages("S2").items():
        assert client.get(url).status_code == 404, name
    RoleGrant.objects.filter(user=user).delete()
    assert client.get(pages("S1")["figure-trace"]).status_code == 404


Command = Callable[[Actor], object]
COMMANDS: dict[str, Command] = {
    "figures show": lambda actor: queries.figures_as_json(actor, org="S2", period=H1.code, indicators=["t.pupils"]),
    "figures trace": lambda actor: queries.trace_as_json(actor, indicator="t.pupils", org="S2", period=H1.code),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", COMMANDS)
def test_each_role_on_each_reading_command(computed: dict[str, Any], name: str, role: Role) -> None:
    actor = actor_for(person(role))
    if role in COUNTY_WIDE:
        assert COMMANDS[name](actor)
    else:
        with pytest.raises(TaizhangError):
            COMMANDS[name](actor)


@pytest.mark.parametrize("role", Role)
def test_each_role_on_computing(computed: dict[str, Any], role: Role) -> None:
    actor = actor_for(person(role))
    if role in COMPUTES:
        assert services.compute(period=H1, actor=actor).period_code == H1.code
    else:
        with pytest.raises(NotAllowed):
            services.compute(period=H1, actor=actor)


@pytest.mark.parametrize("role", Role)
def test_each_role_on_the_search(computed: dict[str, Any], role: Role) -> None:
    hits = found(actor_for(person(role)), "学生")
    assert bool(hits) == (role is not Role.ADMINISTRATOR)


def test_nobody_gets_anywhere_without_signing_in(computed: dict[str, Any]) -> None:
    for url in (*pages("S1").values(), *exports("S1")):
        answer = Client().get(url)
        assert answer.status_code == 302 and "/accounts/sign-in/" in answer["Location"]
