"""What a phone loads before it can take visits along."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.inspection.world import World

MOST = 300 * 1024


@pytest.mark.django_db
def test_the_first_load_is_at_most_three_hundred_kilobytes_and_comes_from_this_server(world: World) -> None:
    page = Client().get(reverse("inspection:visit-phone")).content
    worker = Client().get(reverse("inspection:visit-phone-worker")).content
    files = [finders.find(f"build/{name}") for name in ("visit-phone.js", "visit-phone.css")]
    files.append(finders.find("web/icon.svg"))
    parts = [page, worker, *(Path(str(file)).read_bytes() for file in files)]
    assert sum(len(gzip.compress(part)) for part in parts) <= MOST
    text = page.decode()
    assert "//" not in "".join(part.split('"')[0] for part in text.replace("src=", "href=").split('href="')[1:])
