"""A village committee inspects its shops and makers with its own pack: the same app, other data."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.urls import reverse

from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import answer_path, item_path
from taizhang.inspection import queries, services
from taizhang.inspection.models import Campaign, Finding, Visit
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_inspection_services import picture
from tests.inspection.test_notice_documents import departures, words_of
from tests.inspection.world import TODAY, VISIT_DAY, World

KEY = "village-food-safety.eight_checks"


def begun(world: World) -> Campaign:
    """On its form, by the checklist's rule: no place is named."""
    form = {
        "org_unit": "V", "title": "豆制品“八查”", "theme": "regular", "mode": "unannounced", "first_on": "2026-04-01",
        "last_on": "2026-04-30", "number_prefix": "麦食安", "checklists": [KEY],
    }  # fmt: skip
    answer = world.client("vhead").post(reverse("inspection:campaign-create"), form)
    assert answer.status_code == 302, answer.content.decode()
    return Campaign.objects.get(org_unit__code="V")


def test_the_places_of_the_village_are_in_scope_and_no_school_is(village: World) -> None:
    campaign = begun(village)
    assert set(queries.units_in_scope(campaign, TODAY)) == {"V", "P1", "P2"}
    form = page(village, "vhead", "visit-create", campaign.rounds.get().pk)
    assert "村口豆腐坊" in form and "松岭小学" not in form


def test_eight_checks_lead_to_a_notice_in_the_words_of_the_village(village: World, settings: Any) -> None:
    campaign, head = begun(village), village.actor("vhead")
    client = village.client("vhead")
    plan = {"org_unit": "P1", "planned_on": VISIT_DAY.isoformat(), "leader": str(village.people["vhead"].pk)}
    address = reverse("inspection:visit-create", args=[campaign.rounds.get().pk])
    settings.TODAY = VISIT_DAY
    assert client.post(address, plan).status_code == 302
    settings.TODAY = TODAY
    visit, name = Visit.objects.get(), uuid.uuid4()
    items = installed_packs().checklists[KEY].items
    said = {answer_path(KEY, item.id): "fail" if item.id == "labels" else "pass" for item in items}
    parts = {
        "of": item_path(KEY, "labels"), "problem": "两袋豆干没有生产日期", "opinion": "下架并补贴标签",
        "responsible": "作坊负责人",
    }  # fmt: skip
    said |= {f"finding/{name}/{part}": value for part, value in parts.items()}
    photo = uuid.uuid4()
    said[f"photo/{photo}"] = item_path(KEY, "labels")
    village.enter(visit, said, by="vhead")
    services.add_photo(actor=head, visit=visit, photo_id=photo, data=picture(), name="照.png")
    services.file_visit(actor=head, visit=visit, visited_on=VISIT_DAY)
    (notice,) = services.issue_notices(actor=head, findings=list(Finding.objects.all()), issued_on=date(2026, 4, 15))
    content = services.notice_file(actor=head, notices=[notice.pk], form="docx").content
    assert departures(content) == []
    text = words_of(content)
    for words in ("麦田村", "村口豆腐坊：", "本村食品安全检查人员", "两袋豆干没有生产日期", "麦食安〔2026〕1号"):
        assert words in text, words
    services.record_receipt(actor=village.actor("vclerk"), notice=notice, on=date(2026, 4, 16))
    found = queries.statistics(head, campaign=campaign, period=queries.month_period("2026-04")).totals
    assert (found.units, found.visits, found.counted) == (3, 1, 1)
    page(village, "head", "notice-detail", notice.pk, status=404)
