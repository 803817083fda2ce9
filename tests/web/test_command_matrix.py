"""Each role x each service that changes something, and each role x each command of `taizhang` that acts for a person.

Both lists are read from the code: a new service or command without a line here fails.
"""

from __future__ import annotations

import importlib
import inspect
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from taizhang.config.cli import cli
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Role
from taizhang.engine.errors import TaizhangError
from taizhang.ledgers.designing.design import Design
from taizhang.ledgers.models import VersionSource
from taizhang.summaries.models import CommitmentKind
from tests.summaries.summaries_world import H1, H2, place_of
from tests.web import matrix_inspection
from tests.web.matrix_world import PICTURE, TODAY, MatrixWorld

ADMIN = {Role.ADMINISTRATOR}
WRITE = {Role.OFFICE}
FILE = {Role.SCHOOL_CLERK, Role.SECTION_CLERK, Role.OFFICE}
REVIEW = {Role.SECTION_CLERK, Role.SECTION_HEAD}
DESIGN = REVIEW | {Role.OFFICE}
VERIFY = {Role.OFFICE, Role.BUREAU_LEADER, Role.AUDITOR}
READ = set(Role) - ADMIN
PLAN = {Role.OFFICE, Role.SECTION_HEAD, Role.BUREAU_LEADER}
PUBLISH = PLAN - {Role.OFFICE}
SERVICES = ("organisation.services", "targets.services", "ledgers.services", "inspection.services",
            "figures.services", "summaries.services",
            "summaries.tasks", "accounts.services", "core.jobs")  # fmt: skip
# Not commands of a person: they read, log what a page showed, or take the actor from a command that asked before.
NOT_COMMANDS = {
    "core.jobs.jobs_for",
    "core.jobs.start_job",
    "figures.services.record_export",
    "figures.services.record_personal_view",
    "figures.services.ensure",  # storing what a document prints; issuing asks
    "ledgers.services.kept_upload",
    "ledgers.services.newest_upload",  # one's own
    "ledgers.services.file_later",  # only with `kept_upload`, as the next
    "ledgers.services.file_kept",  # only with `kept_upload`, which gives one's own
    "ledgers.services.discard",
    "ledgers.services.marked_copy",  # the same
    "ledgers.services.explain_columns",  # the same
    "ledgers.services.lines_of",  # one's own
    "ledgers.services.place_file",  # only with `lines_of`; `receive` asks
    "ledgers.services.file_dropped",  # its `lines_of` gives one's own
    "ledgers.services.rehearsal_of",  # counts over what the actor may see
    "ledgers.services.wanted_by_outlook",  # of a design that its page has read
    "ledgers.services.wanted_of_design",
    "ledgers.services.wanted_of_task",
    "ledgers.services.start_rehearsal",
    "ledgers.services.work_out",  # the worker's part of it
    "ledgers.services.note_look",  # what a page showed; the page asked
    "summaries.tasks.verification_under_way",
    "targets.services.adopt_promise",  # issuing a summary asks
    "targets.services.answer_promise",
}
Call = Callable[[MatrixWorld, Actor], Any]


def _plain(service: str, **fixed: Any) -> Call:
    """The service with arguments taken from the world's rows by name, where `fixed` gives a name after `$`."""
    module, _dot, name = service.rpartition(".")

    def call(world: MatrixWorld, actor: Actor) -> Any:
        values = {
            key: world.rows[value[1:]] if isinstance(value, str) and value.startswith("$") else value
            for key, value in fixed.items()
        }
        values = {key: value(world) if callable(value) else value for key, value in values.items()}
        return getattr(importlib.import_module(f"taizhang.{module}"), name)(actor=actor, **values)

    return call


def _unit(code: str) -> Callable[[MatrixWorld], Any]:
    return lambda world: world.rows["units"][code]


def _version(world: MatrixWorld) -> int:
    return place_of(world.rows["draft"], "opening").version


def _no_workbook(_world: MatrixWorld) -> Any:
    return io.BytesIO(b"no workbook")


def _person(role: Role) -> Callable[[MatrixWorld], Any]:
    return lambda world: world.people[role]


def _ledger(_world: MatrixWorld) -> Any:
    return installed_packs().ledger("t.roll")


