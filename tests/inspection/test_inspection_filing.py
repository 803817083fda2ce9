"""What filing makes of a visit with checklists: by its own versions, the limits of its day, and what was filed."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from taizhang.core import packs
from taizhang.core.models import InstalledPack
from taizhang.core.packs import installed_packs
from taizhang.core.system_ledgers import system_rows
from taizhang.engine.checklist import Gap, GapKind, Outcome, answer_path, item_path, photo_path, station_path
from taizhang.engine.entries import Value
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.periods import Period
from taizhang.inspection import queries, services
from taizhang.inspection.models import Answer, ChecklistVersion, Finding, Visit
from taizhang.inspection.queries import HeldChecklist
from taizhang.inspection.record import Record
from taizhang.inspection.services.gaps import gap_problems
from tests.inspection.filed_rows import file_rows
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_inspection_services import picture
from tests.inspection.world import GOOD, KEY, PACKS, VISIT_DAY, World, answered, entry, finding

WINDOW = answer_path(KEY, "window")


def file(world: World, visit: Visit, on: date = VISIT_DAY) -> Visit:
    return services.file_visit(actor=world.actor("inspector"), visit=visit, visited_on=on)


def refused(world: World, visit: Visit, on: date = VISIT_DAY) -> list[Problem]:
    with pytest.raises(TaizhangError) as error:
        file(world, visit, on)
    return list(error.value.problems)


def test_two_people_who_write_different_parts_of_one_finding_are_both_kept(world: World) -> None:
    visit, name = world.visit(), uuid.uuid4()
    begun = {path: entry(path, value) for path, value in answered(finding(name)).items()}
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=list(begun.values()))
    opinion, days = f"finding/{name}/opinion", f"finding/{name}/days"
    mine = entry(opinion, "更换并定期检查", begun[opinion])
    theirs = entry(days, "7", begun[days], device="手机乙")
    services.add_entries(actor=world.actor("helper"), visit=visit, entries=[theirs])
    assert not services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[mine]).conflicts
    found = file(world, visit).findings.get()
    assert (found.opinion, found.days, found.problem) == ("更换并定期检查", 7, "食堂纱窗破损")


def test_two_who_write_the_same_part_are_shown_both_until_somebody_settles_it(world: World) -> None:
    visit, name = world.visit(), uuid.uuid4()
    said = answered(finding(name))
    path = f"finding/{name}/opinion"
    mine, theirs = entry(path, "更换"), entry(path, "修补", device="手机乙")
    world.enter(visit, {other: value for other, value in said.items() if other != path})
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[mine])
    told = services.add_entries(actor=world.actor("helper"), visit=visit, entries=[theirs])
    assert told.conflicts == (path,)
    [line] = [line for line in queries.record_of(visit) if line.in_conflict]
    assert (line.title, line.part, {value for value, _who, _at in line.values}) == (
        "问题 1", "整改意见", {"更换", "修补"},
    )  # fmt: skip
    text = page(world, "inspector", "visit-detail", visit.pk)
    assert "更换" in text and "修补" in text and "两个值" in text
    [problem] = refused(world, visit)
    assert problem.sentence() == "问题 1 整改意见：应为一个值；现为2个。请选定一个再提交。"
    services.add_entries(actor=world.actor("helper"), visit=visit, entries=[entry(path, "修补", mine, theirs)])
    assert file(world, visit).findings.get().opinion == "修补"


def test_what_nobody_wrote_of_a_finding_is_its_items(world: World) -> None:
    preset: dict[str, Value] = {"rule": ..., "rule_source": ..., "severity": ..., "days": ...}  # type: ignore[dict-item]
    plain = finding(**preset)
    own = finding(**{**preset, "rule": "本校约定", "severity": "minor", "hours": "12"}, of=item_path(KEY, "door"))
    visit = world.visit()
    world.enter(visit, answered(plain, own))
    file(world, visit)
    assert set(Finding.objects.values_list("item", "rule", "severity", "days", "hours")) == {
        ("window", "卫生管理", "ordinary", 5, None), ("door", "本校约定", "minor", None, 12),
    }  # fmt: skip
    rows = system_rows("inspection.findings", Period.parse("2026H1")).to_pylist()
    assert {row["rule"] for row in rows} == {"hygiene", "本校约定"}  # as the filed ledger counts it


def test_a_finding_left_over_from_an_answer_that_was_changed_is_passed_over(world: World) -> None:
    visit = world.visit()
    failed = entry(WINDOW, "fail")
    said = answered(finding(opinion=...))  # type: ignore[arg-type]
    del said[WINDOW]
    world.enter(visit, said)
    changed = entry(WINDOW, "pass", failed)
    services.add_entries(actor=world.actor("inspector"), visit=visit, entries=[failed, changed])
    file(world, visit)
    assert not Finding.objects.exists()
    assert Answer.objects.get(item="window").result == "pass"


def test_a_finding_begun_on_two_phones_is_one_where_one_of_them_was_written_out(world: World) -> None:
    begun = {"problem": ..., "opinion": ..., "responsible": ...}
    for others, count in ((begun, 1), ({"problem": "另一处纱窗破损"}, 2)):
        visit = world.visit()
        world.enter(visit, answered(finding(), finding(**others)))  # type: ignore[arg-type]
        assert file(world, visit).findings.count() == count


def test_a_failing_item_without_a_finding_is_told(world: World) -> None:
    visit = world.visit()
    world.enter(visit, {**GOOD, WINDOW: "fail", answer_path(KEY, "state"): "bad"})
    assert [problem.sentence() for problem in refused(world, visit)] == [
        "纱窗完好：应为写明问题；现为不合格却未写。请补写。",
        "餐具状况：应为写明问题；现为不合格却未写。请补写。",
    ]


def test_all_gaps_are_told_at_once_each_with_its_words(world: World) -> None:
    visit = world.visit()
    wrong: dict[str, Value] = {
        answer_path(KEY, "class_size"): "三十", answer_path(KEY, "pupils"): None, WINDOW: "not_applicable",
        answer_path(KEY, "gas"): "fail", station_path(KEY, "dormitory"): "", "met/pupils": "十",
    }  # fmt: skip
    world.enter(visit, {**GOOD, **wrong})
    assert [problem.sentence() for problem in refused(world, visit)] == [
        "最大班有多少人：应为从0起的整数；现为“三十”。请重填。",
        "在校学生多少人：应为有答案；现为空。请补答。",
        "纱窗完好：应为不适用的理由；现为空。请补写。",
        "燃气报警器有效：应为一张照片；现为没有。请补拍。",
        "宿舍：应为已查看，或标为没有；现为没有标明。请查看后标明。",
        "一人一床：应为有答案；现为空。请补答。",
        "燃气报警器有效：应为写明问题；现为不合格却未写。请补写。",
        "访谈学生：应为0到10000的人数；现为“十”。请填整数。",
    ]
    assert not Answer.objects.exists()


def test_a_station_that_is_marked_as_absent_has_no_answers_and_a_required_one_is_there(world: World) -> None:
    visit = world.visit()
    world.enter(visit, {**GOOD, station_path(KEY, "canteen"): "absent", station_path(KEY, "classroom"): "absent"})
    assert {problem.code for problem in refused(world, visit)} == {"visit.gap-contradiction"}
    second = world.visit(visit.round, planned_on=date(2026, 4, 16))
    world.enter(second, {station_path(KEY, name): "absent" for name in ("canteen", "classroom", "dormitory")})
    assert [problem.sentence() for problem in refused(world, second)] == [
        "教室：应为已查看；现为标为没有。每个单位都有，请查看。"
    ]


def test_every_sentence_of_every_shipped_checklist_is_short() -> None:
    installed = installed_packs()
    for checklist in installed.checklists.values():
        version = ChecklistVersion(pack_id=checklist.pack, checklist_id=checklist.id, pack_version="1")
        held = HeldChecklist(version, checklist, installed)
        gaps = [Gap(kind, item.station, item.id) for item in checklist.items for kind in GapKind]
        for problem in gap_problems(held, Outcome(tuple(gaps), (), None), Record([])):
            assert len(problem.sentence()) <= 40, problem.sentence()


def test_the_limit_in_force_on_the_day_of_the_visit_counts(world: World) -> None:
    only = world.campaign().rounds.get()
    crowded = {**GOOD, answer_path(KEY, "class_size"): "45"}
    before, after = (world.visit(only, planned_on=day) for day in (date(2026, 4, 14), date(2026, 4, 15)))
    for visit in (before, after):
        world.enter(visit, crowded)
    assert not file(world, before, date(2026, 4, 14)).findings.exists()
    [problem] = refused(world, after, date(2026, 4, 15))
    assert problem.where == "最大班有多少人"


def test_a_number_unlike_the_filed_one_is_a_finding(world: World) -> None:
    file_rows("county-base.school_roll", "S1", "2025H2", {"stage": "primary", "pupils": 290})
    visit = world.visit()
    world.enter(visit, GOOD)  # 300 seen, 5 allowed
    [problem] = refused(world, visit)
    assert problem.where == "在校学生多少人"
    world.enter(visit, finding(of=item_path(KEY, "pupils")))
    assert file(world, visit).findings.get().item == "pupils"


@pytest.fixture
def own_pack(
    world: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], None]:
    """The sample pack in a folder of its own, installed; own_pack(old, new) changes its version and checklist."""
    folder = shutil.copytree(PACKS, tmp_path / "packs") / "visit-sample"
    settings.PACK_FOLDERS = [tmp_path / "packs"]
    packs.sync_installed_packs()

    def change(old: str, new: str) -> None:
        for name, before, now in (("pack.yaml", "1.0.0", "2.0.0"), ("checklists/opening.yaml", old, new)):
            text = (folder / name).read_text(encoding="utf-8")
            assert before in text
            (folder / name).write_text(text.replace(before, now), encoding="utf-8")
        monkeypatch.setattr(packs, "_cached", None)
        packs.sync_installed_packs()

    return change


def test_a_visit_keeps_the_version_that_it_carries_when_another_is_installed_meanwhile(
    world: World, own_pack: Callable[[str, str], None]
) -> None:
    carried, untold = world.visit(), world.visit()
    own_pack("{id: window,", "{id: screen,")
    assert "screen" in {item.id for item in installed_packs().checklists[KEY].items}
    taken = queries.carried_visits([carried], VISIT_DAY)[0]["checklists"][0]
    assert item_path(KEY, "window") in {item["path"] for part in taken["stations"] for item in part["items"]}
    world.enter(carried, answered(finding()))
    assert file(world, carried).findings.get().item == "window"
    assert "纱窗完好" in {line.title for line in queries.record_of(carried)}
    InstalledPack.objects.filter(version="1.0.0").update(files={})
    world.enter(untold, GOOD)
    [problem] = refused(world, untold)
    assert problem.sentence() == "opening：应为装过规则包1.0.0版；现为没有。请管理员装回它。"


def test_the_school_sees_the_photos_of_what_was_found_and_no_others(world: World) -> None:
    visit = world.visit()
    ids = {place: uuid.uuid4() for place in (item_path(KEY, "window"), item_path(KEY, "gas"), "visit", "signature")}
    for photo_id in ids.values():
        services.add_photo(
            actor=world.actor("inspector"), visit=visit, photo_id=photo_id, data=picture(), name="照.png"
        )
    world.enter(visit, {**answered(finding()), **{photo_path(str(photo)): place for place, photo in ids.items()}})
    file(world, visit)
    seen = set()
    for place, photo_id in ids.items():
        queries.visit_photo(world.actor("chief"), visit.pk, photo_id)
        try:
            queries.visit_photo(world.actor("head"), visit.pk, photo_id)
            seen.add(place)
        except Http404:
            pass
    assert seen == {item_path(KEY, "window")}
    lines = {(line.title, line.values[0][0]) for line in queries.record_of(visit)}
    assert {("照片", "纱窗完好"), ("宿舍", "这里没有这一处")} <= lines
