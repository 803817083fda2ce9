"""What a page says that could not be opened, or that took nothing: always the product's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User

pytestmark = pytest.mark.django_db
LONGEST = 40  # Chinese characters of one sentence


@pytest.fixture
def signed_in() -> Client:
    """As a browser: forms need their token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("clerk", password="x", full_name="谷雨"))
    return client


def words(page: str) -> Iterator[str]:
    content = page.partition('id="content"')[2].partition("</main>")[0]
    yield from (text.strip() for text in re.findall(r">([^<>]+)<", content) if text.strip())


def test_an_address_of_a_form_opened_by_itself_is_told_in_words(signed_in: Client) -> None:
    answer = signed_in.get(reverse("accounts:sign-out"))
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "这个地址不能这样打开" in page and reverse("web:today") in page
    assert all(len(sentence) <= LONGEST for sentence in words(page))


def test_a_form_that_stood_open_too_long_leads_back_to_its_page(signed_in: Client) -> None:
    sent = signed_in.post(reverse("accounts:mail-switch"), headers={"referer": "http://testserver/accounts/me/?a=1"})
    page = sent.content.decode()
    assert (sent.status_code, sent["X-Refused"]) == (403, "expired")
    assert 'href="/accounts/me/?a=1"' in page and "没有送出" in page
    assert all(len(sentence) <= LONGEST for sentence in words(page))
    foreign = signed_in.post(reverse("accounts:mail-switch"), headers={"referer": "https://elsewhere.example/"})
    assert "elsewhere" not in foreign.content.decode()


def test_a_form_without_any_cookie_goes_to_signing_in_like_one_whose_session_ended() -> None:
    client = Client(enforce_csrf_checks=True)
    sent = client.post(reverse("accounts:mail-switch"), headers={"referer": "http://testserver/accounts/me/"})
    assert sent["Location"] == "/accounts/sign-in/?next=/accounts/me/"
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/me/"}
    fragment = client.post(reverse("accounts:mail-switch"), headers=headers)
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, "/accounts/sign-in/?next=/accounts/me/")
    signing_in = client.post(reverse("accounts:sign-in"), {"username": "clerk", "password": "x"})
    assert (signing_in.status_code, signing_in["X-Refused"]) == (403, "expired")


def test_signing_out_once_more_says_nothing_strange(signed_in: Client) -> None:
    sign_in, headers = reverse("accounts:sign-in"), {"referer": "http://testserver/ledgers/"}
    for client in (Client(enforce_csrf_checks=True), signed_in, signed_in):  # no session, one, its page of before
        assert client.post(reverse("accounts:sign-out"), headers=headers)["Location"] == sign_in
