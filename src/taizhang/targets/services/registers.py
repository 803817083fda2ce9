"""Basis documents, meetings, visits; their decisions become tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NoReturn, TypeVar

from django.db import IntegrityError, transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.engine.document_numbers import is_document_number, is_too_late, latest_year
from taizhang.organisation.models import OrgUnit, Post
from taizhang.targets.models import BasisDocument, Decision, Meeting, Task, Visit
from taizhang.targets.queries import visible_documents
from taizhang.targets.services.rules import differences, refuse, require_words
from taizhang.targets.services.tasks import task_of_decision

_Registered = TypeVar("_Registered", Meeting, Visit)


@transaction.atomic
def record_document(*, actor: Actor, org_unit: OrgUnit, values: Mapping[str, Any]) -> BasisDocument:
    """values: number, title, issuer, kind, issued_on, valid_to, note. The number may stay empty, but not be wrong."""
    actor.require(Permission.WRITE_TARGETS, org_unit.code)
    document = BasisDocument(org_unit=org_unit, **_document(actor, None, values))
    document.save()
    audit.record(
        actor=actor, action="document.create", obj=document, org_unit=org_unit.code, detail={"number": document.number}
    )
    return document


@transaction.atomic
def change_document(*, actor: Actor, document: BasisDocument, values: Mapping[str, Any]) -> BasisDocument:
    actor.require(Permission.WRITE_TARGETS, document.org_unit.code)
    locked = BasisDocument.objects.select_for_update().get(pk=document.pk)
    _change(actor, locked, _document(actor, locked, values), "document.change")
    return locked


def _document(actor: Actor, document: BasisDocument | None, values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    found["title"] = require_words(found.get("title") or "", "文件名称", "a title")
    found["issuer"] = require_words(found.get("issuer") or "", "发文机关", "the issuing body")
    number = found["number"] = (found.get("number") or "").strip()
    if number and not is_document_number(number):
        refuse(
            "文号",
            ("规范的文号，如 青教〔2026〕12号", "a number such as 青教〔2026〕12号"),
            (number[:30], number),
            (
                "用六角括号，年份四位，序号不补零；不知道就空着。",
                "Hexagonal brackets, no leading zero; or leave it empty.",
            ),
            code="document.number",
        )
    if number and is_too_late(number, clock.today()):
        latest = latest_year(clock.today())
        refuse(
            "文号",
            (f"{latest}年或以前的文号", f"a number of {latest} or before"),
            (number[:30], number),
            ("核对年份。", "Check the year."),
            code="document.year",
            data={"field": "number"},
        )
    others = BasisDocument.objects.exclude(pk=document.pk if document else 0)
    if number and (holder := others.filter(number=number).first()) is not None:
        _refuse_registered(actor, holder)
    return found


def _refuse_registered(actor: Actor, holder: BasisDocument) -> NoReturn:
    """Names the document that has the number, and leads to it, for those who may see it."""
    seen = visible_documents(actor).filter(pk=holder.pk).exists()
    title = f"《{holder.title[:12]}{'…' if len(holder.title) > 12 else ''}》"
    refuse(
        "文号",
        ("没有登记过的文号", "a number not registered yet"),
        (f"{title}已用此文号", f"that of {title}") if seen else ("别的文件已用此文号", "that of another document"),
        ("同一份文件不必再登；不是同一份就核对文号。", "Do not register it twice; else check the number."),
        code="document.number",
        data={"document": holder.pk} if seen else None,
    )


@transaction.atomic
def record_meeting(
    *,
    actor: Actor,
    org_unit: OrgUnit,
    values: Mapping[str, Any],
    participants: Collection[OrgUnit] = (),
    token: str = "",
) -> Meeting:
    """values: kind, level, title, chair, held_on, place, attendees, agenda, group, minutes. token: of the form; sent
    again, also from the page that the back button shows, it is still one meeting."""
    actor.require(Permission.WRITE_TARGETS, org_unit.code)
    checked = {"org_unit": org_unit, **_meeting(values)}
    meeting = Meeting(recorded_by_id=actor.user_id, recorded_at=clock.now(), form_token=token, **checked)
    if (known := _save_once(meeting)) is not None:
        same = {unit.pk for unit in known.participants.all()} == {unit.pk for unit in participants}
        _require_same(known, checked, same=same)
        return known
    meeting.participants.set(participants)
    audit.record(
        actor=actor, action="meeting.create", obj=meeting, org_unit=org_unit.code, detail={"title": meeting.title}
    )
    return meeting


@transaction.atomic
def change_meeting(
    *, actor: Actor, meeting: Meeting, values: Mapping[str, Any], participants: Collection[OrgUnit] = ()
) -> Meeting:
    """Put right what was registered; values as in `record_meeting`. Whose meeting it is stays."""
    actor.require(Permission.WRITE_TARGETS, meeting.org_unit.code)
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _change(actor, locked, _meeting(values), "meeting.change")
    locked.participants.set(participants)
    return locked


def _meeting(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    _require_past(found["held_on"], "held_on")
    found["title"] = require_words(found["title"], "会议名称", "a title")
    found["chair"] = require_words(found["chair"], "主持人", "the chair")
    return found


def _save_once(row: _Registered) -> _Registered | None:
    """Saves it, or gives what the same person's form was saved as before; of two presses at once the database lets one
    through."""
    earlier = type(row)._default_manager.filter(form_token=row.form_token, recorded_by=row.recorded_by_id)
    if row.form_token and (known := earlier.first()) is not None:
        return known
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if row.form_token and (known := earlier.first()) is not None:
            return known
        raise
    return None


def _require_same(known: Meeting | Visit, checked: Mapping[str, Any], *, same: bool = True) -> None:
    """Refuses a form that says something else than when it was registered: it may be meant as a correction or as
    another one, and only its writer knows."""
    if same and all(getattr(known, name) == value for name, value in checked.items()):
        return
    kind, title = ("meeting", "会议") if isinstance(known, Meeting) else ("visit", "走访")
    name = f"《{str(known)[:12]}》"
    refuse(
        "",
        (f"另一次{title}", f"another {kind}"),
        (f"这张表已登记为{name}", f"a form registered as {name}"),
        ("要更正，打开那一次；要另登，再按一次。", "To correct it, open that one; to register another, press again."),
        code="register.again",
        data={kind: known.pk},
    )


def _change(actor: Actor, row: BasisDocument | Meeting | Visit, checked: Mapping[str, Any], action: str) -> None:
    changes = differences(row, checked)
    for name, value in checked.items():
        setattr(row, name, value)
    row.save()
    audit.record(actor=actor, action=action, obj=row, org_unit=row.org_unit.code, detail=dict(changes))


@transaction.atomic
def record_visit(*, actor: Actor, org_unit: OrgUnit, values: Mapping[str, Any], token: str = "") -> Visit:
    """values: direction, on, partner, unit, leader, place, purpose, people, outcome. token: as of `record_meeting`."""
    actor.require(Permission.WRITE_TARGETS, org_unit.code)
    checked = {"org_unit": org_unit, **_visit(values)}
    visit = Visit(recorded_by_id=actor.user_id, recorded_at=clock.now(), form_token=token, **checked)
    if (known := _save_once(visit)) is not None:
        _require_same(known, checked)
        return known
    audit.record(
        actor=actor, action="visit.create", obj=visit, org_unit=org_unit.code, detail={"purpose": visit.purpose}
    )
    return visit


@transaction.atomic
def change_visit(*, actor: Actor, visit: Visit, values: Mapping[str, Any]) -> Visit:
    """Put right what was registered; values as in `record_visit`. Whose visit it is stays."""
    actor.require(Permission.WRITE_TARGETS, visit.org_unit.code)
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    _change(actor, locked, _visit(values), "visit.change")
    return locked


def _visit(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    _require_past(found["on"], "on")
    found["purpose"] = require_words(found["purpose"], "事由", "the purpose")
    found["partner"] = (found.get("partner") or "").strip()
    if not found["partner"] and found.get("unit") is None:
        refuse(
            "对方单位",
            ("名称，或本地的单位", "a name, or a unit of ours"),
            ("没有", "neither"),
            ("写名称，或选本地的单位。", "Write its name, or choose a unit of ours."),
            code="visit.partner",
            data={"field": "partner"},
        )
    return found


def _require_past(day: date, field: str) -> None:
    """field: of the form, beside which it is told."""
    if day > clock.today():
        refuse(
            "日期",
            ("今天或以前", "today or before"),
            (str(day), str(day)),
            ("登记的是已经发生的事。", "The register keeps what has happened."),
            code="register.future",
            data={"field": field},
        )


@transaction.atomic
def add_decision(
    *,
    actor: Actor,
    source: Meeting | Visit,
    text: str,
    lead_unit: OrgUnit | None = None,
    owner: Post | None = None,
    deadline: date | None = None,
) -> Decision:
    """What was decided; lead unit, owner and deadline as far as they were named."""
    actor.require(Permission.WRITE_TARGETS, source.org_unit.code)
    meeting, visit = (source, None) if isinstance(source, Meeting) else (None, source)
    decision = Decision.objects.create(
        meeting=meeting,
        visit=visit,
        position=source.decisions.count() + 1,
        text=require_words(text, "议定事项", "the decision"),
        lead_unit=lead_unit,
        owner=owner,
        deadline=deadline,
    )
    audit.record(
        actor=actor, action="decision.create", obj=decision, org_unit=source.org_unit.code, detail={"text": text}
    )
    return decision


@transaction.atomic
def make_task(*, actor: Actor, decision: Decision, values: Mapping[str, Any] | None = None) -> Task:
    """A task of a decision, in one press; pressed twice, there is still one. values: what the room left open, kept
    with the decision, too.

    Without an owner the lead unit's head takes it. Raises TargetsError when lead unit, owner or deadline are missing.
    """
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    source = decision.meeting or decision.visit
    if source is None:  # pragma: no cover - a constraint of the database
        raise ValueError("decision without a source")
    actor.require(Permission.WRITE_TARGETS, source.org_unit.code)
    if existing := locked.tasks.filter(dropped_at__isnull=True).first():
        return existing
    found = {
        "title": locked.text,
        "lead_unit": locked.lead_unit,
        "owner": locked.owner,
        "deadline": locked.deadline,
        "start": source.held_on if isinstance(source, Meeting) else source.on,
        **(values or {}),
    }
    found["owner"] = found["owner"] or head_of(found["lead_unit"])
    if values:
        locked.lead_unit, locked.owner, locked.deadline = found["lead_unit"], found["owner"], found["deadline"]
        locked.save()
    return task_of_decision(actor=actor, decision=locked, org_unit=source.org_unit, values=found)


def head_of(org_unit: OrgUnit | None) -> Post | None:
    """The post that answers for a unit; None when it has none."""
    if org_unit is None:
        return None
    return Post.objects.filter(org_unit=org_unit, kind__in=("section_head", "unit_head")).order_by("id").first()
