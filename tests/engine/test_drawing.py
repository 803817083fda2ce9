"""Drawing by lot: the worked table, refusals with their reasons, and the script that does a published draw again."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from taizhang.engine.drawing import (
    DrawingError,
    DrawInspector,
    DrawList,
    DrawUnit,
    Recusal,
    RecusalGround,
    draw,
    smallest_ticket,
)

DOCS = Path(__file__).parents[2] / "docs/algorithms"
SCRIPT = DOCS / "redraw.py"
PAGE = (DOCS / "drawing.md").read_text(encoding="utf-8")
BARRED = Recusal("D1", "S2", RecusalGround.FORMER_POST)
LIST = DrawList(
    seed="20260302",
    units=(DrawUnit("S1"), DrawUnit("S2", 3), DrawUnit("S3")),
    count=2,
    inspectors=(DrawInspector("D1"), DrawInspector("D2", 1)),
    per_unit=1,
    recusals=frozenset({BARRED}),
)


def test_the_worked_table() -> None:
    first, second = draw(LIST)
    assert (first.unit, first.inspectors, first.left_out) == ("S2", ("D2",), (BARRED,))
    assert (second.unit, second.inspectors, second.left_out) == ("S3", ("D1",), ())
    for unit in LIST.units:
        assert f"| {unit.code} |" in PAGE
        assert smallest_ticket(LIST.seed, unit)[:8] in PAGE


def test_the_page_publishes_what_the_engine_does() -> None:
    published = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
    assert published == LIST.as_json(draw(LIST))


def test_the_script_does_a_published_draw_again(tmp_path: Path) -> None:
    path = tmp_path / "published.json"
    path.write_text(json.dumps(LIST.as_json(draw(LIST))), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", SCRIPT, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "1 S2 D2\n2 S3 D1\nsame as published\n")


def test_the_script_tells_a_result_that_is_another(tmp_path: Path) -> None:
    path = tmp_path / "published.json"
    path.write_text(json.dumps(replace(LIST, seed="20260303").as_json(draw(LIST))), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", SCRIPT, path], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "NOT as published" in done.stdout


def test_the_script_is_short_and_needs_python_alone() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 100
    assert set(re.findall(r"^(?:import|from) (\w+)", text, re.M)) <= sys.stdlib_module_names
    assert f"is {len(text.splitlines())} lines long" in PAGE


@pytest.mark.parametrize(
    ("spoilt", "code", "told"),
    [
        (replace(LIST, count=4), "draw-count", "4"),
        (replace(LIST, count=0), "draw-count", "0"),
        (replace(LIST, units=()), "draw-units", "没有单位"),
        (replace(LIST, seed="a|b"), "draw-seed", "a|b"),
        (replace(LIST, seed=""), "draw-seed", ""),
        (replace(LIST, units=(DrawUnit("S1"), DrawUnit("S1")), count=1), "draw-code", "S1"),
        (replace(LIST, units=(DrawUnit("S1", 0),), count=1), "draw-weight", "0"),
        (replace(LIST, units=(DrawUnit("S1", 1001),), count=1), "draw-weight", "1001"),
        (replace(LIST, per_unit=3), "draw-people", "3"),
        (replace(LIST, per_unit=2), "draw-recused", "D1：曾在该校任职"),
    ],
)
def test_a_draw_that_cannot_be_done_says_why(spoilt: DrawList, code: str, told: str) -> None:
    with pytest.raises(DrawingError) as raised:
        draw(spoilt)
    [problem] = raised.value.problems
    assert problem.code == code
    assert told in problem.found.zh


def test_every_unit_without_inspectors_is_told() -> None:
    everybody = frozenset(
        Recusal(inspector, unit, RecusalGround.RELATIVE) for inspector in ("D1", "D2") for unit in ("S2", "S3")
    )
    with pytest.raises(DrawingError) as raised:
        draw(replace(LIST, recusals=everybody))
    assert [problem.where for problem in raised.value.problems] == ["S2", "S3"]


def test_the_script_loads_as_a_module() -> None:
    script = runpy.run_path(str(SCRIPT))
    assert script["redraw"](LIST.as_json()) == LIST.as_json(draw(LIST))["result"]
