"""The receipt of a handing in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from tests.ledgers.conftest import Desk
from tests.ledgers.test_services import filed

pytestmark = pytest.mark.django_db


def test_handing_in_gives_a_receipt_with_its_own_number_and_hash(desk: Desk) -> None:
    submission = filed(desk)
    event = submission.events.get(to_state="submitted")
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    page = client.get(reverse("ledgers:receipt", args=[submission.pk, event.pk])).content.decode()
    version = submission.versions.get()
    assert event.receipt_number in page and version.content_hash in page and version.file.sha256 in page  # type: ignore[union-attr]
    detail = client.get(reverse("ledgers:submission-detail", args=[submission.pk])).content.decode()
    assert reverse("ledgers:receipt", args=[submission.pk, event.pk]) in detail
    other = Client()
    other.force_login(User.objects.get(username="other"))
    assert other.get(reverse("ledgers:receipt", args=[submission.pk, event.pk])).status_code == 404
