"""Help: one page a role, in both languages, for everybody who is signed in."""

from __future__ import annotations

import pytest
from django.urls import reverse

from taizhang.core.permissions import Role
from taizhang.web.views.help import PAGES, as_html
from tests.web.matrix_world import MatrixWorld


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_role_has_a_page_and_no_page_is_left_over(language: str) -> None:
    assert {file.stem for file in (PAGES / language).iterdir()} == set(Role)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_help_opens_at_the_readers_own_page(world: MatrixWorld, role: Role) -> None:
    page = world.client(role).get(reverse("web:help")).content.decode()
    assert as_html((PAGES / "zh" / f"{role}.md").read_text(encoding="utf-8")) in page


@pytest.mark.django_db
def test_a_page_of_no_role_is_not_there(world: MatrixWorld) -> None:
    client = world.client(Role.OFFICE)
    assert client.get(reverse("web:help-role", args=["auditor"])).status_code == 200
    assert client.get(reverse("web:help-role", args=["..%2Fsettings"])).status_code == 404
    assert client.get(reverse("web:help-role", args=["nobody"])).status_code == 404
