"""What a zone's schools are due in a term, planned in one press; and a day's tours."""

from __future__ import annotations

from collections import Counter
from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone

from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Visit, VisitHours
from taizhang.inspection.queries.policy import VISITS_A_TERM
from taizhang.organisation.models import OrgUnitSpell
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_zones import post_of_zone
from tests.inspection.world import ALWAYS, TODAY, World


def test_the_number_due_is_the_packs(world: World) -> None:
    assert queries.policy_number(VISITS_A_TERM, TODAY) == 2
    assert queries.policy_number(VISITS_A_TERM, date(2010, 1, 1)) is None
    assert queries.policy_number("nowhere", TODAY) is None


def test_one_press_plans_what_is_missing_and_no_more(world: World) -> None:
    only = world.campaign(last_on=date(2026, 8, 31)).rounds.get()
    world.visit(only, unit="S2", planned_on=date(2026, 4, 22), members=[(world.people["other"], None)])
    assert queries.missing_visits(world.actor("other"), world.zones["Z2"], TODAY) == ["S2", "S3", "S3"]
    form = {
        "round": str(only.pk), "first_on": "2026-05-01", "last_on": "2026-05-15",
        "leader": str(world.people["other"].pk),
    }  # fmt: skip
    address = reverse("inspection:term-plan", args=["Z2"])
    assert world.client("inspector").post(address, form).status_code == 404  # another's zone
    assert world.client("other").post(address, form).status_code == 302
    assert Counter(Visit.objects.values_list("org_unit__code", flat=True)) == {"S2": 2, "S3": 2}
    planned = list(Visit.objects.filter(planned_on__gte="2026-05-01").values_list("planned_on", flat=True))
    assert len(set(planned)) == 3
    assert all(day.weekday() < 5 or day == date(2026, 5, 9) for day in planned)  # that Saturday is worked
    assert not {date(2026, 5, day) for day in range(1, 6)} & set(planned)  # the holiday
    assert queries.missing_visits(world.actor("other"), world.zones["Z2"], TODAY) == []
    assert world.client("other").post(address, form).status_code == 422
    assert Visit.objects.count() == 4


def test_only_rounds_about_a_school_of_the_zone_are_offered(world: World) -> None:
    world.campaign(title="只查松岭小学", last_on=date(2026, 8, 31), scope={"units": ["S1"]})
    world.campaign(title="全县督查", last_on=date(2026, 8, 31))
    text = page(world, "clerk", "term-plan", "Z2")
    assert "全县督查" in text and "只查松岭小学" not in text


def test_the_next_term_is_planned_in_one_press(world: World) -> None:
    """The link of the zone's page keeps the term; without days those of the round in that term hold."""
    world.campaign(last_on=date(2026, 8, 31))
    day, who = "2026-09-10", str(world.people["other"].pk)
    address = f"{reverse('inspection:term-plan', args=['Z2'])}?day={day}"
    assert address in page(world, "other", "zone-detail", "Z2", query=f"?day={day}")
    assert address not in page(world, "other", "zone-detail", "Z2", query="?day=2026-01-10")  # that term is over
    only = world.campaign(first_on=date(2026, 8, 1), last_on=date(2026, 9, 30)).rounds.get()
    assert "2026—2027学年第一学期" in page(world, "other", "term-plan", "Z2", query=f"?day={day}")
    answer = world.client("other").post(address, {"round": str(only.pk), "leader": who})
    assert (answer.status_code, answer.headers["Location"].endswith(f"?day={day}")) == (302, True)
    planned = list(Visit.objects.values_list("planned_on", flat=True))
    assert len(planned) == 4 and date(2026, 9, 1) <= min(planned) and max(planned) <= date(2026, 9, 30)
    assert queries.missing_visits(world.actor("other"), world.zones["Z2"], date(2026, 9, 10)) == []
    schools = queries.zone_schools(world.actor("other"), world.zones["Z2"], date(2026, 12, 31))
    assert [(one.visits.ahead, one.visits.overdue) for one in schools] == [(2, 0), (2, 0)]  # nothing is late yet
    again = world.client("other").post(address, {"round": str(only.pk), "leader": who})
    assert again.status_code == 422 and "不用再排" in again.content.decode()