ON: dict[str, Any] = {"on": TODAY}
WHY: dict[str, Any] = {"on": TODAY, "reason": "机构调整"}
FILING: dict[str, Any] = {"ledger": _ledger, "org_unit": _unit("S1"), "period": H1}
# service -> who may, and what it is called with
TABLE: dict[str, tuple[set[Role], dict[str, Any]]] = {
    **matrix_inspection.SERVICES,
    "targets.services.create_plan": (PLAN, {"org_unit": _unit("C"), "period": "2026", "title": "新计划"}),
    "targets.services.change_plan": (PLAN, {"plan": "$plan", "title": "改名", "basis": None, "reason": "更正"}),
    "targets.services.publish_plan": (PUBLISH, {"plan": "$sketch"}),
    "targets.services.close_plan": (PUBLISH, {"plan": "$plan"}),
    "targets.services.carry_over": (PLAN, {"plan": "$plan"}),
    "targets.services.add_target": (PLAN, {"plan": "$sketch", "values": {"title": "新目标"}}),
    "targets.services.change_target": (PLAN, {"target": "$sketch_target", "values": {"weight": "5分"}}),
    "targets.services.drop_target": (PLAN, {"target": "$sketch_target", "reason": "取消"}),
    "targets.services.record_result": (PLAN, {"target": "$plan_target", "met": True, "text": "达到"}),
    "targets.services.add_task": (PLAN, {"target": "$sketch_target", "values": {"title": "新任务"}}),
    "targets.services.change_task": (PLAN, {"task": "$sketch_task", "values": {"title": "改任务"}}),
    "targets.services.drop_task": (PLAN, {"task": "$sketch_task", "reason": "取消"}),
    "targets.services.set_milestone": (PLAN, {"task": "$sketch_task", "title": "节点", "on": TODAY}),
    "targets.services.drop_milestone": (PLAN, {"milestone": "$step"}),
    "targets.services.name_proof": (PLAN, {"task": "$sketch_task", "key": "t.pupils"}),
    "targets.services.drop_proof": (PLAN, {"proof": "$proof"}),
    "targets.services.report_progress": (PLAN, {"task": "$plan_task", "text": "在做"}),  # and the holder of the post
    "targets.services.confirm_task": (PLAN, {"task": "$done"}),
    "targets.services.send_back": (PLAN, {"task": "$done", "reason": "缺佐证"}),
    "targets.services.record_document": (
        PLAN, {"org_unit": _unit("C"), "values": {"title": "通知", "issuer": "教育局", "kind": "notice"}}
    ),
    "targets.services.change_document": (
        PLAN, {"document": "$document", "values": {"title": "通知", "issuer": "教育局", "kind": "notice"}}
    ),
    "targets.services.record_meeting": (PLAN, {"org_unit": _unit("C"), "values": {
        "kind": "special", "level": "county", "title": "会", "chair": "某", "held_on": TODAY, "attendees": 3}}),
    "targets.services.record_visit": (PLAN, {"org_unit": _unit("C"), "values": {
        "direction": "out", "on": TODAY, "partner": "邻县", "unit": None, "purpose": "学习", "people": 3}}),
    "targets.services.change_meeting": (PLAN, {"meeting": "$meeting", "values": {
        "kind": "special", "level": "county", "title": "改", "chair": "某", "held_on": TODAY, "attendees": 3}}),
    "targets.services.change_visit": (PLAN, {"visit": "$visit", "values": {
        "direction": "out", "on": TODAY, "partner": "邻县", "unit": None, "purpose": "学习", "people": 3}}),
    "targets.services.add_decision": (PLAN, {"source": "$meeting", "text": "定一件事"}),
    "targets.services.make_task": (PLAN, {"decision": "$decision"}),
    "organisation.services.assign_post": (ADMIN, {"post": "$post", "person_name": "禾小满", **ON}),
    "organisation.services.delegate": (ADMIN | {Role.SCHOOL_CLERK}, {  # one's own duties

        "giver": _person(Role.SCHOOL_CLERK), "taker": _person(Role.SCHOOL_HEAD), "duties": ["filing"], "first": TODAY,
        "last": TODAY, "reason": "培训"}),
    "organisation.services.withdraw_delegation": (ADMIN | {Role.ZONE_INSPECTOR, Role.SECTION_HEAD}, {
        "delegation": "$delegation"}),
    "organisation.services.assign_zone": (ADMIN, {"school": _unit("S2"), "zone": "$zone", **WHY}),
    "organisation.services.call_off_change": (ADMIN, {"change": "$planned"}),
    "organisation.services.change_org_unit": (ADMIN, {"org_unit": _unit("S1"), "changes": {"name": "新名"}, **WHY}),
    "organisation.services.close_org_unit": (ADMIN, {"org_unit": _unit("S2"), **WHY}),
    "organisation.services.close_zone": (ADMIN, {"zone": "$zone", **WHY}),
    "organisation.services.create_leading_group": (
        ADMIN, {"org_unit": _unit("C"), "name": "组", "topic": "事", "valid_from": TODAY, "head_name": "禾望舒"},
    ),
    "organisation.services.create_org_unit": (
        ADMIN, {"code": "S9", "kind": "school", "parent": _unit("T1"), "valid_from": TODAY, "name": "新小学"},
    ),
    "organisation.services.create_post": (ADMIN, {"org_unit": _unit("C"), "kind": "other", "title": "干事"}),
    "organisation.services.create_zone": (ADMIN, {"code": "Z9", "name": "第九责任区", "valid_from": TODAY}),
    "organisation.services.end_group_member": (ADMIN, {"member": "$member", **ON}),
    "organisation.services.grant_role": (
        ADMIN, {"user": "$person", "role": "section_head", "org_unit": _unit("C"), **ON},
    ),
    "organisation.services.import_org_units": (ADMIN, {"file": _no_workbook, "name": "a.xlsx", **ON}),
    "organisation.services.merge_org_units": (
        ADMIN, {"predecessor": _unit("S2"), "successor": _unit("S1"), **WHY},
    ),
    "organisation.services.move_org_unit": (ADMIN, {"org_unit": _unit("S1"), "parent": _unit("C"), **WHY}),
    "organisation.services.plan_import": (ADMIN, {"file": _no_workbook, "name": "a.xlsx", **ON}),
    "organisation.services.withdraw_rotation": (ADMIN | {Role.SECTION_HEAD}, ON),
    "organisation.services.withdraw_zone_change": (
        ADMIN | {Role.SECTION_HEAD}, {"membership": matrix_inspection.zone_change},
    ),
    "organisation.services.redraw_zones": (
        ADMIN | {Role.SECTION_HEAD},
        {"assignments": lambda world: {world.rows["units"]["S2"]: world.rows["zone"]}, **WHY},
    ),
    "organisation.services.rename_org_unit": (ADMIN, {"org_unit": _unit("S1"), "name": "新名", **WHY}),
    "organisation.services.revoke_role": (ADMIN, {"grant": "$grant", **ON}),
    "organisation.services.rotate_inspectors": (
        ADMIN | {Role.SECTION_HEAD}, {"moves": lambda world: {world.rows["post"]: world.rows["post"]}, **WHY},
    ),
    "organisation.services.set_group_member": (
        ADMIN, {"group": "$group", "role": "member", "person_name": "谷雨", **ON},
    ),
    "organisation.services.split_org_unit": (
        ADMIN,
        {"org_unit": _unit("S2"), "successors": lambda world: [world.rows["units"]["S1"]], "closes": False, **WHY},
    ),
    "organisation.services.vacate_post": (ADMIN, {"post": "$post", **ON}),
    "accounts.services.create_user": (
        ADMIN, {"username": "new", "full_name": "谷雨", "password": "一个长口令12345"},
    ),
    "accounts.services.set_active": (ADMIN, {"user": "$person", "active": False}),
    "core.jobs.cancel_job": (WRITE, {"job": "$job"}),  # whoever started it
    "ledgers.services.send_filing_task": (
        REVIEW,
        {"ledger": _ledger, "period": H2, "org_units": ["S1"], "due_on": date(2027, 1, 5), "minutes": 5},
    ),
    "ledgers.services.add_units": (REVIEW, {"task": "$asked", "org_units": ["S2"], "due_on": date(2026, 12, 31)}),
    "ledgers.services.move_deadline": (REVIEW, {"task": "$asked", "org_units": ["S1"], "due_on": date(2026, 12, 31)}),
    "ledgers.services.excuse_units": (REVIEW, {"task": "$asked", "org_units": ["S1"], "reason": "今年停办"}),
    "ledgers.services.remind": (REVIEW, {"task": "$asked"}),
    "ledgers.services.call_off": (REVIEW, {"task": "$asked"}),
    "ledgers.services.accept": (REVIEW, {"submission": "$submission"}),
    "ledgers.services.accept_many": (REVIEW, {"submissions": lambda world: [world.rows["submission"]]}),
    "ledgers.services.return_": (REVIEW, {"submission": "$submission", "comment": "请核对。"}),
    "ledgers.services.reopen": (REVIEW, {"submission": "$submission", "reason": "学校要更正。"}),
    "ledgers.services.submit": (FILE, {"submission": "$submission", "explanations": {}}),
    "ledgers.services.keep_words": (FILE, {"submission": "$submission", "explanations": {}}),
    "ledgers.services.withdraw": (FILE, {"submission": "$submission"}),
    "ledgers.services.sign": ({Role.SCHOOL_HEAD}, {"submission": "$submission"}),
    "ledgers.services.sign_many": (
        {Role.SCHOOL_HEAD}, {"submissions": lambda world: [world.rows["submission"]], "versions": {}}
    ),
    "ledgers.services.send_back_unsigned": ({Role.SCHOOL_HEAD}, {"submission": "$submission", "comment": "请核对。"}),
    "ledgers.services.take_outside": (
        REVIEW,
        {
            "ledger": _ledger, "period": H1, "source": "学籍系统",
            "name": "名单.csv", "data": "学段,学生数\n1,90\n".encode(),
        },
    ),
    "ledgers.services.compare_outside": (
        REVIEW, {"outside": "$outside", "keys": [("stage", 0)], "compared": [], "unit_column": None}
    ),
    "ledgers.services.run_comparison": (REVIEW, {"outside": "$outside"}),
    "ledgers.services.delete_outside": (REVIEW, {"outside": "$outside"}),
    "ledgers.services.attach_evidence": (FILE, {"submission": "$submission", "name": "照片.png", "data": PICTURE}),
    "ledgers.services.withdraw_evidence": (FILE, {"evidence": "$evidence"}),
    "ledgers.services.file_from_command": (
        FILE,
        {
            "path": Path(__file__), "ledger_key": "t.roll", "org": "S1", "period": "2026H1", "reason": "",
            "submit": False,
        },
    ),
    "ledgers.services.file_workbook": (FILE, {**FILING, "name": "a.xlsx", "data": b"no workbook"}),
    "ledgers.services.receive": (FILE, {**FILING, "name": "a.xlsx", "data": b"no workbook"}),
    "ledgers.services.drop_files": (FILE, {"files": []}),
    "ledgers.services.begin_empty": (DESIGN, {}),
    "ledgers.services.begin_from_ledger": (DESIGN, {"ledger": _ledger}),
    "ledgers.services.begin_from_workbook": (DESIGN, {"name": "a.xlsx", "data": b"no workbook"}),
    "ledgers.services.keep_design": (
        {Role.SECTION_CLERK},  # whose it is
        {"row": "$design", "design": lambda world: Design.from_data(world.rows["design"].data), "window": "",
         "revision": 0},
    ),
    "ledgers.services.delete_design": ({Role.SECTION_CLERK}, {"row": "$design"}),
    "ledgers.services.publish_design": ({Role.SECTION_CLERK}, {"row": "$design"}),
    "ledgers.services.check_unsaved": (FILE, {**FILING, "rows": []}),
    "ledgers.services.save_rows": (FILE, {**FILING, "rows": [], "source": VersionSource.GRID}),
    "figures.services.compute": ({Role.SECTION_HEAD, Role.OFFICE}, {"period": H1}),
    "summaries.services.add_block": (WRITE, {"summary": "$draft", "after": None}),
    "summaries.services.answer_commitment": (
        WRITE, {"summary": "$draft", "commitment": "$promise", "met": True, "text": "已经达到。"},
    ),
    "summaries.services.answer_finding": (WRITE, {"summary": "$draft", "finding": "no_data:1:x", "reason": "先印"}),
    "summaries.services.answer_findings": (WRITE, {"summary": "$draft", "findings": ["x:1"], "reason": "先征求意见"}),
    "summaries.services.withdraw_reason": (WRITE, {"summary": "$draft", "finding": "no_data:1:x"}),
    "summaries.services.withdraw_reasons": (WRITE, {"summary": "$draft", "findings": ["no_data:1:x"]}),
    "summaries.services.bind_number": (
        WRITE,
        {"block": "$block", "version": _version, "typed": "7个", "indicator_key": "t.pupils"},
    ),
    "summaries.services.correct_summary": (WRITE, {"summary": "$issued"}),
    "summaries.services.create_summary": (WRITE, {"template_key": "t.half", "org_unit": _unit("C"), "period": H2}),
    "summaries.services.open_draft": (WRITE, {"template_key": "t.half", "org_unit": _unit("C"), "period": H2}),
    "summaries.services.issue_summary": ({Role.BUREAU_LEADER}, {"summary": "$draft", "number": "教总〔2026〕9号"}),
    "summaries.services.remove_block": (WRITE, {"block": "$block"}),
    "summaries.services.remove_commitment": (WRITE, {"commitment": "$pair"}),
    "summaries.services.save_block": (
        WRITE, {"block": "$block", "version": _version, "humans": {"opening": "新的开头。"}},
    ),
    "summaries.services.take_new_version": (WRITE, {"summary": "$draft"}),
    "summaries.services.save_commitment": (
        WRITE, {"summary": "$draft", "kind": CommitmentKind.PLAN, "values": {"measure": "做一件事"}},
    ),
    "summaries.services.take_found_problems": (WRITE, {"summary": "$draft", "figures": ["t.pupils"]}),
    "summaries.services.verify_summary": (VERIFY, {"summary": "$issued"}),
    "summaries.tasks.start_verification": (VERIFY, {"summary": "$issued"}),
}  # fmt: skip


