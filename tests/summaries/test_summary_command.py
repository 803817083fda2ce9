"""`taizhang summary render`: every wrong word is answered in a sentence, with its exit code, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
import summaries_world as world
from click.testing import CliRunner, Result

from taizhang.config.commands import summaries as commands
from taizhang.core.permissions import NotAllowed, Role
from taizhang.summaries.models import Summary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    monkeypatch.setattr(commands, "start_django", lambda: None)


def render(*words: str, role: Role = Role.OFFICE) -> Result:
    return CliRunner().invoke(commands.summary, ["render", *words, "--as", world.user(role).username])


@pytest.mark.parametrize(("words", "told"), [
    (("t.half", "--period", "2026H1"), "--org"),
    (("t.half", "--org", "C", "--period", "2026Q9"), "2026Q9"),
    (("t.half", "--org", "nowhere", "--period", "2026H1"), "nowhere"),
    (("t.half", "--org", "C", "--period", "2026"), "期间是半年，如 2026H1"),
    (("t.half", "--org", "S1", "--period", "2026H1"), "适用于"),
    (("t.nothing", "--org", "C", "--period", "2026H1"), "没有 t.nothing 这份总结模板"),
    (("#999",), "没有 #999 这份总结。"),
    (("教总〔2031〕9号",), "没有 教总〔2031〕9号 这份总结。"),
])  # fmt: skip
def test_wrong_words_are_answered_and_nothing_is_written(
    county: Any, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    target = tmp_path / "out.json"
    answer = render(*words, "--out", str(target))
    assert answer.exit_code == 2 and told in answer.stderr
    assert not target.exists() and not Summary.objects.exists()


def test_who_may_not_see_the_figures_renders_no_empty_document(county: Any, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    answer = render("t.half", "--org", "C", "--period", "2026H1", "--out", str(target), role=Role.ADMINISTRATOR)
    assert isinstance(answer.exception, NotAllowed)  # the command line answers it with 3
    assert not target.exists()


def test_a_period_without_any_record_is_said_beside_the_document(county: Any, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    answer = render("t.half", "--org", "C", "--period", "2019H1", "--out", str(target))
    assert answer.exit_code == 0 and "这一期没有任何数据" in answer.stderr
    assert {slot["status"] for slot in orjson.loads(target.read_bytes())["slots"]} == {"no_data"}


def test_a_whole_document_says_nothing_but_where_it_is(county: Any, tmp_path: Path) -> None:
    answer = render("half", "--org", "C", "--period", "2026H1", "--out", str(tmp_path / "out.json"))
    assert (answer.exit_code, answer.stderr) == (0, "")


def run(*words: str) -> Result:
    return CliRunner().invoke(commands.summary, list(words))


def test_drafts_are_listed_with_their_state(draft: Summary) -> None:
    """To the machine's owner and the writer; not to those who see no draft in the browser."""
    for who in ((), ("--as", world.user(Role.OFFICE).username)):
        assert f"#{draft.pk} 草稿 2026H1 {draft.title}" in run("list", *who).stdout
        (template,) = orjson.loads(run("list", "--json", *who).stdout)
        assert [(item["pk"], item["state"]) for item in template["summaries"]] == [(draft.pk, "draft")]
    reader = ("--as", world.user(Role.AUDITOR).username)
    assert draft.title not in run("list", *reader).stdout


def test_a_draft_is_rendered_and_its_verification_told_apart(draft: Summary) -> None:
    answer = run("render", f"#{draft.pk}")
    assert answer.exit_code == 0 and orjson.loads(answer.stdout)["state"] == "draft"
    answer = run("verify", f"#{draft.pk}")
    assert answer.exit_code == 2 and "还是草稿，印发后才能核验" in answer.stderr