def test_the_zones_inspector_is_proposed_to_lead(world: World) -> None:
    world.campaign(last_on=date(2026, 8, 31))
    post_of_zone(world, "other", "Z2")
    form = page(world, "clerk", "term-plan", "Z2").split('name="leader"')
    assert f'<option value="{world.people["other"].pk}" selected>' in form[1].split("</select>")[0]
    assert "可不填" not in form[0].split("<label")[-1]  # without a team somebody is to be named
    answer = world.client("clerk").post(reverse("inspection:term-plan", args=["Z2"]), {"leader": ""})
    assert (answer.status_code, answer.content.decode().count("请选择带队的人。")) == (422, 1)


def test_days_of_two_terms_are_refused(world: World) -> None:
    only = world.campaign(last_on=date(2026, 9, 30)).rounds.get()
    with pytest.raises(TaizhangError, match="2026-08-31 at the latest"):
        services.plan_term(
            actor=world.actor("other"), zone=world.zones["Z2"], round=only, first_on=TODAY,
            last_on=date(2026, 9, 1), members=[(world.people["other"], None)],
        )  # fmt: skip


def test_a_term_without_a_round_says_how_to_get_one(world: World) -> None:
    world.campaign(last_on=date(2026, 8, 31))
    planner = page(world, "clerk", "term-plan", "Z2", query="?day=2026-09-10")
    assert "还没有轮次" in planner and "?first_on=2026-09-01&amp;last_on=2027-01-31" in planner
    begun = page(world, "clerk", "campaign-create", query="?first_on=2026-09-01&last_on=2027-01-31")
    assert 'value="2026-09-01"' in begun and 'value="2027-01-31"' in begun
    inspector = page(world, "other", "term-plan", "Z2", query="?day=2026-09-10")
    assert "还没有轮次" in inspector and reverse("inspection:campaign-create") not in inspector


def test_late_and_called_off_visits(world: World) -> None:
    only = world.campaign().rounds.get()
    late = world.visit(only)
    (school,) = queries.zone_schools(world.actor("inspector"), world.zones["Z1"], TODAY)
    assert (school.visits.overdue, school.visits.missing) == (1, 1)
    services.call_off_visit(actor=world.actor("clerk"), visit=late, reason="停课")
    (school,) = queries.zone_schools(world.actor("inspector"), world.zones["Z1"], TODAY)
    assert (school.visits.overdue, school.visits.missing) == (0, 2)


def test_who_stands_aside_is_left_out_and_nobody_left_is_refused(world: World) -> None:
    only = world.campaign(last_on=date(2026, 8, 31)).rounds.get()
    services.record_recusal(
        actor=world.actor("clerk"), person=world.people["inspector"], org_unit=world.units["S1"], ground="relative",
        valid_from=ALWAYS,
    )  # fmt: skip
    values = {
        "actor": world.actor("clerk"), "zone": world.zones["Z1"], "round": only, "first_on": TODAY,
        "last_on": date(2026, 6, 30),
    }  # fmt: skip
    people = [(world.people["inspector"], world.units["DDS"]), (world.people["helper"], world.units["RS"])]
    with pytest.raises(TaizhangError, match="all of them are recused"):
        services.plan_term(members=people[:1], **values)
    visits = services.plan_term(members=people, **values)
    assert [[str(member) for member in visit.members.all()] for visit in visits] == [["helper"], ["helper"]]
    with pytest.raises(TaizhangError, match="a working day"):
        services.plan_term(members=people, **{**values, "first_on": date(2026, 5, 2), "last_on": date(2026, 5, 3)})


def test_a_school_or_another_zones_inspector_plans_nothing(world: World) -> None:
    only = world.campaign(last_on=date(2026, 8, 31)).rounds.get()
    values = {
        "round": only, "first_on": TODAY, "last_on": date(2026, 6, 30), "members": [(world.people["helper"], None)],
    }  # fmt: skip
    for who in ("head", "other", "leader", "stranger"):
        with pytest.raises(NotAllowed):
            services.plan_term(actor=world.actor(who), zone=world.zones["Z1"], **values)
    assert not Visit.objects.exists()


