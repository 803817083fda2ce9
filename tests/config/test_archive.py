"""Backup and restore from outside, as an administrator does it, into another database of the same kind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from taizhang.config.archive import _require_known_names
from taizhang.engine.errors import TaizhangError

PREPARE = """
from taizhang.core import audit
from taizhang.accounts.models import User
user = User.objects.create(username="kept", full_name="安知远")
for number in range(3):
    audit.record(actor=user, action="session.sign-in", obj="test", detail={"number": number})
"""
LOOK = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from taizhang.core import audit
from taizhang.core.models import AuditEvent
from taizhang.accounts.models import User
report = audit.verify_chain()
executor = MigrationExecutor(connection)
print(executor.migration_plan(executor.loader.graph.leaf_nodes()))
print(report.first_broken, list(AuditEvent.objects.exclude(action="backup.write").values_list("hash", flat=True)))
User.objects.create(username="after", full_name="后来")
"""


# A school whose roll is filed by one person and accepted by another, and the figures of its half-year.
FILE = """
from datetime import date
from taizhang.accounts.models import User
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.figures.services import compute
from taizhang.ledgers import services
from taizhang.ledgers.models import VersionSource
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, RoleGrant
from taizhang.organisation.queries import actor_for
first = date(2024, 1, 1)
county, school = (OrgUnit.objects.create(code=code, kind=kind) for code, kind in (("C", "county"), ("S1", "school")))
OrgUnitSpell.objects.create(org_unit=county, name="青禾县", valid_from=first)
OrgUnitSpell.objects.create(
    org_unit=school, parent=county, name="松岭小学", stages=["primary"], ownership="public", valid_from=first)
people = []
for name, role, unit in (("clerk", "school_clerk", school), ("reviewer", "section_head", county)):
    people.append(User.objects.create(username=name, full_name=name))
    RoleGrant.objects.create(user=people[-1], role=role, org_unit=unit, valid_from=first)
clerk, reviewer = (actor_for(user) for user in people)
ledger, period = installed_packs().ledger("county-base.school_roll"), Period.parse("2026H1")
row = {"stage": "primary", "pupils": 120, "classes": 4, "boarders": 0, "migrant_pupils": 20, "teachers": 9}
row = {field.id: value for field, value in zip(ledger.fields, row.values())}
done = services.save_rows(
    actor=clerk, ledger=ledger, org_unit=school, period=period, rows=[row], source=VersionSource.API)
assert done.submission is not None, [problem.sentence() for problem in done.problems]
said = {str(item["check"]): "属实" for item in done.submission.versions.get().warnings}
services.accept(actor=reviewer, submission=services.submit(
    actor=clerk, submission=done.submission, explanations=said))
compute(period=period)
"""
FIGURES = """
from taizhang.engine.periods import Period
from taizhang.figures.models import Figure
from taizhang.figures.services import compute
from taizhang.ledgers.models import SubmissionVersion
kept = "indicator_key", "org_unit__code", "value", "input_hash", "fingerprint"
def told():
    figures = sorted(map(str, Figure.objects.filter(value__isnull=False, rows__gt=0).values_list(*kept)))
    return [*figures, *SubmissionVersion.objects.values_list("content_hash", flat=True)]
stored = told()
compute(period=Period.parse("2026H1"))
print("again", told() == stored)
print(len(stored), stored)
"""


