"""Computing and storing: values at all levels, statuses, what a run writes, what an accepted filing touches."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import figures_world as world
import pytest
from figures_world import H1, H1_BEFORE

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Role
from taizhang.core.progress import Cancelled
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures import queries, services
from taizhang.figures.models import Figure, FigureRun, InputSet
from taizhang.organisation.models import OrgUnit, OrgUnitSpell

pytestmark = pytest.mark.django_db


def stored(key: str, unit: str, period: Period = H1) -> Figure:
    return Figure.objects.get(indicator_key=f"t.{key}", org_unit__code=unit, period_code=period.code)


def test_a_parent_is_the_roll_up_of_its_parts(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    assert [stored("pupils", unit).value for unit in ("S1", "S2", "S3", "T1", "T2", "C")] == [160, 90, 50, 250, 50, 300]


def test_a_ratio_is_the_ratio_of_sums_not_the_mean_of_ratios(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    county = stored("girl_rate", "C")
    assert (county.numerator, county.denominator) == (140, 300)
    assert county.value == Decimal("46.666666666667")


def test_a_formula_uses_last_year(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    assert stored("pupil_growth", "C").value == 20
    assert queries.figure(world.everywhere(), "t.pupil_growth", "C", H1).shown_with_unit == "20.00%"


def test_a_figure_is_final_when_all_units_below_are_in(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    figure = stored("pupils", "C")
    assert (figure.status, figure.filed, figure.expected, figure.missing) == ("confirmed", 3, 3, [])


def test_a_parent_is_provisional_while_a_unit_below_is_missing_and_names_it(filed: dict[str, Any]) -> None:
    world.Submission.objects.filter(org_unit__code="S3", period_code="2026H1").update(accepted_version=None)
    services.compute(period=H1)
    county = queries.figure(world.everywhere(), "t.pupils", "C", H1)
    assert (county.status, county.value, county.missing_names) == (FigureStatus.PROVISIONAL, 250, ("柳溪小学",))
    assert stored("pupils", "T1").status == "confirmed"


def test_a_unit_that_filed_nothing_has_no_data_and_never_zero(filed: dict[str, Any]) -> None:
    world.Submission.objects.filter(org_unit__code="S3", period_code="2026H1").update(accepted_version=None)
    services.compute(period=H1)
    assert (stored("drill_count", "C").value, stored("drill_count", "C").status) == (None, "no_data")
    assert stored("pupils", "T2").reason_zh


def test_a_formula_inherits_missing_units_of_last_year(filed: dict[str, Any]) -> None:
    world.Submission.objects.filter(org_unit__code="S3", period_code="2025H1").update(accepted_version=None)
    services.compute(period=H1)
    growth = stored("pupil_growth", "C")
    assert (growth.status, growth.missing) == ("provisional", ["S3"])
    assert set(growth.inputs) > set(stored("pupils", "C").inputs)


def test_figures_of_one_ledger_and_unit_share_one_input_set(filed: dict[str, Any]) -> None:
    services.compute(period=H1, keys=["t.pupils", "t.girls", "t.girl_rate"])
    assert stored("pupils", "T1").inputs == stored("girl_rate", "T1").inputs
    assert InputSet.objects.count() == len({tuple(figure.inputs) for figure in Figure.objects.all()})


def test_a_section_files_for_its_schools(filed: dict[str, Any]) -> None:
    rows = [{"school": "S1", "amount": "12000.50"}, {"school": "S3", "amount": "8000.00"}]
    world.file("aid", "SEC", H1, rows)
    services.compute(period=H1)
    assert stored("aid_total", "C").value == Decimal("2.00005")
    assert stored("aid_total", "S1").value == Decimal("1.20005")
    assert stored("aid_total", "S1").status == "confirmed"


def test_a_late_journal_entry_counts_on_its_own_day(filed: dict[str, Any]) -> None:
    for month in ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"):
        for school in ("S1", "S2", "S3"):
            world.file("drills", school, Period.parse(month), [{"held_on": f"{month}-10", "people": 5}])
    late = world.file("drills", "S1", Period.parse("2026-07"), [{"held_on": "2026-06-30", "people": 9}])
    services.compute(period=H1)
    figure = stored("drill_count", "C")
    assert (figure.value, figure.status) == (19, "confirmed")
    members = [member for item in InputSet.objects.filter(hash__in=figure.inputs) for member in item.members]
    assert [late.pk, 1] in members


def test_nothing_is_more_than_a_year_for_which_nobody_filed(filed: dict[str, Any]) -> None:
    world.file("drills", "S1", Period.parse("2026-03"), [{"held_on": "2026-03-10", "people": 5}])
    services.compute(period=H1)
    assert (stored("drill_count", "S1").value, stored("drill_more", "S1").value) == (1, None)
    assert "去年同期" in stored("drill_more", "S1").reason_zh


def test_a_nil_report_of_last_year_is_a_zero_to_compare_with(filed: dict[str, Any]) -> None:
    world.file("drills", "S1", Period.parse("2025-03"), [])
    world.file("drills", "S1", Period.parse("2026-03"), [{"held_on": "2026-03-10", "people": 5}])
    services.compute(period=H1)
    assert stored("drill_more", "S1").value == 1


def test_count_units_counts_schools(filed: dict[str, Any]) -> None:
    services.compute(period=H1, keys=["t.large"])
    assert stored("large", "C").value is not None
    assert stored("large", "T2").value == 0


def test_a_second_run_writes_only_what_changed(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    before = dict(Figure.objects.values_list("pk", "value"))
    world.file("roll", "S3", H1, world.roll(("1", 51, 20)))
    run = services.compute(period=H1)
    assert dict(Figure.objects.values_list("pk", "value")).keys() == before.keys()
    assert stored("pupils", "C").value == 301
    assert set(Figure.objects.values_list("run", flat=True)) == {run.pk}


def test_a_cancelled_run_leaves_the_old_figures(filed: dict[str, Any]) -> None:
    class Stop:
        asked = 0

        def step(self, done: int, total: int, text: str = "") -> None:
            return None

        def check_cancelled(self) -> None:
            self.asked += 1
            if self.asked > 1:
                raise Cancelled

    services.compute(period=H1)
    world.file("roll", "S3", H1, world.roll(("1", 99, 20)))
    with pytest.raises(Cancelled):
        services.compute(period=H1, progress=Stop())
    assert (stored("pupils", "C").value, FigureRun.objects.count()) == (300, 1)


def test_an_accepted_correction_marks_the_figures_above_it_stale(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    services.mark_stale("t.roll", H1, {"S3"})
    assert stored("pupils", "C").status == stored("pupil_growth", "T2").status == "stale"
    assert stored("pupils", "T1").status == "confirmed"
    assert stored("drill_count", "C").status == "no_data"


def test_last_years_filing_touches_this_years_growth_only(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    services.mark_stale("t.roll", H1_BEFORE, {"S3"})
    assert stored("pupil_growth", "C").status == "stale"
    assert stored("pupils", "C").status == "confirmed"


def test_a_stale_figure_is_fresh_after_the_next_run(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    world.file("roll", "S3", H1, world.roll(("1", 60, 20)))
    assert services.mark_stale("t.roll", H1, {"S3"}) == ["2026H1"]
    services.refresh(period=H1)
    assert (stored("pupils", "C").value, stored("pupils", "C").status) == (310, "confirmed")
    assert not Figure.objects.filter(status="stale").exists()


def test_only_stale_indicators_are_computed_again(filed: dict[str, Any]) -> None:
    first = services.compute(period=H1)
    services.mark_stale("t.roll", H1, {"S3"})
    services.refresh(period=H1)
    assert stored("drill_count", "C").run_id == first.pk
    assert stored("pupils", "C").run_id != first.pk


def test_ensure_stores_what_is_absent_and_only_that(filed: dict[str, Any]) -> None:
    services.ensure(keys=["t.pupils"], period=H1)
    services.ensure(keys=["t.pupils"], period=H1)
    assert FigureRun.objects.count() == 1
    assert InputSet.objects.filter(hash__in=stored("pupils", "C").inputs).exists()


def test_a_run_is_audited_and_needs_its_permission(filed: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        services.compute(period=H1, actor=world.everywhere(Role.SCHOOL_CLERK))
    services.compute(period=H1)
    assert AuditEvent.objects.filter(action="figures.compute").count() == 1


def test_a_unit_that_is_gone_takes_its_figures_along(filed: dict[str, Any]) -> None:
    services.compute(period=H1)
    OrgUnitSpell.objects.filter(org_unit__code="S3").delete()
    assert OrgUnit.objects.filter(code="S3").exists()
    services.compute(period=H1)
    assert not Figure.objects.filter(org_unit__code="S3").exists()
