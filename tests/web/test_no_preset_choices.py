"""No form presets by the mere order of a list what a person has to choose: blank first, or a stated choice."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from taizhang.core.permissions import Role
from tests.web.matrix_addresses import PLACES
from tests.web.matrix_world import MatrixWorld
from tests.web.test_permission_matrix import lines

WRITERS = (Role.ADMINISTRATOR, Role.OFFICE, Role.SECTION_CLERK, Role.SCHOOL_CLERK)


class _Lists(HTMLParser):
    """Lists of which one is chosen in forms that are posted: name -> [(value, whether stated as chosen)]."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[tuple[str, bool]]] = {}
        self._posted, self._name = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._posted = given.get("method", "").lower() == "post"  # type: ignore[union-attr]
        elif tag == "select":
            self._name = str(given["name"]) if self._posted and "multiple" not in given else ""
        elif tag == "option" and self._name:
            self.found.setdefault(self._name, []).append((given.get("value") or "", "selected" in given))


@pytest.mark.one_database
def test_no_list_chooses_by_its_order(world: MatrixWorld) -> None:
    seen, preset = set(), set()
    for name, method, statuses in lines():
        for role in WRITERS:
            if method != "GET" or statuses[role] != 200:
                continue
            page = _Lists()
            answer = world.client(role).get(reverse(name, args=PLACES[name](world) if name in PLACES else []))
            if answer.streaming or "html" not in answer["Content-Type"]:
                continue
            page.feed(answer.content.decode())
            for field, options in page.found.items():
                seen.add((name, field))
                if options[0][0] and not any(stated for _value, stated in options):
                    preset.add((name, field))
    assert ("targets:meeting-create", "kind") in seen and ("organisation:delegation-create", "giver") in seen
    assert preset == set()