@pytest.fixture
def addresses(db: None, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """DATABASE_URL of two empty databases of the kind that this run tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/one.sqlite3", f"sqlite:///{tmp_path}/two.sqlite3"
        return
    import psycopg

    facts = connection.settings_dict
    host = facts["HOST"] or facts["OPTIONS"].get("host", "")
    plain = {"host": host, "user": facts["USER"], "password": facts["PASSWORD"], "port": facts["PORT"] or None}
    port = f"&port={facts['PORT']}" if facts["PORT"] else ""
    base = f"postgres://{facts['USER']}@/{{}}?host={host.replace('/', '%2F')}{port}"
    names = [f"archive_{os.getpid()}_{number}" for number in (1, 2)]
    with psycopg.connect(dbname="postgres", autocommit=True, **plain) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')
        yield base.format(names[0]), base.format(names[1])
        for name in names:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def taizhang(url: str, folder: Path, *arguments: str, code: int = 0) -> str:
    environment = {**os.environ, "DATABASE_URL": url, "TAIZHANG_DATA": str(folder), "TAIZHANG_LANG": "en"}
    command = [sys.executable, "-m", "taizhang.config.cli", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_restored_system_has_every_hash_and_data_or_a_foreign_file_is_refused(
    addresses: tuple[str, str], tmp_path: Path
) -> None:
    """One test, for preparing a system takes its time. The backup is of an earlier version."""
    one, two = addresses
    taizhang(one, tmp_path / "a", "migrate")
    taizhang(one, tmp_path / "a", "manage", "migrate", "ledgers", "0001")
    taizhang(one, tmp_path / "a", "manage", "shell", "-c", PREPARE)
    stored = tmp_path / "a" / "media" / "ab"
    stored.mkdir(parents=True)
    (stored / "abc").write_bytes(b"evidence")
    table = "date,workday,reason,document\n2027-04-09,0,县庆,县政发〔2026〕1号\n"
    (tmp_path / "a" / "calendars").mkdir()
    (tmp_path / "a" / "calendars" / "county.csv").write_text(table, encoding="utf-8")
    taizhang(one, tmp_path / "a", "backup", str(tmp_path / "archive.tar.gz"))
    assert "There is data here" in taizhang(one, tmp_path / "a", "restore", str(tmp_path / "archive.tar.gz"), code=2)
    (tmp_path / "foreign.tar.gz").write_bytes(b"no archive")
    assert "foreign" in taizhang(two, tmp_path / "b", "restore", str(tmp_path / "foreign.tar.gz"), code=2)
    whole = (tmp_path / "archive.tar.gz").read_bytes()
    spoilt = bytearray(whole)
    spoilt[len(whole) // 2] ^= 0xFF
    (tmp_path / "spoilt.tar.gz").write_bytes(spoilt)
    assert "damaged" in taizhang(two, tmp_path / "b", "restore", str(tmp_path / "spoilt.tar.gz"), code=2)
    assert not (tmp_path / "b" / "media").exists(), "nothing of it came in"
    taizhang(two, tmp_path / "b", "restore", str(tmp_path / "archive.tar.gz"))
    before = taizhang(one, tmp_path / "a", "manage", "shell", "-c", LOOK)
    after = taizhang(two, tmp_path / "b", "manage", "shell", "-c", LOOK)
    assert "None ['" in after and after.splitlines()[-1] == before.splitlines()[-1]
    assert "[]" in after.splitlines()[-2], "no step is left to take"
    assert (tmp_path / "b" / "media" / "ab" / "abc").read_bytes() == b"evidence"
    assert (tmp_path / "b" / "calendars" / "county.csv").read_text("utf-8") == table


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "known"),
    [
        ({"accounts_user": ["id", "username"]}, True),
        ({"accounts_user": ["id", "no_such"]}, False),
        ({'accounts_user" CASCADE; DROP TABLE "accounts_user': ["id"]}, False),
        ({"../../etc/passwd": ["id"]}, False),
    ],
)
def test_names_that_an_archive_brings_are_those_of_our_tables(columns: dict[str, list[str]], known: bool) -> None:
    with connection.cursor() as cursor:
        if known:
            _require_known_names(Path("a.tar.gz"), cursor, columns)
        else:
            with pytest.raises(TaizhangError):
                _require_known_names(Path("a.tar.gz"), cursor, columns)


def test_the_data_folder_of_a_new_machine_is_made(tmp_path: Path) -> None:
    """A foreign file shows that the restore came as far as reading it."""
    (tmp_path / "foreign.tar.gz").write_bytes(b"no archive")
    folder = tmp_path / "new" / "data"
    url = f"sqlite:///{folder}/taizhang.sqlite3"
    assert "foreign" in taizhang(url, folder, "restore", str(tmp_path / "foreign.tar.gz"), code=2)
    (tmp_path / "file").write_text("")
    told = taizhang(url, tmp_path / "file" / "data", "restore", str(tmp_path / "foreign.tar.gz"), code=2)
    assert "its parent is no folder" in told


def test_a_restored_system_has_and_computes_the_same_figures_hash_for_hash(
    addresses: tuple[str, str], tmp_path: Path
) -> None:
    one, two = addresses
    taizhang(one, tmp_path / "a", "migrate")
    taizhang(one, tmp_path / "a", "manage", "shell", "-c", FILE)
    taizhang(one, tmp_path / "a", "backup", str(tmp_path / "archive.tar.gz"))
    taizhang(two, tmp_path / "b", "restore", str(tmp_path / "archive.tar.gz"))
    before, after = (
        taizhang(url, tmp_path / folder, "manage", "shell", "-c", FIGURES).splitlines()[-2:]
        for url, folder in ((one, "a"), (two, "b"))
    )
    assert before == after and after[0] == "again True" and int(after[1].split()[0]) > 3
