"""Verifying frozen figures: what was changed behind the system's back, and what only moved on."""

from __future__ import annotations

from typing import Any

import figures_world as world
import pytest
from figures_world import H1, H1_BEFORE

from taizhang.core.progress import Cancelled
from taizhang.engine.periods import Period
from taizhang.figures import services
from taizhang.figures.models import Figure
from taizhang.figures.types import Verification
from taizhang.figures.verify import FrozenFigure, verify_figure, verify_figures
from taizhang.ledgers.models import Row, Submission

pytestmark = pytest.mark.django_db


def frozen(key: str, unit: str) -> FrozenFigure:
    figure = Figure.objects.get(indicator_key=f"t.{key}", org_unit__code=unit, period_code="2026H1")
    return FrozenFigure(f"t.{key}", unit, "2026H1", figure.value, tuple(figure.inputs), "1.0.0")


def verify(item: FrozenFigure) -> Verification:
    return verify_figures([item])[0]


@pytest.fixture
def computed(filed: dict[str, Any]) -> dict[str, Any]:
    services.compute(period=H1_BEFORE)
    services.compute(period=H1)
    return filed


def test_an_untouched_figure_holds(computed: dict[str, Any]) -> None:
    for key in ("pupils", "girl_rate", "pupil_growth", "drill_count", "large"):
        result = verify(frozen(key, "C"))
        assert result.ok, key
        assert (result.differences, result.moved) == ((), ())


def test_what_nobody_had_filed_at_issue_is_no_zero_when_counted_again(filed: dict[str, Any]) -> None:
    world.file("drills", "S1", Period.parse("2026-03"), [{"held_on": "2026-03-10", "people": 5}])
    services.compute(period=H1)
    more, count = frozen("drill_more", "C"), frozen("drill_count", "C")
    assert (more.value, count.value) == (None, 1) and more.inputs
    assert verify(more).ok and verify(count).ok
    world.file("drills", "S1", Period.parse("2025-03"), [])  # filed since: the world moved on, the document holds
    assert verify(more).ok


