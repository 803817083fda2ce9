"""On which days visits may be planned: not in the past, and on a rest day only by who says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from taizhang.engine.errors import TaizhangError
from taizhang.inspection import services
from taizhang.inspection.models import Round, Visit
from tests.inspection.world import TODAY, World

SUNDAY = date(2026, 4, 26)


def planned(world: World, only: Round, on: date, **more: Any) -> Any:
    form = {"org_unit": "S1", "planned_on": on.isoformat(), "leader": str(world.people["inspector"].pk), **more}
    return world.client("clerk").post(reverse("inspection:visit-create", args=[only.pk]), form)


def test_no_visit_is_planned_in_the_past(world: World) -> None:
    only = world.campaign().rounds.get()
    told = planned(world, only, date(2026, 4, 17)).content.decode()
    assert "2026-04-20及以后" in told and "松岭小学" in told
    with pytest.raises(TaizhangError, match="2026-04-20 or later"):
        services.plan_visit(
            actor=world.actor("clerk"), round=only, org_unit=world.units["S1"], planned_on=date(2026, 4, 17),
            members=[(world.people["inspector"], None)],
        )  # fmt: skip
    assert planned(world, only, TODAY).status_code == 302


def test_a_rest_day_is_told_and_may_be_kept(world: World) -> None:
    only = world.campaign().rounds.get()
    told = planned(world, only, SUNDAY)
    assert told.status_code == 422 and "2026-04-26是休息日" in told.content.decode()
    assert 'type="checkbox" name="rest_day"' in told.content.decode()
    assert planned(world, only, SUNDAY, rest_day="on").status_code == 302
    assert Visit.objects.get().planned_on == SUNDAY
    page = world.client("clerk").get(reverse("inspection:visit-create", args=[only.pk])).content.decode()
    assert 'type="checkbox" name="rest_day"' not in page
