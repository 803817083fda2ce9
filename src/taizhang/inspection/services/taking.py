"""What filing makes of a settled record: answers, stations, findings, difficulties, re-checks and interviews."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from taizhang.core.actor import Actor
from taizhang.engine.checklist import (
    ABSENT,
    NOT_APPLICABLE,
    SEEN,
    AnswerKind,
    ChecklistItem,
    Outcome,
    answer_path,
    item_path,
    place_of,
    reason_path,
    station_path,
)
from taizhang.engine.entries import Value
from taizhang.engine.errors import Problem
from taizhang.inspection.models import Answer, Difficulty, Finding, Recheck, RecheckResult, Severity, Visit
from taizhang.inspection.queries import HeldChecklist
from taizhang.inspection.queries.checklists import basis_words
from taizhang.inspection.record import Record, Thing
from taizhang.inspection.services.rules import InspectionError, act_of, next_number, problem, refuse, require_words

MOST_PEOPLE = 10_000
MOST_TIME = 1000  # working days or hours
_WORDS = (
    ("problem", "问题", "the problem"),
    ("rule", "依据的规定", "the rule"),
    ("opinion", "整改意见", "the opinion"),
    ("responsible", "责任人", "the person responsible"),
)
_TERMS = ("days", "hours", "deadline")
_OWN_WORDS = ("problem", "opinion", "responsible", "action")  # never preset by an item alone
_COUNT = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Judged:
    """A checklist of the visit with what follows from its answers."""

    held: HeldChecklist
    outcome: Outcome

    @property
    def key(self) -> str:
        return self.held.checklist.key


class Taker:
    """Takes what one record says; `problems` gathers what is wrong in it. The caller's transaction holds only when
    there is nothing."""

    def __init__(self, actor: Actor, visit: Visit, visited_on: date, record: Record, judged: Sequence[Judged]) -> None:
        self.actor, self.visit, self.on, self.record = actor, visit, visited_on, record
        self.judged = {one.key: one for one in judged}
        self.items: dict[str, tuple[HeldChecklist, ChecklistItem]] = {
            item_path(one.key, item.id): (one.held, item) for one in judged for item in one.held.checklist.items
        }
        self.failing = {item_path(one.key, found.item.id) for one in judged for found in one.outcome.findings}
        self.problems: list[Problem] = []
        self.found = 0

    def take(self) -> None:
        self._tell_unknown()
        for one in self.judged.values():
            self._answers(one)
            self._stations(one)
        things = self.record.things("finding")
        written_out = {thing.said.get("of") for thing in things if thing.said.keys() & set(_OWN_WORDS)}
        for thing in things:
            self._try(self._finding, thing, written_out)
        for thing in self.record.things("difficulty"):
            self._try(self._difficulty, thing)
        for thing in self.record.things("recheck"):
            self._try(self._recheck, thing)
        for who in ("teachers", "pupils"):
            self._try(self._met, who)

    def _try(self, take: Callable[..., None], *what: object) -> None:
        try:
            take(*what)
        except InspectionError as error:
            self.problems += error.problems

    def _tell_unknown(self) -> None:
        """Every answer and station is one of the visit's checklists: nothing that was entered is left aside unsaid."""
        known = self.items.keys() | {
            station_path(one.key, station.id) for one in self.judged.values() for station in one.held.checklist.stations
        }
        for path in self.record.values:
            place = place_of(path)
            if place is not None and place.kind != "photo" and path.removesuffix(f"/{place.part}") not in known:
                self.problems.append(_unknown(place.name))

    def _answers(self, one: Judged) -> None:
        values, answers = self.record.values, list[Answer]()
        for item in one.held.checklist.items:
            path = answer_path(one.key, item.id)
            answer = values.get(path)
            if answer is None:
                continue
            judged = item.kind is AnswerKind.PASS_FAIL or answer == NOT_APPLICABLE
            answers.append(
                Answer(
                    visit=self.visit,
                    checklist=one.held.version,
                    item=item.id,
                    result=str(answer)[:16] if judged else "",
                    value=None if judged else answer,
                    reason=str(values.get(reason_path(one.key, item.id), "")).strip()[:500],
                    entry=self.record.standing[path][-1],
                )
            )
        Answer.objects.bulk_create(answers)

    def _stations(self, one: Judged) -> None:
        """A station of which an item is answered was seen, whether or not somebody marked it."""
        for station in one.held.checklist.stations:
            mark = self.record.values.get(station_path(one.key, station.id))
            items = one.held.checklist.items_of(station)
            answered = any(answer_path(one.key, item.id) in self.record.values for item in items)
            if mark == SEEN or answered:
                self.visit.stations[station.id] = SEEN
            elif mark == ABSENT:
                self.visit.stations.setdefault(station.id, ABSENT)

    def _finding(self, thing: Thing, written_out: Collection[Value]) -> None:
        """Passed over: what is left of an answer that does not fail any more, and one that was only begun on a phone
        while another phone wrote the same item's out."""
        of = thing.said.get("of")
        held, item = self.items.get(str(of), (None, None))
        if of is not None and item is None:
            raise InspectionError([_unknown(str(of).split("/")[-1])])
        if of is not None and of not in self.failing:
            return
        if of in written_out and not thing.said.keys() & set(_OWN_WORDS):
            return
        said = _with_presets(thing.said, held, item)
        where = str(said.get("problem") or (item.text.zh if item is not None else ""))[:20]
        words = _words(said, where)
        heads = said.get("responsible_heads") in (True, "true")
        severity = _severity(said, words["responsible"], where, heads=heads)
        carried_from = said.get("carried_from")
        Finding.objects.create(
            client_id=_new_id(thing, Finding),
            visit=self.visit,
            entry=thing.rows["problem"],
            number=_numbered("WT", self.on.year),
            org_unit=self.visit.org_unit,
            found_on=self.on,
            checklist=held.version if held is not None else None,
            item=item.id[:64] if item is not None else "",
            rule_source=str(said.get("rule_source") or "").strip()[:200],
            severity=severity,
            responsible_heads=heads,
            action=str(said.get("action", "")).strip()[:300],
            carried_from=self._open_earlier(str(carried_from), where) if carried_from else None,
            **self._term(said, where),
            problem=words["problem"][:500],
            rule=words["rule"][:64],
            opinion=words["opinion"][:500],
            responsible=words["responsible"][:60],
        )
        self.found += 1

    def _term(self, said: Mapping[str, Value], where: str) -> dict[str, Any]:
        """{"days" | "hours" | "deadline": …}, exactly one of them."""
        given = {name: said[name] for name in _TERMS if said.get(name) is not None}
        name, value = next(iter(given.items()), ("", None))
        day, count = (_day(value), None) if name == "deadline" else (None, _count(value))
        is_count = count is not None and 0 < count <= MOST_TIME
        if len(given) != 1 or not (is_count or (day is not None and day >= self.on)):
            refuse(
                where,
                ("整改的工作日数、小时数或期限，填一个", "working days, hours or a day, one of them"),
                ("、".join(str(item) for item in given.values()) or "空", str(list(given.values()))),
                ("期限不能早于走访日期。", "A deadline cannot be before the visit."),
                code="finding.deadline",
            )
        return {name: day or count}

    def _earlier(self, number: str) -> Finding | None:
        unit = self.visit.org_unit_id  # or what went over into it and was told there to answer
        of_unit = Q(org_unit=unit) | Q(notice__addressee=unit) | Q(notice__in=[self.visit.follows_id or 0])
        return (
            Finding.objects.filter(of_unit, number=number).exclude(visit=self.visit).select_related("closing").first()
        )

    def _open_earlier(self, number: str, where: str) -> Finding:
        earlier = self._earlier(number)
        if earlier is None or hasattr(earlier, "closing"):
            refuse(
                where,
                ("本校未销号的问题编号", "the number of an open finding of this unit"),
                (f"“{number}”", repr(number)),
                ("请从上轮问题里选择。", "Choose from the round before."),
                code="finding.earlier",
            )
        return earlier

    def _difficulty(self, thing: Thing) -> None:
        Difficulty.objects.create(
            client_id=_new_id(thing, Difficulty),
            visit=self.visit,
            number=_numbered("KN", self.on.year),
            org_unit=self.visit.org_unit,
            raised_on=self.on,
            text=require_words(str(thing.said.get("text", "")), "困难", "the difficulty")[:500],
        )

    def _recheck(self, thing: Thing) -> None:
        """What was closed while the phone was away keeps what was seen of it; it stays closed."""
        finding = self._earlier(thing.name)
        if finding is None:
            refuse(
                thing.name[:20],
                ("本校问题的编号", "the number of a finding of this unit"),
                (f"“{thing.name[:20]}”", repr(thing.name[:20])),
                ("请从要复查的问题里选择。", "Choose from what is asked again."),
                code="recheck.finding",
            )
        record_result(
            actor=self.actor,
            visit=self.visit,
            finding=finding,
            on=self.on,
            result=str(thing.said.get("result", "")),
            note=str(thing.said.get("note", "")),
        )

    def _met(self, who: str) -> None:
        value = self.record.values.get(f"met/{who}")
        count = _count(value)
        if value is None:
            return
        if count is None or count > MOST_PEOPLE:
            refuse(
                {"teachers": "访谈教师", "pupils": "访谈学生"}[who],
                (f"0到{MOST_PEOPLE}的人数", f"people, 0 to {MOST_PEOPLE}"),
                (f"“{str(value)[:10]}”", repr(value)[:20]),
                ("请填整数。", "Enter a whole number."),
                code="visit.met",
            )
        setattr(self.visit, f"{who}_met", count)


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


