"""Whatever is wrong with a command ends in one sentence, a documented exit code, and no traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import Http404
from django.utils import translation
from tests.organisation.world import World, small_county

from taizhang.config import cli as entry
from taizhang.config.refusals import say_refusal
from taizhang.core.permissions import NotAllowed, Permission, Role
from taizhang.ledgers.models import Submission

ROLL = "county-base.school_roll"

# what is typed, exit code, a word of the Chinese sentence, a word of the English one
TABLE = (
    ("figures --org NONE --period 2026H1", 2, "NONE", "NONE"),
    ("figures --org QH --period nope", 2, "nope", "nope"),
    ("figures --org QH --period 2026H1 a.b", 2, "a.b", "a.b"),
    ("figures --org QH --period 2026H1 --as nobody", 2, "没有名为 nobody", "no user named nobody"),
    ("figures --org QH", 2, "缺少 --period", "--period"),
    ("trace a.b --org QH --period 2026H1", 2, "a.b", "a.b"),
    ("compute nope", 2, "期间 nope 不对", "no period nope"),
    ("compute 2026H1 --pack nope", 2, "没有 nope 这个数据包", "no pack nope"),
    ("summary verify 999", 2, "没有 999", "no summary 999"),
    ("summary render nope --org QH --period 2026H1", 2, "没有 nope", "nope"),
    ("summary render nope --format pdf", 2, "html、docx、json", "'html', 'docx', 'json'"),
    ("export a.b --period 2026H1 --out X.csv", 2, "a.b", "a.b"),
    (f"export {ROLL} --period 2026H1 --out X.pdf", 2, ".csv 或 .parquet", ".csv or .parquet"),
    ("export school_roll --period 2026H1 --out X.csv", 2, ROLL, ROLL),
    ("figures --org QH --period 2026H1 pupils_totl", 2, "county-base.pupils_total", "county-base.pupils_total"),
    ("found XX 另一县 --admin boss --password 一个长口令12345", 3, "已有账号", "accounts already"),
    (f"export {ROLL} --period nope --out X.csv", 2, "期间 nope 不对", "no period nope"),
    (f"file MISSING --ledger {ROLL} --org S1 --period 2026H1 --as clerk", 2, "没有这个文件", "does not exist"),
    (f"file --ledger {ROLL} --org S1 --period 2026H1 --as clerk", 2, "--nil", "--nil"),
    (f"file --nil --ledger {ROLL} --org S1 --period 2026H1", 2, "--as", "--as"),
    ("file --nil --ledger a.b --org S1 --period 2026H1 --as clerk", 2, "--ledger：应为台账代码", "--ledger: expected"),
    (f"file --nil --ledger {ROLL} --org NONE --period 2026H1 --as clerk", 2, "--org：应为", "--org: expected"),
    (f"file --nil --ledger {ROLL} --org S1 --period nope --as clerk", 2, "--period：应为", "--period: expected"),
    (f"file --nil --ledger {ROLL} --org S2 --period 2026H1 --as clerk", 3, "没有“填报台账”的权限", "file for the unit"),
    ("restore MISSING", 2, "没有这个文件", "does not exist"),
    ("pack diff MISSING MISSING", 2, "没有这个文件夹", "does not exist"),
    ("pack new Bad/id", 2, "Bad/id", "Bad/id"),
    ("run --port many", 2, "整数，现为many", "not a valid integer"),
    ("frob", 2, "没有 frob 这个命令", "frob"),
    ("audit verify more", 2, "参数多了：more", "more"),
    ("workdays 2026-13-01 3", 2, "FROM 应为 2026-03-31 这样的日期，现为“2026-13-01”", "2026-13-01"),
    ("workdays 2026-01-05 --until", 2, "--until 后面缺少值", "requires an argument"),
    ("workdays 2026-01-05 3 --json=x", 2, "--json 后面不带值", "does not take a value"),
    ("figures --bad", 2, "没有 --bad 这个选项", "--bad"),
)


@pytest.fixture
def world(db: None) -> World:
    county = small_county()
    county.person(Role.SCHOOL_CLERK, "S1", username="clerk")
    return county


def typed(line: str, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(sys, "argv", ["taizhang", *line.split()])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    return ended.value.code


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_group_without_a_command_shows_its_help_and_nothing_else(
    lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", lang)
    assert typed("pack", monkeypatch) == 2
    said = capsys.readouterr().err
    assert "coverage" in said
    assert "pack --help" not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("line", "code", "zh", "en"), TABLE, ids=[row[0] for row in TABLE])
def test_bad_input_is_told_in_the_users_language(
    line: str,
    code: int,
    zh: str,
    en: str,
    lang: str,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", lang)
    monkeypatch.chdir(tmp_path)
    assert typed(line, monkeypatch) == code
    said = capsys.readouterr().err
    assert (zh if lang == "zh" else en) in said, said
    assert "Traceback" not in said
    assert not Submission.objects.exists()


def test_a_nil_report_is_filed_without_a_workbook(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from taizhang.organisation.models import OrgUnitSpell

    OrgUnitSpell.objects.filter(org_unit__code__startswith="S").update(stages=["primary"], ownership="public")
    assert typed(f"file --nil --submit --ledger {ROLL} --org S1 --period 2026H1 --as clerk", monkeypatch) == 0
    filed = Submission.objects.get()
    assert (filed.state, filed.version, filed.versions.get().row_count) == ("submitted", 1, 0)


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (NotAllowed(Permission.VERIFY_SUMMARY), 3, "没有“核验总结”的权限"),
        (NotAllowed(Permission.EXPORT), 3, "没有“导出”的权限"),
        (Http404(), 2, "无权查看"),
        (OperationalError("attempt to write a readonly database"), 2, "不能写入"),
        (OperationalError("unable to open database file"), 2, "TAIZHANG_DATA"),
        (OperationalError("no such table: core_job"), 2, "taizhang migrate"),
        (PermissionError(errno.EACCES, "no", "/data/book.xlsx"), 2, "/data/book.xlsx：没有读写权限"),
        (IsADirectoryError(errno.EISDIR, "no", "/data"), 2, "请写明文件名"),
        (OSError(errno.EROFS, "no", "/data/out.csv"), 2, "只读"),
    ],
)
def test_what_stands_in_the_way_is_named_with_its_cure(
    error: Exception, code: int, word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TAIZHANG_LANG", "zh")
    with translation.override("zh-hans"):
        assert say_refusal(error) == code
    assert word in capsys.readouterr().err


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert say_refusal(KeyError("x")) is None
    assert say_refusal(OperationalError("syntax error")) is None


@pytest.mark.parametrize("line", ["summary list", "audit verify", "figures --org QH --period 2026H1", "compute 2026H1"])
def test_an_empty_data_folder_says_what_to_run(line: str, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/empty.sqlite3"
    environment = {**os.environ, "TAIZHANG_DATA": str(tmp_path), "DATABASE_URL": address, "TAIZHANG_LANG": "zh"}
    command = [sys.executable, "-m", "taizhang.config.cli", *line.split()]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "taizhang migrate" in done.stderr
    assert "Traceback" not in done.stderr
