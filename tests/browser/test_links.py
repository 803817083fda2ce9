"""No page shows a link that its reader may not follow: a walk along the links of every role, over HTTP.

Links are followed in the order in which a reader meets them, to one page of each URL name: two hardly differ, and all
of them would take an hour. A larger OF_A_NAME walks further.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from taizhang.config.demo.people import PASSWORD, PEOPLE

OF_A_NAME = 1  # pages of one URL name that are opened


class _Links(HTMLParser):
    """Addresses that a press on the page asks for: links, filters as they stand, fragments that htmx fetches."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.token = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.append(given["href"] or "")
        if tag == "form" and (given.get("method") or "get").lower() == "get" and given.get("action"):
            self.found.append(given["action"] or "")
        if given.get("hx-get"):
            self.found.append(given["hx-get"] or "")
        if given.get("name") == "csrfmiddlewaretoken":
            self.token = given.get("value") or ""


class Reader:
    """One person at a browser without scripts."""

    def __init__(self, site: str, username: str) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        there = f"{site}/accounts/sign-in/"
        with self.opener.open(there) as page:
            token = _read(page).token
        form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        with self.opener.open(urllib.request.Request(there, urlencode(form).encode(), {"Referer": there})) as page:
            assert page.url == f"{site}/", page.url

    def links(self, address: str) -> tuple[int, list[str]]:
        """Status, and the addresses of our own that the page shows, without those within the page."""
        try:
            with self.opener.open(self.site + address) as answer:
                if "/accounts/sign-in/" in answer.url:
                    return 401, []
                found = _read(answer).found if answer.headers.get_content_type() == "text/html" else []
                absolute = [urldefrag(urljoin(answer.url, link)).url for link in found]
                return answer.status, [link[len(self.site) :] for link in absolute if link.startswith(f"{self.site}/")]
        except urllib.error.HTTPError as error:
            error.close()
            return error.code, []


def _read(page: HTTPResponse) -> _Links:
    links = _Links()
    links.feed(page.read().decode())
    return links


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address  # of no page: a file, or a mistake


def refused(site: str, username: str) -> Iterator[str]:
    """What was shown and could not be opened: "status address <- page that shows it"."""
    reader = Reader(site, username)
    opened: Counter[str] = Counter()
    waiting, met = deque([("/", "")]), {"/"}
    while waiting:
        address, shown_on = waiting.popleft()
        status, links = reader.links(address)
        if status >= 400:
            yield f"{status} {address} <- {shown_on}"
        for link in links:
            if link in met or opened[name_of(link)] >= OF_A_NAME:
                continue
            met.add(link)
            opened[name_of(link)] += 1
            waiting.append((link, address))
    assert len(met) > 10, met


@pytest.mark.parametrize("username", [person.username for person in PEOPLE])
def test_every_link_that_is_shown_opens(site: str, username: str) -> None:
    assert list(refused(site, username)) == []