def _with_presets(
    said: Mapping[str, Value], held: HeldChecklist | None, item: ChecklistItem | None
) -> Mapping[str, Value]:
    """What nobody wrote of a finding is its item's: rule and its source, severity, and until when."""
    if held is None or item is None:
        return said
    presets: dict[str, Value] = {
        "rule": held.rule(item).zh,
        "rule_source": basis_words(held.checklist.basis(item)),
        "severity": item.severity.value if item.severity else None,
    }
    if not any(said.get(name) is not None for name in _TERMS):
        presets |= {"days": item.days, "hours": item.hours}
    return {**presets, **said}


def _words(said: Mapping[str, Value], where: str) -> dict[str, str]:
    """Raises InspectionError with all that are missing."""
    words, problems = dict[str, str](), list[Problem]()
    for name, zh, en in _WORDS:
        try:
            words[name] = require_words(said.get(name), zh, en, where=where)
        except InspectionError as error:
            problems += error.problems
    if problems:
        raise InspectionError(problems)
    return words


def _severity(said: Mapping[str, Value], responsible: str, where: str, *, heads: bool) -> str:
    severity = str(said.get("severity", ""))
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
            (responsible[:10], responsible[:20]),
            ("请把责任人改为单位负责人。", "Name the head of the unit."),
            code="finding.head",
        )
    return severity


