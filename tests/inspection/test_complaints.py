"""Complaints: recorded, found again, weighed in draws, followed by a visit; the unit sees none of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from taizhang.engine.errors import TaizhangError
from taizhang.inspection import services
from taizhang.inspection.models import Complaint, Visit
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World

FORM = {"org_unit": "S1", "received_on": "2026-04-18", "source": "hotline", "matter": "反映食堂卫生", "weight": "3"}


def test_from_a_complaint_to_its_visit(world: World) -> None:
    clerk = world.client("clerk")
    assert clerk.post(reverse("inspection:complaint-create"), FORM).status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.weight, complaint.source) == (3, "hotline")
    text = page(world, "inspector", "complaint-list", query="?q=食堂&visit=no")
    assert "反映食堂卫生" in text and "松岭小学" in text
    only = world.campaign().rounds.get()
    form = {
        "round": str(only.pk), "planned_on": "2026-04-22", "leader": str(world.people["inspector"].pk),
    }  # fmt: skip
    address = reverse("inspection:complaint-visit", args=[complaint.pk])
    assert world.client("inspector").post(address, form).status_code == 302  # of the own zone
    visit = Visit.objects.get()
    assert (visit.mode, visit.complaint, visit.announced) == ("complaint", complaint, False)
    assert "反映食堂卫生" in page(world, "inspector", "visit-detail", visit.pk)
    assert "反映食堂卫生" not in page(world, "inspector", "complaint-list", query="?visit=no")
    assert clerk.post(address, {**form, "planned_on": "2026-04-23"}).status_code == 422  # one stands


def test_the_inspected_unit_reads_no_complaint_not_even_on_the_filed_visit(world: World) -> None:
    complaint = services.record_complaint(
        actor=world.actor("clerk"), org_unit=world.units["S1"], received_on=TODAY, matter="反映食堂卫生"
    )
    visit = services.plan_complaint_visit(
        actor=world.actor("clerk"), complaint=complaint, round=world.campaign().rounds.get(),
        planned_on=TODAY, members=[(world.people["inspector"], world.units["DDS"])],
    )  # fmt: skip
    world.filed({}, visit=visit, on=TODAY)
    assert "反映食堂卫生" not in page(world, "head", "visit-detail", visit.pk)
    assert "反映食堂卫生" not in page(world, "head", "school-detail", "S1")
    page(world, "head", "complaint-list", status=403)
    assert "反映食堂卫生" not in page(world, "other", "complaint-list")


def test_a_day_to_come_and_a_weight_beyond_reason_are_refused(world: World) -> None:
    values = {"actor": world.actor("clerk"), "org_unit": world.units["S1"], "matter": "反映补课"}
    with pytest.raises(TaizhangError, match="not after 2026-04-20"):
        services.record_complaint(received_on=date(2026, 4, 21), **values)
    with pytest.raises(TaizhangError, match="from 1 to 100"):
        services.record_complaint(received_on=TODAY, weight=101, **values)