def test_a_days_tour_is_proposed_by_distance_and_hours(world: World) -> None:
    only = world.campaign().rounds.get()
    for code, place in {"S1": "110.00", "S2": "110.30"}.items():
        OrgUnitSpell.objects.filter(org_unit__code=code).update(longitude=place, latitude="30")
    for code in ("S1", "S2", "S3"):
        world.visit(only, unit=code, planned_on=date(2026, 4, 22))
    form = {"opens": "08:00", "closes": "09:40", "valid_from": "2026-04-01"}
    assert world.client("inspector").post(reverse("inspection:hours-set", args=["S1"]), form).status_code == 302
    services.set_visit_hours(
        actor=world.actor("clerk"), org_unit=world.units["S2"], opens=time(8), closes=time(17), valid_from=ALWAYS
    )
    (found,) = queries.day_tours(world.actor("clerk"), date(2026, 4, 22), time(8))
    assert (found.person, [stop.name for stop in found.stops]) == ("inspector", ["松岭小学", "松岭中学"])
    assert (found.stops[0].arrives, found.stops[0].hours, found.stops[0].late) == ("08:00", "08:00–09:40", 0)
    assert [name for _pk, name, _who in found.unplaced] == ["柳溪小学"]
    text = page(world, "inspector", "day-tour", query="?day=2026-04-22&begins=08:30")
    assert "没有坐标" in text and "结束晚了20分钟" in text and "08:00–17:00" in text
    page(world, "head", "day-tour", status=403)
    Visit.objects.filter(org_unit__code="S1").update(
        started_at=timezone.now(), visited_on=TODAY, filed_at=timezone.now()
    )
    (found,) = queries.day_tours(world.actor("clerk"), date(2026, 4, 22), time(8))
    assert [stop.name for stop in found.stops] == ["松岭中学"]  # what was made before is no stop


def test_hours_are_dated_and_in_order(world: World) -> None:
    values = {"actor": world.actor("inspector"), "org_unit": world.units["S1"]}
    services.set_visit_hours(opens=time(8), closes=time(16), valid_from=ALWAYS, **values)
    services.set_visit_hours(opens=time(9), closes=time(15), valid_from=TODAY, **values)
    assert str(VisitHours.objects.on(date(2026, 4, 19)).get()) == "08:00–16:00"
    assert str(VisitHours.objects.on(TODAY).get()) == "09:00–15:00"
    with pytest.raises(TaizhangError, match="after 09:00"):
        services.set_visit_hours(opens=time(9), closes=time(9), valid_from=TODAY, **values)
    with pytest.raises(NotAllowed):
        services.set_visit_hours(
            actor=world.actor("other"), org_unit=world.units["S1"], opens=time(8), closes=time(16), valid_from=TODAY
        )


def test_a_tour_that_is_longer_than_the_working_day_says_so(world: World) -> None:
    """A visit takes 90 minutes; the day ends at six in the evening."""
    only = world.campaign().rounds.get()
    for code, place in {"S1": "110.00", "S2": "110.001"}.items():
        OrgUnitSpell.objects.filter(org_unit__code=code).update(longitude=place, latitude="30")
        world.visit(only, unit=code, planned_on=date(2026, 4, 22))
    (short,) = queries.day_tours(world.actor("clerk"), date(2026, 4, 22), time(8))
    (long,) = queries.day_tours(world.actor("clerk"), date(2026, 4, 22), time(15, 30))
    assert ([stop.after_work for stop in short.stops], short.too_many) == ([False, False], 0)
    assert ([stop.after_work for stop in long.stops], long.too_many) == ([False, True], 1)
    assert "1所要到下班以后" in page(world, "clerk", "day-tour", query="?day=2026-04-22&begins=15:30")
    assert "下班以后" not in page(world, "clerk", "day-tour", query="?day=2026-04-22")


def test_labels_of_hours_and_complaints_say_what_is_meant(world: World) -> None:
    hours = page(world, "clerk", "hours-set", "S1")
    assert "到几点" in hours and "截止日期" not in hours
    complaints = page(world, "clerk", "complaint-create") + page(world, "clerk", "complaint-list")
    assert "收到日期" in complaints and "签收日期" not in complaints
