"""Rows of inspection as ledgers, as of the period's last day, with what a figure's page makes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from taizhang.core.system_ledgers import system_rows
from taizhang.engine.periods import Period
from taizhang.inspection import services
from taizhang.inspection.models import Difficulty, Finding
from taizhang.organisation.models import OrgUnitSpell
from tests.inspection.test_inspection_notices import rechecked
from tests.inspection.world import GOOD, TODAY, VISIT_DAY, World, difficulty

HALF, MONTH = Period.parse("2026H1"), Period.parse("2026-03")


def rows(name: str, period: Period = HALF) -> list[dict[str, Any]]:
    return system_rows(f"inspection.{name}", period).to_pylist()  # type: ignore[no-any-return]


def test_a_filed_visit_is_one_row_and_a_planned_one_none(world: World) -> None:
    visit = world.filed({})
    world.visit(visit.round, unit="S2")
    (row,) = rows("visits")
    assert {key: row[key] for key in ("org_unit", "campaign", "round", "base_unit", "zone", "mode", "sections")} == {
        "org_unit": "S1", "campaign": "opening", "round": 1, "base_unit": "B05", "zone": "Z1", "mode": "announced",
        "sections": "督导室、人事科",
    }  # fmt: skip
    assert (row["inspector"], row["inspector_unit"], row["follow_up"]) == ("inspector", "DDS", False)
    assert (row["canteen"], row["dormitory"], row["teachers_met"], row["pupils_met"]) == ("seen", "none", 4, 8)
    assert row["classroom"] == "seen"
    assert rows("visits", MONTH) == []


def test_a_finding_tells_its_deadline_and_its_newest_recheck(world: World) -> None:
    notice = world.received({}, {"days": None, "hours": 24, "action": "当场停课"})
    first, at_once = sorted(rows("findings"), key=lambda row: row["immediate"])
    assert {first["finding_no"], at_once["finding_no"]} == {"WT-2026-001", "WT-2026-002"}
    assert (first["deadline"], first["result"], first["handled_on"]) == (date(2026, 4, 23), "open", None)
    assert (at_once["immediate"], at_once["deadline"], at_once["handled_on"]) == (True, date(2026, 4, 21), VISIT_DAY)
    services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="已更换")
    rechecked(world, notice, "partly")
    first = min(rows("findings"), key=lambda row: row["immediate"])
    assert (first["result"], first["rechecked_on"], first["handled_on"]) == ("partly", TODAY, TODAY)


def test_a_finding_without_a_receipt_foresees_its_deadline(world: World) -> None:
    world.issued()
    assert rows("findings")[0]["deadline"] == date(2026, 4, 22)
    assert rows("notices")[0]["deadline"] == date(2026, 4, 22)


def test_a_notice_goes_through_its_states_and_is_not_in_the_month_before(world: World) -> None:
    notice = world.issued()
    assert (rows("notices")[0]["state"], rows("notices", MONTH)) == ("issued", [])
    head = world.actor("head")
    services.record_receipt(actor=head, notice=notice, on=date(2026, 4, 16))
    assert rows("notices")[0]["state"] == "received"
    services.report_rectification(actor=head, notice=notice, kind="report", text="已更换")
    assert rows("notices")[0]["state"] == "reported"
    rechecked(world, notice)
    assert rows("notices")[0]["state"] == "rechecked"
    services.close_finding(actor=world.actor("chief"), finding=Finding.objects.get())
    (row,) = rows("notices")
    assert (row["notice_no"], row["problems"], row["zone"], row["state"]) == ("青教督〔2026〕1号", 1, "Z1", "closed")
    assert (row["received_on"], row["reported_on"], row["rechecked_on"], row["closed_on"]) == (
        date(2026, 4, 16), TODAY, TODAY, TODAY,
    )  # fmt: skip
    assert row["receiver"] == "head"


def test_the_state_of_a_notice_is_as_of_the_last_day(world: World, settings: object) -> None:
    notice = world.received()
    settings.TODAY = date(2026, 5, 4)  # type: ignore[attr-defined]
    services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="已更换")
    (april,) = rows("notices", Period.parse("2026-04"))
    assert (april["state"], april["reported_on"]) == ("received", None)
    assert rows("notices", Period.parse("2026-05"))[0]["state"] == "reported"


def test_a_difficulty_is_solved_as_of_the_last_day(world: World, settings: object) -> None:
    visit = world.visit()
    world.enter(visit, {**GOOD, **difficulty("缺教师")})
    services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=VISIT_DAY)
    settings.TODAY = date(2026, 5, 20)  # type: ignore[attr-defined]
    services.solve_difficulty(
        actor=world.actor("clerk"), difficulty=Difficulty.objects.get(), outcome="走教", on=date(2026, 5, 6)
    )
    (april,) = rows("difficulties", Period.parse("2026-04"))
    assert (april["difficulty_no"], april["school"], april["solved_on"], april["outcome"]) == (
        "KN-2026-001", "S1", None, None,
    )  # fmt: skip
    (whole,) = rows("difficulties")
    assert (whole["solved_on"], whole["outcome"]) == (date(2026, 5, 6), "走教")


def test_what_was_put_right_at_once_and_struck_off_counts_as_fixed(world: World) -> None:
    world.filed({"days": None, "hours": 24, "action": "当场清扫"})
    found = Finding.objects.get()
    assert rows("findings")[0]["result"] == "open"
    services.close_finding(actor=world.actor("chief"), finding=found, note="照片为证")
    assert (rows("findings")[0]["result"], rows("findings")[0]["rechecked_on"]) == ("fixed", None)


def test_members_of_teams_tell_their_section_and_who_runs_the_campaign(world: World) -> None:
    campaign = world.campaign()
    people = [(world.people["clerk"], world.units["DDS"]), (world.people["helper"], world.units["RS"])]
    team = services.set_team(actor=world.actor("clerk"), campaign=campaign, name="第一组", members=people)
    world.filed({}, visit=world.visit(campaign.rounds.get(), team=team))
    told = [
        (row["member"], row["section"], row["run_by"], row["leader"], row["schools"]) for row in rows("team_members")
    ]
    assert told == [("clerk", "DDS", "DDS", True, 1), ("helper", "RS", "DDS", False, 1)]
    assert rows("team_members", MONTH) == []


def test_a_figure_opens_down_to_the_visits_behind_it(world: World) -> None:
    visit = world.filed({})
    address = reverse(
        "figures:figure-rows", args=["county-supervision.sup_visits_all", "C", HALF.code, "value"]
    )  # fmt: skip
    page = world.client("leader").get(address).content.decode()
    assert f'href="{reverse("inspection:visit-detail", args=[visit.pk])}"' in page
    assert ("开学工作督查" in page, "通知后到校" in page, ">opening<" in page) == (True, True, False)


def test_nothing_found_is_told_only_where_somebody_looked(world: World) -> None:
    def told(unit: str) -> str:
        address = reverse("figures:figure-trace", args=["county-supervision.sup_findings", unit, HALF.code])
        return str(world.client("leader").get(address).content.decode())

    assert "没有检查过，不能算没有发现" in told("S1")
    world.filed()
    looked = told("S1")
    assert "没有检查过" not in looked
    assert "走访学校总所次" in looked  # what stands behind the zero
    assert "没有检查过，不能算没有发现" in told("S2")


def test_rows_of_a_figure_tell_names_and_a_table_taken_along_keeps_the_codes(world: World) -> None:
    OrgUnitSpell.objects.filter(org_unit__code="S3").update(base_unit="B05")
    world.filed()
    asked = ["county-supervision.sup_visits_all", "C", HALF.code, "value"]
    leader = world.client("leader")
    text = leader.get(reverse("figures:figure-rows", args=asked)).content.decode()
    assert [name for name in ("松岭小学", "Z1责任区", "督导室", "松岭小学等2所") if f">{name}</td>" not in text] == []
    assert [code for code in ("S1", "Z1", "DDS", "B05") if f">{code}<" in text] == []
    table = leader.get(reverse("figures:figure-export", args=asked) + "?format=csv").content.decode("utf-8-sig")
    assert ",S1,学校,B05,Z1," in table


def test_rows_of_zones_open_their_zone(world: World) -> None:
    asked = ["county-supervision.sup_zones", "C", HALF.code, "value"]
    text = world.client("leader").get(reverse("figures:figure-rows", args=asked)).content.decode()
    assert f'href="{reverse("organisation:zone-detail", args=["Z1"])}"' in text
