"""A section's clerk designs for the county's units what that section then reviews, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import packs
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.pack import Ledger
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import LedgerDesign
from taizhang.organisation.queries import actor_for
from tests.ledgers.conftest import Desk
from tests.ledgers.designs import begun, design_of, kept

pytestmark = pytest.mark.django_db
Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.DESIGNED_PACKS_DIR = tmp_path / "packs"
    monkeypatch.setattr(django_settings, "TODAY", date(2026, 7, 6))
    yield
    packs.look_again()


@pytest.fixture
def section(desk: Desk) -> Actor:
    """A clerk of JYG and of no other unit; beside it JCK and a township, each with a clerk of the same role."""
    for code, name in (("JYG", "教育股"), ("JCK", "计财科")):
        desk.world.unit(code, kind="section", name=name)
    for code in ("JYG", "JCK", "T1"):
        desk.world.person(Role.SECTION_CLERK, code, username=code.lower())
    desk.reviewer = person("reviewer")
    return person("jyg")


def person(username: str) -> Actor:
    return actor_for(User.objects.get(username=username))


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def published(actor: Actor, committed: Committed, *, reviewer: str = "") -> Ledger:
    row = begun(actor)
    design = design_of(row)
    design.title, design.reviewer = f"午托情况（{actor.home}）", reviewer
    for item in design.fields:
        item.told, item.reason = "again", "旧数不全"
    row = kept(actor, row, design)
    with committed(execute=True):
        return services.publish_design(actor=actor, row=row)


def test_what_a_section_designs_it_reviews_and_sends_to_the_county(
    desk: Desk, section: Actor, django_capture_on_commit_callbacks: Committed
) -> None:
    ledger = published(section, django_capture_on_commit_callbacks, reviewer="JCK")
    assert ledger.reviewer == "JYG"  # whatever the page was made to say
    period = queries.filing_periods(ledger, date(2026, 7, 6), 1)[0]
    units = {unit.org_unit.code for unit in queries.askable_units(section, ledger, period)}
    assert {"S1", "S2"} <= units
    task = services.send_filing_task(
        actor=section, ledger=ledger, period=period, org_units=units, due_on=date(2026, 7, 20), minutes=10
    )
    assert task.duties.count() == len(units)


def test_the_page_counts_all_units_and_offers_only_the_own_section(desk: Desk, section: Actor) -> None:
    row = begun(section)
    assert len(queries.outlook(section, row, design_of(row)).units) >= 2
    text = signed_in("jyg").get(reverse("ledgers:design-page", args=[row.pk])).content.decode()
    chosen = text[text.index('name="reviewer"') :].split("</select>")[0]
    assert chosen.count("<option") == 1 and 'value="JYG" selected' in chosen
    whole = begun(desk.reviewer)
    text = signed_in("reviewer").get(reverse("ledgers:design-page", args=[whole.pk])).content.decode()
    assert "审核填报单位的人" in text[text.index('name="reviewer"') :].split("</select>")[0]


@pytest.mark.parametrize("username", ["jck", "reviewer"])
def test_a_section_does_not_change_what_others_published(
    desk: Desk, section: Actor, username: str, django_capture_on_commit_callbacks: Committed
) -> None:
    ledger = published(person(username), django_capture_on_commit_callbacks)
    page = signed_in("jyg").get(reverse("ledgers:design-list")).content.decode()
    assert f'value="{ledger.key}"' not in page
    with pytest.raises(NotAllowed):
        services.begin_from_ledger(actor=section, ledger=installed_packs().ledger(ledger.key))
    row = begun(section)
    LedgerDesign.objects.filter(pk=row.pk).update(changes=ledger.key)
    with pytest.raises(NotAllowed):
        services.publish_design(actor=section, row=LedgerDesign.objects.get(pk=row.pk))


def test_the_button_stands_where_its_page_opens_and_nowhere_else(desk: Desk, section: Actor) -> None:
    address = reverse("ledgers:design-list")
    desk.world.person(Role.OFFICE, "JCK", username="office-jck")
    for username, may in (("jyg", True), ("reviewer", True), ("t1", False), ("office-jck", False)):
        client = signed_in(username)
        assert (address in client.get(reverse("ledgers:ledger-list")).content.decode()) is may, username
        assert client.get(address).status_code == (200 if may else 403)
