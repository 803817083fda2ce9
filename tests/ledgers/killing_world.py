"""What the kill -9 trials do and look at: the county that they begin from, the works step by step, the state left."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taizhang.core.actor import Actor
    from taizhang.engine.periods import Period
    from taizhang.ledgers.models import Submission

WORKS = ("submit", "accept", "restore", "correct", "import")
ROLL, HAZARDS = "county-base.school_roll", "city-half-year.hazard_points"
IMPORTED = 2_500  # rows: more than one batch
State = dict[str, object]


class Broken(Exception):
    """A trial that left what must never be."""


def after_the_worker_starts() -> State:
    """It takes up what nobody else would: figures of a filing that was accepted just before the kill."""
    from taizhang.figures.tasks import start_waiting_runs

    start_waiting_runs()
    return state()


def warm_up() -> None:
    """What a server has done long before: packs read, expressions compiled. A kill is to meet the work itself."""
    from taizhang.accounts.models import User

    if User.objects.filter(username="s2").exists():
        world = World()
        world.check("S2", ROLL, [{"stage": "小学", "pupils": "1", "classes": "1"}])
        world.check("S1", HAZARDS, [{"point_no": "1"}])


def state() -> State:
    """Everything that the works change, without times and running numbers. Raises Broken for what is never right."""
    from taizhang.accounts.models import User
    from taizhang.core import audit
    from taizhang.core.models import AuditEvent, Job
    from taizhang.ledgers.models import Row, StoredFile, Submission, SubmissionEvent, SubmissionVersion
    from taizhang.ledgers.services.evidence import opened_file
    from taizhang.ledgers.services.uploads import IMPORT_KIND

    if not (report := audit.verify_chain()).intact:
        raise Broken(f"the audit chain is broken at event {report.first_broken}")
    for file in StoredFile.objects.all():
        if hashlib.sha256(opened_file(file).read()).hexdigest() != file.sha256:
            raise Broken(f"the stored file {file.sha256} is not whole")
    filing = "submission__org_unit__code", "submission__ledger_key", "submission__period_code"
    own = "org_unit__code", "ledger_key", "period_code"
    found = {
        "users": User.objects.order_by("username").values_list("username"),
        "filings": Submission.objects.order_by(*own).values_list(*own, "state", "version", "accepted_version"),
        "rows": Row.objects.order_by(*filing, "position", "added_in").values_list(
            *filing, "position", "hash", "added_in", "removed_in"
        ),
        "versions": SubmissionVersion.objects.order_by(*filing, "number").values_list(
            *filing, "number", "content_hash", "row_count"
        ),
        "events": SubmissionEvent.objects.order_by("pk").values_list(*filing, "from_state", "to_state", "version"),
        "audit": AuditEvent.objects.order_by("pk").values_list("action"),
        # An accepted filing whose figures nobody computes again would be half a state.
        "figure runs": Job.objects.exclude(kind=IMPORT_KIND).order_by("pk").values_list("kind", "state"),
    }
    return {name: [list(row) for row in rows] for name, rows in found.items()}


class World:
    """One county in which every work has a filing of its own to begin from."""

    def actor(self, username: str) -> Actor:
        from taizhang.accounts.models import User
        from taizhang.organisation.queries import actor_for

        return actor_for(User.objects.get(username=username))

    def filing(self, code: str) -> Submission:
        from taizhang.ledgers.models import Submission

        return Submission.objects.get(org_unit__code=code, ledger_key=ROLL)

    def check(self, code: str, ledger: str, rows: list[dict[str, object]]) -> None:
        from taizhang.core.packs import installed_packs
        from taizhang.ledgers import services
        from taizhang.organisation.models import OrgUnit

        services.check_unsaved(
            actor=self.actor(code.lower()),
            ledger=installed_packs().ledger(ledger),
            org_unit=OrgUnit.objects.get(code=code),
            period=_period(),
            rows=rows,
        )

    def build(self) -> None:
        from taizhang.core.jobs import run_one
        from taizhang.core.models import Job, JobState
        from taizhang.core.permissions import Role
        from taizhang.figures.services import compute
        from taizhang.organisation.models import OrgUnitSpell
        from tests.ledgers.conftest import GOOD
        from tests.organisation.world import small_county

        world = small_county()
        OrgUnitSpell.objects.filter(org_unit__code__startswith="S").update(stages=["primary"], ownership="public")
        for code in ("S1", "S2", "S3", "S4"):
            world.person(Role.SCHOOL_CLERK, code, username=code.lower())
        world.person(Role.SECTION_CLERK, "QH", username="reviewer")
        world.person(Role.SECTION_HEAD, "QH", username="chief")
        for code in ("S2", "S3", "S4"):
            self.file(code, GOOD)
        self.submit("S3")
        self.submit("S4")
        self.accept("S4")
        compute(period=_period())
        for job in Job.objects.filter(state=JobState.QUEUED):
            run_one(job.pk)
        self.keep_upload()

    def keep_upload(self) -> None:
        """A workbook that waits for the worker."""
        from taizhang.core.packs import installed_packs
        from taizhang.ledgers import services
        from taizhang.ledgers.services import uploads
        from taizhang.organisation.models import OrgUnit
        from tests.ledgers.conftest import workbook
        from tests.ledgers.test_imports import HEADING, rows

        uploads.ROWS_AT_ONCE = 500  # so that one of two batches is long already
        services.receive(
            actor=self.actor("s1"),
            ledger=installed_packs().ledger(HAZARDS),
            org_unit=OrgUnit.objects.get(code="S1"),
            period=_period(),
            name="隐患点.xlsx",
            data=workbook(rows(IMPORTED), HEADING),
        )

    def file(self, code: str, rows: Sequence[Sequence[object]], reason: str = "") -> None:
        from taizhang.core.packs import installed_packs
        from taizhang.ledgers import services
        from taizhang.organisation.models import OrgUnit
        from tests.ledgers.conftest import workbook

        services.file_workbook(
            actor=self.actor(code.lower()),
            ledger=installed_packs().ledger(ROLL),
            org_unit=OrgUnit.objects.get(code=code),
            period=_period(),
            name="上报.xlsx",
            data=workbook(rows),
            reason=reason,
        )

    def submit(self, code: str) -> None:
        from taizhang.ledgers import services

        words = {"jump": "情况属实", "large_classes": "扩建中"}
        services.submit(actor=self.actor(code.lower()), submission=self.filing(code), explanations=words)

    def accept(self, code: str, by: str = "reviewer") -> None:
        from taizhang.ledgers import services

        services.accept(actor=self.actor(by), submission=self.filing(code))

    def reopen(self, code: str) -> None:
        from taizhang.ledgers import services

        services.reopen(actor=self.actor("reviewer"), submission=self.filing(code), reason="漏报一名教师")

    def run_import(self) -> None:
        from taizhang.core import jobs
        from taizhang.core.models import Job
        from taizhang.ledgers.services.uploads import IMPORT_KIND

        jobs.resume_interrupted_jobs()
        jobs.run_one(Job.objects.get(kind=IMPORT_KIND).pk)


def _period() -> Period:
    from taizhang.engine.periods import Period

    return Period.parse("2026H1")


def steps_of(work: str, archive: Path) -> list[Callable[[], None]]:
    """Each is whole by itself; between two of them the system stands in a state that people know."""
    world = World()
    if work == "import":
        return [world.run_import]
    if work == "submit":
        return [lambda: world.submit("S2")]
    if work == "accept":
        return [lambda: world.accept("S3")]
    if work == "correct":
        more = [["小学", 121, 4, 0, 20, 10], ["初中", 90, 3, 30, 10, 8]]
        return [
            lambda: world.reopen("S4"),
            lambda: world.file("S4", more, "漏报一名教师"),
            lambda: world.submit("S4"),
            lambda: world.accept("S4", by="chief"),
        ]
    return [lambda: restore(archive)]


def restore(archive: Path) -> None:
    """As the command does, which refuses where there is data."""
    from taizhang.accounts.models import User
    from taizhang.config.archive import read_backup

    if User.objects.exists():
        raise Broken("a restore that was killed left data, so it cannot be done again")
    read_backup(archive)
