"""What earlier visits left open is asked again: of the notice that a visit follows, and from round to round."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from taizhang.core import clock
from taizhang.engine.checklist import item_path
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Finding, Notice, Recheck, Visit
from tests.inspection.test_inspection_notices import DOOR, recheck_visit
from tests.inspection.test_visit_phone import picture
from tests.inspection.world import GOOD, KEY, TODAY, World, entry, finding

TWO: tuple[dict[str, Any], ...] = ({}, {"of": DOOR, "problem": "门锁损坏"})


def asked(visit: Visit) -> list[str]:
    return sorted(found.problem for found in queries.asked_findings([visit], TODAY)[visit.pk])


def file(world: World, visit: Visit) -> Visit:
    return services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=TODAY)


def refused(world: World, visit: Visit) -> list[str]:
    with pytest.raises(TaizhangError) as error:
        file(world, visit)
    return sorted(problem.sentence() for problem in error.value.problems)


def numbers(notice: Notice) -> dict[str, str]:
    return dict(notice.findings.values_list("problem", "number"))


def test_a_follow_up_is_not_filed_while_a_result_is_missing(world: World) -> None:
    notice = world.received(*TWO)
    visit = recheck_visit(world, notice)
    assert asked(visit) == ["门锁损坏", "食堂纱窗破损"]
    world.enter(visit, GOOD)
    assert refused(world, visit) == [
        "复查 门锁损坏：应为复查结果；现为空。请选已整改、部分或未整改。",
        "复查 食堂纱窗破损：应为复查结果；现为空。请选已整改、部分或未整改。",
    ]
    of = numbers(notice)
    world.enter(visit, {f"recheck/{of['食堂纱窗破损']}/result": "fixed"})
    assert len(refused(world, visit)) == 1
    world.enter(visit, {f"recheck/{of['门锁损坏']}/result": "partly", f"recheck/{of['门锁损坏']}/note": "换了一半"})
    file(world, visit)
    assert set(Recheck.objects.values_list("finding__problem", "result", "note")) == {
        ("食堂纱窗破损", "fixed", ""),
        ("门锁损坏", "partly", "换了一半"),
    }


def test_what_a_round_left_open_is_asked_in_the_next_one_until_it_is_found_fixed(world: World) -> None:
    notice = world.received(*TWO)
    campaign = notice.round.campaign
    later = services.add_round(actor=world.actor("clerk"), campaign=campaign, first_on=TODAY, last_on=TODAY)
    members = [(world.people["helper"], world.units["RS"])]
    visit, elsewhere = (
        world.visit(later, planned_on=TODAY),
        world.visit(later, unit="S2", planned_on=TODAY, members=members),
    )
    assert (asked(visit), asked(elsewhere)) == (["门锁损坏", "食堂纱窗破损"], [])
    assert asked(notice.findings.all()[0].visit) == []  # not of its own round
    other = world.campaign().rounds.get()
    assert asked(world.visit(other)) == []
    world.enter(visit, {**GOOD, f"recheck/{numbers(notice)['门锁损坏']}/result": "fixed"})
    again = finding(carried_from=numbers(notice)["食堂纱窗破损"], problem="纱窗仍破损")
    world.enter(visit, {**again, f"{item_path(KEY, 'window')}/answer": "pass"})
    assert len(refused(world, visit)) == 1  # that finding falls away with its item's answer
    services.record_recheck(
        actor=world.actor("inspector"), visit=visit, finding=Finding.objects.get(problem="食堂纱窗破损"),
        result="not_fixed",
    )  # fmt: skip
    file(world, visit)
    third = services.add_round(
        actor=world.actor("clerk"), campaign=campaign, first_on=TODAY, last_on=date(2026, 6, 1), move_end=True
    )
    assert asked(world.visit(third, planned_on=TODAY)) == ["食堂纱窗破损"]


def test_what_was_closed_while_the_phone_was_away_keeps_what_was_seen(world: World) -> None:
    notice = world.received()
    visit = recheck_visit(world, notice)
    found = notice.findings.get()
    world.enter(visit, {**GOOD, f"recheck/{found.number}/result": "fixed"})
    services.record_recheck(actor=world.actor("inspector"), visit=visit, finding=found, result="fixed")
    services.close_finding(actor=world.actor("chief"), finding=found)
    Recheck.objects.all().delete()
    assert asked(visit) == []
    file(world, visit)
    assert Recheck.objects.get().result == "fixed"


def test_the_phone_takes_along_what_the_school_says_it_did(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = world.received(*TWO)
    one = notice.findings.get(problem="食堂纱窗破损")
    photos = [services.NewPhoto(one, "after", f"{name}.jpg", picture(name)) for name in ("red", "blue")]
    services.report_rectification(
        actor=world.actor("head"), notice=notice, kind="report", text="纱窗已换", photos=photos
    )
    visit = recheck_visit(world, notice)
    [told] = queries.carried_visits([visit], TODAY)
    window, door = sorted(told["rechecks"], key=lambda item: str(item["text"]))[::-1]
    assert window["said"] == [{"kind": "report", "day": str(clock.today()), "text": "纱窗已换"}]
    assert (window["due"], window["opinion"], door["photos"]) == ("2026-04-23", "更换纱窗", [])
    address = [reverse("inspection:visit-phone-report", args=[visit.pk, photo["id"]]) for photo in window["photos"]]
    assert len(address) == 2
    for name, status in (("inspector", 200), ("helper", 200), ("other", 404), ("head", 403)):
        assert world.client(name).get(address[0]).status_code == status
    with pytest.raises(Http404):
        queries.recheck_photo(world.actor("inspector"), one.visit_id, window["photos"][0]["id"], TODAY)
    monkeypatch.setattr("taizhang.inspection.queries.asked.PHOTO_TO_CARRY", 1)
    [told] = queries.carried_visits([visit], TODAY)
    assert {(len(found["photos"]), found["photos_left"]) for found in told["rechecks"]} == {(0, 2), (0, 0)}


def test_many_visits_cost_what_one_does(world: World) -> None:
    notice = world.received(*TWO)
    first = recheck_visit(world, notice)
    for day in (21, 22, 23):
        world.visit(first.round, planned_on=date(2026, 4, day))

    def asked_of(count: int) -> int:
        visits = queries.visible_visits(world.actor("inspector")).filter(round=first.round).order_by("pk")
        some = list(visits.prefetch_related("checklists", "entries__by")[:count])
        with CaptureQueriesContext(connection) as found:
            queries.carried_visits(some, TODAY)
        return len(found)

    asked_of(4)
    assert asked_of(4) == asked_of(1)


def test_two_results_are_told_with_the_whole_number_of_the_finding(world: World) -> None:
    notice = world.received()
    number = notice.findings.get().number
    visit = world.visit(notice.round, planned_on=TODAY, follows=notice, mode="follow_up")
    for result in ("fixed", "partly"):
        services.add_entries(
            actor=world.actor("inspector"), visit=visit, entries=[entry(f"recheck/{number}/result", result)]
        )
    with pytest.raises(TaizhangError) as told:
        services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=TODAY)
    (problem,) = told.value.problems
    assert number in problem.sentence("zh") and len(problem.sentence("zh")) <= 40
