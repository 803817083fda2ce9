"""The packs of an installation: the shipped ones and those of one's own folders; what the command line asks of them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from taizhang.analytics.schema import arrow_schema
from taizhang.core import packs as core_packs
from taizhang.core import system_ledgers
from taizhang.core.models import AuditEvent, InstalledPack
from taizhang.core.pack_cases import cases_as_json
from taizhang.core.packs import check_folders, diff_folders, installed_packs, packs_as_json, sync_installed_packs
from taizhang.core.past_packs import changes_between
from taizhang.engine.pack import Field, FieldType, FiledBy, Ledger, LedgerKind
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.packs.problems import PackError
from taizhang.packs.scaffold import new_pack

SHIPPED = "county-base"


@pytest.fixture
def own_pack(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack in a folder of the settings, whose files are looked at each time."""
    monkeypatch.setattr(core_packs, "LOOK_EVERY_SECONDS", 0.0)
    folder = new_pack(tmp_path / "own" / "canteen", "canteen")
    settings.PACK_FOLDERS = [tmp_path / "own"]
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_shipped_packs_pass_the_checker() -> None:
    assert [problem.sentence("en") for problem in check_folders([])] == []


@pytest.mark.parametrize("folder", sorted(path.parent for path in core_packs.catalogue_folder().glob("*/pack.yaml")))
def test_a_shipped_pack_tells_what_its_version_changed(folder: Path) -> None:
    version = installed_packs().pack(folder.name).version
    history = folder / "CHANGELOG.md"
    told = re.findall(r"^## (\S+)$", history.read_text(encoding="utf-8"), re.M) if history.exists() else ["1.0.0"]
    assert told[0] == version
    assert told == sorted(told, key=lambda one: [int(part) for part in one.split(".")], reverse=True)


def test_all_worked_cases_of_the_shipped_packs_pass() -> None:
    rows = cases_as_json([])
    assert rows
    assert [row for row in rows if not row["passed"]] == []


def test_shipped_and_own_packs_are_installed_together(own_pack: Path) -> None:
    found = installed_packs()
    assert {SHIPPED, "canteen"} <= set(found.packs)
    assert found.indicator("canteen.checks_total").unit == "次"
    assert found.ledger("canteen.school_checks").group == ""
    assert found.code_list("canteen", "check_kind") is found.code_list("canteen", "canteen.check_kind")
    assert found.summary("canteen.half-year").id == "half-year"
    assert found.folders["canteen"] == own_pack


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(own_pack: Path) -> None:
    first = installed_packs()
    assert installed_packs() is first
    edit(own_pack / "pack.yaml", "0.1.0", "0.1.11")
    assert installed_packs().pack("canteen").version == "0.1.11"


def test_files_are_not_looked_at_on_every_call(own_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_packs, "LOOK_EVERY_SECONDS", 3600.0)
    first = installed_packs()
    edit(own_pack / "pack.yaml", "0.1.0", "0.1.11")
    assert installed_packs() is first


