"""Filing a visit: once, whole or not at all, its record becomes answers, findings, difficulties and re-checks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.engine.errors import Problem
from taizhang.inspection import record
from taizhang.inspection.models import (
    Answer,
    ChecklistVersion,
    Difficulty,
    Finding,
    Recheck,
    RecheckResult,
    Result,
    Severity,
    Visit,
)
from taizhang.inspection.record import Part
from taizhang.inspection.services.rules import (
    InspectionError,
    act_of,
    inspected,
    next_number,
    problem,
    refuse,
    require_words,
)

MOST_PEOPLE = 10_000
MOST_TIME = 1000  # working days or hours
_WORDS = (
    ("problem", "问题", "the problem"),
    ("rule", "依据的规定", "the rule"),
    ("opinion", "整改意见", "the opinion"),
    ("responsible", "责任人", "the person responsible"),
)
_LONGEST = (500, 64, 500, 60)  # characters of each that are kept


@transaction.atomic
def file_visit(*, actor: Actor, visit: Visit, visited_on: date) -> Visit:
    """Make of the record what follows from it. Filed again, nothing changes. Refuses a record with a conflict, and
    tells all that is wrong in it at once; the entries stay as they are.

    visited_on: not after today; findings count from it.
    """
    locked = inspected(actor, visit)
    if locked.filed_at is not None:
        return locked
    if visited_on > clock.today():
        refuse(
            str(visited_on),
            (f"不晚于{clock.today()}", f"not after {clock.today()}"),
            (str(visited_on), str(visited_on)),
            ("请填实际到校日期。", "Enter the day of the visit."),
            code="visit.future",
        )
    standing = record.standing_entries(locked.entries.select_related("by"))
    _require_settled(standing)
    if not standing:
        refuse(
            str(locked.planned_on),
            ("至少一项记录", "at least one entry"),
            ("空", "nothing"),
            ("先填检查结果再提交。", "Enter what was seen first."),
            code="visit.empty",
        )
    taker = _Taker(actor, locked, visited_on)
    for kind, take in (
        ("item", taker.answer),
        ("finding", taker.finding),
        ("difficulty", taker.difficulty),
        ("recheck", taker.recheck),
        ("station", taker.station),
        ("met", taker.met),
    ):
        for part in record.parts(standing, kind):
            taker.take(part, take)
    if taker.problems:
        raise InspectionError(taker.problems)
    now = clock.now()
    locked.started_at = locked.started_at or now
    locked.visited_on, locked.filed_at = visited_on, now
    locked.filed_by_id, locked.filed_for_id = actor.user_id, actor.in_place_of
    locked.save()
    audit.record(
        actor=actor,
        action="visit.file",
        obj=locked,
        org_unit=locked.org_unit.code,
        detail={"on": visited_on, "count": taker.found},
    )
    return locked


def _require_settled(standing: Mapping[str, list[Any]]) -> None:
    if open_paths := record.conflicts(standing):
        raise InspectionError(
            [
                problem(
                    path,
                    ("两人填写一致", "one value"),
                    (f"{len(standing[path])}个不同的值", f"{len(standing[path])} values"),
                    ("请选定一个再提交。", "Choose one, then file."),
                    code="visit.conflict",
                )
                for path in open_paths
            ]
        )


class _Taker:
    """Takes the parts of one record; `problems` gathers what is wrong in them."""

    def __init__(self, actor: Actor, visit: Visit, visited_on: date) -> None:
        self.actor, self.visit, self.on = actor, visit, visited_on
        self.checklists = {version.key: version for version in visit.checklists.all()}
        self.problems: list[Problem] = []
        self.found = 0

    def take(self, part: Part, take: Any) -> None:
        try:
            take(part)
        except InspectionError as error:
            self.problems += error.problems

    def _checklist(self, key: str, where: str) -> ChecklistVersion:
        if key not in self.checklists:
            refuse(
                where,
                ("本次走访的检查表", "a checklist of this visit"),
                (f"“{key}”", repr(key)),
                ("请更新手机页面，再核对这一项。", "Update the page, then look at the item."),
                code="visit.checklist",
            )
        return self.checklists[key]

    def answer(self, part: Part) -> None:
        key, item = part.name if len(part.name) == 2 else ("", "")
        said, where = _mapping(part), f"{key} {item}"
        result = said.get("result", "")
        reason = str(said.get("reason", "")).strip()
        if result not in ("", *Result.values) or (result == "" and "value" not in said):
            refuse(
                where,
                ("合格、不合格、不适用，或一个值", "pass, fail, not applicable, or a value"),
                (f"“{result}”", repr(result)),
                ("请重新选择。", "Choose again."),
                code="answer.result",
            )
        if result == Result.NOT_APPLICABLE and not reason:
            refuse(
                where,
                ("不适用的理由", "a reason why it does not apply"),
                ("空", "nothing"),
                ("请补写理由。", "Add the reason."),
                code="answer.reason",
            )
        Answer.objects.create(
            visit=self.visit,
            checklist=self._checklist(key, where),
            item=item,
            result=result,
            value=said.get("value"),
            reason=reason[:500],
            entry=part.entry,
        )

    def finding(self, part: Part) -> None:
        said, client_id = _mapping(part), _new_id(part, Finding)
        where = str(said.get("problem", ""))[:20]
        words = {name: require_words(said.get(name), zh, en, where=where) for name, zh, en in _WORDS}
        severity, heads = said.get("severity", ""), bool(said.get("responsible_heads", False))
        if severity not in Severity.values:
            refuse(
                where,
                ("轻微、一般、严重之一", "minor, ordinary or serious"),
                (f"“{severity}”", repr(severity)),
                ("请选择严重程度。", "Choose the severity."),
                code="finding.severity",
            )
        if severity == Severity.SERIOUS and not heads:
            refuse(
                where,
                ("严重问题由单位负责人整改", "the head of the unit for a serious problem"),
                (words["responsible"], words["responsible"]),
                ("请把责任人改为单位负责人。", "Name the head of the unit."),
                code="finding.head",
            )
        checklist = self._checklist(str(said["checklist"]), where) if said.get("checklist") else None
        Finding.objects.create(
            client_id=client_id,
            visit=self.visit,
            entry=part.entry,
            number=_numbered("WT", self.on.year),
            org_unit=self.visit.org_unit,
            found_on=self.on,
            checklist=checklist,
            item=str(said.get("item", ""))[:64],
            rule_source=str(said.get("rule_source", "")).strip()[:200],
            severity=severity,
            responsible_heads=heads,
            action=str(said.get("action", "")).strip()[:300],
            carried_from=self._earlier(str(said["carried_from"]), where) if said.get("carried_from") else None,
            **self._deadline(said, where),
            **{name: text[:most] for (name, text), most in zip(words.items(), _LONGEST, strict=True)},
        )
        self.found += 1

    def _deadline(self, said: Mapping[str, Any], where: str) -> dict[str, Any]:
        """{"days" | "hours" | "deadline": …}, exactly one of them."""
        given = {name: said[name] for name in ("days", "hours", "deadline") if said.get(name) not in (None, "")}
        name, value = next(iter(given.items()), ("", None))
        day = _day(value) if name == "deadline" else None
        is_number = name != "deadline" and isinstance(value, int) and not isinstance(value, bool)
        is_count = is_number and value in range(1, MOST_TIME + 1)
        if len(given) != 1 or not (is_count or (day is not None and day >= self.on)):
            refuse(
                where,
                ("整改的工作日数、小时数或期限，填一个", "working days, hours or a day, one of them"),
                ("、".join(str(item) for item in given.values()) or "空", str(list(given.values()))),
                ("期限不能早于到校日期。", "A deadline cannot be before the visit."),
                code="finding.deadline",
            )
        return {name: day or value}

    def _earlier(self, number: str, where: str) -> Finding:
        unit = self.visit.org_unit_id  # or what went over into it and was told there to answer
        of_unit = Q(org_unit=unit) | Q(notice__addressee=unit)
        earlier = Finding.objects.filter(of_unit, number=number, closing__isnull=True).exclude(visit=self.visit).first()
        if earlier is None:
            refuse(
                where,
                ("本校未销号的问题编号", "the number of an open finding of this unit"),
                (f"“{number}”", repr(number)),
                ("请从上轮问题里选择。", "Choose from the round before."),
                code="finding.earlier",
            )
        return earlier

    def difficulty(self, part: Part) -> None:
        said = _mapping(part)
        Difficulty.objects.create(
            client_id=_new_id(part, Difficulty),
            visit=self.visit,
            number=_numbered("KN", self.on.year),
            org_unit=self.visit.org_unit,
            raised_on=self.on,
            text=require_words(said.get("text"), "困难", "the difficulty")[:500],
        )

    def recheck(self, part: Part) -> None:
        said, number = _mapping(part), "/".join(part.name)
        result = said.get("result", "")
        record_result(
            actor=self.actor,
            visit=self.visit,
            finding=self._earlier(number, number),
            on=self.on,
            result=str(result),
            note=str(said.get("note", "")),
        )

    def station(self, part: Part) -> None:
        if part.value not in ("seen", "none"):
            refuse(
                "/".join(part.name),
                ("已查看，或本校没有", "seen, or not in this school"),
                (f"“{part.value}”", repr(part.value)),
                ("请重新选择。", "Choose again."),
                code="visit.station",
            )
        self.visit.stations[part.name[0]] = part.value

    def met(self, part: Part) -> None:
        number, who = part.value, part.name[0] if part.name else ""
        if who not in ("teachers", "pupils") or isinstance(number, bool) or not isinstance(number, int):
            number = -1
        if not 0 <= number <= MOST_PEOPLE:
            refuse(
                "/".join(part.name),
                (f"0到{MOST_PEOPLE}的人数", f"people, 0 to {MOST_PEOPLE}"),
                (f"“{part.value}”", repr(part.value)),
                ("请填整数。", "Enter a whole number."),
                code="visit.met",
            )
        setattr(self.visit, f"{who}_met", number)


def record_result(*, actor: Actor, visit: Visit, finding: Finding, on: date, result: str, note: str = "") -> Recheck:
    """In the caller's transaction, which may make the visit."""
    if result not in RecheckResult.values:
        refuse(
            finding.number,
            ("已整改、部分整改、未整改之一", "fixed, partly fixed or not fixed"),
            (f"“{result}”", repr(result)),
            ("请选择复查结果。", "Choose the result."),
            code="recheck.result",
        )
    found, _created = Recheck.objects.get_or_create(
        finding=finding, visit=visit, defaults={"on": on, "result": result, "note": note[:300], **act_of(actor)}
    )
    return found


def _mapping(part: Part) -> Mapping[str, Any]:
    if not isinstance(part.value, dict):
        refuse(
            "/".join(part.name),
            ("一项完整的记录", "a whole entry"),
            (f"“{str(part.value)[:20]}”", repr(part.value)[:40]),
            ("请在手机上重新保存这一项。", "Save the item again on the device."),
            code="entry.shape",
        )
    return part.value


def _new_id(part: Part, model: type[Finding] | type[Difficulty]) -> uuid.UUID:
    """The id in a path, which no other row bears: two ways to write one id are one."""
    found: uuid.UUID | None
    try:
        found = uuid.UUID("/".join(part.name))
    except ValueError:
        found = None
    if found is None or model._default_manager.filter(client_id=found).exists():
        refuse(
            "/".join(part.name),
            ("带唯一编号的一项记录", "an entry with an id of its own"),
            ("编号不完整或重复", "no whole id, or one that is there"),
            ("请在手机上重新保存这一项。", "Save the item again on the device."),
            code="entry.uuid",
        )
    return found


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _numbered(letters: str, year: int) -> str:
    """WT-2026-041: of findings (问题), KN of difficulties (困难)."""
    return f"{letters}-{year}-{next_number(letters, year):03d}"
