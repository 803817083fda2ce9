"""Random draws: the list before the seed, recusals honoured, and a result that anybody can draw again."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Draw, Round, Visit
from tests.inspection.world import ALWAYS, TODAY, World


def listed(world: World, round: Round | None = None, **values: object) -> Draw:
    """Two of three schools, one of two inspectors to each; a complaint weighs for S2, one inspector stands aside."""
    services.record_complaint(
        actor=world.actor("clerk"), org_unit=world.units["S2"], received_on=TODAY, matter="反映补课", weight=2
    )
    services.record_recusal(
        actor=world.actor("clerk"),
        person=world.people["inspector"],
        org_unit=world.units["S2"],
        ground="former_post",
        valid_from=ALWAYS,
    )
    found = {
        "units": ["S1", "S2", "S3"],
        "people": [world.people["inspector"].pk, world.people["other"].pk],
        "count": 2,
        "per_unit": 1,
        "complaints_since": date(2026, 1, 1),
        **values,
    }
    return services.publish_draw_list(
        actor=world.actor("clerk"),
        round=round or world.campaign().rounds.get(),
        **found,  # type: ignore[arg-type]
    )


def test_the_page_is_drawn_again_by_the_script_and_planned_in_one_press(world: World, tmp_path: Path) -> None:
    kept = listed(world)
    clerk, at = world.client("clerk"), [kept.pk]
    clerk.post(reverse("inspection:draw-run", args=at), {"seed": "20260420", "seed_from": "现场摇号"})
    kept.refresh_from_db()
    assert {unit["code"]: unit["weight"] for unit in kept.listed["units"]} == {"S1": 1, "S2": 3, "S3": 1}
    text = clerk.get(reverse("inspection:draw-detail", args=at)).content.decode()
    assert "松岭中学" in text and "20260420" in text and "现场摇号" in text and f"redraw.py draw-{kept.pk}.json" in text
    assert queries.drawn_again(kept)

    (tmp_path / "draw.json").write_bytes(clerk.get(reverse("inspection:draw-file", args=at)).content)
    (tmp_path / "redraw.py").write_bytes(clerk.get(reverse("inspection:draw-script")).content)
    told = subprocess.run(
        [sys.executable, "-I", tmp_path / "redraw.py", tmp_path / "draw.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, "same as published" in told.stdout) == (0, True), told.stderr
    assert json.loads((tmp_path / "draw.json").read_text("utf-8"))["result"] == kept.drawn

    days = {"first_on": "2026-04-25", "last_on": "2026-04-28"}  # a Saturday to a Tuesday
    clerk.post(reverse("inspection:draw-plan", args=at), days)
    visits = {visit.org_unit.code: visit for visit in Visit.objects.select_related("org_unit")}
    assert {visit.planned_on for visit in visits.values()} == {date(2026, 4, 27), date(2026, 4, 28)}
    sent = {code: [str(member.person_id) for member in visit.members.all()] for code, visit in visits.items()}
    assert sent == {item["unit"]: item["inspectors"] for item in kept.drawn}
    assert queries.left_to_plan(kept) == []
    clerk.post(reverse("inspection:draw-plan", args=at), days)
    assert Visit.objects.count() == 2


def test_a_list_is_published_on_its_form(world: World) -> None:
    only = world.campaign().rounds.get()
    world.visit(only, unit="S1")
    form = {
        "count": "1", "per_unit": "1", "without_visited": "on", "complaints_since": "2026-01-01",
        "inspectors": [str(world.people["inspector"].pk)],
    }  # fmt: skip
    answer = world.client("clerk").post(reverse("inspection:draw-create", args=[only.pk]), form)
    kept = Draw.objects.get()
    assert answer.headers["Location"] == reverse("inspection:draw-detail", args=[kept.pk])
    assert [unit["code"] for unit in kept.listed["units"]] == ["S2", "S3"]
    assert kept.listed["inspectors"] == [{"code": str(world.people["inspector"].pk), "load": 1}]


def test_who_stands_aside_is_never_drawn_for_the_unit(world: World) -> None:
    kept = listed(world, count=3)
    services.run_draw(actor=world.actor("clerk"), draw_of=kept, seed="1", seed_from="抽号")
    kept.refresh_from_db()
    (sent,) = (item["inspectors"] for item in kept.drawn if item["unit"] == "S2")
    assert sent == [str(world.people["other"].pk)]


def test_a_list_that_some_unit_could_not_be_drawn_from_is_refused_by_name(world: World) -> None:
    with pytest.raises(TaizhangError, match=r"松岭中学.*inspector"):
        listed(world, people=[world.people["inspector"].pk])
    for count in (0, 4):
        with pytest.raises(TaizhangError, match="from 1 to 3"):
            listed(world, count=count)


def test_a_list_is_drawn_once_and_a_seed_used_once(world: World) -> None:
    first = listed(world)
    second = listed(world, first.round)
    clerk = world.actor("clerk")
    services.run_draw(actor=clerk, draw_of=first, seed="1", seed_from="抽号")
    for draw_of, seed, said in ((first, "2", "it was drawn"), (second, "1", "used before")):
        with pytest.raises(TaizhangError, match=said):
            services.run_draw(actor=clerk, draw_of=draw_of, seed=seed, seed_from="抽号")
    with pytest.raises(TaizhangError, match="where the seed comes from"):
        services.run_draw(actor=clerk, draw_of=second, seed="2")
    services.run_draw(actor=clerk, draw_of=second)  # the computer's
    assert Draw.objects.get(pk=second.pk).seed


def test_a_result_that_was_changed_afterwards_shows(world: World) -> None:
    kept = services.run_draw(actor=world.actor("clerk"), draw_of=listed(world), seed="1", seed_from="抽号")
    Draw.objects.filter(pk=kept.pk).update(drawn=kept.drawn[::-1])
    text = world.client("leader").get(reverse("inspection:draw-detail", args=[kept.pk])).content.decode()
    assert "结果不一致" in text


def test_without_inspectors_nobody_is_asked_how_many_go(world: World) -> None:
    only = world.campaign().rounds.get()
    address = reverse("inspection:draw-create", args=[only.pk])
    form = {"count": "1", "complaints_since": "2026-01-01"}
    clerk = world.client("clerk")
    people = [str(world.people["inspector"].pk)]
    assert clerk.post(address, {**form, "inspectors": people}).status_code == 422  # how many of them
    assert clerk.post(address, {**form, "per_unit": "1"}).status_code == 422  # of whom
    assert clerk.post(address, form).status_code == 302
    assert Draw.objects.get().listed["per_unit"] == 0


def test_the_page_of_a_draw_leads_to_its_visits(world: World) -> None:
    kept = services.run_draw(actor=world.actor("clerk"), draw_of=listed(world), seed="7", seed_from="抽号")
    address = reverse("inspection:draw-detail", args=[kept.pk])
    services.plan_drawn(actor=world.actor("clerk"), draw_of=kept, first_on=TODAY, last_on=date(2026, 4, 30))
    text = world.client("clerk").get(address).content.decode()
    visits = list(Visit.objects.all())
    assert len(visits) == 2
    for visit in visits:
        assert f'href="{reverse("inspection:visit-detail", args=[visit.pk])}">{visit.planned_on}' in text


def test_the_page_tells_where_others_go_than_were_drawn(world: World) -> None:
    only = world.campaign().rounds.get()
    world.visit(only, unit="S2", planned_on=TODAY)
    kept = services.run_draw(
        actor=world.actor("clerk"), draw_of=listed(world, only, count=3), seed="1", seed_from="抽号"
    )
    address = reverse("inspection:draw-detail", args=[kept.pk])
    services.plan_drawn(actor=world.actor("clerk"), draw_of=kept, first_on=TODAY, last_on=date(2026, 4, 30))
    lines = {line.code: line.sends_others for line in queries.draw_lines(world.actor("clerk"), kept)}
    assert lines == {"S1": False, "S2": True, "S3": False}
    assert "不是由抽到的人员去的" in world.client("clerk").get(address).content.decode()