def test_a_pack_edited_into_a_mistake_stays_in_use_as_it_was(own_pack: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = installed_packs()
    edit(own_pack / "indicators/checks.yaml", "ledger: school_checks", "ledger: shool_checks")
    assert installed_packs() is before
    assert "shool_checks" in caplog.text
    edit(own_pack / "indicators/checks.yaml", "ledger: shool_checks", "ledger: school_checks")
    edit(own_pack / "pack.yaml", "0.1.0", "0.1.12")
    assert installed_packs().pack("canteen").version == "0.1.12"


def test_a_broken_pack_of_ones_own_is_refused_with_its_problems(own_pack: Path) -> None:
    edit(own_pack / "indicators/checks.yaml", "value: count(*)\n  larger", "value: count(*) +\n  larger")
    with pytest.raises(PackError):
        installed_packs()
    assert check_folders([own_pack]) != []
    assert check_folders([core_packs.catalogue_folder() / SHIPPED]) == []


def test_names_in_scope_are_bare_for_own_and_qualified_for_required(own_pack: Path) -> None:
    edit(own_pack / "pack.yaml", "requires: []", f"requires: [{SHIPPED}]")
    found = installed_packs()
    names = found.indicators_in_scope("canteen")
    assert names["checks_total"] is names["canteen.checks_total"]
    assert f"{SHIPPED}.pupils_total" in names
    assert "pupils_total" not in names
    assert set(found.parameters_in_scope("canteen")) == {"passing_score", *found.pack(SHIPPED).parameters}


def test_parameters_have_the_value_in_force_on_the_last_day(own_pack: Path) -> None:
    found = installed_packs()
    of = found.parameters("canteen")
    assert of(Period.parse("2025H1")) == {"passing_score": Decimal(60), "canteen.passing_score": Decimal(60)}
    assert of(Period.parse("2024H1")) == {}
    assert found.all_parameters(Period.parse("2025H1"))["canteen.passing_score"] == Decimal(60)


def test_an_indicator_is_found_by_key_id_or_title(own_pack: Path) -> None:
    found = installed_packs()
    wanted = found.indicator("canteen.checks_total")
    assert found.find_indicator("canteen.checks_total") is wanted
    assert found.find_indicator("checks_total") is wanted
    assert found.find_indicator("检查次数") is wanted
    assert found.find_indicator("没有这个") is None


def test_the_list_of_packs_counts_what_is_in_them(own_pack: Path) -> None:
    row = next(row for row in packs_as_json() if row["id"] == "canteen")
    assert (row["version"], row["ledgers"], row["indicators"], row["cases"]) == ("0.1.0", 1, 3, 5)


def test_two_folders_are_compared_in_words(tmp_path: Path) -> None:
    old, new = new_pack(tmp_path / "a" / "canteen", "canteen"), new_pack(tmp_path / "b" / "canteen", "canteen")
    edit(new / "parameters/limits.yaml", "value: 60", "value: 70")
    assert [change["text"] for change in diff_folders(old, new)] == [
        "参数“合格分数线”：取值的“2025-01-01”的数值由“60”改为“70”"
    ]


@pytest.mark.parametrize(("name", "folder"), [("Canteen", "x"), ("9x", "x"), ("canteen", "full")])
def test_a_new_pack_needs_a_proper_id_and_an_empty_folder(tmp_path: Path, name: str, folder: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("x", encoding="utf-8")
    with pytest.raises(PackError):
        new_pack(tmp_path / folder, name)


@pytest.mark.parametrize("pack_id", ["a", "canteen2", "school-canteen-2026"])
def test_a_new_pack_passes_check_and_cases_under_any_id(tmp_path: Path, pack_id: str) -> None:
    folder = new_pack(tmp_path / pack_id, pack_id)
    assert check_folders([folder]) == []
    assert all(row["passed"] for row in cases_as_json([folder]))


@pytest.mark.django_db
def test_versions_are_recorded_once_and_compared_for_ever(own_pack: Path) -> None:
    first = {change.pack_id: change for change in sync_installed_packs()}
    assert (first["canteen"].old_version, first["canteen"].new_version) == ("", "0.1.0")
    assert sync_installed_packs() == []
    edit(own_pack / "pack.yaml", "0.1.0", "0.2.0")
    edit(own_pack / "parameters/limits.yaml", "value: 60", "value: 70")
    [change] = sync_installed_packs()
    assert (change.pack_id, change.old_version, change.new_version) == ("canteen", "0.1.0", "0.2.0")
    old, new = InstalledPack.objects.filter(pack_id="canteen").order_by("id")
    assert (old.current, new.current) == (False, True)
    assert [item.key for item in changes_between(old, new, installed_packs())] == ["version", "values.2025-01-01.value"]
    assert AuditEvent.objects.filter(action="pack.install").count() == len(first) + 1


@pytest.mark.django_db
def test_a_pack_that_is_gone_is_marked_and_kept(own_pack: Path, settings: Any) -> None:
    sync_installed_packs()
    settings.PACK_FOLDERS = []
    [change] = sync_installed_packs()
    assert (change.pack_id, change.old_version, change.new_version) == ("canteen", "0.1.0", "")
    assert InstalledPack.objects.get(pack_id="canteen").current is False
    settings.PACK_FOLDERS = [own_pack.parent]
    sync_installed_packs()
    assert InstalledPack.objects.get(pack_id="canteen").current is True


def test_a_pack_counts_the_rows_of_a_system_ledger(own_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_ledgers, "_REGISTERED", dict(system_ledgers._REGISTERED))
    field = Field("closed", Text("已办结"), FieldType.BOOLEAN)
    ledger = Ledger(
        "notices",
        "inspection",
        Text("整改通知"),
        LedgerKind.RETURN,
        PeriodKind.HALF_YEAR,
        FiledBy(("section",)),
        (field,),
    )
    table = arrow_schema(ledger).empty_table()
    system_ledgers.register_system_ledger(ledger, lambda period: table)
    edit(own_pack / "indicators/checks.yaml", "ledger: school_checks\n  value: count(*)\n", _CLOSED)
    cases = own_pack / "cases/checks.yaml"
    cases.unlink()
    found = installed_packs()
    assert check_folders([own_pack]) == []
    assert found.ledger("inspection.notices").system
    assert found.indicator("canteen.checks_total").terms[0].ledger == "inspection.notices"
    assert system_ledgers.system_rows("inspection.notices", Period.parse("2025H1")) is table


_CLOSED = "ledger: inspection.notices\n  value: count(*) filter (where closed)\n"
