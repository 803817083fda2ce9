"""A notice that nobody receives: who is told, and what the issuing side does about it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Delivery, Notice
from taizhang.inspection.today import to_do
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_interruptions import stands
from tests.inspection.world import TODAY, VISIT_DAY, World

URGE = "催促签收"


def asked(world: World, who: str, day: date = TODAY) -> list[tuple[str, str, str]]:
    return [(item.verb, item.thing, item.url) for item in to_do(world.actor(who), day) if item.verb == URGE]


def test_an_unreceived_notice_stands_on_today_of_who_issues_it(world: World, settings: object) -> None:
    """Issued on Tuesday the 14th, to be received within three working days: Monday the 20th is the fourth."""
    notice = world.issued(on=VISIT_DAY)
    address = reverse("inspection:notice-detail", args=[notice.pk])
    assert asked(world, "chief", date(2026, 4, 17)) == []
    assert asked(world, "chief") == [(URGE, notice.number, address)]
    assert asked(world, "clerk") == []  # issues nothing
    listed = page(world, "chief", "notice-list", query="?receipt=long")
    assert notice.number in listed and "待签收已久" in listed
    services.record_receipt(actor=world.actor("head"), notice=notice)
    assert asked(world, "chief") == []
    assert notice.number not in page(world, "chief", "notice-list", query="?receipt=long").split("<table")[-1]


def test_sent_again_it_is_waited_for_anew(world: World) -> None:
    notice = world.issued(on=VISIT_DAY)
    address = reverse("inspection:notice-resend", args=[notice.pk])
    assert "4个工作日没有签收" in page(world, "chief", "notice-detail", notice.pk)
    for _time in range(2):  # once a day
        assert world.client("chief").post(address).status_code == 302
    assert Delivery.objects.count() == 1
    assert asked(world, "chief") == [] and asked(world, "chief", date(2026, 4, 24)) != []
    assert "2026-04-20" in page(world, "head", "notice-detail", notice.pk)
    assert stands(notice).due is None


def test_recorded_as_delivered_its_clock_runs(world: World) -> None:
    notice = world.issued(on=VISIT_DAY)
    chief = world.client("chief")
    address = reverse("inspection:notice-deliver", args=[notice.pk])
    assert chief.post(address, {"on": "2026-04-17", "handed_to": ""}).status_code == 422
    assert chief.post(address, {"on": "2026-04-13", "handed_to": "门卫"}).status_code == 422  # before the issue
    assert chief.post(address, {"on": "2026-04-17", "handed_to": "交学校办公室"}).status_code == 302
    notice.refresh_from_db()
    assert (notice.received_on, str(notice.received_by)) == (date(2026, 4, 17), "chief")
    assert stands(notice).due == date(2026, 4, 24)
    assert "交学校办公室" in page(world, "head", "notice-detail", notice.pk)
    with pytest.raises(TaizhangError, match="not received yet"):
        services.deliver_notice(actor=world.actor("chief"), notice=notice, handed_to="再送")
    with pytest.raises(NotAllowed):
        services.deliver_notice(actor=world.actor("head"), notice=Notice.objects.get())


def test_without_a_number_in_the_packs_nobody_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.issued(on=VISIT_DAY)
    monkeypatch.setattr("taizhang.inspection.queries.receipts.RECEIPT_DAYS", "no_such_parameter")
    assert asked(world, "chief") == []
    assert queries.notice_lines(Notice.objects.all(), TODAY)[0].waits_long is False
