"""The demo county can be called: every post has a number that nobody has, shown as the rules of real ones say."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.config.demo import organisation
from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.ledgers import queries
from taizhang.organisation.models import PostHolding
from taizhang.organisation.queries import actor_for, contact_list

NOBODYS = re.compile(r"0380-5\d{6}")  # an area code that no place has


@pytest.fixture
def county(db: None) -> datetime:
    moment = timezone.make_aware(datetime(2026, 7, 6, 9))
    with clock.standing_at(moment):
        organisation.load()
    return moment


def test_every_demo_post_has_a_number_of_its_own_that_is_nobodys(county: datetime) -> None:
    numbers = list(PostHolding.objects.values_list("phone", flat=True))
    assert numbers and all(NOBODYS.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_the_board_shows_them_to_who_asks_units_and_the_list_of_contacts_masks_them_for_others(
    county: datetime,
) -> None:
    ledger, period = installed_packs().ledger("county-base.school_roll"), Period.parse("2026H1")
    with clock.standing_at(county):
        section = actor_for(User.objects.get(username="sectionhead"))
        lines = queries.expected_filings(section, ledger, period)
        assert lines and all(NOBODYS.search(line.contact) for line in lines)
        client = Client()
        client.force_login(User.objects.get(username="sectionhead"))
        page = client.get(reverse("ledgers:ledger-detail", args=[ledger.key]), {"period": "2026H1"}).content.decode()
        assert NOBODYS.search(page)
        office = actor_for(User.objects.get(username="office"))
        assert not any(line.contact for line in queries.expected_filings(office, ledger, period))
        shown = {line.phone for unit in contact_list(office, county.date()) for line in unit.lines if line.phone}
        assert shown and all(number.startswith("038*") for number in shown)