def services() -> Iterator[str]:
    for module in SERVICES:
        found = importlib.import_module(f"taizhang.{module}")
        for name, member in vars(found).items():
            own = inspect.isfunction(member) and member.__module__.startswith(f"taizhang.{module}")
            if own and not name.startswith("_") and "actor" in inspect.signature(member).parameters:
                yield f"{module}.{name}"


def test_every_service_has_its_line() -> None:
    assert set(services()) == set(TABLE) | NOT_COMMANDS


@pytest.mark.parametrize("role", Role)
def test_each_role_is_let_through_or_refused_by_each_service(world: MatrixWorld, role: Role) -> None:
    actor = world.actor(role)
    wrong = {}
    for service, (allowed, arguments) in TABLE.items():
        through = _let_through(_plain(service, **arguments), world, actor)
        if through != (role in allowed):
            wrong[service] = "let through" if through else "refused"
    assert wrong == {}


def _let_through(call: Call, world: MatrixWorld, actor: Actor) -> bool:
    """A rule that stops it later (a bad file, an open finding) is no refusal. Whatever it changed is undone."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                call(world, actor)
        except (PermissionDenied, Http404):
            return False
        except TaizhangError:
            return True
        finally:
            transaction.set_rollback(True)
    return True


# -- commands ----------------------------------------------------------------------------------------------------------

# Whoever is at the machine: starting it, its data as a whole, and packs as files. No row of a unit is shown or changed.
OF_THE_MACHINE = {
    "run", "worker", "migrate", "manage", "demo", "found", "backup", "restore", "compute", "audit verify",
    "api schema", "ledger propose", "pack check", "pack test", "pack list", "pack coverage", "pack new", "pack diff",
    "check", "document check", "workdays",
}  # fmt: skip
FOR_A_PERSON: dict[str, tuple[set[Role], list[str]]] = {
    "file": (FILE, [__file__, "--ledger", "t.roll", "--org", "S1", "--period", "2026H1"]),
    "export": (READ, ["t.roll", "--period", "2026H1", "--out", "OUT"]),
    "token new": (set(Role), ["--name", "x", "--scope", "ledgers:read"]),  # may no more than its owner
    "token list": (set(Role), []),  # one's own
    "token revoke": ({Role.SCHOOL_CLERK, Role.ADMINISTRATOR}, ["TOKEN"]),
    "figures": (READ, ["--org", "S1", "--period", "2026H1"]),
    "trace": (READ, ["t.pupils", "--org", "S1", "--period", "2026H1"]),
    "summary list": (set(Role), []),  # what one may not see is left out
    "summary render": (READ - {Role.SCHOOL_CLERK, Role.SCHOOL_HEAD, Role.ZONE_INSPECTOR}, ["教总〔2026〕1号"]),
    "summary verify": (VERIFY, ["教总〔2026〕1号"]),
}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def test_every_command_has_its_line() -> None:
    assert {name for name, _command in commands(cli)} == OF_THE_MACHINE | set(FOR_A_PERSON)


def test_what_acts_for_a_person_asks_for_one() -> None:
    for name, command in commands(cli):
        asks = any("--as" in parameter.opts for parameter in command.params)
        assert asks == (name in FOR_A_PERSON), name


@pytest.mark.parametrize("role", Role)
def test_each_role_is_let_through_or_refused_by_each_command(world: MatrixWorld, role: Role, tmp_path: Path) -> None:
    wrong = {}
    for name, (allowed, arguments) in FOR_A_PERSON.items():
        places = {"OUT": str(tmp_path / f"{name}.csv"), "TOKEN": str(world.rows["token"].pk)}
        given = [places.get(word, word) for word in arguments]
        line = [*name.split(), *given, "--as", world.people[role].username]
        with transaction.atomic():
            result = CliRunner().invoke(cli, line)
            transaction.set_rollback(True)
        refused = isinstance(result.exception, PermissionDenied | Http404) or result.exit_code in (2, 3)
        if isinstance(result.exception, TaizhangError):
            refused = any("unknown" in problem.code for problem in result.exception.problems)
        if refused == (role in allowed):
            wrong[name] = f"{result.exit_code} {result.exception!r} {result.output[-200:]}"
    assert wrong == {}