def test_many_rows_changed_at_once_are_each_named_once(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    for row in Row.objects.filter(submission__org_unit__code="S1", submission__period_code="2026H1"):
        Row.objects.filter(pk=row.pk).update(data=row.data.replace("陶晓禾", "陶小禾"))
    assert [(one.org_unit, one.position, one.kind) for one in verify(item).differences] == [
        ("S1", 1, "tampered"),
        ("S1", 2, "tampered"),
    ]


def test_a_row_changed_behind_the_systems_back_is_named(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    row = Row.objects.get(submission__org_unit__code="S3", submission__period_code="2026H1")
    Row.objects.filter(pk=row.pk).update(data=row.data.replace('"pupils":50', '"pupils":55'))
    result = verify(item)
    assert (result.ok, result.stored, result.recomputed) == (False, 300, 305)
    assert [(one.org_unit, one.position, one.row_id, one.kind) for one in result.differences] == [
        ("S3", 1, row.pk, "tampered")
    ]


def test_a_change_that_does_not_move_the_value_is_named_too(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    row = Row.objects.get(submission__org_unit__code="S3", submission__period_code="2026H1")
    Row.objects.filter(pk=row.pk).update(data=row.data.replace("陶晓禾", "陶小禾"))
    result = verify(item)
    assert result.recomputed == result.stored and not result.ok and len(result.differences) == 1


def test_a_row_taken_out_is_found(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    Row.objects.filter(submission__org_unit__code="S1", submission__period_code="2026H1", position=2).delete()
    result = verify(item)
    assert [(one.org_unit, one.position, one.kind) for one in result.differences] == [("S1", 2, "taken_out")]


def test_a_row_slipped_in_is_found(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    row = Row.objects.filter(submission__org_unit__code="S1", submission__period_code="2026H1").first()
    assert row is not None
    row.pk, row.position = None, 9
    row.save(force_insert=True)
    assert [(one.org_unit, one.kind) for one in verify(item).differences] == [("S1", "rows_exchanged")]


def test_a_row_of_another_township_does_not_trouble_this_one(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "T1")
    Row.objects.filter(submission__org_unit__code="S3").update(data="{}")
    assert verify(item).ok


def test_a_newer_accepted_version_is_no_fault_and_is_told_cell_by_cell(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    world.file("roll", "S1", H1, world.roll(("1", 104, 40), ("3", 7, 3)))
    result = verify(item)
    assert (result.ok, result.recomputed, result.now) == (True, 300, 251)
    told = {(one.kind, tuple((cell.title.zh, cell.old, cell.new) for cell in one.cells)) for one in result.moved}
    assert told == {("changed", (("学生数", "100", "104"),)), ("removed", ()), ("added", ())}


def test_last_years_row_is_part_of_a_growths_proof(computed: dict[str, Any]) -> None:
    item = frozen("pupil_growth", "C")
    row = Row.objects.get(submission__org_unit__code="S2", submission__period_code="2025H1")
    Row.objects.filter(pk=row.pk).update(data=row.data.replace('"pupils":70', '"pupils":20'))
    result = verify(item)
    assert not result.ok and [one.org_unit for one in result.differences] == ["S2"]


def test_inputs_that_are_gone_cannot_be_proved(computed: dict[str, Any]) -> None:
    result = verify_figure(value=None, inputs=["0" * 64], indicator_key="t.pupils", org_unit="C", period_code="2026H1")
    assert not result.ok and result.missing_inputs == ("0" * 64,)


def test_another_pack_version_is_said(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    old = FrozenFigure(item.indicator_key, item.org_unit, item.period_code, item.value, item.inputs, "0.9.0")
    assert verify(old).pack_changed and not verify(item).pack_changed


def test_many_figures_cost_as_few_queries_as_one(computed: dict[str, Any], django_assert_max_num_queries: Any) -> None:
    items = [frozen(key, "C") for key in ("pupils", "girls", "girl_rate")]
    assert all(result.ok for result in verify_figures(items))
    with django_assert_max_num_queries(40):
        verify_figures(items)


def test_a_filing_first_accepted_later_is_told_as_moved(filed: dict[str, Any]) -> None:
    Submission.objects.filter(org_unit__code="S3", period_code="2026H1").update(accepted_version=None)
    services.compute(period=H1_BEFORE)
    services.compute(period=H1)
    item = frozen("pupils", "C")
    world.file("roll", "S3", H1, world.roll(("1", 50, 20)))
    result = verify(item)
    assert (result.ok, result.recomputed, result.now) == (True, 250, 300)
    assert [(one.kind, one.org_unit, one.org_name, one.position) for one in result.moved] == [
        ("filed", "S3", "柳溪小学", 0)
    ]
    assert result.moved[0].ledger_title is not None and result.moved[0].ledger_title.zh == "roll台账"
    assert verify(frozen("pupils", "T1")).moved == ()


def test_a_filing_reopened_since_is_told_as_moved(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    Submission.objects.filter(org_unit__code="S3", period_code="2026H1").update(accepted_version=None)
    result = verify(item)
    assert result.ok and result.now == 250
    assert [(one.kind, one.org_unit) for one in result.moved] == [("withdrawn", "S3")]


def test_persons_are_masked_in_what_is_told(computed: dict[str, Any]) -> None:
    item = frozen("pupils", "C")
    row = Row.objects.get(submission__org_unit__code="S3", submission__period_code="2026H1")
    Row.objects.filter(pk=row.pk).update(data=row.data.replace("陶晓禾", "陶小禾"))
    cells = {cell.title.zh: cell.new for cell in verify(item).differences[0].cells}
    assert cells["班主任"] == "陶**" and cells["学生数"] == "50"


def test_verifying_tells_how_far_it_is_and_can_be_stopped(computed: dict[str, Any]) -> None:
    class Watched:
        def __init__(self) -> None:
            self.steps: list[tuple[int, int, str]] = []
            self.stop = False

        def step(self, done: int, total: int, text: str = "") -> None:
            self.steps.append((done, total, text))

        def check_cancelled(self) -> None:
            if self.stop:
                raise Cancelled

    watched = Watched()
    verify_figures([frozen("pupils", "C")], progress=watched)
    assert watched.steps[-1][:2] == (1, 1) and any("2026H1" in text for _done, _all, text in watched.steps)
    watched.stop = True
    with pytest.raises(Cancelled):
        verify_figures([frozen("pupils", "C")], progress=watched)
