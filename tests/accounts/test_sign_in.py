"""Signing in, at a human pace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from taizhang.accounts import services
from taizhang.accounts.models import SignInLock, User
from taizhang.core.models import AuditEvent

pytestmark = pytest.mark.django_db
PASSWORD = "一个长口令12345"


@pytest.fixture
def user() -> User:
    return User.objects.create_user("clerk", password=PASSWORD, full_name="谷雨")


def sign_in(password: str, username: str = "clerk") -> int:
    return Client().post(reverse("accounts:sign-in"), {"username": username, "password": password}).status_code


def test_sign_in_and_out_are_recorded(user: User) -> None:
    client = Client()
    values = {"username": "clerk", "password": PASSWORD, "next": "/accounts/me/"}
    assert client.post(reverse("accounts:sign-in"), values)["Location"] == "/accounts/me/"
    assert client.post(reverse("accounts:sign-out")).status_code == 302
    actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert actions == ["account.sign-in", "account.sign-out"]
    assert client.get("/accounts/me/").status_code == 302


def test_a_foreign_address_is_not_followed(user: User) -> None:
    values = {"username": "clerk", "password": PASSWORD, "next": "https://elsewhere.example/"}
    location = Client().post(reverse("accounts:sign-in"), values)["Location"]
    assert "elsewhere" not in location


def test_five_wrong_passwords_lock_the_name_for_a_minute(user: User) -> None:
    for _ in range(services.FAILURES_ALLOWED):
        assert sign_in("falsch") == 422
    assert sign_in(PASSWORD) == 422
    SignInLock.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert sign_in(PASSWORD) == 302
    assert SignInLock.objects.count() == 0


def test_the_lock_knows_no_upper_case(user: User) -> None:
    for username in ("clerk", "CLERK", "Clerk", "clerk ", "cLerk"):
        sign_in("falsch", username)
    assert services.locked_until("clerk") is not None


def test_unknown_names_are_locked_alike() -> None:
    for _ in range(services.FAILURES_ALLOWED):
        sign_in("falsch", "nobody")
    assert services.locked_until("nobody") is not None


def test_slow_failures_do_not_add_up(user: User) -> None:
    for _ in range(services.FAILURES_ALLOWED - 1):
        sign_in("falsch")
    SignInLock.objects.update(last_failure_at=timezone.now() - services.LOCKED_FOR * 2)
    sign_in("falsch")
    assert sign_in(PASSWORD) == 302


def test_a_closed_account_cannot_sign_in(user: User) -> None:
    user.is_active = False
    user.save()
    assert sign_in(PASSWORD) == 422


def test_signing_out_needs_a_post(user: User) -> None:
    client = Client()
    client.force_login(user)
    assert client.get(reverse("accounts:sign-out")).status_code == 405


def test_changing_the_password(user: User) -> None:
    client = Client()
    client.force_login(user)
    address = reverse("accounts:password-change")
    wrong = {"old_password": "falsch", "new_password1": "另一个更长的口令678", "new_password2": "另一个更长的口令678"}
    assert client.post(address, wrong).status_code == 422
    assert client.post(address, wrong | {"old_password": PASSWORD}).status_code == 302
    assert sign_in("另一个更长的口令678") == 302
    assert AuditEvent.objects.filter(action="account.password").count() == 1


def test_the_start_page_tells_since_when_and_of_a_month_on_request(user: User) -> None:
    first = Client()
    first.post(reverse("accounts:sign-in"), {"username": "clerk", "password": PASSWORD})
    assert "近 30 天的变化" in first.get("/").content.decode()
    began = timezone.now() - timedelta(days=3)
    User.objects.update(last_visit_at=began)
    again = Client()
    again.post(reverse("accounts:sign-in"), {"username": "clerk", "password": PASSWORD})
    since = f"{timezone.localtime(began):%Y-%m-%d %H:%M} 以来的变化"
    assert since in again.get("/").content.decode()
    assert since in again.get("/").content.decode()  # looking twice is one visit
    assert "近 30 天的变化" in again.get("/?since=month").content.decode()
    user.refresh_from_db()
    assert user.last_visit_at is not None and user.last_visit_at > began


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(user: User) -> None:
    sent = Client().post("/accounts/me/password/", headers={"referer": "http://testserver/ledgers/?q=1"})
    assert sent["Location"] == "/accounts/sign-in/?next=/ledgers/%3Fq%3D1"
    foreign = Client().post("/accounts/me/password/", headers={"referer": "https://elsewhere.example/x"})
    assert foreign["Location"] == "/accounts/sign-in/?next=/"


def test_a_fragment_asked_for_after_the_session_ended_takes_the_whole_page_to_signing_in() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/ledgers/"}
    answer = Client().get("/accounts/me/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/accounts/sign-in/?next=/ledgers/")
