"""Every address of the product, tried by nobody and by somebody without a role: a new page is closed until opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from taizhang.accounts.models import User

ARGUMENTS = {
    "pk": 1,
    "rest": "me",
    "block_pk": 1,
    "commitment_pk": 1,
    "position": 1,
    "output": "json",
    "ledger_key": "county-base.school_roll",
    "period": "2026H1",
    "org": "QH",
    "org_unit": "QH",
    "indicator_key": "county-base.pupils",
    "term": "value",
    "what": "parts",
    "code": "QH",
    "pack_id": "county-base",
    "version": "1.0.0",
    "photo_id": "00000000-0000-4000-8000-000000000001",
}
PUBLIC = {
    "accounts:sign-in", "web:language", "web:large-type",
    # The shell of the visit page: words only, kept on the phone by its worker.
    "inspection:visit-phone", "inspection:visit-phone-worker", "inspection:visit-phone-manifest",
}  # fmt: skip
# What anybody who is signed in may open: own start page, own account, search (which finds only what one may see).
OWN = {
    "inspection:visit-phone",
    "inspection:visit-phone-worker",
    "inspection:visit-phone-manifest",
    "web:today",
    "web:search",
    "web:language",
    "web:large-type",
    "web:preferences",
    "web:me",
    "web:help",  # how to use it, the same for everybody
    "web:help-role",
    "core:job-list",  # own jobs only
    "accounts:me",
    "accounts:profile",
    "accounts:sign-in",
    "accounts:sign-out",
    "accounts:password-change",
    "accounts:mail-switch",  # own address and switch
    "accounts:password-changed",
    "accounts:token-list",  # own tokens, which may no more than their owner
    "web:api-docs",
}


def named_patterns() -> Iterator[tuple[str, dict[str, object]]]:
    """(URL name, arguments) of every page."""

    def walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for item in resolver.url_patterns:
            if isinstance(item, URLResolver):
                yield from walk(item, f"{namespace}{item.namespace}:" if item.namespace else namespace)
            elif item.name:
                yield f"{namespace}{item.name}", item

    for name, pattern in walk(get_resolver(), ""):
        yield name, {key: ARGUMENTS.get(key, 1) for key in pattern.pattern.converters}


PAGES = dict(named_patterns())


def test_all_pages_are_tried() -> None:
    assert len(PAGES) > 60


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES))
def test_nobody_signed_in_sees_nothing(client: Client, name: str) -> None:
    url = reverse(name, kwargs=PAGES[name])
    for answer in (client.get(url), client.post(url)):
        if name == "api":  # for programs: their own refusal, no page to sign in at
            assert answer.status_code in (401, 405)
        elif name not in PUBLIC:
            assert answer.status_code == 302, answer.status_code
            assert answer["Location"].startswith(reverse("accounts:sign-in"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(PAGES) - OWN))
def test_somebody_without_a_role_sees_nothing(client: Client, name: str) -> None:
    client.force_login(User.objects.create(username="nobody", full_name="安知远"))
    url = reverse(name, kwargs=PAGES[name])
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code in (401, 403, 404, 405), answer.status_code
