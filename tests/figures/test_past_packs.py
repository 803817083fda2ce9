"""Documents are verified under the packs that they were issued with, whatever the packs say today."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import figures_world as world
import pytest
from figures_world import H1

from taizhang.core import audit, packs
from taizhang.core.past_packs import packs_before
from taizhang.figures import services
from taizhang.figures.models import Figure
from taizhang.figures.verify import FrozenFigure, verify_figures
from taizhang.ledgers.hashing import canonical_row, content_hash, row_hash
from taizhang.ledgers.models import Row, Submission, SubmissionState, SubmissionVersion, VersionSource
from taizhang.packs.scaffold import new_pack

pytestmark = pytest.mark.django_db
KEYS = ("trial.checks_total", "trial.checks_passed_rate")


@pytest.fixture
def edit(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change files of the one installed pack, and install it: edit(("indicators/checks.yaml", old, new), …)."""
    folder = new_pack(tmp_path / "packs", "trial")
    settings.PACK_FOLDERS = [tmp_path / "packs"]

    def install(*changes: tuple[str, str, str]) -> None:
        for name, old, new in changes:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        monkeypatch.setattr(packs, "_cached", None)
        packs.sync_installed_packs()

    install()
    return install


@pytest.fixture
def issued(db: None, edit: Callable[..., None]) -> tuple[list[FrozenFigure], int]:
    """Two figures as printed (3 checks, 2 of 3 passed) and where their issue stands in the audit log."""
    world.build_units()
    file_checks("S1", 88, 52)
    file_checks("S2", 71)
    services.compute(period=H1, keys=KEYS)
    stored = Figure.objects.filter(indicator_key__in=KEYS, org_unit__code="C").order_by("indicator_key")
    frozen = [
        FrozenFigure(item.indicator_key, "C", H1.code, item.value, tuple(item.inputs), item.pack_version)
        for item in stored
    ]
    assert sorted(str(item.value) for item in frozen)[0].startswith("3")
    return frozen, audit.record(actor=None, action="summary.issue", obj="a document").pk


def file_checks(unit: str, *scores: int) -> None:
    submission = Submission.objects.create(
        org_unit=world.OrgUnit.objects.get(code=unit), ledger_key="trial.school_checks", period_code=H1.code,
        period_first=H1.first, period_last=H1.last, pack_version="0.1.0", version=1, accepted_version=1,
        state=SubmissionState.ACCEPTED, accepted_at=world.AT,
    )  # fmt: skip
    hashes = []
    for position, score in enumerate(scores, start=1):
        values = {"check_no": f"{unit}-{position}", "held_on": "2026-03-12", "kind": "daily", "score": score}
        data = canonical_row(values)
        hashes.append(row_hash(data))
        Row.objects.create(
            submission=submission, position=position, key=f"{unit}-{position}", data=data, hash=hashes[-1], added_in=1
        )
    SubmissionVersion.objects.create(
        submission=submission, number=1, at=world.AT, source=VersionSource.GRID, row_count=len(scores),
        content_hash=content_hash(hashes),
    )  # fmt: skip


def test_a_changed_expression_does_not_make_an_old_figure_look_wrong(
    issued: tuple[list[FrozenFigure], int], edit: Callable[..., None]
) -> None:
    frozen, event = issued
    counted = "  value: count(*)\n  larger"
    edit(("indicators/checks.yaml", counted, counted.replace("(*)", "(*) filter (where score > 80)")))
    then = verify_figures(frozen, packs=packs_before(event))
    assert all(item.ok and item.pack_changed and item.moved == () for item in then)
    by_todays_rules = verify_figures(frozen)
    assert not all(item.ok for item in by_todays_rules)


def test_a_ledgers_column_that_was_renamed_is_read_as_it_was(
    issued: tuple[list[FrozenFigure], int], edit: Callable[..., None]
) -> None:
    frozen, event = issued
    edit(
        ("ledgers/checks.yaml", "{id: score,", "{id: points,"),
        ("indicators/checks.yaml", "score >=", "points >="),
        ("cases/checks.yaml", "score:", "points:"),
        ("pack.yaml", "version: 0.1.0", "version: 0.2.0"),
    )
    then = verify_figures(frozen, packs=packs_before(event))
    assert [(item.ok, item.now == item.stored) for item in then] == [(True, True), (True, True)]


def test_a_row_changed_behind_the_systems_back_is_found_under_the_old_pack_too(
    issued: tuple[list[FrozenFigure], int], edit: Callable[..., None]
) -> None:
    frozen, event = issued
    edit(("parameters/limits.yaml", "value: 60", "value: 50"))
    Row.objects.filter(key="S1-2").update(
        data=canonical_row({"check_no": "S1-2", "held_on": "2026-03-12", "score": 99})
    )
    then = verify_figures(frozen, packs=packs_before(event))
    assert [item.ok for item in then] == [False, False]
    assert {(row.org_unit, row.position, row.kind) for item in then for row in item.differences} == {
        ("S1", 2, "tampered")
    }


def test_a_pack_changed_there_and_back_is_todays(
    issued: tuple[list[FrozenFigure], int], edit: Callable[..., None]
) -> None:
    _frozen, event = issued
    edit(("parameters/limits.yaml", "value: 60", "value: 50"))
    assert packs_before(event) is not packs.installed_packs()
    edit(("parameters/limits.yaml", "value: 50", "value: 60"))
    assert packs_before(event) is packs.installed_packs()


def test_the_rules_of_an_issue_are_those_installed_last_before_it(edit: Callable[..., None]) -> None:
    edit(("parameters/limits.yaml", "value: 60", "value: 50"))
    second = audit.record(actor=None, action="summary.issue", obj="x").pk
    edit(("parameters/limits.yaml", "value: 50", "value: 40"))
    passing = packs_before(second).pack("trial").parameters["passing_score"].values[0].value
    assert passing == 50 and packs_before(None) is packs.installed_packs()