def _unknown(name: str) -> Problem:
    return problem(
        name[:20],
        ("本次走访检查表的一项", "a part of a checklist of this visit"),
        (f"“{name[:10]}”", repr(name[:20])),
        ("请更新手机页面再核对。", "Update the page, then look at the item."),
        code="visit.checklist",
    )


def _new_id(thing: Thing, model: type[Finding] | type[Difficulty]) -> uuid.UUID:
    """The id in a path, which no other row bears: two ways to write one id are one."""
    found: uuid.UUID | None
    try:
        found = uuid.UUID(thing.name)
    except ValueError:
        found = None
    if found is None or model._default_manager.filter(client_id=found).exists():
        refuse(
            thing.name[:20],
            ("带唯一编号的一项记录", "an entry with an id of its own"),
            ("编号不完整或重复", "no whole id, or one that is there"),
            ("请在手机上重新保存这一项。", "Save the item again on the device."),
            code="entry.uuid",
        )
    return found


def _count(value: Value) -> int | None:
    """A whole number from 0, also as a text; None for anything else."""
    if isinstance(value, bool) or not _COUNT.fullmatch(str(value).strip()):
        return None
    return int(str(value))


def _day(value: Value) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _numbered(letters: str, year: int) -> str:
    """WT-2026-041: of findings (问题), KN of difficulties (困难)."""
    return f"{letters}-{year}-{next_number(letters, year):03d}"
