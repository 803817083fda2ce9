"""A village that inspects its shops and makers reads nothing of schools; the county's section still does."""

from __future__ import annotations

import html
import json
import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed
from taizhang.engine.checklist import answer_path, item_path
from taizhang.inspection import queries, services
from taizhang.inspection.models import Finding, Visit
from taizhang.inspection.phone_words import phone_words
from taizhang.inspection.queries import called_at
from taizhang.organisation.services import redraw_zones
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_inspection_services import picture
from tests.inspection.test_village import KEY, begun
from tests.inspection.world import VISIT_DAY, World

OF_SCHOOLS = (
    "学校",
    "督学",
    "责任区",
    "到校",
    "离校",
    "本校",
    "该校",
    "每校",
    "校长",
    "教师",
    "学生",
    "股室",
    "所次",
    "局里",
)
_OWN = re.compile(r"<main\b.*</main>", re.DOTALL)  # what stands around it is the same on all pages of the product
_SILENT = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPOKEN = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"]*)"')


def said(text: str) -> list[str]:
    """What a page says, piece by piece: its text, and what is read aloud of it."""
    own = _OWN.search(text)
    body = _SILENT.sub("", own[0] if own is not None else text)
    return [html.unescape(piece).strip() for piece in [*_TAG.split(body), *_SPOKEN.findall(body)] if piece.strip()]


def of_schools(text: str) -> set[str]:
    return {piece for piece in said(text) if any(word in piece for word in OF_SCHOOLS)}


def walk(world: World, who: str, start: str) -> dict[str, str]:
    """Path -> page, of every page of inspection that links lead to from a first one."""
    client, seen, waiting = world.client(who), dict[str, str](), [start]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = client.get(address)
        assert answer.status_code in (200, 302), (address, answer.status_code)
        of_text = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
        seen[address] = answer.content.decode() if of_text else ""
        linked = (html.unescape(found) for found in re.findall(r'href="(/[^"#?]*)', seen[address]))
        waiting += [found for found in linked if found.startswith(reverse("inspection:overview"))]
    return seen


@pytest.fixture
def inspected(village: World, settings: Any) -> World:
    """Of the village's campaign: a visit with a finding and its notice, one planned; of the county's one notice."""
    village.issued()
    (round_,), head = begun(village).rounds.all(), village.actor("vhead")
    members = [(village.people["vhead"], village.units["V"])]
    settings.TODAY = VISIT_DAY
    maker, _shop = (
        services.plan_visit(actor=head, round=round_, org_unit=village.units[unit], planned_on=day, members=members)
        for unit, day in (("P1", VISIT_DAY), ("P2", date(2026, 4, 21)))
    )
    name, photo = uuid.uuid4(), uuid.uuid4()
    items = installed_packs().checklists[KEY].items
    told = {answer_path(KEY, item.id): "fail" if item.id == "labels" else "pass" for item in items}
    parts = {"of": item_path(KEY, "labels"), "problem": "没有生产日期", "opinion": "补贴标签", "responsible": "坊主"}
    told |= {f"finding/{name}/{part}": value for part, value in parts.items()}
    village.enter(maker, {**told, f"photo/{photo}": item_path(KEY, "labels")}, by="vhead")
    services.add_photo(actor=head, visit=maker, photo_id=photo, data=picture(), name="照.png")
    services.file_visit(actor=head, visit=maker, visited_on=VISIT_DAY)
    findings = list(Finding.objects.filter(org_unit__code="P1"))
    services.issue_notices(actor=head, findings=findings, issued_on=clock.today())
    return village


@pytest.mark.parametrize("who", ["vhead", "vclerk"])
def test_no_page_of_a_village_speaks_of_schools(inspected: World, who: str) -> None:
    start = reverse("inspection:overview" if who == "vhead" else "inspection:notice-list")
    pages = walk(inspected, who, start)
    pages["today"] = inspected.client(who).get("/").content.decode()
    assert len(pages) > (30 if who == "vhead" else 5)
    found = {address: sorted(words) for address, text in pages.items() if (words := of_schools(text))}
    assert found == {}


def test_the_phone_calls_the_place_what_the_visit_says_it_is(inspected: World) -> None:
    with override("zh-hans"):
        spoken = {name: words for name, words in phone_words().items() if name != "interviewed"}  # of schools alone
        words = json.dumps(spoken, ensure_ascii=False)
        assert [word for word in OF_SCHOOLS if word in words] == []
        places = {unit: called_at(inspected.units[unit]) for unit in ("P1", "S1")}
        assert [(found.unit, found.schools) for found in places.values()] == [("被查单位", False), ("学校", True)]


def test_the_pages_of_the_county_still_do(inspected: World) -> None:
    for name, words in (
        ("overview", "学校地图"),
        ("statistics", "督学"),
        ("visit-list", "一行计一所次。"),
        ("zone-list", "责任区"),
    ):
        assert any(words in piece for piece in said(page(inspected, "chief", name))), name
    visit = Visit.objects.get(org_unit__code="S1")
    assert {"学校提出的困难", "教师4人，学生8人"} <= set(said(page(inspected, "chief", "visit-detail", visit.pk)))


def test_a_village_head_works_for_the_village_alone(inspected: World) -> None:
    school, head = inspected.units["S1"], inspected.actor("vhead")
    services.record_complaint(
        actor=inspected.actor("chief"), org_unit=school, received_on=clock.today(), source="letter", matter="饭菜凉",
        weight=1,
    )  # fmt: skip
    assert "饭菜凉" in page(inspected, "chief", "complaint-list")
    assert "饭菜凉" not in page(inspected, "vhead", "complaint-list")
    assert queries.planning_reach(head) == {"V", "P1", "P2"} and not queries.visible_zones(head, clock.today())
    with pytest.raises(NotAllowed):
        redraw_zones(actor=head, assignments={school: inspected.zones["Z2"]}, on=date(2026, 5, 1), reason="试")
